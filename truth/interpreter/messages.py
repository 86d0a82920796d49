"""Messages that code sends: typed calls, bytes, creations, and those of assembly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dtnlint.language import instructions as lang
from dtnlint.language.types import Bytes, ContractType, ExternalFunction
from truth.interpreter.outcomes import NotComparable, Reverted
from truth.interpreter.precompiles import is_precompile
from truth.interpreter.world import Message

if TYPE_CHECKING:
    from truth.interpreter.execution import Execution, Run

_STIPEND = 2300
_PLENTY = 100_000
"""Gas with which a message is taken to get by."""


class Messages:
    """The messages of one execution."""

    def __init__(self, execution: Execution) -> None:
        self._it = execution

    def external_call(self, run: Run, call: lang.ExternalCall) -> bytes | None:
        """A typed call; on failure the bytes that came back, else None and results are set."""
        it = self._it
        target, selector = self._callee(run, call)
        function = call.function
        arguments = [it.value(run, one) for one in call.arguments]
        value = 0 if call.value is None else it.number(run, call.value)
        gas = None if call.gas is None else it.number(run, call.gas)
        kinds = list(function.parameters) or [one.type for one in call.arguments]
        data = selector.to_bytes(4, "big") + it.encoded(kinds, arguments)
        if not self._has_code(target, bool(call.results)):
            raise Reverted
        kind = "delegatecall" if call.delegate else "staticcall" if function.view else "call"
        if not self._send(kind, target, data, value, gas):
            return it.returndata
        kinds = [one.type for one in call.results]
        for register, result in zip(call.results, it.decoded(kinds, it.returndata), strict=True):
            it.set(run, register, result)
        return None

    def _callee(self, run: Run, call: lang.ExternalCall) -> tuple[int, int]:
        """The address and the selector of a typed call."""
        target = self._it.number(run, call.target)
        kind = call.target.type
        if isinstance(kind, ExternalFunction):
            return target >> 32, target & 0xFFFFFFFF
        if isinstance(call.target, lang.Constant) and isinstance(kind, ContractType):
            target = self._it.world.libraries.get(kind.declaration, target)
        return target, call.function.selector

    def _has_code(self, target: int, answers: bool) -> bool:
        account = self._it.world.account(target)
        if account.under_construction:
            return False
        return bool(account.runtime or account.code) or (answers and is_precompile(target))

    def _send(self, kind: str, target: int, data: bytes, value: int, gas: int | None) -> bool:
        """Send a message; what comes back is the return data."""
        it = self._it
        own = it.message
        if own.stipend:
            raise NotComparable("what a stipend's gas pays for")
        if own.static and value and kind in ("call", "create"):
            raise Reverted
        has_code = self._has_code(target, True)
        stipend = gas is not None and gas <= _STIPEND
        if gas is not None and has_code and not stipend and gas < _PLENTY:
            raise NotComparable("gas given by hand")
        if gas is not None and gas < _STIPEND and not value and has_code:
            raise NotComparable("a call without gas")
        message = _message(own, kind, target, data, value, stipend)
        moved = value if kind in ("call", "callcode") else 0
        ok, it.returndata = it.world.send(message, moved)
        return ok

    def call_message(self, run: Run, call: lang.CallMessage) -> None:
        """``call`` and its like, with bytes."""
        it = self._it
        target = it.number(run, call.target)
        data = b"" if call.message is None else it.bytes_of(run, call.message)
        value = 0 if call.value is None else it.number(run, call.value)
        gas = None if call.gas is None else it.number(run, call.gas)
        ok = self._send(call.kind, target, data, value, gas)
        it.set(run, call.success, int(ok))
        if call.returned is not None:
            it.set(run, call.returned, it.objects.new(Bytes(), it.returndata))

    def call_memory(self, run: Run, call: lang.CallMemory) -> None:
        """Yul's ``call`` and its like."""
        it = self._it
        data = it.range(run, call.message)
        value = 0 if call.value is None else it.number(run, call.value)
        if call.kind in ("create", "create2"):
            salt = it.number(run, call.target) if call.kind == "create2" else None
            it.set(run, call.success, self._create_bytes(data, value, salt))
            return
        target = it.number(run, call.target) & ((1 << 160) - 1)
        gas = None if call.gas is None else it.number(run, call.gas)
        ok = self._send(call.kind, target, data, value, gas)
        it.set(run, call.success, int(ok))
        if call.answer is not None:
            place, size = (it.number(run, one) for one in call.answer)
            it.memory.write(place, it.returndata[:size])
            if size:
                it.memory.read(place, size)

    def create(self, run: Run, call: lang.Create) -> bytes | None:
        """``new``; on failure the bytes that came back, else None and the result is set."""
        it = self._it
        arguments = [it.value(run, one) for one in call.arguments]
        code = it.world.program.codes.get(call.contract)
        if code is None:
            raise NotComparable("creation of code that is not in sight")
        parameters = code.functions[code.construction].parameters
        data = it.encoded([one.type for one in parameters], arguments)
        value = 0 if call.value is None else it.number(run, call.value)
        salt = None if call.salt is None else it.number(run, call.salt)
        address, failure = self._create(call.contract, data, value, salt)
        if address:
            it.set(run, call.result, address)
            return None
        return failure

    def _create(
        self, contract: int, data: bytes, value: int, salt: int | None
    ) -> tuple[int, bytes]:
        it = self._it
        it.forbid_changes(costly=True)
        ok, answer, address = it.world.create(it.message, contract, data, value, salt)
        it.returndata = b"" if ok else answer
        return (address if ok else 0), answer

    def _create_bytes(self, data: bytes, value: int, salt: int | None) -> int:
        for contract, code in self._it.world.program.creation.items():
            if code and data.startswith(code):
                return self._create(contract, data[len(code) :], value, salt)[0]
        raise NotComparable("creation of code that is not in sight")

    def destroy(self, beneficiary: int) -> None:
        """`selfdestruct`: the balance goes, the code only in the transaction that made it."""
        it = self._it
        it.forbid_changes(costly=True)
        account = it.account
        if account.created == it.world.transaction:
            raise NotComparable("a contract destroyed where it was made")
        it.world.move(it.message.target, beneficiary & ((1 << 160) - 1), account.balance)


def _message(
    own: Message, kind: str, target: int, data: bytes, value: int, stipend: bool
) -> Message:
    """What the callee gets to see."""
    static = own.static or kind == "staticcall"
    sender, place = own.target, target
    if kind == "delegatecall":
        sender, place, value = own.sender, own.target, own.value
    elif kind == "callcode":
        place = own.target
    return Message(sender, place, target, data, value, static, stipend, own.depth + 1)
