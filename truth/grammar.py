"""The grammar of generated consumers: one Hypothesis strategy over the verifier's features.

Most functions start from what a careful author would write and then, here and
there, lose a guard, a reset or their order: contracts that are all wrong or all right
would say little about the line between. Each choice puts the plainest form first,
because Hypothesis shrinks towards it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from hypothesis import strategies as st

from truth.marks import PRELUDE, SILENT, here, numbered, overwriting, passing

Lines = list[str]
T = TypeVar("T")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a generated function, and what may stand for it."""

    type: str
    name: str
    role: str
    """``key`` and ``index``: a small number; ``id``: any session ID; ``given``: none that
    a cell holds and that is live, so that no two cells share one unseen; ``amount``: of fee
    tokens; ``router``: another one; else by its type."""


@dataclass(frozen=True)
class Consumer:
    """One generated contract, with marks, and what the explorer should know of it."""

    name: str
    marked: str
    sites: tuple[str, ...]
    """The kind of each numbered operation, from number 1: start, close, request, write, deposit,
    withdraw (fee tokens leave), setter (the router is written), callback (it acts), and automatic
    (a request on a written 0)."""
    roles: dict[str, tuple[str, ...]]
    """For each external function, the roles of its parameters."""
    guarding: frozenset[int]
    """The recorded variables that some guard reads."""
    catches: frozenset[str]
    """Which of ``start`` and ``request`` stands in a `try`: only there does a failure show."""
    chained: bool = False
    """A callback makes a request."""


@dataclass(frozen=True)
class Cell:
    """A place for a session ID, as functions with `parameters` name it."""

    ref: str
    mark: str
    """The variable beside it that may record whether a session is open."""
    variable: int = 1
    """The number of that variable."""
    parameters: tuple[Parameter, ...] = ()
    alias: str = ""
    """A statement that must come first."""
    record: str = ""
    """The struct in storage of which it is a member."""

    @property
    def declared(self) -> str:
        """The parameters of a function that names it."""
        return ", ".join(f"{p.type} {p.name}" for p in self.parameters)

    @property
    def passed(self) -> str:
        """The arguments that pass them on."""
        return ", ".join(p.name for p in self.parameters)

    @property
    def shared(self) -> bool:
        """It is the same cell whoever calls."""
        return not self.parameters and "msg.sender" not in self.ref


@dataclass(frozen=True)
class Shape:
    """The storage of a consumer and the cells in it; ``{T}`` is the type of the marks."""

    cells: tuple[Cell, ...]
    declarations: tuple[str, ...]
    marks: tuple[str, ...] = ()
    """Declared only if marks are used."""
    array: str = ""
    """An array of sessions that grows."""
    pair: bool = False


KEY = Parameter("uint256", "key", "key")
USER = Parameter("address", "user", "user")
INDEX = Parameter("uint256", "i", "index")
ID = Parameter("uint256", "id", "id")
GIVEN = Parameter("uint256", "id", "given")
AMOUNT = Parameter("uint256", "amount", "amount")
ROUTER = Parameter("address", "router", "router")
BOX = "struct Box { uint256 id; {T} mark; }"
BY_USER = "mapping(address => uint256) public sessionOf;"
MARK_BY_USER = "mapping(address => {T}) internal markOf;"
SENDER = Cell("sessionOf[msg.sender]", "markOf[msg.sender]")
TABLE = "mapping(uint256 => Box) internal table;"
ROW = Cell("table[key].id", "table[key].mark", 1, (KEY,), record="table[key]")

SHAPES: tuple[Shape, ...] = (
    Shape((Cell("sessionId", "mark"),), ("uint256 public sessionId;",), ("{T} internal mark;",)),
    Shape((Cell("box.id", "box.mark", record="box"),), (BOX, "Box internal box;")),
    Shape((SENDER,), (BY_USER,), (MARK_BY_USER,)),
    Shape(
        (SENDER, Cell("sessionOf[user]", "markOf[user]", 1, (USER,))),
        (BY_USER,),
        (MARK_BY_USER,),
    ),
    Shape((ROW,), (BOX, TABLE)),
    Shape(
        (Cell("row.id", "row.mark", 1, (KEY,), "Box storage row = table[key];", "row"), ROW),
        (BOX, TABLE),
    ),
    Shape(
        (Cell("nested[msg.sender][key]", "markOf[msg.sender][key]", 1, (KEY,)),),
        ("mapping(address => mapping(uint256 => uint256)) internal nested;",),
        ("mapping(address => mapping(uint256 => {T})) internal markOf;",),
    ),
    Shape(
        (Cell("pair[i]", "marks[i]", 1, (INDEX,)),),
        ("uint256[2] internal pair;",),
        ("{T}[2] internal marks;",),
        pair=True,
    ),
    Shape(
        (Cell("pool[i]", "markAt[i]", 1, (INDEX,)),),
        ("uint256[] internal pool;",),
        ("mapping(uint256 => {T}) internal markAt;",),
        array="pool",
    ),
    Shape(
        (Cell("sessionId", "mark"), Cell("backup", "backupMark", 2)),
        ("uint256 public sessionId;", "uint256 public backup;"),
        ("{T} internal mark;", "{T} internal backupMark;"),
    ),
)

STYLES = ("id", "flag", "phase", "since", "both", "none")
MARK_TYPES = {"flag": "bool", "both": "bool", "phase": "Phase", "since": "uint256"}
OPENED = {"flag": "true", "both": "true", "phase": "Phase.Open", "since": "block.timestamp"}
CLOSED = {"flag": "false", "both": "false", "phase": "Phase.Closed", "since": "0"}
TOKEN = "IERC20(ai.feeToken())"
SENDER_SILENT = f"{SILENT}msg.sender"
COUNTER = 3
"""The counter's number among the recorded variables."""
NO_CALLBACK = "IDtnAi.CallBack(bytes4(0), bytes4(0), address(0))"
CALLBACK = "IDtnAi.CallBack(this.onDone.selector, this.onFail.selector, address(this))"


@dataclass
class Function:
    """An external function in the making."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Lines
    modifiers: Lines = field(default_factory=list)
    returns: str = ""
    site: int = 0
    """The number at its head, for a callback."""
    relayed: int = 0
    """The number of the operation that its parameter is for, if who passes it bears that too."""

    @property
    def declared(self) -> str:
        """Its parameters as Solidity declares them."""
        return ", ".join(f"{p.type} {p.name}" for p in self.parameters)

    @property
    def passed(self) -> str:
        """Its parameters as arguments."""
        number = here(self.relayed) if self.relayed else ""
        return number + ", ".join(p.name for p in self.parameters)

    def text(self, extra: str = "", body: Lines | None = None) -> Lines:
        """The function; `extra` is `virtual` or `override`."""
        words = ["public" if extra else "external", extra, *self.modifiers, self.returns]
        number = here(self.site) if self.site else ""
        head = f"function {number}{self.name}({self.declared}) " + " ".join(w for w in words if w)
        return [head + " {", *_indent(self.body if body is None else body), "}"]


class Author:
    """Writes one consumer, choice by choice."""

    def __init__(self, choose: Callable[[int], int], name: str) -> None:
        """`choose(n)` is a number below `n`."""
        self._choose = choose
        self.name = name
        self.sites: Lines = []
        self.guarding: set[int] = set()
        self.catches: set[str] = set()
        self.internals: list[Lines] = []
        self.library: Lines = []
        self.serial = 0
        self.asked = False
        self.keyed = False
        self.in_library = False
        self.care = self.pick(6, 3, 1)
        self.payer = self.pick("own", "own", "own", "caller", "through")
        self.amount = "1"
        self.made: Function | None = None
        self.keeps = False
        self.chained = False
        self.closes = True
        self.latest = 0

    def pick(self, *options: T) -> T:
        """One of `options`; the first is the plainest."""
        return options[self._choose(len(options))]

    def chance(self, n: int) -> bool:
        """True about once in `n`."""
        return self._choose(n) == n - 1

    def slip(self, n: int) -> bool:
        """True about once in `n` for a sloppy author, seldom for a careful one."""
        return self.chance(n * self.care)

    def fresh(self, stem: str) -> str:
        """A name that was not used before."""
        self.serial += 1
        return f"{stem}{self.serial}"

    def site(self, kind: str) -> int:
        """The number of a new operation."""
        self.sites.append(kind)
        return len(self.sites)

    # Conditions and guards

    def condition(self, cell: Cell, opened: bool) -> str:
        """An expression that a careful author takes to say that a session is open, or is not."""
        if self.slip(14):
            opened = not opened
        text = self._plain_condition(cell, opened)
        if self.slip(8):
            extra = self.pick(
                "msg.sender == owner" if self.made is not None else "counter == 0",
                "msg.sender != address(0)",
                "counter != 0",
            )
            text = f"{text} {self.pick('&&', '||')} {extra}"
        if self.slip(16):
            text = self.pick("counter != 0", "counter == 0", "true")
        if "counter" in text:
            self.guarding.add(COUNTER)
        return text

    def _plain_condition(self, cell: Cell, opened: bool) -> str:
        def by_id() -> str:
            return self._by_id(cell.ref, opened)

        def by_mark() -> str:
            return self._by_mark(cell, opened)

        if self.style == "both":
            joined = opened != self.slip(5)
            first, second = self.pick((by_id, by_mark), (by_mark, by_id))
            return f"{first()} {'&&' if joined else '||'} {second()}"
        if self.style in ("id", "none") or self.slip(8):
            return by_id()
        return by_mark()

    def _by_id(self, ref: str, opened: bool) -> str:
        if opened:
            forms = (f"{ref} != 0", f"{ref} > 0", f"0 != {ref}", f"!({ref} == 0)", f"_isSet({ref})")
        else:
            forms = (
                f"{ref} == 0",
                f"0 == {ref}",
                f"!({ref} != 0)",
                f"!_isSet({ref})",
                f"!({ref} > 0)",
            )
        form = self.pick(*forms)
        if "_isSet" in form and not self.in_library:
            self.need(
                "function _isSet(uint256 id) internal pure returns (bool) {",
                "    return id != 0;",
                "}",
            )
        return form if not self.in_library else forms[0]

    def _by_mark(self, cell: Cell, opened: bool) -> str:
        self.guarding.add(cell.variable)
        mark = cell.mark
        if self.style == "since":
            return self.pick(f"{mark} != 0", f"{mark} > 0") if opened else f"{mark} == 0"
        if self.style == "phase":
            is_open, is_not = f"{mark} == Phase.Open", f"{mark} != Phase.Open"
            if opened:
                return self.pick(is_open, f"!({is_not})")
            return self.pick(is_not, f"!({is_open})")
        if opened:
            return self.pick(mark, f"{mark} == true", f"{mark} != false", f"!!{mark}")
        return self.pick(f"!{mark}", f"{mark} == false", f"{mark} != true")

    def guard(self, function: Function | None, cell: Cell, opened: bool, body: Lines) -> Lines:
        """`body`, on the condition that a session is open, or is not."""
        if self.slip(6) or (self.style == "none" and self.chance(2)):
            return body
        condition = self.condition(cell, opened)
        form = self.pick(
            "require", "revert", "return", "if", "check", "test", "modifier", "else",
            "block", "ternary", "assert",
        )  # fmt: skip
        if self.slip(20):
            form = "late"
        if form == "modifier" and function is None:
            form = "require"
        if form == "ternary" and not opened:
            form = "if"
        if form == "require":
            return [f'require({condition}, "Wrong state");', *body]
        if form == "revert":
            self.need("error WrongState();")
            return [f"if (!({condition})) revert WrongState();", *body]
        if form == "return":
            return [f"if (!({condition})) return;", *body]
        if form == "if":
            return [f"if ({condition}) {{", *_indent(body), "}"]
        if form == "else":
            end = self.pick('revert("Wrong state");', "return;", "")
            return [f"if ({condition}) {{", *_indent(body), "} else {", f"    {end}", "}"]
        if form == "block":
            return [f"if (!({condition})) {{", '    revert("Wrong state");', "}", *body]
        if form == "check":
            name = self.fresh("_check")
            self.need(
                f"function {name}({cell.declared}) internal view {{",
                *_indent([cell.alias, f'require({condition}, "Wrong state");']),
                "}",
            )
            return [f"{name}({cell.passed});", *body]
        if form == "test":
            name = self.fresh("_is")
            self.need(
                f"function {name}({cell.declared}) internal view returns (bool) {{",
                *_indent([cell.alias, f"return {condition};"]),
                "}",
            )
            stop = self.pick("return;", 'revert("Wrong state");')
            return [f"if (!{name}({cell.passed})) {stop}", *body]
        if form == "modifier" and function is not None:
            name = self.fresh("when")
            self.need(
                f"modifier {name}({cell.declared}) {{",
                *_indent([cell.alias, f'require({condition}, "Wrong state");', "_;"]),
                "}",
            )
            function.modifiers.append(f"{name}({cell.passed})")
            return body
        if form == "ternary":
            local = self.fresh("chosen")
            return [
                f"uint256 {local} = {condition} ? {cell.ref} : 0;",
                f"require({local} != 0);",
                *body,
            ]
        if form == "assert":
            return [f"assert({condition});", *body]
        return [*body, f"require({condition});"]

    # Writes

    def write(self, cell: Cell, value: str) -> str:
        """A statement that gives the cell a new value."""
        probe, here = overwriting(self.site("write"), cell.ref)
        if value == "0" and self.chance(2):
            return f"{probe}{here}delete {cell.ref};"
        return f"{probe}{here}{cell.ref} = {value};"

    def write_mark(self, cell: Cell, opened: bool) -> Lines:
        """Statements that record that a session is open, or is not."""
        if self.style not in MARK_TYPES or self.slip(6):
            return []
        value = (OPENED if opened else CLOSED)[self.style]
        return [f"{cell.mark} = {value};"]

    def reset(self, cell: Cell) -> Lines:
        """What a careful author does beside a close."""
        lines = self.write_mark(cell, False)
        by_id = self.style in ("id", "none", "both")
        clears = not self.slip(4) if by_id else self.chance(2)
        if not clears:
            return lines
        if cell.record and self.style in MARK_TYPES and self.chance(3):
            probe, here = overwriting(self.site("write"), cell.ref)
            record = cell.record
            if record != "row":
                return [f"{probe}{here}delete {record};"]
        clear = self.write(cell, "0")
        return self.pick([clear, *lines], [*lines, clear])

    # Operations

    def start_call(self, router: str = "ai") -> str:
        """A start, as an expression."""
        return f"{router}.startUserSession{numbered(self.site('start'))}()"

    def close_call(self, argument: str, router: str = "ai") -> str:
        """A close, as an expression."""
        return f"{router}.closeUserSession{numbered(self.site('close'))}({argument})"

    def request_call(self, argument: str) -> str:
        """A request, as an expression."""
        self.asked = True
        self.chained = self.chained or self.made is None
        site = self.site("automatic" if self._is_nothing(argument) else "request")
        self.latest = site
        value, gas = self._payment()
        number = numbered(site)
        if value:
            number = number.replace(":{", ":").replace("}⟧", ", ⟧")
            number = f"{{{number}value: {value}}}"
        return (
            f'ai.request{number}({argument}, keccak256("model"), {self._routing()}, _query(), '
            f"{{CALLBACK}}, {self._user()}, {gas})"
        )

    @staticmethod
    def _is_nothing(argument: str) -> bool:
        return argument in ("0", "uint256(0)", "NONE")

    def _user(self) -> str:
        """For whom a request is made."""
        if not self.chance(6):
            return SENDER_SILENT
        forms = ["address(this)", "treasury", "address(1)", "_user()", "msg.sender"]
        form = self.pick(*forms)
        if form == "_user()":
            self.need(
                "function _user() internal view returns (address) {",
                f"    return {self.pick('address(this)', SENDER_SILENT)};",
                "}",
            )
        return SENDER_SILENT if form == "msg.sender" else form

    def _payment(self) -> tuple[str, str]:
        """What is sent with a request, and the gas of its callback."""
        if not self.chance(6):
            return "", "0"
        form = self.pick("fixed", "none", "less", "sent", "checked", "half", "hoped")
        if form in ("sent", "checked", "half", "hoped"):
            if self.made is None:
                return "", "0"
            if "payable" not in self.made.modifiers:
                self.made.modifiers.insert(0, "payable")
        if form == "checked":
            return "_paid(100_000)", "100_000"
        return {
            "fixed": ("100_000", "100_000"),
            "none": ("", self.pick("100_000", "GAS")),
            "less": ("50_000", "100_000"),
            "sent": ("msg.value", "msg.value"),
            "half": ("msg.value / 2", "msg.value"),
            "hoped": ("msg.value", "100_000"),
        }[form]

    def _routing(self) -> str:
        """How a request is routed."""
        if not self.chance(6):
            return "_routing()"
        name = self.fresh("_route")
        start = "routing = _routing();"
        many = f"{self.pick('2', '3', 'uint32(GAS)')}"
        body = self.pick(
            [start, "routing.redundancy = 1;"],
            [start, f"routing.redundancy = {many};"],
            [start, "routing.aggregationType = IDtnAi.AggregationType.VOTE;"],
            [start, "routing.aggregationType = IDtnAi.AggregationType.ANY;"],
            ["routing.redundancy = 1;"],
            ["routing.trustNamespaceIds = new bytes32[](2);", "routing.confidenceLevel = 8;"],
            [
                "routing = IDtnAi.DtnRouting(",
                f"    new bytes32[]({self.pick('1', '0')}), new bytes32[](0), 1, 8,",
                f"    IDtnAi.AggregationType.{self.pick('ANY', 'ALL')}",
                ");",
            ],
        )
        self.need(
            f"function {name}() internal pure returns (IDtnAi.DtnRouting memory routing) {{",
            *_indent(body),
            "}",
        )
        return f"{name}()"

    # Money

    def deposit(self) -> Lines:
        """Fee tokens for the next start."""
        amount = self.amount
        form = self.pick("shared", "inline", "helper")
        if form == "inline" and self.payer != "through":
            return self._pay(amount)
        name = "_fund" if form == "shared" else self.fresh("_fund")
        if all(f" {name}(" not in declared[0] for declared in self.internals):
            self.need(
                f"function {name}(uint256 amount) internal {{", *_indent(self._pay("amount")), "}"
            )
        return [f"{name}({amount});"]

    def _pay(self, amount: str) -> Lines:
        probe, at = passing(self.site("deposit"))
        transfer = f"{at}{TOKEN}.transfer(ai.feeTarget(), {amount})"
        if self.payer == "caller":
            transfer = f"{at}{TOKEN}.transferFrom({SENDER_SILENT}, ai.feeTarget(), {amount})"
        taken = f"{TOKEN}.transferFrom({SENDER_SILENT}, address(this), {amount})"
        return [
            *([f"require({taken});"] if self.payer == "through" else []),
            self.pick(
                f'{probe}require({transfer}, "Deposit failed");',
                f'{probe}if (!{transfer}) revert("Deposit failed");',
            ),
        ]

    def _withdraw(self, function: Function, cell: Cell) -> Lines:
        """Fee tokens leave the contract."""
        function.parameters = ()
        probe, at = passing(self.site("withdraw"))
        to = self.pick("owner", SENDER_SILENT)
        return [
            self.pick(
                f"{probe}require({at}{TOKEN}.transfer({to}, 1));",
                f"{probe}{at}{TOKEN}.approve({to}, 1);",
            )
        ]

    def open(self, cell: Cell) -> Lines:
        """Deposit, start, store."""
        deposit = [] if self.slip(12) else self.deposit()
        partly = self.slip(16)
        if partly:
            deposit = [f"if ({self.condition(cell, False)}) {{", *_indent(deposit), "}"]
        form = self.pick(
            "direct", "local", "helper", "tuple", "expression", "try", "library", "mark first",
            "emit",
        )  # fmt: skip
        if self.slip(12):
            form = self.pick("discard", "local only")
        if form == "library" and not cell.record:
            form = "helper"
        if form == "helper" and (partly or self.amount != "1"):
            form = "direct"
        if form == "tuple" and self.style not in ("flag", "both"):
            form = "direct"
        marks = self.write_mark(cell, True)
        if form == "direct":
            return [*deposit, self.write(cell, self.start_call()), *marks]
        if form == "mark first":
            return [*deposit, *marks, self.write(cell, self.start_call())]
        if form == "local":
            local = self.fresh("opened")
            return [
                *deposit,
                f"uint256 {local} = {self.start_call()};",
                *marks,
                self.write(cell, local),
            ]
        if form == "helper":
            name = self.fresh("_begin")
            if self.chance(2):
                self.need(
                    f"function {name}() internal returns (uint256 id) {{",
                    *_indent([*deposit, f"id = {self.start_call()};"]),
                    "}",
                )
                return [self.write(cell, f"{name}()"), *marks]
            self.need(
                f"function {name}({cell.declared}) internal {{",
                *_indent([cell.alias, *deposit, self.write(cell, self.start_call()), *marks]),
                "}",
            )
            return [f"{name}({cell.passed});"]
        if form == "tuple":
            probe, here = overwriting(self.site("write"), cell.ref)
            return [
                *deposit,
                f"{probe}{here}({cell.ref}, {cell.mark}) = ({self.start_call()}, true);",
            ]
        if form == "expression":
            probe, here = overwriting(self.site("write"), cell.ref)
            return [
                *deposit,
                f"{probe}require(({here}{cell.ref} = {self.start_call()}) != 0);",
                *marks,
            ]
        if form == "try":
            return [*deposit, *self._try_start(cell, marks)]
        if form == "library":
            return [*deposit, *self._library_open(cell)]
        if form == "emit":
            self.need("event Opened(uint256 id);")
            local = self.fresh("opened")
            return [
                *deposit,
                f"uint256 {local} = {self.start_call()};",
                f"emit Opened({local});",
                *([] if self.slip(4) else [self.write(cell, local), *marks]),
            ]
        if form == "discard":
            return [*deposit, f"{self.start_call()};", *marks]
        local = self.fresh("opened")
        return [
            *deposit,
            f"uint256 {local} = {self.start_call()};",
            f"require({local} != 0);",
            *marks,
        ]

    def _try_start(self, cell: Cell, marks: Lines) -> Lines:
        self.catches.add("start")
        local = self.fresh("opened")
        clear = [self.write(cell, "0")] if self.chance(2) else []
        failed = self.pick(
            ['revert("No session");'],
            ["return;"],
            [*clear, *self.write_mark(cell, False)],
            [],
        )
        clause = self.pick("catch", "catch Error(string memory)")
        return [
            f"try {self.start_call()} returns (uint256 {local}) {{",
            *_indent([self.write(cell, local), *marks]),
            f"}} {clause} {{",
            *_indent(failed),
            "}",
        ]

    def close(self, cell: Cell) -> Lines:
        """Close, reset."""
        form = self.pick(
            "direct", "local", "helper", "take", "record", "try", "library", "reset first",
            "self",
        )  # fmt: skip
        if self.slip(10):
            form = "twice"
        if form in ("record", "library") and (not cell.record or cell.record == "row"):
            form = "helper"
        if form == "direct":
            return [f"{self.close_call(cell.ref)};", *self.reset(cell)]
        if form == "local":
            local = self.fresh("closing")
            rest = self.reset(cell)
            close = f"{self.close_call(local)};"
            order = self.pick([*rest, close], [close, *rest])
            return [f"uint256 {local} = {cell.ref};", *order]
        if form == "helper":
            name = self.fresh("_end")
            if self.chance(2):
                self.need(
                    f"function {name}({cell.declared}) internal {{",
                    *_indent([cell.alias, f"{self.close_call(cell.ref)};", *self.reset(cell)]),
                    "}",
                )
                return [f"{name}({cell.passed});"]
            self.need(
                f"function {name}(uint256 id) internal {{",
                *_indent([f"{self.close_call('id')};"]),
                "}",
            )
            return [f"{name}({cell.ref});", *self.reset(cell)]
        if form == "take":
            name = self.fresh("_take")
            self.need(
                f"function {name}({cell.declared}) internal returns (uint256 id) {{",
                *_indent([cell.alias, f"id = {cell.ref};", *self.reset(cell)]),
                "}",
            )
            return [f"{self.close_call(f'{name}({cell.passed})')};"]
        if form == "record":
            name = self.fresh("_endBox")
            inner = Cell("it.id", "it.mark", cell.variable)
            self.need(
                f"function {name}(Box storage it) internal {{",
                *_indent([f"{self.close_call('it.id')};", *self.reset(inner)]),
                "}",
            )
            return [f"{name}({cell.record});"]
        if form == "try":
            return self._try_close(cell)
        if form == "library":
            return self._library_close(cell)
        if form == "reset first":
            return [*self.reset(cell), f"{self.close_call(cell.ref)};"]
        if form == "twice":
            again = f"{self.close_call(cell.ref)};"
            return [
                f"{self.close_call(cell.ref)};",
                *self.guard(None, cell, True, [again]),
                *self.reset(cell),
            ]
        name = self.fresh("endNow")
        self.need(
            f"function {name}({cell.declared}) external {{",
            *_indent(
                [
                    'require(msg.sender == address(this), "Only this contract");',
                    cell.alias,
                    f"{self.close_call(cell.ref)};",
                    *self.reset(cell),
                ]
            ),
            "}",
        )
        if "msg.sender" in cell.ref:
            return [f"{self.close_call(cell.ref)};", *self.reset(cell)]
        return [f"this.{name}({cell.passed});"]

    def _try_close(self, cell: Cell) -> Lines:
        local = self.fresh("closing")
        inside = self.chance(2)
        reset = self.reset(cell)
        failed = self.pick([], ['revert("Not closed");'], ["return;"], self.reset(cell))
        return [
            f"uint256 {local} = {cell.ref};",
            f"try {self.close_call(local)} {{",
            *_indent(reset if inside else []),
            "} catch {",
            *_indent(failed),
            "}",
            *([] if inside else reset),
        ]

    def request(self, cell: Cell) -> Lines:
        """Ask the network something."""
        form = self.pick("direct", "local", "helper", "try", "twice")
        if form == "local":
            local = self.fresh("using")
            return [f"uint256 {local} = {cell.ref};", self.ask(cell, local)]
        if form == "helper":
            name = self.fresh("_ask")
            self.need(
                f"function {name}(uint256 id) internal returns (bytes32) {{",
                *_indent([f"return {self.request_call('id')};"]),
                "}",
            )
            # The call bears the number too: what is said of two calls is said of the second.
            calls = [self._note(cell, f"{here(self.latest)}{name}({cell.ref})")]
            return calls * 2 if self.chance(6) else calls
        if form == "try":
            self.catches.add("request")
            failed = self.pick(
                ['revert("Not asked");'],
                [],
                ["return;"],
                [self.write(cell, "0")] if self.chance(2) else [],
                self.write_mark(cell, False),
            )
            return [
                f"try {self.request_call(cell.ref)} returns (bytes32) {{",
                "} catch {",
                *_indent(failed),
                "}",
            ]
        if form == "twice":
            return [self.ask(cell, cell.ref), self.ask(cell, cell.ref)]
        if self.slip(6):
            return self._automatic(cell)
        return [self.ask(cell, cell.ref)]

    def _automatic(self, cell: Cell) -> Lines:
        """A request that leaves it to the network to open a session."""
        form = self.pick("0", "uint256(0)", "NONE", "helper")
        if form != "helper":
            return [self.ask(cell, form)]
        name = self.fresh("_ask")
        call = self.request_call("0").replace("(0, kecc", "(id, kecc")
        self.need(
            f"function {name}(uint256 id) internal returns (bytes32) {{",
            *_indent([f"return {call};"]),
            "}",
        )
        return [self._note(cell, f"{here(self.latest)}{name}(0)")]

    def ask(self, cell: Cell, argument: str) -> str:
        """A request, as a statement."""
        return self._note(cell, self.request_call(argument))

    def _note(self, cell: Cell, expression: str) -> str:
        if cell.parameters == (KEY,) and "msg.sender" not in cell.ref:
            self.keyed = True
            return f"keyOf[{expression}] = key;"
        return f"{expression};"

    # Libraries

    def _library_open(self, cell: Cell) -> Lines:
        name = self.fresh("begin")
        inner = Cell("it.id", "it.mark", cell.variable)
        body = [self.write(inner, self.start_call("router")), *self.write_mark(inner, True)]
        self._in_library(name, inner, False, body)
        return [f"{{LIBRARY}}.{name}({cell.record}, ai);"]

    def _library_close(self, cell: Cell) -> Lines:
        name = self.fresh("finish")
        inner = Cell("it.id", "it.mark", cell.variable)
        body = [f"{self.close_call('it.id', 'router')};", *self.reset(inner)]
        self._in_library(name, inner, True, body)
        return [f"{{LIBRARY}}.{name}({cell.record}, ai);"]

    def _in_library(self, name: str, cell: Cell, opened: bool, body: Lines) -> None:
        self.in_library = True
        if self.chance(3):
            condition = self._plain_condition(cell, opened)
            body = [f'require({condition}, "Wrong state");', *body]
        self.in_library = False
        self.library += [
            f"function {name}({{TYPES}}Box storage it, IDtnAi router) internal {{",
            *_indent(body),
            "}",
        ]

    # Functions

    def function(self, kind: str) -> Function:
        """An external function of one kind."""
        cell = self.pick(*self.shape.cells)
        function = self.made = Function(self.fresh(kind), cell.parameters, [])
        forms = ("onlyOwner", "owner", "check", "revert")
        access = self.pick("", *(("", "") if kind not in ("setter", "withdraw") else ()), *forms)
        body = getattr(self, f"_{kind}")(function, cell)
        if cell.alias and function.parameters[: len(cell.parameters)] == cell.parameters:
            body = [cell.alias, *body]
        if access == "onlyOwner":
            function.modifiers.insert(0, "onlyOwner")
        elif access == "owner":
            body = ['require(msg.sender == owner, "Not the owner");', *body]
        elif access == "check":
            self.need(
                "function _checkOwner() internal view {",
                '    require(owner == msg.sender, "Not the owner");',
                "}",
            )
            body = ["_checkOwner();", *body]
        elif access == "revert":
            body = ['if (msg.sender != owner) revert("Not the owner");', *body]
        if self.chance(8):
            body = ["counter++;", *body]
        if self.chance(6) and not function.returns:
            name = self.fresh("_body")
            self.need(f"function {name}({function.declared}) internal {{", *_indent(body), "}")
            body = [f"{name}({function.passed});"]
        function.body = body
        self.made = None
        return function

    def _start(self, function: Function, cell: Cell) -> Lines:
        if not self.chance(6):
            return self.guard(function, cell, False, self.open(cell))
        function.parameters = (*function.parameters, AMOUNT)
        self.amount = "amount"
        body = self.open(cell)
        self.amount = "1"
        check = self.pick(
            ["require(amount > 0);"],
            ["if (amount == 0) revert();"],
            ["require(amount != 0 && amount < 100);"],
            [],
        )
        return self.guard(function, cell, False, [*check, *body])

    def _stop(self, function: Function, cell: Cell) -> Lines:
        return self.guard(function, cell, True, self.close(cell))

    def _make(self, function: Function, cell: Cell) -> Lines:
        return self.guard(function, cell, True, self.request(cell))

    def _restart(self, function: Function, cell: Cell) -> Lines:
        first = self.guard(None, cell, True, self.close(cell))
        if not self.chance(4):
            first = [f"if ({self.condition(cell, True)}) {{", *_indent(self.close(cell)), "}"]
        return [*first, *self.open(cell)]

    def _ensure(self, function: Function, cell: Cell) -> Lines:
        opening = [f"if ({self.condition(cell, False)}) {{", *_indent(self.open(cell)), "}"]
        return [*opening, *self.request(cell)]

    def _once(self, function: Function, cell: Cell) -> Lines:
        body = [*self.open(cell), *self.request(cell), *self.close(cell)]
        return self.guard(function, cell, False, body)

    def _clear(self, function: Function, cell: Cell) -> Lines:
        body = [self.write(cell, "0"), *self.write_mark(cell, False)]
        return self.guard(function, cell, self.pick(False, True), body)

    def _unmark(self, function: Function, cell: Cell) -> Lines:
        return self.write_mark(cell, self.pick(False, True)) or ["owner = owner;"]

    def _named(self, function: Function, cell: Cell) -> Lines:
        """The caller names the session."""
        function.parameters = (*cell.parameters, ID)
        check = self.pick(
            [f"require(id == {cell.ref} && id != 0);"],
            [f"require(id == {cell.ref});"],
            ["require(id != 0);"],
            ["require(keeper[id] == msg.sender);"],
            ["require(msg.sender == owner);"],
            [],
        )
        self.keeps = self.keeps or "keeper" in "".join(check)
        if self.chance(2):
            return [
                *check,
                *self.guard(None, cell, True, [f"{self.close_call('id')};", *self.reset(cell)]),
            ]
        return [*check, f"{self.request_call('id')};"]

    def _set(self, function: Function, cell: Cell) -> Lines:
        """The caller says which session is used from now on."""
        function.parameters = (*cell.parameters, GIVEN)
        return [self.write(cell, "id"), *self.write_mark(cell, True)]

    def _lend(self, function: Function, cell: Cell) -> Lines:
        function.returns = "returns (uint256)"
        if self.chance(2):
            self.keeps = True
            lent = self.fresh("lent")
            return [
                *self.deposit(),
                f"uint256 {lent} = {self.start_call()};",
                f"keeper[{lent}] = msg.sender;",
                f"return {lent};",
            ]
        return [*self.deposit(), f"return {self.start_call()};"]

    def _setter(self, function: Function, cell: Cell) -> Lines:
        """Another router."""
        function.parameters = (ROUTER,)
        function.relayed = self.site("setter")
        probe, at = passing(function.relayed)
        form = self.pick("setAi", "write", "helper")
        if form == "setAi":
            return [f"{probe}setAi({at}router);"]
        if form == "write":
            return [f"{probe}{at}ai = IDtnAi(router);"]
        name = self.fresh("_connect")
        self.need(f"function {name}(address to) internal {{", f"    {probe}setAi(to);", "}")
        return [f"{name}({at}router);"]

    def _move(self, function: Function, cell: Cell) -> Lines:
        """From one cell to another."""
        if len(self.shape.cells) == 2 and self.shape.cells[1].ref == "backup":
            first, second = self.pick(self.shape.cells, self.shape.cells[::-1])
            swap = self.chance(3)
            if swap:
                one, here = overwriting(self.site("write"), first.ref)
                two, _ = overwriting(len(self.sites), second.ref)
                return [
                    f"{one}{two}{here}({first.ref}, {second.ref}) = ({second.ref}, {first.ref});"
                ]
            clear = [] if self.slip(2) else [self.write(first, "0")]
            return self.guard(function, second, False, [self.write(second, first.ref), *clear])
        if self.shape.pair:
            function.parameters = ()
            left = Cell("pair[0]", "marks[0]")
            right = Cell("pair[1]", "marks[1]")
            clear = [] if self.slip(2) else [self.write(left, "0")]
            return self.guard(None, right, False, [self.write(right, "pair[0]"), *clear])
        return self._restart(function, cell)

    def _sweep(self, function: Function, cell: Cell) -> Lines:
        """A loop over many sessions, or many turns over one."""
        function.parameters = ()
        function.modifiers = []
        if self.shape.array:
            array = self.shape.array
            item = Cell(f"{array}[i]", "markAt[i]", 1, (INDEX,))
            body = self.pick(
                [f"{self.close_call(item.ref)};"],
                [f"if ({item.ref} == 0) continue;", f"{self.close_call(item.ref)};"],
                [f"if ({item.ref} == 0) continue;", *self.close(item)],
                self.close(item),
            )
            loop = [f"for (uint256 i; i < {array}.length; i++) {{", *_indent(body), "}"]
            form = self.pick("stored", "stored", "copied", "popped")
            if form == "popped":
                last = f"{array}[{array}.length - 1]"
                pop = self._all_gone(array, "pop()", last)
                close = f"{self.close_call(last)};"
                return [f"while ({array}.length > 0) {{", *_indent([close, pop]), "}"]
            delete = self._all_gone(array)
            if form == "stored":
                return self.pick([*loop, delete], loop)
            ends = [f"{self.close_call('ids[i]')};"]
            body = self.pick(ends, ["if (ids[i] == 0) continue;", *ends])
            copy = f"uint256[] memory ids = {array};"
            loop = ["for (uint256 i; i < ids.length; i++) {", *_indent(body), "}"]
            return self.pick([copy, delete, *loop], [copy, *loop, delete], [copy, *loop])
        if self.shape.pair:
            item = Cell("pair[i]", "marks[i]", 1, (INDEX,))
            body = self.guard(None, item, True, self.close(item))
            body = [line.replace("return;", "continue;") for line in body]
            return ["for (uint256 i; i < 2; i++) {", *_indent(body), "}"]
        function.parameters = cell.parameters
        turns = self.pick("2", "3")
        inner = self.pick(self.close, self.request)(cell)
        body = self.pick(
            [f"if ({cell.ref} == 0) break;", *inner],
            [f"if ({cell.ref} != 0) {{", *_indent(inner), "}"],
            inner,
        )
        index = self.fresh("turn")
        return [f"for (uint256 {index}; {index} < {turns}; {index}++) {{", *_indent(body), "}"]

    def _all_gone(self, array: str, by: str = "", old: str = "") -> str:
        """What empties an array, or takes its last one by a call."""
        number = self.site("write")
        probe, at = overwriting(number, old or array)
        return f"{probe}{at}{array}.{by};" if by else f"{probe}{at}delete {array};"

    def _grow(self, function: Function, cell: Cell) -> Lines:
        """One more session for the array."""
        function.parameters = ()
        if not self.shape.array:
            function.parameters = cell.parameters
            return self._start(function, cell)
        array = self.shape.array
        if self.chance(6):
            probe, at = overwriting(self.site("write"), array)
            each = [[*self.deposit(), f"ids[{i}] = {self.start_call()};"] for i in range(2)]
            empty = [] if self.slip(2) else [f"require({array}.length == 0);"]
            new = "uint256[] memory ids = new uint256[](2);"
            return [*empty, new, *each[0], *each[1], f"{probe}{at}{array} = ids;"]
        push = self.pick(
            [f"{array}.push({self.start_call()});"],
            [f"uint256 added = {self.start_call()};", f"{array}.push(added);"],
            [f"{array}.push();", f"{array}[{array}.length - 1] = {self.start_call()};"],
        )
        return [*self.deposit(), *push]

    def _shrink(self, function: Function, cell: Cell) -> Lines:
        """One session less in the array."""
        if not self.shape.array:
            return self._stop(function, cell)
        array = self.shape.array
        last = f"{array}[{array}.length - 1]"
        number = self.site("write")
        pop = f"⟦:PROBE.overwrites({number}, {last}); ⟧⟦{number}:⟧{array}.pop();"
        if self.chance(2):
            item = Cell(f"{array}[i]", "markAt[i]", 1, (INDEX,))
            close = [] if self.slip(4) else [f"{self.close_call(item.ref)};"]
            return [*close, self.write(item, last), pop]
        function.parameters = ()
        close = [] if self.slip(4) else [f"{self.close_call(last)};"]
        return self.pick([*close, pop], [f"require({array}.length > 0);", *close, pop])

    # The whole

    def write_all(self) -> Consumer:
        """The contract."""
        self.shape = self.pick(*SHAPES)
        self.style = self.pick(*STYLES)
        kinds = ["grow", "shrink"] if self.shape.array else []
        pool = [
            "start", "stop", "make", *kinds, "restart", "ensure", "sweep", "move", "once", "clear",
            "named", "set", "unmark", "lend", "setter", "setter", "setter", "withdraw", "named",
        ]  # fmt: skip
        functions: list[Function] = []
        closes = not self.chance(16)
        if not closes:
            pool = ["start", "make", "ensure", "clear", "set", "setter", "withdraw"]
        for kind in ("grow" if self.shape.array else "start", "stop", "make"):
            if not self.slip(12) and (closes or kind != "stop"):
                functions.append(self.function(kind))
        for _ in range(self._choose(4)):
            functions.append(self.function(self.pick(*pool)))
        self.closes = closes
        if not closes and self.chance(2):
            cell = self.shape.cells[0]
            self.need(
                f"function _unused({cell.declared}) internal {{",
                *_indent([cell.alias, f"ai.closeUserSession({cell.ref});"]),
                "}",
            )
        callbacks = self._callbacks() if self.asked and not self.chance(3) else []
        constructor = [] if callbacks is None else self._constructor()
        initializer = self._initializer()
        return self._assemble(functions, callbacks, constructor, initializer)

    def _callbacks(self) -> list[Function]:
        """What runs when an answer comes."""
        made: list[Function] = []
        for name in ("onDone", "onFail"):
            function = Function(name, (Parameter("bytes32", "requestId", "request"),), [])
            cell = self.shape.cells[-1]
            body: Lines = []
            if cell.shared or (cell.parameters == (KEY,) and "msg.sender" not in cell.ref):
                what = self.pick(
                    "nothing", "request", "close" if self.closes else "nothing", "open", "clear"
                )
                if what == "request":
                    body = self.guard(None, cell, True, self.request(cell))
                elif what == "close":
                    body = self.guard(None, cell, True, self.close(cell))
                elif what == "open":
                    body = self.guard(None, cell, False, self.open(cell))
                elif what == "clear":
                    body = [self.write(cell, "0")]
                if body and cell.parameters:
                    self.keyed = True
                    body = ["uint256 key = keyOf[requestId];", cell.alias, *body]
            self._protect(function, body)
            made.append(function)
        return made

    def _protect(self, function: Function, body: Lines) -> None:
        """Let only the router call a callback; or not."""
        function.site = self.site("callback")
        act = passing(function.site)[0].rstrip()
        form = self.pick("onlyDtn", "require", "revert", "check", *(["return"] if body else []))
        if self.slip(5):
            form = self.pick("open", "owner", "either", "anybody")
        checks: dict[str, Lines] = {
            "require": ["require(msg.sender == address(ai));"],
            "revert": ['if (address(ai) != msg.sender) revert("Not the router");'],
            "return": ["if (msg.sender != address(ai)) return;"],
            "check": ["_onlyRouter();"],
            "owner": ["require(msg.sender == owner);"],
            "either": ["require(msg.sender == owner || msg.sender == address(ai));"],
            "anybody": ["require(msg.sender != address(0));"],
        }
        if form == "onlyDtn":
            function.modifiers.append("onlyDtn")
        if form == "check":
            self.need(
                "function _onlyRouter() internal view {",
                '    require(msg.sender == address(ai), "Not the router");',
                "}",
            )
        function.body = [*checks.get(form, []), act, *body]

    def _constructor(self) -> Lines:
        cell = self.shape.cells[0]
        if cell.shared and self.chance(6):
            return self.open(cell)
        return []

    def _initializer(self) -> Lines:
        cell = self.shape.cells[0]
        if not cell.shared or not self.chance(8):
            return []
        body = self.open(cell)
        return [
            "bool internal initialized;",
            "function initialize() external {",
            *_indent(["require(!initialized);", "initialized = true;", *body]),
            "}",
        ]

    def _assemble(
        self,
        functions: list[Function],
        callbacks: list[Function],
        constructor: Lines,
        initializer: Lines,
    ) -> Consumer:
        name = self.name
        mark_type = MARK_TYPES.get(self.style, "bool")
        declarations = list(self.shape.declarations)
        if self.style in MARK_TYPES:
            declarations += self.shape.marks
        if self.keyed:
            declarations.append("mapping(bytes32 => uint256) internal keyOf;")
        if self.keeps:
            declarations.append("mapping(uint256 => address) internal keeper;")
        declarations = [line.replace("{T}", mark_type) for line in declarations]

        layout = self.pick("flat", "base", "override", "diamond")
        head = ["constructor(address router) { setAi(router); {OPENS} }"]
        below_all = len(self.internals)
        common = [*declarations, *_joined(self.internals), *initializer]
        for function in callbacks:
            common += function.text()
        contracts: Lines = []
        base = f"{name}Base"
        if layout == "flat" or not functions:
            body = [*common]
            for function in functions:
                body += function.text()
            contracts += _contract(f"contract {name} is Lab", [*head, *body])
        elif layout == "base":
            cut = self._choose(len(functions)) + 1
            below: Lines = []
            for function in functions[:cut]:
                below += function.text()
            above: Lines = []
            for function in functions[cut:]:
                above += function.text()
            contracts += _contract(f"abstract contract {base} is Lab", [*common, *below])
            contracts += _contract(f"contract {name} is {base}", [*head, *above])
        else:
            chosen = self.pick(*functions)
            below = [*common]
            for function in functions:
                below += function.text("virtual" if function is chosen else "")
            contracts += _contract(f"abstract contract {base} is Lab", below)
            cell = self.shape.cells[0]
            fits = chosen.parameters == cell.parameters
            payable = [word for word in chosen.modifiers if word == "payable"]
            over = dataclasses.replace(chosen, body=[], modifiers=[*payable])
            call = f"super.{chosen.name}({chosen.passed});"
            if chosen.returns:
                call = f"return {call}"
            extra = (
                self.pick("nothing", "guard", "reset") if fits and not chosen.returns else "nothing"
            )
            if extra == "guard":
                opened = self.pick(True, False)
                over.body = [cell.alias, *self.guard(None, cell, opened, [call])]
            elif extra == "reset":
                over.body = [cell.alias, call, *self.reset(cell)]
            else:
                over.body = [call]
            # The guard may have asked for internal functions: they go where the guard is.
            late = _joined(self.internals[below_all:])
            if layout == "override":
                contracts += _contract(
                    f"contract {name} is {base}", [*head, *late, *over.text("override")]
                )
            else:
                plain = dataclasses.replace(chosen, body=[call], modifiers=[*payable])
                contracts += _contract(
                    f"abstract contract {name}Left is {base}",
                    [*late, *over.text("virtual override")],
                )
                contracts += _contract(
                    f"abstract contract {name}Right is {base}", plain.text("virtual override")
                )
                both = f"override({name}Left, {name}Right)"
                contracts += _contract(
                    f"contract {name} is {name}Left, {name}Right", [*head, *plain.text(both)]
                )
        return self._finish(contracts, constructor, functions, callbacks, mark_type, layout)

    def _finish(
        self,
        contracts: Lines,
        constructor: Lines,
        functions: list[Function],
        callbacks: list[Function],
        mark_type: str,
        layout: str,
    ) -> Consumer:
        name = self.name
        library: Lines = []
        types = f"{name}Base." if layout != "flat" and functions else f"{name}."
        if self.library:
            library = _contract(f"library {name}Sessions", self.library)
        lines = [
            "// SPDX-License-Identifier: AGPL-3.0-or-later",
            "pragma solidity ^0.8.0;",
            'import "lab.sol";',
            PRELUDE,
            *(["enum Phase { Idle, Open, Closed }"] if mark_type == "Phase" else []),
            *library,
            *contracts,
        ]
        text = "\n".join(line for line in lines if line.strip()) + "\n"
        opens = " ".join(constructor)
        text = text.replace("{OPENS}", opens)
        text = text.replace("{CALLBACK}", CALLBACK if callbacks else NO_CALLBACK)
        text = text.replace("{LIBRARY}", f"{name}Sessions").replace("{TYPES}", types)
        roles = {f.name: tuple(p.role for p in f.parameters) for f in (*functions, *callbacks)}
        return Consumer(
            name,
            text,
            tuple(self.sites),
            roles,
            frozenset(self.guarding),
            frozenset(self.catches),
            self.chained,
        )

    def need(self, *lines: str) -> None:
        """Declare something beside the functions, once."""
        if all(declared[0] != lines[0] for declared in self.internals):
            self.internals.append([line for line in lines if line.strip()])


def consumers(name: str = "C") -> st.SearchStrategy[Consumer]:
    """Generated consumers."""

    @st.composite
    def strategy(draw: st.DrawFn) -> Consumer:
        return Author(lambda n: draw(st.integers(0, n - 1)), name).write_all()

    return strategy()


def _indent(lines: Lines) -> Lines:
    return [f"    {line}" for line in lines if line]


def _joined(declarations: list[Lines]) -> Lines:
    return [line for lines in declarations for line in lines]


def _contract(head: str, body: Lines) -> Lines:
    return [f"{head} {{", *_indent(body), "}"]
