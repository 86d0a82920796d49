"""Files and folders of verified sources, in every form that `check` takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from dtnlint import disk
from dtnlint.escaping import clean
from dtnlint.fleet.subject import Deployed, Found, Refused, Settings, settings_of
from dtnlint.sources.outline import mentions_router
from dtnlint.sources.verified import archive, forms, repository
from dtnlint.sources.verified.contract import Refusal, Verified

_FORMS = (".json", ".zip")
_SIGNS = (b'"sources"', b'"SourceCode"')
_LIST = ".txt"


def listed(file: Path) -> list[Path]:
    """The paths that a file lists, one a line, from its folder. Raises `OSError`."""
    lines = disk.given(file).decode("utf-8", "surrogateescape").splitlines()
    return [file.parent / line for line in map(str.strip, lines) if line and line[0] != "#"]


def is_list(source: Path) -> bool:
    """Whether a path is a list of paths."""
    return source.suffix.lower() == _LIST and disk.is_file(source)


def find(source: Path, found: Found, told: Callable[[str], None]) -> None:
    """Add what is in a file or below a folder. Raises `OSError` for what was named."""
    path = os.path.abspath(source)
    if disk.is_folder(path):
        for match_or_file in _walk(path):
            told(os.path.basename(match_or_file))
            _add(match_or_file, found)
    else:
        disk.mode(path)
        _add(path, found, named=True)


def inputs(source: Path) -> Iterator[Path]:
    """The files that have a say in what is found."""
    path = os.path.abspath(source)
    if not disk.is_folder(path):
        yield Path(path)
        return
    for one in _walk(path):
        yield Path(one, repository.METADATA) if disk.is_folder(one) else Path(one)


def _walk(top: str) -> Iterator[str]:
    """Files that may hold verified sources, and folders of Sourcify's; no link is followed."""
    pending = [top]
    while pending:
        folder = pending.pop()
        if repository.is_match(folder):
            yield folder
            continue
        try:
            entries = disk.entries(folder)
        except OSError:
            continue
        for entry in entries:
            if entry.is_symlink():
                continue
            if entry.is_dir():
                pending.append(entry.path)
            elif entry.is_file() and entry.name.lower().endswith(_FORMS):
                yield entry.path


def _add(path: str, found: Found, *, named: bool = False) -> None:
    name = clean(os.path.basename(path))
    try:
        if disk.is_folder(path):
            match = repository.read(path)
            if match is not None:
                _take(match.verified, _texts(path, match.verified), name, found)
            return
        data = disk.read(path, within=None, most=disk.LARGEST_HOLDER)
        if data.startswith(archive.SIGNATURE):
            disk.holds(path, archive.read(data).files)
            for inside in _walk(path):
                _add(inside, found)
            return
    except Refusal as refusal:
        found.refused.append(Refused(Deployed(source=name), "", str(refusal)))
        return
    except OSError as error:
        found.refused.append(
            Refused(Deployed(source=name), "", f"It cannot be read: {error.strerror}.")
        )
        return
    if not named and not any(sign in data for sign in _SIGNS):
        return
    contracts, refusals = forms.read(data, path)
    for wrong in refusals:
        if named or not wrong.foreign:
            found.refused.append(Refused(Deployed(source=name), "", str(wrong)))
    for one in contracts:
        texts = {
            unit: one.texts[inside].decode("utf-8", "replace")
            for unit, inside in one.verified.files.items()
        }
        _take(one.verified, texts, name, found)


def _texts(folder: str, verified: Verified) -> dict[str, str]:
    return {
        unit: disk.read(verified.place(unit), within=folder).decode("utf-8", "replace")
        for unit in verified.files
    }


def _take(verified: Verified, texts: Mapping[str, str], source: str, found: Found) -> None:
    found.looked += 1
    if not any(map(mentions_router, texts.values())):
        return
    known = verified.deployment
    settings: Settings = settings_of(verified)
    found.add(settings, texts, Deployed(known.chain, known.address, known.match, source))
