"""Which revision of which repository a folder holds, read from ``.git`` as data.

Git itself is not run: a repository's configuration can name programs that git
would start. What cannot be read plainly is left out instead of guessed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct

from dtnlint import disk
from dtnlint.findings.finding import VersionControl

_LARGEST = 1 << 20
"""Files of ``.git`` with more bytes are not read."""
_REVISION = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SCP = re.compile(r"(?:[^@/\s]+@)?([A-Za-z0-9.-]{2,}):(?!/)(\S+)")
_BRANCH = "refs/heads/"


def version_control(root: Path) -> VersionControl | None:
    """The repository that holds `root`, if it has a remote with an address that others can use.

    Of several remotes ``origin`` counts, else the first by name. Credentials in the
    address are dropped; a remote that is a folder of this machine is no address.
    """
    top = repository_of(root)
    return None if top is None else _of(top / ".git")


def repository_of(root: Path) -> Path | None:
    """The top of the work tree that holds `root`, if it is in one."""
    return next((top for top in (root, *root.parents) if disk.exists(top / ".git")), None)


def subdirectory(root: Path) -> str:
    """Where `root` lies in its repository; empty at its top, and where there is none."""
    top = repository_of(root)
    inside = "." if top is None else Path(os.path.relpath(root, top)).as_posix()
    return "" if inside == "." else inside


class GitFolders(Struct, frozen=True):
    """Where Git keeps what it knows of a work tree; no link leads out of these folders."""

    own: Path
    """Of this work tree alone."""
    common: Path
    """Of all work trees of a repository."""


def _of(git: Path) -> VersionControl | None:
    found = _repository(git)
    address = None if found is None else _remote(found.common)
    if found is None or address is None:
        return None
    head = _read(found.own, "HEAD").strip()
    reference = head.removeprefix("ref:").strip() if head.startswith("ref:") else None
    branch = reference.removeprefix(_BRANCH) if reference is not None else None
    revision = head if reference is None else resolved(reference, found)
    return VersionControl(
        repository=address,
        revision=revision if revision and _REVISION.fullmatch(revision) else None,
        branch=branch if reference is not None and reference.startswith(_BRANCH) else None,
    )


def _read(folder: Path, name: str) -> str:
    """A small file in a folder as text; empty if there is none."""
    try:
        data = disk.read(folder / name, within=folder, most=_LARGEST)
    except (OSError, ValueError):
        return ""
    return data.decode("utf-8", "replace")


def _repository(git: Path) -> GitFolders | None:
    """What ``.git`` is or names: what it names elsewhere has to name it, too.

    Else a project could show what another repository of this machine is about.
    """
    if disk.leads_out(git, git.parent):
        return None
    if disk.is_folder(git):
        return GitFolders(git, git) if not _read(git, "commondir") else None
    line = _read(git.parent, git.name).strip()
    if not line.startswith("gitdir:"):
        return None
    folder = git.parent / line.removeprefix("gitdir:").strip()
    if not disk.is_folder(folder):
        return None
    real = Path(disk.real(folder))
    if real.parent.name == "worktrees":
        common = real.parents[1]
        if _same(_read(real, "commondir"), real, common) and _same(
            _read(real, "gitdir"), real, git
        ):
            return GitFolders(real, common)
        return None
    if _same(_setting(real, "core", "worktree") or "", real, git.parent) or not disk.leads_out(
        real, git.parent
    ):
        return GitFolders(real, real)
    return None


def _same(said: str, base: Path, expected: Path) -> bool:
    """Whether a path, as a file of Git's says it, is the expected one."""
    name = said.strip()
    return bool(name) and disk.real(base / name) == disk.real(expected)


def git_folders(top: Path) -> GitFolders | None:
    """Where Git keeps what it knows of the work tree at `top`."""
    return _repository(top / ".git")


def resolved(reference: str, repository: GitFolders) -> str | None:
    """What a name such as ``HEAD`` or ``refs/heads/main`` stands for, over others if need be."""
    for _ in range(5):
        revision = _noted(reference, repository)
        if revision is None or not revision.startswith("ref:"):
            return revision
        reference = revision.removeprefix("ref:").strip()
    return None


def _noted(reference: str, repository: GitFolders) -> str | None:
    if ".." in reference.split("/") or reference.startswith("/"):
        return None
    for place in (repository.own, repository.common):
        revision = _read(place, reference).strip()
        if revision:
            return revision
    for line in _read(repository.common, "packed-refs").splitlines():
        revision, _, name = line.partition(" ")
        if name.strip() == reference:
            return revision
    return None


def _remote(common: Path) -> str | None:
    remotes: dict[str, str] = {}
    for section, key, value in _settings(common):
        match = re.fullmatch(r'remote\s+"([^"]*)"', section)
        if match is not None and key == "url":
            remotes.setdefault(match[1], value)
    names = sorted(remotes, key=lambda name: (name != "origin", name))
    return next((address for name in names if (address := _address(remotes[name]))), None)


def _setting(folder: Path, section: str, key: str) -> str | None:
    return next((v for s, k, v in _settings(folder) if (s, k) == (section, key)), None)


def _settings(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Section, key and value of what the file ``config`` says itself."""
    section = ""
    for raw in _read(folder, "config").splitlines():
        line = raw.strip()
        if line.startswith("["):
            section = line[1:].partition("]")[0].strip()
        else:
            key, _, value = line.partition("=")
            yield section, key.strip().lower(), value.strip().strip('"')


def _address(remote: str) -> str | None:
    """A remote as an absolute URI without credentials; None for a folder of this machine."""
    if "://" not in remote:
        match = _SCP.fullmatch(remote)
        # Git's short form of SSH: the web address of the same repository serves more readers.
        return None if match is None else f"https://{match[1]}/{match[2]}"
    try:
        parts = urlsplit(remote)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return None
    if parts.scheme not in ("https", "http", "ssh", "git") or not parts.hostname:
        return None
    if not re.fullmatch(r"[!-~]*", parts.path):
        return None
    return urlunsplit((parts.scheme, parts.hostname + port, parts.path, "", ""))
