"""What files lead to, near or far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from dtnlint.sources.reach import Reach

NODES = range(7)
GRAPHS = st.fixed_dictionaries({node: st.lists(st.sampled_from(NODES)) for node in NODES})


@given(GRAPHS)
def test_it_is_what_a_walk_from_each_node_finds(edges: Mapping[int, Sequence[int]]) -> None:
    reach = Reach(edges)
    for node in NODES:
        seen, pending = {node}, [node]
        while pending:
            new = set(edges[pending.pop()]) - seen
            seen |= new
            pending += new
        assert reach(node) == seen
        for other in NODES:
            assert (reach.key(node) == reach.key(other)) == (reach(node) == reach(other))


class Counted(list[int]):
    """Counts how often it is gone through."""

    walks = 0

    def __iter__(self) -> Iterator[int]:
        Counted.walks += 1
        return super().__iter__()


def test_each_edge_is_followed_once_and_no_length_is_too_long() -> None:
    long = {node: Counted([node + 1]) for node in range(20_000)} | {20_000: Counted()}
    reach = Reach(long)
    assert Counted.walks == len(long)
    assert reach(19_990) == frozenset(range(19_990, 20_001))
