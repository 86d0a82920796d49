"""What became of fixes, for people: the changes as a unified diff, and what held or did not."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from dtnlint.escaping import clean, printable
from dtnlint.fixes.mending import Change, Mended
from dtnlint.report.wording import count

_CONTEXT = 3
_STYLES = {"---": "1", "+++": "1", "@": "36", "-": "31", "+": "32"}


def diff(changes: Iterable[Change], *, color: bool) -> str:
    """The changes as a patch that ``git apply`` takes; coloured, one for a terminal."""
    lines = [line for change in changes for line in _diff(change)]
    return "".join(map(_painted, lines) if color else lines)


def log(changes: Iterable[Change]) -> str:
    """The changes for whatever shows text: the patch, except for what would be obeyed."""
    return "".join(_visible(line) for change in changes for line in _diff(change))


def _visible(line: str) -> str:
    shown = []
    for part in clean(line).split("\n"):
        text = part.removesuffix("\r")
        words = "\t".join(map(printable, text[1:].split("\t")))
        shown.append(text[:1] + words + part[len(text) :])  # the first character is the patch's
    return "\n".join(shown)


def _diff(change: Change) -> Iterator[str]:
    name = printable(change.path)
    before, after = _lines(change.before), _lines(change.after)
    yield f"--- a/{name}\n"
    yield f"+++ b/{name}\n"
    # Not `unified_diff`, which takes lines that are frequent in a long file for noise.
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n"
        for kind, start, end, new_start, new_end in group:
            if kind == "equal":
                yield from (_ended(" ", line) for line in before[start:end])
            else:
                yield from (_ended("-", line) for line in before[start:end])
                yield from (_ended("+", line) for line in after[new_start:new_end])


def _range(start: int, end: int) -> str:
    """Lines as a hunk's header counts them: from 1, but from the line before if there are none."""
    return f"{start + 1 if end > start else start},{end - start}"


def _ended(sign: str, line: str) -> str:
    end = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
    return f"{sign}{line}{end}"


def _lines(data: bytes) -> list[str]:
    """Lines as a patch knows them: they end in a line feed, what else there is belongs to them."""
    return [line for line in re.split(r"(?<=\n)", data.decode("utf-8", "surrogateescape")) if line]


def _painted(line: str) -> str:
    style = next((code for start, code in _STYLES.items() if line.startswith(start)), None)
    text = "\n".join(printable(part) for part in clean(line).replace("\t", "    ").split("\n"))
    return text if style is None else f"\x1b[{style}m{text.rstrip()}\x1b[0m\n"


def story(mended: Mended, *, done: bool) -> str:
    """What was changed, or would be, and which fixes did not hold."""
    lines = [
        f"{_place(made.path, made.line)}: {made.finding.rule}: {printable(made.title)}"
        for made in mended.made
    ]
    lines += [
        f"{_place(refused.path, refused.line)}: {refused.finding.rule}: not fixed: "
        f"“{printable(refused.title)}” was tried, and {printable(refused.reason)}"
        for refused in mended.refused
    ]
    return "".join(f"{line}\n" for line in (*lines, *_summary(mended, done=done)))


def _summary(mended: Mended, *, done: bool) -> Iterator[str]:
    if mended.made:
        files = count(len(mended.changes), "file")
        verb = "Fixed" if done else "Would fix"
        yield f"{verb} {count(mended.gone, 'finding')} in {files}."
    else:
        yield "Nothing to fix." if not mended.refused else "No fix holds."
    if mended.refused and mended.made:
        made, tried = len(mended.made), len(mended.made) + len(mended.refused)
        holds = "holds" if made == 1 else "hold"
        yield f"Of {tried} fixes that were tried, {made} {holds}; why the rest do not is above."
    if mended.unsafe:
        yield (
            f"{count(mended.unsafe, 'finding')} may have a fix that changes what works now: "
            "--unsafe-fixes tries them."
        )


def _place(path: str, line: int | None) -> str:
    return printable(path) if line is None else f"{printable(path)}:{line}"
