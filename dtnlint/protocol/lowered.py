"""A consumer's code in the language, from the trees of which Slither was made."""

from __future__ import annotations

from slither.core.declarations import Contract

from dtnlint.language.instructions import CalleeFunction, Code
from dtnlint.language.lower import lower_contract
from dtnlint.language.tree import Tree
from dtnlint.protocol import interface
from dtnlint.protocol.dispatch import memoised


def code_of(contract: Contract) -> Code:
    """All that one concrete contract can run; lowered once."""

    def make() -> Code:
        compiled = contract.compilation_unit.crytic_compile_compilation_unit
        return lower_contract(
            tree_of(contract),
            contract.id,
            version=str(compiled.compiler_version.version),
            via_ir=getattr(compiled, "via_ir", False),
        )

    return memoised(contract, "dtnlint.code", make)


def tree_of(contract: Contract) -> Tree:
    """The syntax trees of a contract's compilation; indexed once."""
    unit = contract.compilation_unit
    compiled = unit.crytic_compile_compilation_unit
    return memoised(
        unit,
        "dtnlint.tree",
        lambda: Tree({name.used: one.ast for name, one in compiled.source_units.items()}),
    )


def is_of_router(contract: Contract, callee: CalleeFunction) -> bool:
    """Whether a function is called through a type that is the router's."""
    unit = contract.compilation_unit
    known = memoised(unit, "dtnlint.contracts", lambda: {one.id: one for one in unit.contracts})
    type_ = known.get(callee.type_declaration)
    return type_ is not None and interface.is_router_contract(type_)
