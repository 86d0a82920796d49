"""What is drawn of a lifecycle, and that each way to write it is well formed."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pydot
import pytest
from msgspec.structs import replace

from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import ContractRef, Finding, Impact
from dtnlint.findings.lifecycle import Lifecycle, Misuse, State, Transition
from dtnlint.report import DRAWINGS
from dtnlint.report.diagram import (
    INTENDED,
    LESSER,
    MISUSE,
    Drawing,
    draw,
    drawing_of,
    sentences,
    svg,
)
from tests.report.samples import NASTY, RULES, double_close, report, suppressed

SVG = "{http://www.w3.org/2000/svg}"
CLOSE = double_close()
SHOP = Lifecycle(
    ContractRef("Shop", "contracts/Shop.sol"),
    states=(
        State("none", "No session"),
        State("open", "Session open", ("phase = Busy",)),
        State("closed", "Closed, ID kept"),
    ),
    transitions=(
        Transition(None, 0),
        Transition(0, 1, ("open()",)),
        Transition(1, 1, ("ask()",)),
        Transition(1, 2, ("close()", "abandon()")),
    ),
    misuses=(Misuse("not closed twice", CLOSE.location, "close()", "closed again", 2),),
)


def drawn(lifecycle: Lifecycle = SHOP, *findings: Finding) -> Drawing:
    return drawing_of(lifecycle, findings, RULES)


def arrows(drawing: Drawing) -> set[tuple[str, str, str, tuple[str, ...]]]:
    titles = {node.name: node.title or node.name for node in drawing.nodes}
    return {
        (titles[e.source], titles[e.target], e.kind, tuple(line.text for line in e.lines))
        for e in drawing.edges
    }


PLAIN = {
    ("start", "No session", "", ()),
    ("No session", "Session open", "", ("open()",)),
    ("Session open", "Session open", "", ("ask()",)),
    ("Session open", "Closed, ID kept", "", ("close()", "abandon()")),
}


def test_without_findings_there_is_no_misuse() -> None:
    assert arrows(drawn()) == PLAIN


def test_a_reverted_misuse_leads_to_a_box_that_names_the_rule() -> None:
    drawing = drawn(SHOP, CLOSE)
    assert arrows(drawing) == PLAIN | {("Closed, ID kept", "Closed again", MISUSE, ("close()",))}
    (sink,) = (node for node in drawing.nodes if node.kind == MISUSE)
    assert [line.text for line in sink.lines] == ["dtn-double-close"]


def test_a_misuse_that_succeeds_takes_the_place_of_its_transition() -> None:
    there = replace(SHOP, misuses=(replace(SHOP.misuses[0], source=1, target=2),))
    assert arrows(drawn(there, CLOSE)) == PLAIN - {
        ("Session open", "Closed, ID kept", "", ("close()", "abandon()"))
    } | {
        ("Session open", "Closed, ID kept", "", ("abandon()",)),
        ("Session open", "Closed, ID kept", MISUSE, ("close()", "dtn-double-close")),
    }


@pytest.mark.parametrize(
    ("impact", "kind"), [(Impact.HIGH, MISUSE), (Impact.MEDIUM, MISUSE), (Impact.LOW, LESSER)]
)
def test_what_is_less_bad_looks_less_bad(impact: Impact, kind: str) -> None:
    assert drawn(SHOP, replace(CLOSE, impact=impact)).nodes[-1].kind == kind


def test_misuse_is_drawn_only_where_a_shown_finding_speaks_of_it() -> None:
    elsewhere = replace(CLOSE, location=replace(CLOSE.location, start=0))
    of_another = replace(CLOSE, contracts=(ContractRef("Other", "contracts/Shop.sol"),))
    of_another_rule = replace(CLOSE, rule="dtn-unvalidated-session")
    hidden = suppressed().findings[0]
    assert hidden.suppression is not None
    hidden = replace(hidden, location=CLOSE.location)
    assert arrows(drawn(SHOP, elsewhere, of_another, of_another_rule, hidden)) == PLAIN


def test_many_functions_are_counted() -> None:
    entries = tuple(f"f{i}()" for i in range(9))
    many = replace(SHOP, transitions=(Transition(0, 1, entries),))
    (arrow,) = arrows(drawn(many))
    assert arrow[3] == ("f0()", "f1()", "f2()", "f3()", "and 5 more")


def test_the_intended_lifecycle_has_no_misuse() -> None:
    kinds = {part.kind for part in (*INTENDED.nodes, *INTENDED.edges)}
    assert kinds == {"start", "none", "open", "asked", ""}


def hostile() -> tuple[Drawing, Report]:
    lifecycle = Lifecycle(
        ContractRef(NASTY, "contracts/Shop.sol"),
        (State("open", NASTY, (NASTY,)), State("unknown", "", ())),
        (Transition(None, 0, (NASTY,)), Transition(0, 0, (NASTY,)), Transition(0, 1, (NASTY,))),
        (Misuse("not closed twice", CLOSE.location, NASTY, NASTY, 0),),
        (NASTY,),
        (NASTY,),
    )
    finding = replace(CLOSE, contracts=(lifecycle.contract,))
    whole = report(findings=[finding], lifecycles=[lifecycle])
    return drawing_of(lifecycle, whole.findings, RULES), whole


DRAWN = {"shop": drawn(SHOP, CLOSE), "intended": INTENDED, "hostile": hostile()[0]}


@pytest.mark.parametrize("name", DRAWN)
def test_svg_is_a_picture_and_nothing_else(name: str) -> None:
    root = ET.fromstring(svg(DRAWN[name]))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "style", "rect", "g", "path", "text", "tspan", "circle"}
    for element in root.iter():
        assert not any(word.startswith("on") or word == "href" for word in element.attrib)
    texts = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    for node in DRAWN[name].nodes:
        assert {line.text for line in node.lines} <= texts


def test_svg_tells_loops_in_their_box() -> None:
    root = ET.fromstring(svg(drawn()))
    assert "↻ ask()" in {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pydot's parser's own
@pytest.mark.parametrize("name", DRAWN)
def test_dot_is_the_graph(name: str) -> None:
    drawing = DRAWN[name]
    (graph,) = pydot.graph_from_dot_data(draw("dot", drawing))
    nodes = {node.get_name() for node in graph.get_nodes()} - {"graph", "node", "edge", '"\\n"'}
    assert nodes == {node.name for node in drawing.nodes}
    assert sorted((e.get_source(), e.get_destination()) for e in graph.get_edges()) == sorted(
        (edge.source, edge.target) for edge in drawing.edges
    )


@pytest.mark.parametrize("name", DRAWN)
def test_mermaid_takes_texts_for_texts(name: str) -> None:
    """In quotes stand letters, harmless signs, breaks of ours and entities."""
    for line in draw("mermaid", DRAWN[name]).splitlines():
        if '"' in line:
            text = line[line.index('"') + 1 : line.rindex('"')].replace("<br/>", "")
            assert all(c.isalnum() or c in " .,-_()=…≠#;" for c in text), line


@pytest.mark.parametrize("form", DRAWINGS)
def test_every_arrow_is_in_every_form(form: str) -> None:
    text = draw(form, drawn(SHOP, CLOSE))
    assert text.endswith("\n")
    for word in ("open()", "ask()", "close()", "abandon()", "dtn-double-close", "phase = Busy"):
        assert word in text


def test_the_drawing_can_be_told() -> None:
    assert list(sentences(drawn(SHOP, CLOSE))) == [
        "Deployment → No session",
        "No session → Session open (phase = Busy): open()",
        "Session open (phase = Busy) → Session open (phase = Busy): ask()",
        "Session open (phase = Busy) → Closed, ID kept: close(), abandon()",
        "Closed, ID kept → Closed again (dtn-double-close): close()",
    ]
