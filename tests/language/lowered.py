"""Contracts lowered from their syntax trees alone, and what their functions do in a row."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from dtnlint.language import instructions as lang
from dtnlint.language.lower import lower_contract
from dtnlint.language.tree import Tree
from truth.beside.programs import compiler


@cache
def answer(source: str) -> dict[str, Any]:
    """What solc says of a source: its tree, and where storage lies."""
    compilers, solc = compiler()
    question = {
        "language": "Solidity",
        "sources": {"a.sol": {"content": f"pragma solidity ^0.8.28;\n{source}"}},
        "settings": {"outputSelection": {"*": {"": ["ast"], "*": ["storageLayout"]}}},
    }
    said = compilers.ask(solc, msgspec.json.encode(question))
    errors = [one for one in said.get("errors", ()) if one["severity"] == "error"]
    assert not errors, errors[0]["formattedMessage"]
    return dict(said)


def tree(source: str) -> Tree:
    """The tree of a source."""
    return Tree({"a.sol": answer(source)["sources"]["a.sol"]["ast"]})


def lowered(source: str, contract: str = "C", *, via_ir: bool = False) -> lang.Code:
    """A contract's code."""
    found = tree(source)
    (number,) = (
        number
        for number, node in found.nodes.items()
        if node["nodeType"] == "ContractDefinition" and node["name"] == contract
    )
    return lower_contract(found, number, version="0.8.28", via_ir=via_ir)


def named(code: lang.Code, name: str) -> lang.Function:
    """The function of a name, of which there is one."""
    (function,) = (one for one in code.functions.values() if one.name == name)
    return function


def straight(function: lang.Function) -> list[lang.Instruction]:
    """The instructions of a run in which all checks hold, to the end."""
    found: list[lang.Instruction] = []
    number, seen = 0, set()
    while number not in seen:
        seen.add(number)
        block = function.blocks[number]
        found += block.instructions
        if isinstance(block.end, lang.Jump):
            number = block.end.target
        elif isinstance(block.end, lang.Branch):
            number = block.end.true
        elif isinstance(block.end, lang.Try):
            found.append(block.end.call)
            number = block.end.succeeded
        else:
            found.append(block.end)
            return found
    return found


def every(function: lang.Function) -> list[lang.Instruction]:
    """All instructions, with the ends of blocks."""
    return [one for block in function.blocks for one in (*block.instructions, block.end)]


def calls(code: lang.Code, function: lang.Function, *callees: str) -> list[Any]:
    """The constant arguments of internal calls in a function, in the order in which they run."""
    found = []
    for one in straight(function):
        if isinstance(one, lang.Call) and code.functions[one.function].name in callees:
            (argument,) = one.arguments
            if isinstance(argument, lang.Constant):
                found.append(argument.value)
    return found
