"""What holds for every test."""

from functools import cache

import hypothesis
import pytest
from streamlit.components.v2 import manifest_scanner

from tests import quick

# How long an example takes says how busy the machine is, not whether the product is right.
hypothesis.settings.register_profile("no_clock", deadline=None)
hypothesis.settings.load_profile("no_clock")


@pytest.fixture(autouse=True, scope="session")
def quick_loads():
    """Loads in this process: see tests/quick.py. And pages: each AppTest looks through the metadata of every installed
    package for components, which takes longer than most pages do."""
    with pytest.MonkeyPatch.context() as patch:
        quick.quicken(patch.setattr)
        found = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield
