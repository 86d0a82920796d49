"""Keeps what Slither cannot read of one body to that body.

Slither fails on some code that solc accepts: an index into an array literal, `?:` in an
initial value, a tuple in a tuple. Here the statement is lost where it can be told, else
the body, as one that is there and was never read; what stands around it is read as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from msgspec import Struct
from slither.core.cfg.node import Node
from slither.core.declarations import Function, FunctionContract
from slither.core.declarations.function_top_level import FunctionTopLevel
from slither.solc_parsing.cfg.node import NodeSolc
from slither.solc_parsing.declarations.contract import ContractSolc
from slither.solc_parsing.declarations.function import FunctionSolc
from slither.solc_parsing.declarations.modifier import ModifierSolc

from dtnlint.compiler.lookups import replaced

_KEY = "dtnlint.unread"


class Unread(Struct, frozen=True):
    """Why a body, or a contract's head, could not be read."""

    line: int
    """Counted from 1; 0 where it is not known."""
    reason: str


def unread(element: Any) -> Unread | None:
    """Why Slither could not read all of a function or contract; None where it could."""
    found = getattr(element, "context", {}).get(_KEY)
    return found if isinstance(found, Unread) else None


@contextmanager
def contained() -> Iterator[None]:
    """While Slither reads, let a body that it cannot read fail alone."""
    at: list[Any] = []
    """The node or function that is being read: what fails, fails there."""

    def noting(real: Callable[..., Any], place: Callable[[Any], Any]) -> Callable[..., Any]:
        def noted(self: Any, *given: Any) -> Any:
            at[:] = [place(self)]
            return real(self, *given)

        return noted

    def alone(real: Callable[..., Any], of: Callable[[Any], Any]) -> Callable[..., Any]:
        def read(self: Any, *given: Any) -> Any:
            function = of(self)
            at[:] = [function]
            try:
                return real(self, *given)
            except Exception as error:
                _give_up(function, error, at[0])

        return read

    def node_alone(real: Callable[[Any], None]) -> Callable[[Any], None]:
        def read(node: Any) -> None:
            at[:] = [node]
            try:
                real(node)
            except Exception as error:
                node._irs = []
                _note(node.function, error, node)

        return read

    def incorrect(contract: Any, error: str) -> None:
        """Where Slither goes on without all the rest of a contract."""
        contract.underlying_contract.is_incorrectly_constructed = True
        _note(contract.underlying_contract, Exception(error), contract.underlying_contract)

    def itself(self: Any) -> Any:
        return self

    def underlying(self: Any) -> Any:
        return self.underlying_function

    with ExitStack() as stack:
        for kind in (FunctionSolc, ModifierSolc):
            by = alone(kind.analyze_content, underlying)
            stack.enter_context(replaced(kind, "analyze_content", by))
        for kind in (FunctionContract, FunctionTopLevel):
            by = alone(kind.generate_slithir_ssa, itself)
            stack.enter_context(replaced(kind, "generate_slithir_ssa", by))
        by = alone(Function.generate_slithir_and_analyze, itself)
        stack.enter_context(replaced(Function, "generate_slithir_and_analyze", by))
        by = noting(NodeSolc.analyze_expressions, lambda parser: parser.underlying_node)
        stack.enter_context(replaced(NodeSolc, "analyze_expressions", by))
        stack.enter_context(
            replaced(Node, "slithir_generation", node_alone(Node.slithir_generation))
        )
        stack.enter_context(replaced(ContractSolc, "log_incorrect_parsing", incorrect))
        yield


def _give_up(function: Any, error: Exception, at: Any) -> None:
    """Leave a body without nodes, as one that was never read, but is there."""
    _note(function, error, at)
    function._nodes = []
    function._entry_point = None
    function.is_implemented = True


def _note(element: Any, error: Exception, at: Any) -> None:
    lines = getattr(at.source_mapping, "lines", ()) if at.source_mapping is not None else ()
    reason = " ".join(str(error).split())[:200]
    name = type(error).__name__
    said = name if reason in ("", name) else f"{name}: {reason}"
    element.context.setdefault(_KEY, Unread(min(lines, default=0), said))
