"""What holds for every test."""

import hypothesis
import pytest

from tests import quick

# How long an example takes says how busy the machine is, not whether the product is right.
hypothesis.settings.register_profile("no_clock", deadline=None)
hypothesis.settings.load_profile("no_clock")


@pytest.fixture(autouse=True, scope="session")
def quick_loads():
    """Loads in this process: see tests/quick.py."""
    with pytest.MonkeyPatch.context() as patch:
        quick.quicken(patch.setattr)
        yield
