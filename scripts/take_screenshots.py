"""Pictures of the main pages of a freshly seeded installation, taken by a real Chromium.

`make screenshots` writes those that the readme and the documentation show into docs/images/ and
all others into artifacts/screenshots/, which is not tracked.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser

from kb.core.settings import Settings
from scripts.sample_proposals import fill
from tests.support.chromium import chromium_path, launched
from tests.support.command import run_kb
from tests.support.server import serving


class Picture(NamedTuple):
    """One page, seen in one way."""

    name: str
    path: str
    width: int = 1280
    height: int = 860
    scheme: str = "light"
    whole: bool = False
    in_docs: bool = False
    as_editor: bool = False

    @property
    def file(self) -> Path:
        """Where it goes."""
        folder = "docs/images" if self.in_docs else "artifacts/screenshots"
        return Path(folder, f"{self.name}.png")


_REPORT = "/cases/andersen-v-stability-ai/report?doubt=status&doubt=events.3&go=on"
PICTURES = (
    Picture("home", "/", in_docs=True),
    Picture("home-dark", "/", scheme="dark"),
    Picture("search", "/search?q=training+fair+use"),
    Picture("search-docket", "/search?q=23-cv-201"),
    Picture("cases", "/cases"),
    Picture("case", "/cases/andersen-v-stability-ai", in_docs=True),
    Picture("case-whole", "/cases/andersen-v-stability-ai", whole=True),
    Picture("policy", "/policies/deviantart"),
    Picture("matrix", "/policies/matrix", in_docs=True),
    Picture("compare", "/compare?e=case/bartz-v-anthropic&e=case/kadrey-v-meta", in_docs=True),
    Picture(
        "my-platforms",
        "/my-platforms?p=deviantart&p=artstation&p=cara&p=fur-affinity&p=behance",
        in_docs=True,
    ),
    Picture("licence-matrix-dark", "/licences/matrix", scheme="dark"),
    Picture("timeline", "/timeline"),
    Picture("topic", "/topics/fair-use"),
    Picture("report", _REPORT, width=1000, height=760, in_docs=True),
    Picture("queue", "/editor/queue", width=1000, height=760, in_docs=True, as_editor=True),
    Picture(
        "proposal", "/editor/proposals/2", width=1200, height=1080, in_docs=True, as_editor=True
    ),
    Picture("queue-dark", "/editor/queue", scheme="dark", as_editor=True),
    Picture("needs-a-look", "/editor/stale", as_editor=True),
    Picture("proposal-phone", "/editor/proposals/2", width=320, height=640, as_editor=True),
    Picture("home-phone", "/", width=320, height=640),
    Picture("case-phone", "/cases/andersen-v-stability-ai", width=320, height=640),
    Picture("matrix-phone", "/policies/matrix", width=320, height=640),
)


def take(browser: Browser, picture: Picture, *, base_url: str, cookie: dict[str, str]) -> None:
    """Write the file; an answer other than 200 is an error, not a picture of an error page."""
    options: dict[str, Any] = {
        "base_url": base_url,
        "color_scheme": picture.scheme,
        "viewport": {"width": picture.width, "height": picture.height},
        "device_scale_factor": 2 if picture.width < 600 else 1,
    }
    context = browser.new_context(**options)
    if picture.as_editor:
        context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": base_url}])
    page = context.new_page()
    answer = page.goto(picture.path, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise SystemExit(f"{picture.path} answered {answer.status if answer else 'nothing'}")
    page.evaluate("document.fonts.ready")
    picture.file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=picture.file, full_page=picture.whole)
    context.close()


def main() -> None:
    """Seed, serve, take every picture."""
    path = chromium_path()
    if path is None:
        raise SystemExit("no Chromium: run scripts/ensure-chromium or set KB_CHROMIUM")
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(data_dir=Path(scratch, "data"))
        done = run_kb("init", settings=settings, timeout=300)
        if done.returncode:
            raise SystemExit(done.stderr)
        cookie = fill(settings)
        log = Path(scratch, "server.log")
        with serving(settings, log=log) as server, launched(path) as browser:
            for picture in PICTURES:
                take(browser, picture, base_url=server.url, cookie=cookie)
                print(picture.file)


if __name__ == "__main__":
    main()
