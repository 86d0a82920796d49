"""Memory: objects by reference, so that two names of one object are one.

A reference is ``("object", number)``, and the world's heap says what that object holds: a
struct its fields (of those that matter), an array of few elements each of them, another
array or bytes what is known of all in one value. What lies in an object and is an object
itself is a reference, too.
"""

from __future__ import annotations

from collections.abc import Iterable

from immutables import Map

from dtnlint.lifecycle.values import ANY, Value, lost
from dtnlint.lifecycle.world import World


def allocate(world: World, content: Value) -> tuple[World, Value]:
    """A new object that holds this: the world with it, and the reference."""
    heap = world.heap
    number = len(heap)
    while number in heap:
        number += 1
    for free in range(number):
        if free not in heap:
            number = free
            break
    return world.but(heap=heap.set(number, content)), ("object", number)


def content(world: World, reference: Value) -> Value:
    """What the object of a reference holds; of what the caller gave, its name; of a reference
    that is not known, nothing.
    """
    if reference[0] == "object":
        return world.heap.get(reference[1], ANY)
    return reference


def written(world: World, number: int, value: Value) -> World:
    """`world` with another content of an object."""
    return world.but(heap=world.heap.set(number, value))


def forgotten(world: World, reason: str) -> World:
    """`world` after a write of memory that may have hit any object."""
    if not world.heap:
        return world
    return world.but(heap=Map((number, lost(reason)) for number in world.heap))


def expanded(world: World, value: Value, depth: int = 8) -> Value:
    """A value with what the objects in it hold in place of the references to them."""
    if value[0] == "object":
        return expanded(world, content(world, value), depth - 1) if depth else ANY
    if value[0] == "struct":
        return ("struct", tuple((f, expanded(world, v, depth)) for f, v in value[1]))
    if value[0] == "tuple":
        return ("tuple", tuple(expanded(world, v, depth) for v in value[1]))
    if value[0] == "copy":
        return (*value[:3], expanded(world, value[3], depth))
    return value


def built(world: World, value: Value) -> tuple[World, Value]:
    """The same the other way round: a new object of what a value says, and in it others."""
    if value[0] == "struct":
        fields = []
        for name, part in value[1]:
            world, held = built(world, part)
            fields.append((name, held))
        return allocate(world, ("struct", tuple(fields)))
    if value[0] == "tuple":
        items = []
        for part in value[1]:
            world, held = built(world, part)
            items.append(held)
        return allocate(world, ("tuple", tuple(items)))
    if value[0] == "copy":
        world, held = built(world, value[3])
        return allocate(world, (*value[:3], held))
    if value[0] == "made":
        return allocate(world, value)
    return world, value


def _inside(value: Value) -> Iterable[int]:
    kind = value[0]
    if kind in ("object", "part"):
        yield value[1]
    elif kind == "struct":
        for _, part in value[1]:
            yield from _inside(part)
    elif kind == "tuple":
        for part in value[1]:
            yield from _inside(part)
    elif kind == "copy":
        yield from _inside(value[3])


def collected(world: World, held: Iterable[Value] = ()) -> World:
    """`world` without the objects to which nothing refers."""
    if not world.heap:
        return world
    pending = [
        number
        for frame in (world.frame, *world.stack)
        for value in frame.values()
        for number in _inside(value)
    ]
    pending += [number for value in held for number in _inside(value)]
    reached: set[int] = set()
    while pending:
        number = pending.pop()
        if number not in reached and number in world.heap:
            reached.add(number)
            pending += _inside(world.heap[number])
    if len(reached) == len(world.heap):
        return world
    return world.but(heap=Map((n, v) for n, v in world.heap.items() if n in reached))
