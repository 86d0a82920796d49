"""What is given to be read beside contracts: verified sources of odd forms, and repositories."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

GIVEN = "given"
"""The folder for what is verified: it is read where it is named."""

_ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    1.5,
    10**400,
    "",
    "\0",
    "\ud800",
    "../../outside/Outside.sol",
    "/etc/passwd",
    "x" * 5_000,
    [],
    [None],
    {},
    {"": {}},
    {"../../x.sol": {"content": "contract X {}"}},
)
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_ENTRIES = (
    "../x.sol",
    "/x.sol",
    "C:/x.sol",
    "a\\..\\..\\x.sol",
    "./a/./x.sol",
    "x.sol/",
    "a//x.sol",
    "x.sol",
    "\x1b[31m.sol",
    "::error ::.sol",
    "foundry.toml",
    "dtnlint.toml",
    "node_modules/solc/soljson.js",
    "metadata.json",
    "deep/" * 70 + "x.sol",
)


def verified(folder: Path, text: str, random: Random) -> str:
    """Write one file that holds sources, in a form that is amiss; returns what it is."""
    if random.random() < 0.5:
        form, document = random.choice(list(_documents(text).items()))
        what, document = _amiss(document, random)
        (folder / "odd.json").write_text(json.dumps(document))
        return f"{form} with {what}"
    entry, way = random.choice(_ENTRIES), random.choice(_WAYS)
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", way) as opened:
        warnings.simplefilter("ignore")  # of names that are there twice
        opened.writestr("Shop.sol", text)
        one = zipfile.ZipInfo(entry)
        one.compress_type = way
        if random.random() < 0.2:
            one.external_attr = (stat.S_IFLNK | 0o777) << 16
        opened.writestr(one, random.choice((text, "/etc/passwd", "\0" * 3_000_000)))
    data = bytearray(stream.getvalue())
    damage = random.choice((0, 0, 1, 4))
    for _ in range(damage):
        data[random.randrange(len(data))] = random.randrange(256)
    (folder / "odd.zip").write_bytes(data)
    return f"a .zip with {entry!r}, packed by {way}" + (", damaged" if damage else "")


def _documents(text: str) -> dict[str, dict[str, Any]]:
    sources = {"src/Shop.sol": {"content": text}}
    standard = {"language": "Solidity", "sources": sources, "settings": {"remappings": ["a=b"]}}
    result = {
        "SourceCode": "{" + json.dumps(standard) + "}",
        "ContractName": "Shop",
        "CompilerVersion": "v0.8.28+commit.7893614a",
    }
    metadata = {**standard, "compiler": {"version": "0.8.28"}, "output": {}}
    metadata["settings"] = {"compilationTarget": {"src/Shop.sol": "Shop"}}
    return {
        "standard JSON": standard,
        "a build-info": {"input": standard, "solcVersion": "0.8.28"},
        "an explorer's answer": {"status": "1", "message": "OK", "result": [result]},
        "metadata": metadata,
        "an answer of Sourcify's": {
            "sources": sources,
            "compilation": {"language": "Solidity", "compilerVersion": "0.8.28"},
            "address": "0x" + "1" * 40,
            "chainId": "1",
        },
    }


def _amiss(document: dict[str, Any], random: Random) -> tuple[str, dict[str, Any]]:
    """A document in which one value is another, or is not there."""
    copied: dict[str, Any] = json.loads(json.dumps(document))
    within: Any = copied
    path = []
    while True:
        keys = list(within) if isinstance(within, dict) else list(range(len(within)))
        key = random.choice(keys)
        path.append(str(key))
        if isinstance(within[key], dict | list) and within[key] and random.random() < 0.7:
            within = within[key]
            continue
        odd = random.choice(_ODD)
        if random.random() < 0.2:
            del within[key]
            return f"no {'.'.join(path)}", copied
        within[key] = odd
        return f"{'.'.join(path)} = {str(odd)[:20]!r}", copied


# Repositories


def repository(git: Path, text: str, random: Random) -> str:
    """Make a ``.git`` by hand that holds one commit on ``main``, and something amiss in it."""
    (git / "objects" / "pack").mkdir(parents=True)
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    (git / "config").write_text('[remote "origin"]\n\turl = https://example.invalid/a/b\n')
    blob = _kept(git, "blob", text.encode())
    tree = _kept(git, "tree", b"100644 Shop.sol\0" + blob)
    amiss = random.choice(_AMISS)
    tree = amiss(git, tree, blob, random) or tree
    commit = _kept(git, "commit", b"tree " + tree.hex().encode() + b"\n\nAll\n")
    if not (git / "refs" / "heads" / "main").exists():
        (git / "refs" / "heads" / "main").write_text(commit.hex() + "\n")
    return f"a repository with {(amiss.__doc__ or '').rstrip('.').lower()}"


def _kept(git: Path, kind: str, data: bytes) -> bytes:
    whole = f"{kind} {len(data)}".encode() + b"\0" + data
    digest = hashlib.sha1(whole, usedforsecurity=False)
    place = git / "objects" / digest.hexdigest()[:2] / digest.hexdigest()[2:]
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(zlib.compress(whole))
    return digest.digest()


def _billions(git: Path, tree: bytes, blob: bytes, random: Random) -> bytes:
    """Folders that hold each other billions of times."""
    for _ in range(random.choice((10, 40, 100))):
        entries = (f"40000 {number:02}".encode() + b"\0" + tree for number in range(30))
        tree = _kept(git, "tree", b"".join(entries))
    return tree


def _bomb(git: Path, tree: bytes, blob: bytes, random: Random) -> bytes:
    """A small file that is large, many times."""
    blob = _kept(git, "blob", b"/" * 15_000_000)
    entries = (f"100644 {number:04}.sol".encode() + b"\0" + blob for number in range(1_000))
    return _kept(git, "tree", b"".join(entries))


def _names(git: Path, tree: bytes, blob: bytes, random: Random) -> bytes:
    """Names that git would not write."""
    names = [b"..", b".git", b"a/b.sol", b"\\x.sol", b"\xff.sol", b"", b".", b"x" * 5_000]
    modes = (b"100644 ", b"120000 ", b"40000 ", b"160000 ", b"7777777 ", b"")
    entries = (random.choice(modes) + name + b"\0" + blob for name in names)
    return _kept(git, "tree", b"".join(entries))


def _link(git: Path, tree: bytes, blob: bytes, random: Random) -> bytes:
    """A link out and a folder of one name."""
    away = _kept(git, "blob", b"../../outside")
    entries = b"120000 a.sol\0" + away + b"40000 a.sol\0" + tree + b"120000 b.sol\0" + away
    return _kept(git, "tree", entries)


def _itself(git: Path, tree: bytes, blob: bytes, random: Random) -> None:
    """A delta upon itself."""
    name = bytes([0x5E] * 20)
    pack = b"PACK" + struct.pack(">II", 2, 1) + bytes([0xF4, 6]) + name + zlib.compress(bytes(100))
    fan = b"".join(struct.pack(">I", number >= 0x5E) for number in range(256))
    index = b"\xfftOc\0\0\0\x02" + fan + name + bytes(4) + struct.pack(">I", 12) + bytes(40)
    (git / "objects" / "pack" / "pack-1.pack").write_bytes(pack + bytes(20))
    (git / "objects" / "pack" / "pack-1.idx").write_bytes(index[: random.choice((400, len(index)))])
    (git / "refs" / "heads" / "main").write_text(name.hex() + "\n")


def _references(git: Path, tree: bytes, blob: bytes, random: Random) -> None:
    """References in a circle, out, or to nothing."""
    said = random.choice(
        (
            "ref: refs/heads/main",
            "ref: ../../../etc/passwd",
            "ref: " + "x/" * 3_000,
            "\0",
            "5e" * 20,
        )
    )
    (git / "refs" / "heads" / "main").write_text(said)


def _torn(git: Path, tree: bytes, blob: bytes, random: Random) -> None:
    """Objects that are torn."""
    for file in sorted((git / "objects").rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            file.write_bytes(data[: random.randrange(len(data) + 1)])


def _settings(git: Path, tree: bytes, blob: bytes, random: Random) -> None:
    """Settings that name programs."""
    script = "touch executed"
    (git / "config").write_text(
        f'[core]\n\tfsmonitor = "{script}"\n\tsshCommand = {script}\n\tpager = {script}\n'
        f'[include]\n\tpath = /etc/passwd\n[remote "origin"]\n\turl = ext::sh -c {script}\n'
    )


_AMISS: tuple[Callable[[Path, bytes, bytes, Random], bytes | None], ...] = (
    _billions,
    _bomb,
    _names,
    _link,
    _itself,
    _references,
    _torn,
    _settings,
)
