"""Closures become syntax trees and Slither objects, and errors become sentences."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from dtnlint.compiler import (
    CannotLoad,
    Chosen,
    Compiled,
    Loaded,
    Options,
    Rejected,
    chosen,
    compile_closures,
    compile_each,
    load_each,
    load_files,
)
from dtnlint.compiler.solc import Solc
from dtnlint.compiler.standard_json import CompilerError, Compilers, Crashed, TooSlow, question
from dtnlint.sources import Problem, ProblemKind, plan
from tests.compiler.conftest import MIDDLE, NEWEST, OLDEST

Soljson = Callable[[str], Solc]
Using = Callable[[Solc], Options]

CONSUMER = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
contract %s is WithDtnAi {
    uint256 public sessionId;
    function open() external { sessionId = ai.startUserSession(); }
}
"""


@pytest.fixture
def using(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Solc], Options]:
    """Use one compiler, and no answer that another test has had from it."""
    return lambda solc: Options(
        solc=solc.path, offline=True, cache=tmp_path_factory.mktemp("cache")
    )


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.sol").write_text(text, encoding="utf-8", newline="")
    return folder


def results(folder: Path, options: Options) -> list[Compiled | Rejected]:
    return list(compile_closures(plan([folder], cwd=folder).closures, options))


def problems(folder: Path, options: Options) -> list[Problem]:
    return [p for r in results(folder, options) if isinstance(r, Rejected) for p in r.problems]


@pytest.mark.parametrize("version", [OLDEST, MIDDLE, NEWEST])
def test_a_consumer_is_loaded_with_every_version(
    version: str, soljson: Soljson, using: Using, tmp_path: Path
) -> None:
    write(tmp_path, Shop=CONSUMER % "Shop")
    (loaded,) = load_files([tmp_path / "Shop.sol"], options=using(soljson(version)))
    (shop,) = loaded.slither.get_contract_from_name("Shop")
    assert [f.full_name for f in shop.functions_entry_points] == ["open()"]
    assert shop.source_mapping.filename.absolute == str(tmp_path / "Shop.sol")
    assert not shop.is_from_dependency()
    (base,) = loaded.slither.get_contract_from_name("WithDtnAi")
    assert base.is_from_dependency()
    assert base.source_mapping.filename.absolute == (
        "<dtnlint>/@deeptrust/contracts/with-dtn-ai.sol"
    )


def test_a_native_compiler_and_the_webassembly_build_say_the_same(
    native: Path, soljson: Soljson, using: Using, tmp_path: Path
) -> None:
    write(tmp_path, Shop=CONSUMER % "Shop")
    (one,) = results(tmp_path, Options(solc=str(native)))
    (other,) = results(tmp_path, using(soljson(MIDDLE)))
    assert isinstance(one, Compiled)
    assert isinstance(other, Compiled)
    assert one.solc.version == MIDDLE
    assert one.asts == other.asts


def test_places_are_right_after_other_alphabets_and_line_ends(native: Path, tmp_path: Path) -> None:
    text = "// ваканция 🏖\r\n" + (CONSUMER % "Shop").replace("\n", "\r\n")
    write(tmp_path, Shop=text)
    (loaded,) = load_files([tmp_path / "Shop.sol"], options=Options(solc=str(native)))
    (shop,) = loaded.slither.get_contract_from_name("Shop")
    (opening,) = [f for f in shop.functions_declared if f.name == "open"]
    place = opening.source_mapping
    assert place.lines == [7]
    assert text.encode()[place.start : place.end].startswith(b"function open()")


def test_imports_mean_to_solc_what_they_mean_to_the_plan(native: Path, tmp_path: Path) -> None:
    """Remapped, in node_modules, in a library of a library, and bundled; one name in two places."""
    files = {
        "remappings.txt": "dep/=lib/dep/src/\n",
        "src/Shop.sol": 'import "dep/Dep.sol"; import "./Types.sol"; import "npm/Types.sol";'
        'import "@deeptrust/contracts/idtn-ai.sol"; import {T as Own} from "./Types.sol";'
        "contract Shop is Dep { IDtnAi ai; Own own; Npm npm; }",
        "src/Types.sol": "struct T { uint256 x; }",
        "lib/dep/src/Dep.sol": 'import {D} from "inner/Types.sol"; contract Dep { D d; }',
        "lib/dep/remappings.txt": "inner/=lib/in/",
        "lib/dep/lib/in/Types.sol": "struct D { uint256 y; }",
        "node_modules/npm/Types.sol": "struct Npm { uint256 z; }",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (loaded,) = load_files([tmp_path / "src" / "Shop.sol"], options=Options(solc=str(native)))
    (shop,) = loaded.slither.get_contract_from_name("Shop")
    assert [(v.name, str(v.type)) for v in shop.state_variables] == [
        ("d", "D"),
        ("ai", "IDtnAi"),
        ("own", "T"),
        ("npm", "Npm"),
    ]


def test_an_error_takes_down_only_those_that_need_the_file(native: Path, tmp_path: Path) -> None:
    write(
        tmp_path,
        Good=CONSUMER % "Good",
        Bad=(CONSUMER % "Bad").replace("uint256 public", "uint257 public"),
        OnBad='import "./Bad.sol"; contract OnBad is Bad {}',
        Worse="é;\n" + CONSUMER % "Worse",
    )
    compiled = [r for r in results(tmp_path, Options(solc=str(native))) if isinstance(r, Compiled)]
    assert [c.closure.targets for c in compiled] == [("Good.sol",)]
    worse, bad = problems(tmp_path, Options(solc=str(native)))
    assert {p.kind for p in (bad, worse)} == {ProblemKind.COMPILE_ERROR}
    assert (bad.path, bad.line, bad.column) == (str(tmp_path / "Bad.sol"), 5, 5)
    assert bad.message == (
        "Bad.sol does not compile with solc 0.8.20: "
        "Identifier not found or not unique, at `uint257`."
    )
    assert "install the package" in bad.remedy
    assert (worse.path, worse.line, worse.column) == (str(tmp_path / "Worse.sol"), 1, 1)
    assert worse.message.startswith("Worse.sol does not compile with solc 0.8.20: Expected pragma")
    assert "install" not in worse.remedy


def test_a_pragma_that_the_given_compiler_does_not_meet(native: Path, tmp_path: Path) -> None:
    write(tmp_path, Shop=(CONSUMER % "Shop").replace("^0.8.0", "^0.8.25"))
    (problem,) = problems(tmp_path, Options(solc=str(native)))
    assert "requires different compiler version" in problem.message


def test_files_can_be_compiled_by_versions_of_their_own_in_one_run(
    soljson: Soljson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in (OLDEST, MIDDLE):
        soljson(version)
    monkeypatch.setenv("PATH", os.path.dirname(_which("node")))
    write(
        tmp_path,
        Old=(CONSUMER % "Old").replace("^0.8.0", "0.8.0"),
        Mid=(CONSUMER % "Mid").replace("^0.8.0", ">=0.8.1 <0.8.21"),
    )
    done = [r for r in results(tmp_path, Options(offline=True)) if isinstance(r, Compiled)]
    assert {(c.closure.targets, c.solc.version) for c in done} == {
        (("Old.sol",), OLDEST),
        (("Mid.sol",), MIDDLE),
    }


def _which(name: str) -> str:
    found = subprocess.run(["which", name], capture_output=True, text=True, check=True)
    return found.stdout.strip()


@pytest.mark.parametrize(
    ("machine", "compiles"), [("cancun", True), ("shanghai", False), ("farfuture", True)]
)
def test_the_projects_virtual_machine_decides_what_assembly_may_use(
    machine: str, compiles: bool, soljson: Soljson, using: Using, tmp_path: Path
) -> None:
    """A machine that the compiler does not know yet is as good as its newest."""
    assembly = "function f() external { assembly { tstore(0, 1) } }\n}"
    write(tmp_path, Shop=(CONSUMER % "Shop").rstrip("}\n") + "}\n" + assembly)
    (tmp_path / "hardhat.config.js").write_text(f"x = {{ evmVersion: '{machine}' }}")
    (result,) = results(tmp_path, using(soljson(NEWEST)))
    assert isinstance(result, Compiled) is compiles


def test_slither_sees_only_what_the_consumers_reach(native: Path, tmp_path: Path) -> None:
    write(tmp_path, Shop=CONSUMER % "Shop", Other="contract Other {}")
    (compiled,) = results(tmp_path, Options(solc=str(native)))
    assert isinstance(compiled, Compiled)
    assert "Other.sol" not in compiled.asts


def test_where_slither_fails_each_target_is_tried_alone(native: Path, tmp_path: Path) -> None:
    """The name is reserved by Slither, and solc does not mind it."""
    write(tmp_path, Good=CONSUMER % "Good", Bad=CONSUMER % "SlitherInternalTopLevelContractX")
    (compiled,) = results(tmp_path, Options(solc=str(native)))
    assert isinstance(compiled, Compiled)
    problem, loaded = load_each(compiled)
    assert isinstance(problem, Problem)
    assert problem.path == str(tmp_path / "Bad.sol")
    assert problem.message.startswith("Slither cannot read Bad.sol (SlitherError: ")
    assert isinstance(loaded, Loaded)
    assert loaded.compiled.closure.targets == ("Good.sol",)


@pytest.mark.parametrize("name", ["SMTChecker", "'SMTChecker'", '"SMTChecker"'])
def test_solc_is_not_asked_to_prove_anything(name: str, tmp_path: Path) -> None:
    """With the pragma, its WebAssembly build takes a minute for a large contract, or crashes."""
    write(tmp_path, Shop=f"pragma experimental\n{name}  ;pragma abicoder v2;\n{CONSUMER % 'Shop'}")
    (closure,) = plan([tmp_path], cwd=tmp_path).closures
    (given,) = {
        text["content"]
        for unit, text in json.loads(question(closure))["sources"].items()
        if unit == "Shop.sol"
    }
    text = closure.by_unit["Shop.sol"].text
    assert "SMTChecker" in text
    assert len(given) == len(text)
    assert given.split() == text.split("  ;", 1)[1].split()
    assert given.index("contract") == text.index("contract")


# What is kept between runs


def counting(folder: Path, build: str) -> Path:
    """Make a soljson.js that notes how often it is started."""
    script = folder / "counting.js"
    script.write_text(
        f"require('fs').appendFileSync({str(folder / 'starts')!r}, 'x');\n"
        f"module.exports = require({build!r});\n"
    )
    return script


def test_the_same_question_is_asked_once(middle: Solc, tmp_path: Path) -> None:
    write(tmp_path, Shop=CONSUMER % "Shop")
    options = Options(solc=str(counting(tmp_path, middle.path)), cache=tmp_path / "cache")
    (first,) = results(tmp_path, options)
    (again,) = results(tmp_path, options)
    assert isinstance(first, Compiled)
    assert isinstance(again, Compiled)
    assert first.asts == again.asts
    assert (tmp_path / "starts").read_text() == "x"
    write(tmp_path, Shop=CONSUMER % "Shop2")
    assert isinstance(results(tmp_path, options)[0], Compiled)
    assert (tmp_path / "starts").read_text() == "xx"


def test_a_kept_answer_that_was_damaged_is_asked_anew(middle: Solc, tmp_path: Path) -> None:
    write(tmp_path, Shop=CONSUMER % "Shop")
    options = Options(solc=str(counting(tmp_path, middle.path)), cache=tmp_path / "cache")
    results(tmp_path, options)
    (kept,) = (tmp_path / "cache" / "answers").iterdir()
    kept.write_bytes(kept.read_bytes()[:1000])
    assert isinstance(results(tmp_path, options)[0], Compiled)
    assert (tmp_path / "starts").read_text() == "xx"


def test_the_unpacked_compiler_is_kept_and_says_the_same(
    middle: Solc, using: Using, tmp_path: Path
) -> None:
    write(tmp_path, Shop=CONSUMER % "Shop")
    options = using(middle)
    (first,) = results(tmp_path, options)
    assert options.cache is not None
    (unpacked,) = (options.cache / "unpacked").iterdir()
    assert unpacked.name == f"{MIDDLE}.kept"
    for answer in (options.cache / "answers").iterdir():
        answer.unlink()
    kept_since = unpacked.stat().st_mtime_ns
    (again,) = results(tmp_path, options)
    assert isinstance(first, Compiled)
    assert isinstance(again, Compiled)
    assert first.asts == again.asts
    assert unpacked.stat().st_mtime_ns == kept_since


@pytest.mark.parametrize("part", [0, 0.5, 0.99])
def test_a_damaged_unpacked_compiler_is_unpacked_anew(
    part: float, middle: Solc, using: Using, tmp_path: Path
) -> None:
    write(tmp_path, Shop=CONSUMER % "Shop")
    options = replace(using(middle), answers=False)
    results(tmp_path, options)
    assert options.cache is not None
    (kept,) = (options.cache / "unpacked").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(len(whole) * part)])
    (only,) = results(tmp_path, options)
    assert isinstance(only, Compiled)
    assert kept.read_bytes() == whole


def test_a_question_may_be_larger_than_the_compilers_stack(
    middle: Solc, using: Using, tmp_path: Path
) -> None:
    write(tmp_path, Shop=CONSUMER % "Shop" + "// – much to say\n" * 150_000)
    (only,) = results(tmp_path, replace(using(middle), answers=False))
    assert isinstance(only, Compiled)


def test_a_cache_that_cannot_be_written_is_done_without(middle: Solc, tmp_path: Path) -> None:
    write(tmp_path, Shop=CONSUMER % "Shop")
    (tmp_path / "cache").write_text("a file where the folder would be")
    (only,) = results(tmp_path, Options(solc=middle.path, cache=tmp_path / "cache"))
    assert isinstance(only, Compiled)


# Compilers that misbehave


def pretender(folder: Path, body: str) -> Options:
    script = folder / "pretender"
    script.write_text(f"#!{sys.executable}\nimport sys, time\n{textwrap.dedent(body)}")
    script.chmod(0o755)
    return Options(solc=str(script), seconds=3)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("print('Segmentation fault')", "did not answer in JSON, but with: 'Segmentation fault'"),
        ("print('[]')", "did not answer with a JSON object"),
        ("print('{}')", "gave no syntax trees"),
        ("sys.exit('no such option')", "ended with status 1 and no answer (no such option)"),
        ("'--version' in sys.argv or time.sleep(60)", "gave no answer within 3 seconds"),
    ],
)
def test_a_compiler_that_misbehaves(body: str, reason: str, tmp_path: Path) -> None:
    options = pretender(tmp_path, body)
    write(tmp_path, Shop=CONSUMER % "Shop")
    started = time.monotonic()
    (problem,) = problems(tmp_path, options)
    assert problem.kind is ProblemKind.COMPILER_FAILED
    assert problem.message == (
        f"The compiler {options.solc} {reason}, while it was compiling Shop.sol."
    )
    assert time.monotonic() - started < 20


@pytest.mark.skipif(os.name != "posix", reason="there are no groups of processes")
def test_a_compiler_that_a_script_starts_is_not_waited_for(tmp_path: Path) -> None:
    real = f"import time; open({str(tmp_path / 'ran')!r}, 'w').close(); time.sleep(60)"
    late = f"import time; time.sleep(9); open({str(tmp_path / 'late')!r}, 'w').close()"
    body = f"""
    import subprocess
    if "--version" in sys.argv:
        print("Version: {MIDDLE}+commit.00000000")
    else:
        subprocess.Popen([sys.executable, "-c", {late!r}])
        subprocess.run([sys.executable, "-c", {real!r}])
    """
    write(tmp_path, Shop=CONSUMER % "Shop")
    started = time.monotonic()
    (problem,) = problems(tmp_path, pretender(tmp_path, body))
    assert "gave no answer within 3 seconds" in problem.message
    assert (tmp_path / "ran").exists()
    assert time.monotonic() - started < 20
    time.sleep(max(0, 10 - (time.monotonic() - started)))
    assert not (tmp_path / "late").exists()  # it was ended, too


class Fragile(Compilers):
    """Ends over questions in which a word stands, and finds nothing wrong with others."""

    def __init__(self, word: str, error: CompilerError) -> None:
        super().__init__(seconds=1)
        self.word = word
        self.error = error
        self.asked = 0

    def ask(self, solc: Solc, message: bytes) -> Mapping[str, Any]:
        self.asked += 1
        if self.word.encode() in message:
            raise self.error
        return {"sources": {unit: {"ast": {}} for unit in json.loads(message)["sources"]}}


def asked(folder: Path, compilers: Compilers) -> tuple[list[str], list[str]]:
    """Which targets compile, and what is said of the others."""
    solc = Solc(MIDDLE, "/solc", "a test")
    closures = [Chosen(closure, solc) for closure in plan([folder], cwd=folder).closures]
    (done,) = compile_each(closures, Options(), compilers)
    return (
        [target for one in done if isinstance(one, Compiled) for target in one.closure.targets],
        [p.message for one in done if isinstance(one, Rejected) for p in one.problems],
    )


def test_who_ends_the_compiler_takes_down_only_those_that_need_the_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{name: CONSUMER % name for name in ("A", "B", "C", "D", "E", "UnderBad")},
        Bad='import "./UnderBad.sol"; contract Bad is UnderBad {}',
        OnBad='import "./Bad.sol"; contract OnBad is Bad {}',
    )
    compilers = Fragile("contract Bad ", Crashed("ended without an answer"))
    compiled, lost = asked(tmp_path, compilers)
    assert sorted(compiled) == ["A.sol", "B.sol", "C.sol", "D.sol", "E.sol", "UnderBad.sol"]
    assert lost == [
        f"The compiler /solc ended without an answer, while it was compiling {name}.sol."
        for name in ("Bad", "OnBad")
    ]
    assert compilers.asked < 2 * 8


def test_what_no_single_file_does_to_the_compiler_takes_down_none(tmp_path: Path) -> None:
    write(tmp_path, A=CONSUMER % "A", B=CONSUMER % "B")

    class Small(Fragile):
        def ask(self, solc: Solc, message: bytes) -> Mapping[str, Any]:
            if len({"A.sol", "B.sol"} & json.loads(message)["sources"].keys()) > 1:
                raise self.error
            return super().ask(solc, message)

    compiled, lost = asked(tmp_path, Small("nothing", Crashed("ended without an answer")))
    assert (compiled, lost) == (["A.sol", "B.sol"], [])


def test_what_takes_too_long_takes_down_no_neighbour(tmp_path: Path) -> None:
    write(tmp_path, A=CONSUMER % "A", B=CONSUMER % "B", C=CONSUMER % "C")
    compilers = Fragile("contract B ", TooSlow("gave no answer within 1 seconds"))
    compiled, lost = asked(tmp_path, compilers)
    assert (compiled, compilers.asked) == (["A.sol", "C.sol"], 4)
    assert lost == [
        "The compiler /solc gave no answer within 1 seconds, while it was compiling B.sol."
    ]


def test_a_compiler_that_is_always_too_slow_is_not_waited_for_again_and_again(
    tmp_path: Path,
) -> None:
    write(tmp_path, **{name: CONSUMER % name for name in "ABCDEFG"})
    compilers = Fragile("contract ", TooSlow("gave no answer within 1 seconds"))
    compiled, lost = asked(tmp_path, compilers)
    assert (compiled, compilers.asked, len(lost)) == ([], 4, 7)


def test_a_pragma_that_no_compiler_satisfies_is_its_own_files_trouble(tmp_path: Path) -> None:
    """All go with one version that there may be one day, so that they are one closure."""
    write(
        tmp_path,
        Base=CONSUMER % "Base",
        Shop='import "./Base.sol"; contract Shop is Base {}',
        Till=CONSUMER % "Till",
        Newer='pragma solidity >=0.8.98;\nimport "./Base.sol"; contract Newer is Base {}',
    )
    (closure,) = plan([tmp_path], cwd=tmp_path).closures
    pieces = chosen([closure], Options(offline=True))
    rejected = [one for one in pieces if isinstance(one.solc, Problem)]
    assert [one.closure.targets for one in rejected] == [("Newer.sol",)]
    good = [target for one in pieces if one not in rejected for target in one.closure.targets]
    assert sorted(good) == ["Base.sol", "Shop.sol", "Till.sol"]


def test_what_took_too_long_is_asked_once_and_every_file_is_named(tmp_path: Path) -> None:
    write(tmp_path, A=CONSUMER % "A", B=CONSUMER % "B", C=CONSUMER % "C")
    compilers = Fragile("contract B ", CompilerError("gave no answer within 1 seconds"))
    compiled, lost = asked(tmp_path, compilers)
    assert (compiled, compilers.asked) == ([], 1)
    assert lost == [
        "The compiler /solc gave no answer within 1 seconds, while it was compiling "
        f"{name}.sol and 2 other files."
        for name in "ABC"
    ]


def test_who_waits_for_a_compiler_that_ends_has_another(tmp_path: Path) -> None:
    """Both closures are asked of one process: of the first it dies after a while."""
    soljson = tmp_path / "soljson.js"
    soljson.write_text(
        """
        const HEAPU8 = new Uint8Array(1 << 22), AT = 1 << 21;
        const text = (at) => Buffer.from(HEAPU8.subarray(at, HEAPU8.indexOf(0, at))).toString();
        module.exports = {
          HEAPU8,
          _solidity_alloc: () => 0,
          _solidity_reset: () => {},
          _solidity_compile: (at) => {
            const { sources } = JSON.parse(text(at));
            if ("Bad.sol" in sources) {
              Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
              throw new RangeError("no more");
            }
            for (const unit in sources) sources[unit] = { ast: {} };
            const answer = Buffer.from(JSON.stringify({ sources }) + "\0");
            HEAPU8.set(answer, AT);
            return AT;
          },
        };
        """
    )
    write(
        tmp_path,
        Bad=(CONSUMER % "Bad").replace("^0.8.0", "0.8.19"),
        Good=(CONSUMER % "Good").replace("^0.8.0", "0.8.20"),
    )
    rejected, compiled = results(tmp_path, Options(solc=str(soljson), answers=False))
    assert isinstance(rejected, Rejected)
    assert isinstance(compiled, Compiled)
    assert "ended without an answer (RangeError: no more)" in rejected.problems[0].message


def test_a_soljson_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "soljson.js").write_text("throw new TypeError('not a compiler')")
    write(tmp_path, Shop=CONSUMER % "Shop")
    (problem,) = problems(tmp_path, Options(solc=str(tmp_path / "soljson.js")))
    assert problem.kind is ProblemKind.COMPILER_FAILED
    assert "ended without an answer (TypeError: not a compiler)" in problem.message


def test_a_compiler_that_does_not_exist(tmp_path: Path) -> None:
    write(tmp_path, Shop=CONSUMER % "Shop")
    (problem,) = problems(tmp_path, Options(solc=str(tmp_path / "gone")))
    assert problem.kind is ProblemKind.NO_COMPILER
    assert problem.message == f"The compiler {tmp_path / 'gone'} does not exist."


def test_all_that_is_in_the_way_of_loading_is_said(native: Path, tmp_path: Path) -> None:
    write(tmp_path, Shop=CONSUMER % "Shop" + 'import "./Gone.sol";')
    with pytest.raises(CannotLoad, match=r'Shop.sol imports "./Gone.sol", which cannot be found'):
        load_files([tmp_path / "Shop.sol"], options=Options(solc=str(native)))


def test_comments_that_slither_refuses_are_no_matter(native: Path, tmp_path: Path) -> None:
    comment = "// slither-disable-start all\n// slither-disable-start all\n"
    write(tmp_path, Shop=comment + CONSUMER % "Shop")
    (loaded,) = load_files([tmp_path / "Shop.sol"], options=Options(solc=str(native)))
    assert loaded.slither.get_contract_from_name("Shop")


def test_no_compiler_outlives_an_interrupted_run(tmp_path: Path) -> None:
    """Ctrl-C reaches the Python process alone here, as it does from some terminals."""
    options = pretender(
        tmp_path,
        f"""
        import os
        if '--version' not in sys.argv:
            with open({str(tmp_path / "pid")!r}, 'w') as f: f.write(str(os.getpid()))
            time.sleep(300)
        """,
    )
    write(tmp_path, Shop=CONSUMER % "Shop")
    script = (
        "import sys\nfrom dtnlint.compiler import Options, compile_closures\n"
        "from dtnlint.sources import plan\n"
        f"list(compile_closures(plan([{str(tmp_path)!r}]).closures, "
        f"Options(solc={options.solc!r}, seconds=300)))"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", script], start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 120
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(1.0)
        run.send_signal(signal.SIGINT)
        assert run.wait(60) != 0
    finally:
        run.kill()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
