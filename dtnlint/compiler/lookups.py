"""Spares Slither from looking through a whole contract for each name in it.

For every name that Slither reads in a function it lists the contract's functions and
variables anew, so that its work grows with the square of a contract's size. While the
functions of one contract are read, neither changes: what was found is found again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from slither.solc_parsing.declarations.contract import ContractSolc
from slither.solc_parsing.declarations.function import FunctionSolc
from slither.solc_parsing.expressions import find_variable as lookups

_NAMES = ("_find_variable_init", "_find_variable_from_ref_declaration", "_find_in_contract")


@contextmanager
def replaced(place: Any, name: str, by: Any) -> Iterator[None]:
    """Put another function or property in the place of one of Slither's, for a while."""
    real = getattr(place, name)
    setattr(place, name, by)
    try:
        yield
    finally:
        setattr(place, name, real)


@contextmanager
def remembered() -> Iterator[None]:
    """Remember what was found, for each contract while its functions are read."""
    if not all(hasattr(lookups, name) for name in _NAMES):
        yield  # another Slither, which does it in another way
        return
    analyze = ContractSolc.analyze_content_functions

    def analyze_content_functions(contract: ContractSolc) -> None:
        with ExitStack() as stack:
            for name, function in _remembering(contract).items():
                stack.enter_context(replaced(lookups, name, function))
            analyze(contract)

    with replaced(ContractSolc, "analyze_content_functions", analyze_content_functions):
        yield


def _remembering(contract: ContractSolc) -> dict[str, Callable[..., Any]]:
    """Slither's functions, made to remember, by their names."""
    start, from_reference, in_contract = (getattr(lookups, name) for name in _NAMES)
    starts: dict[int, Any] = {}
    found: dict[object, Any] = {}
    functions: list[Any] = []
    by_number: defaultdict[int, list[Any]] = defaultdict(list)

    def remembering_start(context: Any) -> Any:
        if not isinstance(context, FunctionSolc) or context.contract_parser is not contract:
            return start(context)
        # A function's scope is that of the contract that declares it.
        declarer = id(context.underlying_function.contract_declarer)
        if declarer not in starts:
            contracts, every, scope = start(context)
            if not functions:
                functions.extend(every)
                for function in every:
                    by_number[function.id].append(function)
            starts[declarer] = (contracts, functions, scope)
        return starts[declarer]

    def remembering_reference(
        number: int | None, contracts: Any, every: Any, parser: Any, declarer: Any
    ) -> Any:
        if every is functions:
            every = by_number.get(number, ()) if number is not None else ()
        return from_reference(number, contracts, every, parser, declarer)

    def remembering_contract(name: str, *where: Any) -> Any:
        key = (name, *(id(one) for one in where))
        if key not in found:
            found[key] = in_contract(name, *where)
        return found[key]

    return dict(
        zip(
            _NAMES,
            (remembering_start, remembering_reference, remembering_contract),
            strict=True,
        )
    )
