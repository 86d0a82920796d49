"""One message, executed: its memory, its calldata, and a function for each instruction type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eth_hash.auto import keccak

from dtnlint.language import instructions as lang
from dtnlint.language.types import (
    Bytes,
    FixedBytes,
    InternalFunction,
    Mapping,
    Number,
    Reference,
    Region,
    StructType,
    Type,
)
from truth.interpreter import abi, arithmetic
from truth.interpreter.environment import environment
from truth.interpreter.layout import Tree
from truth.interpreter.memory import ZERO, Memory
from truth.interpreter.messages import Messages
from truth.interpreter.objects import CalldataObjects, MemoryObjects
from truth.interpreter.outcomes import (
    ERROR,
    PANIC,
    UNSET,
    Finished,
    NotComparable,
    Refused,
    Reverted,
    panic,
)
from truth.interpreter.precompiles import precompile
from truth.interpreter.storage import Storage
from truth.interpreter.values import (
    CalldataByte,
    CalldataPlace,
    ImmutablePlace,
    MemoryByte,
    StoragePlace,
    Value,
    default,
    is_dynamic_array,
    is_value,
    referent,
)
from truth.interpreter.world import Log, Message, World

_DEPTH = 100
"""Internal calls inside internal calls: the machine's stack holds no more for long."""

Handler = Callable[["Execution", "Run", Any], None]


class Run:
    """One run of a body."""

    def __init__(self, function: lang.Function) -> None:
        self.function = function
        self.registers: dict[int, Value] = {}
        self.locals: dict[int, Value] = {}
        self.at: Any = None
        """The instruction under way, or the last one."""


class Execution:
    """What runs one message with one code."""

    def __init__(
        self, world: World, message: Message, code: lang.Code, constructing: bool = False
    ) -> None:
        self.world = world
        self.message = message
        self.code = code
        self.constructing = constructing
        self.layout = world.layout(code)
        self.memory = Memory()
        self.objects = MemoryObjects(self.layout, self.memory)
        self.calldata = CalldataObjects(self.layout, b"" if constructing else message.data)
        self.account = world.account(message.target)
        self.storage = Storage(self.layout, self._load_slot, self._store_slot)
        self.messages = Messages(self)
        self.returndata = b""
        self.runs: list[Run] = []
        """The bodies under way, outermost first."""

    # -- where it begins and ends

    def enter(self) -> bytes:
        """Run what the message's data names; what it returns."""
        entry = self._entry()
        function = self.code.functions[entry.function]
        library = self.world.account(self.message.code).library
        if not library and not entry.payable and self.message.value:
            raise Reverted
        if library and not function.view and self.message.code == self.message.target:
            raise Reverted
        if entry.kind in ("receive", "fallback"):
            arguments: list[Value] = []
            if function.parameters:
                arguments = [CalldataPlace(0, len(self.message.data))]
            results = self.call(entry.function, arguments)
            if not results:
                return b""
            data = self.tree(function.results[0].type, results[0])
            assert isinstance(data, bytes)
            return data
        arguments = self._arguments([one.type for one in function.parameters])
        results = self.call(entry.function, arguments)
        return self.encoded([one.type for one in function.results], results)

    def _entry(self) -> lang.Entry:
        data = self.message.data
        entries = self.code.entries
        selector = int.from_bytes(data[:4], "big") if len(data) >= 4 else None
        by_kind = {one.kind: one for one in entries}
        for entry in entries:
            if entry.kind in ("function", "getter") and entry.selector == selector is not None:
                return entry
        if not data and "receive" in by_kind:
            return by_kind["receive"]
        if "fallback" in by_kind:
            return by_kind["fallback"]
        raise Reverted

    def _arguments(self, kinds: list[Type]) -> list[Value]:
        """The parameters of an external function, out of calldata."""
        data = self.message.data
        heads = sum(self.layout.head_size(_in_abi(kind)) for kind in kinds)
        if len(data) - 4 < heads:
            raise Reverted
        position = 4
        values: list[Value] = []
        for kind in kinds:
            inner = _in_abi(kind)
            if isinstance(kind, Reference) and kind.region is Region.CALLDATA:
                values.append(self.calldata.parameter(inner, position, 4))
            else:
                at = position
                if self.layout.is_dynamic(inner):
                    at = 4 + abi.offset_at(data, position)
                values.append(self.placed(kind, abi.decode_body(self.layout, inner, data, at)))
            position += self.layout.head_size(inner)
        return values

    def construct(self) -> None:
        """Run initial values and constructors; the message's data are the arguments.

        Raises `Refused` where these are none, or value comes that may not: the legacy pipeline
        finds out only after initial values, which may have failed then for another reason.
        """
        function = self.code.functions[self.code.construction]
        if self.message.value and not function.payable:
            raise Refused
        kinds = [one.type for one in function.parameters]
        try:
            arguments = self.decoded(kinds, self.message.data)
        except Reverted as why:
            raise Refused(why.data) from why
        self.call(self.code.construction, arguments)

    # -- objects

    def decoded(self, kinds: list[Type], data: bytes) -> list[Value]:
        """What bytes decode to: values, and references to new objects."""
        trees = abi.decode(self.layout, tuple(_in_abi(kind) for kind in kinds), data)
        return [self.placed(kind, tree) for kind, tree in zip(kinds, trees, strict=True)]

    def encoded(self, kinds: list[Type], values: list[Value]) -> bytes:
        """Values as arguments or results of an external function."""
        trees: list[Tree] = []
        inner = []
        for kind, value in zip(kinds, values, strict=True):
            inner.append(_in_abi(kind))
            trees.append(value if isinstance(inner[-1], Reference) else self.tree(kind, value))
        return abi.encode(self.layout, tuple(inner), trees)

    def placed(self, kind: Type, tree: Tree) -> Value:
        """A decoded object, with a place of its own where it needs one."""
        if isinstance(kind, Reference):
            if kind.region is Region.STORAGE:
                assert isinstance(tree, int)
                return StoragePlace(tree)
            return self.objects.new(kind.type, tree)
        assert not isinstance(tree, bytes | list)
        return tree

    def tree(self, kind: Type, value: Value | bytes) -> Tree:
        """The object that a value is or names."""
        if isinstance(value, bytes):
            return value
        if not isinstance(kind, Reference):
            return value
        if isinstance(value, StoragePlace):
            return self.storage.tree(kind.type, value)
        if isinstance(value, CalldataPlace):
            return self.calldata.tree(kind.type, value)
        assert isinstance(value, int)
        return self.objects.tree(kind.type, value)

    def content(self, run: Run, operand: lang.Operand) -> Tree:
        """The object that an operand is or names."""
        if isinstance(operand, lang.Constant) and isinstance(operand.value, bytes):
            return operand.value
        return self.tree(operand.type, self.value(run, operand))

    def bytes_of(self, run: Run, operand: lang.Operand) -> bytes:
        """The bytes or the text that an operand names."""
        data = self.content(run, operand)
        assert isinstance(data, bytes), operand
        return data

    def value(self, run: Run, operand: lang.Operand) -> Value:
        """An operand's value; texts get a place in memory."""
        if isinstance(operand, lang.Register):
            return run.registers[operand.number]
        if isinstance(operand, lang.FunctionConstant):
            return operand.key
        if isinstance(operand.value, int):
            return None if isinstance(operand.type, InternalFunction) else operand.value
        if isinstance(operand.type, FixedBytes):
            return int.from_bytes(operand.value.ljust(32, b"\0"), "big")
        return self.objects.new(Bytes(), operand.value)

    def number(self, run: Run, operand: lang.Operand) -> int:
        """An operand that is a number."""
        value = self.value(run, operand)
        assert isinstance(value, int), operand
        return value

    # -- storage

    def _load_slot(self, place: StoragePlace) -> int:
        if place.transient:
            return self.account.transient.get(place.slot, 0)
        if self.message.stipend:
            raise NotComparable("what a stipend's gas pays for")
        return self.account.storage.get(place.slot, 0)

    def _store_slot(self, place: StoragePlace, word: int) -> None:
        self.forbid_changes(costly=not place.transient)
        table = self.account.transient if place.transient else self.account.storage
        if table.get(place.slot, 0) != word:
            self.world.put(table, place.slot, word)

    def forbid_changes(self, costly: bool) -> None:
        """End the message where it may change nothing, or has no gas for what is `costly`."""
        if self.message.static or (costly and self.message.stipend):
            raise Reverted

    # -- bodies

    def call(self, key: lang.FunctionKey, arguments: list[Value]) -> list[Value]:
        """Run a body; its results."""
        function = self.code.functions.get(key)
        if function is None:
            reason = self.code.unreadable.get(key, "a body that is not there")
            raise NotComparable(reason)
        if function.unreadable:
            raise NotComparable(function.unreadable)
        if len(self.runs) > _DEPTH:
            raise NotComparable("internal calls too deep")
        run = Run(function)
        for local, argument in zip(function.parameters, arguments, strict=True):
            run.locals[local.number] = argument
        self.runs.append(run)
        number = 0
        while number >= 0:
            if self.world.entering is not None:
                self.world.entering(self, number)
            number = self._block(run, function.blocks[number])
        self.runs.pop()
        return [self.read_local(run, local) for local in function.results]

    def _block(self, run: Run, block: lang.Block) -> int:
        """Run a block; the next one's number, -1 at the end."""
        world = self.world
        for instruction in block.instructions:
            world.steps += 1
            if world.steps > world.step_bound:
                raise NotComparable("too many steps")
            kind = type(instruction)
            world.executed[kind.__name__] += 1
            run.at = instruction
            HANDLERS[kind](self, run, instruction)
            if world.observer is not None:
                world.observer(run.function, instruction, run.registers)
        world.executed[type(block.end).__name__] += 1
        return self._end(run, block.end)

    def _end(self, run: Run, end: lang.End) -> int:
        match end:
            case lang.Jump(target=target):
                # Loops whose bodies are empty end, too.
                self.world.steps += 1
                if self.world.steps > self.world.step_bound:
                    raise NotComparable("too many steps")
                return target
            case lang.Branch(condition=condition, true=true, false=false):
                return true if self.value(run, condition) else false
            case lang.Try():
                return self._try(run, end)
            case lang.Return():
                return -1
            case lang.Stop(data=data):
                raise Finished(self.range(run, data))
            case lang.Destroy(beneficiary=beneficiary):
                self.messages.destroy(self.number(run, beneficiary))
                raise Finished
            case lang.Revert():
                raise Reverted(self._failure(run, end))
        raise ValueError(f"{end} ends no block")

    def _try(self, run: Run, end: lang.Try) -> int:
        run.at = end.call
        if isinstance(end.call, lang.Create):
            failure = self.messages.create(run, end.call)
        else:
            failure = self.messages.external_call(run, end.call)
        if failure is None:
            return end.succeeded
        self.set(run, end.failure, self.objects.new(Bytes(), failure))
        return end.failed

    def _failure(self, run: Run, end: lang.Revert) -> bytes:
        if end.kind == "data":
            return self.range(run, end.data)
        if end.kind in ("plain", "invalid"):
            return b""
        if end.kind == "bytes":
            return self.bytes_of(run, end.arguments[0])
        trees = [self.content(run, one) for one in end.arguments]
        if end.kind == "panic":
            (code,) = trees
            assert isinstance(code, int)
            return panic(code).data
        if end.kind == "text":
            return ERROR + abi.encode(self.layout, (Bytes(True),), trees)
        kinds = tuple(referent(one) for one in end.types)
        return selector_of(end.name) + abi.encode(self.layout, kinds, trees)

    def range(self, run: Run, area: tuple[lang.Operand, lang.Operand] | None) -> bytes:
        """Bytes of memory, by address and size."""
        if area is None:
            return b""
        return self.memory.read(self.number(run, area[0]), self.number(run, area[1]))

    def read_local(self, run: Run, local: lang.Local) -> Value:
        """A local's value; the default before it is written."""
        if local.number not in run.locals:
            run.locals[local.number] = self._default(local.type)
        return run.locals[local.number]

    def _default(self, kind: Type) -> Value:
        if not isinstance(kind, Reference):
            return default(kind)
        if kind.region is Region.MEMORY:
            if is_dynamic_array(kind.type):
                return ZERO
            return self.objects.allocate(kind.type, None)
        if kind.region is Region.CALLDATA:
            return CalldataPlace(0, 0)
        return StoragePlace(0)

    def set(self, run: Run, register: lang.Register, value: Value) -> None:
        """Assign a register."""
        run.registers[register.number] = value


def selector_of(signature: str) -> bytes:
    """The first four bytes of a signature's hash."""
    return bytes(keccak(signature.encode())[:4])


def _in_abi(kind: Type) -> Type:
    """As what a parameter or result is encoded: storage references are passed as slots."""
    if isinstance(kind, Reference) and kind.region is not Region.STORAGE:
        return kind.type
    return kind


# -- a function for each instruction type --------------------------------------------------------


def _get(it: Execution, run: Run, i: lang.Get) -> None:
    it.set(run, i.result, it.read_local(run, i.local))


def _put(it: Execution, run: Run, i: lang.Put) -> None:
    run.locals[i.local.number] = it.value(run, i.value)


def _unary(it: Execution, run: Run, i: lang.Unary) -> None:
    value = it.number(run, i.value)
    it.set(run, i.result, arithmetic.unary(i.result.type, i.operator, value, i.checked))


def _binary(it: Execution, run: Run, i: lang.Binary) -> None:
    left, right = it.number(run, i.left), it.number(run, i.right)
    made = arithmetic.binary(i.result.type, i.operator, left, right, i.checked, i.machine)
    it.set(run, i.result, made)


def _compare(it: Execution, run: Run, i: lang.Compare) -> None:
    left, right = it.value(run, i.left), it.value(run, i.right)
    it.set(run, i.result, arithmetic.compare(i.operator, left, right))


def _modular(it: Execution, run: Run, i: lang.Modular) -> None:
    left, right, modulus = (it.number(run, one) for one in (i.left, i.right, i.modulus))
    it.set(run, i.result, arithmetic.modular(i.operator, left, right, modulus, i.machine))


def _convert(it: Execution, run: Run, i: lang.Convert) -> None:
    source, target = i.value.type, i.result.type
    text = isinstance(i.value, lang.Constant) and isinstance(i.value.value, bytes)
    if text or isinstance(source, Reference):
        it.set(run, i.result, _convert_reference(it, run, i))
        return
    value = it.value(run, i.value)
    if isinstance(target, Reference):
        assert isinstance(value, int)
        if target.region is Region.STORAGE:
            value = StoragePlace(value)
        elif target.region is Region.CALLDATA:
            value = CalldataPlace(value)
    elif isinstance(target, InternalFunction) and isinstance(value, int):
        value = it.layout.functions.key(value)
    elif isinstance(source, InternalFunction) and isinstance(target, Number):
        raise NotComparable("internal functions as numbers")
    elif isinstance(value, int):
        value = arithmetic.convert(source, target, value)
    it.set(run, i.result, value)


def _convert_reference(it: Execution, run: Run, i: lang.Convert) -> Value:
    target = i.result.type
    if isinstance(target, FixedBytes):
        data = it.bytes_of(run, i.value)
        return arithmetic.cut(int.from_bytes(data[:32].ljust(32, b"\0"), "big"), target.size)
    value = it.value(run, i.value)
    if not isinstance(target, Number):
        return value
    if isinstance(value, StoragePlace):
        return value.slot
    if isinstance(value, CalldataPlace):
        return value.offset
    return value


def _ref_variable(it: Execution, run: Run, i: lang.RefVariable) -> None:
    variable = i.variable
    if variable.immutable:
        it.set(run, i.result, ImmutablePlace(variable))
    else:
        place = StoragePlace(variable.slot, variable.offset, variable.transient)
        it.set(run, i.result, place)


def _ref_field(it: Execution, run: Run, i: lang.RefField) -> None:
    base = it.value(run, i.base)
    kind = referent(i.base.type)
    assert isinstance(kind, StructType)
    place: Value
    if isinstance(base, StoragePlace):
        place = it.storage.field(kind, base, i.name)
    elif isinstance(base, CalldataPlace):
        place = it.calldata.field(kind, base, i.name)
    else:
        assert isinstance(base, int)
        place = it.objects.field(kind, base, i.name)
    it.set(run, i.result, place)


def _ref_element(it: Execution, run: Run, i: lang.RefElement) -> None:
    base = it.value(run, i.base)
    kind = referent(i.base.type)
    place: Value
    if isinstance(kind, Mapping):
        assert isinstance(base, StoragePlace)
        key = it.content(run, i.key)
        assert not isinstance(key, list)
        place = it.storage.element(kind, base, key)
    elif isinstance(base, StoragePlace):
        place = it.storage.element(kind, base, it.number(run, i.key))
    elif isinstance(base, CalldataPlace):
        place = it.calldata.element(kind, base, it.number(run, i.key))
    else:
        assert isinstance(base, int)
        place = it.objects.element(kind, base, it.number(run, i.key))
    it.set(run, i.result, place)


def _ref_slot(it: Execution, run: Run, i: lang.RefSlot) -> None:
    slot, offset = it.number(run, i.slot), it.number(run, i.offset)
    assert isinstance(i.result.type, Reference)
    if i.result.type.region is Region.CALLDATA:
        it.set(run, i.result, CalldataPlace(slot, offset))
    else:
        transient = i.result.type.region is Region.TRANSIENT
        it.set(run, i.result, StoragePlace(slot, offset, transient))


def _load(it: Execution, run: Run, i: lang.Load) -> None:
    place = it.value(run, i.place)
    kind = referent(i.place.type)
    it.set(run, i.result, _read(it, kind, place))


def _read(it: Execution, kind: Type, place: Value) -> Value:
    match place:
        case StoragePlace():
            return it.storage.read(kind, place)
        case CalldataPlace():
            return it.calldata.read(kind, place)
        case CalldataByte():
            return it.calldata.byte(place)
        case MemoryByte(address=address):
            return it.memory.read(address, 1)[0] << 248
        case ImmutablePlace(variable=variable):
            kept = it.world.account(it.message.code).immutables
            return kept.get(variable, default(variable.type))
    assert isinstance(place, int)
    return it.objects.read(kind, place)


def _store(it: Execution, run: Run, i: lang.Store) -> None:
    place, value = it.value(run, i.place), it.value(run, i.value)
    kind = referent(i.place.type)
    match place:
        case StoragePlace():
            it.storage.write(kind, place, value)
        case MemoryByte(address=address):
            assert isinstance(value, int)
            it.memory.write(address, bytes([value >> 248]))
        case ImmutablePlace(variable=variable):
            it.world.put(it.account.immutables, variable, value)
        case _:
            assert isinstance(place, int)
            it.objects.write(kind, place, value)


def _copy(it: Execution, run: Run, i: lang.Copy) -> None:
    target = it.value(run, i.target)
    assert isinstance(target, StoragePlace)
    it.storage.assign(referent(i.target.type), target, it.content(run, i.source))


def _clone(it: Execution, run: Run, i: lang.Clone) -> None:
    kind = referent(i.result.type)
    it.set(run, i.result, it.objects.new(kind, it.content(run, i.source)))


def _slice(it: Execution, run: Run, i: lang.Slice) -> None:
    base = it.value(run, i.base)
    assert isinstance(base, CalldataPlace)
    start = 0 if i.start is None else it.number(run, i.start)
    end = None if i.end is None else it.number(run, i.end)
    it.set(run, i.result, it.calldata.slice(referent(i.base.type), base, start, end))


def _allocate(it: Execution, run: Run, i: lang.Allocate) -> None:
    length = None if i.length is None else it.number(run, i.length)
    it.set(run, i.result, it.objects.allocate(referent(i.result.type), length))


def _make(it: Execution, run: Run, i: lang.Make) -> None:
    items = [it.value(run, one) for one in i.items]
    it.set(run, i.result, it.objects.share(referent(i.result.type), items))


def _delete(it: Execution, run: Run, i: lang.Delete) -> None:
    place = it.value(run, i.place)
    kind = referent(i.place.type)
    match place:
        case StoragePlace():
            it.storage.clear(kind, place)
        case MemoryByte(address=address):
            it.memory.write(address, b"\0")
        case _:
            assert isinstance(place, int)
            zero = default(kind) if is_value(kind) else it.objects.allocate(referent(kind), None)
            it.objects.write(kind, place, zero)


def _push(it: Execution, run: Run, i: lang.Push) -> None:
    place = it.value(run, i.array)
    assert isinstance(place, StoragePlace)
    it.set(run, i.result, it.storage.push(referent(i.array.type), place))


def _pop(it: Execution, run: Run, i: lang.Pop) -> None:
    place = it.value(run, i.array)
    assert isinstance(place, StoragePlace)
    it.storage.pop(referent(i.array.type), place)


def _length(it: Execution, run: Run, i: lang.Length) -> None:
    if isinstance(i.array, lang.Constant) and isinstance(i.array.value, bytes):
        it.set(run, i.result, len(i.array.value))
        return
    array = it.value(run, i.array)
    kind = referent(i.array.type)
    if isinstance(array, StoragePlace):
        length = it.storage.length(kind, array)
    elif isinstance(array, CalldataPlace):
        length = it.calldata.length(kind, array)
    else:
        assert isinstance(array, int)
        length = it.objects.length(kind, array)
    it.set(run, i.result, length)


def _hash(it: Execution, run: Run, i: lang.Hash) -> None:
    data = it.bytes_of(run, i.data)
    match i.algorithm:
        case "keccak256":
            digest = bytes(keccak(data))
        case "sha256":
            digest = precompile(2, data)
        case _:
            digest = precompile(3, data)[12:]
    it.set(run, i.result, int.from_bytes(digest.ljust(32, b"\0"), "big"))


def _encode(it: Execution, run: Run, i: lang.Encode) -> None:
    kinds = tuple(referent(kind) for kind in i.types)
    start = b""
    if i.selector is not None:
        start = it.number(run, i.selector).to_bytes(32, "big")[:4]
    trees = [it.content(run, one) for one in i.items]
    make = abi.encode_packed if i.packed else abi.encode
    it.set(run, i.result, it.memory.new_bytes(start + make(it.layout, kinds, trees)))


def _decode(it: Execution, run: Run, i: lang.Decode) -> None:
    kinds = [one.type for one in i.results]
    values = it.decoded(kinds, it.bytes_of(run, i.data)[i.skip :])
    for register, value in zip(i.results, values, strict=True):
        it.set(run, register, value)


def _caught(it: Execution, run: Run, i: lang.Caught) -> None:
    data = it.bytes_of(run, i.data)
    if i.kind == "Panic":
        found = data[:4] == PANIC and len(data) > 0x23
    else:
        found = data[:4] == ERROR and abi.is_message(data)
    it.set(run, i.result, int(found))


def _make_pointer(it: Execution, run: Run, i: lang.MakePointer) -> None:
    it.set(run, i.result, it.number(run, i.target) << 32 | i.function.selector)


def _pointer_part(it: Execution, run: Run, i: lang.PointerPart) -> None:
    pointer = it.number(run, i.pointer)
    part = pointer >> 32 if i.part == "address" else (pointer & 0xFFFFFFFF) << 224
    it.set(run, i.result, part)


def _environment(it: Execution, run: Run, i: lang.Environment) -> None:
    arguments = [it.value(run, one) for one in i.arguments]
    kinds = tuple(one.type for one in i.arguments)
    it.set(run, i.result, environment(it, i.name, arguments, kinds))


def _call(it: Execution, run: Run, i: lang.Call) -> None:
    _results(it, run, i, it.call(i.function, [it.value(run, one) for one in i.arguments]))


def _call_pointer(it: Execution, run: Run, i: lang.CallPointer) -> None:
    key = it.value(run, i.pointer)
    arguments = [it.value(run, one) for one in i.arguments]
    if key is None:
        raise panic(UNSET)
    assert isinstance(key, lang.FunctionKey)
    _results(it, run, i, it.call(key, arguments))


def _results(it: Execution, run: Run, i: lang.Call | lang.CallPointer, values: list[Value]) -> None:
    for register, value in zip(i.results, values, strict=True):
        it.set(run, register, value)


def _external_call(it: Execution, run: Run, i: lang.ExternalCall) -> None:
    failure = it.messages.external_call(run, i)
    if failure is not None:
        raise Reverted(failure)


def _create(it: Execution, run: Run, i: lang.Create) -> None:
    failure = it.messages.create(run, i)
    if failure is not None:
        raise Reverted(failure)


def _call_message(it: Execution, run: Run, i: lang.CallMessage) -> None:
    it.messages.call_message(run, i)


def _call_memory(it: Execution, run: Run, i: lang.CallMemory) -> None:
    it.messages.call_memory(run, i)


def _emit(it: Execution, run: Run, i: lang.Emit) -> None:
    it.forbid_changes(costly=False)
    if it.message.stipend:
        raise NotComparable("what a stipend's gas pays for")
    if not i.event:
        area, topics = (i.arguments[0], i.arguments[1]), i.arguments[2:]
        data = it.range(run, area)
        marks = tuple(it.number(run, one) for one in topics)
    else:
        data, marks = _event(it, run, i)
    it.world.log(Log(it.message.target, marks, data))


def _event(it: Execution, run: Run, i: lang.Emit) -> tuple[bytes, tuple[int, ...]]:
    shape = it.world.program.events[i.declaration_of]
    topics = [] if shape.anonymous else [int.from_bytes(keccak(i.event.encode()), "big")]
    kinds: list[Type] = []
    trees: list[Tree] = []
    for operand, indexed in zip(i.arguments, shape.indexed, strict=True):
        kind = referent(operand.type)
        tree = it.content(run, operand)
        if not indexed:
            kinds.append(kind)
            trees.append(tree)
        elif is_value(kind):
            topics.append(int.from_bytes(abi.encode(it.layout, (kind,), [tree]), "big"))
        else:
            packed = abi.encode_topic(it.layout, kind, tree)
            topics.append(int.from_bytes(keccak(packed), "big"))
    return abi.encode(it.layout, tuple(kinds), trees), tuple(topics)


def _slot_load(it: Execution, run: Run, i: lang.SlotLoad) -> None:
    place = StoragePlace(it.number(run, i.slot), 0, i.transient)
    it.set(run, i.result, it.storage.load(place))


def _slot_store(it: Execution, run: Run, i: lang.SlotStore) -> None:
    place = StoragePlace(it.number(run, i.slot), 0, i.transient)
    it.storage.store(place, it.number(run, i.value))


def _memory_load(it: Execution, run: Run, i: lang.MemoryLoad) -> None:
    it.set(run, i.result, it.memory.load(it.number(run, i.address)))


def _memory_store(it: Execution, run: Run, i: lang.MemoryStore) -> None:
    word = it.number(run, i.value).to_bytes(32, "big")
    it.memory.write(it.number(run, i.address), word[32 - i.size :])


def _memory_move(it: Execution, run: Run, i: lang.MemoryMove) -> None:
    target, offset, size = (it.number(run, one) for one in (i.target, i.offset, i.size))
    match i.source:
        case "memory":
            data = it.memory.read(offset, size)
        case "calldata":
            data = it.calldata.data[offset : offset + min(size, 1 << 21)]
        case "returndata":
            if offset + size > len(it.returndata):
                raise Reverted
            data = it.returndata[offset : offset + size]
        case _:
            raise NotComparable("bytes of code")
    it.memory.write(target, data.ljust(min(size, 1 << 21), b"\0"))


def _memory_hash(it: Execution, run: Run, i: lang.MemoryHash) -> None:
    data = it.range(run, (i.address, i.size))
    it.set(run, i.result, int.from_bytes(keccak(data), "big"))


def _opaque(it: Execution, run: Run, i: lang.Opaque) -> None:
    raise NotComparable(i.reason)


HANDLERS: dict[type, Handler] = {
    lang.Get: _get,
    lang.Put: _put,
    lang.Unary: _unary,
    lang.Binary: _binary,
    lang.Compare: _compare,
    lang.Modular: _modular,
    lang.Convert: _convert,
    lang.RefVariable: _ref_variable,
    lang.RefField: _ref_field,
    lang.RefElement: _ref_element,
    lang.RefSlot: _ref_slot,
    lang.Load: _load,
    lang.Store: _store,
    lang.Copy: _copy,
    lang.Clone: _clone,
    lang.Slice: _slice,
    lang.Allocate: _allocate,
    lang.Make: _make,
    lang.Delete: _delete,
    lang.Push: _push,
    lang.Pop: _pop,
    lang.Length: _length,
    lang.Hash: _hash,
    lang.Encode: _encode,
    lang.Decode: _decode,
    lang.Caught: _caught,
    lang.MakePointer: _make_pointer,
    lang.PointerPart: _pointer_part,
    lang.Environment: _environment,
    lang.Call: _call,
    lang.CallPointer: _call_pointer,
    lang.ExternalCall: _external_call,
    lang.Create: _create,
    lang.CallMessage: _call_message,
    lang.CallMemory: _call_memory,
    lang.Emit: _emit,
    lang.SlotLoad: _slot_load,
    lang.SlotStore: _slot_store,
    lang.MemoryLoad: _memory_load,
    lang.MemoryStore: _memory_store,
    lang.MemoryMove: _memory_move,
    lang.MemoryHash: _memory_hash,
    lang.Opaque: _opaque,
}
"""What each instruction type does; a test knows that none is missing."""
