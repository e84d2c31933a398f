"""The pictures of the README, as a reader with a tablet sees the sample: `make pictures` takes them anew.

They show no unit of a low class and no head, and each says inside that its figures are invented: a picture is sent on
without the text beside it.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from sample_data import ensure
from tests.test_browser import CHROMIUM, FLAGS, WINDOW, serving, still

HERE = Path(__file__).resolve().parent.parent / "docs"
WIDTH = 1180
YEAR = "nam=2024"
PAGES = {  # name: address, height
    "overview": (f"?{YEAR}", 650),  # below, units are named
    "criteria": (f"tieu-chi?{YEAR}", 820),
    "trends": (f"xu-huong?{YEAR}", 820),
    "unit": (f"don-vi?{YEAR}&dv=X_HOA_BINH", 820),
    "plan": (f"nhiem-vu?{YEAR}", 820),
}
WORDS = "SỐ LIỆU GIẢ ĐỊNH, KHÔNG PHẢI KẾT QUẢ CỦA ĐƠN VỊ NÀO"
SAID = """words => {
    const band = document.body.appendChild(document.createElement('div'))
    band.textContent = words
    band.style = 'position: fixed; inset: auto 0 0 0; z-index: 9999999; padding: 6px; text-align: center;'
        + 'font: 600 15px BVP, sans-serif; color: #1C2733; background: #FEE090'
}"""


def take() -> None:
    """Five PNG files in docs/."""
    if not (ensure.SAMPLE / "CURRENT").exists():
        ensure.load_sample(ensure.Warehouse(ensure.SAMPLE))
    with serving(ensure.SAMPLE, PBGDPL_LOCAL_ROLE="leader") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(**WINDOW)
        for name, (address, height) in PAGES.items():
            page.set_viewport_size({"width": WIDTH, "height": height})
            page.goto(f"{base}/{address}")
            still(page)
            page.evaluate(SAID, WORDS)
            picture = Image.open(io.BytesIO(page.screenshot()))
            # flat colours: a palette of them is a third of the size
            picture.convert("RGB").quantize(128).save(HERE / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    take()
