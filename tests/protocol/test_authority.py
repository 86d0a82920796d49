"""A function admits whom its checks compare with, whatever they are called."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from slither.core.compilation_unit import SlitherCompilationUnit
from slither.core.declarations import Contract, Function

from dtnlint.protocol import Admission, Close, Protocol, Sender
from dtnlint.protocol.dispatch import entry_points
from tests.protocol.marks import Labels, expected, place

WORDS = {
    Sender.ANYONE: "anyone",
    Sender.AUTHORITY: "authority",
    Sender.ROUTER: "router",
    Sender.SELF: "itself",
    Sender.NAMED: "named",
    Sender.SIGNER: "signer",
}


def labels(admission: Admission, function: Function) -> set[str]:
    ties = {f"tied({p.name})" for p in function.parameters if p in admission.tied}
    return {WORDS[sender] for sender in admission.senders} | ties


@pytest.fixture(scope="module")
def found(protocol: Protocol) -> Labels:
    return {
        (*place(function), label)
        for consumer in protocol.consumers
        # An heir that loosens a check changes what the inherited function admits.
        if consumer.name != "Loosened"
        for function in entry_points(consumer)
        for label in labels(protocol.authority(consumer).of(function), function)
    }


def test_functions_admit_whom_they_are_marked_with(found: Labels) -> None:
    here = {entry for entry in found if entry[0] == "Authority.sol"}
    assert here == expected("//!", "Authority.sol")


def test_heir_that_overrides_a_check_is_judged_by_its_own(
    protocol: Protocol, contract: Callable[[str], Contract], function: Callable[[str], Function]
) -> None:
    close = function("ThroughOverride.close")
    assert protocol.authority(contract("ThroughOverride")).of(close).is_guarded
    assert not protocol.authority(contract("Loosened")).of(close).is_guarded


def test_admission_of_one_kind_excludes_the_others() -> None:
    both = Admission(frozenset({Sender.ROUTER, Sender.AUTHORITY}))
    assert both.only(Sender.ROUTER, Sender.AUTHORITY)
    assert not both.only(Sender.ROUTER)
    assert Admission(frozenset()).only(Sender.ROUTER)  # nobody gets there at all


def reaching_closes(protocol: Protocol, consumer: Contract) -> set[frozenset[Sender]]:
    authority = protocol.authority(consumer)
    return {
        authority.reaching(site).senders
        for site, operation in protocol.of(consumer).operations()
        if isinstance(operation, Close)
    }


def test_operation_in_a_helper_is_reached_by_whom_any_caller_admits(
    protocol: Protocol, contract: Callable[[str], Contract]
) -> None:
    assert reaching_closes(protocol, contract("ByRouter")) == {
        frozenset({Sender.ROUTER, Sender.SELF})
    }
    (senders,) = reaching_closes(protocol, contract("ByOwner"))
    assert Sender.ANYONE in senders


def test_branch_guards_what_stands_in_it(
    protocol: Protocol, contract: Callable[[str], Contract], function: Callable[[str], Function]
) -> None:
    authority = protocol.authority(contract("ByOwner"))
    early = function("ByOwner.early")
    (call,) = [node for node in early.nodes if "_close" in str(node.expression)]
    assert not authority.of(early).is_guarded
    assert authority.at(early, call).senders == {Sender.AUTHORITY}
    assert authority.along([call]).senders == {Sender.AUTHORITY}


@pytest.mark.parametrize(("known", "admitted"), [("onlyOwner", Sender.AUTHORITY), ("tidy", None)])
def test_checks_that_the_user_vouches_for_count(
    unit: SlitherCompilationUnit,
    contract: Callable[[str], Contract],
    function: Callable[[str], Function],
    known: str,
    admitted: Sender | None,
) -> None:
    protocol = Protocol(unit, known_checks={known})
    admission = protocol.authority(contract("Misnamed")).of(function("Misnamed.named"))
    assert admission.senders == {admitted or Sender.ANYONE}
