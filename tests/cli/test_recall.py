"""A check that is answered as before says what it would say if it were done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dtnlint.compiler import chosen
from dtnlint.solcjs.build import cache_folder
from dtnlint.sources import Problem, plan
from tests.cli.conftest import BAR, write

WORDS = ("check", ".", "--verdicts", "--fail-on", "never", "--format")


@pytest.fixture
def version(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The compiler's version. There is a cache for this test alone, which knows it."""
    cache = tmp_path_factory.mktemp("cache")
    (one,) = chosen(plan([project], cwd=project).closures)
    assert not isinstance(one.solc, Problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        patch.setenv("LOCALAPPDATA", str(cache))
        cache_folder().mkdir(parents=True)
        (cache_folder() / Path(one.solc.path).name).symlink_to(one.solc.path)
        yield one.solc.version


_TELLING = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
from dtnlint.__main__ import main
main()
"""


def told(*words: str) -> tuple[int, bytes, set[str]]:
    """Exit code, output, and what was imported of dtnlint."""
    command = [sys.executable, "-c", _TELLING, *words]
    done = subprocess.run(command, capture_output=True, check=False)
    modules = done.stderr.decode().split()
    return done.returncode, done.stdout, {name for name in modules if name.startswith("dtnlint")}


def test_what_is_known_is_told_without_the_rest_of_dtnlint(version: str) -> None:
    plain = told(*WORDS, "text", "--no-cache")
    assert told(*WORDS, "text") == plain
    assert told(*WORDS, "text") == (*plain[:2], {"dtnlint", "dtnlint.__main__", *_LIGHT})
    # Other words, another folder or environment ask for something else.
    assert "dtnlint.run" in told(*WORDS, "json")[2]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORCE_COLOR", "1")
        assert "dtnlint.run" in told(*WORDS, "text")[2]


_LIGHT = ("dtnlint.disk", "dtnlint.programs", "dtnlint.recall", "dtnlint.shelf")


def edit(file: str, old: str, new: str) -> Callable[[], object]:
    return lambda: write(Path(file), Path(file).read_text(encoding="utf-8").replace(old, new))


def add(file: str, text: str) -> Callable[[], object]:
    return lambda: write(Path(file), text)


def relink() -> None:
    Path("Link.sol").unlink()
    Path("Link.sol").symlink_to("shop/Shop.sol")


CHANGES: dict[str, Callable[[], object]] = {
    "a consumer": edit("bar/Bar.sol", "tab", "bill"),
    "an import": edit("shop/Till.sol", "sessionId = 0;", ""),
    "a comment": edit("bar/Bar.sol", "tab =", "// dtnlint: ignore[all] so\n        tab ="),
    "a new consumer": add("bar/Baz.sol", BAR.replace("Bar", "Baz")),
    "no consumer any more": lambda: Path("bar/Bar.sol").unlink(),
    "settings": add("dtnlint.toml", 'ignore = ["money"]'),
    "nearer settings": add("bar/dtnlint.toml", 'ignore = ["all"]'),
    "other settings": edit("pyproject.toml", "sessions", "money"),
    "a package that a file stood in for": add(
        "node_modules/@deeptrust/contracts/README.md", "Nothing is here."
    ),
    "a remapping": add("remappings.txt", "@deeptrust/=nowhere/"),
    "a layout": add("foundry.toml", "[profile.default]\nsrc = 'shop'"),
    "a project within": add("bar/foundry.toml", ""),
    "another layout": add("hardhat.config.js", "paths: { sources: 'shop' }"),
    "a commit": edit(".git/refs/heads/main", "1", "2"),
    "a link": relink,
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_seen(change: str, project: Path, version: str) -> None:
    write(project / "pyproject.toml", '[tool.dtnlint]\nignore = ["sessions"]')
    (project / "Link.sol").symlink_to("bar/Bar.sol")
    write(project / ".git" / "HEAD", "ref: refs/heads/main")
    write(project / ".git" / "refs" / "heads" / "main", "1" * 40)
    write(project / ".git" / "config", '[remote "origin"]\nurl = https://example.org/it')
    before = told(*WORDS, "sarif")
    assert told(*WORDS, "sarif") == (*before[:2], {"dtnlint", "dtnlint.__main__", *_LIGHT})
    CHANGES[change]()
    after = told(*WORDS, "sarif")
    assert "dtnlint.run" in after[2]
    assert after[:2] == told(*WORDS, "sarif", "--no-cache")[:2]


def test_what_failed_or_wrote_files_is_done_again(project: Path, version: str) -> None:
    for words in (("--output", "report.txt"), ("--report", "json=report.json"), ("--timings",)):
        for _ in range(2):
            assert "dtnlint.run" in told(*WORDS, "text", *words)[2]
    write(project / "bar" / "Bar.sol", BAR.replace("tab =", "tab"))
    for _ in range(2):
        code, _, modules = told(*WORDS, "text")
        assert code == 3
        assert "dtnlint.run" in modules


_SPY = """
import builtins, io, json, os, sys
looked = []
def spied(module, name):
    look = getattr(module, name)
    def spy(path, *rest, **more):
        if isinstance(path, (str, os.PathLike)):
            looked.append((name, os.path.abspath(os.fspath(path))))
        return look(path, *rest, **more)
    setattr(module, name, spy)
for module, name in ((builtins, "open"), (io, "open"), *((os, name) for name in
        ("stat", "lstat", "open", "scandir", "listdir", "access", "readlink"))):
    spied(module, name)
from dtnlint import cli, disk
disk.record()
try:
    cli.main()
finally:
    print(json.dumps([looked, disk.recorded()]), file=sys.stderr)
"""


def looks(spy: str) -> tuple[list[tuple[str, str]], dict[str, object]]:
    """What a check has looked at: by `spy`, and by its own record."""
    done = subprocess.run(
        [sys.executable, "-c", spy, *WORDS, "sarif"], capture_output=True, text=True, check=True
    )
    looked, seen = json.loads(done.stderr)
    return looked, seen


def test_every_look_at_the_project_and_at_home_is_recorded(project: Path, version: str) -> None:
    write(project / "pyproject.toml", '[tool.dtnlint]\nper-path."bar/**" = { ignore = ["all"] }')
    write(project / ".git" / "config", '[remote "origin"]\nurl = https://example.org/it')
    home = project / "home"
    write(home / ".svm" / "0.8.20" / "solc-0.8.20", "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("USERPROFILE", str(home))
        _, first = looks(_SPY)
        looked, seen = looks(_SPY)
    # The first one does more, but what it says follows from the same.
    assert seen == first
    recorded: set[str] = set()
    resolved: set[str] = set()
    for look in seen:
        what, _, path = look.partition(" ")
        path = path.partition(" ")[2] if what in ("text", "match") else path
        recorded.add(os.path.abspath(path))
        if what == "real":
            resolved |= {os.path.abspath(path), *map(str, Path(os.path.abspath(path)).parents)}
    # Whether a word of the command line is a file's name changes no report.
    words = {str(project / word) for word in (*WORDS, "sarif")}
    unseen = {
        (name, path)
        for name, path in looked
        if path.startswith(str(project))
        and path not in words
        and path not in recorded
        and not (name in ("lstat", "readlink") and path in resolved)
    }
    assert unseen == set()
    assert len(recorded) > 20


@pytest.mark.parametrize(
    "kept", [b"", b"[]", b"{}", b'{"seen": 1}', b'{"seen": {"text old-fashioned": "0"}}', b"\xff"]
)
def test_what_another_version_kept_in_another_way_is_not_known(kept: bytes) -> None:
    from dtnlint import recall

    assert recall._unchanged(kept) is None
