"""Layered drawing of a small directed graph: where boxes, labels and edges go.

Geometry alone, in the way of Sugiyama, Tagawa and Toda: layers by longest path, order by
barycentres, then places that keep edges straight. What boxes mean is `diagram`'s business.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

_SWEEPS = 24
_SETTLING = 160
_GAP = 26.0
"""Between boxes of a layer."""
_LAYER_GAP = 24.0
_LANE = 10.0
"""Width of what an edge takes where it passes a layer."""


class Point(NamedTuple):
    """A place in the drawing; y grows downwards."""

    x: float
    y: float


class Size(NamedTuple):
    """Extent of a box or of a label."""

    width: float
    height: float


class Route(Struct, frozen=True):
    """The way of one edge."""

    stretches: tuple[tuple[Point, Point], ...]
    """Each is left and entered vertically; they follow one another from source to target."""
    label: Point
    """The middle of the label."""


class Layout(Struct, frozen=True):
    """A drawing's geometry."""

    size: Size
    centres: dict[str, Point]
    routes: tuple[Route, ...]
    """In the order of the edges."""


class _Item(NamedTuple):
    """What stands in a layer: a box, or the place where an edge crosses it."""

    key: Hashable
    size: Size


class _Chain(NamedTuple):
    """The items that an edge leads through, from top to bottom whichever way it points."""

    top: Hashable
    crossings: tuple[Hashable, ...]
    bottom: Hashable

    @property
    def label(self) -> Hashable:
        """The item at which the label stands. Boxes are in even layers, labels in odd ones."""
        return self.crossings[len(self.crossings) // 4 * 2]


def layered(
    boxes: Mapping[str, Size], edges: Sequence[tuple[str, str]], labels: Sequence[Size]
) -> Layout:
    """Lay out a graph from top to bottom. Edges from a box to itself are not allowed.

    Edges lead downwards from boxes that come earlier in `boxes`, except where that would
    close a circle. `labels` are the sizes of the edges' labels, in the edges' order.
    """
    upward = _closing(boxes, edges)
    ends = [(b, a) if i in upward else (a, b) for i, (a, b) in enumerate(edges)]
    rank = _ranks(boxes, ends)
    layers: list[list[_Item]] = [[] for _ in range(2 * max(rank.values(), default=0) + 1)]
    for name, size in boxes.items():
        layers[2 * rank[name]].append(_Item(name, size))
    chains = []
    for i, (top, bottom) in enumerate(ends):
        depths = range(2 * rank[top] + 1, 2 * rank[bottom])
        chain = _Chain(top, tuple((i, depth) for depth in depths), bottom)
        chains.append(chain)
        for depth, key in zip(depths, chain.crossings, strict=True):
            size = labels[i] if key == chain.label else Size(_LANE, 0)
            layers[depth].append(_Item(key, size))
    below: dict[Hashable, list[Hashable]] = {}
    for chain in chains:
        for upper, lower in pairwise((chain.top, *chain.crossings, chain.bottom)):
            below.setdefault(upper, []).append(lower)
    layers = _ordered(layers, below)
    xs = _places(layers, below)
    rows: dict[Hashable, tuple[float, float]] = {}
    y = gap = 0.0
    for layer in layers:
        height = max((item.size.height for item in layer), default=0.0)
        y += gap if height else 0.0  # edges without labels need not be long
        gap = _LAYER_GAP
        rows |= {item.key: (y, y + height) for item in layer}
        y += height
    sizes = {item.key: item.size for layer in layers for item in layer}
    return Layout(
        Size(max((xs[key] + sizes[key].width / 2 for key in xs), default=0.0), max(0.0, y)),
        {name: Point(xs[name], sum(rows[name]) / 2) for name in boxes},
        _routes(chains, upward, xs, rows, sizes),
    )


def _routes(
    chains: Sequence[_Chain],
    upward: frozenset[int],
    xs: Mapping[Hashable, float],
    rows: Mapping[Hashable, tuple[float, float]],
    sizes: Mapping[Hashable, Size],
) -> tuple[Route, ...]:
    """The ways of all edges: straight through the layers that they cross, curved between."""
    ports = _ports(chains, xs, sizes)
    routes = []
    for i, chain in enumerate(chains):
        here = Point(ports[i, chain.top], sum(rows[chain.top]) / 2 + sizes[chain.top].height / 2)
        stretches = []
        for key in chain.crossings:
            top, bottom = (Point(xs[key], y) for y in rows[key])
            stretches += [(here, top), (top, bottom)]
            here = bottom
        end = Point(
            ports[i, chain.bottom], sum(rows[chain.bottom]) / 2 - sizes[chain.bottom].height / 2
        )
        stretches.append((here, end))
        if i in upward:
            stretches = [(b, a) for a, b in reversed(stretches)]
        label = Point(xs[chain.label], sum(rows[chain.label]) / 2)
        routes.append(Route(tuple(stretches), label))
    return tuple(routes)


def _closing(boxes: Iterable[str], edges: Sequence[tuple[str, str]]) -> frozenset[int]:
    """The edges that close a circle, seen from the first box."""
    leaving: dict[str, list[int]] = {name: [] for name in boxes}
    for i, (source, _) in enumerate(edges):
        leaving[source].append(i)
    closing: set[int] = set()
    done: set[str] = set()
    path: list[str] = []

    def visit(name: str) -> None:
        path.append(name)
        for i in leaving[name]:
            target = edges[i][1]
            if target in path:
                closing.add(i)
            elif target not in done:
                visit(target)
        done.add(path.pop())

    for name in leaving:
        if name not in done:
            visit(name)
    return frozenset(closing)


def _ranks(boxes: Iterable[str], ends: Sequence[tuple[str, str]]) -> dict[str, int]:
    rank = dict.fromkeys(boxes, 0)
    for _ in rank:
        for top, bottom in ends:
            rank[bottom] = max(rank[bottom], rank[top] + 1)
    return rank


def _ordered(
    layers: list[list[_Item]], below: Mapping[Hashable, list[Hashable]]
) -> list[list[_Item]]:
    """The layers, each in an order with few crossings."""
    above: dict[Hashable, list[Hashable]] = {}
    for upper, lowers in below.items():
        for lower in lowers:
            above.setdefault(lower, []).append(upper)
    best, fewest = layers, _crossings(layers, below)
    current = layers
    for sweep in range(_SWEEPS):
        downward = sweep % 2 == 0
        current = [list(layer) for layer in current]
        order = range(1, len(current)) if downward else range(len(current) - 2, -1, -1)
        for depth in order:
            fixed = current[depth - 1 if downward else depth + 1]
            at = {item.key: float(index) for index, item in enumerate(fixed)}
            neighbours = above if downward else below
            own = {item.key: float(index) for index, item in enumerate(current[depth])}

            def barycentre(
                item: _Item,
                neighbours: Mapping[Hashable, list[Hashable]] = neighbours,
                at: Mapping[Hashable, float] = at,
                own: Mapping[Hashable, float] = own,
            ) -> float:
                known = [at[key] for key in neighbours.get(item.key, ()) if key in at]
                return sum(known) / len(known) if known else own[item.key]

            current[depth].sort(key=barycentre)
        if (crossings := _crossings(current, below)) < fewest:
            best, fewest = current, crossings
    return best


def _crossings(layers: list[list[_Item]], below: Mapping[Hashable, list[Hashable]]) -> int:
    crossings = 0
    for upper, lower in pairwise(layers):
        at = {item.key: index for index, item in enumerate(lower)}
        ends = [sorted(at[key] for key in below.get(item.key, ()) if key in at) for item in upper]
        flat = [end for group in ends for end in group]
        crossings += sum(a > b for i, a in enumerate(flat) for b in flat[i + 1 :])
    return crossings


def _places(
    layers: list[list[_Item]], below: Mapping[Hashable, list[Hashable]]
) -> dict[Hashable, float]:
    """The middles of all items from left to right: apart, and near what they hang together with."""
    near: dict[Hashable, list[Hashable]] = {}
    for upper, lowers in below.items():
        for lower in lowers:
            near.setdefault(upper, []).append(lower)
            near.setdefault(lower, []).append(upper)
    xs: dict[Hashable, float] = {}
    for layer in layers:
        x = 0.0
        for item in layer:
            xs[item.key] = x + item.size.width / 2
            x += item.size.width + _GAP
    for sweep in range(_SETTLING):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted, weights = [], []
            for item in layer:
                pulls = [(xs[key], _pull(item.key, key)) for key in near.get(item.key, ())]
                pulls = pulls or [(xs[item.key], 1.0)]
                weights.append(sum(pull for _, pull in pulls))
                wanted.append(sum(x * pull for x, pull in pulls) / weights[-1])
            for item, x in zip(layer, _apart(layer, wanted, weights), strict=True):
                xs[item.key] = x
    left = min(
        (xs[item.key] - item.size.width / 2 for layer in layers for item in layer), default=0
    )
    return {key: x - left for key, x in xs.items()}


def _pull(item: Hashable, other: Hashable) -> float:
    """How much two items that hang together want to be one above the other."""
    # An edge that is moved aside where it crosses a layer bends; a box does not mind.
    crossings = isinstance(item, tuple) + isinstance(other, tuple)
    return (1.0, 1.0, 40.0)[crossings]


def _apart(layer: list[_Item], wanted: list[float], weights: list[float]) -> list[float]:
    """The places nearest to what is wanted that keep items in order and apart.

    Least squares under the constraints, by pooling adjacent violators.
    """
    offsets = [0.0]
    for left, right in pairwise(layer):
        offsets.append(offsets[-1] + (left.size.width + right.size.width) / 2 + _GAP)
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for want, offset, weight in zip(wanted, offsets, weights, strict=True):
        pools.append((want - offset, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (m, w, n), (mean, mass, number) = pools.pop(), pools.pop()
            pools.append(((m * w + mean * mass) / (w + mass), w + mass, n + number))
    means = [mean for mean, _, number in pools for _ in range(number)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _ports(
    chains: Sequence[_Chain], xs: Mapping[Hashable, float], sizes: Mapping[Hashable, Size]
) -> dict[tuple[int, Hashable], float]:
    """Where edges touch boxes: side by side, in the order in which they come."""
    sides: dict[tuple[Hashable, str], list[tuple[float, int]]] = {}
    for i, chain in enumerate(chains):
        sides.setdefault((chain.top, "below"), []).append((xs[chain.crossings[0]], i))
        sides.setdefault((chain.bottom, "above"), []).append((xs[chain.crossings[-1]], i))
    ports = {}
    for (box, _), ends in sides.items():
        room = min(sizes[box].width * 0.7, 36.0 * (len(ends) - 1))
        for index, (_, i) in enumerate(sorted(ends)):
            share = index / (len(ends) - 1) - 0.5 if len(ends) > 1 else 0.0
            ports[i, box] = xs[box] + share * room
    return ports
