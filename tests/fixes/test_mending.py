"""Which fixes are kept.

The pipeline is a toy: every word that begins with ``bad`` is a finding, and ``sleep1`` is one as
soon as ``wake1`` stands somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import msgspec
import pytest

from dtnlint.findings.assembly import Report, assemble
from dtnlint.findings.finding import (
    Confidence,
    ContractRef,
    Edit,
    Finding,
    Fix,
    Impact,
    Judgement,
    Level,
    Location,
    Notification,
    RunFacts,
    Safety,
    Suppression,
)
from dtnlint.findings.source_text import SourceText
from dtnlint.fixes import mending
from dtnlint.fixes.mending import Mended, Subject, mend

RULE = "dtn-double-close"
"""Whatever has fixes."""
UNSURE = {
    "unsure": (),
    "unsurealways": ("code is run by delegatecall", "assembly writes storage"),
    "unsurenow": ("code is run by delegatecall", "too many states"),
}
"""Words that are not understood, and why."""


@dataclass
class Project:
    """Files as words. ``broken`` does not compile, ``unsure`` is not understood, ``needs`` wants a
    package, ``gone`` makes a contract no consumer, after ``dead`` nothing is reached."""

    texts: dict[str, str]
    shared: frozenset[str] = frozenset()
    """Files that are compiled for every consumer and are none themselves."""
    ways: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What to put in place of a bad word, the best first; with ``!``, unsafely."""
    editable: Collection[str] | None = None
    suppressed: str = ""
    """A bad word that a comment suppresses."""
    analysed: list[frozenset[str]] = field(default_factory=list)
    """Which consumers were analysed, time by time."""

    @property
    def consumers(self) -> frozenset[str]:
        return frozenset(self.texts) - self.shared

    def report(self, texts: Mapping[str, str], wanted: Collection[str]) -> Report:
        findings: list[Finding] = []
        judgements: list[Judgement] = []
        notifications: list[Notification] = []
        refs: list[ContractRef] = []
        stubs: list[str] = []
        for consumer in sorted(wanted):
            ref = ContractRef(consumer.removesuffix(".sol").capitalize(), consumer)
            sources = {path: texts[path] for path in (consumer, *self.shared)}
            everything = " ".join(sources.values())
            if "broken" in everything:
                text = f"{consumer} does not compile."
                notifications.append(Notification(Level.ERROR, "compile-error", text, consumer))
                continue
            if "gone" not in everything:
                refs.append(ref)
            stubs += ["@new/package/x.sol"] if "needs" in everything else []
            for path, text in sources.items():
                for match in re.finditer(r"\S+", "" if "dead" in everything else text):
                    place = Location(path, match.start(), len(match[0]))
                    judgements.append(Judgement(ref, "f()", "validated", "proved", "x", place))
                for match in re.finditer(r"bad\w*|unsure\w*|sleep\d", text):
                    if match[0].replace("sleep", "wake") not in everything:
                        continue
                    place = Location(path, match.start(), len(match[0]))
                    if match[0] in UNSURE:
                        judgements.append(
                            Judgement(
                                ref, "f()", "reset", "unknown", "x", place, "", UNSURE[match[0]]
                            )
                        )
                        continue
                    if match[0] == "badreset":
                        judgements.append(Judgement(ref, "f()", "reset", "violated", "x", place))
                    if match[0] == "badforall" and "cured" in sources[consumer]:
                        continue
                    findings.append(self.finding(match[0], place, ref))
        return assemble(
            run=RunFacts("1", consumers=tuple(refs), stubs=tuple(stubs)),
            read=lambda paths: {path: SourceText(text.encode()) for path, text in texts.items()},
            findings=mending.merged(findings),
            judgements=judgements,
            notifications=notifications,
        )

    def finding(self, word: str, place: Location, ref: ContractRef) -> Finding:
        suppression = Suppression(place, "dtnlint: ignore") if word == self.suppressed else None
        return Finding(
            RULE, Impact.HIGH, Confidence.HIGH, word, place, (ref,), suppression=suppression
        )

    def fixes(self, finding: Finding, sources: object) -> tuple[Fix, ...]:
        return tuple(
            Fix(
                f"Put {way.strip('!')}",
                Safety.UNSAFE if way.startswith("!") else Safety.SAFE,
                (Edit(finding.location, way.strip("!")),),
            )
            for way in self.ways.get(finding.message, ())
        )

    def analyse(self, texts: Mapping[str, bytes], wanted: Collection[str]) -> Report:
        self.analysed.append(frozenset(wanted))
        edited = {path: data.decode() for path, data in texts.items()}
        return self.report({**self.texts, **edited}, wanted)

    def subject(self) -> Subject:
        used = {path: frozenset({path}) for path in self.consumers}
        return Subject(
            self.report(self.texts, self.consumers),
            {**used, **dict.fromkeys(self.shared, self.consumers)},
            set(self.texts) if self.editable is None else self.editable,
            self.analyse,
        )


def run(monkeypatch: pytest.MonkeyPatch, project: Project, *, unsafe: bool = False) -> Mended:
    monkeypatch.setattr(mending, "fixes_for", project.fixes)
    return mend(project.subject(), unsafe=unsafe)


def after(mended: Mended) -> dict[str, str]:
    return {change.path: change.after.decode() for change in mended.changes}


def reasons(mended: Mended) -> list[tuple[str, str]]:
    return [(one.finding.message, one.reason) for one in mended.refused]


def test_what_trials_have_no_time_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project(
        {"a.sol": "bad1 bad2 bad3"}, ways={"bad1": ("ok",), "bad2": ("bad",), "bad3": ("ok",)}
    )
    monkeypatch.setattr(mending, "fixes_for", project.fixes)
    subject = msgspec.structs.replace(project.subject(), is_over=lambda: len(project.analysed) >= 2)
    result = mend(subject, unsafe=False)
    assert len(project.analysed) == 2
    assert {reason for _, reason in reasons(result)} == {mending._OVER}
    assert len(result.made) + len(result.refused) == 3
    assert mending._OVER not in {reason for _, reason in reasons(run(monkeypatch, project))}


def test_everything_is_tried_at_once_where_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project(
        {"a.sol": "x bad1 y bad2", "b.sol": "bad1"}, ways={"bad1": ("ok",), "bad2": ("fine",)}
    )
    result = run(monkeypatch, project)
    assert after(result) == {"a.sol": "x ok y fine", "b.sol": "ok"}
    assert [(one.path, one.line, one.title) for one in result.made] == [
        ("a.sol", 1, "Put ok"),
        ("a.sol", 1, "Put fine"),
        ("b.sol", 1, "Put ok"),
    ]
    assert (result.gone, result.refused, result.unsafe) == (3, (), 0)
    assert project.analysed == [{"a.sol", "b.sol"}]


def test_one_that_does_not_hold_takes_down_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project(
        {"a.sol": "bad1 bad2 bad3\nbad4", "b.sol": "bad1"},
        ways={"bad1": ("ok",), "bad2": ("ok",), "bad3": ("broken",), "bad4": ("ok",)},
    )
    result = run(monkeypatch, project)
    assert after(result) == {"a.sol": "ok ok bad3\nok", "b.sol": "ok"}
    assert reasons(result) == [("bad3", "a.sol does not compile")]
    assert {one.line for one in result.refused} == {1}
    # What has failed is only tried again for what may have changed.
    assert not any("b.sol" in wanted for wanted in project.analysed[1:])


@pytest.mark.parametrize(
    ("way", "reason"),
    [
        ("bad1", f"{RULE} stays"),
        ("ok bad9", f"it adds {RULE} in A"),
        ("unsure", "it leaves unknown whether something in a.sol is reset"),
        ("broken", "a.sol does not compile"),
        ("gone", "a consumer is no longer one"),
        ("dead", "what stands there can no longer be reached"),
        ("needs @new/package", "it needs @new/package, which is not installed here"),
    ],
)
def test_what_does_not_hold_is_not_kept(
    way: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(monkeypatch, Project({"a.sol": "bad1"}, ways={"bad1": (way,)}))
    assert after(result) == {}
    assert reasons(result) == [("bad1", reason)]


@pytest.mark.parametrize(
    ("word", "way", "holds"),
    [
        ("badreset", "unsurealways", True),
        ("badreset", "unsurenow", False),
        ("badreset", "unsure", False),
        ("bad1", "unsurealways", False),
    ],
)
def test_what_was_violated_may_be_unknown_for_what_no_fix_can_change(
    word: str, way: str, holds: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(monkeypatch, Project({"a.sol": word}, ways={word: (way,)}))
    assert after(result) == ({"a.sol": way} if holds else {})


def test_the_next_way_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {"bad1": ("broken", "bad1", "ok")}
    result = run(monkeypatch, Project({"a.sol": "bad1"}, ways=ways))
    assert after(result) == {"a.sol": "ok"}
    assert result.refused == ()


def test_a_fix_that_calls_for_another_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {"bad1": ("wake1",), "sleep1": ("wake2",), "sleep2": ("well",)}
    result = run(monkeypatch, Project({"a.sol": "sleep1 bad1 sleep2"}, ways=ways))
    assert after(result) == {"a.sol": "wake2 wake1 well"}
    assert [one.title for one in result.made] == ["Put wake1, and put wake2, and put well"]


def test_what_a_fix_has_written_must_need_no_mending(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {"bad1": ("half bad2",), "bad2": ("ok",)}
    assert after(run(monkeypatch, Project({"a.sol": "bad1"}, ways=ways))) == {}


def test_completing_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {"bad": ("wake1",), **{f"sleep{n}": (f"wake{n + 1}",) for n in range(9)}}
    project = Project({"a.sol": "bad " + " ".join(f"sleep{n}" for n in range(9))}, ways=ways)
    result = run(monkeypatch, project)
    assert after(result) == {}
    assert len(project.analysed) < 6


def test_unsafe_ways_are_tried_only_when_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {"bad1": ("!ok",), "bad2": ("wake1",), "sleep1": ("!ok",)}
    project = Project({"a.sol": "bad1 bad2 sleep1"}, ways=ways)
    result = run(monkeypatch, project)
    assert after(result) == {}
    assert (result.unsafe, reasons(result)) == (2, [("bad2", f"it adds {RULE} in A")])
    result = run(monkeypatch, project, unsafe=True)
    assert after(result) == {"a.sol": "ok wake1 ok"}
    assert result.unsafe == 0


def test_what_is_anothers_or_suppressed_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project(
        {"a.sol": "bad1 bad2", "lib.sol": "bad1"},
        shared=frozenset({"lib.sol"}),
        ways={"bad1": ("ok",), "bad2": ("ok",)},
        editable={"a.sol"},
        suppressed="bad2",
    )
    assert after(run(monkeypatch, project)) == {"a.sol": "ok bad2"}


def test_a_fix_must_hold_for_every_consumer(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {"badforall": ("good",), "bad1": ("ok",)}
    shared = frozenset({"base.sol"})
    texts = {"a.sol": "bad1", "b.sol": "x", "base.sol": "badforall"}
    project = Project(texts, shared, ways)
    assert after(run(monkeypatch, project)) == {"a.sol": "ok", "base.sol": "good"}
    # Cured in one consumer is not cured.
    project = Project(texts, shared, {"badforall": ("badforall",), "bad1": ("cured",)})
    result = run(monkeypatch, project)
    assert after(result) == {"a.sol": "cured"}
    assert [message for message, _ in reasons(result)] == ["badforall"]


def test_consumers_apart_are_tried_in_the_same_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {"bad1": ("broken", "bad1", "ok")}
    names = [f"{letter}.sol" for letter in "abcdef"]
    project = Project(dict.fromkeys(names, "bad1"), ways=ways)
    assert after(run(monkeypatch, project)) == dict.fromkeys(names, "ok")
    assert len(project.analysed) == 3


def test_what_did_not_hold_is_tried_again_when_something_has_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Later(Project):
        def fixes(self, finding: Finding, sources: object) -> tuple[Fix, ...]:
            text = sources["a.sol"].data.decode()  # type: ignore[index]
            first = ("broken",) if "bad2" in text else ("ok",)
            self.ways = {**self.ways, "bad1": first}
            return super().fixes(finding, sources)

    result = run(monkeypatch, Later({"a.sol": "bad1 bad2"}, ways={"bad2": ("ok",)}))
    assert after(result) == {"a.sol": "ok ok"}


def test_what_has_nothing_to_try_any_more_is_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    class Vanishing(Project):
        def fixes(self, finding: Finding, sources: object) -> tuple[Fix, ...]:
            text = sources["a.sol"].data.decode()  # type: ignore[index]
            if "ok" in text and finding.message == "bad2":
                return ()
            return super().fixes(finding, sources)

    ways = {"bad1": ("ok",), "bad2": ("fine",), "bad3": ("broken",)}
    result = run(monkeypatch, Vanishing({"a.sol": "bad1 bad2 bad3"}, ways=ways))
    assert after(result) == {"a.sol": "ok bad2 bad3"}
    assert reasons(result) == [("bad3", "a.sol does not compile")]


def test_a_second_time_there_is_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {"bad1": ("ok",), "bad2": ("bad2",), "bad3": ("wake1",), "sleep1": ("ok",)}
    project = Project({"a.sol": "bad1 bad2 bad3 bad1", "b.sol": "sleep1 bad3"}, ways=ways)
    first = run(monkeypatch, project)
    again = run(monkeypatch, replace(project, texts={**project.texts, **after(first)}))
    assert (again.changes, again.gone) == ((), 0)
    assert [message for message, _ in reasons(again)] == ["bad2"]


def test_errors_that_were_there_before_are_not_held_against_a_fix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = Project({"a.sol": "bad1", "b.sol": "broken"}, ways={"bad1": ("ok",)})
    assert after(run(monkeypatch, project)) == {"a.sol": "ok"}
