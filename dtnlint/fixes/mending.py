"""Trying fixes: each is made in memory and judged by the same pipeline as the sources.

A fix is kept if its result compiles, the finding is gone, and no finding and no
unknown is new. Fixes are tried together where they can be, halved where that
fails, and completed where one fix calls for another. Nothing is written here.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import ContractRef, Finding, Fix, Judgement, Level, Safety
from dtnlint.findings.intake import merged
from dtnlint.findings.source_text import SourceText
from dtnlint.fixes.edits import Origins, Texts, applied, clash
from dtnlint.fixes.proposals import WAVES, fixes_for

Progress = Callable[[int, int], None]
"""Told before each trial: how many findings are settled, and of how many."""

_ASKED_OF_EVERY_USE = "validated"
"""The property that has a judgement wherever a request or a close can be reached."""
_STANDING = frozenset({"code is run by delegatecall", "assembly writes storage"})
"""Why something is unknown whatever is edited: no fix brings such code, or takes it away."""
_OVER = "trying fixes has taken all the time that it may; try again, or raise --time-limit"
"""Why what is left is not tried."""
_COMPLETIONS = 3
"""How many times further fixes are added to one that calls for them."""


class Subject(Struct, frozen=True):
    """What is to be mended, and how to see what an edit does to it."""

    report: Report
    """What was found in the sources as they are."""
    consumers: Mapping[str, frozenset[str]]
    """By file: the files of the consumers that it is compiled for."""
    editable: Collection[str]
    """The files that are the project's own."""
    analyse: Callable[[Texts, Collection[str]], Report]
    """What is found in some consumers' files when these texts stand for what files hold."""
    is_over: Callable[[], bool] = lambda: False
    """Whether trials have taken all the time that they may."""


class Made(Struct, frozen=True):
    """A fix that was kept."""

    finding: Finding
    title: str
    path: str
    """The file in which the finding stood."""
    line: int | None
    """Its line in the sources as they were; None if an earlier fix has added it."""


class Refused(Struct, frozen=True):
    """A finding of which no fix was kept."""

    finding: Finding
    title: str
    path: str
    line: int | None
    reason: str
    """Why, as a clause: ``it would add dtn-double-close in Shop.close``."""


class Change(Struct, frozen=True):
    """A file before and after."""

    path: str
    before: bytes
    after: bytes


class Mended(Struct, frozen=True):
    """What became of the findings."""

    changes: tuple[Change, ...]
    made: tuple[Made, ...]
    refused: tuple[Refused, ...]
    gone: int
    """How many findings are no longer found."""
    unsafe: int
    """How many of those that stay have unsafe fixes, which were not to be tried."""

    def without(self, unwritten: Collection[str | None], gone: int) -> Mended:
        """What came of it when these files could not be written, and so many findings are gone."""
        lost = [made for made in self.made if made.path in unwritten]
        return replace(
            self,
            changes=tuple(change for change in self.changes if change.path not in unwritten),
            made=tuple(made for made in self.made if made not in lost),
            refused=(
                *self.refused,
                *(
                    Refused(one.finding, one.title, one.path, one.line, "it could not be written")
                    for one in lost
                ),
            ),
            gone=gone,
        )


def mend(
    subject: Subject,
    *,
    unsafe: bool,
    progress: Progress = lambda done, total: None,
    wanted: Callable[[Finding, Fix], bool] = lambda finding, fix: True,
) -> Mended:
    """Make every wanted fix that holds; `unsafe` allows those that may change what worked.

    What a fix calls for is made with it, wanted or not.
    """
    return _Mender(subject, unsafe=unsafe, progress=progress, wanted=wanted).mended()


class _Draft(Struct, frozen=True):
    """Edits to try, for some findings."""

    goals: tuple[Finding, ...]
    titles: tuple[str, ...]
    texts: Texts
    """The edited files."""
    origins: Origins
    consumers: frozenset[str]
    """The files of the consumers that it may affect."""


class _Outcome(Struct, frozen=True):
    """What a draft does."""

    added: tuple[Finding, ...] = ()
    """New findings."""
    reason: str = ""
    """Why it does not hold; empty if it does."""
    hopeless: bool = False
    """Whether no further fix can make it hold."""


_AND = ", and "
"""Between the titles of fixes that are one."""

_Name = tuple[str, str]
"""A finding's file and fingerprint: what it is called while the files change."""
_Key = tuple[str, str, int | None, ContractRef]
_Attempt = Generator[_Draft, Report, None]


class _Mender:
    def __init__(
        self,
        subject: Subject,
        *,
        unsafe: bool,
        progress: Progress,
        wanted: Callable[[Finding, Fix], bool],
    ) -> None:
        self.subject = subject
        self.unsafe = unsafe
        self.wanted = wanted
        self.progress = progress
        report = subject.report
        self.findings = report.findings
        self.judgements = report.judgements
        self.sources = dict(report.sources)
        self.texts: dict[str, bytes] = {}
        self.origins = Origins()
        self.made: list[Made] = []
        self.refused: dict[_Name, Refused] = {}
        self.stale: set[_Name] = set()
        """Of what was refused, that which may hold by now."""
        self.trials = 0
        self.waiting: deque[tuple[_Name, ...]] = deque()
        self.proposed: dict[Finding, list[Fix]] = {}

    def mended(self) -> Mended:
        before = len(self.subject.report.active)
        trials = -1
        while self.trials > trials and (batch := self._next_batch()):
            trials = self.trials
            self._work_off(batch)
        active = {_name(one): one for one in self.findings if one.active}
        original = self.subject.report.sources
        return Mended(
            changes=tuple(
                Change(path, original[path].data, text)
                for path, text in sorted(self.texts.items())
                if text != original[path].data
            ),
            made=tuple(self.made),
            refused=tuple(one for name, one in self.refused.items() if name in active),
            gone=before - len(active),
            unsafe=0
            if self.unsafe
            else sum(any(self._fixes(one, unsafe=True)) for one in active.values()),
        )

    # What to try

    def _next_batch(self) -> list[Finding]:
        """Findings of one wave: untried ones first, what follows from others after them."""
        active = [one for one in self.findings if one.active]
        untried = [one for one in active if _name(one) not in self.refused]
        again = [one for one in active if _name(one) in self.stale]
        for findings in (untried, again):
            for wave in WAVES:
                batch = [
                    finding
                    for finding in findings
                    if finding.rule in wave and self._fixes(finding, unsafe=self.unsafe)
                ]
                if batch:
                    return batch
        return []

    def _fixes(self, finding: Finding, *, unsafe: bool) -> list[Fix]:
        if finding not in self.proposed:
            self.proposed[finding] = [
                fix
                for fix in fixes_for(finding, self.sources)
                if all(edit.location.path in self.subject.editable for edit in fix.edits)
                and self.wanted(finding, fix)
            ]
        return [fix for fix in self.proposed[finding] if unsafe or fix.safety is Safety.SAFE]

    def _work_off(self, batch: Iterable[Finding]) -> None:
        """Settle findings: in each run of the pipeline, whatever cannot disturb each other."""
        self.waiting = deque(self._apart(batch))
        running: dict[frozenset[str], tuple[_Attempt, _Draft]] = {}
        while True:
            if self.subject.is_over():
                self._give_up()
                return
            for group in list(self.waiting):
                findings = self._current(group)
                consumers = frozenset[str]().union(*map(self._consumers_of, findings))
                if all(consumers.isdisjoint(taken) for taken in running):
                    self.waiting.remove(group)
                    attempt = self._attempt(findings, consumers)
                    draft = next(attempt, None)
                    if draft is not None:
                        running[consumers] = (attempt, draft)
            if not running:
                return
            self.progress(len(self.made) + len(self.refused), len(self.findings))
            texts = dict(self.texts)
            for _, draft in running.values():
                texts |= draft.texts
            report = self.subject.analyse(texts, frozenset[str]().union(*running))
            for consumers, (attempt, _) in list(running.items()):
                try:
                    running[consumers] = (attempt, attempt.send(report))
                except StopIteration:
                    del running[consumers]

    def _apart(self, batch: Iterable[Finding]) -> Iterator[tuple[_Name, ...]]:
        """Findings in groups that share no consumer."""
        groups: list[tuple[frozenset[str], list[Finding]]] = []
        for finding in batch:
            consumers, together = self._consumers_of(finding), [finding]
            for group in [one for one in groups if not consumers.isdisjoint(one[0])]:
                groups.remove(group)
                consumers, together = consumers | group[0], group[1] + together
            groups.append((consumers, together))
        for _, together in groups:
            yield tuple(map(_name, sorted(together, key=Finding.sort_key)))

    def _consumers_of(self, finding: Finding) -> frozenset[str]:
        fixes = self._fixes(finding, unsafe=True)
        paths = {edit.location.path for fix in fixes for edit in fix.edits}
        known = (self.subject.consumers.get(path, frozenset()) for path in paths)
        return frozenset(ref.path for ref in _refs(finding)).union(*known)

    def _current(self, names: Collection[_Name]) -> list[Finding]:
        """Findings as they are by now, those that still have something to try."""
        return [
            one
            for one in self.findings
            if one.active and _name(one) in names and self._fixes(one, unsafe=self.unsafe)
        ]

    # Trying

    def _attempt(self, findings: list[Finding], consumers: frozenset[str]) -> _Attempt:
        """Settle some findings: yields what to analyse and is sent what was found."""
        if len(findings) > 1:
            joint = self._together(findings, consumers)
            report = yield joint
            if not self._outcome(joint, report).reason:
                self._keep(joint, report)
            else:
                half = len(findings) // 2
                for part in (findings[half:], findings[:half]):
                    self.waiting.appendleft(tuple(map(_name, part)))
            return
        for finding in findings:
            reason = title = ""
            for fix in self._fixes(finding, unsafe=self.unsafe):
                draft: _Draft | None = self._draft((finding,), (fix,), consumers)
                for _ in range(1 + _COMPLETIONS):
                    if draft is None:
                        break
                    report = yield draft
                    outcome = self._outcome(draft, report)
                    if not outcome.reason:
                        self._keep(draft, report)
                        return
                    reason, title = reason or outcome.reason, title or fix.title
                    draft = self._completed(draft, outcome, report)
            self._refuse(finding, title, reason)

    def _together(self, findings: Iterable[Finding], consumers: frozenset[str]) -> _Draft:
        """The best fixes of findings, as many as do not touch each other."""
        goals: list[Finding] = []
        fixes: list[Fix] = []
        for finding in findings:
            fix = next(iter(self._fixes(finding, unsafe=self.unsafe)))
            if not any(clash(fix.edits, other.edits) for other in fixes):
                goals.append(finding)
                fixes.append(fix)
        return self._draft(tuple(goals), tuple(fixes), consumers)

    def _draft(
        self, goals: tuple[Finding, ...], fixes: tuple[Fix, ...], consumers: frozenset[str]
    ) -> _Draft:
        edits = [edit for fix in fixes for edit in fix.edits]
        data = {path: text.data for path, text in self.sources.items()}
        titles = tuple(fix.title for fix in fixes)
        return _Draft(goals, titles, applied(data, edits), Origins().then(edits), consumers)

    def _completed(self, draft: _Draft, outcome: _Outcome, report: Report) -> _Draft | None:
        """The draft with fixes for what it adds, if there are any for all of that."""
        if outcome.hopeless:
            return None
        data = {path: text.data for path, text in report.sources.items()} | dict(draft.texts)
        fixes: list[Fix] = []
        for finding in outcome.added:
            place = finding.location
            if draft.origins.before(place.path, place.start) is None:
                return None  # what the draft itself has written must need no mending
            fix = next(
                (
                    one
                    for one in fixes_for(finding, report.sources)
                    if (self.unsafe or one.safety is Safety.SAFE)
                    and all(self._is_within(edit.location.path, draft) for edit in one.edits)
                    and not any(clash(one.edits, other.edits) for other in fixes)
                ),
                None,
            )
            if fix is None:
                return None
            fixes.append(fix)
        edits = [edit for fix in fixes for edit in fix.edits]
        return replace(
            draft,
            titles=(_joined(draft.titles[0], fixes),),
            texts={**draft.texts, **applied(data, edits)},
            origins=draft.origins.then(edits),
        )

    def _is_within(self, path: str, draft: _Draft) -> bool:
        affected = self.subject.consumers.get(path, frozenset())
        return path in self.subject.editable and affected <= draft.consumers

    # Judging

    def _outcome(self, draft: _Draft, report: Report) -> _Outcome:
        reason = (
            self._failure(draft, report)
            or self._remainder(draft, report)
            or self._doubt(draft, report)
        )
        if reason:
            return _Outcome(reason=reason, hopeless=True)
        added = self._counted(report.findings, draft, draft.origins) - self._counted(
            self.findings, draft, Origins()
        )
        new = tuple(
            finding
            for finding in report.findings
            if added & self._counted((finding,), draft, draft.origins)
        )
        if not new:
            return _Outcome()
        rules = " and ".join(dict.fromkeys(f"{one.rule} in {_where(one)}" for one in new))
        return _Outcome(added=new, reason=f"it adds {rules}")

    def _failure(self, draft: _Draft, report: Report) -> str:
        """Why the result could not be analysed as the sources were; empty if it could."""
        for package in sorted(_packages(report) - _packages(self.subject.report)):
            if any(package.encode() in text for text in draft.texts.values()):
                return f"it needs {package}, which is not installed here"
        for told in report.notifications:
            if told.level is Level.ERROR and told not in self.subject.report.notifications:
                affected = self.subject.consumers.get(told.path or "", frozenset((told.path,)))
                if told.path is None or not draft.consumers.isdisjoint(affected):
                    return _first_sentence(told.text)
        if not set(report.run.consumers).issuperset(
            ref for ref in self.subject.report.run.consumers if ref.path in draft.consumers
        ):
            return "a consumer is no longer one"
        return ""

    def _remainder(self, draft: _Draft, report: Report) -> str:
        """Which finding the draft does not really mend; empty if there is none."""
        before = self._counted(self.findings, draft, Origins())
        after = self._counted(report.findings, draft, draft.origins)
        reached = set(_reached(report.judgements, draft.origins))
        lost = set(_reached(self.judgements, Origins())) - reached
        for goal in draft.goals:
            path, start = goal.location.path, goal.location.start
            for ref in _refs(goal):
                key = (goal.rule, path, start, ref)
                if ref.path not in draft.consumers or after[key] >= before[key]:
                    return f"{goal.rule} stays"
                if (path, start, ref) in lost:
                    return "what stands there can no longer be reached"
        return ""

    def _doubt(self, draft: _Draft, report: Report) -> str:
        """What can no longer be told; empty if there is nothing."""
        before = Counter(key for key, _ in self._judged("unknown", self.judgements, draft))
        violated = {key for key, _ in self._judged("violated", self.judgements, draft)}
        after = Counter(
            key
            for key, one in self._judged("unknown", report.judgements, draft, draft.origins)
            # Of what was violated, no more can be shown than that it no longer is.
            if not (key in violated and one.reasons and _STANDING.issuperset(one.reasons))
        )
        for path, _, wanted in after - before:
            return f"it leaves unknown whether something in {path} is {wanted}"
        return ""

    def _counted(
        self, findings: Iterable[Finding], draft: _Draft, origins: Origins
    ) -> Counter[_Key]:
        """What is said of the consumers that a draft affects, by where it stood before."""
        keys: Counter[_Key] = Counter()
        for finding in findings:
            if finding.active:
                path = finding.location.path
                start = origins.before(path, finding.location.start)
                keys.update(
                    (finding.rule, path, start, ref)
                    for ref in _refs(finding)
                    if ref.path in draft.consumers
                )
        return keys

    @staticmethod
    def _judged(
        outcome: str,
        judgements: Iterable[Judgement],
        draft: _Draft,
        origins: Origins | None = None,
    ) -> Iterator[tuple[tuple[str, int | None, str], Judgement]]:
        """The judgements with an outcome, by where they stood before, and on what."""
        origins = origins or Origins()
        for one in judgements:
            if one.outcome == outcome and one.contract.path in draft.consumers:
                start = origins.before(one.location.path, one.location.start)
                yield (one.location.path, start, one.property), one

    # Settling

    def _keep(self, draft: _Draft, report: Report) -> None:
        self.proposed.clear()
        for goal, title in zip(draft.goals, draft.titles, strict=True):
            self.made.append(Made(goal, title, goal.location.path, self._line(goal)))
        for path, text in draft.texts.items():
            self.texts[path] = text
            self.sources[path] = SourceText(text)
        for edits in draft.origins.steps:
            self.origins = self.origins.then(edits)
        others = _only(self.findings, lambda ref: ref.path not in draft.consumers)
        anew = _only(report.findings, lambda ref: ref.path in draft.consumers)
        self.findings = merged((*others, *anew))
        self.judgements = tuple(
            one for one in self.judgements if one.contract.path not in draft.consumers
        ) + tuple(one for one in report.judgements if one.contract.path in draft.consumers)
        self.trials += 1
        for name, refused in self.refused.items():
            if any(ref.path in draft.consumers for ref in _refs(refused.finding)):
                self.stale.add(name)

    def _give_up(self) -> None:
        """Refuse all that was not tried."""
        for finding in [one for one in self.findings if one.active]:
            fixes = self._fixes(finding, unsafe=self.unsafe)
            if fixes and _name(finding) not in self.refused:
                self._refuse(finding, fixes[0].title, _OVER)
        self.stale.clear()

    def _refuse(self, finding: Finding, title: str, reason: str) -> None:
        self.trials += 1
        self.stale.discard(_name(finding))
        self.refused[_name(finding)] = Refused(
            finding, title, finding.location.path, self._line(finding), reason
        )

    def _line(self, finding: Finding) -> int | None:
        """Where a finding stood in the sources as they were."""
        place = finding.location
        start = self.origins.before(place.path, place.start)
        return None if start is None else self.subject.report.sources[place.path].line_of(start)


def _name(finding: Finding) -> _Name:
    return finding.location.path, finding.fingerprint


def _refs(finding: Finding) -> tuple[ContractRef, ...]:
    return finding.contracts or (ContractRef("", finding.location.path),)


def _reached(
    judgements: Iterable[Judgement], origins: Origins
) -> Iterator[tuple[str, int | None, ContractRef]]:
    """Which session operations can be reached, by where they stood before the edits."""
    for one in judgements:
        if one.property == _ASKED_OF_EVERY_USE:
            place = one.location
            yield place.path, origins.before(place.path, place.start), one.contract


def _only(findings: Iterable[Finding], wanted: Callable[[ContractRef], bool]) -> Iterator[Finding]:
    """The findings, said of the wanted contracts alone."""
    for finding in findings:
        refs = tuple(ref for ref in _refs(finding) if wanted(ref))
        if refs:
            yield replace(finding, contracts=refs if finding.contracts else ())


def _packages(report: Report) -> set[str]:
    """The packages for which dtnlint's own files stood in."""
    return {
        "/".join(name.split("/")[: 2 if name.startswith("@") else 1]) for name in report.run.stubs
    }


def _first_sentence(text: str) -> str:
    return re.split(r"[.!?]\s+(?=[A-Z])", text, maxsplit=1)[0].rstrip(".")


def _where(finding: Finding) -> str:
    function = (finding.function or "").partition("(")[0]
    return ".".join(part for part in (finding.contract, function) if part) or finding.location.path


def _joined(title: str, fixes: Iterable[Fix]) -> str:
    more = (f"{one.title[:1].lower()}{one.title[1:]}" for one in fixes)
    return _AND.join(dict.fromkeys((*title.split(_AND), *more)))
