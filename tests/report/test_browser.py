"""The page for reviewers in a real browser: it renders, filters, prints, and fetches nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from dtnlint.findings.assembly import Report
from dtnlint.report import render
from dtnlint.report.diagram import draw, drawing_of
from dtnlint.run import Request, check
from tests.report.samples import NASTY, SAMPLES, double_close, report, suppressed, unvalidated

pytestmark = pytest.mark.xdist_group("browser")

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CONTRAST = 4.5
"""What WCAG 2.1 asks of text at level AA."""


@pytest.fixture(scope="module")  # its event loop must not run on into other modules
def browser() -> Iterator[Browser]:
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None and not os.environ.get("CI"):
        pytest.skip("there is no Chromium on the PATH")
    assert found is not None, "these tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        # The sandbox is not for root, who runs this in containers.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page, and everything that it should not do."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def refused(self, request: Any) -> None:
        """A request that the page's own policy stopped has asked nobody."""
        if request.failure == "csp":
            self.asked.remove(request.url)

    def texts(self, selector: str) -> list[str]:
        """The texts of what is to be seen."""
        return [
            " ".join(e.inner_text().split())
            for e in self.page.locator(selector).all()
            if e.is_visible()
        ]

    def shown(self) -> int:
        """How many findings are to be seen."""
        count = self.page.locator(".finding:visible").count()
        status = self.page.locator("#filters output").inner_text()
        assert status.startswith(f"{count} of ")
        return count


class Opener:
    """Opens pages, and sees to it in the end that they were quiet."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self.opened: list[Watched] = []

    def __call__(self, text: str, name: str = "report.html", **how: Any) -> Watched:
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        page = self.browser.new_page(**how)
        watched = Watched(page)
        self.opened.append(watched)
        page.on("request", lambda request: watched.asked.append(request.url))
        page.on("requestfailed", watched.refused)
        page.on("console", lambda message: watched.said.append(message.text))
        page.on("pageerror", lambda error: watched.said.append(str(error)))
        page.on("dialog", lambda dialog: watched.said.append(dialog.message))
        page.goto(file.as_uri())
        return watched


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    opener = Opener(browser, tmp_path)
    yield opener
    for watched in opener.opened:
        assert set(watched.asked) == {watched.page.url.partition("#")[0]}
        assert watched.said == []
        watched.page.close()


@pytest.fixture(scope="session")
def real() -> Report:
    """What is found in the sample contracts."""
    return check(Request(paths=(ROOT / "sample_contracts",), cwd=ROOT))


@pytest.fixture(scope="session")
def real_page(real: Report) -> str:
    return render("html", real)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_page_is_quiet(visit: Opener, name: str) -> None:
    watched = visit(render("html", SAMPLES[name]()))
    assert watched.page.title().startswith("dtnlint: ")
    assert watched.page.locator("#filters").is_visible()


def test_a_real_report_is_shown_whole(visit: Opener, real: Report, real_page: str) -> None:
    watched = visit(real_page)
    assert watched.shown() == len(real.active) > 10
    assert watched.texts("#consumers h3") == [one.contract.name for one in real.lifecycles]
    assert watched.page.locator("svg.lifecycle:visible").count() == 2 * len(real.lifecycles)
    watched.page.get_by_role("button", name="Open all").click()
    assert watched.page.locator(".finding .source:visible").count() > len(real.active)
    assert len(watched.texts(".trace > li")) > 20


def test_hostile_text_stays_text(visit: Opener) -> None:
    watched = visit(render("html", SAMPLES["hostile"]()))
    page = watched.page
    assert page.evaluate("document.scripts.length") == 1
    assert page.locator("main script, main img, main iframe, main a[href^=http]").count() == 0
    told = page.locator(".finding h3").inner_text()
    assert "<script>alert(1)</script>" in told
    assert "\\x1b[31m" in told
    assert NASTY not in told  # what cannot be seen is made visible


def test_the_policy_holds(visit: Opener) -> None:
    """Even markup that got in could load and run nothing."""
    watched = visit(render("html", report()))
    refused = watched.page.evaluate(
        """async () => {
          const refused = [];
          document.addEventListener("securitypolicyviolation",
            (event) => refused.push(event.effectiveDirective));
          const host = document.createElement("div");
          host.innerHTML = '<img src="https://example.org/x.png"><p style="color:red">x</p>' +
            '<iframe src="https://example.org/"></iframe><b onclick="alert(1)">y</b>';
          document.body.append(host);
          host.querySelector("b").click();
          const script = document.createElement("script");
          script.textContent = "alert(2)";
          document.body.append(script);
          await fetch("https://example.org/").catch(() => {});
          await new Promise((done) => setTimeout(done, 200));
          return refused;
        }"""
    )
    assert set(refused) == {
        *("img-src", "frame-src", "connect-src"),
        *("style-src-attr", "script-src-attr", "script-src-elem"),
    }
    assert all("Content Security Policy" in message for message in watched.said)
    watched.said.clear()
    assert not any("example.org" in url for url in watched.asked)


# -- filters ---------------------------------------------------------------------------


def mixed() -> str:
    """Two findings: High of dtn-double-close in Shop, Medium of dtn-unvalidated-session in both."""
    return render("html", report(findings=[double_close(), unvalidated()]))


def test_filters_by_keyboard(visit: Opener) -> None:
    watched = visit(mixed())
    page = watched.page
    assert watched.shown() == 2
    page.get_by_label("Text").focus()
    page.keyboard.type("already CLOSED")
    assert watched.texts(".finding .rule") == ["dtn-double-close"]
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    assert watched.shown() == 2
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "rule"
    page.keyboard.type("dtn-unv")
    assert watched.texts(".finding .rule") == ["dtn-unvalidated-session"]
    page.keyboard.press("Tab")
    page.keyboard.type("Market")
    assert watched.texts("#consumers h3") == ["Market"]
    assert watched.shown() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "High"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.value") == "Medium"
    assert watched.shown() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.finding:not([hidden])').length === 2")
    assert watched.shown() == 2


def test_a_consumer_s_findings_alone(visit: Opener) -> None:
    watched = visit(mixed())
    watched.page.get_by_role("combobox", name="Consumer").select_option(label="Market")
    assert watched.texts(".finding .rule") == ["dtn-unvalidated-session"]
    watched.page.get_by_role("combobox", name="Consumer").select_option(label="Shop")
    assert watched.shown() == 2


def test_filters_leave_the_consumers_that_they_are_about(visit: Opener) -> None:
    watched = visit(mixed())
    everybody = watched.texts("#consumers h3")
    assert set(everybody) == {"Shop", "Market"}
    watched.page.get_by_label("Text").fill("already closed")
    assert watched.texts("#consumers h3") == ["Shop"]
    watched.page.get_by_label("Text").fill("nothing says this")
    assert watched.texts("#consumers h3") == []
    watched.page.get_by_label("Text").fill("")
    assert watched.texts("#consumers h3") == everybody
    watched.page.get_by_role("combobox", name="Rule").select_option("dtn-double-close")
    assert watched.texts("#consumers h3") == ["Shop"]


def test_folding_by_keyboard(visit: Opener) -> None:
    page = visit(mixed()).page
    page.locator(".finding summary").first.focus()
    was = page.locator(".finding[open]").count()
    page.keyboard.press("Enter")
    assert page.locator(".finding[open]").count() == was - 1


def test_suppressed_findings_are_shown_on_request(visit: Opener) -> None:
    watched = visit(render("html", suppressed()))
    assert watched.shown() == 0
    watched.page.get_by_label("Also suppressed").check()
    assert watched.shown() == 1
    watched.page.locator(".finding summary").click()
    assert "Suppressed by dtnlint: ignore" in watched.page.locator(".finding .notice").inner_text()


def test_a_link_leads_to_what_is_filtered_away(visit: Opener, real_page: str) -> None:
    watched = visit(real_page)
    page = watched.page
    for box in page.locator("input[name=impact]").all():
        box.uncheck()
    assert watched.shown() == 0
    link = page.locator("table.verdicts .violated a").first
    target = link.get_attribute("href")
    link.press("Enter")
    finding = page.locator(f"{target}[open]")
    finding.wait_for()
    filters = page.locator("#filters").bounding_box()
    place = finding.bounding_box()
    assert filters is not None
    assert place is not None
    assert place["y"] >= filters["y"] + filters["height"], "it must not stand under the filters"


def test_the_drawing_leads_to_findings_by_keyboard(visit: Opener, real_page: str) -> None:
    page = visit(real_page).page
    link = page.locator("#consumers svg a").first
    link.focus()
    page.keyboard.press("Enter")
    page.locator(f"{link.get_attribute('href')}[open]").wait_for()


def test_it_reads_without_its_script(visit: Opener) -> None:
    page = visit(mixed(), java_script_enabled=False).page
    assert page.locator("#filters").is_hidden()
    assert page.locator("#theme").is_hidden()
    assert page.locator(".finding:visible").count() == 2


# -- looks -----------------------------------------------------------------------------


def brightness(page: Page) -> float:
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    numbers = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    return sum(numbers) / 3


def test_light_and_dark_as_the_system_says_until_the_reader_does(visit: Opener) -> None:
    light = visit(mixed(), color_scheme="light").page
    dark = visit(mixed(), color_scheme="dark").page
    assert brightness(light) > 200 > 60 > brightness(dark)
    for page in (light, dark):
        button = page.get_by_role("button", name="Theme")
        button.press("Enter")
        assert button.inner_text() == "Theme: light"
        assert brightness(page) > 200
        button.press("Space")
        assert button.inner_text() == "Theme: dark"
        assert brightness(page) < 60
        page.reload()
        assert button.inner_text() == "Theme: dark"
        button.click()
        assert button.inner_text() == "Theme: auto"


DIM = """(least) => {
  const parse = (text) => {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((v) => v / 255)
      .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const [r, g, b, a] = parse(getComputedStyle(e).backgroundColor);
      if (a) layers.push([r, g, b, a / 255]);
      if (a === 255) break;
    }
    return layers.reduceRight((below, [r, g, b, a]) =>
      [r, g, b].map((v, i) => v * a + below[i] * (1 - a)), [255, 255, 255]);
  };
  const dim = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest("svg, script, style")) continue;
    if (!element.checkVisibility()) continue;
    const [a, b] = [parse(getComputedStyle(element).color), ground(element)].map(light);
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < least)
      dim.add(`${element.tagName}.${element.className}: ${contrast.toFixed(2)}`);
  }
  return [...dim];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read(visit: Opener, real_page: str, scheme: str) -> None:
    page = visit(real_page, color_scheme=scheme).page
    page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
    assert page.evaluate(DIM, CONTRAST) == []


@pytest.mark.parametrize("width", [1280, 700, 360])
def test_no_width_makes_the_page_scroll_sideways(visit: Opener, real_page: str, width: int) -> None:
    page = visit(real_page, viewport={"width": width, "height": 800}).page
    page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_texts_of_a_drawing_stay_in_their_boxes(visit: Opener, real_page: str) -> None:
    page = visit(real_page).page
    over = page.evaluate(
        """() => [...document.querySelectorAll("svg .node")].flatMap((node) => {
          const box = node.querySelector(".box").getBoundingClientRect();
          return [...node.querySelectorAll("text")].filter((text) => {
            const own = text.getBoundingClientRect();
            return own.left < box.left || own.right > box.right ||
              own.top < box.top - 1 || own.bottom > box.bottom + 1;
          }).map((text) => text.textContent);
        })"""
    )
    assert over == []


def test_a_drawing_stands_alone(visit: Opener, real: Report) -> None:
    lifecycle = next(one for one in real.lifecycles if one.contract.name == "Shop")
    text = draw("svg", drawing_of(lifecycle, real.findings, real.rules))
    watched = visit(text, "shop.svg")
    assert watched.page.locator("text", has_text="dtn-double-close").count() == 1


def test_paper_shows_findings_first_and_no_controls(visit: Opener, real_page: str) -> None:
    page = visit(real_page, color_scheme="dark").page
    open_before = page.locator("details[open]").count()
    folded = page.locator(".finding:not([open])").count()
    assert folded
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".finding:not([open])").count() == 0
    assert page.locator(".consumer[open]").count() == 0
    assert page.locator("#filters, #theme, #unfold, nav").filter(visible=True).count() == 0
    tops = "ids => ids.map(id => document.getElementById(id).getBoundingClientRect().top)"
    summary, findings, consumers = page.evaluate(tops, ["summary", "findings", "consumers"])
    assert summary < findings < consumers
    assert page.locator(".finding > .source").first.is_visible()
    assert page.locator(".trace .source, #rules, svg.lifecycle").filter(visible=True).count() == 0
    assert brightness(page) > 250
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == open_before
    assert page.locator(".finding:not([open])").count() == folded


def test_paper_is_not_wasted(visit: Opener, real: Report, real_page: str) -> None:
    page = visit(real_page).page
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    assert 3 < sheets <= 0.7 * len(real.active)


SIDES = "elements => elements.map(e => e.getBoundingClientRect()).map(box => [box.left, box.right])"
LETTERS = """texts => Math.min(...texts.map(
  text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().d))"""


def test_a_narrow_screen_shows_every_verdict(visit: Opener, real_page: str) -> None:
    page = visit(real_page, viewport={"width": 390, "height": 800}).page
    sides = page.locator(".verdicts .property").evaluate_all(SIDES)
    assert len(sides) == page.locator(".verdicts .property").count() > 50
    assert all(left >= 0 and right <= 390 for left, right in sides)


@pytest.mark.parametrize("width", [390, 1280])
def test_drawings_are_not_shrunk_until_nobody_reads_them(
    visit: Opener, real_page: str, width: int
) -> None:
    page = visit(real_page, viewport={"width": width, "height": 800}).page
    assert page.locator(".lifecycle text").evaluate_all(LETTERS) >= 8.5


def test_a_wide_drawing_begins_on_a_narrow_screen(visit: Opener, real_page: str) -> None:
    page = visit(real_page, viewport={"width": 390, "height": 800}).page
    wide = page.locator("figure").evaluate_all(
        """figures => figures.filter(f => f.scrollWidth > f.clientWidth + 40).map(f => {
          const seen = (one) => one.getBoundingClientRect();
          const around = seen(f);
          return [".lifecycle circle", "figcaption"].map(which => seen(f.querySelector(which)))
            .every(box => box.left >= around.left - 1 && box.right <= around.right + 1);
        })"""
    )
    assert wide
    assert all(wide)
