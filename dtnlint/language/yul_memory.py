"""What a straight piece of assembly has stored in memory, as far as that can be told.

It is read where a message begins: which selector and which words stand there. Addresses are a
constant, or a constant behind the free memory pointer as it was read; a store elsewhere forgets
all. Nothing here outlives a block of the body.
"""

from __future__ import annotations

from msgspec import Struct

from dtnlint.language.instructions import Constant, Operand, Register

_FREE_POINTER = 0x40
_FIRST_OBJECT = 0x80
_FAR = 1 << 32


class Point(Struct, frozen=True):
    """An address: so many bytes behind what a register holds, or behind 0."""

    base: int | None
    """The register's number."""
    offset: int


class Stored(Struct, eq=False):
    """What is known of memory, and of the registers that point into it."""

    values: dict[int, Operand] = {}
    """The values of locals, by their number."""
    points: dict[int, Point] = {}
    """What registers hold, by their number, where it is an address."""
    words: dict[Point, Operand] = {}
    octets: dict[Point, int] = {}
    """Single bytes of stored constants."""
    free: Register | None = None
    """What the free memory pointer was read to."""
    first: int = _FREE_POINTER
    """Below which it does not lead."""
    pointer_written: bool = False

    def forget(self) -> None:
        """Know nothing any more of memory."""
        self.words.clear()
        self.octets.clear()
        self.free = None

    def forget_all(self) -> None:
        """Know nothing any more, as where control flow meets."""
        self.forget()
        self.values.clear()

    def point(self, address: Operand) -> Point | None:
        """Where an address leads."""
        if isinstance(address, Constant) and isinstance(address.value, int):
            return Point(None, address.value)
        if isinstance(address, Register):
            return self.points.get(address.number)
        return None

    def read_pointer(self, result: Register) -> None:
        """The free memory pointer was read: what it holds names a place of its own."""
        if self.free is None:
            self.free = result
            # It may lead to what was stored at a constant address; if assembly wrote the
            # pointer itself, anywhere.
            first = 0 if self.pointer_written else _FIRST_OBJECT
            self.first = max(first, _FREE_POINTER)
            for word in [one for one in self.words if one.offset + 32 > first]:
                del self.words[word]
            for octet in [one for one in self.octets if one.offset >= first]:
                del self.octets[octet]
        self.points[result.number] = Point(self.free.number, 0)

    def moved(self, result: Register, left: Operand, right: Operand) -> None:
        """A register is the sum of two values: perhaps an address."""
        for address, by in ((left, right), (right, left)):
            point = self.point(address)
            if point is not None and isinstance(by, Constant) and isinstance(by.value, int):
                self.points[result.number] = Point(point.base, point.offset + by.value)

    def same(self, result: Register, value: Operand) -> None:
        """A register holds a value that is known already."""
        point = self.point(value)
        if point is not None:
            self.points[result.number] = point

    def store(self, address: Operand, value: Operand, size: int) -> None:
        """A store of a word, or of a byte."""
        point = self.point(address)
        if point is None or (point.base is None and point.offset + size > _FREE_POINTER):
            self.pointer_written = True
        if point is None or not self._apart(point, size):
            self.forget()
            return
        if point.base is None and -size < point.offset - _FREE_POINTER < 32:
            self._move_pointer()
        for at in [one for one in self.words if self._meets(one, point, size)]:
            del self.words[at]
        known = value.value if isinstance(value, Constant) else None
        content = known.to_bytes(32, "big")[32 - size :] if isinstance(known, int) else None
        for index in range(size):
            at = Point(point.base, point.offset + index)
            self.octets.pop(at, None)
            if content is not None:
                self.octets[at] = content[index]
        if size == 32:
            self.words[point] = value

    def _move_pointer(self) -> None:
        """The free memory pointer is written: what is read next names another place."""
        self.free = None
        self.words = {at: word for at, word in self.words.items() if at.base is None}
        self.octets = {at: octet for at, octet in self.octets.items() if at.base is None}

    def _apart(self, point: Point, size: int) -> bool:
        """Whether it is known what else a store leaves alone."""
        if point.base is None:
            return self.free is None or point.offset + size <= self.first
        free = self.free is not None and point.base == self.free.number
        return free and 0 <= point.offset < _FAR

    @staticmethod
    def _meets(word: Point, point: Point, size: int) -> bool:
        return word.base == point.base and -32 < word.offset - point.offset < size

    def selector(self, start: Operand) -> int | None:
        """The four bytes at an address."""
        point = self.point(start)
        if point is None:
            return None
        content = [self.octets.get(Point(point.base, point.offset + i)) for i in range(4)]
        if None in content:
            return None
        return int.from_bytes(bytes(one for one in content if one is not None), "big")

    def arguments(self, start: Operand, size: Operand) -> tuple[Operand, ...]:
        """The words behind a selector; none unless all are known."""
        point = self.point(start)
        if point is None or not isinstance(size, Constant) or not isinstance(size.value, int):
            return ()
        count, rest = divmod(size.value - 4, 32)
        if rest or not 0 <= count < 64:
            return ()
        found: list[Operand] = []
        for index in range(count):
            word = self.words.get(Point(point.base, point.offset + 4 + 32 * index))
            if word is None:
                return ()
            found.append(word)
        return tuple(found)
