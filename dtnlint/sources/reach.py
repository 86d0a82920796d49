"""What each node of a graph leads to, in about the time of one walk through it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

_Node = TypeVar("_Node", bound=Hashable)


class Reach(Generic[_Node]):
    """Which nodes each node leads to, itself among them."""

    def __init__(self, edges: Mapping[_Node, Iterable[_Node]]) -> None:
        """Take a graph: of every node, also of those that lead nowhere, what it leads to."""
        self._nodes = list(edges)
        self._number = {node: number for number, node in enumerate(self._nodes)}
        self._masks = [0] * len(self._nodes)
        self._find([[self._number[one] for one in edges[node]] for node in self._nodes])

    def __call__(self, node: _Node) -> frozenset[_Node]:
        """All that a node leads to."""
        return self.of(self.key(node))

    def key(self, node: _Node) -> int:
        """A number that is the same for nodes that lead to the same."""
        return self._masks[self._number[node]]

    def of(self, key: int) -> frozenset[_Node]:
        """What nodes with a key lead to."""
        digits = bin(key)[:1:-1]
        return frozenset(self._nodes[at] for at, digit in enumerate(digits) if digit == "1")

    def _find(self, edges: list[list[int]]) -> None:
        """Tarjan's algorithm: nodes that lead to each other get one mask, after those behind."""
        index: dict[int, int] = {}
        low: dict[int, int] = {}
        on_stack: set[int] = set()
        stack: list[int] = []
        for start in range(len(edges)):
            if start in index:
                continue
            work = [(start, 0)]
            while work:
                node, position = work.pop()
                if position == 0:
                    index[node] = low[node] = len(index)
                    stack.append(node)
                    on_stack.add(node)
                for at in range(position, len(edges[node])):
                    after = edges[node][at]
                    if after not in index:
                        work += ((node, at + 1), (after, 0))
                        break
                    if after in on_stack:
                        low[node] = min(low[node], index[after])
                else:
                    if low[node] == index[node]:
                        self._close(node, stack, on_stack, edges)
                    if work:
                        before = work[-1][0]
                        low[before] = min(low[before], low[node])

    def _close(
        self, node: int, stack: list[int], on_stack: set[int], edges: list[list[int]]
    ) -> None:
        members: list[int] = []
        while not members or members[-1] != node:
            members.append(stack.pop())
        on_stack.difference_update(members)
        mask = 0
        for member in members:
            mask |= 1 << member
        behind = {after for member in members for after in edges[member]}.difference(members)
        for key in {self._masks[after] for after in behind}:
            mask |= key
        for member in members:
            self._masks[member] = mask
