"""What changed in a watched project is asked before the run that follows asks it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dtnlint.compiler.compile import Chosen, Compiled, Options, compile_each, first_question
from dtnlint.compiler.lasting import LastingCompilers
from dtnlint.compiler.solc import Solc
from dtnlint.compiler.standard_json import CompilerError, Compilers
from dtnlint.sources.closure import Closure, SourceFile
from dtnlint.sources.outline import outline
from dtnlint.sources.problems import ProblemKind, problem

NATIVE = Solc("0.8.20", "solc", "a test")
A = 'pragma solidity ^0.8.0;\nimport "./L.sol";\ncontract A is L { }\n'
L = "pragma solidity ^0.8.0;\nabstract contract L { }\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """The texts that the compiler was asked of, question for question."""
    questions: list[dict[str, str]] = []

    def native(self: Compilers, solc: Solc, message: bytes) -> bytes:
        texts = {u: s["content"] for u, s in json.loads(message)["sources"].items()}
        questions.append(texts)
        if any("broken" in text for text in texts.values()):
            raise CompilerError("was broken")
        return json.dumps(
            {"sources": {unit: {"ast": {"of": t}} for unit, t in texts.items()}}
        ).encode()

    monkeypatch.setattr(Compilers, "_native", native)
    return questions


@pytest.fixture
def compilers() -> LastingCompilers:
    return LastingCompilers(10)


def saved(folder: Path, name: str, text: str) -> SourceFile:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    imports = tuple(one.path.removeprefix("./") for one in outline(text).imports)
    return SourceFile(name, str(path), name, text, imports, outline(text).pragmas)


def chosen(folder: Path, *names: str, **texts: str) -> Chosen:
    files = [saved(folder, f"{name}.sol", text) for name, text in {"L": L, **texts}.items()]
    targets = tuple(f"{name}.sol" for name in names)
    return Chosen(Closure(str(folder), targets, tuple(files)), NATIVE)


def compiled(compilers: LastingCompilers, one: Chosen) -> Compiled:
    ((result,),) = compile_each([one], Options(), compilers)
    assert isinstance(result, Compiled)
    return result


def test_what_follows_from_a_change_is_asked_once(
    compilers: LastingCompilers, asked: list[dict[str, str]], tmp_path: Path
) -> None:
    compilers.remember(chosen(tmp_path, "A", A=A), True)
    edited = chosen(tmp_path, "A", A=A + "// edited\n")
    compilers.foresee([str(tmp_path / "A.sol")])
    assert compiled(compilers, edited).asts["A.sol"] == {"of": A + "// edited\n"}
    assert asked == [{"A.sol": A + "// edited\n", "L.sol": L}]


def test_what_was_foreseen_wrongly_is_asked_anew(
    compilers: LastingCompilers, asked: list[dict[str, str]], tmp_path: Path
) -> None:
    compilers.remember(chosen(tmp_path, "A", A=A), True)
    chosen(tmp_path, "A", A=A + "// first\n")
    compilers.foresee([str(tmp_path / "A.sol")])
    again = chosen(tmp_path, "A", A=A + "// second\n")
    assert compiled(compilers, again).asts["A.sol"] == {"of": A + "// second\n"}


def test_a_failure_is_told_whoever_asks(
    compilers: LastingCompilers, asked: list[dict[str, str]], tmp_path: Path
) -> None:
    compilers.remember(chosen(tmp_path, "A", A=A), True)
    edited = chosen(tmp_path, "A", A=A + "// broken\n")
    compilers.foresee([str(tmp_path / "A.sol")])
    message = first_question(edited.closure, NATIVE, whole=True)
    with pytest.raises(CompilerError, match="was broken"):
        compilers.ask(NATIVE, message)
    assert len(asked) == 1


@pytest.mark.parametrize(
    "edit",
    [
        A.replace('import "./L.sol";', ""),
        A.replace("^0.8.0", ">=0.8.4"),
        A.replace("./L.sol", "./M.sol"),
    ],
    ids=["no import", "another compiler", "another file"],
)
def test_what_changes_more_than_text_is_left_to_the_run(
    compilers: LastingCompilers, asked: list[dict[str, str]], tmp_path: Path, edit: str
) -> None:
    compilers.remember(chosen(tmp_path, "A", A=A), True)
    (tmp_path / "A.sol").write_text(edit, encoding="utf-8")
    compilers.foresee([str(tmp_path / "A.sol")])
    assert not compilers._foreseen


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["gone", "no UTF-8"])
def test_what_cannot_be_read_is_left_to_the_run(
    compilers: LastingCompilers, tmp_path: Path, content: bytes | None
) -> None:
    compilers.remember(chosen(tmp_path, "A", A=A), True)
    (tmp_path / "A.sol").unlink()
    if content is not None:
        (tmp_path / "A.sol").write_bytes(content)
    compilers.foresee([str(tmp_path / "A.sol")])
    assert not compilers._foreseen


def test_a_change_of_what_several_import_is_left_to_the_run(
    compilers: LastingCompilers, tmp_path: Path
) -> None:
    for name in ("A", "B"):
        compilers.remember(
            chosen(tmp_path, name, **{name: A.replace("contract A", f"contract {name}")}), True
        )
    compilers.foresee([str(tmp_path / "L.sol")])
    assert not compilers._foreseen


def test_the_last_question_about_a_file_is_the_one_that_counts(
    compilers: LastingCompilers, asked: list[dict[str, str]], tmp_path: Path
) -> None:
    compilers.remember(chosen(tmp_path, "A", "L", A=A), True)
    compilers.remember(chosen(tmp_path, "A", A=A), True)
    edited = chosen(tmp_path, "A", A=A + "// edited\n")
    compilers.foresee([str(tmp_path / "A.sol")])
    compiled(compilers, edited)
    assert len(asked) == 1


def test_of_the_compilers_the_one_asked_most_is_started_ahead(
    compilers: LastingCompilers, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(Compilers, "_worker", lambda self, solc, size: started.append(solc.path))
    rare, often = (Solc("0.8.20", f"{name}.js", "a test") for name in ("rare", "often"))
    nowhere = problem(ProblemKind.NO_COMPILER, "A.sol", "There is none.")
    compilers.prepare([rare, often, NATIVE, NATIVE, NATIVE, nowhere, often])
    assert started == ["often.js"]


def test_what_cannot_be_started_ahead_is_told_when_it_is_asked(
    compilers: LastingCompilers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(self: Compilers, path: str, size: int) -> None:
        raise CompilerError("needs Node.js")

    monkeypatch.setattr(Compilers, "_worker", gone)
    script = Solc("0.8.20", "solc.js", "a test")
    compilers.prepare([script])
    with pytest.raises(CompilerError, match=r"needs Node\.js"):
        compilers.ask(script, b"{}")
