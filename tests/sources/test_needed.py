"""What a closure's targets import and cannot use is left out, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dtnlint.sources import Closure, plan
from dtnlint.sources.needed import needed

HEAD = 'import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol"; contract C { IDtnAi ai; '


def closure(folder: Path, target: str, **files: str) -> Closure:
    for name, text in {"C": target, **files}.items():
        (folder / f"{name}.sol").write_text(text, encoding="utf-8", newline="")
    (only,) = plan([folder / "C.sol"], cwd=folder).closures
    return only


def left(folder: Path, target: str, **files: str) -> set[str]:
    """Which of the files A, B, … are needed."""
    units = {file.unit for file in needed(closure(folder, target, **files)).files}
    return {unit.removesuffix(".sol") for unit in units if re.fullmatch(r"[ABD-Z]\.sol", unit)}


@pytest.mark.parametrize(
    ("statement", "body", "files", "expected"),
    [
        ('import "./A.sol";', "", {"A": "contract A {}"}, ""),
        ('import "./A.sol";', "A a; ", {"A": "contract A {}"}, "A"),
        ('import {A} from "./A.sol";', "// A\n", {"A": "contract A {}"}, ""),
        ('import {A} from "./A.sol";', "/** @inheritdoc A */", {"A": "contract A {}"}, "A"),
        ('import {A as Z} from "./A.sol";', "A a;", {"A": "contract A {}"}, ""),
        ('import {A as Z} from "./A.sol";', "Z z;", {"A": "contract A {}"}, "A"),
        ('import "./A.sol" as Z;', "Z.A a;", {"A": "contract A {}"}, "A"),
        ('import * as Z from "./A.sol";', "A a;", {"A": "contract A {}"}, ""),
        ('import "./A.sol";', "uint x = K;", {"A": "uint constant K = 1;"}, "A"),
        # Through an index, under another name, and in a circle.
        (
            'import "./A.sol";',
            "B b;",
            {
                "A": 'import "./B.sol"; import "./D.sol";',
                "B": "contract B {}",
                "D": "contract D {}",
            },
            "AB",
        ),
        (
            'import {Y} from "./A.sol";',
            "Y y;",
            {"A": 'import {B as Y} from "./B.sol";', "B": "contract B {}"},
            "AB",
        ),
        (
            'import "./A.sol";',
            "B b;",
            {"A": 'import "./B.sol"; contract A {}', "B": 'import "./A.sol"; contract B {}'},
            "AB",
        ),
        # What a needed file names is needed, too.
        (
            'import "./A.sol";',
            "A a;",
            {"A": 'import "./B.sol"; contract A is B {}', "B": "contract B {}"},
            "AB",
        ),
        (
            'import "./A.sol";',
            "function f() external { g(h()); }",
            {
                "A": 'import "./B.sol"; function h() pure returns (T) { return T.wrap(1); } '
                "function g(T t) pure {}",
                "B": "type T is uint; using {plus as +} for T global; "
                "function plus(T a, T b) pure returns (T) { return a; }",
            },
            "AB",
        ),
    ],
)
def test_files(
    statement: str, body: str, files: dict[str, str], expected: str, tmp_path: Path
) -> None:
    assert left(tmp_path, statement + HEAD + body + "}", **files) == set(expected)


def test_nothing_moves(tmp_path: Path) -> None:
    text = 'import {\r\n A /* – */\r\n} from "./A.sol";' + HEAD + "}"
    (tmp_path / "A.sol").write_text("contract A {}")
    whole = closure(tmp_path, text)
    spared = needed(whole)
    assert spared.targets == whole.targets
    before, after = (one.by_unit["C.sol"] for one in (whole, spared))
    assert len(after.text.encode()) == len(before.text.encode())
    assert after.text.count("\r\n") == before.text.count("\r\n")
    assert after.text.encode().index(b"contract C") == before.text.encode().index(b"contract C")
    assert "A.sol" not in after.text
    assert len(after.imports) == 1


def test_where_all_is_needed_nothing_changes(tmp_path: Path) -> None:
    whole = closure(tmp_path, 'import "./A.sol";' + HEAD + "A a; }", A="contract A {}")
    assert needed(whole) is whole
