"""From the paths that a user names to the closures that are to be compiled.

Walks folders, follows imports, and keeps the files from which a DTN router's
interface can be reached. Whether a contract in them is a consumer is decided
later, on compiled code; here only text is read.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import PurePath

from msgspec import Struct, field
from msgspec.structs import replace

from dtnlint import disk, programs
from dtnlint.sources import bundled
from dtnlint.sources.closure import Closure, SourceFile
from dtnlint.sources.imports import (
    Missing,
    Outside,
    Resolution,
    Resolver,
    how_to_find,
    how_to_install,
)
from dtnlint.sources.layout import (
    Layout,
    Project,
    Remapping,
    is_root,
    project_of,
    project_of_verified,
)
from dtnlint.sources.outline import (
    ROUTER_FUNCTIONS,
    ROUTER_WORDS,
    Import,
    Outline,
    declared_names,
    mentions_router,
    outline,
    overrides_burn,
    passes_owner_to_ownable,
    router_functions,
)
from dtnlint.sources.pragma import newest_allowed
from dtnlint.sources.problems import Problem, ProblemKind, problem
from dtnlint.sources.reach import Reach
from dtnlint.sources.submodules import FILE as SUBMODULES
from dtnlint.sources.submodules import unfetched
from dtnlint.sources.verified import archive, forms, repository
from dtnlint.sources.verified.contract import Deployment, Refusal, Verified
from dtnlint.sources.verified.resolver import VerifiedResolver
from dtnlint.sources.verified.words import meant

SIZE_LIMIT = disk.LARGEST
"""Bytes of one file that dtnlint still reads."""
_LOOKED_THROUGH = 64_000_000
"""Bytes of a larger one that are searched for words of the router; one that is larger still may
have to do with it."""
_TESTS = ("test", "tests")
"""Folders right under a project's root that hold its tests."""
_LONGEST_WORD = max(map(len, ROUTER_WORDS))
_HOLDERS = (".json", ".zip")
_MAY_HOLD = (b'"sources"', b'"SourceCode"', archive.SIGNATURE)
"""What stands in every file that holds verified sources."""
_BEGINNING = 1_000_000
"""Bytes in which that stands, where a file is too large to be read."""
_PACKAGES = ("lib", "node_modules", "npm")
"""Folders that begin the names of packages' files, as Foundry and Hardhat write them."""
_DEEPEST = 100
"""Folders in folders that are looked at: no project has a third of that."""


class Plan(Struct, frozen=True):
    """What to compile, and what cannot be."""

    closures: tuple[Closure, ...]
    problems: tuple[Problem, ...]
    scanned: int
    """Solidity files that were looked at as possible consumers."""
    tests: int = 0
    """Solidity files that were not, since they are tests that nobody named."""
    deployments: tuple[Deployment, ...] = ()
    """Of what came as verified sources, the contract and where it lives."""

    @property
    def bundled(self) -> tuple[str, ...]:
        """Names of the bundled files that stand in for packages that are not installed."""
        return tuple(
            sorted(
                {
                    file.unit.removeprefix(bundled.PREFIX)
                    for closure in self.closures
                    for file in closure.files
                    if file.bundled
                }
            )
        )


def plan(
    paths: Iterable[str | os.PathLike[str]],
    *,
    remappings: Iterable[str] = (),
    stubs: bool = True,
    cwd: str | os.PathLike[str] | None = None,
    texts: Mapping[str, bytes] | None = None,
) -> Plan:
    """Find the consumers under `paths` and everything that they import.

    `paths` are files, folders or project roots; `remappings` come before those
    of the projects; `stubs` allows bundled interface files in place of packages
    that are not installed; `texts` stand for what the files at these real paths
    hold. The result does not depend on the order of `paths`.
    """
    planner = _Planner(
        extra=tuple(r for text in remappings if (r := Remapping.parse(text))),
        stubs=stubs,
        cwd=os.path.abspath(cwd or os.getcwd()),
        texts=texts or {},
    )
    for path in sorted({os.path.normpath(os.path.join(planner.cwd, p)) for p in paths}):
        planner.add(path)
    return planner.finish()


class _File(Struct, frozen=True):
    """One file as it was read."""

    text: str
    outline: Outline
    router: frozenset[str]
    refusal: Problem | None = None
    """Why it cannot be compiled."""

    @property
    def unreadable(self) -> bool:
        """Tell whether not even its text is known."""
        return self.refusal is not None and not self.text


class _Reached(Struct, eq=False):
    """All files that a file imports, near or far, and itself."""

    keys: frozenset[str]
    declares_router: bool
    matters: bool
    """Whether something in it may have to do with DTN."""
    trouble: list[Problem]


class _Graph(Struct, eq=False, dict=True):
    """What the files of one project import."""

    project: Project
    edges: dict[str, list[str]] = field(default_factory=dict)
    trouble: dict[str, list[Problem]] = field(default_factory=dict)
    reached: dict[int, _Reached] = field(default_factory=dict)
    """By the keys of `reach`."""

    @cached_property
    def reach(self) -> Reach[str]:
        """What each file leads to, once all are known."""
        return Reach(self.edges)


class _Traits(Struct, frozen=True):
    """What decides with what files can be compiled."""

    alike: tuple[str | frozenset[str], bool, bool, frozenset[str]]
    """What has to be the same: the compiler, and the kinds of bundled files."""
    names: dict[str, str]
    """What has not to mean two things."""


class _Planner(Struct):
    extra: tuple[Remapping, ...]
    stubs: bool
    cwd: str
    texts: Mapping[str, bytes]
    problems: set[Problem] = field(default_factory=set)
    targets: dict[str, Project] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    files: dict[str, _File] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    resolvers: dict[str, tuple[Project, Resolver | VerifiedResolver]] = field(default_factory=dict)
    tests: set[str] = field(default_factory=set)
    deployments: set[Deployment] = field(default_factory=set)

    # Which files are asked for

    def add(self, path: str) -> None:
        """Take a path that the user named."""
        try:
            # What an editor holds need not have been saved yet.
            mode = stat.S_IFREG if os.path.realpath(path) in self.texts else disk.mode(path)
        except OSError as error:
            if (refusal := meant(path)) is not None:
                self._report(ProblemKind.MISSING_PATH, path, str(refusal), refusal.remedy)
                return
            trouble = self._unreadable(path, error)
            if trouble.kind is ProblemKind.SYMLINK_LOOP:  # there is nothing that was named
                trouble = replace(trouble, kind=ProblemKind.MISSING_PATH)
            self.problems.add(trouble)
            return
        if stat.S_ISDIR(mode):
            before = len(self.targets)
            walked = self._take(self._walk(path))
            if not walked and len(self.targets) == before and not self._is_told(path):
                self._report(
                    ProblemKind.EMPTY_FOLDER,
                    path,
                    f"{self._shown(path)} holds no Solidity files that would be checked.",
                    "Name the folder of the contracts; dependencies, build outputs and hidden "
                    "folders are checked only when they are named themselves.",
                )
        elif not _is_solidity(path) and stat.S_ISREG(mode):
            self._project(os.path.dirname(path))  # nothing around it is run either
            self._take(self._opened(path, named=True))
        elif not _is_solidity(path):
            self._report(
                ProblemKind.NOT_SOLIDITY, path, f"{self._shown(path)} is not a Solidity file."
            )
        elif not stat.S_ISREG(mode):
            self._report(
                ProblemKind.UNREADABLE, path, f"{self._shown(path)} is neither a file nor a folder."
            )
        else:
            self.named.add(self._target(path, self._project(os.path.dirname(path))))

    def _take(self, found: Iterable[tuple[str, Project]]) -> int:
        """Take files for targets; returns how many."""
        count = 0
        for count, (file, project) in enumerate(found, start=1):  # noqa: B007
            self._target(file, project)
        return count

    def _is_told(self, folder: str) -> bool:
        """Whether there was something in a folder that cannot be checked."""
        return any(
            one.kind is ProblemKind.NOT_VERIFIED and disk.is_under(one.path, folder)
            for one in self.problems
        )

    # What was verified

    def _opened(self, path: str, *, named: bool) -> Iterator[tuple[str, Project]]:
        """The targets in a file that may hold verified sources."""
        try:
            data = disk.read(path, within=None, most=disk.LARGEST_HOLDER)
        except OSError as error:
            if named or _begins_to_hold(path):
                self.problems.add(self._unreadable(path, error, most=disk.LARGEST_HOLDER))
            return
        if not named and not _may_hold(data):
            return
        if data.startswith(archive.SIGNATURE):
            yield from self._unzipped(path, data, named=named)
            return
        found, refused = forms.read(data, path)
        for refusal in refused:
            self._tell(path, refusal, named=named)
        held: dict[str, bytes] = {}
        for one in found:
            inside = os.path.relpath(one.verified.deployment.path, path)
            folder = "" if inside == os.curdir else f"{_posix(inside)}/"
            held.update((folder + name, text) for name, text in one.texts.items())
        disk.holds(path, held)
        for one in found:
            yield from self._verified(one.verified)

    def _unzipped(self, path: str, data: bytes, *, named: bool) -> Iterator[tuple[str, Project]]:
        try:
            unzipped = archive.read(data)
        except Refusal as refusal:
            self._tell(path, refusal, named=named)
            return
        for sentence in unzipped.left_out:
            self._report(ProblemKind.OUTSIDE_ROOT, path, f"{self._shown(path)}: {sentence}")
        disk.holds(path, unzipped.files)
        empty = True
        for file, project in self._walk(path):
            empty = False
            yield file, project
        if empty and not unzipped.left_out and not self._is_told(path):
            self._tell(
                path,
                Refusal(
                    "It is a .zip that holds no Solidity file and no verified sources.",
                    foreign=True,
                ),
                named=named,
            )

    def _match(self, folder: str) -> Iterator[tuple[str, Project]] | None:
        """The targets of a folder of Sourcify's; None if it turns out to be none."""
        try:
            match = repository.read(folder)
        except Refusal as refusal:
            self._tell(folder, refusal, named=True)
            return iter(())
        if match is None:
            return None
        for name in match.altered:
            path = os.path.join(folder, *name.split("/"))
            self._report(
                ProblemKind.ALTERED,
                path,
                f"{self._shown(path)} is not the file that was verified: its Keccak-256 is "
                f"another one than in {repository.METADATA}. What is said is said of the file "
                "that is there.",
                "Download it again.",
            )
        return self._verified(match.verified)

    def _tell(self, path: str, refusal: Refusal, *, named: bool) -> None:
        if refusal.foreign and not named:
            return
        kind = ProblemKind.NOT_SOLIDITY if refusal.foreign else ProblemKind.NOT_VERIFIED
        what = "is not a Solidity file" if refusal.foreign else "cannot be checked"
        self._report(kind, path, f"{self._shown(path)} {what}. {refusal}", refusal.remedy)

    def _verified(self, verified: Verified) -> Iterator[tuple[str, Project]]:
        """What is to be checked of verified sources: what the contract is made of but packages."""
        project = project_of_verified(verified)
        self.projects[project.root] = project
        self.deployments.add(verified.deployment)
        target = verified.target or self._declaring(verified)
        units = set(verified.files) if not target else self._made_of(verified, project, target)
        own = {unit for unit in units if unit == target or not _is_packaged(unit)}
        for unit in sorted(own or units):
            yield verified.place(unit), project

    def _declaring(self, verified: Verified) -> str:
        """The file that declares the contract, where only one does."""
        name = verified.deployment.name
        units = [
            unit for unit in verified.files if name and name in self._names(verified.place(unit))
        ]
        return units[0] if len(units) == 1 else ""

    def _made_of(self, verified: Verified, project: Project, target: str) -> set[str]:
        """A file of verified sources and all that it imports of them."""
        resolver = self._resolver(project)
        made = set()
        pending = [verified.place(target)]
        while pending:
            key = pending.pop()
            if key in made or key not in verified.units:
                continue
            made.add(key)
            resolved = (resolver.resolve(key, one.path) for one in self._read(key).outline.imports)
            pending += (found for found in resolved if isinstance(found, str))
        return {verified.units[key] for key in made}

    def _target(self, path: str, project: Project) -> str:
        key = self._resolver(project).known_as(path)
        self.targets.setdefault(key, project)
        return key

    def _walk(self, top: str) -> Iterator[tuple[str, Project]]:
        inner = self._project(top)
        whole = inner.root != top  # a folder inside of a project was named: take all of it
        tested = whole and _is_test(os.path.join(top, "-.sol"), inner)  # the tests were named
        visited: set[str] = set()

        def walk(
            folder: str, around: Project, above: tuple[str, ...]
        ) -> Iterator[tuple[str, Project]]:
            real = disk.real(folder)
            if real in above:
                self._report(
                    ProblemKind.SYMLINK_LOOP,
                    folder,
                    f"{self._shown(folder)} is a link that leads back to a folder around it.",
                    "It is not followed; nothing is missed.",
                )
                return
            if real in visited:
                return
            visited.add(real)
            if len(above) > _DEEPEST:
                self._report(
                    ProblemKind.LIMIT,
                    folder,
                    f"{self._shown(folder)} lies more than {_DEEPEST} folders deep and was not "
                    "looked at.",
                    "Name the folder to check what is in it.",
                )
                return
            if (match := self._match(folder)) is not None:
                yield from match
                return
            project = self._project(folder) if is_root(folder, around) else around
            if not whole or project is not inner:
                # Its configuration decides what is looked at, whatever that turns out to be.
                self.problems.update(project.problems, project.doubts)
            try:
                entries = disk.entries(folder)
            except OSError as error:
                self._refuse(folder, error)
                return
            for entry in entries:
                if entry.is_symlink() and not self._may_follow(entry.path, project):
                    continue
                if entry.is_dir():
                    if not _skipped(entry, project, top):
                        yield from walk(entry.path, project, (*above, real))
                elif not tested and entry.is_file() and _is_test(entry.path, project):
                    self.tests.add(self._resolver(project).known_as(entry.path))
                elif (
                    _is_solidity(entry.name)
                    and entry.is_file()
                    and (
                        (whole and project is inner)
                        or any(disk.is_under(entry.path, source) for source in project.sources)
                    )
                ):
                    yield entry.path, project
                elif (
                    entry.name.lower().endswith(_HOLDERS)
                    and (project.layout is Layout.PLAIN or (whole and project is inner))
                    and entry.is_file()
                ):
                    yield from self._opened(entry.path, named=False)

        return walk(top, inner, ())

    def _may_follow(self, path: str, project: Project) -> bool:
        if disk.leads_out(path, project.boundary):
            if _is_solidity(path) or disk.is_folder(path):
                self._report(
                    ProblemKind.OUTSIDE_ROOT,
                    path,
                    # What it says, not where that leads in the end: whoever reads the report
                    # need not know this machine.
                    f"{self._shown(path)} is a link that leads out of the project, to "
                    f"{_said(path)}.",
                    "dtnlint reads nothing outside of the project; name the other folder to "
                    "check it.",
                )
            return False
        try:
            disk.mode(path)
        except OSError as error:
            if _is_solidity(path) or error.errno == errno.ELOOP:
                self._refuse(path, error)
            return False
        return True

    # What they import

    def finish(self) -> Plan:
        """Follow the imports of all targets and group those that reach a router."""
        candidates = self._candidates()
        reaching = list(self._closures(candidates))
        for project in self.projects.values():
            if any(project is p for _, p, _ in reaching):
                self.problems |= set(project.problems)
        self.problems.update(self._unfetched())
        return Plan(
            closures=tuple(self._grouped(reaching)),
            problems=tuple(sorted(self.problems)),
            scanned=len(self.targets),
            tests=len(self.tests - self.targets.keys()),
            deployments=tuple(sorted(self.deployments)),
        )

    def _unfetched(self) -> Iterator[Problem]:
        """Submodules whose files are missing: for dtnlint's own stand in, if any do."""
        missed: dict[str, set[str]] = {}
        for project, resolver in self.resolvers.values():
            missed.setdefault(project.boundary, set()).update(resolver.missed)
        for boundary, files in missed.items():
            if folders := unfetched(boundary, files):
                one = len(folders) == 1
                yield problem(
                    ProblemKind.CONFIGURATION,
                    os.path.join(boundary, SUBMODULES),
                    f"{' and '.join(folders)} {'is' if one else 'are'} empty: "
                    f"{'a submodule that was' if one else 'submodules that were'} not fetched.",
                    f"Fetch {'it' if one else 'them'}: git submodule update --init --recursive",
                )

    def _candidates(self) -> set[str]:
        """Return the targets of which some import, near or far, may have to do with DTN.

        Every file is read once and its imports are followed once, whatever the
        number of files that import it; then the way back is gone from the few
        files that name the router's functions.
        """
        importers: dict[str, set[str]] = {}
        pending = list(self.targets.items())
        # The same import may mean different things in two projects of a monorepo.
        seen = {(key, project.root) for key, project in pending}
        while pending:
            key, project = pending.pop()
            resolver = self._resolver(project)
            for statement in self._read(key).outline.imports:
                found = resolver.resolve(key, statement.path)
                if isinstance(found, str):
                    importers.setdefault(found, set()).add(key)
                    if (found, project.root) not in seen:
                        seen.add((found, project.root))
                        pending.append((found, project))
        reaching = {
            key
            for key, _ in seen
            # What cannot be read at all may be anything.
            if mentions_router(self.files[key].text) or self.files[key].unreadable
        }
        back = list(reaching)
        while back:
            for importer in importers.get(back.pop(), ()):
                if importer not in reaching:
                    reaching.add(importer)
                    back.append(importer)
        return (reaching | self.named) & self.targets.keys()

    def _closures(self, candidates: Collection[str]) -> Iterator[tuple[str, Project, _Reached]]:
        """Each candidate with all files that it imports, but for what is not to be compiled."""
        graphs = {
            id(project): _Graph(project)
            for key, project in self.targets.items()
            if key in candidates
        }
        for key, project in self.targets.items():
            if key in candidates:
                self._follow(key, graphs[id(project)])
        for key, project in sorted(self.targets.items()):
            if key in candidates:
                graph = graphs[id(project)]
                known = graph.reach.key(key)
                if known not in graph.reached:
                    graph.reached[known] = self._reached(graph.reach.of(known), graph)
                reached = graph.reached[known]
                if reached.trouble and (reached.matters or key in self.named):
                    # What has nothing to do with DTN is not dtnlint's business, broken or
                    # not; but what may have something to do with it is not passed over.
                    self.problems.update(reached.trouble)
                if not reached.trouble and reached.declares_router:
                    yield key, project, reached

    def _reached(self, keys: frozenset[str], graph: _Graph) -> _Reached:
        files = [self.files[key] for key in keys]
        declares = frozenset().union(*(file.router for file in files)) >= ROUTER_FUNCTIONS
        return _Reached(
            keys,
            declares,
            declares or any(mentions_router(file.text) or file.unreadable for file in files),
            [trouble for key in keys for trouble in graph.trouble[key]],
        )

    def _follow(self, target: str, graph: _Graph) -> None:
        """Add to a graph of imports a file and all that it imports."""
        pending = [target]
        while pending:
            key = pending.pop()
            if key in graph.edges:
                continue
            resolver = self._resolver(graph.project)
            resolved = [
                (statement, resolver.resolve(key, statement.path))
                for statement in self._read(key).outline.imports
            ]
            graph.edges[key] = [found for _, found in resolved if isinstance(found, str)]
            graph.trouble[key] = list(self._trouble(key, resolved, graph.project))
            pending += graph.edges[key]

    def _trouble(
        self, key: str, resolved: Iterable[tuple[Import, Resolution]], project: Project
    ) -> Iterator[Problem]:
        """Why a file cannot be compiled."""
        refusal = self._read(key).refusal
        if refusal is not None:
            yield refusal
        if not _is_text(_unit(key, project.boundary)):
            yield problem(
                ProblemKind.NOT_UTF8,
                key,
                f"The name of {self._shown(key)} is not UTF-8.",
                "Rename it: solc knows files by their names.",
            )
        for statement, found in resolved:
            match found:
                case Outside():
                    yield problem(
                        ProblemKind.OUTSIDE_ROOT,
                        key,
                        f'{self._shown(key)} imports "{statement.path}", which leads out '
                        f"of the project at {self._shown(project.boundary)}.",
                        "dtnlint reads nothing outside of the project: move the file "
                        "inside, or name the folder that holds both.",
                        line=statement.line,
                    )
                case Missing(package):
                    yield problem(
                        ProblemKind.MISSING_IMPORT,
                        key,
                        f'{self._shown(key)} imports "{statement.path}", which cannot be found.',
                        "What was verified is not all there: download it again."
                        if project.verified is not None
                        else how_to_find(statement.path, package)
                        if package
                        else how_to_install(
                            statement.path, foundry=project.layout is Layout.FOUNDRY
                        ),
                        line=statement.line,
                    )

    def _read(self, key: str) -> _File:
        if key not in self.files:
            self.files[key] = self._read_anew(key)
        return self.files[key]

    def _read_anew(self, key: str) -> _File:
        if key.startswith(bundled.PREFIX):
            return _file(bundled.text_of(key.removeprefix(bundled.PREFIX), owner_argument=False))
        refusal = None
        behind = b""
        try:
            content = self._content(key)
        except OSError as error:
            refusal = self._unreadable(key, error)
            if not (isinstance(error, disk.Unfit) and SIZE_LIMIT < error.size <= _LOOKED_THROUGH):
                return _file("", refusal)
            with contextlib.suppress(OSError):  # it was there a moment ago
                behind = disk.beginning(key, _LOOKED_THROUGH, within=None)
            content, behind = behind[:SIZE_LIMIT], behind[SIZE_LIMIT - _LONGEST_WORD :]
        if content.startswith(codecs.BOM_UTF8):
            refusal = refusal or problem(
                ProblemKind.NOT_UTF8,
                key,
                f"{self._shown(key)} begins with a byte order mark, which solc does not read.",
                "Save it as UTF-8 without one.",
                line=1,
            )
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            # Read on as best one can, only to learn whether the file matters.
            wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
            text = content.decode("utf-16" if wide else "latin-1", errors="replace")
            refusal = refusal or problem(
                ProblemKind.NOT_UTF8,
                key,
                f"{self._shown(key)} is not UTF-8: byte {error.start} is "
                f"0x{content[error.start]:02x}.",
                "Save it as UTF-8, the only encoding that solc reads.",
                line=content.count(b"\n", 0, error.start) + 1,
            )
        return _file(text + _words_in(behind), refusal)

    def _content(self, key: str) -> bytes:
        if self.texts and (given := self.texts.get(os.path.realpath(key))) is not None:
            return given
        # Whoever found it saw that it lies inside of the project, or the user named it.
        return disk.read(key, within=None, most=SIZE_LIMIT)

    # What is compiled together

    def _grouped(self, reaching: list[tuple[str, Project, _Reached]]) -> Iterator[Closure]:
        """Put together what one compiler run can take without harm.

        Two files with the same name for different contracts stay apart:
        Slither finds some things by name.
        """
        groups: dict[object, list[_Group]] = {}
        traits_of: dict[int, _Traits] = {}
        for target, project, reached in reaching:
            if id(reached) not in traits_of:
                traits_of[id(reached)] = self._traits(reached.keys, project)
            traits = traits_of[id(reached)]
            alike = groups.setdefault((project.root, *traits.alike), [])
            group = next((g for g in alike if g.takes(traits.names)), None)
            if group is None:
                group = _Group(project, *traits.alike[1:])
                alike.append(group)
            group.add(target, reached.keys, traits.names)
        for group in (g for alike in groups.values() for g in alike):
            yield self._closure(group)

    def _traits(self, keys: frozenset[str], project: Project) -> _Traits:
        pragmas = frozenset(p for key in keys for p in self.files[key].outline.pragmas)
        own = [self.files[key].text for key in keys if not key.startswith(bundled.PREFIX)]
        owner = any(map(passes_owner_to_ownable, own))
        burn = f"{bundled.PREFIX}{bundled.URI_STORAGE}" in keys and any(map(overrides_burn, own))
        taken = (
            bundled.MOCK_NAMES.intersection(name for text in own for name in declared_names(text))
            if f"{bundled.PREFIX}{bundled.MOCK}" in keys
            else frozenset()
        )
        # What no compiler can take is told apart, with what it asks for itself.
        version = newest_allowed(pragmas) or pragmas
        if project.verified is not None and project.versions:
            version = project.versions[0]  # whatever the files allow
        names = {name: key for key in sorted(keys) for name in self._names(key)}
        return _Traits((version, owner, burn, taken), names)

    def _names(self, key: str) -> frozenset[str]:
        return declared_names(self._read(key).text)

    def _closure(self, group: _Group) -> Closure:
        project = group.project
        resolver = self._resolver(project)
        unit_of = {key: _unit(key, project.boundary) for key in group.keys}
        files: list[SourceFile] = []
        remappings: set[str] = set()
        for key in sorted(group.keys, key=unit_of.__getitem__):
            unit = unit_of[key]
            stub = key.startswith(bundled.PREFIX)
            imported: list[str] = []
            for statement in self.files[key].outline.imports:
                found = resolver.resolve(key, statement.path)
                assert isinstance(found, str)
                imported.append(unit_of[found])
                natural = statement.path
                if natural.startswith(("./", "../")):
                    natural = os.path.normpath(os.path.join(os.path.dirname(unit), natural))
                    natural = natural.replace(os.sep, "/")
                if natural != unit_of[found]:
                    remappings.add(f"{unit}:{natural}={unit_of[found]}")
            text = self.files[key].text
            if stub:
                name = key.removeprefix(bundled.PREFIX)
                text = bundled.text_of(
                    name,
                    owner_argument=group.owner,
                    burn_overridden=group.burn,
                    taken=group.taken,
                )
            files.append(
                SourceFile(
                    unit=unit,
                    path=key,
                    relative=key if stub else self._relative(key, project),
                    text=text,
                    imports=tuple(imported),
                    pragmas=self.files[key].outline.pragmas,
                    dependency=stub or (key not in group.targets and _is_dependency(key, project)),
                    bundled=stub,
                )
            )
        return Closure(
            root=project.root,
            targets=tuple(sorted(unit_of[key] for key in group.targets)),
            files=tuple(files),
            remappings=tuple(sorted(remappings)),
            versions=project.versions,
            evm_version=project.evm_version,
            via_ir=project.via_ir,
            verified=project.verified is not None,
        )

    # Small things

    def _project(self, folder: str) -> Project:
        if folder not in self.projects:
            project = project_of(folder, self.cwd)
            programs.distrust(project.boundary)
            # One object for each root, so that projects can be compared by identity.
            same = next((p for p in self.projects.values() if p == project), project)
            self.projects[folder] = same
        return self.projects[folder]

    def _resolver(self, project: Project) -> Resolver | VerifiedResolver:
        if project.root not in self.resolvers:
            resolver = (
                Resolver(project, self.extra, stubs=self.stubs)
                if project.verified is None
                else VerifiedResolver(project.verified, stubs=self.stubs)
            )
            self.resolvers[project.root] = (project, resolver)
        return self.resolvers[project.root][1]

    def _relative(self, path: str, project: Project) -> str:
        near = self.cwd if disk.is_under(path, self.cwd) else project.root
        return _posix(os.path.relpath(path, near))

    def _shown(self, path: str) -> str:
        if disk.is_under(path, self.cwd) and path != self.cwd:
            return os.path.relpath(path, self.cwd)
        return path

    def _report(self, kind: ProblemKind, path: str, message: str, remedy: str = "") -> None:
        self.problems.add(problem(kind, path, message, remedy))

    def _refuse(self, path: str, error: OSError) -> None:
        self.problems.add(self._unreadable(path, error))

    def _unreadable(self, path: str, error: OSError, *, most: int = SIZE_LIMIT) -> Problem:
        shown = self._shown(path)
        if error.errno == errno.ELOOP:
            return problem(
                ProblemKind.SYMLINK_LOOP,
                path,
                f"{shown} is a link that leads to itself.",
                "Remove the link, or let it point to the file that is meant.",
            )
        if error.errno == errno.ENOENT and os.path.islink(path):
            return problem(ProblemKind.UNREADABLE, path, f"{shown} is a link to nothing.")
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return problem(
                ProblemKind.MISSING_PATH, path, f"{shown} does not exist.", "Check the path."
            )
        if isinstance(error, disk.Unfit) and error.size:
            return problem(
                ProblemKind.TOO_LARGE,
                path,
                f"{shown} has {error.size / 1_000_000:.1f} MB; "
                f"dtnlint reads files of up to {most // 1_000_000} MB.",
                "Split it into its contracts.",
            )
        reason = error.strerror or type(error).__name__
        return problem(ProblemKind.UNREADABLE, path, f"{shown} cannot be read: {reason}.")


class _Group(Struct):
    """Targets that will be one closure."""

    project: Project
    owner: bool
    burn: bool
    taken: frozenset[str]
    targets: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)

    def takes(self, names: dict[str, str]) -> bool:
        """Tell whether no name would mean two things."""
        return all(self.names.get(name, key) == key for name, key in names.items())

    def add(self, target: str, keys: frozenset[str], names: dict[str, str]) -> None:
        self.targets.add(target)
        self.keys |= keys
        self.names |= names


def _file(text: str, refusal: Problem | None = None) -> _File:
    return _File(text, outline(text), router_functions(text), refusal)


def _said(link: str) -> str:
    """Where a link says that it leads."""
    try:
        return os.readlink(link)
    except OSError:  # it was there a moment ago
        return "nowhere"


def _words_in(data: bytes) -> str:
    """Which words of the router stand in what is not read for anything else."""
    return "".join(f"\n{word}" for word in sorted(ROUTER_WORDS) if word.encode() in data)


def _is_packaged(unit: str) -> bool:
    """Tell whether a file of verified sources belongs to a package, by its name."""
    parts = unit.split("/")
    return parts[0].startswith("@") or parts[0] in _PACKAGES or "node_modules" in parts


def _skipped(entry: disk.Entry, project: Project, top: str) -> bool:
    name = entry.name
    if name == "node_modules" or name.startswith("."):
        return True
    if entry.path in project.libs:
        return True
    folder = os.path.dirname(entry.path)
    at_root = folder == project.root or (folder == top and project.layout is Layout.PLAIN)
    return at_root and (name in project.outputs or name.startswith("typechain"))


def _is_test(path: str, project: Project) -> bool:
    """Tell whether a file is a test, as Foundry and Hardhat 3 tell them apart."""
    top = os.path.relpath(path, project.root).split(os.sep, 1)[0]
    return _is_solidity(path) and (path.lower().endswith(".t.sol") or top in _TESTS)


def _is_dependency(path: str, project: Project) -> bool:
    if project.verified is not None:
        return _is_packaged(project.verified.units[path])
    inside = PurePath(os.path.relpath(path, project.boundary)).parts
    return "node_modules" in inside or any(disk.is_under(path, lib) for lib in project.libs)


@lru_cache(maxsize=65536)
def _unit(key: str, boundary: str) -> str:
    """Name a file for solc: by its place in the repository, which holds all files."""
    if key.startswith(bundled.PREFIX):
        return key
    unit = _posix(os.path.relpath(key, boundary))
    # These two have a meaning of their own in remappings.
    return unit.replace(":", "%3A").replace("=", "%3D")


def _may_hold(data: bytes) -> bool:
    return any(sign in data for sign in _MAY_HOLD)


def _begins_to_hold(path: str) -> bool:
    """Whether a file that cannot be read whole looks as if it held verified sources."""
    try:
        return _may_hold(disk.beginning(path, _BEGINNING, within=None))
    except OSError:
        return False


def _is_solidity(path: str) -> bool:
    """Tell by its name; solc takes any, and some file systems know no cases."""
    return path.lower().endswith(".sol")


def _is_text(name: str) -> bool:
    """Tell whether a name has no bytes that are no characters."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _posix(path: str) -> str:
    return path.replace(os.sep, "/")
