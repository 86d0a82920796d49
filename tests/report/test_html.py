"""The page for reviewers, as text: it holds everything, and nothing that could be fetched or run.

What it does in a browser is `test_browser`'s.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from dtnlint.findings.finding import (
    Edit,
    Fix,
    Location,
    Replay,
    ReplayedCall,
    ReplayOutcome,
    Safety,
)
from dtnlint.findings.lifecycle import Lifecycle, Misuse, State, Transition
from dtnlint.findings.source_text import SourceText
from dtnlint.report import render
from dtnlint.report.highlight import Highlighter
from tests.report.samples import (
    DOUBLE_CLOSE,
    FACTS,
    SAMPLES,
    SHOP,
    double_close,
    judgement,
    report,
)


class Page(HTMLParser):
    """A page's elements and texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.open[-1] if self.open else "", []).append(data)

    def attributes(self, name: str) -> list[str]:
        return [
            value or "" for _, given in self.elements for key, value in given.items() if key == name
        ]


@pytest.fixture(params=SAMPLES)
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render("html", SAMPLES[request.param]()))


def test_nothing_comes_from_elsewhere(page: Page) -> None:
    for name in ("src", "srcset", "data", "action", "poster", "background", "style"):
        assert page.attributes(name) == []
    assert all(target.startswith("#") for target in page.attributes("href"))
    tags = {tag for tag, _ in page.elements}
    assert tags.isdisjoint({"link", "img", "iframe", "object", "embed", "base", "image", "use"})
    assert not any("url(" in text or "@import" in text for text in page.texts["style"])


def test_the_policy_allows_the_page_s_own_style_and_script_alone(page: Page) -> None:
    (policy,) = (
        given["content"]
        for tag, given in page.elements
        if given.get("http-equiv") == "Content-Security-Policy"
    )

    def digest(tag: str) -> str:
        (text,) = page.texts[tag]
        return b64encode(sha256(text.encode()).digest()).decode()

    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest('style')}'; "
        f"script-src 'sha256-{digest('script')}'; base-uri 'none'; form-action 'none'"
    )
    assert not any(key.startswith("on") for _, given in page.elements for key in given)


def test_links_lead_to_places_that_there_are(page: Page) -> None:
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in page.attributes("href")} <= set(ids)


def test_the_same_report_gives_the_same_page() -> None:
    assert render("html", SAMPLES["full"]()) == render("html", SAMPLES["full"]())


def text_of(page: str) -> str:
    return " ".join("".join(re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S)).split())


def test_a_finding_is_told_whole() -> None:
    fix = Fix("Reset it", Safety.SAFE, (Edit(Location("contracts/Shop.sol", 0, 2), "/*new*/"),))
    calls = (ReplayedCall(1, "owner", "open(7)", "started session 1"),)
    finding = double_close(
        fixes=(fix,), replay=Replay(ReplayOutcome.CONFIRMED, "it reverts", calls)
    )
    page = text_of(render("html", report(findings=[finding])))
    for words in (
        "closeUserSession(sessionId) may close a session that is already closed",
        "Transaction 2: close()",
        "closed at contracts/Shop.sol:14, sessionId keeps the ID",
        "Clear the cell after the close: <code>sessionId = 0;</code>",
        "Fix (safe): Reset it",
        "+/*new*/ SPDX-License-Identifier: MIT",
        "Executed, and confirmed",
        "<code>open(7)</code> by owner: started session 1",
        "CWE-675",
    ):
        assert words in page, words


def test_what_one_edit_mends_is_named_and_linked() -> None:
    left = double_close(rule="dtn-unreset-session")
    apart = double_close(rule="dtn-apart", fixes=())
    shown = render("html", report(findings=[left, double_close(), apart]))
    (first, second) = re.findall(r'<ul class="same">(.*?)</ul>', shown, re.DOTALL)
    anchors = dict(
        re.findall(r'<details class="finding [^"]*" id="([^"]*)" data-rule="([^"]*)"', shown)
    )
    linked = [anchors[one] for text in (first, second) for one in re.findall(r'#([^"]*)"', text)]
    assert sorted(linked) == ["dtn-double-close", "dtn-unreset-session"]


def test_what_a_message_quotes_is_code() -> None:
    told = [double_close(message="`a<b` is not `c"), double_close(message="`a<b` is", subject="x")]
    page = render("html", report(findings=told))
    assert "<h3><code>a&lt;b</code> is</h3>" in page
    assert "<h3>`a&lt;b` is not `c</h3>" in page


def test_rules_texts_may_not_bring_pictures_or_markup() -> None:
    rule = replace(
        DOUBLE_CLOSE,
        description="![x](https://e.example/x.png) <img src=x onerror=y> [y](javascript:z)",
        scenario="```solidity\ncontract A { uint256 x; }\n```",
    )
    page = render("html", report(rules=[rule], findings=[double_close()]))
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert '<span class="k">contract</span> A' in page


def test_verdicts_are_told_by_operation_and_lead_to_findings() -> None:
    close = double_close()
    lifecycle = Lifecycle(
        FACTS.consumers[0],
        (State("closed", "Closed, ID kept"),),
        (Transition(None, 0),),
        (Misuse("not closed twice", close.location, "close()", "closed again", 0),),
        ("sessions",),
        ("it was too much",),
    )
    judged = [
        judgement("violated", "not closed twice", location=close.location),
        judgement("proved", "validated", location=close.location),
        judgement("unknown", "reset", location=close.location),
    ]
    text = render("html", report(findings=[close], judgements=judged, lifecycles=[lifecycle]))
    page = Page(text)
    (anchor,) = (i for i in page.attributes("id") if i.startswith("finding-"))
    assert f'<span class="property violated"><a href="#{anchor}">not closed twice</a>' in text
    assert '<span class="property proved">validated' in text
    assert "inline assembly writes storage" in text
    # The drawing leads there too, and says what it leaves out.
    assert page.attributes("href").count(f"#{anchor}") >= 3
    assert "for one arbitrary key of <code>sessions</code>" in text
    assert "it was too much" in text
    assert "As intended" in text


def pieces(source: str, location: Location | None = None) -> list[tuple[str, str]]:
    text = SourceText(source.encode())
    lines = Highlighter(text).around(location or Location("", 0, len(source.encode())))
    return [(piece.kind, piece.text) for line in lines for piece in line.pieces if piece.kind]


def test_source_is_coloured() -> None:
    source = 'function f(uint256 a) external { g(a, 1, "x", ai.r{value: 2}(msg.sender)); } // d'
    assert pieces(source) == [
        ("k", "function"), ("f", "f"), ("t", "uint256"), ("k", "external"), ("f", "g"),
        ("n", "1"), ("s", '"x"'), ("f", "r"), ("n", "2"), ("l", "msg"), ("c", "// d"),
    ]  # fmt: skip


def test_a_comment_over_lines_is_one() -> None:
    assert pieces("/* if\n for */ x") == [("c", "/* if"), ("c", " for */")]


def test_marked_is_what_the_place_says() -> None:
    close = double_close().location
    lines = Highlighter(SourceText(SHOP.encode())).around(close, 1)
    assert [line.number for line in lines] == [13, 14, 15]
    assert "".join(p.text for line in lines for p in line.pieces if p.marked) == "sessionId"


def test_a_long_line_is_cut_around_the_mark() -> None:
    source = "x" * 5000 + " here " + "y" * 5000
    location = Location("", 5001, 4)
    (line,) = Highlighter(SourceText(source.encode())).around(location)
    shown = "".join(piece.text for piece in line.pieces)
    assert len(shown) < 400
    assert " here " in shown
    assert "…" in (shown[0], shown[-1])


def test_any_bytes_are_shown() -> None:
    text = SourceText(b"\xff\x00\x1b[1m\tuint256 \xe6\xbc")
    (line,) = Highlighter(text).around(Location("", 0, 3))
    assert "".join(piece.text for piece in line.pieces) == "\ufffd\\x00\\x1b[1m\tuint256 \ufffd"
