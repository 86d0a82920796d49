"""Leaves out of a closure what its targets import and cannot use.

A consumer often imports a package's every file through an index, or a large base for
one name of it, and a compiler reads and checks all of it. What no reached file names
cannot matter to the targets: here names are compared as text, before anything is
compiled, so that a name that means something else only keeps too much.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from msgspec.structs import replace

from dtnlint.sources.closure import Closure, SourceFile
from dtnlint.sources.outline import Import, code_only, declared_names, outline
from dtnlint.sources.reach import Reach

_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_DOCUMENTED = re.compile(r"@inheritdoc\s+([\w$.]+)")
"""The compiler looks these up, although they stand in comments."""


def needed(closure: Closure) -> Closure:
    """Return `closure` without the files that its targets cannot use.

    Imports of such files are blanked out where they stand, so that nothing moves. The
    targets themselves, and whatever they use of other files, stay as they are.
    """
    imports = cache(lambda unit: _imports(closure.by_unit[unit]))
    exported = cache(_Exports(closure, imports))
    names: set[str] = set()
    reached: set[str] = set()
    waiting: list[tuple[str, Import, str]] = []
    pending = list(closure.targets)
    while pending:
        while pending:
            unit = pending.pop()
            if unit not in reached:
                reached.add(unit)
                names |= _words(closure.by_unit[unit].text)
                waiting += ((unit, one, imported) for one, imported in imports(unit))
        useless = []
        for unit, one, imported in waiting:
            local = exported(imported) if one.names is None else {name for _, name in one.names}
            if names.isdisjoint(local):
                useless.append((unit, one, imported))
            else:
                names.update(original for original, _ in one.names or ())
                pending.append(imported)
        waiting = useless
    if len(reached) == len(closure.files):
        return closure
    dropped = {(unit, one.start) for unit, one, _ in waiting}
    files = []
    for file in closure.files:
        if file.unit in reached:
            gone = [one for one, _ in imports(file.unit) if (file.unit, one.start) in dropped]
            left = [to for one, to in imports(file.unit) if (file.unit, one.start) not in dropped]
            files.append(replace(file, text=_blanked(file.text, gone), imports=tuple(left)))
    return replace(closure, files=tuple(files))


_Imports = tuple[tuple[Import, str], ...]
"""Statements, with the source unit names of what they import."""


def _imports(file: SourceFile) -> _Imports:
    return tuple(zip(outline(file.text).imports, file.imports, strict=True))


def _words(text: str) -> set[str]:
    """The names that a text may use, and not only import."""
    documented = (word for name in _DOCUMENTED.findall(text) for word in name.split("."))
    code = code_only(_blanked(text, outline(text).imports))
    return {*_WORD.findall(code), *documented}


class _Exports:
    """What an import of a whole file brings: also what it has itself from other files."""

    def __init__(self, closure: Closure, imports: Callable[[str], _Imports]) -> None:
        self._names: dict[str, set[str]] = {}
        whole: dict[str, list[str]] = {}
        for file in closure.files:
            names = self._names[file.unit] = set(declared_names(file.text))
            whole[file.unit] = []
            for one, imported in imports(file.unit):
                if one.names is None:
                    whole[file.unit].append(imported)
                else:
                    names.update(local for _, local in one.names)
        self._reach = Reach(whole)
        self._of = cache(lambda key: _united(self._names[unit] for unit in self._reach.of(key)))

    def __call__(self, unit: str) -> set[str]:
        return self._of(self._reach.key(unit))


def _united(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)


def _blanked(text: str, statements: Iterable[Import]) -> str:
    """A text with spaces for statements: as many bytes, and as many lines."""
    pieces: list[str] = []
    done = 0
    for one in sorted(statements, key=lambda one: one.start):
        pieces += (text[done : one.start], _BLANK.sub(_spaces, text[one.start : one.end]))
        done = one.end
    return "".join((*pieces, text[done:]))


_BLANK = re.compile(r"[^\r\n]+")


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found[0].encode())
