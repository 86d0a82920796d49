"""Reading takes time that grows with what is read, and not with its square."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dtnlint.sources import plan
from dtnlint.sources.needed import needed

SHOP = """\
pragma solidity ^0.8.20;
import "@deeptrust/contracts/with-dtn-ai.sol";
%s
contract Shop is WithDtnAi {}
"""
USELESS = 'import {{A{}}} from "./Y.sol";'
MENTIONED = "// closeUserSession\n"


def _file(text: str) -> Mapping[str, str]:
    return {"X.sol": text}


def _shop(text: str) -> Mapping[str, str]:
    return _file(SHOP % text)


def _script(text: str) -> Mapping[str, str]:
    return {"hardhat.config.js": text}


def _lines(line: str, count: int) -> str:
    return "\n".join(map(line.format, range(count)))


def _chain(count: int) -> Mapping[str, str]:
    files = {f"C{n}.sol": SHOP % f'import "./C{n + 1}.sol";' for n in range(count)}
    return {**files, f"C{count}.sol": SHOP % ""}


Files = Callable[[int], Mapping[str, str]]
SHAPES: dict[str, tuple[int, Files]] = {
    "a word in other words": (50_000, lambda n: _file("// closeUserSession " + "xpragma " * n)),
    "imports": (1_000, lambda n: _file(MENTIONED + _lines('import "./a{}.sol";', n))),
    "missing packages": (200, lambda n: _shop(_lines('import "a{}/a.sol";', n))),
    "heads of contracts": (5_000, lambda n: _shop("/*Ownable*/ " + "contract a is " * n)),
    "heads of constructors": (5_000, lambda n: _shop("/*Ownable*/ " + "constructor(" * n)),
    "aliases": (2_000, lambda n: _shop("Ownable as O " * n + "contract a is " * n + "{")),
    "open comments": (20_000, lambda n: _file(MENTIONED + "/*" * n)),
    "open strings": (20_000, lambda n: _file(MENTIONED + '"\\' * n)),
    "open braces": (20_000, lambda n: _shop("{" * n)),
    "pragmas": (500, lambda n: _shop(_lines("pragma solidity >=0.7.{};", n))),
    "a chain of files": (50, _chain),
    "useless imports": (500, lambda n: {**_shop(_lines(USELESS, n)), "Y.sol": MENTIONED}),
    "remappings": (
        1_000,
        lambda n: {
            "remappings.txt": _lines("p{0}/=l{0}/", n),
            **_shop(_lines('import "q{}/a.sol";', n // 10)),
        },
    ),
    "remappings of one name": (
        400,
        lambda n: {
            "remappings.txt": _lines("p/=l{}/", n),
            **_shop(_lines('import "p/a{}.sol";', n // 10)),
        },
    ),
    "quotes in a script": (4_000, lambda n: _script('paths: {sources: "' + '\\"' * n + "\n")),
    "back quotes in a script": (4_000, lambda n: _script("paths: {sources: `" + "\\`" * n)),
}


def test_folders_are_looked_at_as_deep_as_anybody_has_them(tmp_path: Path) -> None:
    near, far = tmp_path.joinpath(*["d"] * 60), tmp_path.joinpath(*["d"] * 300)
    far.mkdir(parents=True)
    for folder in (near, far):
        (folder / "Shop.sol").write_text(SHOP % "")
    planned = plan([tmp_path], cwd=tmp_path)
    assert [closure.targets for closure in planned.closures] == [("d/" * 60 + "Shop.sol",)]
    (told,) = planned.problems
    assert told.message.endswith("lies more than 100 folders deep and was not looked at.")


def seconds(folder: Path, files: Mapping[str, str]) -> float:
    for name, text in {"Shop.sol": SHOP % "", **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    start = time.process_time()
    for closure in plan([folder], cwd=folder).closures:
        needed(closure)
        closure.parts()
    return time.process_time() - start


@pytest.mark.parametrize(("size", "files"), SHAPES.values(), ids=SHAPES)
def test_four_times_as_much_takes_no_sixteen_times_as_long(
    size: int, files: Files, tmp_path: Path
) -> None:
    seconds(tmp_path / "warm", {})
    # The best of three: others may want the processor's caches, too.
    small, large = (
        min(seconds(tmp_path / f"{times}-{run}", files(size * times)) for run in range(3))
        for times in (1, 4)
    )
    assert large < 8 * small + 0.1
