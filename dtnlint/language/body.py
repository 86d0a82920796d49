"""A body while it is lowered: its blocks, its locals, and what the source's position implies.

The modules that lower expressions, calls and statements are functions of it; they find each
other through its tables, so that none has to know all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from dtnlint.language.instructions import (
    Block,
    Branch,
    Constant,
    End,
    FunctionKey,
    Get,
    Instruction,
    Jump,
    Load,
    Local,
    Operand,
    Put,
    Register,
    Return,
    Revert,
    Span,
    StateVariable,
    Try,
)
from dtnlint.language.kinds import Kind
from dtnlint.language.tree import Concrete, Node, Tree
from dtnlint.language.types import WORD, Reference, Region, Type

Value: TypeAlias = "Operand | list[Any] | None"
"""What an expression gives: an operand, several for a tuple, None for what is no value."""

Place: TypeAlias = "Local | Register | list[Any] | None"
"""What can be written: a local, a reference's place, several, or a hole."""


_MOST_COPIES = 2_000


class Unreadable(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """This construct cannot be lowered; the message says what it is."""


class OpenBlock(Struct, eq=False):
    """A block that still grows."""

    number: int
    instructions: list[Instruction]
    end: End | None = None


class Point(Struct, frozen=True):
    """How far a body had come: where it grew, how far, and how many blocks there were."""

    block: OpenBlock
    instructions: int
    blocks: int


class Loop(Struct, eq=False):
    """Where `break` and `continue` lead."""

    after: OpenBlock
    next: OpenBlock


class Lowered(Struct, eq=False):
    """What bodies of one concrete contract have in common."""

    tree: Tree
    concrete: Concrete
    via_ir: bool | None
    variables: dict[int, StateVariable]
    constants: dict[int, Constant]
    """Constants of which the value is known, by number."""
    unknown: set[int]
    """Expressions that take instructions although they are pure, by number."""
    needed: list[FunctionKey]
    """Functions that are called, or pointed to, and must be lowered too."""


class Body:
    """One body that is being lowered."""

    expressions: dict[str, Callable[[Body, Node], Value]] = {}  # noqa: RUF012 - filled once
    places: dict[str, Callable[[Body, Node], Place]] = {}  # noqa: RUF012
    statements: dict[str, Callable[[Body, Node], None]] = {}  # noqa: RUF012

    def __init__(self, lowered: Lowered, source: Node) -> None:
        self.lowered = lowered
        self.tree = lowered.tree
        self.concrete = lowered.concrete
        self.via_ir = lowered.via_ir
        self.source = source
        """What is lowered."""
        self.here = source
        """The statement that is being lowered."""
        self.locals: dict[int, Local] = {}
        self.results: list[Local] = []
        self.result_kinds: list[Kind] = []
        self.checked = True
        self.loops: list[Loop] = []
        self.leave: OpenBlock | None = None
        """Where `return` leads: in a modifier, and in what it is laid around, not the end."""
        self.placeholder: Callable[[Node], None] | None = None
        self.blocks: list[OpenBlock] = []
        self._copies = 0
        self._registers = 0
        self._locals = 0
        self.at = self.block()
        self.emit: Callable[[Instruction], None] = self.at.instructions.append

    # -- blocks --------------------------------------------------------------------------

    def block(self) -> OpenBlock:
        """A new block, which nothing leads to yet."""
        made = OpenBlock(len(self.blocks), [])
        self.blocks.append(made)
        return made

    def go_on(self, block: OpenBlock) -> None:
        """Let what follows stand in `block`."""
        self.at = block
        self.emit = block.instructions.append

    def end(self, end: End) -> None:
        """End the block; what follows is reached by nothing unless it is led to."""
        if self.at.end is None:
            self.at.end = end
        self.go_on(self.block())

    def jump(self, block: OpenBlock) -> None:
        """End the block by a jump."""
        self.end(self.jumping(block))

    def into(self, block: OpenBlock) -> None:
        """Jump to `block`, and go on there."""
        if self.at.end is None:
            self.at.end = self.jumping(block)
        self.go_on(block)

    def jumping(self, block: OpenBlock) -> Jump:
        """A jump, which belongs to the statement."""
        return Jump(span=self.where(self.here), declaration=self.here["id"], target=block.number)

    def branch(self, node: Node, condition: Operand, true: OpenBlock, false: OpenBlock) -> None:
        """End the block by a branch."""
        self.end(
            Branch(
                span=self.where(node),
                declaration=node["id"],
                condition=condition,
                true=true.number,
                false=false.number,
            )
        )

    def point(self) -> Point:
        """How far the body has come."""
        return Point(self.at, len(self.at.instructions), len(self.blocks))

    def back_to(self, point: Point) -> None:
        """Take back what was lowered since a point at which the same block grew."""
        del point.block.instructions[point.instructions :]
        del self.blocks[point.blocks :]
        point.block.end = None
        self.go_on(point.block)

    def finished(self) -> tuple[Block, ...]:
        """The blocks that the first one leads to, numbered anew, then those that nothing leads
        to. What follows one block alone, and is led to by it alone, becomes a part of it.
        """
        for block in self.blocks:
            if block.end is None:
                block.end = Return(span=self.where(self.source))
            block.end = _renumbered(block.end, self._beyond)
        seen: set[int] = set()
        order = self._order(0, seen)
        for block in self.blocks:
            if block.number not in seen and block.instructions:
                order += self._order(block.number, seen)
        ways_to = [0] * len(self.blocks)
        ways_to[0] = 1
        for number in order:
            for following in followers(self.blocks[number].end):
                ways_to[following] += 1
        kept: list[OpenBlock] = []
        gone: set[int] = set()
        for number in order:
            if number in gone:
                continue
            block = self.blocks[number]
            end = block.end
            while isinstance(end, Jump) and ways_to[end.target] == 1 and end.target != number:
                gone.add(end.target)
                block.instructions += self.blocks[end.target].instructions
                end = self.blocks[end.target].end
            block.end = end
            kept.append(block)
        numbers = {block.number: new for new, block in enumerate(kept)}
        return tuple(
            Block(tuple(block.instructions), _renumbered(block.end, numbers.__getitem__))
            for block in kept
        )

    def _beyond(self, number: int) -> int:
        """Where a way leads in the end: a block that only jumps is none."""
        seen = {number}
        while not self.blocks[number].instructions:
            end = self.blocks[number].end
            if not isinstance(end, Jump) or end.target in seen:
                break
            number = end.target
            seen.add(number)
        return number

    def _order(self, first: int, seen: set[int]) -> list[int]:
        """Numbers of the blocks that one leads to and that were not seen, each after one that
        leads to it, and before what follows when both its ways meet again.
        """
        finished: list[int] = []
        seen.add(first)
        pending = [(first, list(followers(self.blocks[first].end)))]
        while pending:
            number, ways = pending[-1]
            if ways:
                following = ways.pop()
                if following not in seen:
                    seen.add(following)
                    pending.append((following, list(followers(self.blocks[following].end))))
            else:
                pending.pop()
                finished.append(number)
        return finished[::-1]

    # -- values --------------------------------------------------------------------------

    def register(self, type_: Type) -> Register:
        """A new register."""
        self._registers += 1
        return Register(self._registers, type_)

    def made(self, type_: Type, name: str = "") -> Local:
        """A new local that the source does not name."""
        self._locals += 1
        return Local(self._locals, name, type_)

    def declare(self, node: Node) -> Local:
        """A new local for a variable of the source."""
        kind = self.tree.kind(node)
        if kind.type is None:
            raise Unreadable(f"a variable of the type {node['typeDescriptions']['typeString']}")
        self._locals += 1
        local = Local(self._locals, node["name"], kind.type, node["id"])
        self.locals[node["id"]] = local
        return local

    def copy(self) -> None:
        """Note that code is lowered once more for another place: of a modifier, a constant.

        Copies of copies grow fast. Raises `Unreadable` where they are too many.
        """
        self._copies += 1
        if self._copies > _MOST_COPIES:
            raise Unreadable("modifiers or constants that are laid out too often")

    def kind(self, node: Node) -> Kind:
        """The type of an expression."""
        return self.tree.kind(node)

    def where(self, node: Node) -> Span:
        """Where a node stands."""
        return self.tree.span(node)

    def value(self, node: Node) -> Value:
        """Evaluate an expression."""
        lower = self.expressions.get(node["nodeType"])
        if lower is None:
            raise Unreadable(f"an expression that is a {node['nodeType']}")
        return lower(self, node)

    def operand(self, node: Node) -> Operand:
        """Evaluate an expression of one value."""
        found = self.value(node)
        if isinstance(found, list):
            if len(found) == 1 and found[0] is not None:
                return found[0]  # type: ignore[no-any-return]
            raise Unreadable("several values where one is needed")
        if found is None:
            raise Unreadable("no value where one is needed")
        return found

    def place(self, node: Node) -> Place:
        """Evaluate an expression that is written."""
        lower = self.places.get(node["nodeType"])
        if lower is None:
            raise Unreadable(f"a place that is a {node['nodeType']}")
        return lower(self, node)

    def statement(self, node: Node) -> None:
        """Run a statement."""
        lower = self.statements.get(node["nodeType"])
        if lower is None:
            raise Unreadable(f"a statement that is a {node['nodeType']}")
        self.here = node
        lower(self, node)

    def get(self, node: Node, local: Local) -> Register:
        """Read a local."""
        result = self.register(local.type)
        self.emit(Get(span=self.where(node), declaration=node["id"], result=result, local=local))
        return result

    def put(self, node: Node, local: Local, value: Operand) -> None:
        """Write a local."""
        self.emit(Put(span=self.where(node), declaration=node["id"], local=local, value=value))

    def read(self, node: Node, place: Local | Register) -> Operand:
        """Read a place: of an object in storage or calldata, the place is the value."""
        if isinstance(place, Local):
            return self.get(node, place)
        held = place.type
        if isinstance(held, Reference) and is_read(held):
            result = self.register(held.type)
            self.emit(
                Load(span=self.where(node), declaration=node["id"], result=result, place=place)
            )
            return result
        return place

    def fail(self, node: Node, code: int) -> None:
        """End the block by a panic."""
        self.end(
            Revert(
                span=self.where(node),
                declaration=node["id"],
                kind="panic",
                arguments=(Constant(code, WORD),),
            )
        )

    def rethrow(self, node: Node, failure: Operand) -> None:
        """End the message with the bytes of a failure."""
        self.end(
            Revert(
                span=self.where(node), declaration=node["id"], kind="bytes", arguments=(failure,)
            )
        )

    def revert(self, node: Node) -> None:
        """End the message as a failure without a reason."""
        self.end(Revert(span=self.where(node), declaration=node["id"]))

    def call_needs(self, key: FunctionKey) -> FunctionKey:
        """Note that a function is reached."""
        self.lowered.needed.append(key)
        return key


_OBJECTS = frozenset(("Array", "Bytes", "Mapping", "StructType"))


def is_object(held: Type) -> bool:
    """Whether something stands in places alone."""
    return type(held).__name__ in _OBJECTS


def is_read(reference: Reference) -> bool:
    """Whether a place is read by `Load`: it holds a value, or in memory a reference."""
    return not is_object(reference.type)


def place_of(held: Type, region: Region) -> Reference:
    """The type of the place of a part of an object: in memory, objects inside are references."""
    if region is Region.MEMORY and is_object(held):
        return Reference(Reference(held, Region.MEMORY), Region.MEMORY)
    return Reference(held, region)


def followers(end: End | None) -> tuple[int, ...]:
    """The blocks that an end leads to."""
    if isinstance(end, Jump):
        return (end.target,)
    if isinstance(end, Branch):
        return (end.true, end.false)
    if isinstance(end, Try):
        return (end.succeeded, end.failed)
    return ()


def _renumbered(end: End | None, number: Callable[[int], int]) -> End:
    if isinstance(end, Jump):
        found = number(end.target)
        return end if found == end.target else replace(end, target=found)
    if isinstance(end, Branch):
        return replace(end, true=number(end.true), false=number(end.false))
    if isinstance(end, Try):
        return replace(end, succeeded=number(end.succeeded), failed=number(end.failed))
    assert end is not None
    return end
