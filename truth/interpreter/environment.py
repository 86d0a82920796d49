"""What only the machine knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eth_hash.auto import keccak

from dtnlint.language.types import Bytes, ContractType, Type
from truth.interpreter.abi import word_at, word_of
from truth.interpreter.outcomes import NotComparable
from truth.interpreter.precompiles import precompile
from truth.interpreter.values import MASK, CalldataPlace, Value

if TYPE_CHECKING:
    from truth.interpreter.execution import Execution


def environment(it: Execution, name: str, arguments: list[Value], kinds: tuple[Type, ...]) -> Value:
    """The value of a thing of the machine's, by Solidity's or Yul's name.

    `kinds` are the arguments' types, of which a contract's names it.
    """
    message = it.message
    match name:
        case "msg.sender":
            return message.sender
        case "msg.value":
            return message.value
        case "msg.data":
            return CalldataPlace(0, len(it.calldata.data))
        case "msg.sig":
            return word_at(it.calldata.data, 0) >> 224 << 224
        case "this":
            return message.target
        case "tx.origin":
            return it.world.origin
        case "tx.gasprice":
            return it.world.block.get("tx.gasprice", 0)
        case "calldataload":
            return word_at(it.calldata.data, _number(arguments))
        case "calldatasize":
            return len(it.calldata.data)
        case "returndatasize":
            return len(it.returndata)
        case "blobhash":
            return 0
        case "ecrecover":
            words = b"".join(word_of(_word(one)) for one in arguments)
            return int.from_bytes(precompile(1, words), "big")
    if name in it.world.block:
        return it.world.block[name]
    if name in ("library", "creationCode"):
        return _of_contract(it, name, kinds[0])
    return _account(it, name, arguments)


def _account(it: Execution, name: str, arguments: list[Value]) -> Value:
    """What is known of an account."""
    if name not in ("balance", "extcodesize", "codesize", "codehash", "extcodehash", "code"):
        raise NotComparable(f"{name} of the machine")
    if name == "codesize":
        if it.constructing:
            raise NotComparable("the size of creation code")
        return len(it.world.account(it.message.code).runtime)
    account = it.world.account(_number(arguments))
    if name == "balance":
        return account.balance
    size = 0 if account.under_construction else len(account.runtime)
    if name == "extcodesize":
        return size
    if name == "code" and not size:
        return it.objects.new(Bytes(), b"")
    if size:
        raise NotComparable("bytes of code")
    empty = not account.balance and not account.nonce
    return 0 if empty else int.from_bytes(keccak(b""), "big")


def _of_contract(it: Execution, name: str, kind: Type) -> Value:
    """What is known of a contract that the code names."""
    assert isinstance(kind, ContractType)
    if name == "library":
        if kind.declaration not in it.world.libraries:
            raise NotComparable("a library that is linked nowhere")
        return it.world.libraries[kind.declaration]
    code = it.world.program.creation.get(kind.declaration)
    if code is None:
        raise NotComparable("creation code that is not known")
    return it.objects.new(Bytes(), code)


def _number(arguments: list[Value]) -> int:
    number = arguments[0]
    assert isinstance(number, int)
    return number


def _word(value: Value) -> int:
    assert isinstance(value, int)
    return value & MASK
