"""The programs that dtnlint starts: which ones may run, and in what surroundings.

The one place that starts any. Whoever wrote what is checked wrote files of a project,
and nothing else: so nothing in a project is run, nothing is looked for in the working
directory, and no setting of the environment that leads there is handed on.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

TYPE_CHECKING = False  # as `typing` has it, which takes longer to load than all that is done here
if TYPE_CHECKING:
    from subprocess import Popen
    from typing import Any

PLACE = os.path.dirname(os.path.abspath(__file__))
"""Where programs run that need no folder: it holds files of dtnlint's and no others."""

_Identity = tuple[int, int]

_LISTS = frozenset(
    {
        "PATH",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        "DYLD_FALLBACK_LIBRARY_PATH",
        "DYLD_FRAMEWORK_PATH",
    }
)
"""Variables that list folders in which programs and their libraries are looked for."""
_KEPT = ("NODE_EXTRA_CA_CERTS", "NODE_USE_SYSTEM_CA", "NODE_USE_ENV_PROXY")
_DROPPED = (
    "NODE_",
    "PYTHON",
    "BASH_ENV",
    "ENV",
    "LD_AUDIT",
    "LD_PRELOAD",
    "DYLD_INSERT_LIBRARIES",
    "OPENSSL_CONF",
    "OPENSSL_ENGINES",
    "OPENSSL_MODULES",
)
"""How the variables begin that have a program run something else, too."""

_ADDED = {"COREPACK_ENABLE_PROJECT_SPEC": "0"}
"""npm may be Corepack's, which runs the one that a project names."""

_MARKS = (".git", "package.json", "foundry.toml", "remappings.txt", "dtnlint.toml")

_projects: dict[str, _Identity | None] = {}


def distrust(project: str) -> None:
    """From now on, run nothing in this folder: it is what is checked."""
    if project not in _projects:
        _projects[project] = _identity(project)


def distrusted() -> tuple[str, ...]:
    """The folders of which nothing is run."""
    return tuple(_projects)


def around(places: Iterable[str]) -> tuple[str, ...]:
    """Folders that may be projects: of each path, the repository around it, else its folder."""
    folders = set()
    for place in places:
        path = os.path.abspath(place)
        if os.path.lexists(path):
            folder = path if os.path.isdir(path) else os.path.dirname(path)
            folders.add(_repository(folder) or folder)
    return tuple(folders)


def _repository(folder: str) -> str | None:
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def widely_around(places: Iterable[str]) -> tuple[str, ...]:
    """All folders that may be projects, before it is known which are: one too many costs little.

    Of each path, its folder and the outermost folder above that has marks of a project, below
    the user's own.
    """
    home = os.path.expanduser("~")
    folders = set(around(places))
    for folder in tuple(folders):
        above = os.path.dirname(folder)
        while above not in (home, os.path.dirname(above)):
            if any(os.path.lexists(os.path.join(above, mark)) for mark in _MARKS):
                folders.add(above)
            above = os.path.dirname(above)
    return tuple(folders)


def is_foreign(path: str, foreign: Sequence[str] = ()) -> bool:
    """Whether a path leads into what is checked, or into `foreign` folders: itself or over links.

    Python's own environment is trusted wherever it is: dtnlint itself runs from there.
    """
    return _Ground(foreign).holds(path)


class _Ground:
    """The folders of projects, and what of what lies where belongs to them, as it is now."""

    def __init__(self, foreign: Sequence[str] = ()) -> None:
        self.projects = {*_projects.values(), *map(_identity, foreign)} - {None}
        self._own = {_identity(place) for place in _environment()} if self.projects else set()
        self._known: dict[str, bool] = {}

    def holds(self, path: str) -> bool:
        """Whether a path leads into a project: by itself, or over links."""
        if not self.projects:
            return False
        return any(self._is_in(way) for way in {os.path.abspath(path), _real(path)})

    def _is_in(self, path: str) -> bool:
        """Whether the first known folder above is a project, and not Python's environment."""
        if path not in self._known:
            identity = _identity(path)
            above = os.path.dirname(path)
            if identity is not None and identity in self.projects:
                self._known[path] = True
            elif (identity is not None and identity in self._own) or above == path:
                self._known[path] = False
            else:
                self._known[path] = self._is_in(above)
        return self._known[path]


def _environment() -> Iterator[str]:
    """Where what dtnlint is made of was installed."""
    yield from (sys.prefix, sys.base_prefix, sys.exec_prefix, PLACE)
    if (folder := _user_site()) is not None:
        yield folder


def _user_site() -> str | None:
    site: Any = sys.modules.get("site")
    return getattr(site, "USER_SITE", None) if getattr(site, "ENABLE_USER_SITE", False) else None


def enclose(words: Iterable[str]) -> None:
    """Look for modules in nothing that the words of a command line name, nor around them.

    A project that was installed to be edited is on Python's path: whoever writes a file there
    could bring the module of an extra that is not installed, or rules.
    """
    named = [word for word in words if os.path.lexists(word)]
    try:
        repository = _repository(os.getcwd())
    except OSError:
        repository = None  # the folder is gone: whoever needs it says so
    places = around(named) if named or repository is None else (repository,)
    mine = os.path.dirname(PLACE)
    ground = _Ground(places)
    kept = [one for one in sys.path if one == mine or not ground.holds(one)]
    if len(kept) < len(sys.path):
        sys.path[:] = kept
    # What a library starts by itself inherits this.
    for name, value in list(os.environ.items()):
        if name.upper() in _LISTS:
            os.environ[name] = _list_without(value, ground) or _nothing(name)


def keep_to_environment() -> None:
    """Look for modules in Python's own environment alone: of projects nothing is known yet.

    So of what was installed to be edited, only dtnlint itself is found.
    """
    mine = os.path.dirname(PLACE)
    places = [_real(place) for place in _environment()]
    sys.path[:] = [
        one
        for one in sys.path
        if one == mine
        or (
            os.path.isabs(one)
            and any(_real(one) == p or _real(one).startswith(p + os.sep) for p in places)
        )
    ]


def _identity(path: str) -> _Identity | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _real(path: str) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return os.path.abspath(path)


def may_run(path: str, foreign: Sequence[str] = ()) -> bool:
    """Whether a program that was found somewhere may run.

    It is named in full, no part of what is checked, and not for everybody to replace.
    """
    return os.path.isabs(path) and not is_foreign(path, foreign) and not _is_anybodys(path)


def _is_anybodys(path: str) -> bool:
    if os.name != "posix":
        return False
    real = _real(path)
    return not os.path.exists(real) or any(map(_all_write, (real, os.path.dirname(real))))


def _all_write(path: str) -> bool:
    try:
        return os.name == "posix" and bool(os.stat(path).st_mode & stat.S_IWOTH)
    except (OSError, ValueError):
        return False


def is_ours(folder: str, places: Iterable[str]) -> bool:
    """Whether what is kept in a folder can be believed: only this user writes there.

    That excludes folders of other users, those that everybody can write, and a project: that
    one of `places` is in, or in which nothing is run.
    """
    if is_foreign(folder, widely_around(places)):
        return False
    if os.name != "posix":
        return True
    try:
        status = os.stat(folder)
    except OSError:
        return True  # it will be made
    return status.st_uid == os.geteuid() and not status.st_mode & stat.S_IWOTH


def found(
    name: str, environment: Mapping[str, str] | None = None, foreign: Sequence[str] = ()
) -> str | None:
    """The first program of that name on the PATH that may run."""
    env = os.environ if environment is None else environment
    endings = env.get("PATHEXT", ".EXE").split(os.pathsep) if os.name == "nt" else [""]
    for folder in env.get("PATH", os.defpath).split(os.pathsep):
        for ending in endings:
            path = os.path.join(folder, name + ending)
            if os.path.isfile(path) and os.access(path, os.X_OK) and may_run(path, foreign):
                return path
    return None


def surroundings(foreign: Sequence[str] = ()) -> dict[str, str]:
    """The environment of programs: the user's, without what leads into a project or nowhere."""
    return {**dict(_surroundings(os.environ, _Ground(foreign))), **_ADDED}


def _place(foreign: Sequence[str]) -> str:
    """Where programs run that need no folder.

    Some that stand for others, such as those of version managers, look for settings in all
    folders above: none of them is a project's.
    """
    projects = _Ground(foreign).projects
    folder = PLACE
    while (above := os.path.dirname(folder)) != folder:
        if _identity(folder) in projects:
            return os.path.join(os.path.splitdrive(PLACE)[0], os.sep)
        folder = above
    return PLACE


def _surroundings(environment: Mapping[str, str], ground: _Ground) -> Iterator[tuple[str, str]]:
    for name, value in environment.items():
        key = name.upper()
        if key.startswith(_DROPPED) and key not in _KEPT:
            continue
        if key in _LISTS:
            yield name, _list_without(value, ground) or _nothing(name)
        elif not any(
            os.path.isabs(part) and ground.holds(part) for part in value.split(os.pathsep)
        ):
            yield name, value


def _list_without(folders: str, ground: _Ground) -> str:
    """A list of folders without those that lead into a project, or depend on where one is."""
    parts = folders.split(os.pathsep)
    return os.pathsep.join(part for part in parts if _is_trusted(part, ground))


def _nothing(name: str) -> str:
    """A list without folders: a PATH that is empty is the working directory."""
    return os.defpath if name == "PATH" and os.name == "posix" else ""


def _is_trusted(folder: str, ground: _Ground) -> bool:
    return os.path.isabs(folder) and not ground.holds(folder) and not _all_write(folder)


def know_python() -> None:
    """Have libraries start no program (`file`) to learn what they are running on.

    Python's `platform` does that when it is asked, as by pycryptodome, in the working directory.
    """
    import platform

    bits = "64bit" if sys.maxsize > 2**32 else "32bit"
    linkage = "WindowsPE" if os.name == "nt" else "ELF"
    platform.architecture = lambda *_, **__: (bits, linkage)


def start(
    words: Sequence[str],
    *,
    folder: str | None = None,
    foreign: Sequence[str] = (),
    **streams: Any,
) -> Popen[bytes]:
    """Start a program, in a folder that is no project's. Raises `OSError`."""
    import subprocess  # late: a run that knows its report already starts nothing

    return subprocess.Popen(
        words, cwd=folder or _place(foreign), env=surroundings(foreign), **streams
    )


def apart() -> bool:
    """Whether a program had better lead a session of its own, to be ended with all it starts.

    Where this process leads one, as dtnlint's workers do, who ends it ends all of that.
    """
    return os.name == "posix" and os.getsid(0) != os.getpid()


def kill(process: Popen[bytes]) -> None:
    """End a program, and with it what it has started, if it leads a group."""
    import contextlib
    import signal

    if process.poll() is None:
        if os.name == "posix":
            with contextlib.suppress(OSError):
                if os.getpgid(process.pid) == process.pid:
                    os.killpg(process.pid, signal.SIGKILL)
        process.kill()


class Failed(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """A program said that it failed, or did not end in time."""

    def __init__(self, said: str, *, late: bool = False) -> None:
        super().__init__(said)
        self.said = said
        """Its complaint."""
        self.late = late


def answer(words: Sequence[str], seconds: float, *, folder: str | None = None) -> str:
    """What a program says. Raises `OSError` and `Failed`."""
    import subprocess

    try:
        return subprocess.run(
            words,
            cwd=folder or _place(()),
            env=surroundings(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=True,
        ).stdout.strip()
    except subprocess.CalledProcessError as error:
        raise Failed((error.stderr or "").strip()) from error
    except subprocess.TimeoutExpired as error:
        raise Failed("", late=True) from error


def python(code: str, *words: str) -> list[str]:
    """The command that runs `code` as another process of this very Python.

    It looks for modules where this process does, and nowhere else: `-I` heeds no variable
    and no working directory, in every version. `code` finds its words in `sys.argv[1:]`.
    """
    flags = ["-I", *(["-B"] if sys.dont_write_bytecode else [])]
    flags += ["-X", "utf8"] if sys.flags.utf8_mode else []
    first = f"import sys; sys.path[:] = {sys.path!r}; "
    if (folder := _user_site()) in sys.path:
        # Packages of the user's own may need to be told of, as they are to this process.
        first += f"import site; site.addsitedir({folder!r}); "
    return [sys.executable, *flags, "-c", first + code, *words]
