"""Which revision of which repository a folder holds, read from ``.git`` as data.

Git itself is not run: a repository's configuration can name programs that git
would start. What cannot be read plainly is left out instead of guessed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

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
    for top in (root, *root.parents):
        git = top / ".git"
        if disk.exists(git):
            return _of(git, top, root)
    return None


def _of(git: Path, top: Path, root: Path) -> VersionControl | None:
    folder = _git_folder(git)
    if folder is None:
        return None
    common = _common_folder(folder)
    repository = _remote(common)
    if repository is None:
        return None
    head = _read(folder / "HEAD").strip()
    reference = head.removeprefix("ref:").strip() if head.startswith("ref:") else None
    branch = reference.removeprefix(_BRANCH) if reference is not None else None
    revision = head if reference is None else _resolve(reference, folder, common)
    inside = Path(os.path.relpath(root, top)).as_posix()
    return VersionControl(
        repository=repository,
        revision=revision if revision and _REVISION.fullmatch(revision) else None,
        branch=branch if reference is not None and reference.startswith(_BRANCH) else None,
        subdirectory="" if inside == "." else inside,
    )


def _read(path: Path) -> str:
    """A small file as text; empty if there is none."""
    try:
        data = disk.read(path, _LARGEST + 1)
    except OSError:
        return ""
    return "" if len(data) > _LARGEST else data.decode("utf-8", "replace")


def _git_folder(git: Path) -> Path | None:
    """The folder behind ``.git``, which is a file in work trees and submodules."""
    if disk.is_folder(git):
        return git
    line = _read(git).strip()
    if not line.startswith("gitdir:"):
        return None
    folder = git.parent / line.removeprefix("gitdir:").strip()
    return folder if disk.is_folder(folder) else None


def _common_folder(folder: Path) -> Path:
    named = _read(folder / "commondir").strip()
    return folder / named if named else folder


def _resolve(reference: str, folder: Path, common: Path) -> str | None:
    if ".." in reference.split("/") or reference.startswith("/"):
        return None
    for place in (folder, common):
        revision = _read(place / reference).strip()
        if revision:
            return revision
    for line in _read(common / "packed-refs").splitlines():
        revision, _, name = line.partition(" ")
        if name.strip() == reference:
            return revision
    return None


def _remote(common: Path) -> str | None:
    remotes: dict[str, str] = {}
    current: str | None = None
    for raw in _read(common / "config").splitlines():
        line = raw.strip()
        if line.startswith("["):
            match = re.match(r'\[remote\s+"([^"]*)"\]', line)
            current = match[1] if match is not None else None
        elif current is not None:
            key, _, value = line.partition("=")
            if key.strip().lower() == "url":
                remotes.setdefault(current, value.strip().strip('"'))
    names = sorted(remotes, key=lambda name: (name != "origin", name))
    return next((address for name in names if (address := _address(remotes[name]))), None)


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
