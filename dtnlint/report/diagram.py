"""Lifecycles drawn: as SVG, as Mermaid, as DOT.

`drawing_of` decides what is shown of a consumer's lifecycle, and in which words; the
writers only write. Where boxes go in an SVG is decided in `dtnlint.report.layout`.
"""

from __future__ import annotations

import textwrap
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from dtnlint.escaping import printable
from dtnlint.findings.finding import Finding, Impact
from dtnlint.findings.lifecycle import Lifecycle, Misuse, reported
from dtnlint.findings.rules import RuleInfo
from dtnlint.findings.source_text import display_width
from dtnlint.report.layout import Layout, Point, Size, layered

MISUSE = "misuse"
LESSER = "lesser"
"""A misuse of low impact or less."""

_MOST_LINES = 4
"""Functions that a label lists; the rest is counted."""


class Line(NamedTuple):
    """A line of text in a box or beside an edge."""

    text: str
    kind: str = ""
    """Nothing, `MISUSE` or `LESSER`."""


class Node(Struct, frozen=True):
    """A box."""

    name: str
    kind: str
    """``start``, a state's phase, `MISUSE` or `LESSER`."""
    title: str = ""
    lines: tuple[Line, ...] = ()
    link: str = ""


class Edge(Struct, frozen=True):
    """An arrow. One that leads from a box to itself is told in the box by an SVG."""

    source: str
    target: str
    kind: str = ""
    """Nothing, `MISUSE` or `LESSER`."""
    lines: tuple[Line, ...] = ()
    link: str = ""


class Drawing(Struct, frozen=True):
    """What is to be drawn."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


INTENDED = Drawing(
    "The lifecycle as intended",
    (
        Node("start", "start"),
        Node("none", "none", "No session", (Line("the contract has fee tokens"),)),
        Node("open", "open", "Session open", (Line("its ID is kept"),)),
        Node("asked", "asked", "Request in flight"),
    ),
    (
        Edge("start", "none"),
        Edge("none", "open", "", (Line("deposit to feeTarget()"), Line("startUserSession()"))),
        Edge("open", "asked", "", (Line("request()"),)),
        Edge("asked", "open", "", (Line("the answer comes"),)),
        Edge("open", "none", "", (Line("closeUserSession()"), Line("ID reset, refund comes"))),
    ),
)
"""The lifecycle that the network's page on sessions teaches, in the same words."""


def draw(form: str, drawing: Drawing) -> str:
    """A drawing in one of `dtnlint.report.DRAWINGS`, as text that ends in a newline."""
    return _WRITERS[form](drawing)


# -- what is shown ---------------------------------------------------------------------


def drawing_of(
    lifecycle: Lifecycle,
    findings: Iterable[Finding],
    rules: Iterable[RuleInfo],
    link: Callable[[Finding], str] = lambda finding: "",
) -> Drawing:
    """The lifecycle with those misuses that shown findings speak of; `link` leads to a finding."""
    told = list(reported(lifecycle, findings, rules))
    sinks: dict[tuple[str, str], Node] = {}
    edges: dict[tuple[str, str, str], _Label] = {}
    misused: set[tuple[int | None, int | None, str]] = set()
    for misuse, finding in told:
        kind = MISUSE if finding.impact.at_least(Impact.MEDIUM) else LESSER
        if misuse.target is None:
            key = (finding.rule, misuse.text)
            sinks.setdefault(key, _sink(f"m{len(sinks)}", kind, misuse, finding, link(finding)))
            target = sinks[key].name
        else:
            target = f"s{misuse.target}"
            misused.add((misuse.source, misuse.target, misuse.entry))
        label = edges.setdefault((_state(misuse.source), target, kind), _Label(link(finding)))
        label.entries.setdefault(misuse.entry, []).extend(
            [finding.rule] if misuse.target is not None else []
        )
    plain: dict[tuple[str, str, str], _Label] = {}
    for way in lifecycle.transitions:
        label = plain.setdefault((_state(way.source), f"s{way.target}", ""), _Label(""))
        label.entries |= {
            entry: [] for entry in way.entries if (way.source, way.target, entry) not in misused
        }
        if way.entries and not label.entries:
            del plain[_state(way.source), f"s{way.target}", ""]
    nodes = [
        Node("start", "start"),
        *(
            Node(f"s{i}", state.phase, printable(state.title), tuple(map(_shown, state.details)))
            for i, state in enumerate(lifecycle.states)
        ),
        *sinks.values(),
    ]
    order = {node.name: number for number, node in enumerate(nodes)}
    arrows = [
        Edge(source, target, kind, label.lines(kind), label.link)
        for (source, target, kind), label in {**plain, **edges}.items()
    ]
    arrows.sort(key=lambda edge: (order[edge.source], order[edge.target]))
    title = f"The lifecycle of {printable(lifecycle.contract.name)}"
    return Drawing(title, tuple(nodes), tuple(arrows))


class _Label:
    """What an edge says: entry points, each with the rules that it breaks on the way."""

    def __init__(self, link: str) -> None:
        self.link = link
        self.entries: dict[str, list[str]] = {}

    def lines(self, kind: str) -> tuple[Line, ...]:
        """The lines beside the edge."""
        shown = list(self.entries.items())
        more = len(shown) - _MOST_LINES
        if more > 1:
            shown = shown[:_MOST_LINES]
        lines = [
            line
            for entry, rules in shown
            for line in (_shown(entry), *(_shown(rule, kind) for rule in dict.fromkeys(rules)))
        ]
        return (*lines, Line(f"and {more} more")) if more > 1 else tuple(lines)


def _shown(text: str, kind: str = "") -> Line:
    return Line(textwrap.shorten(printable(text), 40, placeholder="…") or "…", kind)


def _state(index: int | None) -> str:
    return "start" if index is None else f"s{index}"


def _sink(name: str, kind: str, misuse: Misuse, finding: Finding, link: str) -> Node:
    text = printable(misuse.text)
    return Node(name, kind, text[:1].upper() + text[1:], (_shown(finding.rule, kind),), link)


# -- Mermaid and DOT -------------------------------------------------------------------

_COLOURS: Mapping[str, tuple[str, str, str]] = {
    "start": ("#3b4252", "#3b4252", "#3b4252"),
    "none": ("#f3f4f6", "#6b7280", "#1f2937"),
    "unknown": ("#ffffff", "#6b7280", "#1f2937"),
    "open": ("#e3f5e8", "#1a7f37", "#0f3d1d"),
    "asked": ("#e2efff", "#0a5fbf", "#0b2d57"),
    "closed": ("#ece7f6", "#6b4fa3", "#2f2150"),
    MISUSE: ("#ffe5e5", "#c1121f", "#7a0c14"),
    LESSER: ("#fff3d6", "#9a6700", "#5c3d00"),
    "": ("#ffffff", "#57606a", "#1f2328"),
}
"""Fill, line and text of each kind, on a light ground; ``""`` is for plain edges and labels."""


def _mermaid(drawing: Drawing) -> str:
    lines = ["---", f'title: "{_entities(drawing.title)}"', "---", "flowchart TD"]
    for node in drawing.nodes:
        if node.kind == "start":
            lines.append(f"  {node.name}(( ))")
            continue
        text = "<br/>".join(_entities(part) for part in (node.title, *(t for t, _ in node.lines)))
        opening, closing = ('{{"', '"}}') if node.kind in (MISUSE, LESSER) else ('("', '")')
        lines.append(f"  {node.name}{opening}{text}{closing}")
    styles = []
    for number, edge in enumerate(drawing.edges):
        text = "<br/>".join(_entities(line.text) for line in edge.lines)
        arrow = f'-->|"{text}"|' if text else "-->"
        lines.append(f"  {edge.source} {arrow} {edge.target}")
        if edge.kind:
            colour = _COLOURS[edge.kind][1]
            styles.append(f"  linkStyle {number} stroke:{colour},color:{_COLOURS[edge.kind][2]}")
    for kind in dict.fromkeys(node.kind for node in drawing.nodes):
        fill, line, text = _COLOURS[kind]
        lines.append(f"  classDef {kind} fill:{fill},stroke:{line},color:{text}")
        names = ",".join(node.name for node in drawing.nodes if node.kind == kind)
        lines.append(f"  class {names} {kind}")
    return "\n".join([*lines, *styles]) + "\n"


def _entities(text: str) -> str:
    """Text that Mermaid takes for nothing but text."""
    return "".join(
        c if c.isalnum() or c in " .,-_()=…≠" else f"#{ord(c)};" for c in printable(text)
    )


def _dot(drawing: Drawing) -> str:
    lines = [
        f"digraph {_quoted(drawing.title)} {{",
        "  graph [rankdir=TB, fontname=sans, labelloc=t, "
        f"label={_quoted(drawing.title)}, nodesep=0.4]",
        '  node [shape=box, style="rounded,filled", fontname=sans, fontsize=11]',
        "  edge [fontname=sans, fontsize=10, color="
        f"{_quoted(_COLOURS[''][1])}, fontcolor={_quoted(_COLOURS[''][2])}]",
    ]
    for node in drawing.nodes:
        fill, line, text = map(_quoted, _COLOURS[node.kind])
        style = f"fillcolor={fill}, color={line}, fontcolor={text}"
        if node.kind == "start":
            lines.append(f'  {node.name} [shape=circle, label="", width=0.15, {style}]')
            continue
        shape = "shape=octagon, style=filled, " if node.kind in (MISUSE, LESSER) else ""
        label = _quoted("\n".join((node.title, *(t for t, _ in node.lines))))
        lines.append(f"  {node.name} [{shape}label={label}, {style}]")
    for edge in drawing.edges:
        label = _quoted("\n".join(line.text for line in edge.lines))
        style = ""
        if edge.kind:
            _, line, text = map(_quoted, _COLOURS[edge.kind])
            style = f", color={line}, fontcolor={text}, penwidth=1.6"
        lines.append(f"  {edge.source} -> {edge.target} [label={label}{style}]")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


# -- SVG -------------------------------------------------------------------------------

_TITLE_LENGTH = 26
"""Characters of a title's line in a box."""
_TITLE, _TEXT = 13.0, 12.0
"""Sizes of type, in pixels."""
_LEADING = 17.0
_PAD = 10.0
_MARGIN = 8.0
_DARK: Mapping[str, tuple[str, str, str]] = {
    "start": ("#d8dee9", "#d8dee9", "#d8dee9"),
    "none": ("#272c34", "#8b949e", "#e6edf3"),
    "unknown": ("#0d1117", "#8b949e", "#e6edf3"),
    "open": ("#10301b", "#3fb950", "#c9f0d3"),
    "asked": ("#0c2a4d", "#58a6ff", "#d3e6ff"),
    "closed": ("#2b2044", "#a78bdb", "#e7defa"),
    MISUSE: ("#46141a", "#ff7b80", "#ffd9db"),
    LESSER: ("#3d2c05", "#e3b341", "#f8e7bd"),
    "": ("#0d1117", "#9aa4af", "#e6edf3"),
}

PAGE: Mapping[str, tuple[str, str, str]] = {
    kind: (
        "var(--card)" if not kind else f"light-dark({_COLOURS[kind][0]}, {_DARK[kind][0]})",
        f"light-dark({_COLOURS[kind][1]}, {_DARK[kind][1]})",
        f"light-dark({_COLOURS[kind][2]}, {_DARK[kind][2]})",
    )
    for kind in _COLOURS
}
"""The colours in a page that is light or dark as its reader wishes."""


def svg(drawing: Drawing, *, inline: bool = False) -> str:
    """A drawing as SVG. One that stands `inline` in a page takes the page's colours.

    Colours come twice: as attributes for programs that know no style sheets, and as
    classes (see `style`) for those that do.
    """
    edges = [edge for edge in drawing.edges if edge.source != edge.target]
    loops = [edge for edge in drawing.edges if edge.source == edge.target]
    texts = {node.name: _box_lines(node, loops) for node in drawing.nodes}
    layout = layered(
        {node.name: _box_size(node, texts[node.name]) for node in drawing.nodes},
        [(edge.source, edge.target) for edge in edges],
        [_label_size(edge) for edge in edges],
    )
    return _written(drawing, edges, texts, layout, inline)


def _box_lines(node: Node, loops: Iterable[Edge]) -> list[Line]:
    lines = list(node.lines)
    for loop in loops:
        if loop.source == node.name:
            lines += [
                Line(f"↻ {line.text}" if not line.kind else line.text, loop.kind)
                for line in loop.lines
            ]
    return lines


def _titles(node: Node) -> list[str]:
    return textwrap.wrap(node.title, _TITLE_LENGTH)


def _box_size(node: Node, lines: list[Line]) -> Size:
    if node.kind == "start":
        return Size(14, 14)
    titles = _titles(node)
    widths = [display_width(title) * 8.2 for title in titles]
    widths += [display_width(line.text) * 7.25 for line in lines]
    corner = 8 if node.kind in (MISUSE, LESSER) else 0
    return Size(
        max(widths, default=0) + 2 * (_PAD + corner), _LEADING * (len(titles) + len(lines)) + 12
    )


def _label_size(edge: Edge) -> Size:
    if not edge.lines:
        return Size(10, 0)
    width = max(display_width(line.text) for line in edge.lines) * 7.25
    return Size(width + 8, _LEADING * len(edge.lines) + 2)


def _written(
    drawing: Drawing,
    edges: list[Edge],
    texts: Mapping[str, list[Line]],
    layout: Layout,
    inline: bool,
) -> str:
    width, height = (round(extent + 2 * _MARGIN) for extent in layout.size)
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"{-_MARGIN:g} {-_MARGIN:g} {width} {height}",
            "width": str(width),
            "height": str(height),
            "class": "lifecycle",
            "role": "group",
            "aria-label": drawing.title,
        },
    )
    if not inline:
        ET.SubElement(root, "title").text = drawing.title
        ET.SubElement(root, "style").text = style(_COLOURS) + (
            f"@media (prefers-color-scheme: dark) {{{style(_DARK)}}}"
        )
        ground = {"x": f"{-_MARGIN:g}", "y": f"{-_MARGIN:g}", "class": "ground"}
        ground |= {"width": str(width), "height": str(height), "fill": _COLOURS[""][0]}
        ET.SubElement(root, "rect", ground)
    for edge, route in zip(edges, layout.routes, strict=True):
        group = _group(root, edge.kind, edge.link, "edge")
        _arrow(group, edge, route.stretches)
        if edge.lines:
            _label(group, edge, route.label)
    for node in drawing.nodes:
        _box(root, node, texts[node.name], layout.centres[node.name])
    return ET.tostring(root, encoding="unicode", short_empty_elements=True) + "\n"


def style(colours: Mapping[str, tuple[str, str, str]]) -> str:
    """The style sheet that gives an SVG its colours."""
    rules = [f".lifecycle .ground{{fill:{colours[''][0]}}}"]
    for kind, (fill, line, text) in colours.items():
        of = f".lifecycle .{kind or 'plain'}"
        rules += [
            f"{of} .box{{fill:{fill};stroke:{line}}}",
            f"{of} .way{{stroke:{line}}}",
            f"{of} .head{{fill:{line}}}",
            f"{of} text,{of} tspan{{fill:{text}}}",
        ]
        if kind in (MISUSE, LESSER, ""):
            rules.append(f".lifecycle tspan.is-{kind or 'plain'}{{fill:{line if kind else text}}}")
    rules.append(f".lifecycle .back{{fill:{colours[''][0]}}}")
    return "".join(rules)


def _group(parent: ET.Element, kind: str, link: str, what: str) -> ET.Element:
    attributes = {"class": f"{what} {kind or 'plain'}"}
    if link:
        return ET.SubElement(parent, "a", {**attributes, "href": link})
    return ET.SubElement(parent, "g", attributes)


def _arrow(group: ET.Element, edge: Edge, stretches: Iterable[tuple[Point, Point]]) -> None:
    pieces = list(stretches)
    begin, end = pieces[0][0], pieces[-1][1]
    down = pieces[-1][0].y < end.y
    tip = Point(end.x, end.y - 6 if down else end.y + 6)
    pieces[-1] = (pieces[-1][0], tip)
    path = f"M{begin.x:.1f} {begin.y:.1f}" + "".join(_piece(a, b) for a, b in pieces)
    colour = _COLOURS[edge.kind][1]
    ET.SubElement(
        group,
        "path",
        {
            "class": "way",
            "d": path,
            "fill": "none",
            "stroke": colour,
            "stroke-width": "2" if edge.kind else "1.4",
            **({"stroke-dasharray": "6 4"} if edge.kind == LESSER else {}),
        },
    )
    wing = -8 if down else 8
    ET.SubElement(
        group,
        "path",
        {
            "class": "head",
            "fill": colour,
            "d": f"M{end.x:.1f} {end.y:.1f}l-4.5 {wing}h9z",
        },
    )


def _piece(a: Point, b: Point) -> str:
    if abs(a.x - b.x) < 0.05:
        return f"L{b.x:.1f} {b.y:.1f}"
    middle = (a.y + b.y) / 2
    return f"C{a.x:.1f} {middle:.1f} {b.x:.1f} {middle:.1f} {b.x:.1f} {b.y:.1f}"


def _label(group: ET.Element, edge: Edge, at: Point) -> None:
    width, height = _label_size(edge)
    ET.SubElement(
        group,
        "rect",
        {
            "class": "back",
            "fill": _COLOURS[""][0],
            "x": f"{at.x - width / 2:.1f}",
            "y": f"{at.y - height / 2:.1f}",
            "width": f"{width:.1f}",
            "height": f"{height:.1f}",
        },
    )
    top = at.y - height / 2 + 1
    _text(group, list(edge.lines), Point(at.x, top), edge.kind)


def _box(root: ET.Element, node: Node, lines: list[Line], at: Point) -> None:
    fill, line, _ = _COLOURS[node.kind]
    group = _group(root, node.kind, node.link, "node")
    shape = {"class": "box", "fill": fill, "stroke": line, "stroke-width": "1.5"}
    if node.kind == "start":
        place = {"cx": f"{at.x:.1f}", "cy": f"{at.y:.1f}", "r": "6"}
        ET.SubElement(ET.SubElement(group, "circle", {**shape, **place}), "title").text = "deployed"
        return
    width, height = _box_size(node, lines)
    left, top = at.x - width / 2, at.y - height / 2
    if node.kind in (MISUSE, LESSER):
        cut = 8
        ET.SubElement(
            group,
            "path",
            {
                **shape,
                "d": f"M{left + cut:.1f} {top:.1f}h{width - 2 * cut:.1f}l{cut} {cut}"
                f"v{height - 2 * cut:.1f}l-{cut} {cut}h-{width - 2 * cut:.1f}l-{cut} -{cut}"
                f"v-{height - 2 * cut:.1f}z",
            },
        )
    else:
        place = {"x": f"{left:.1f}", "y": f"{top:.1f}", "rx": "8"}
        extent = {"width": f"{width:.1f}", "height": f"{height:.1f}"}
        dashes = {"stroke-dasharray": "4 3"} if node.kind == "unknown" else {}
        ET.SubElement(group, "rect", {**shape, **place, **extent, **dashes})
    y = top + 6
    for title in _titles(node):
        _row(group, title, Point(at.x, y), node.kind, title=True)
        y += _LEADING
    _text(group, lines, Point(at.x, y), node.kind)


def _text(group: ET.Element, lines: list[Line], top: Point, kind: str) -> None:
    for index, line in enumerate(lines):
        _row(group, line.text, Point(top.x, top.y + index * _LEADING), kind, line.kind)


def _row(
    group: ET.Element, text: str, top: Point, kind: str, own: str = "", *, title: bool = False
) -> None:
    row = ET.SubElement(
        group,
        "text",
        {
            "x": f"{top.x:.1f}",
            "y": f"{top.y + 13:.1f}",
            "text-anchor": "middle",
            "font-family": "system-ui, sans-serif" if title else "ui-monospace, monospace",
            "font-size": f"{_TITLE if title else _TEXT:g}",
            "fill": _COLOURS[own][1] if own else _COLOURS[kind][2],
            **({"font-weight": "600"} if title else {}),
        },
    )
    if own:
        ET.SubElement(row, "tspan", {"class": f"is-{own}"}).text = text
    else:
        row.text = text


_WRITERS: Mapping[str, Callable[[Drawing], str]] = {"mermaid": _mermaid, "dot": _dot, "svg": svg}


def sentences(drawing: Drawing) -> Iterator[str]:
    """The drawing told, an arrow a sentence, for those who cannot see it."""
    names = {
        node.name: node.title
        + "".join(f" ({', '.join(t for t, _ in node.lines)})" * bool(node.lines))
        for node in drawing.nodes
    }
    names["start"] = "Deployment"
    for edge in drawing.edges:
        by = ", ".join(line.text for line in edge.lines)
        yield f"{names[edge.source]} → {names[edge.target]}" + (f": {by}" if by else "")
