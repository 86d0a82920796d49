"""Objects in memory go by reference, and are kept as long as something refers to them."""

from __future__ import annotations

from immutables import Map

from dtnlint.lifecycle import memory
from dtnlint.lifecycle.values import ONE, ZERO, const
from dtnlint.lifecycle.world import World


def test_a_built_object_is_what_it_was_made_of() -> None:
    whole = ("struct", (("inner", ("struct", (("id", ONE),))), ("list", ("tuple", (ZERO, ONE)))))
    world, reference = memory.built(World(), whole)
    assert reference[0] == "object"
    assert memory.expanded(world, reference) == whole
    assert len(world.heap) == 3


def test_two_names_of_one_object_see_one_write() -> None:
    world, inner = memory.built(World(), ("struct", (("id", ONE),)))
    world, outer = memory.allocate(world, ("struct", (("inner", inner),)))
    world = memory.written(world, inner[1], ("struct", (("id", ZERO),)))
    assert memory.expanded(world, outer) == ("struct", (("inner", ("struct", (("id", ZERO),))),))


def test_what_nothing_refers_to_is_dropped_and_its_number_given_again() -> None:
    world, kept = memory.allocate(World(), const(1))
    world, lost = memory.allocate(world, const(2))
    world, outer = memory.allocate(world, ("tuple", (kept,)))
    world = memory.collected(world.but(frame=Map({0: outer})))
    assert set(world.heap) == {kept[1], outer[1]}
    assert memory.allocate(world, const(3))[1] == lost


def test_an_object_that_is_returned_is_kept() -> None:
    world, result = memory.allocate(World(), const(1))
    assert memory.collected(world, [result]).heap == world.heap
    assert not memory.collected(world).heap


def test_a_write_to_some_object_may_hit_each() -> None:
    world, _ = memory.allocate(World(), ("struct", (("id", ONE),)))
    world, _ = memory.allocate(world, ("tuple", (ONE,)))
    assert set(memory.forgotten(world, "why").heap.values()) == {("lost", "why")}
