"""Whatever the graph is, its drawing can be read."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtnlint.report.layout import Layout, Point, Size, layered

Graph = tuple[dict[str, Size], list[tuple[str, str]], list[Size]]
Rectangle = tuple[Point, Size]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    names = [f"n{i}" for i in range(draw(st.integers(1, 9)))]
    sizes = st.builds(Size, st.integers(10, 200), st.integers(10, 80))
    labels = st.builds(Size, st.integers(5, 150), st.integers(0, 60))
    pairs = [(a, b) for a in names for b in names if a != b]
    edges = draw(st.lists(st.sampled_from(pairs), max_size=18)) if pairs else []
    return {n: draw(sizes) for n in names}, edges, [draw(labels) for _ in edges]


def overlap(one: Rectangle, other: Rectangle) -> bool:
    (a, s), (b, t) = one, other
    return (
        abs(a.x - b.x) < (s.width + t.width) / 2 - 0.01
        and abs(a.y - b.y) < (s.height + t.height) / 2 - 0.01
    )


def rectangles(graph: Graph, layout: Layout) -> list[Rectangle]:
    boxes, _, labels = graph
    return [(layout.centres[name], size) for name, size in boxes.items()] + [
        (route.label, size) for route, size in zip(layout.routes, labels, strict=True)
    ]


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_boxes_and_labels_keep_apart_and_inside(graph: Graph) -> None:
    layout = layered(*graph)
    drawn = rectangles(graph, layout)
    assert not any(overlap(one, other) for one, other in combinations(drawn, 2))
    for at, size in drawn:
        assert -0.01 <= at.x - size.width / 2 <= at.x + size.width / 2 <= layout.size.width + 0.01
        assert at.y - size.height / 2 >= -0.01
        assert at.y + size.height / 2 <= layout.size.height + 0.01


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_edges_lead_from_box_to_box_past_their_label(graph: Graph) -> None:
    boxes, edges, labels = graph
    layout = layered(*graph)
    for (source, target), route, size in zip(edges, layout.routes, labels, strict=True):
        stretches = route.stretches
        for (_, end), (begin, _) in pairwise(stretches):
            assert end == begin
        for name, point in ((source, stretches[0][0]), (target, stretches[-1][1])):
            centre, box = layout.centres[name], boxes[name]
            assert abs(point.x - centre.x) <= box.width / 2
            assert abs(abs(point.y - centre.y) - box.height / 2) < 0.01
        assert any(
            a.x == b.x == route.label.x and abs(a.y - b.y) >= size.height - 0.01
            for a, b in stretches
        )


@settings(max_examples=20, deadline=None)
@given(graphs())
def test_the_same_graph_gives_the_same_drawing(graph: Graph) -> None:
    assert layered(*graph) == layered(*graph)


def test_what_follows_stands_below() -> None:
    boxes = {name: Size(50, 20) for name in "abc"}
    layout = layered(boxes, [("a", "b"), ("b", "c"), ("c", "a")], [Size(10, 10)] * 3)
    assert layout.centres["a"].y < layout.centres["b"].y < layout.centres["c"].y
    back = layout.routes[2].stretches
    assert back[0][0].y > back[-1][1].y


def test_a_long_edge_is_straight_where_nothing_is_in_its_way() -> None:
    boxes = {name: Size(50, 20) for name in "abcd"}
    edges = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")]
    way = layered(boxes, edges, [Size(20, 10)] * 4).routes[3].stretches
    xs = [b.x for _, b in way[:-1]]
    assert max(xs) - min(xs) < 3


def test_a_graph_without_edges() -> None:
    layout = layered({"a": Size(40, 20), "b": Size(40, 20)}, [], [])
    assert layout.size.height == pytest.approx(20)
    assert layout.centres["a"].y == layout.centres["b"].y
