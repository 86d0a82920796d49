"""Verified sources in every form: what is read of them, what is refused, and what is hostile."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dtnlint import disk
from dtnlint.sources import Closure, Plan, ProblemKind, plan
from dtnlint.sources.verified import archive
from dtnlint.sources.verified.contract import Refusal, placed, release
from tests.sources import verified

Write = Callable[[str, Any], Path]


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "_held", {})
        yield


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, content: Any) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def only(planned: Plan) -> Closure:
    assert [problem.message for problem in planned.problems] == []
    (closure,) = planned.closures
    return closure


def targets(planned: Plan, place: Path) -> list[str]:
    return sorted(
        os.path.relpath(closure.by_unit[target].path, place)
        for closure in planned.closures
        for target in closure.targets
    )


# Three of each kind that are right

RIGHT: dict[str, Any] = {
    "standard JSON": verified.standard(),
    "standard JSON with remappings": verified.standard(
        {
            "contracts/Shop.sol": verified.SHOP,
            "lib/deeptrust/with-dtn-ai.sol": verified.BASE,
            "lib/deeptrust/idtn-ai.sol": verified.ROUTER,
        },
        remappings=["@deeptrust/contracts/=lib/deeptrust/"],
    ),
    "standard JSON beside a version": {
        "compilerVersion": verified.LONG_VERSION,
        **verified.standard(viaIR=True),
    },
    "Foundry's build-info": verified.build_info(_format="ethers-rs-sol-build-info-1"),
    "Hardhat's build-info": verified.build_info(_format="hh-sol-build-info-1"),
    "Hardhat 3's build-info": verified.build_info(
        {
            "project/contracts/Shop.sol": verified.SHOP,
            "npm/@deeptrust/contracts@1.0.0/with-dtn-ai.sol": verified.BASE,
            "npm/@deeptrust/contracts@1.0.0/idtn-ai.sol": verified.ROUTER,
        },
        _format="hh3-sol-build-info-1",
        input=verified.standard(
            {
                "project/contracts/Shop.sol": verified.SHOP,
                "npm/@deeptrust/contracts@1.0.0/with-dtn-ai.sol": verified.BASE,
                "npm/@deeptrust/contracts@1.0.0/idtn-ai.sol": verified.ROUTER,
            },
            remappings=["project/:@deeptrust/contracts/=npm/@deeptrust/contracts@1.0.0/"],
        ),
    ),
    "Etherscan, flat": verified.etherscan(verified.FLAT),
    "Etherscan, files": verified.etherscan(json.dumps(verified.contents())),
    "Etherscan, double braces": verified.etherscan(verified.braced(verified.standard())),
    "Etherscan, one result alone": verified.result(verified.FLAT),
    "Blockscout, more files": verified.result(
        verified.SHOP.replace("@deeptrust/contracts", "."),
        FileName="Shop.sol",
        AdditionalSources=[
            {"Filename": "with-dtn-ai.sol", "SourceCode": verified.BASE},
            {"Filename": "idtn-ai.sol", "SourceCode": verified.ROUTER},
        ],
    ),
    "Sourcify's answer": verified.sourcify(),
    "Sourcify's answer, partial": verified.sourcify(match="match", chainId=137),
    "Sourcify's answer with metadata alone": {
        "address": verified.ADDRESS,
        "chainId": "137",
        "sources": verified.contents(),
        "metadata": verified.metadata(),
    },
    "metadata": verified.metadata(literal=True),
    "metadata as a text beside": {
        "sources": verified.contents(),
        "metadata": json.dumps(verified.metadata()),
    },
    "metadata of one file": verified.metadata({"Shop.sol": verified.FLAT}, literal=True),
}


@pytest.mark.parametrize("form", RIGHT)
def test_forms_that_are_right(form: str, write: Write) -> None:
    place = write("answer.json", RIGHT[form])
    planned = plan([place])
    closure = only(planned)
    assert planned.bundled == ()
    assert any("contract Shop" in closure.by_unit[one].text for one in closure.targets)
    assert closure.verified
    if not form.startswith("standard JSON") or "version" in form:
        assert closure.versions == (verified.VERSION,)
    text = "".join(file.text for file in closure.files)
    assert "function setAi(address router) public" in text


def test_settings_are_those_that_were_used(write: Write) -> None:
    document = verified.standard(viaIR=True, evmVersion="london")
    closure = only(plan([write("input.json", document)]))
    assert (closure.via_ir, closure.evm_version, closure.versions) == (True, "london", ())
    closure = only(
        plan([write("input.json", verified.etherscan(verified.FLAT, EVMVersion="Paris"))])
    )
    assert (closure.via_ir, closure.evm_version) == (False, "paris")


@pytest.mark.parametrize("match", ["full_match", "partial_match"])
@pytest.mark.parametrize("above", [0, 2, 4])
def test_folders_of_sourcify(match: str, above: int, tmp_path: Path) -> None:
    place = verified.repository(tmp_path, match)
    planned = plan([(place, *place.parents)[above]])
    assert targets(planned, place) == ["sources/contracts/Shop.sol"]
    assert planned.bundled == ()
    (deployment,) = planned.deployments
    assert (deployment.address, deployment.chain) == (verified.ADDRESS, "137")
    assert (deployment.name, deployment.match) == ("Shop", match)
    assert only(planned).evm_version == "paris"


def test_folders_of_sourcify_whose_names_were_changed(tmp_path: Path) -> None:
    place = verified.repository(tmp_path, files={"Shop.sol": verified.SHOP})
    (place / "sources" / "base.sol").write_text(verified.BASE)
    (place / "sources" / "idtn-ai.sol").write_text(verified.ROUTER)
    said = verified.metadata(
        {
            "Shop.sol": verified.SHOP,
            "@deeptrust/contracts/with-dtn-ai.sol": verified.BASE,
            "@deeptrust/contracts/idtn-ai.sol": verified.ROUTER,
        }
    )
    (place / "metadata.json").write_text(json.dumps(said))
    translation = {
        "@deeptrust/contracts/with-dtn-ai.sol": "base.sol",
        "@deeptrust/contracts/idtn-ai.sol": "idtn-ai.sol",
        "x.sol": "../../../secret.sol",
    }
    (place / "path-translation.json").write_text(json.dumps(translation))
    planned = plan([place])
    assert planned.problems == ()
    # An import of what goes by another name now is still that file.
    assert {Path(file.path).name for file in only(planned).files} >= {"Shop.sol", "base.sol"}


def test_folders_of_sourcify_with_names_of_digests(tmp_path: Path) -> None:
    place = verified.repository(tmp_path)
    said = json.loads((place / "metadata.json").read_text())
    for unit, source in said["sources"].items():
        (place / "sources" / unit).rename(place / "sources" / source["keccak256"])
    planned = plan([place])
    assert "contract Shop" in only(planned).by_unit[only(planned).targets[0]].text


def test_a_file_that_was_altered_is_told(tmp_path: Path) -> None:
    place = verified.repository(tmp_path)
    (place / "sources/contracts/Shop.sol").write_text(verified.SHOP + "// and more\n")
    planned = plan([place])
    assert [problem.kind for problem in planned.problems] == [ProblemKind.ALTERED]
    assert not planned.problems[0].unchecked
    assert "// and more" in planned.closures[0].by_unit[planned.closures[0].targets[0]].text


def test_what_lies_in_a_zip(write: Write, tmp_path: Path) -> None:
    place = verified.repository(tmp_path / "repository")
    entries: dict[str, str | bytes] = {
        str(file.relative_to(tmp_path / "repository")): file.read_bytes()
        for file in place.rglob("*")
        if file.is_file()
    }
    entries["answers/flat.json"] = json.dumps(verified.etherscan(verified.FLAT))
    entries["readme.txt"] = "of no interest"
    planned = plan([write("all.zip", verified.zipped(entries))])
    assert planned.problems == ()
    assert targets(planned, tmp_path / "all.zip") == [
        "answers/flat.json/Shop.sol",
        f"contracts/full_match/137/{verified.ADDRESS}/sources/contracts/Shop.sol",
    ]


def test_several_results_of_one_answer(write: Write) -> None:
    answer = verified.etherscan(verified.FLAT)
    answer["result"].append(verified.result(verified.FLAT, Address=verified.ADDRESS))
    answer["result"].append(verified.result(verified.FLAT))
    answer["result"].append(verified.result(""))
    place = write("answer.json", answer)
    planned = plan([place])
    assert targets(planned, place) == [
        f"{verified.ADDRESS}/Shop.sol",
        "Shop/Shop.sol",
        "Shop~2/Shop.sol",
    ]
    assert [problem.kind for problem in planned.problems] == [ProblemKind.NOT_VERIFIED]


def test_the_address_may_be_the_name_of_the_file(write: Write) -> None:
    planned = plan([write(f"{verified.ADDRESS}.json", verified.etherscan(verified.FLAT))])
    assert planned.deployments[0].address == verified.ADDRESS
    assert planned.deployments[0].chain == ""


def test_what_the_contract_is_not_made_of_is_left_out(write: Write) -> None:
    other = verified.SHOP.replace("Shop", "Other")
    files = {**verified.FILES, "contracts/Other.sol": other}
    place = write("answer.json", verified.sourcify(files))
    assert targets(plan([place]), place) == ["contracts/Shop.sol"]
    # Where nobody says which one it is, all are checked.
    place = write("input.json", verified.standard(files))
    assert targets(plan([place]), place) == ["contracts/Other.sol", "contracts/Shop.sol"]


def test_folders_hold_answers_beside_sources(write: Write, tmp_path: Path) -> None:
    write("one/answer.json", verified.sourcify())
    write("one/package.json", {"name": "x", "sources": 1})
    write("one/abi.json", [{"type": "function"}])
    write("one/Flat.sol", verified.FLAT)
    planned = plan([tmp_path])
    assert planned.problems == ()
    assert targets(planned, tmp_path) == ["one/Flat.sol", "one/answer.json/contracts/Shop.sol"]


def test_projects_keep_what_they_write(write: Write, tmp_path: Path) -> None:
    write("foundry.toml", "[profile.default]\n")
    write("src/Flat.sol", verified.FLAT)
    write("src/deployed.json", verified.standard())
    build = write("out/build-info/5eed.json", verified.build_info())
    assert targets(plan([tmp_path]), tmp_path) == ["src/Flat.sol"]
    assert targets(plan([build]), build) == ["contracts/Shop.sol"]


# What is there, nothing stands in for


def test_a_stand_in_never_replaces_a_file_that_is_there(tmp_path: Path) -> None:
    place = verified.repository(tmp_path)
    (place / "metadata.json").unlink()  # what somebody downloaded file by file
    for path in (place / "sources", place / "sources/contracts/Shop.sol", tmp_path):
        planned = plan([path], cwd=tmp_path)
        assert planned.bundled == ()
        files = {file.path: file.text for closure in planned.closures for file in closure.files}
        assert (
            "address router) public"
            in files[str(place / "sources/@deeptrust/contracts/with-dtn-ai.sol")]
        )


def test_a_stand_in_replaces_no_part_of_a_package_that_is_there(write: Write) -> None:
    files = {k: v for k, v in verified.FILES.items() if "with-dtn-ai" not in k}
    planned = plan([write("answer.json", verified.sourcify(files))])
    assert planned.closures == ()
    assert [problem.kind for problem in planned.problems] == [ProblemKind.MISSING_IMPORT]
    files = {"contracts/Shop.sol": verified.SHOP}
    planned = plan([write("answer.json", verified.sourcify(files))])
    assert planned.bundled
    assert plan([write("answer.json", verified.sourcify(files))], stubs=False).problems


# Three of each kind that are wrong

WRONG: dict[str, tuple[Any, ProblemKind, str]] = {
    "standard JSON with addresses": (
        {"language": "Solidity", "sources": {"A.sol": {"urls": ["ipfs://x"]}}},
        ProblemKind.NOT_VERIFIED,
        "does not hold them",
    ),
    "standard JSON of Yul": (
        {**verified.standard(), "language": "Yul"},
        ProblemKind.NOT_VERIFIED,
        "written in Yul",
    ),
    "standard JSON of numbers": (
        {"language": "Solidity", "sources": {"A.sol": {"content": 1}}},
        ProblemKind.NOT_VERIFIED,
        "not as they have to be",
    ),
    "a build-info without input": (
        {"id": "5eed", "source_id_to_path": {"0": "src/A.sol"}, "language": "Solidity"},
        ProblemKind.NOT_SOLIDITY,
        "without its input",
    ),
    "a build-info of a nightly": (
        verified.build_info(solcVersion="0.8.29", solcLongVersion="0.8.29-nightly.2025.1.1"),
        ProblemKind.NOT_VERIFIED,
        "no released solc",
    ),
    "a build-info whose input is none": (
        {"input": 5, "solcVersion": "0.8.28"},
        ProblemKind.NOT_VERIFIED,
        "not as they have to be",
    ),
    "a build-info whose input has no sources": (
        {"input": {"language": "Solidity"}, "solcVersion": "0.8.28"},
        ProblemKind.NOT_SOLIDITY,
        "neither Solidity nor verified sources",
    ),
    "Etherscan, not verified": (verified.etherscan(""), ProblemKind.NOT_VERIFIED, "not verified"),
    "Etherscan, limited": (
        {"status": "0", "message": "NOTOK", "result": "Max rate limit reached"},
        ProblemKind.NOT_VERIFIED,
        "Max rate limit reached",
    ),
    "Etherscan, Vyper": (
        verified.etherscan("@external", CompilerVersion="vyper:0.3.7"),
        ProblemKind.NOT_VERIFIED,
        "written in Vyper",
    ),
    "Etherscan, broken": (
        verified.etherscan("{{broken}}"),
        ProblemKind.NOT_VERIFIED,
        "not as they have to be",
    ),
    "Sourcify, not found": (
        {"customCode": "not_found", "message": "Contract not found", "errorId": "1"},
        ProblemKind.NOT_VERIFIED,
        "without sources",
    ),
    "Sourcify, few fields": (
        {"match": "match", "chainId": "1", "address": verified.ADDRESS},
        ProblemKind.NOT_VERIFIED,
        "fields=all",
    ),
    "Sourcify, Vyper": (
        verified.sourcify(compilation={"language": "Vyper", "compilerVersion": "0.3.7"}),
        ProblemKind.NOT_VERIFIED,
        "written in Vyper",
    ),
    "metadata without sources' text": (
        verified.metadata(),
        ProblemKind.NOT_VERIFIED,
        "does not hold them",
    ),
    "metadata of another compiler": (
        {**verified.metadata(literal=True), "compiler": {"version": "solang 0.3"}},
        ProblemKind.NOT_VERIFIED,
        "no released solc",
    ),
    "metadata whose settings are none": (
        {**verified.metadata(literal=True), "settings": []},
        ProblemKind.NOT_VERIFIED,
        "not as they have to be",
    ),
    "an ABI": ([{"type": "function", "name": "x"}], ProblemKind.NOT_SOLIDITY, "ABI"),
    "an artifact": ({"abi": [], "bytecode": "0x60"}, ProblemKind.NOT_SOLIDITY, "artifact"),
    "bytecode": ("0x6080604052" + "ab" * 60, ProblemKind.NOT_SOLIDITY, "bytecode"),
    "the answer to eth_getCode": (
        {"jsonrpc": "2.0", "id": 1, "result": "0x6080604052" + "ab" * 60},
        ProblemKind.NOT_SOLIDITY,
        "bytecode",
    ),
    "anything": ("hello", ProblemKind.NOT_SOLIDITY, "standard JSON"),
    "nothing": ("", ProblemKind.NOT_SOLIDITY, "standard JSON"),
    "depth": ("[" * 200_000, ProblemKind.NOT_SOLIDITY, "standard JSON"),
    "a .zip that breaks off": (
        verified.zipped({"a.sol": verified.FLAT})[:60],
        ProblemKind.NOT_VERIFIED,
        "breaks off",
    ),
    "a .zip of something else": (
        verified.zipped({"a.txt": "x"}),
        ProblemKind.NOT_SOLIDITY,
        "no Solidity file",
    ),
    "a .zip of a wrong answer": (
        verified.zipped({"a.json": json.dumps(verified.etherscan(""))}),
        ProblemKind.NOT_VERIFIED,
        "not verified",
    ),
}


@pytest.mark.parametrize("form", WRONG)
def test_forms_that_are_wrong(form: str, write: Write) -> None:
    content, kind, said = WRONG[form]
    planned = plan([write("input", content)])
    assert planned.closures == ()
    (problem,) = planned.problems
    assert problem.kind is kind
    assert said in problem.message
    assert problem.message.endswith((".", ")."))


def test_folders_of_sourcify_that_are_wrong(tmp_path: Path) -> None:
    place = verified.repository(tmp_path)
    text = (place / "metadata.json").read_text()
    (place / "metadata.json").write_text(text.replace(verified.LONG_VERSION, "0.8.28-develop"))
    assert "no released solc" in plan([place]).problems[0].message
    (place / "metadata.json").write_text(text.replace('"Solidity"', '"Vyper"'))
    assert "not written in Solidity" in plan([place]).problems[0].message
    # Other tools have files of this name: the folder is one like any other.
    (place / "metadata.json").write_text('{"name": "a picture"}')
    assert "sources/contracts/Shop.sol" in targets(plan([place]), place)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (verified.ADDRESS, "is an address"),
        (f"https://etherscan.io/address/{verified.ADDRESS}#code", "on the web"),
        ("0x6080604052" + "ab" * 300, "is bytecode"),
    ],
)
def test_words_that_are_no_files(word: str, said: str, tmp_path: Path) -> None:
    planned = plan([word], cwd=tmp_path)
    (problem,) = planned.problems
    assert problem.kind is ProblemKind.MISSING_PATH
    assert said in problem.message
    assert "getsourcecode" in problem.remedy


@pytest.mark.parametrize("word", ["0x5eed", "contracts/0xabc.sol", "deadbeef" * 9])
def test_words_that_may_be_files(word: str, tmp_path: Path) -> None:
    assert "does not exist" in plan([word], cwd=tmp_path).problems[0].message


# What solc makes of names


@pytest.mark.parametrize(
    ("importer", "path", "remappings", "file"),
    [
        ("a/b/C.sol", "../D.sol", (), "a/D.sol"),
        ("a/b/C.sol", "../../../D.sol", (), "D.sol"),
        ("https://x.org/a/C.sol", "./D.sol", (), "https://x.org/a/D.sol"),
        ("/home/C.sol", "./D.sol", (), "/home/D.sol"),
        ("C.sol", "p/D.sol", ("p/=q/",), "q/D.sol"),
        ("C.sol", "p/q/D.sol", ("p/=1/", "p/q/=2/"), "2/D.sol"),
        ("c/C.sol", "p/D.sol", ("c:p/=1/", "p/=2/"), "1/D.sol"),
        ("C.sol", "p/D.sol", ("p/=1/", "p/=2/"), "2/D.sol"),
        ("a/C.sol", "./D.sol", ("a/=b/",), "b/D.sol"),
    ],
)
def test_imports(
    importer: str, path: str, remappings: tuple[str, ...], file: str, write: Write
) -> None:
    text = f'pragma solidity ^0.8.0;\nimport "{path}";\ncontract C {{ }}\n'
    others = dict.fromkeys(("1/D.sol", "2/D.sol", "a/D.sol", "D.sol"), "contract Wrong {}")
    files = {**others, importer: text, file: verified.ROUTER}
    document = verified.sourcify(files)
    document["compilation"]["fullyQualifiedName"] = f"{importer}:C"
    document["compilation"]["compilerSettings"]["remappings"] = remappings
    closure = only(plan([write("answer.json", document)]))
    assert {one.text for one in closure.files} == {text, verified.ROUTER}


# Whoever deployed it wrote it

NAMES = (
    "../../x.sol",
    "/etc/passwd.sol",
    "C:\\x\\y.sol",
    "..\\..\\z.sol",
    "a//b.sol",
    "a/b.sol",
    "./a/b.sol",
    "a/./b.sol",
    "",
    ".",
    "..",
    "x\x1b[31m.sol",
    "x\n::error::y.sol",
    "x\0y.sol",
    "a.sol/b.sol",
    "a.sol",
    "a:b=c.sol",
    "x" * 5_000,
    "x" * 4_999 + "y",
)


def test_names_lead_nowhere_and_stay_apart() -> None:
    paths = placed(NAMES)
    assert len(set(paths.values())) == len(NAMES)
    assert paths["a/b.sol"] == "a/b.sol"
    for path in paths.values():
        parts = path.split("/")
        assert not {"", ".", ".."} & set(parts)
        assert "\0" not in path
        assert len(path) < 1_000


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names(name: str, write: Write, tmp_path: Path) -> None:
    (tmp_path / "x.sol").write_text("secret")
    place = write("sub/answer.json", verified.standard({name: verified.FLAT}))
    closure = only(plan([place]))
    (file,) = closure.files
    assert file.path.startswith(f"{place}{os.sep}")
    assert file.text == verified.FLAT
    assert "secret" not in file.text
    assert ":" not in file.unit


def test_imports_lead_out_of_nothing(write: Write, tmp_path: Path) -> None:
    write("Secret.sol", verified.ROUTER)
    text = (
        'pragma solidity ^0.8.0;\nimport "../Secret.sol";\nimport "/Secret.sol";\ncontract C {}\n'
    )
    for content in (
        verified.sourcify({"contracts/Shop.sol": text}),
        verified.zipped({"contracts/Shop.sol": text + "// startUserSession"}),
    ):
        planned = plan([write("input", content)], cwd=tmp_path)
        assert planned.closures == ()
        assert "interface" not in str(planned)


def test_large_files(write: Write) -> None:
    large = "//" + "x" * 50_000_000
    place = write("answer.json", verified.standard({**verified.FILES, "lib/Large.sol": large}))
    assert targets(plan([place]), place) == ["contracts/Shop.sol"]  # nobody needs it
    files = {"Shop.sol": f'import "./Large.sol";\n{verified.FLAT}', "Large.sol": large}
    planned = plan([write("answer.json", verified.standard(files))])
    assert {problem.kind for problem in planned.problems} == {ProblemKind.TOO_LARGE}


def test_of_files_too_large_to_be_read_those_are_told_that_look_as_if_they_held_sources(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "LARGEST_HOLDER", 1_000)
    write("Shop.sol", verified.FLAT)
    data = write("data.json", '{"rows": [' + "1, " * 1_000 + "1]}")
    assert plan([tmp_path]).problems == ()
    (named,) = plan([data]).problems
    assert named.kind is ProblemKind.TOO_LARGE
    write("answer.json", verified.standard({**verified.FILES, "Large.sol": "//" + "x" * 2_000}))
    (told,) = plan([tmp_path]).problems
    assert (told.kind, Path(told.path or "").name) == (ProblemKind.TOO_LARGE, "answer.json")


def test_many_files(write: Write) -> None:
    files = {f"contracts/{number}.sol": "contract C {}" for number in range(9_000)}
    place = write("answer.json", verified.standard({**files, **verified.FILES}))
    start = time.perf_counter()
    assert targets(plan([place]), place) == ["contracts/Shop.sol"]
    assert time.perf_counter() - start < 20
    files |= {f"more/{number}.sol": "" for number in range(1_001)}
    planned = plan([write("answer.json", verified.standard(files))])
    assert "holds 10001 files" in planned.problems[0].message


def test_zips_are_bounded(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(data: bytes) -> str:
        (problem,) = plan([write("a.zip", data)]).problems
        assert problem.kind is ProblemKind.NOT_VERIFIED
        return problem.message

    monkeypatch.setattr(archive, "MOST_BYTES", 1_000_000)
    assert "when it is unpacked" in said(verified.zipped({"a.sol": "x" * 2_000_000}))
    monkeypatch.setattr(archive, "MOST_ENTRIES", 10)
    assert "more entries" in said(verified.zipped({f"{n}.sol": "" for n in range(11)}))
    twice = io.BytesIO(verified.zipped({"a.sol": "x"}))
    with zipfile.ZipFile(twice, "a") as opened, pytest.warns(match="Duplicate"):
        opened.writestr("a.sol", "y")
    assert "twice" in said(twice.getvalue())
    whole = verified.zipped({"a.sol": verified.FLAT})
    damaged = bytearray(whole)
    damaged[60] ^= 0xFF
    assert "no .zip that can be read" in said(bytes(damaged))


@pytest.mark.parametrize("way", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zips_that_are_damaged_are_a_sentence_however_they_are_packed(way: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", way) as opened:
        opened.writestr("a.sol", verified.FLAT)
    whole = stream.getvalue()
    refused = 0
    for place in range(0, len(whole), 3):
        for byte in (0x00, 0xFF):
            try:
                archive.read(whole[:place] + bytes([byte]) + whole[place + 1 :])
            except Refusal:
                refused += 1
    assert refused > len(whole) // 4


@pytest.mark.parametrize(
    "name", ["../a.sol", "/a.sol", "x/../../a.sol", "C:/a.sol", "b/" * 70 + "a.sol"]
)
def test_entries_that_would_leave(name: str, write: Write, tmp_path: Path) -> None:
    entries: Mapping[str, str | bytes] = {name: verified.FLAT, "Shop.sol": verified.FLAT}
    place = write("sub/a.zip", verified.zipped(entries))
    planned = plan([place])
    assert targets(planned, place) == ["Shop.sol"]
    assert [problem.kind for problem in planned.problems] == [ProblemKind.OUTSIDE_ROOT]
    assert not (tmp_path / "a.sol").exists()


def test_links_in_zips_are_not_followed(write: Write) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        link = zipfile.ZipInfo("Link.sol")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, "/etc/passwd")
    planned = plan([write("a.zip", stream.getvalue())])
    assert "a link" in planned.problems[0].message


def test_links_in_folders_of_sourcify_are_not_followed(tmp_path: Path) -> None:
    place = verified.repository(tmp_path / "repository")
    (tmp_path / "secret.sol").write_text(verified.BASE)
    base = place / "sources/@deeptrust/contracts/with-dtn-ai.sol"
    base.unlink()
    base.symlink_to(tmp_path / "secret.sol")
    planned = plan([place])
    assert planned.closures == ()
    assert ProblemKind.MISSING_IMPORT in {problem.kind for problem in planned.problems}


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("v0.8.19+commit.7dd6d404", "0.8.19"),
        ("0.8.19+commit.7dd6d404.Linux.g++", "0.8.19"),
        ("soljson-v0.8.19+commit.7dd6d404.js", "0.8.19"),
        ("0.8.19", "0.8.19"),
        ("", ""),
    ],
)
def test_versions(said: str, version: str) -> None:
    assert release(said) == version
