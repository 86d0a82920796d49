"""What the user has set, in `dtnlint.toml` or `pyproject.toml`, and where each value comes from.

Files are read as data and checked against the types below, which are also the
published JSON Schema. What a setting *does* is decided by the room that it is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, cast, get_args, get_origin

import msgspec
from msgspec import Meta, Struct, field

from dtnlint import disk, toml
from dtnlint.escaping import json_text, printable, shortened

Impact = Literal["high", "medium", "low", "informational", "optimization"]
Threshold = Literal["high", "medium", "low", "informational", "optimization", "never"]

IMPACTS: tuple[str, ...] = get_args(Impact)
"""From the gravest down."""
THRESHOLDS: tuple[str, ...] = get_args(Threshold)
UNKNOWN = "unknown"
"""What ``--fail-on`` also takes: a finding or not, what is undecided fails the check."""

FILE = "dtnlint.toml"
TABLE = "tool.dtnlint"

_TOML_TERMS = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a number",
    "object": "a table",
    "str": "a string",
}
"""How users of TOML call what msgspec calls otherwise."""

_Selectors = Annotated[
    tuple[str, ...],
    Meta(description='Rules, families of rules, or "all".', examples=[["all"], ["sessions"]]),
]


class RuleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Settings of one rule."""

    impact: Annotated[Impact, Meta(description="The impact its findings are given.")] | None = None
    fail_on: (
        Annotated[Threshold, Meta(description="Replaces the general `fail-on` for this rule.")]
        | None
    ) = None


class PathSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Settings for findings in some files."""

    select: _Selectors | None = None
    ignore: _Selectors = ()


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Settings of dtnlint, in dtnlint.toml or in the table [tool.dtnlint] of pyproject.toml."""

    select: _Selectors = ("all",)
    ignore: _Selectors = ()
    fail_on: Annotated[
        Threshold,
        Meta(description="The lowest impact of a finding that makes the exit code 1."),
    ] = "medium"
    min_impact: Annotated[
        Impact,
        Meta(
            description="The lowest impact of a finding that reports for people tell; what is "
            "below is counted. Rules that `select` names are told."
        ),
    ] = "low"
    strict: Annotated[
        bool, Meta(description="Whether what could not be decided makes the exit code 1, too.")
    ] = False
    solc: (
        Annotated[
            str,
            Meta(
                description="The version of solc, such as 0.8.28, instead of the newest that the "
                "pragmas allow. A path to a compiler is given with --solc only.",
                pattern=r"^[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}$",
            ),
        ]
        | None
    ) = None
    remappings: Annotated[
        tuple[Annotated[str, Meta(pattern="^[^=]+=.*$")], ...],
        Meta(
            description="Import remappings, prefix=target, that come before the project's own.",
            examples=[["@deeptrust/=lib/deeptrust/"]],
        ),
    ] = ()
    stubs: Annotated[
        bool,
        Meta(description="Use the bundled interface files for dependencies not installed."),
    ] = True
    authority: Annotated[
        tuple[str, ...],
        Meta(
            description="Names of modifiers and functions that let only trusted senders pass, "
            "where the code alone does not show it.",
            examples=[["onlyKeeper"]],
        ),
    ] = ()
    per_path: Annotated[
        dict[str, PathSettings],
        Meta(description="By pattern, as in .gitignore, relative to the folder of this file."),
    ] = {}
    rules: Annotated[dict[str, RuleSettings], Meta(description="By the rule's name.")] = {}


class SettingsError(Exception):
    """A settings file cannot be used; the text is a sentence for the user."""

    def __init__(self, sentence: str) -> None:
        super().__init__(printable(sentence))


class Loaded(Struct, frozen=True):
    """Settings in force for one target, and where each comes from."""

    values: Settings
    folder: Path
    """What the patterns of `per-path` are relative to."""
    file: Path | None = None
    """The file that was read, if any."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """By key as written in a file: `default`, the file, or the command line's option."""


class Given(Struct, frozen=True):
    """What the command line says of settings; it wins over any file."""

    file: Path | None = None
    """Read this file for everything instead of looking for one."""
    ignore_files: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Threshold | None = None
    min_impact: Impact | None = None
    strict: bool = False
    solc: str | None = None
    stubs: bool | None = None


def keys() -> tuple[str, ...]:
    """The names of all settings as files write them, in their documented order."""
    return tuple(f.encode_name for f in msgspec.structs.fields(Settings))


def json_schema() -> dict[str, Any]:
    """The JSON Schema of `dtnlint.toml` and of the table in `pyproject.toml`."""
    schema = msgspec.json.schema(Settings)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    # Through JSON, so that tuples are arrays in Python's eyes too.
    return cast("dict[str, Any]", msgspec.json.decode(msgspec.json.encode(schema)))


class Finder:
    """Finds the settings in force for a file or folder; reads each settings file once."""

    def __init__(self, given: Given | None = None) -> None:
        self._given = given or Given()
        self._by_target: dict[Path, Loaded] = {}
        self._by_folder: dict[Path, Loaded] = {}
        self._by_file: dict[Path, Loaded | None] = {}

    def find(self, target: Path) -> Loaded:
        """Settings for `target`: of the nearest settings file upwards, under the command line's.

        The search ends at the root of the version-controlled project, so that no
        file of a shared parent folder can change what a check says.
        Raises `SettingsError`.
        """
        if target not in self._by_target:
            # As far as links lead anywhere; what came in a file brings no settings.
            start = Path(disk.real(disk.outside(target)))
            folder = start if disk.is_folder(start) else start.parent
            if folder not in self._by_folder:
                self._by_folder[folder] = self._search(folder)
            self._by_target[target] = self._by_folder[folder]
        return self._by_target[target]

    def _search(self, folder: Path) -> Loaded:
        if self._given.file is not None:
            loaded = self._read(Path(disk.real(self._given.file)), None)
            if loaded is None:
                raise SettingsError(f"{self._given.file} has no table [{TABLE}].")
            return loaded
        if not self._given.ignore_files:
            for candidate, within in _candidates(folder):
                if (loaded := self._read(candidate, within)) is not None:
                    return loaded
        unset = Loaded(Settings(), folder, origins=dict.fromkeys(keys(), "default"))
        return _overridden(unset, self._given)

    def _read(self, file: Path, within: Path | None) -> Loaded | None:
        if file not in self._by_file:
            table = _table(file, within)
            loaded = None if table is None else _overridden(_loaded(file, table), self._given)
            self._by_file[file] = loaded
        return self._by_file[file]


def listing(loaded: Loaded) -> str:
    """The settings as a settings file would say them, each with where it comes from."""
    values = msgspec.to_builtins(loaded.values)
    lines = []
    for key in keys():
        text = f"# {key} is not set" if values[key] is None else f"{key} = {_toml(values[key])}"
        lines.append((printable(text), printable(loaded.origins[key])))
    width = max(len(text) for text, _ in lines)
    return "".join(f"{text:<{width}}  # {origin}\n" for text, origin in lines)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        items = (f"{_toml(k)} = {_toml(v)}" for k, v in value.items() if v is not None)
        return f"{{ {', '.join(items)} }}" if value else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    # What is left are strings and booleans, which JSON and TOML write alike.
    return json_text(value, indent=None)


def load(target: Path, given: Given | None = None) -> Loaded:
    """Settings in force for one file or folder. Raises `SettingsError`."""
    return Finder(given).find(target)


def _overridden(loaded: Loaded, given: Given) -> Loaded:
    """`--select` starts afresh, no `ignore` of a file stands in its way; `--ignore` adds."""
    values, origins = loaded.values, dict(loaded.origins)
    changes: dict[str, Any] = {}
    if given.select:
        changes |= {"select": given.select, "ignore": ()}
        origins |= {"select": "--select", "ignore": "--select"}
    if given.ignore:
        before = changes.get("ignore", values.ignore)
        changes["ignore"] = tuple(dict.fromkeys((*before, *given.ignore)))
        origins["ignore"] = f"{origins['ignore']} and --ignore" if before else "--ignore"
    if given.fail_on is not None:
        changes["fail_on"], origins["fail-on"] = given.fail_on, "--fail-on"
    if given.min_impact is not None:
        changes["min_impact"], origins["min-impact"] = given.min_impact, "--min-impact"
    if given.strict:
        changes["strict"], origins["strict"] = True, "--strict"
    if given.solc is not None:
        changes["solc"], origins["solc"] = given.solc, "--solc"
    if given.stubs is not None:
        changes["stubs"], origins["stubs"] = given.stubs, "--no-stubs"
    values = msgspec.structs.replace(values, **changes)
    return Loaded(values, loaded.folder, loaded.file, origins)


def _candidates(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Settings files, the nearest first, and the folder out of which no link leads to one."""
    above = [folder, *folder.parents]
    top = next((parent for parent in above if disk.exists(parent / ".git")), None)
    for parent in above:
        for name in (FILE, "pyproject.toml"):
            if disk.exists(parent / name) and not disk.is_folder(parent / name):
                yield parent / name, top or parent
        if parent == top:
            return


def _table(file: Path, within: Path | None) -> dict[str, Any] | None:
    """The settings that `file` holds; None for a `pyproject.toml` without any."""
    try:
        text = disk.text(file, within=within, most=toml.LARGEST)
        if file.name == "pyproject.toml" and "dtnlint" not in text:
            return None  # whatever else it says
        data = toml.read(text)
    except disk.Unfit as error:
        raise SettingsError(
            f"{file} is not read: {error.strerror}. Name the settings with --settings, or leave "
            "them out with --no-settings."
        ) from error
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file} is not UTF-8; TOML files have to be.") from error
    except toml.TomlError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}.") from error
    if file.name != "pyproject.toml":
        return data
    tool = data.get("tool", {})
    table = tool.get("dtnlint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{file}: {TABLE} has to be a table.")
    return table


def _loaded(file: Path, table: dict[str, Any]) -> Loaded:
    for where, key, known in _unknown(table, Settings, ()):
        place = f" in {'.'.join(where)}" if where else ""
        raise SettingsError(f"{file}: there is no setting {key!r}{place}{did_you_mean(key, known)}")
    try:
        values = msgspec.convert(table, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{file}: {_sentence(str(error))}") from error
    for pattern in values.per_path:
        if not _is_simple(pattern):
            raise SettingsError(
                f"{file}: per-path: the pattern {shortened(pattern)!r} is longer, or has more "
                f"wildcards, than is read ({_MOST_WILDCARDS}, {_MOST_IN_A_NAME} in a name)."
            )
    origins = {key: str(file) if key in table else "default" for key in keys()}
    return Loaded(values, file.parent, file, origins)


_MOST_WILDCARDS, _MOST_IN_A_NAME = 8, 3
"""Asterisks of a pattern: the time of matching it may grow with the power of them."""
_LONGEST_PATTERN = 1_000


def _is_simple(pattern: str) -> bool:
    names = [re.sub(r"\*+", "*", name).count("*") for name in pattern.split("/")]
    return (
        len(pattern) <= _LONGEST_PATTERN
        and sum(names) <= _MOST_WILDCARDS
        and max(names) <= _MOST_IN_A_NAME
    )


def _unknown(
    table: object, kind: Any, where: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str, Sequence[str]]]:
    """Keys of `table` that `kind` does not have: where, which, and those that it has."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if not isinstance(table, dict):
        return
    if get_origin(kind) is dict:
        for key, value in table.items():
            yield from _unknown(value, get_args(kind)[1], (*where, key))
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        known = {f.encode_name: f.type for f in msgspec.structs.fields(kind)}
        for key, value in table.items():
            if key not in known:
                yield where, key, tuple(known)
            else:
                yield from _unknown(value, known[key], (*where, key))


def _sentence(message: str) -> str:
    """Msgspec's message, such as ``Expected `str`, got `int` - at `$.select[0]```, place first."""
    what, _, place = message.partition(" - at ")
    key = place.strip("`").removeprefix("$.")
    if what.startswith("Invalid enum value"):
        known = IMPACTS if key.endswith("impact") else THRESHOLDS
        what = f"{what.removeprefix('Invalid enum value ')} is not one of {', '.join(known)}"
    elif key.startswith("remappings"):
        what = "expected prefix=target"
    elif key == "solc":
        what = (
            'expected a version such as "0.8.28"; a path to a compiler is given with --solc, '
            "so that a project that is checked cannot choose what runs"
        )
    what = re.sub(r"`(\w+)`", lambda match: _TOML_TERMS.get(match[1], match[1]), what)
    return f"{key}: {what[0].lower()}{what[1:]}."


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """The end of a sentence that says that `word` is not known."""
    import difflib  # late: nearly no run needs it

    near = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}."
