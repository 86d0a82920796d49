"""`--new-since`: what a change brings, told by judging the other revision as well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dtnlint import since
from tests.cli.conftest import BAR, SHOP, TILL, Call, git, write

RULES = "--select=dtn-unclosable-session,dtn-double-close,dtn-unreset-session"
KEPT = TILL.replace("        sessionId = 0;\n", "")


@pytest.fixture
def repository(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The project with its files committed; `shop/Shop.sol` needs an untracked package."""
    (project / ".git").rmdir()
    write(project / "shop" / "Shop.sol", 'import "dep/Dep.sol";\n' + SHOP)
    write(project / "shop" / "Till.sol", KEPT)
    write(project / "node_modules" / "dep" / "Dep.sol", "pragma solidity ^0.8.0;\n")
    write(project / ".gitignore", "node_modules\n")
    git(project, "init", "-q", "-b", "main")
    commit(project)
    cache = tmp_path_factory.mktemp("cache")
    monkeypatch.setattr("dtnlint.cli.user_cache", lambda: cache)
    return project


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "a change")


def found(call: Call, *words: object) -> list[tuple[str, str, str]]:
    outcome = call("check", "--format=json", *words)
    return sorted(
        (one["rule"], one["location"]["path"], one["baseline"])
        for one in json.loads(outcome.out)["findings"]
        if one["baseline"] != "unchanged"
    )


def test_what_was_there_is_known_and_what_is_new_is_told(repository: Path, dtnlint: Call) -> None:
    before = json.loads(dtnlint("check", "--format=json", RULES).out)["findings"]
    assert {one["rule"] for one in before} == {
        "dtn-double-close",
        "dtn-unreset-session",
        "dtn-unclosable-session",
    }
    assert found(dtnlint, RULES, "--new-since", "HEAD") == []
    assert dtnlint("check", RULES, "--new-since", "HEAD").code == 0
    # Lines move, a consumer comes, and another is mended.
    write(repository / "shop" / "Till.sol", "// moved\n\n" + KEPT)
    write(repository / "new" / "New.sol", BAR.replace("Bar", "New"))
    write(
        repository / "bar" / "Bar.sol",
        BAR.replace("tab;", "tab; // none").replace("        tab = ai.startUserSession();\n", ""),
    )
    expected = [
        ("dtn-unclosable-session", "bar/Bar.sol", "absent"),
        ("dtn-unclosable-session", "new/New.sol", "new"),
    ]
    assert found(dtnlint, RULES, "--new-since", "HEAD") == expected
    commit(repository)
    assert found(dtnlint, RULES, "--new-since", "HEAD") == []
    assert found(dtnlint, RULES, "--new-since", "HEAD~1") == expected
    assert dtnlint("check", RULES, "--new-since", "main^").code == 1


def test_a_part_of_a_repository_is_compared_with_that_part(
    repository: Path, dtnlint: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "shop")
    write(repository / "shop" / "Till.sol", KEPT.replace("shut()", "shutDown()"))
    told = found(dtnlint, RULES, "--new-since", "HEAD", ".")
    assert {path for _, path, _ in told} <= {"Till.sol"}
    assert found(dtnlint, RULES, "--new-since", "HEAD", "Shop.sol") == told


def test_a_package_of_a_workspace_is_that_of_the_revision(repository: Path, dtnlint: Call) -> None:
    """It is reached over a link that the repository does not hold."""
    base = KEPT.replace("Till", "Base").replace("shut", "end")
    write(repository / "base" / "Base.sol", base)
    (repository / "node_modules" / "base").symlink_to("../base")
    heir = SHOP.replace("./Till.sol", "base/Base.sol").replace("Till", "Base")
    heir = heir.replace("Shop", "Heir")
    write(repository / "heir" / "Heir.sol", heir)
    commit(repository)
    assert found(dtnlint, RULES, "--new-since", "HEAD") == []
    mended = base.replace("(sessionId);\n", "(sessionId);\n        sessionId = 0;\n")
    write(repository / "base" / "Base.sol", mended)
    assert {one[1:] for one in found(dtnlint, RULES, "--new-since", "HEAD")} == {
        ("base/Base.sol", "absent")
    }


def test_the_settings_of_now_hold_for_both(repository: Path, dtnlint: Call) -> None:
    write(repository / "dtnlint.toml", 'select = ["dtn-unreset-session"]')
    commit(repository)
    write(repository / "dtnlint.toml", 'select = ["dtn-unreset-session", "dtn-double-close"]')
    assert found(dtnlint, "--new-since", "HEAD") == []


@pytest.mark.parametrize("data", [b"", b"\xff", b"{}", b"[]", b'{"baseline": 1}'])
def test_what_is_kept_and_damaged_is_judged_again(data: bytes) -> None:
    assert since._read(data) is None


def test_a_revision_is_judged_once(
    repository: Path, dtnlint: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = dtnlint("check", RULES, "--new-since", "HEAD")
    judged: list[object] = []
    judge = since._judged
    monkeypatch.setattr(since, "_judged", lambda *a: judged.append(a) or judge(*a))
    assert dtnlint("check", RULES, "--new-since", "HEAD") == first
    assert judged == []
    # What it was judged with is something else now.
    write(repository / "node_modules" / "dep" / "Dep.sol", "pragma solidity ^0.8.1;\n")
    dtnlint("check", RULES, "--new-since", "HEAD")
    assert len(judged) == 1


def test_what_did_not_compile_then_counts_as_new(repository: Path, dtnlint: Call) -> None:
    write(repository / "bar" / "Bar.sol", BAR.replace("tab =", "tab"))
    commit(repository)
    write(repository / "bar" / "Bar.sol", BAR)
    outcome = dtnlint("check", RULES, "--new-since", "HEAD")
    assert "1 file could not be analysed as of HEAD: what is found there counts as new" in (
        outcome.out
    )
    assert outcome.code == 1
    assert "dtn-unclosable-session" in outcome.out
    assert "dtn-double-close" not in outcome.out


def test_what_was_not_there_at_all_is_new(repository: Path, dtnlint: Call) -> None:
    write(repository / "later" / "Bar.sol", BAR)
    assert found(dtnlint, RULES, "--new-since", "HEAD", "later") == [
        ("dtn-unclosable-session", "later/Bar.sol", "new")
    ]


def test_what_was_unknown_before_fails_no_strict_check(repository: Path, dtnlint: Call) -> None:
    run = (
        "function shut() external { require(tab != 0); ai.closeUserSession(tab); tab = 0; }"
        " function run(uint256 at) external { assembly { sstore(at, 1) } }"
    )
    dark = BAR.rstrip().removesuffix("}") + f"    {run}\n}}\n"
    write(repository / "bar" / "Bar.sol", dark)
    words = ("check", "bar", "--strict", "--fail-on=never")
    assert dtnlint(*words).code == 1
    assert dtnlint(*words, "--new-since", "HEAD").code == 1
    commit(repository)
    write(repository / "bar" / "Bar.sol", "// moved\n" + dark)
    assert dtnlint(*words).code == 1
    assert dtnlint(*words, "--new-since", "HEAD").code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--new-since", "nope"), "--new-since: There is no revision nope in this repository."),
        (("--new-since", "HEAD", "--baseline", "Coin.sol"), "both say what is known; give one."),
    ],
)
def test_what_makes_no_sense_is_a_sentence(
    repository: Path, dtnlint: Call, words: tuple[str, ...], sentence: str
) -> None:
    outcome = dtnlint("check", *words)
    assert outcome.code == 2
    assert sentence in outcome.err


def test_without_a_repository_it_is_said(
    tmp_path: Path, dtnlint: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "Bar.sol", BAR)
    monkeypatch.chdir(tmp_path)
    outcome = dtnlint("check", "--new-since", "HEAD")
    assert outcome.code == 2
    assert "wants all that is checked in one Git repository" in outcome.err
