"""The language in which verdicts are judged: instruction types, on a page.

A body is a control-flow graph of blocks. Operands are registers (assigned once, in the
block where they are used or in one that dominates it) or constants. Everything that
Solidity leaves to an order of evaluation, a width or a location is explicit here:
reads of locals and places happen where their instruction stands, arithmetic is checked or
not, conversions say what they cut off. ``&&``, ``||``, ``?:``, ``try``, loops, modifiers
(a copy for each use, with locals of its own), constructors and initial values are control
flow already. What an instruction may do beside its result stands in its docstring; *reverts*
means that the message ends as a failure there.

The language knows no network: an external call is one, whatever it is called.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import Literal, TypeAlias

from msgspec import Struct, field

from dtnlint.language.types import Type


class Span(Struct, frozen=True):
    """Where something stands: the source unit's name, and bytes of it."""

    unit: str
    start: int
    length: int


class Register(Struct, frozen=True):
    """A value that is assigned once. Numbers are unique in a function."""

    number: int
    type: Type


class Constant(Struct, frozen=True):
    """A value that the source fixes: an integer (negative where it is; booleans 0 and 1, enum
    members by number, fixed bytes as the integer of their aligned word, 0 for an unset pointer
    to a function), or bytes, of type `Bytes`, for a text. A text stands wherever bytes are only
    read: as an item, an argument, a key, what is hashed, copied or cloned.
    """

    value: int | bytes
    type: Type
    name: str = ""
    """How the source calls it, for messages: an enum member, a named constant."""


class FunctionKey(Struct, frozen=True):
    """A function of a concrete contract's code: its definition's number in the syntax tree, and
    ``getter`` for that of a variable, or ``construction`` for the one function that a contract's
    creation runs (constructors of bases are laid out in it, as modifiers are in functions).
    """

    declaration: int
    part: str = ""


class FunctionConstant(Struct, frozen=True):
    """A pointer to an internal function."""

    key: FunctionKey
    type: Type


Operand: TypeAlias = Register | Constant | FunctionConstant


class Local(Struct, frozen=True):
    """A variable of one run of a body; parameters and results are locals, too. Made ones
    (of ``&&``, ``?:``, modifier parameters) have numbers of their own. Zero until it is put;
    the zero of an object in memory, which is an object of its own, is put where it is declared.
    """

    number: int
    """Unique in a function: a modifier's locals are new for each use of it."""
    name: str
    type: Type
    declaration: int = 0
    """Its declaration's number in the syntax tree; 0 for made ones."""


class StateVariable(Struct, frozen=True):
    """A variable of the contract; constants are none."""

    name: str
    contract: str
    """That declares it: ``contract.name`` is its canonical name."""
    type: Type
    declaration: int
    slot: int
    """-1 for immutables, which have no place in storage."""
    offset: int
    """Bytes from the slot's least significant end."""
    transient: bool = False
    immutable: bool = False


# -- instructions ------------------------------------------------------------------------


class Instruction(Struct, frozen=True, kw_only=True):
    """What all have: where the source says it."""

    span: Span
    declaration: int = 0
    """The syntax tree's number of the expression or statement; 0 where there is none."""


class Get(Instruction, frozen=True):
    """Read a local."""

    result: Register
    local: Local


class Put(Instruction, frozen=True):
    """Write a local."""

    local: Local
    value: Operand


class Unary(Instruction, frozen=True):
    """``-`` (reverts on overflow if checked), ``~``, ``!`` at the result's type."""

    result: Register
    operator: Literal["-", "~", "!"]
    value: Operand
    checked: bool = True


class Binary(Instruction, frozen=True):
    """Arithmetic at the result's type: ``+ - * / % ** << >> & | ^``. Both operands have that
    type already, but for the right one of ``**``, ``<<`` and ``>>``.

    Reverts: on overflow if checked; on division by zero, unless it is `machine` arithmetic
    (Yul's), where that gives 0. ``>>`` of a signed number keeps the sign.
    """

    result: Register
    operator: Literal["+", "-", "*", "/", "%", "**", "<<", ">>", "&", "|", "^"]
    left: Operand
    right: Operand
    checked: bool = True
    machine: bool = False


class Compare(Instruction, frozen=True):
    """``== != < <= > >=`` at the type of the operands, which is one (its sign counts)."""

    result: Register
    operator: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Operand
    right: Operand


class Modular(Instruction, frozen=True):
    """`addmod` and `mulmod`; reverts where the modulus is 0, unless it is `machine` arithmetic."""

    result: Register
    operator: Literal["addmod", "mulmod"]
    left: Operand
    right: Operand
    modulus: Operand
    machine: bool = False


class Convert(Instruction, frozen=True):
    """An explicit or implicit conversion of a value to the result's type: numbers are cut off
    or extended by their sign, fixed bytes cut off or padded at their right end, bytes to fixed
    bytes. Reverts where a number names no member of an enum. A reference (`bytes` and `string`)
    names the same object as before. Between a reference and a word (assembly's): an address in
    memory, a slot, a position in calldata; fixed bytes of another size than the number keep
    their word as it stands.
    """

    result: Register
    value: Operand


class RefVariable(Instruction, frozen=True):
    """The place of a state variable. Immutables have one, too."""

    result: Register
    variable: StateVariable


class RefField(Instruction, frozen=True):
    """The place of a struct's field, below a reference to the struct. Of a field of reference
    type in memory, the place holds another reference, which `Load` reads.
    """

    result: Register
    base: Operand
    name: str


class RefElement(Instruction, frozen=True):
    """The place of an array's, a mapping's or `bytes`' element, below a reference to it. Reverts
    where an array is not that long.
    """

    result: Register
    base: Operand
    key: Operand


class RefSlot(Instruction, frozen=True):
    """A storage reference of the result's type to a computed slot, as assembly makes them with
    ``pointer.slot := slot``. In calldata the "slot" is a position, and the offset a length.
    """

    result: Register
    slot: Operand
    offset: Operand


class Load(Instruction, frozen=True):
    """Read a place that holds a value, or in memory a reference."""

    result: Register
    place: Operand


class Store(Instruction, frozen=True):
    """Write a place that holds a value, or in memory a reference (which is then shared)."""

    place: Operand
    value: Operand


class Copy(Instruction, frozen=True):
    """Overwrite what a storage reference names with a deep copy of the object of another one, of
    any region. Arrays take the other's length, their elements are converted (``uint8[3]`` to
    ``uint256[]``); mappings inside are left alone.
    """

    target: Operand
    source: Operand


class Clone(Instruction, frozen=True):
    """A new object in memory: a deep copy of one in storage or calldata, or of a text."""

    result: Register
    source: Operand


class Slice(Instruction, frozen=True):
    """``array[from:to]`` of calldata; reverts unless ``from <= to <= length``."""

    result: Register
    base: Operand
    start: Operand | None
    end: Operand | None


class Allocate(Instruction, frozen=True):
    """A new object in memory, all zero (references inside name new objects of their own): a
    struct, an array, or with a length a dynamic array or `bytes`.
    """

    result: Register
    length: Operand | None = None


class Make(Instruction, frozen=True):
    """A new struct or array in memory of the given items, in their order (references inside are
    shared). Fields of mapping type have none.
    """

    result: Register
    items: tuple[Operand, ...]


class Delete(Instruction, frozen=True):
    """Zero an object in storage, deeply; mappings inside are left alone. (``delete`` of a value is
    a `Store` of zero, of an object in memory a `Put` or `Store` of a new zero object.)
    """

    place: Operand


class Push(Instruction, frozen=True):
    """Add a zero element to a storage array or `bytes`, and name its place; writing it is
    another instruction.
    """

    result: Register
    array: Operand


class Pop(Instruction, frozen=True):
    """Delete and remove the last element of a storage array; reverts where there is none."""

    array: Operand


class Length(Instruction, frozen=True):
    """The length of an array, of `bytes` or of a text."""

    result: Register
    array: Operand


class Hash(Instruction, frozen=True):
    """`keccak256`, `sha256`, `ripemd160` of bytes."""

    result: Register
    algorithm: Literal["keccak256", "sha256", "ripemd160"]
    data: Operand


class Encode(Instruction, frozen=True):
    """New bytes in memory: ``abi.encode`` and its like, `bytes.concat` and `string.concat` (as
    ``packed``). With a selector (a `bytes4`) its bytes come first.
    """

    result: Register
    items: tuple[Operand, ...]
    types: tuple[Type, ...]
    """As what each item is encoded."""
    packed: bool = False
    selector: Operand | None = None
    function: CalleeFunction | None = None
    """Whose arguments these are, where the source says so (`abi.encodeCall`, a constant
    selector or signature)."""


class Decode(Instruction, frozen=True):
    """``abi.decode``; reverts where the bytes are none of these."""

    results: tuple[Register, ...]
    data: Operand
    skip: int = 0
    """Bytes before what is decoded: 4 after `Caught`, for the selector."""


class Caught(Instruction, frozen=True):
    """Whether the bytes of a failure are ``Error(string)`` or ``Panic(uint256)`` and decode."""

    result: Register
    kind: Literal["Error", "Panic"]
    data: Operand


class MakePointer(Instruction, frozen=True):
    """A pointer to an external function: ``target.f`` as a value."""

    result: Register
    target: Operand
    function: CalleeFunction


class PointerPart(Instruction, frozen=True):
    """``pointer.address`` or ``pointer.selector`` of a pointer to an external function."""

    result: Register
    pointer: Operand
    part: Literal["address", "selector"]


class Environment(Instruction, frozen=True):
    """What only the machine knows: ``msg.sender``, ``msg.value``, ``msg.data``, ``msg.sig``,
    ``tx.origin``, ``tx.gasprice``, ``block.…``, ``this``, ``gasleft``, ``blockhash``,
    ``blobhash``, ``balance`` and ``codehash``, ``code``, ``extcodesize`` of an address,
    ``ecrecover``, the address of a ``library``, ``creationCode`` and ``runtimeCode`` of a contract
    (both given as the constant 0 of its type), and Yul's readers (``calldataload``,
    ``returndatasize``, …), by Solidity's or else Yul's name.
    """

    result: Register
    name: str
    arguments: tuple[Operand, ...] = ()


class Call(Instruction, frozen=True):
    """An internal call of a known function of the same code, libraries' and free ones included."""

    results: tuple[Register, ...]
    function: FunctionKey
    arguments: tuple[Operand, ...]


class CallPointer(Instruction, frozen=True):
    """An internal call through a pointer; reverts where it is unset."""

    results: tuple[Register, ...]
    pointer: Operand
    arguments: tuple[Operand, ...]


class CalleeFunction(Struct, frozen=True):
    """The function that an external call or a message names."""

    contract: str
    """Of the interface, contract or library that declares it."""
    name: str
    signature: str
    """Canonical, as in ``request(uint256,bytes32,…)``."""
    selector: int
    """4 bytes."""
    declaration: int
    """Of the function, or of the state variable whose getter it is."""
    parameters: tuple[Type, ...] = ()
    results: tuple[Type, ...] = ()
    view: bool = False
    """Called with `STATICCALL`."""
    type_declaration: int = 0
    """Of the contract type through which it is called; 0 where there is none."""


class ExternalCall(Instruction, frozen=True):
    """A call by an interface or contract type, or of an external library's function
    (``delegate``). Reverts where the callee has no code or reverts, with its data, or where the
    answer does not decode. Anything may be called meanwhile. Arguments are values or references
    to objects of any region (storage pointers of libraries' functions are passed as slots),
    and are encoded as the function's parameters now.
    """

    results: tuple[Register, ...]
    target: Operand
    """Of a library, whose address is known when it is linked, the constant 0 of its type. A
    pointer to an external function is its own target, and `function` has no name then."""
    function: CalleeFunction
    arguments: tuple[Operand, ...]
    value: Operand | None = None
    gas: Operand | None = None
    delegate: bool = False
    named: tuple[str, ...] = ()
    """The parameters' names, in the order of `arguments`, which is the declaration's."""


class CallMessage(Instruction, frozen=True):
    """``call``, ``staticcall``, ``delegatecall`` of an address with bytes; `send` and `transfer`
    are ``call`` with an empty message and 2,300 gas (`transfer` reverts by a branch after it).
    """

    success: Register
    returned: Register | None
    """The bytes that came back, in memory."""
    kind: Literal["call", "staticcall", "delegatecall", "callcode"]
    target: Operand
    message: Operand | None
    value: Operand | None = None
    gas: Operand | None = None


class Create(Instruction, frozen=True):
    """``new C(…)``; reverts where the constructor does. Anything may be called meanwhile."""

    result: Register
    contract: int
    """The number of the contract's definition; 0 for Yul's `create` and `create2`."""
    arguments: tuple[Operand, ...]
    value: Operand | None = None
    salt: Operand | None = None


class Emit(Instruction, frozen=True):
    """An event (or Yul's `log0` to `log4`, without a name)."""

    event: str
    """Canonical, as in ``Asked(uint256,address)``; empty for Yul's, whose arguments are address
    and size in memory and the topics."""
    arguments: tuple[Operand, ...]
    declaration_of: int = 0


# -- assembly ------------------------------------------------------------------------------


class SlotLoad(Instruction, frozen=True):
    """`sload` or `tload`."""

    result: Register
    slot: Operand
    transient: bool = False


class SlotStore(Instruction, frozen=True):
    """`sstore` or `tstore`."""

    slot: Operand
    value: Operand
    transient: bool = False


class MemoryLoad(Instruction, frozen=True):
    """`mload` at an address of the machine."""

    result: Register
    address: Operand


class MemoryStore(Instruction, frozen=True):
    """`mstore`, or `mstore8` with a size of 1."""

    address: Operand
    value: Operand
    size: Literal[1, 32] = 32


class MemoryMove(Instruction, frozen=True):
    """`mcopy`, `calldatacopy`, `codecopy`, `returndatacopy`, `extcodecopy`: bytes of `source`
    from an offset on to an address of the machine.
    """

    target: Operand
    source: Literal["memory", "calldata", "code", "returndata", "extcode"]
    offset: Operand
    size: Operand
    account: Operand | None = None


class MemoryHash(Instruction, frozen=True):
    """Yul's `keccak256` of bytes of memory."""

    result: Register
    address: Operand
    size: Operand


class CallMemory(Instruction, frozen=True):
    """Yul's `call` and its like: the message and the answer are bytes of memory."""

    success: Register
    kind: Literal["call", "staticcall", "delegatecall", "callcode", "create", "create2"]
    gas: Operand | None
    target: Operand
    """For creation the salt, or 0."""
    value: Operand | None
    message: tuple[Operand, Operand]
    """Address and size."""
    answer: tuple[Operand, Operand] | None
    function: CalleeFunction | None = None
    """Whose selector is stored at the message's start, where that can be told."""
    known_arguments: tuple[Operand, ...] = ()
    """With a `function`: the words stored behind the selector, all of which can be told."""


Effect = Literal["storage", "transient", "memory", "locals", "calls", "ends"]


class Opaque(Instruction, frozen=True):
    """What cannot be told, and what it may touch; results may be anything. It may revert."""

    results: tuple[Register, ...]
    reason: str
    effects: frozenset[Effect]
    locals: tuple[Local, ...] = ()
    """Which locals it may write."""


# -- ends of blocks --------------------------------------------------------------------------


class Jump(Instruction, frozen=True):
    """Go on at another block."""

    target: int


class Branch(Instruction, frozen=True):
    """Go on at one of two blocks."""

    condition: Operand
    true: int
    false: int


class Try(Instruction, frozen=True):
    """An external call or a creation with two ways out. Its results are assigned on success;
    after a failure `failure` holds the bytes that came back. What the call itself did is
    undone there. Clauses of `catch` are branches on those bytes in the block of `failed`.
    Not caught: a target without code, an answer that does not decode.
    """

    call: ExternalCall | Create
    succeeded: int
    failed: int
    failure: Register


class Return(Instruction, frozen=True):
    """The body's end: its result locals hold what it returns."""


class Stop(Instruction, frozen=True):
    """The message ends as a success, whoever called internally: Yul's `return` and `stop`."""

    data: tuple[Operand, Operand] | None = None
    """Address and size in memory."""


class Destroy(Instruction, frozen=True):
    """`selfdestruct`: the message ends as a success."""

    beneficiary: Operand


class Revert(Instruction, frozen=True):
    """The message ends as a failure."""

    kind: Literal["plain", "text", "error", "panic", "bytes", "data", "invalid"] = "plain"
    """`text`: ``Error(string)``; `error`: a custom one; `panic`: a code; `bytes`: the bytes of
    its one argument, of a failure that goes on; `data`: Yul's."""
    name: str = ""
    """A custom error's, canonical, as in ``Closed(uint256)``."""
    arguments: tuple[Operand, ...] = ()
    types: tuple[Type, ...] = ()
    data: tuple[Operand, Operand] | None = None


End: TypeAlias = Jump | Branch | Try | Return | Stop | Destroy | Revert


class Block(Struct, frozen=True):
    """Instructions in a row, and how they end. A block's number is its place in the body."""

    instructions: tuple[Instruction, ...]
    end: End


class Function(Struct, frozen=True):
    """A body, as one concrete contract runs it."""

    key: FunctionKey
    name: str
    """As in the source; ``constructor``, ``receive``, ``fallback`` for those."""
    contract: str
    """That declares it; empty for free functions."""
    signature: str
    """``name(types)`` as Slither's `full_name` has it."""
    parameters: tuple[Local, ...]
    results: tuple[Local, ...]
    blocks: tuple[Block, ...]
    """The first is where it begins. Those that no way from it leads to (code behind a `return`
    or a constant condition) come last."""
    span: Span
    payable: bool = False
    view: bool = False
    unreadable: str = ""
    """Why the body is one `Opaque`; empty for a body that was lowered."""


class Entry(Struct, frozen=True):
    """What a message from outside runs."""

    selector: int | None
    """None for `receive` and `fallback`."""
    function: FunctionKey
    name: str
    signature: str
    payable: bool
    kind: Literal["function", "getter", "receive", "fallback"] = "function"


class Code(Struct, frozen=True):
    """All that one concrete contract can run."""

    contract: str
    declaration: int
    linearization: tuple[int, ...]
    """Definitions' numbers, most derived first."""
    functions: Table[FunctionKey, Function]
    entries: tuple[Entry, ...]
    construction: FunctionKey
    """Runs initial values and constructors of all bases, in solc's order. Its parameters are
    the concrete contract's constructor's."""
    variables: tuple[StateVariable, ...]
    structs: Table[int, tuple[tuple[str, Type], ...]]
    """The fields of each struct, in order, by its definition's number."""
    via_ir: bool | None = False
    """Whose order of evaluation it has: the IR pipeline's, or the legacy one's. Where none is
    named, the legacy one's, but where the other begins anew, either."""
    unreadable: Table[FunctionKey, str] = field(default_factory=dict)
    """Bodies that could not be lowered, and why. Where that is the construction and there are no
    entries, nothing is known of the contract."""
