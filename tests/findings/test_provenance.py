"""The revision of a work tree, read without running git."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dtnlint.findings.finding import VersionControl
from dtnlint.findings.provenance import subdirectory, version_control

REVISION = "0123456789abcdef0123456789abcdef01234567"


def repository(
    root: Path, remote: str = "https://example.org/a/b.git", head: str = "ref: refs/heads/main"
) -> Path:
    files = {
        "HEAD": head + "\n",
        "config": f'[core]\n\tbare = false\n[remote "origin"]\n\turl = {remote}\n',
        "refs/heads/main": REVISION + "\n",
    }
    for name, text in files.items():
        file = root / ".git" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def test_a_branch_of_a_repository(tmp_path: Path) -> None:
    assert version_control(repository(tmp_path)) == VersionControl(
        "https://example.org/a/b.git", REVISION, "main"
    )


def test_a_folder_within_a_repository(tmp_path: Path) -> None:
    inner = repository(tmp_path) / "packages" / "a"
    inner.mkdir(parents=True)
    assert version_control(inner) == version_control(tmp_path)
    assert subdirectory(inner) == "packages/a"
    assert subdirectory(tmp_path) == ""


def test_where_a_folder_lies_is_known_without_a_remote(tmp_path: Path) -> None:
    inner = tmp_path / "top" / "packages" / "a"
    inner.mkdir(parents=True)
    (tmp_path / "top" / ".git").mkdir()
    assert version_control(inner) is None
    assert subdirectory(inner) == "packages/a"


def test_a_detached_head_has_no_branch(tmp_path: Path) -> None:
    found = version_control(repository(tmp_path, head=REVISION))
    assert found is not None
    assert (found.revision, found.branch) == (REVISION, None)


def test_a_packed_reference(tmp_path: Path) -> None:
    repository(tmp_path)
    (tmp_path / ".git/refs/heads/main").unlink()
    packed = f"# pack-refs\n{REVISION} refs/heads/main\n^{REVISION}\n"
    (tmp_path / ".git/packed-refs").write_text(packed)
    found = version_control(tmp_path)
    assert found is not None
    assert found.revision == REVISION


def test_a_new_repository_has_no_revision(tmp_path: Path) -> None:
    repository(tmp_path)
    (tmp_path / ".git/refs/heads/main").unlink()
    found = version_control(tmp_path)
    assert found is not None
    assert (found.revision, found.branch) == (None, "main")


def test_a_second_work_tree(tmp_path: Path) -> None:
    git = repository(tmp_path / "main") / ".git"
    admin = git / "worktrees" / "second"
    admin.mkdir(parents=True)
    (admin / "HEAD").write_text("ref: refs/heads/main\n")
    (admin / "commondir").write_text("../..\n")
    second = tmp_path / "second"
    second.mkdir()
    (second / ".git").write_text(f"gitdir: {admin}\n")
    (admin / "gitdir").write_text(f"{second / '.git'}\n")
    assert version_control(second) == version_control(tmp_path / "main")


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://name:secret@example.org/a/b.git", "https://example.org/a/b.git"),
        ("https://secret@example.org:8443/a/b", "https://example.org:8443/a/b"),
        ("git@example.org:a/b.git", "https://example.org/a/b.git"),
        ("ssh://git@example.org/a/b.git", "ssh://example.org/a/b.git"),
        ("https://example.org/a?token=secret#x", "https://example.org/a"),
    ],
)
def test_an_address_keeps_no_secret(tmp_path: Path, remote: str, address: str) -> None:
    found = version_control(repository(tmp_path, remote))
    assert found is not None
    assert found.repository == address


@pytest.mark.parametrize(
    "remote", ["/srv/git/b.git", "../b", "file:///srv/b", "C:/b", "https://", "https://[x/b", ""]
)
def test_a_folder_of_this_machine_is_no_address(tmp_path: Path, remote: str) -> None:
    assert version_control(repository(tmp_path, remote)) is None


def test_origin_counts_among_several_remotes(tmp_path: Path) -> None:
    repository(tmp_path)
    with (tmp_path / ".git/config").open("a") as config:
        config.write('[remote "a"]\n\turl = https://example.org/fork.git\n')
    found = version_control(tmp_path)
    assert found is not None
    assert found.repository == "https://example.org/a/b.git"


@pytest.mark.parametrize(
    "head",
    ["ref: ../../../../etc/passwd", "ref: refs/../../x", "garbage", "", "ref: /etc/passwd"],
)
def test_a_hostile_head_gives_no_revision(tmp_path: Path, head: str) -> None:
    found = version_control(repository(tmp_path, head=head))
    assert found is not None
    assert found.revision is None


def test_no_repository_no_provenance(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    assert version_control(tmp_path) is None


def elsewhere(tmp_path: Path) -> Path:
    """Another repository's folder of Git's, with a work tree beside it."""
    git = repository(tmp_path / "private") / ".git"
    admin = git / "worktrees" / "theirs"
    admin.mkdir(parents=True)
    (admin / "HEAD").write_text("ref: refs/heads/main\n")
    (admin / "commondir").write_text("../..\n")
    (admin / "gitdir").write_text(f"{tmp_path / 'theirs' / '.git'}\n")
    return git


@pytest.mark.parametrize("inside", ["", "worktrees/theirs"])
def test_another_repository_that_is_only_named_is_not_told_of(tmp_path: Path, inside: str) -> None:
    git = elsewhere(tmp_path)
    project = tmp_path / "project"
    project.mkdir()
    (project / ".git").write_text(f"gitdir: {git / inside}\n")
    assert version_control(project) is None


def test_another_repository_that_is_linked_is_not_told_of(tmp_path: Path) -> None:
    git = elsewhere(tmp_path)
    project = tmp_path / "project"
    project.mkdir()
    (project / ".git").symlink_to(git)
    assert version_control(project) is None


def test_settings_of_another_repository_that_are_linked_are_not_told_of(tmp_path: Path) -> None:
    git = elsewhere(tmp_path)
    project = repository(tmp_path / "project")
    (project / ".git" / "config").unlink()
    (project / ".git" / "config").symlink_to(git / "config")
    assert version_control(project) is None


def test_a_submodule(tmp_path: Path) -> None:
    kept = repository(tmp_path / "whole").joinpath(".git", "modules", "part")
    repository(kept)
    (kept / ".git").rename(tmp_path / "moved")
    kept.rmdir()
    (tmp_path / "moved").rename(kept)
    part = tmp_path / "whole" / "part"
    part.mkdir()
    (part / ".git").write_text("gitdir: ../.git/modules/part\n")
    with (kept / "config").open("a") as config:
        config.write("[core]\n\tworktree = ../../../part\n")
    found = version_control(part)
    assert found is not None
    assert found.repository == "https://example.org/a/b.git"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    project = repository(tmp_path)
    (project / ".git" / "HEAD").unlink()
    os.mkfifo(project / ".git" / "HEAD")
    found = version_control(project)
    assert found is not None
    assert found.branch is None
