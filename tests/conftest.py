"""What holds for every test."""

import pytest

from tests import quick


@pytest.fixture(autouse=True, scope="session")
def quick_loads():
    """Loads in this process: see tests/quick.py."""
    with pytest.MonkeyPatch.context() as patch:
        quick.quicken(patch.setattr)
        yield
