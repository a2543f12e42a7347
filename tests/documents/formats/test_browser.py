"""HTML as a person sees it: a real browser lays pages out, on a phone and on a desk, light and dark, for everybody."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from smcheck.documents.formats.html import html
from smcheck.documents.formats.paper import Paper

DRIVER, BROWSER = shutil.which("chromedriver"), shutil.which("chromium")
AXE = find_spec("axe_core_python")
pytestmark = [
    pytest.mark.skipif(not (DRIVER and BROWSER), reason="needs the Debian packages chromium and chromium-driver"),
    pytest.mark.xdist_group("browser"),  # one browser, whatever the number of workers
]

WIDTHS = (360, 1280)
ALL_WIDTHS = (320, 360, 768, 961, 1250, 1920)  # just beside every width at which the page changes
OVERFLOWING = """
const wide = document.documentElement.clientWidth;
return [...document.querySelectorAll('body *')].filter(each => {
  const box = each.getBoundingClientRect();
  return box.width > 1 && box.right > 0 && (box.right > wide + 1 || each.scrollWidth > each.clientWidth + 1)
    && getComputedStyle(each).display !== 'inline' && each.tagName !== 'PRE' && !each.closest('svg')
    && !(each.closest('thead')?.offsetWidth <= 1);  // for readers of screens only
}).map(each => each.outerHTML.slice(0, 200));
"""


class Browser:
    """Just enough of the WebDriver protocol to look at a page."""

    def __init__(self, port: int, *, dark: bool) -> None:
        self.dark = dark
        self.address = f"http://127.0.0.1:{port}/session"
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        options = {"binary": BROWSER, "args": flags}
        body = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}}
        self.address += "/" + self._ask("", body)["sessionId"]
        scheme = {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]}
        self.command("Emulation.setEmulatedMedia", scheme)

    def _ask(self, path: str, body: object) -> Any:
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def command(self, name: str, values: object) -> Any:
        return self._ask("/goog/cdp/execute", {"cmd": name, "params": values})

    def open(self, page: Path, width: int) -> None:
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
        self.command("Emulation.setDeviceMetricsOverride", size)
        self._ask("/url", {"url": page.as_uri()})

    def run(self, script: str) -> Any:
        return self._ask("/execute/sync", {"script": script, "args": []})

    def later(self, script: str) -> Any:
        return self._ask("/execute/async", {"script": script, "args": []})

    def close(self) -> None:
        urllib.request.urlopen(urllib.request.Request(self.address, method="DELETE"), timeout=60).close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    assert DRIVER
    with subprocess.Popen([DRIVER, f"--port={number}"], stdout=subprocess.DEVNULL, env={**os.environ}) as driver:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{number}/status", timeout=5).close()
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield int(number)
        driver.terminate()


@pytest.fixture(scope="module", params=["light", "dark"])
def browser(request: pytest.FixtureRequest, port: int) -> Iterator[Browser]:
    opened = Browser(port, dark=request.param == "dark")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pages(
    tmp_path_factory: pytest.TempPathFactory, everything: Paper, long_brief: Paper, paper_of: Callable[..., Paper]
) -> list[Path]:
    folder = tmp_path_factory.mktemp("pages")
    long_word = paper_of("# T\n\n## Teil\n\n| " + "Donau" * 30 + " | b |\n| --- | --- |\n| x | " + "y" * 200 + " |\n")
    found = []
    for name, paper in (("everything", everything), ("long", long_brief), ("word", long_word)):
        found.append(folder / f"{name}.html")
        found[-1].write_bytes(html(paper))
    return found


@pytest.mark.parametrize("width", ALL_WIDTHS)
def test_nothing_is_wider_than_the_window(browser: Browser, pages: list[Path], width: int) -> None:
    for page in pages:
        browser.open(page, width)
        assert browser.run("return innerWidth") == width
        assert browser.run(OVERFLOWING) == []


@pytest.mark.skipif(AXE is None, reason="axe comes with smcheck[dev]")
def test_pages_are_there_for_everybody(browser: Browser, pages: list[Path]) -> None:
    """WCAG 2.2 AA as far as a program can tell, contrast included: in the dark on a phone, in the light on a desk."""
    assert AXE is not None
    assert AXE.origin is not None
    axe = (Path(AXE.origin).parent / "axe.min.js").read_text(encoding="utf-8")
    for page in pages[:2]:
        browser.open(page, min(WIDTHS) if browser.dark else max(WIDTHS))
        browser.run(axe)
        found = browser.later("axe.run(document).then(arguments[arguments.length - 1])")
        assert [(rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in found["violations"]] == []
        assert "color-contrast" in {rule["id"] for rule in found["passes"]}


@pytest.mark.parametrize("width", WIDTHS)
def test_links_of_the_contents_are_large_enough_to_hit(browser: Browser, pages: list[Path], width: int) -> None:
    browser.open(pages[1], width)
    heights = browser.run("return [...document.querySelectorAll('nav a')].map(a => a.offsetHeight).filter(h => h)")
    assert len(heights) > 5
    assert min(heights) >= 24


def test_a_finding_that_is_linked_to_is_in_sight_and_stands_out(browser: Browser, pages: list[Path]) -> None:
    browser.open(pages[1], 1280)
    anchor = browser.run("return [...document.querySelectorAll('main > ul > li[id]')].at(-1).id")
    seen = f"location.hash = '#{anchor}'; const it = document.getElementById('{anchor}'); "
    top, ground, plain = browser.run(
        "document.documentElement.style.scrollBehavior = 'auto'; " + seen + "const colour = each => "
        "getComputedStyle(each).backgroundColor; "
        "return [it.getBoundingClientRect().top, colour(it), colour(document.body)]"
    )
    assert 0 <= top < 800
    assert ground != plain


def test_rows_are_cards_on_a_phone_and_lines_on_a_desk(browser: Browser, pages: list[Path]) -> None:
    where = "return [...document.querySelectorAll('table:not(.chart) tbody tr:first-child > *')].map(c => c.offsetTop)"
    browser.open(pages[0], 360)
    assert len(set(browser.run(where))) > 1
    browser.open(pages[0], 1280)
    assert len(set(browser.run(where))) == 1
