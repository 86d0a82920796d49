"""What assembly does with single words: the machine's instructions by Yul's names.

https://docs.soliditylang.org/en/latest/yul.html#evm-dialect
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from dtnlint.language.body import Unreadable
from dtnlint.language.instructions import (
    Binary,
    CalleeFunction,
    CallMemory,
    Compare,
    Constant,
    Destroy,
    Emit,
    Environment,
    MemoryHash,
    MemoryLoad,
    MemoryMove,
    MemoryStore,
    Modular,
    Opaque,
    Operand,
    Register,
    Revert,
    SlotLoad,
    SlotStore,
    Stop,
    Unary,
)
from dtnlint.language.tree import Node
from dtnlint.language.types import ADDRESS, BOOLEAN, WORD, Number, Type

if TYPE_CHECKING:
    from dtnlint.language.yul import Assembly

Operator = Literal["+", "-", "*", "/", "%", "**", "<<", ">>", "&", "|", "^"]
Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
Builtin = Callable[["Assembly", Node, str, list[Operand]], list[Operand]]

_SIGNED = Number(256, True)
_MASK = (1 << 256) - 1
_FREE_POINTER = 0x40

_ARITHMETIC: dict[str, tuple[Operator, Type]] = {
    "add": ("+", WORD),
    "sub": ("-", WORD),
    "mul": ("*", WORD),
    "div": ("/", WORD),
    "sdiv": ("/", _SIGNED),
    "mod": ("%", WORD),
    "smod": ("%", _SIGNED),
    "exp": ("**", WORD),
    "and": ("&", WORD),
    "or": ("|", WORD),
    "xor": ("^", WORD),
}
_SHIFTS: dict[str, tuple[Operator, Type]] = {
    "shl": ("<<", WORD),
    "shr": (">>", WORD),
    "sar": (">>", _SIGNED),
}
COMPARISONS: dict[str, tuple[Comparison, Type]] = {
    "lt": ("<", WORD),
    "gt": (">", WORD),
    "slt": ("<", _SIGNED),
    "sgt": (">", _SIGNED),
    "eq": ("==", WORD),
    "iszero": ("==", WORD),
}
"""Those with a truth value, by the operator and at what type."""

_ENVIRONMENT: dict[str, tuple[str, Type]] = {
    "caller": ("msg.sender", ADDRESS),
    "callvalue": ("msg.value", WORD),
    "origin": ("tx.origin", ADDRESS),
    "gasprice": ("tx.gasprice", WORD),
    "address": ("this", ADDRESS),
    "timestamp": ("block.timestamp", WORD),
    "number": ("block.number", WORD),
    "chainid": ("block.chainid", WORD),
    "basefee": ("block.basefee", WORD),
    "blobbasefee": ("block.blobbasefee", WORD),
    "coinbase": ("block.coinbase", ADDRESS),
    "gaslimit": ("block.gaslimit", WORD),
    "prevrandao": ("block.prevrandao", WORD),
    "difficulty": ("block.prevrandao", WORD),
    "gas": ("gasleft", WORD),
    "blockhash": ("blockhash", WORD),
    "blobhash": ("blobhash", WORD),
    "calldatasize": ("calldatasize", WORD),
    "calldataload": ("calldataload", WORD),
    "returndatasize": ("returndatasize", WORD),
    "codesize": ("codesize", WORD),
}
_OF_ACCOUNTS = {
    "balance": "balance",
    "extcodesize": "extcodesize",
    "extcodehash": "codehash",
}
_MOVES: dict[str, Literal["memory", "calldata", "code", "returndata"]] = {
    "mcopy": "memory",
    "calldatacopy": "calldata",
    "codecopy": "code",
    "returndatacopy": "returndata",
}


def builtin(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    """Lower a call of the machine's instruction."""
    found = _BUILTINS.get(name)
    if found is None:
        raise Unreadable(f"`{name}` in assembly")
    return found(it, node, name, arguments)


# -- arithmetic ------------------------------------------------------------------------------


def _arithmetic(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    operator, kind = _ARITHMETIC[name]
    return [_binary(it, node, operator, kind, arguments[0], arguments[1])]


def _shift(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    operator, kind = _SHIFTS[name]
    return [_binary(it, node, operator, kind, arguments[1], arguments[0])]


def _binary(
    it: Assembly, node: Node, operator: Operator, kind: Type, left: Operand, right: Operand
) -> Operand:
    known = _folded(operator, kind, left, right)
    if known is not None:
        return known
    shift = operator in ("<<", ">>")
    left = it.converted(node, left, kind)
    right = right if shift else it.converted(node, right, kind)
    result = it.body.register(kind)
    it.emit(
        Binary(
            span=it.span(node),
            result=result,
            operator=operator,
            left=left,
            right=right,
            checked=False,
            machine=True,
        )
    )
    if operator == "+":
        it.stored.moved(result, left, right)
    return it.converted(node, result, WORD)


def _folded(operator: Operator, kind: Type, left: Operand, right: Operand) -> Constant | None:
    """What selectors and addresses are computed with, computed."""
    if not isinstance(left, Constant) or not isinstance(right, Constant) or kind != WORD:
        return None
    a, b = left.value, right.value
    if not isinstance(a, int) or not isinstance(b, int):
        return None
    match operator:
        case "+":
            value = a + b
        case "-":
            value = a - b
        case "|":
            value = a | b
        case "&":
            value = a & b
        case "<<":
            value = a << b if b < 256 else 0
        case ">>":
            value = a >> min(b, 256)
        case _:
            return None
    return Constant(value & _MASK, WORD)


def _not(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    value = arguments[0]
    if isinstance(value, Constant) and isinstance(value.value, int):
        return [Constant(value.value ^ _MASK, WORD)]
    result = it.body.register(WORD)
    it.emit(
        Unary(span=it.span(node), result=result, operator="~", value=arguments[0], checked=False)
    )
    return [result]


def comparison(it: Assembly, node: Node, arguments: list[Operand]) -> Register:
    """A comparison, as a truth value."""
    operator, kind = COMPARISONS[node["functionName"]["name"]]
    right = arguments[1] if len(arguments) > 1 else Constant(0, WORD)
    left = it.converted(node, arguments[0], kind)
    right = it.converted(node, right, kind)
    result = it.body.register(BOOLEAN)
    it.emit(Compare(span=it.span(node), result=result, operator=operator, left=left, right=right))
    return result


def _comparison(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    return [it.converted(node, comparison(it, node, arguments), WORD)]


def _modular(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    result = it.body.register(WORD)
    left, right, modulus = arguments
    it.emit(
        Modular(
            span=it.span(node),
            result=result,
            operator="addmod" if name == "addmod" else "mulmod",
            left=left,
            right=right,
            modulus=modulus,
            machine=True,
        )
    )
    return [result]


def _byte(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    """The byte at a place from the left: the word moved up and then down. Beyond the last, 0."""
    place, word = arguments
    bits = _binary(it, node, "*", WORD, place, Constant(8, WORD))
    beyond = _binary(it, node, ">>", WORD, place, Constant(5, WORD))
    # A place beyond the last byte moves the word out, whatever the product wrapped to.
    inside = it.body.register(BOOLEAN)
    it.emit(
        Compare(
            span=it.span(node), result=inside, operator="==", left=beyond, right=Constant(0, WORD)
        )
    )
    moved = _binary(it, node, "<<", WORD, word, bits)
    octet = _binary(it, node, ">>", WORD, moved, Constant(248, WORD))
    return [_binary(it, node, "*", WORD, octet, it.converted(node, inside, WORD))]


def _sign_extend(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    size, word = arguments
    if not isinstance(size, Constant) or not isinstance(size.value, int):
        return _unknown(it, node, name, arguments)
    if size.value > 30:
        return [word]
    narrow = it.converted(node, word, Number(8 * size.value + 8, True))
    return [it.converted(node, narrow, WORD)]


# -- what the machine knows --------------------------------------------------------------------


def _environment(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    known, kind = _ENVIRONMENT[name]
    return [_asked(it, node, known, kind, tuple(arguments))]


def _of_account(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    account = it.converted(node, arguments[0], ADDRESS)
    return [_asked(it, node, _OF_ACCOUNTS[name], WORD, (account,))]


def _own_balance(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    this = it.body.register(ADDRESS)
    it.emit(Environment(span=it.span(node), result=this, name="this"))
    return [_asked(it, node, "balance", WORD, (this,))]


def _asked(
    it: Assembly, node: Node, name: str, kind: Type, arguments: tuple[Operand, ...]
) -> Operand:
    result = it.body.register(kind)
    it.emit(Environment(span=it.span(node), result=result, name=name, arguments=arguments))
    return it.converted(node, result, WORD)


# -- storage and memory --------------------------------------------------------------------------


def _slot_load(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    result = it.body.register(WORD)
    transient = name == "tload"
    it.emit(SlotLoad(span=it.span(node), result=result, slot=arguments[0], transient=transient))
    return [result]


def _slot_store(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    slot, value = arguments
    it.emit(SlotStore(span=it.span(node), slot=slot, value=value, transient=name == "tstore"))
    return []


def _memory_load(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    result = it.body.register(WORD)
    it.emit(MemoryLoad(span=it.span(node), result=result, address=arguments[0]))
    if isinstance(arguments[0], Constant) and arguments[0].value == _FREE_POINTER:
        it.stored.read_pointer(result)
    return [result]


def _memory_store(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    address, value = arguments
    size: Literal[1, 32] = 1 if name == "mstore8" else 32
    it.emit(MemoryStore(span=it.span(node), address=address, value=value, size=size))
    it.stored.store(address, value, size)
    return []


def _move(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    target, offset, size = arguments
    it.emit(
        MemoryMove(span=it.span(node), target=target, source=_MOVES[name], offset=offset, size=size)
    )
    it.stored.forget()
    return []


def _move_code(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    account, target, offset, size = arguments
    account = it.converted(node, account, ADDRESS)
    it.emit(
        MemoryMove(
            span=it.span(node),
            target=target,
            source="extcode",
            offset=offset,
            size=size,
            account=account,
        )
    )
    it.stored.forget()
    return []


def _hash(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    result = it.body.register(WORD)
    address, size = arguments
    it.emit(MemoryHash(span=it.span(node), result=result, address=address, size=size))
    return [result]


# -- messages, records and ends ------------------------------------------------------------------


def _call(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    from dtnlint.language.yul import gives_all_gas

    gas, target, *rest = arguments
    value: Operand | None = None
    if name in ("call", "callcode"):
        value, *rest = rest
    start, size, answer, room = rest
    stored = it.here()
    selector = stored.selector(start)
    known = stored.arguments(start, size) if selector is not None else ()
    target = it.converted(node, target, ADDRESS)
    success = it.body.register(BOOLEAN)
    it.emit(
        CallMemory(
            span=it.span(node),
            success=success,
            kind=name,  # type: ignore[arg-type]
            gas=None if gives_all_gas(node) else gas,
            target=target,
            value=value,
            message=(start, size),
            answer=(answer, room),
            function=None if selector is None else _callee(it, selector),
            known_arguments=known,
        )
    )
    stored.forget()
    return [it.converted(node, success, WORD)]


def _callee(it: Assembly, selector: int) -> CalleeFunction:
    """The function of a selector; without a name where nothing in sight has it."""
    text = f"{selector:08x}"
    for number, declared in it.body.tree.nodes.items():
        if declared.get("functionSelector") == text:
            return it.body.tree.callee(number)
    return CalleeFunction("", "", "", selector, 0)


def _creation(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    value, start, size = arguments[:3]
    result = it.body.register(WORD)
    it.emit(
        CallMemory(
            span=it.span(node),
            success=result,
            kind="create2" if name == "create2" else "create",
            gas=None,
            target=arguments[3] if name == "create2" else Constant(0, WORD),
            value=value,
            message=(start, size),
            answer=None,
        )
    )
    it.stored.forget()
    return [result]


def _log(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    it.emit(Emit(span=it.span(node), event="", arguments=tuple(arguments)))
    return []


def _unknown(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    """A word of which nothing is known."""
    result = it.body.register(WORD)
    it.emit(
        Opaque(
            span=it.span(node),
            results=(result,),
            reason=f"`{name}` in assembly",
            effects=frozenset(),
        )
    )
    return [result]


def _pop(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    return []


def _end(it: Assembly, node: Node, name: str, arguments: list[Operand]) -> list[Operand]:
    span = it.span(node)
    area = (arguments[0], arguments[1]) if len(arguments) == 2 else None
    match name:
        case "return" | "stop":
            it.body.end(Stop(span=span, data=area))
        case "revert":
            it.body.end(Revert(span=span, kind="data", data=area))
        case "selfdestruct":
            it.body.end(Destroy(span=span, beneficiary=it.converted(node, arguments[0], ADDRESS)))
        case _:
            it.body.end(Revert(span=span, kind="invalid"))
    return []


_BUILTINS: dict[str, Builtin] = {
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
    **dict.fromkeys(_SHIFTS, _shift),
    **dict.fromkeys(COMPARISONS, _comparison),
    "not": _not,
    "addmod": _modular,
    "mulmod": _modular,
    "byte": _byte,
    "signextend": _sign_extend,
    **dict.fromkeys(_ENVIRONMENT, _environment),
    **dict.fromkeys(_OF_ACCOUNTS, _of_account),
    "selfbalance": _own_balance,
    "sload": _slot_load,
    "tload": _slot_load,
    "sstore": _slot_store,
    "tstore": _slot_store,
    "mload": _memory_load,
    "mstore": _memory_store,
    "mstore8": _memory_store,
    **dict.fromkeys(_MOVES, _move),
    "extcodecopy": _move_code,
    "keccak256": _hash,
    **dict.fromkeys(("call", "callcode", "delegatecall", "staticcall"), _call),
    **dict.fromkeys(("create", "create2"), _creation),
    **dict.fromkeys(("log0", "log1", "log2", "log3", "log4"), _log),
    "pop": _pop,
    **dict.fromkeys(("msize", "clz"), _unknown),
    **dict.fromkeys(("return", "stop", "revert", "invalid", "selfdestruct"), _end),
}
