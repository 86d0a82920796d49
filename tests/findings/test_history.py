"""Files of other revisions, read without git; git itself says what is right."""

from __future__ import annotations

import os
import random
import re
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from dtnlint.findings import history
from dtnlint.findings.history import FILE, LINK, SUBMODULE, History, HistoryError, Kept, written

TIME = {"GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z"}


def git(top: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(top), *words],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, **TIME, "GIT_CONFIG_GLOBAL": os.devnull},
    ).stdout.strip()


@pytest.fixture(params=["loose", "packed", "chained"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Three commits, with a file that changes a little each time; two branches and two tags."""
    top = tmp_path / "top"
    top.mkdir()
    git(top, "init", "-q", "-b", "main")
    lines = [f"line {number} {random.Random(number).random()}" for number in range(400)]
    for turn in range(3):
        lines[turn * 100] = f"changed in {turn}"
        (top / "src").mkdir(exist_ok=True)
        (top / "src" / "Long.sol").write_text("\n".join(lines))
        (top / "Empty.sol").write_text("")
        (top / f"Only{turn}.sol").write_text(f"contract Only{turn} {{}}")
        (top / f"Only{turn - 1}.sol").unlink(missing_ok=True)
        if turn == 1:
            os.symlink("src/Long.sol", top / "Link.sol")
            git(top, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},lib/dep")
        git(top, "add", "-A", "--", ":!lib")
        git(top, "commit", "-q", "-m", f"commit {turn}")
        git(top, "tag", *(["-a", "-m", "a tag"] if turn == 1 else []), f"v{turn}")
    git(top, "branch", "side", "HEAD~1")
    git(top, "update-ref", "refs/remotes/origin/main", "HEAD~2")
    git(top, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    if request.param != "loose":
        depth = "50" if request.param == "chained" else "0"
        git(top, "repack", "-q", "-a", "-d", "-f", f"--depth={depth}", "--window=50")
        git(top, "pack-refs", "--all")
    return top


NAMES = ("HEAD", "main", "side", "v0", "v1", "v2", "HEAD~1", "HEAD^", "main~2")


@pytest.mark.parametrize("name", [*NAMES, "origin/main", "origin", "refs/tags/v1", "HEAD~0"])
def test_names_mean_what_git_means(repository: Path, name: str) -> None:
    with History(repository) as history:
        assert history.commit(name) == git(repository, "rev-parse", f"{name}^{{commit}}")


def test_the_beginning_of_a_digest_is_a_name(repository: Path) -> None:
    full = git(repository, "rev-parse", "HEAD~1")
    with History(repository) as history:
        for length in (7, 12, 39, 40):
            assert history.commit(full[:length]) == full


@pytest.mark.parametrize("name", ["v0", "side", "main"])
def test_files_are_those_that_git_lists(repository: Path, name: str) -> None:
    listed = {}
    for line in git(repository, "ls-tree", "-r", "-z", name).split("\0"):
        if line:
            facts, path = line.split("\t", 1)
            listed[path] = facts.split()
    kinds = {"100644": FILE, "100755": FILE, "120000": LINK, "160000": SUBMODULE}
    with History(repository) as history:
        files = {one.path: one for one in history.files(history.commit(name))}
        assert {path: (kinds[mode], id) for path, (mode, _, id) in listed.items()} == {
            path: (one.kind, one.id) for path, one in files.items()
        }
        for path, one in files.items():
            if one.kind == FILE:
                shown = subprocess.run(
                    ["git", "-C", repository, "show", f"{name}:{path}"],
                    capture_output=True,
                    check=True,
                )
                assert history.content(one) == shown.stdout


def test_a_work_tree_reads_its_repository(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", str(tmp_path / "other"), "side")
    with History(tmp_path / "other") as history:
        assert history.commit("HEAD") == git(repository, "rev-parse", "side")
        assert history.commit("main") == git(repository, "rev-parse", "main")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nope", "There is no revision nope"),
        ("HEAD~9", "has no parent"),
        ("0" * 40, "git fetch --unshallow"),
        ("", "There is no revision"),
        ("../../HEAD", "There is no revision"),
        ("HEAD:src", "There is no revision"),
        ("a b\x1b", "There is no revision"),
    ],
)
def test_what_is_not_there_is_a_sentence(repository: Path, name: str, sentence: str) -> None:
    with History(repository) as history, pytest.raises(HistoryError, match=re.escape(sentence)):
        history.commit(name)


def test_what_git_would_not_write_is_not_written(tmp_path: Path) -> None:
    top = tmp_path / "top"
    top.mkdir()
    git(top, "init", "-q")
    blob = subprocess.run(
        ["git", "-C", top, "hash-object", "-w", "--stdin"], input=b"x", capture_output=True
    ).stdout.strip()
    entries = b"".join(
        b"100644 " + name + b"\0" + bytes.fromhex(blob.decode())
        for name in (b"..", b".git", b"a/b", b"c\\d", b"fine.sol")
    )
    tree = subprocess.run(
        ["git", "-C", top, "hash-object", "-w", "-t", "tree", "--literally", "--stdin"],
        input=entries,
        capture_output=True,
        check=True,
    ).stdout.decode()
    commit = git(top, "commit-tree", "-m", "odd", tree.strip())
    (tmp_path / "out").mkdir()
    with History(top) as history:
        files = list(history.files(history.commit(commit)))
        assert [one.path for one in files] == ["fine.sol"]
        written(history, files[0], tmp_path / "out")
    assert (tmp_path / "out" / "fine.sol").read_bytes() == b"x"


@pytest.mark.parametrize("below", ["a/b.sol", "a/c/b.sol", "a"])
def test_nothing_is_written_behind_a_link(tmp_path: Path, below: str) -> None:
    """A tree that git would not write has a link, and a folder or a file by the same name."""
    outside, folder = tmp_path / "outside", tmp_path / "scratch"
    outside.mkdir()
    folder.mkdir()
    (outside / "b.sol").write_text("mine")
    top = tmp_path / "top"
    top.mkdir()
    git(top, "init", "-q")
    blobs = []
    for text in (str(outside / "b.sol" if below == "a" else outside), "theirs"):
        made = subprocess.run(
            ["git", "-C", top, "hash-object", "-w", "--stdin"],
            input=text.encode(),
            capture_output=True,
            check=True,
        )
        blobs.append(made.stdout.decode().strip())
    with History(top) as history:
        written(history, Kept("a", LINK, blobs[0]), folder)
        written(history, Kept(below, FILE, blobs[1]), folder)
        written(history, Kept(below, LINK, blobs[0]), folder)
    assert (folder / "a").is_symlink()
    assert [one.name for one in outside.iterdir()] == ["b.sol"]
    assert (outside / "b.sol").read_text() == "mine"


def test_damage_is_a_sentence_whatever_it_is(repository: Path) -> None:
    objects = repository / ".git" / "objects"
    victims = [file for file in objects.rglob("*") if file.is_file()]
    chance = random.Random(7)
    for _ in range(60):
        victim = chance.choice(victims)
        whole = victim.read_bytes()
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        victim.chmod(0o644)
        victim.write_bytes(damaged[: chance.randint(1, len(damaged))])
        try:
            with History(repository) as history:
                for one in history.files(history.commit("main")):
                    if one.kind == FILE:
                        history.content(one)
        except HistoryError:
            pass
        victim.write_bytes(whole)
    with History(repository) as history:
        assert list(history.files(history.commit("main")))


def test_an_index_that_breaks_off_is_none(repository: Path) -> None:
    for index in (repository / ".git" / "objects" / "pack").glob("*.idx"):
        index.chmod(0o644)
        index.write_bytes(index.read_bytes()[:400])
    missing = pytest.raises(HistoryError, match="There is no revision 0123456")
    with History(repository) as opened, missing:
        opened.commit("0123456")


def _pack(top: Path, kind: int, id: str, base: str, data: bytes) -> None:
    """A pack of one object, and an index that has it under a name of one's choice."""
    head = bytes([(kind << 4) | (len(data) & 15) | 0x80, len(data) >> 4])
    pack = b"PACK" + struct.pack(">II", 2, 1) + head + bytes.fromhex(base) + zlib.compress(data)
    fan = b"".join(struct.pack(">I", number >= int(id[:2], 16)) for number in range(256))
    index = b"\xfftOc" + struct.pack(">I", 2) + fan + bytes.fromhex(id) + bytes(4)
    place = top / ".git" / "objects" / "pack" / f"pack-{id}.pack"
    place.write_bytes(pack + bytes(20))
    place.with_suffix(".idx").write_bytes(index + struct.pack(">I", 12) + bytes(40))


def test_a_delta_upon_itself_is_damage(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    _pack(tmp_path, 7, "5e" * 20, "5e" * 20, bytes(100))
    with History(tmp_path) as opened, pytest.raises(HistoryError, match="is damaged"):
        opened.commit("5e" * 20)


def test_few_folders_that_hold_each_other_billions_of_times_are_not_gone_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "_MOST_ENTRIES", 10_000)
    git(tmp_path, "init", "-q", "-b", "main")
    inner, many = git(tmp_path, "hash-object", "-t", "tree", "-w", os.devnull), 30
    for _ in range(20):
        listed = "".join(f"040000 tree {inner}\t{number}\n" for number in range(many))
        done = subprocess.run(
            ["git", "mktree"],
            cwd=tmp_path,
            input=listed,
            capture_output=True,
            text=True,
            check=True,
        )
        inner = done.stdout.strip()
    commit = git(tmp_path, "commit-tree", inner, "-m", "deep")
    with History(tmp_path) as opened, pytest.raises(HistoryError, match="more than 10,000 files"):
        list(opened.files(opened.commit(commit)))


def test_where_there_is_no_repository_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="is in no Git repository"):
        History(tmp_path)
