"""Projects of odd shapes around a healthy file: links, names, settings, and what is no file."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from random import Random

from truth.hostile import given

Shape = Callable[[Path, Path, Random], str]
"""Makes something in a project's folder, and says what; the other folder lies outside of it."""

SHOP = """\
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import "@deeptrust/contracts/with-dtn-ai.sol";
{more}
contract Shop is WithDtnAi {{
    uint256 public id;
    function open() external {{ id = ai.startUserSession(); }}
    function close() external {{ ai.closeUserSession(id); }}
}}
"""
_NAMES = (
    "--solc=x.sol",
    "-",
    "--",
    "a b.sol",
    "::error ::x.sol",
    "x\n::error ::y.sol",
    "\x1b[31mx.sol",
    "<script>.sol",
    "|x|.sol",
    "&amp;.sol",
    "%0A.sol",
    "%s{0}.sol",
    "\u202ex.sol",
    "é.sol",
    "\udcff.sol",
    "x" * 240 + ".sol",
    "=.sol",
    "a:b=c.sol",
    ".sol",
    "..sol",
    "X.SOL",
    "x.sol.sol",
    "'\".sol",
    "$(touch y).sol",
    "`id`.sol",
    "\\.sol",
    "con.sol",
    "@openzeppelin.sol",
    "x.t.sol",
)
_LONG = "9" * 10_000
_VALUES = (
    "1",
    "-1",
    _LONG,
    "1.5",
    "nan",
    "true",
    '""',
    '"\\u0000"',
    '"' + "x" * 50_000 + '"',
    "[]",
    "[[]]",
    "[" * 3000,
    "{}",
    "{ a = { b = 1 } }",
    "1979-05-27",
    '"../.."',
    '"/"',
    '"/etc"',
    '"."',
    '"./"',
    '"0.8"',
    '"0.8.²"',
    f'"0.8.{_LONG}"',
    '"^0.8.20 || >=0.8.0 <0.9.0"',
    '"latest"',
    '"/bin/sh"',
    '["a=b", "@deeptrust/=../../", "@deeptrust/=/etc/", "=", "x=", "a:b:c=d"]',
    '["**"]',
    '"[", "a"',
    '["all"]',
    '["none"]',
    "[1, 2]",
    '"$(id)"',
    '["' + "a*" * 40 + '"]',
    "0x10",
    "'''x'''",
    '"\\x1b"',
)
_KEYS = {
    "foundry.toml": (
        "src",
        "libs",
        "out",
        "solc",
        "solc_version",
        "remappings",
        "evm_version",
        "cache_path",
        "test",
        "auto_detect_solc",
        "via_ir",
    ),
    "dtnlint.toml": (
        "select",
        "ignore",
        "fail-on",
        "solc",
        "remappings",
        "stubs",
        "authority",
        "per-path",
        "rules",
        "unheard-of",
    ),
    "pyproject.toml": ("select", "solc", "per-path"),
}
_HEADS = {"foundry.toml": "[profile.default]\n", "pyproject.toml": "[tool.dtnlint]\n"}
_SCRIPTS = (
    "module.exports = {{ solidity: {0}, paths: {{ sources: {0} }} }}",
    "module.exports = require({0})",
    "const a = {0}; module.exports = {{ paths: {{ sources: a }} }}",
    "export default {0}",
    "{0}",
    "module.exports = {{ paths: {{ sources: path.join(__dirname, {0}) }} }}",
)
TRAP = """\
import pathlib
pathlib.Path({canary!r}).write_text("executed")
"""


def configuration(top: Path, outside: Path, random: Random) -> str:
    """A setting with a value that makes little sense."""
    name = random.choice((*_KEYS, "hardhat.config.js", "package.json", "remappings.txt"))
    value = random.choice(_VALUES)
    what = value
    if name in _KEYS:
        keys = dict.fromkeys(random.choice(_KEYS[name]) for _ in range(random.choice((1, 1, 3))))
        text = _HEADS.get(name, "") + "".join(f"{key} = {value}\n" for key in keys)
        what = f"{min(keys)} = {value}"
    elif name == "package.json":
        text = random.choice(
            (
                '{"workspaces": ' + "[" * 4000,
                '{"version": ' + _LONG + "}",
                "[]",
                "null",
                "{",
                "",
                '{"name": "x", "exports": {"./*": "./../../*"}, "workspaces": ["**"]}',
                '"\\ud800"',
            )
        )
        what = text
    elif name == "remappings.txt":
        text = what = random.choice(
            ("@deeptrust/=../../\n", "=\n" * 5000, "a=b\0c\n", "x" * 90_000, ":::=\n")
        )
    else:
        text = what = random.choice(_SCRIPTS).format(value)
    data = text.encode("utf-8", "surrogateescape")
    if random.random() < 0.1:
        data = random.choice((b"\xff\xfe", b"\xef\xbb\xbf", b"\x00")) + data
    (top / name).write_bytes(data)
    return f"{name} with {what}"


def link(top: Path, outside: Path, random: Random) -> str:
    """A link: out of the project, to itself, in a circle, to a device, to nothing."""
    name = random.choice(("L.sol", "linked", "foundry.toml", "package.json", "lib", "node_modules"))
    target = random.choice(
        (
            outside,
            outside / "Outside.sol",
            "/",
            "/etc",
            "/dev/zero",
            "/dev/stdin",
            "/proc/self/fd",
            top,
            top.parent,
            name,
            "nowhere",
            "a" * 3000,
            top / "healthy",
            "/proc/self/environ",
        )
    )
    os.symlink(target, top / name)
    shown = str(target).replace(str(top), "PROJECT").replace(str(outside), "OUTSIDE")
    return f"a link {name} to {shown.replace(str(top.parent), 'ABOVE')}"


def odd_name(top: Path, outside: Path, random: Random) -> str:
    """A file or folder whose name means something to somebody else."""
    name = random.choice(_NAMES).replace("/", "_")
    place = top / "odd"
    place.mkdir(exist_ok=True)
    if random.random() < 0.3:
        place = place / name.removesuffix(".sol")[:200]
        place.mkdir(exist_ok=True)
        name = "S.sol"
    (place / name).write_text(SHOP.format(more=""))
    return f"a name {place.name}/{name}"


def imports(top: Path, outside: Path, random: Random) -> str:
    """Imports that lead out, nowhere, far, or round and round."""
    many = random.choice((1, 50, 1500))
    lines = random.choice(
        (
            'import "../../../etc/passwd";',
            'import "/etc/passwd";',
            'import "./../outside/Outside.sol";',
            'import "file:///etc/passwd";',
            'import "https://example.invalid/x.sol";',
            'import "";',
            'import "./Odd.sol";',
            'import "./odd/../odd/../Odd.sol";',
            'import "@deeptrust/contracts/nowhere.sol";',
            'import "a' + "/a" * 3000 + '.sol";',
            'import "\\x00.sol";',
            'import "./\\\n.sol";',
            "".join(f'import "./a{n}.sol";\n' for n in range(many)),
            "".join(f'import "pkg{n}/x.sol";\n' for n in range(many)),
            "pragma solidity " + "9" * 6000 + ";",
            "pragma solidity ^0.8.99;",
            "pragma solidity <0.8.0;",
            "pragma solidity " + "^0.8.0 || " * many + "0.8.1;",
            "pragma abicoder v1;",
            "pragma experimental SMTChecker;",
            "import * as X from './Odd.sol';",
        )
    )
    (top / "Odd.sol").write_text(SHOP.format(more=lines))
    return f"{many} of {lines}" if len(lines) > 100 else lines


def no_file(top: Path, outside: Path, random: Random) -> str:
    """Pipes, sockets, folders and holes where a file is looked for."""
    name = random.choice(
        (
            "P.sol",
            "foundry.toml",
            "dtnlint.toml",
            "package.json",
            "remappings.txt",
            ".git",
            "pyproject.toml",
        )
    )
    kind = random.randrange(6)
    path = top / name
    if os.path.lexists(path) and not path.is_file():
        raise FileExistsError(path)  # whoever writes to a pipe waits for ever
    what = ("a pipe", "a socket", "a folder", "a hole", "nothing to read", "noise")[kind]
    if kind == 0:
        os.mkfifo(path)
    elif kind == 1:
        here = os.open(top, os.O_RDONLY)
        try:  # by a short name: a socket's path has to be short
            with socket.socket(socket.AF_UNIX) as unix:
                unix.bind(f"/proc/self/fd/{here}/{name}")
        finally:
            os.close(here)
    elif kind == 2:
        path.mkdir()
    elif kind == 3:
        with open(path, "wb") as stream:
            stream.truncate(random.choice((5_000_000, 3_000_000_000)))
    elif kind == 4:
        path.write_bytes(b"")
        path.chmod(0)
    else:
        path.write_bytes(random.randbytes(random.choice((10, 100_000))))
    return f"{name} is {what}"


def traps(top: Path, outside: Path, random: Random) -> str:
    """What would leave a trace if it were executed."""
    text = TRAP.format(canary=str(outside / "canary"))
    for name in ("multiprocessing.py", "sitecustomize.py", "slither.py", "solcx.py", "x.pth"):
        (top / name).write_text(text)
    script = f"require('fs').writeFileSync({str(outside / 'canary')!r}, 'executed');\n"
    for name in ("node_modules/solc/soljson.js", "hardhat.config.js", "node_modules/solc/index.js"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(script)
    (top / "node_modules/solc/package.json").write_text('{"name": "solc", "version": "0.8.28"}')
    for name in ("solc", "node", "forge", "git"):
        program = top / name
        program.write_text(f"#!/bin/sh\necho executed > {str(outside / 'canary')!r}\n")
        program.chmod(0o755)
    where = random.choice(("OUTSIDE", "/", "../..", _LONG))
    (top / ".git").write_text(f"gitdir: {where.replace('OUTSIDE', str(outside))}\n")
    return f"traps, and .git at {where}"


def deep(top: Path, outside: Path, random: Random) -> str:
    """Folders in folders, or many."""
    if random.random() < 0.5:
        folders = random.choice((30, 150, 600))
        place = top.joinpath(*["d"] * folders)
        place.mkdir(parents=True)
        (place / "S.sol").write_text(SHOP.format(more=""))
        return f"{folders} folders in each other"
    projects = random.choice((20, 400))
    for number in range(projects):
        (top / f"m{number}").mkdir()
        (top / f"m{number}" / "foundry.toml").write_text("[profile.default]\n")
    return f"{projects} projects"


def verified(top: Path, outside: Path, random: Random) -> str:
    """Verified sources of an odd form."""
    (top / given.GIVEN).mkdir()
    return given.verified(top / given.GIVEN, SHOP.format(more=""), random)


def repository(top: Path, outside: Path, random: Random) -> str:
    """A repository that was made by hand."""
    (top / "Shop.sol").write_text(SHOP.format(more=""))
    return given.repository(top / ".git", SHOP.format(more=""), random)


SHAPES: tuple[Shape, ...] = (
    verified,
    repository,
    configuration,
    configuration,
    configuration,
    link,
    odd_name,
    imports,
    no_file,
    traps,
    deep,
)


def shaped(top: Path, outside: Path, random: Random) -> list[str]:
    """Make a few odd things in a project; returns what they are."""
    made = []
    shapes = random.choices(SHAPES, k=random.choice((1, 1, 2, 3, 5, 8)))
    for shape in sorted(shapes, key=lambda one: one is no_file):
        try:
            made.append(_brief(shape(top, outside, random)))
        except FileExistsError:  # another has taken the name
            continue
        except OSError as error:
            made.append(f"{shape.__name__} ({error.strerror})")
    return made


def _brief(text: str) -> str:
    return ascii(text)[1:-1] if len(text) < 100 else f"{ascii(text[:80])[1:-1]}…"
