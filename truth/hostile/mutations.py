"""Changes of a contract's file: by bytes, tokens, lines and comments, and by the grammar.

Each takes a text and a source of chance and gives a text, which may compile or not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Mutation = Callable[[bytes, Random], bytes]

_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'|[A-Za-z_$][\w$]*|\d\w*|\s+|.", re.DOTALL
)
_WORDS = [
    "if",
    "while",
    "for",
    "do",
    "unchecked",
    "assembly",
    "try",
    "catch",
    "return",
    "break",
    "continue",
    "revert",
    "require",
    "assert",
    "delete",
    "new",
    "this",
    "super",
    "address",
    "bytes32",
    "uint256",
    "int8",
    "bool",
    "string",
    "mapping",
    "struct",
    "enum",
    "event",
    "error",
    "modifier",
    "function",
    "contract",
    "library",
    "interface",
    "abstract",
    "constructor",
    "receive",
    "fallback",
    "public",
    "external",
    "internal",
    "private",
    "view",
    "pure",
    "payable",
    "virtual",
    "override",
    "memory",
    "storage",
    "calldata",
    "transient",
    "immutable",
    "constant",
    "using",
    "import",
    "pragma",
    "type",
    "indexed",
    "anonymous",
    "emit",
    "wei",
    "days",
]
_ODD = (
    "0",
    "1",
    "2**255",
    "-1",
    "0x",
    "0x" + "f" * 64,
    "1e77",
    "9" * 200,
    "1_000",
    "hex'ff'",
    "unicode'🤡'",
    "''",
    "_",
    "$",
    "²",
    "\u202e",
    "\u2028",
    "\x0b",
    "\x00",
    "\\",
    "`",
    "?",
    ":",
    "==",
    "=",
    "=>",
    "->",
    ":=",
    ">>>",
    "**",
    "++",
    "--",
    "!",
    "~",
    "&&",
    "||",
    ".",
    ",",
    ";",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "/*",
    "*/",
    "//",
    '"',
    "'",
)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


# By bytes


def flip_bytes(data: bytes, random: Random) -> bytes:
    """Other bytes in some places."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 3, 30))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut_bytes(data: bytes, random: Random) -> bytes:
    """A stretch less, or the end."""
    start = random.randrange(len(data))
    end = random.choice((start + 1, start + random.randrange(200), len(data)))
    return data[:start] + data[end:]


def insert_bytes(data: bytes, random: Random) -> bytes:
    """Bytes that are no text, or end one."""
    at = random.choice((0, len(data), random.randrange(len(data))))
    new = random.choice((b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1a", b"\xc3", b"\x85", b"\r"))
    return data[:at] + new * random.choice((1, 1, 100)) + data[at:]


# By tokens


def other_tokens(data: bytes, random: Random) -> bytes:
    """Tokens dropped, doubled, exchanged, or others in their place."""
    tokens = _TOKEN.findall(_text(data))
    for _ in range(random.choice((1, 1, 2, 10))):
        at, other = random.randrange(len(tokens)), random.randrange(len(tokens))
        change = random.randrange(5)
        if change == 0:
            tokens[at] = ""
        elif change == 1:
            tokens[at] *= 2
        elif change == 2:
            tokens[at], tokens[other] = tokens[other], tokens[at]
        else:
            tokens[at] = f" {random.choice(_WORDS if change == 3 else _ODD)} "
    return _bytes("".join(tokens))


# By lines


def other_lines(data: bytes, random: Random) -> bytes:
    """Lines dropped, doubled, moved or repeated."""
    lines = _text(data).splitlines(keepends=True)
    for _ in range(random.choice((1, 1, 3))):
        at, to = random.randrange(len(lines)), random.randrange(len(lines))
        change = random.randrange(4)
        if change == 0:
            lines[at] = ""
        elif change == 1:
            lines[at] *= 2
        elif change == 2:
            lines.insert(to, lines[at])
        else:
            lines[at] *= random.choice((20, 200))
    return _bytes("".join(lines))


def other_line_ends(data: bytes, random: Random) -> bytes:
    """Another system's line ends, mixed ones, or none."""
    text = _text(data).replace("\r\n", "\n")
    end = random.choice(("\r\n", "\r", "\n\r", "\x0b", "\u2028", "\x85", " ", "mixed"))
    if end == "mixed":
        return _bytes(re.sub("\n", lambda _: random.choice(("\n", "\r\n", "\r")), text))
    if end == " ":
        text = re.sub(r"//[^\n]*", "", text)
    return _bytes(text.replace("\n", end))


# By comments


def comments(data: bytes, random: Random) -> bytes:
    """Comments that end nowhere, that command, and that are long."""
    lines = _text(data).splitlines(keepends=True)
    comment = random.choice(
        (
            "/*",
            "*/",
            "/**/",
            "/*/",
            "// \\",
            "//\u202e\u2066",
            "/* */ */",
            "// dtnlint: ignore",
            "// dtnlint: ignore[all]",
            "// dtnlint: ignore[" + "a," * 5000,
            "// dtnlint: ignore[dtn-double-close] \x1b]0;x\x07",
            "// dtnlint: ignore[²]",
            "// slither-disable-start all",
            "// slither-disable-next-line dtn-double-close",
            "/// @title \x00",
            "/// @inheritdoc Nobody",
            "/// @custom:" + "x" * 5000,
            "// ::error file=x::y",
            "// <script>alert(1)</script>",
            "//" + " pragma" * 20_000,
            "/*" + "*" * 50_000 + "/",
            "/* import '" + "x" * 9000 + "'; */",
        )
    )
    lines.insert(random.randrange(len(lines) + 1), comment + random.choice(("\n", "")))
    return _bytes("".join(lines))


# By the grammar

_STATEMENT = re.compile(r"^( {8,})([^\s/*}][^\n{}]*;)[ \t]*(?://[^\n]*)?$", re.MULTILINE)
_CONDITION = re.compile(r"\b(if|require|while)\s*\(([^(){};,\"]+)([,)])")
_ARGUMENT = re.compile(r"(\w+\()([A-Za-z_]\w*)(\))")
_BODY = re.compile(r"^( {4})(function \w+\([^)]*\)[^{};]*)\{\n", re.MULTILINE)


def _one(pattern: re.Pattern[str], text: str, random: Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return random.choice(found) if found else None


def _put(text: str, found: re.Match[str], by: str) -> bytes:
    return _bytes(text[: found.start()] + by + text[found.end() :])


def wrap_statement(data: bytes, random: Random) -> bytes:
    """A statement within another."""
    text = _text(data)
    found = _one(_STATEMENT, text, random)
    if found is None:
        return data
    blank, said = found.groups()
    deep = random.choice((2, 10, 120, 500))
    wraps = (
        f"if (true) {{ {said} }}",
        f"if (gasleft() > 1) {{ {said} }} else {{ {said} }}",
        f"for (uint256 i_; i_ < 2; ++i_) {{ {said} }}",
        f"for (;;) {{ {said} break; }}",
        f"while (gasleft() > 9) {{ {said} if (gasleft() > 5) continue; break; }}",
        f"do {{ {said} }} while (false);",
        f"unchecked {{ {said} }}",
        "{" * deep + said + "}" * deep,
        f"try this.nowhere_() {{ {said} }} catch {{ {said} }}",
        f"try this.nowhere_() {{ {said} }} catch Error(string memory) {{ }} catch (bytes memory) "
        f"{{ {said} }}",
        f"assembly {{ let x_ := sload(0) }} {said}",
        f"assembly {{ if 0 {{ revert(0, 0) }} }} {said}",
        f'assembly ("memory-safe") {{ for {{ let i_ := 0 }} lt(i_, 2) {{ i_ := add(i_, 1) }} '
        f"{{ mstore(i_, i_) }} }} {said}",
        f"{said} assembly {{ return(0, 0) }}",
        f"{said} assembly {{ sstore(0, 0) }}",
        f"if (gasleft() == 0) return; {said}",
        "if (false) {} else " * deep + f"{{ {said} }}",
        f"function () external f_ = this.nowhere_; f_(); {said}",
        f"uint256[2] memory a_ = [uint256(1), 2]; a_[[uint256(0)][0]] = 1; {said}",
        f"(uint256 x_, , uint256 y_) = (1, 2, 3); ((x_, ), y_) = ((1, 2), 3); {said}",
        f"uint256 z_ = gasleft() > 1 ? gasleft() > 2 ? 1 : 2 : 3; z_; {said}",
        f"uint256 s_ = {'+'.join(['gasleft()'] * deep)}; s_; {said}",
        f"bool n_ = {'!' * deep}true; n_; {said}",
        f"delete this; {said}",
        said * deep,
    )
    helper = "    function nowhere_() external {}\n" if "nowhere_" not in text else ""
    changed = _text(_put(text, found, blank + random.choice(wraps)))
    end = changed.rstrip().rfind("}")
    return _bytes(changed[:end] + helper + changed[end:])


def other_condition(data: bytes, random: Random) -> bytes:
    """A condition that says the same in another way, or more."""
    text = _text(data)
    found = _one(_CONDITION, text, random)
    if found is None:
        return data
    word, said, end = found.groups()
    many = random.choice((2, 8, 30, 200))
    said = random.choice(
        (
            f"!!({said})",
            f"({said}) ? true : false",
            f"({said}) && true",
            f"false || ({said})",
            f"[{said}][0]",
            " && ".join([f"({said})"] * many),
            " || ".join([f"({said})"] * many),
            f"(({said}) ? ({said}) : ({said}))",
            "(" * min(many, 60) + said + ")" * min(many, 60),
            f"({said}) == true",
            f"({said}) != (1 == 2)",
            f"keccak256(abi.encode({said})) != 0",
        )
    )
    return _put(text, found, f"{word} ({said}{end}")


def other_argument(data: bytes, random: Random) -> bytes:
    """An argument in another way."""
    text = _text(data)
    found = _one(_ARGUMENT, text, random)
    if found is None:
        return data
    before, said, after = found.groups()
    said = random.choice(
        (
            f"[{said}][0]",
            f"(true ? {said} : {said})",
            f"(({said}))",
            f"{said} + 0",
            f"{said}++",
            f"uint256({said})",
            f"uint256(int256({said}))",
            f"uint256(bytes32({said}))",
            f"uint128({said})",
            f"{said} = {said}",
            f"({said}, {said})",
            f"this.{said}()",
            f"abi.decode(abi.encode({said}), (uint256))",
            f"{{id: {said}}}",
            f"-{said}",
            f"~{said}",
        )
    )
    return _put(text, found, before + said + after)


def other_types(data: bytes, random: Random) -> bytes:
    """Values of another type, in one place or everywhere."""
    text = _text(data)
    old, new = random.choice(
        (
            ("uint256", "uint8"),
            ("uint256", "int256"),
            ("uint256", "bytes32"),
            ("uint256", "T_"),
            ("uint256", "uint256[]"),
            ("address", "address payable"),
            ("bytes32", "bytes"),
            ("memory", "storage"),
            ("public", "public constant"),
            ("public", "public immutable"),
            ("uint256 public", "uint256 public transient"),
            ("external", "public virtual"),
            ("mapping(address =>", "mapping(bytes =>"),
            ("view", ""),
            ("onlyOwner", "onlyDtn"),
        )
    )
    changed = text.replace(old, new, random.choice((1, 2, -1)))
    if new == "T_":
        head, mark, rest = changed.partition("\n\n")
        changed = f"{head}{mark}type T_ is uint256;\n{rest}"
    return _bytes(changed)


def into_modifier(data: bytes, random: Random) -> bytes:
    """What a function does, done by a modifier, a library or a free function in its place."""
    text = _text(data)
    found = _one(_BODY, text, random)
    if found is None:
        return data
    end = text.find("\n    }", found.end())
    blank, head = found.groups()
    body = text[found.end() : end]
    name = f"m{random.randrange(1000)}_"
    forms = (
        f"{blank}modifier {name}() {{\n{body}\n        _;\n    }}\n{blank}{head} {name} {{\n",
        f"{blank}modifier {name}() {{\n        _;\n{body}\n        _;\n    }}\n"
        f"{blank}{head} {name} {{\n",
        f"{blank}{head} {{\n        {{\n{body}\n        }}\n",
        f"{blank}function {name}() internal virtual {{\n{body}\n    }}\n"
        f"{blank}{head} {{\n        {name}();\n",
    )
    return _bytes(text[: found.start()] + random.choice(forms) + text[end:])


def many_things(data: bytes, random: Random) -> bytes:
    """Declarations that are many, large or odd."""
    text = _text(data)
    at = text.rstrip().rfind("}")
    many = random.choice((3, 12, 100))
    more = random.choice(
        (
            "".join(f"    uint256 v{n}_;\n" for n in range(many)),
            f"    {'mapping(uint256 => ' * many}uint256{')' * many} deep_;\n",
            "    struct R_ { uint256 a; mapping(uint256 => R_) next; R_[] all; }\n    R_ r_;\n",
            "".join(f"    struct S{n}_ {{ S{n + 1}_ s; uint256 x; }}\n" for n in range(many))
            + f"    struct S{many}_ {{ uint256 id; }}\n    S0_ s_;\n",
            "".join(
                f"    function f{n}_() public {{ f{(n * 7) % many}_(); }}\n" for n in range(many)
            ),
            f"    uint256 constant C_ = {'+'.join(['1'] * many * 3)};\n"
            "    uint256 t_ = 2 > 1 ? C_ : 1;\n",
            "    uint256[] q_;\n    function q() external view returns (bool) { return "
            + " && ".join(f"q_[{n}] != 0" for n in range(many))
            + "; }\n",
            "    fallback(bytes calldata a) external returns (bytes memory) { return a; }\n",
            "    function y_() public { assembly { function f(a) -> b { b := f(a) } } }\n",
            "    event E_(uint256 indexed, string);\n    error X_();\n    enum N_ { A, B }\n",
            f"    function {'n' * 3000}() external {{}}\n",
            "    function c_(function(uint256) external returns (uint256) f) external { f(1); }\n",
            "    uint256 immutable i_ = block.number;\n    uint256 immutable j_ = i_ + [i_][0];\n",
        )
    )
    return _bytes(text[:at] + more + text[at:])


BROKEN: tuple[Mutation, ...] = (
    flip_bytes,
    cut_bytes,
    insert_bytes,
    other_tokens,
    other_lines,
    other_line_ends,
    comments,
)
"""What seldom compiles."""
GRAMMAR: tuple[Mutation, ...] = (
    wrap_statement,
    wrap_statement,
    other_condition,
    other_argument,
    other_types,
    into_modifier,
    many_things,
)
"""What mostly does."""


def mutated(data: bytes, random: Random) -> bytes:
    """A file with one to three changes of one class."""
    kinds = BROKEN if random.random() < 0.4 else GRAMMAR
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        if data:
            data = random.choice(kinds)(data, random)
    return data
