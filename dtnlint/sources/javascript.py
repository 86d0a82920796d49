"""What a configuration in JavaScript or TypeScript states as data; nothing is run.

Strings, arrays and objects of strings, constants of the same file that are such, and
paths joined to the folder of the file. Whatever else a value is made of is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""'[^'\\\n]*(?:\\.[^'\\\n]*)*'?|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|[\w$]+|\.\.\.|=>|[=!]==?|\S""",
    re.DOTALL,
)
_TEMPLATE = re.compile(r"`[^`\\]*(?:\\.[^`\\]*)*`", re.DOTALL)
_HERE = (["__dirname"], ["import", ".", "meta", ".", "dirname"])
"""How code names the folder of its file."""
_LOOKS = 100
"""How many values are looked at: no configuration that states its folders has as many, and
constants may be made of each other."""


def source_folders(text: str) -> tuple[str, ...] | None:
    """The folders that Hardhat's `paths.sources` names; None if its value is not data.

    Without such a setting, there are none. `text` has no comments.
    """
    if "paths" not in text:
        return ()
    return _Script(text).source_folders()


class _Script:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._looks = 0
        self._constants: dict[str, list[int]] = {}
        for place, token in enumerate(self._tokens):
            if token == "const":
                self._constants.setdefault(self._at(place + 1), []).append(place + 2)

    def source_folders(self) -> tuple[str, ...] | None:
        found: tuple[str, ...] | None = ()
        brackets: list[str] = []
        for place, token in enumerate(self._tokens):
            if token in ("(", "[", "{"):
                brackets.append(token)
            elif token in (")", "]", "}"):
                del brackets[-1:]
            elif _word(token) == "paths" and brackets[-1:] in ([], ["{"]):
                # Plugins have paths, too: what is known is not given up for them.
                stated = self._stated(place)
                if stated or (stated is None and not found):
                    found = stated
        return found

    def _stated(self, place: int) -> tuple[str, ...] | None:
        """What is said of sources where there is the word `paths`."""
        if self._is_too_much():
            return None
        before, after = self._at(place - 1), self._at(place + 1)
        if before == ".":
            if after == "=":
                return self._sources_in(place + 2)
            if after == "." and self._at(place + 2) == "sources" and self._at(place + 3) == "=":
                return self._strings(place + 4)
        elif before in ("{", ",") and after == ":":
            return self._sources_in(place + 2)
        elif before in ("{", ",") and after in ("}", ","):
            constant = self._constant("paths")
            if constant is not None:
                return self._sources_in(constant)
            if self._at(self._end(place, "}") + 1) in ("=", "from"):
                return None  # it comes from another file
        return ()

    def _sources_in(self, place: int) -> tuple[str, ...] | None:
        """What the object at a place, or a constant, says of sources."""
        if self._at(place) == "{":
            member, whole = self._member(place, "sources")
            if member is not None:
                return self._strings(member)
            return () if whole else None
        if self._at(place) == "[":
            return ()  # paths of a plugin: Hardhat's are an object
        constant = self._constant(self._at(place)) if self._ends(place + 1) else None
        if constant is None or self._is_too_much():
            return None
        return self._sources_in(constant)

    def _strings(self, place: int) -> tuple[str, ...] | None:
        """The strings that the value at a place consists of."""
        token = self._at(place)
        if self._is_too_much():
            return None
        if token in ("[", "{"):
            if not self._ends(self._end(place + 1, "]" if token == "[" else "}") + 1):
                return None
            if token == "{":
                member, _ = self._member(place, "solidity")
                return None if member is None else self._strings(member)
            items = [self._strings(item) for item in self._items(place)]
            known = [item for item in items if item is not None]
            return tuple(s for item in known for s in item) if known == items else None
        if token[:1] in ("'", '"', "`"):
            string = _string(token)
            return (string,) if string is not None and self._ends(place + 1) else None
        joined = self._joined(place)
        if joined is not None:
            return (joined,)
        constant = self._constant(token) if self._ends(place + 1) else None
        return None if constant is None else self._strings(constant)

    def _joined(self, place: int) -> str | None:
        """What `path.join(__dirname, "a", "b")` gives, relative to the file's folder."""
        if self._at(place + 1) == ".":
            place += 2
        end = self._end(place + 2, ")")
        if (
            self._at(place) not in ("join", "resolve")
            or self._at(place + 1) != "("
            or not self._ends(end + 1)
        ):
            return None
        parts: list[str] = []
        for item in self._items(place + 1):
            words = self._tokens[item : self._end(item, ",")]
            string = _string(words[0]) if len(words) == 1 else None
            if string is not None:
                parts.append(string)
            elif words not in _HERE or parts:
                return None
        return "/".join(parts) or "."

    def _constant(self, name: str) -> int | None:
        """Where the value of a constant begins, if only one has the name."""
        places = self._constants.get(name, ())
        if len(places) != 1:
            return None
        (place,) = places
        while self._at(place) not in ("=", ";", ""):  # its type may be said before
            place += 1
        return place + 1 if self._at(place) == "=" else None

    def _member(self, place: int, name: str) -> tuple[int | None, bool]:
        """Where the value of a member of the object begins, and whether all members are known."""
        found, whole = None, True
        for item in self._items(place):
            whole = whole and self._at(item) not in ("...", "[")
            if _word(self._at(item)) == name:
                found = item + 2 if self._at(item + 1) == ":" else item
        return found, whole

    def _items(self, place: int) -> list[int]:
        """Where each of the things within a bracket begins."""
        items, place = [], place + 1
        while self._at(place) not in (")", "]", "}", ""):
            items.append(place)
            place = self._end(place, ",")
            place += self._at(place) == ","
        return items

    def _end(self, place: int, end: str) -> int:
        """Where what is at a place ends: the next such token, or else the bracket around it."""
        depth = 0
        while (token := self._at(place)) and (depth or token != end):
            depth += (token in ("(", "[", "{")) - (token in (")", "]", "}"))
            if depth < 0:
                break
            place += 1
        return place

    def _ends(self, place: int) -> bool:
        """Whether nothing is done to the value that ends before: no operator, call or member."""
        token = self._at(place)
        return (
            token in ("", ";", ",", ")", "]", "}")
            or token[0] in "'\""
            or re.match(r"(?!in\b|instanceof\b)[\w$]", token) is not None
        )

    def _is_too_much(self) -> bool:
        self._looks += 1
        return self._looks > _LOOKS

    def _at(self, place: int) -> str:
        return self._tokens[place] if 0 <= place < len(self._tokens) else ""


def _tokens(text: str) -> Iterator[str]:
    position, templates = 0, True
    while found := _TOKEN.search(text, position):
        if found[0] == "`" and templates:
            template = _TEMPLATE.match(text, found.start())
            found, templates = template or found, template is not None
        position = found.end()
        yield found[0]


def _word(token: str) -> str:
    """A key, which may be quoted."""
    return token[1:-1] if token[:1] in ("'", '"') else token


def _string(token: str) -> str | None:
    """What a literal says; None if that depends on anything but the file's folder."""
    if token[:1] not in ("'", '"', "`") or len(token) < 2 or token[-1] != token[0]:
        return None  # or it has no end
    said = token[1:-1]
    if token[0] == "`":
        said = re.sub(r"^\$\{\s*__dirname\s*\}/", "", said)
    return None if "\\" in said or (token[0] == "`" and "${" in said) else said
