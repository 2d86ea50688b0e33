"""`python -m tests.browser`: take the README's picture again, after the card's look has changed; then look at it."""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from bot import demo
from bot.playground import Playground
from handlers.manifest import read_manifest
from tests.browser.conftest import QUIET, chromium
from tests.conftest import MORNING

WHERE = Path(__file__).parents[2] / "docs/pictures/playground.png"
PATIENCE_MS = 60_000


def main() -> None:
    """Mina asks for the forecast, and the window is kept."""
    workspace = demo.example_workspace()
    with tempfile.TemporaryDirectory() as folder, Playground(workspace, read_manifest(), at=MORNING) as place:
        bot = demo.connect(place, f"sqlite:///{folder}/demo.db")
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium(), args=QUIET)
            page = browser.new_page(viewport={"width": 1180, "height": 1640})
            page.goto(f"{place.url}/#as=mina&in=app-messages")
            box = page.get_by_role("textbox").last
            box.fill("/forecast fraud")
            box.press("Enter")
            page.get_by_text("Everybody who asks today reads the same").wait_for(timeout=PATIENCE_MS)
            page.get_by_role("img", name="Chance that").wait_for(timeout=PATIENCE_MS)
            page.wait_for_timeout(1000)
            picture = Image.open(BytesIO(page.screenshot()))
            picture.convert("RGB").quantize(128).save(WHERE, optimize=True)
            browser.close()
        bot.stop()


if __name__ == "__main__":
    main()
