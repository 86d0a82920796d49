"""What a person sees at a terminal."""

from __future__ import annotations

import io
import re

import pytest
from msgspec.structs import replace

from dtnlint.findings.assembly import CLEAN, FOUND
from dtnlint.findings.finding import ContractRef, Impact, Level, Location, Notification, RunFacts
from dtnlint.findings.source_text import display_width
from dtnlint.report import render
from dtnlint.report.options import Options, wants_color, wants_links
from tests.report.samples import (
    SAMPLES,
    SHOP,
    compared,
    double_close,
    full,
    hostile,
    judgement,
    replayed,
    report,
    suppressed,
    unvalidated,
    wide,
)

FULL = """\
High dtn-double-close: closeUserSession(sessionId) may close a session that is already closed
  --> contracts/Shop.sol:14:29
   |
14 |         ai.closeUserSession(sessionId);
   |                             ^^^^^^^^^
   |
   = how to get there:
       transaction 1: open() – opened at contracts/Shop.sol:10
       transaction 2: close() – closed at contracts/Shop.sol:14, sessionId keeps the ID
       transaction 3: close() – closed again at contracts/Shop.sol:14
   = help: Clear the cell after the close: `sessionId = 0;`.

Medium dtn-unvalidated-session: request(sessionId) in Market.ask may use an empty session ID
  --> contracts/Shop.sol:18:38
   |
18 |         ai.request{value: msg.value}(sessionId, model);
   |                                      ^^^^^^^^^
   |
   = also in Shop
   = help: Check the ID before: `require(sessionId != 0)`.

error: contracts/Bad.sol: Expected ';'.
note: Nothing to worry about

note: interface files shipped with dtnlint stood in for 1 file that is not installed: \
@deeptrust/contracts/with-dtn-ai.sol

Found 2 problems in 1 consumer: 1 high, 1 medium. Verdicts: 1 proved, 1 violated, 1 unknown.
What is unknown, and why: --verdicts.
Fixes to try: 1 with --fix.
Exit code 3: not all could be analysed; 2 results would fail the check, too.
"""


def text(*args: object, **options: bool) -> str:
    (made,) = args
    return render("text", made, Options(**options))  # type: ignore[arg-type]


def test_the_whole_report() -> None:
    assert text(full()) == FULL


def test_fixes_to_try_are_counted_by_what_they_may_do() -> None:
    _, unsafe = double_close().fixes
    one, other = double_close(), replace(double_close(), subject="other", fixes=(unsafe,))
    told = text(report(findings=[one, other, unvalidated()])).splitlines()[-1]
    assert told == "Fixes to try: 1 with --fix, 1 more with --unsafe-fixes."
    told = text(report(findings=[other, replace(one, fixes=())])).splitlines()[-1]
    assert told == "Fixes to try: 1 with --fix --unsafe-fixes."
    assert "Fixes" not in text(report(findings=[unvalidated()]))


def test_nothing_found() -> None:
    assert text(report()).endswith(
        "No problems found in 1 consumer. Verdicts: 0 proved, 0 violated, 0 unknown.\n"
    )


def test_quiet_is_a_line_for_each_finding_and_error() -> None:
    assert text(full(), quiet=True) == (
        "contracts/Shop.sol:14:29: High dtn-double-close: "
        "closeUserSession(sessionId) may close a session that is already closed\n"
        "contracts/Shop.sol:18:38: Medium dtn-unvalidated-session: "
        "request(sessionId) in Market.ask may use an empty session ID\n"
        "error: contracts/Bad.sol: Expected ';'.\n"
    )
    assert text(report(), quiet=True) == ""


def test_verbose_adds_related_places_and_facts() -> None:
    verbose = text(full(), verbose=True)
    assert "= contracts/Shop.sol:14:9: the close\n" in verbose
    assert "solc 0.8.28 (node_modules/solc) compiled 4 files\n" in verbose


def test_verdicts_are_listed_by_consumer_with_reasons() -> None:
    place = "closeUserSession(sessionId) in close() at contracts/Shop.sol:14:29"
    elsewhere = "closeUserSession(sessionId) in ask(bytes32) at contracts/Shop.sol:14:29"
    assert (
        "Shop (contracts/Shop.sol): 1 proved, 1 violated, 1 unknown\n"
        f"  violated  not closed twice      {place}\n"
        f"  unknown   validated             {elsewhere}\n"
        "            because inline assembly writes storage\n"
        f"  proved    validated             {place}\n"
    ) in text(full(), verdicts=True)
    assert "  proved  " not in text(full())


def test_a_consumer_of_which_nothing_is_known_is_named() -> None:
    dark = ContractRef("Dark", "contracts/Dark.sol")
    nothing = judgement("unknown", contract=dark)
    more = judgement("unknown", "reset", contract=dark, reasons=("a loop has no end",))
    shown = text(report(judgements=[judgement("proved"), judgement("unknown"), nothing, more]))
    assert (
        "warning: contracts/Dark.sol: Nothing could be proved or refuted of Dark, because "
        "a loop has no end (and 1 more reason).\n"
    ) in shown
    assert "refuted of Shop" not in shown
    partly = report(judgements=[nothing, judgement("proved", "kept", contract=dark)])
    assert "refuted of Dark" not in text(partly)


@pytest.mark.parametrize(
    ("facts", "told", "said"),
    [
        ({}, [], "."),
        ({"considered": 1}, [], ": 1 Solidity file looked at, and no contract calls a router of"),
        ({"considered": 9, "tests": 2}, [], "request; 2 tests left out, name them to check them."),
        (
            {"considered": 9},
            [Notification(Level.ERROR, "missing-import", "It is gone.")],
            ": of 9 Solidity files that were looked at, what may be one could not be analysed.",
        ),
    ],
)
def test_where_no_consumer_was_judged_it_is_said_what_was_looked_at(
    facts: dict[str, int], told: list[Notification], said: str
) -> None:
    shown = text(report(run=RunFacts("1", **facts), notifications=told))  # type: ignore[arg-type]
    (line,) = (one for one in shown.splitlines() if one.startswith("No consumer was judged"))
    assert said in line
    assert "Verdicts" not in line


def test_what_is_unknown_is_listed_where_it_fails_a_check() -> None:
    judged = [judgement("proved", "reset"), judgement("unknown")]
    strict = report(judgements=judged, strict=lambda one: True)
    line = (
        "contracts/Shop.sol:14:29: unknown: closeUserSession(sessionId) in Shop.close(): "
        "unknown whether validated, because inline assembly writes storage\n"
    )
    assert strict.exit_code == FOUND
    assert line in text(strict)
    assert text(strict, quiet=True) == line
    lenient = report(judgements=judged)
    assert lenient.exit_code == CLEAN
    assert line not in text(lenient)
    assert text(lenient, quiet=True) == ""


def test_what_no_rule_asks_for_fails_nothing() -> None:
    unasked = [judgement("unknown", "a property of no rule that was run")]
    assert report(judgements=unasked, strict=lambda one: True).exit_code == CLEAN


def test_findings_are_counted_by_rule_the_most_first() -> None:
    place = double_close().location
    again = [
        double_close(location=Location(place.path, place.start - one, 3), fixes=())
        for one in range(3)
    ]
    mild = double_close(rule="dtn-session-per-request", impact=Impact.OPTIMIZATION, fixes=())
    made = report(
        findings=[*again, mild, unvalidated()],
        shows=lambda one: one.impact.at_least(Impact.LOW),
        notifications=[Notification(Level.ERROR, "gone", "b.sol is gone.")],
    )
    shown = text(made, statistics=True).splitlines()
    assert shown[:5] == [
        "    3  High           dtn-double-close         a session may be closed twice",
        "    1  Medium         dtn-unvalidated-session  a request or close may get an empty "
        "session ID",
        "    1  Optimization   dtn-session-per-request  each request opens a session of its own",
        "",
        "error: b.sol is gone.",
    ]
    assert "-->" not in "\n".join(shown)
    assert shown[5].startswith("Found 4 problems in 1 consumer: 3 high, 1 medium.")


def test_places_are_linked_where_a_terminal_knows_links() -> None:
    path = "contracts/A b%\x1b.sol"
    made = report({path: SHOP}, findings=[double_close(path=path)])
    plain = text(made)
    linked = render("text", made, Options(links="/home/a b"))
    address = "file:///home/a%20b/contracts/A%20b%25%1B.sol"
    name = r"contracts/A b%\x1b.sol:14:29"
    assert f"--> \x1b]8;;{address}\x1b\\{name}\x1b]8;;\x1b\\\n" in linked
    assert re.sub(r"\x1b\]8;;.*?\x1b\\", "", linked) == plain
    assert "\x1b" not in plain


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "wanted"),
    [
        (Terminal(), {"TERM_PROGRAM": "vscode"}, True),
        (Terminal(), {"KITTY_WINDOW_ID": "1"}, True),
        (Terminal(), {"VTE_VERSION": "7200"}, True),
        (Terminal(), {"VTE_VERSION": "4000"}, False),
        (Terminal(), {"VTE_VERSION": "new"}, False),
        (Terminal(), {"TERM_PROGRAM": "Apple_Terminal", "TERM": "xterm-256color"}, False),
        (Terminal(), {"TERM_PROGRAM": "vscode", "CI": "true"}, False),
        (Terminal(), {"KITTY_WINDOW_ID": "1", "TERM": "dumb"}, False),
        (Terminal(), {"KITTY_WINDOW_ID": "1", "FORCE_HYPERLINK": "0"}, False),
        (io.StringIO(), {"KITTY_WINDOW_ID": "1"}, False),
        (io.StringIO(), {"FORCE_HYPERLINK": "1"}, True),
    ],
)
def test_links_only_where_they_are_known(
    stream: io.StringIO, environment: dict[str, str], wanted: bool
) -> None:
    assert wants_links(stream, environment) is wanted


def test_later_steps_of_a_transaction_stand_under_its_first() -> None:
    opened, closed, again = double_close().trace
    one = double_close(
        trace=(opened, closed, type(again)(2, "close()", again.text, again.location))
    )
    assert (
        "       transaction 2: close() – closed at contracts/Shop.sol:14, sessionId keeps the ID\n"
        "                              – closed again at contracts/Shop.sol:14\n"
    ) in text(report(findings=[one]))


def test_what_one_edit_mends_stands_under_the_worst_of_it() -> None:
    left = double_close(rule="dtn-unreset-session", impact=Impact.MEDIUM)
    apart = double_close(rule="dtn-apart", impact=Impact.MEDIUM, fixes=double_close().fixes[1:])
    shown = text(report(findings=[left, double_close(), apart]))
    assert (
        "   = help: Clear the cell after the close: `sessionId = 0;`.\n"
        "   = the same edit mends:\n"
        "       Medium dtn-unreset-session at contracts/Shop.sol:14:29: closeUserSession"
    ) in shown
    assert re.findall(r"^\w+ (dtn-\S+):", shown, re.MULTILINE) == ["dtn-apart", "dtn-double-close"]
    # One line for each finding is what a quiet run is for.
    assert text(report(findings=[left, double_close()]), quiet=True).count("\n") == 2


def test_the_construction_is_called_deployment() -> None:
    opened, *_ = double_close().trace
    step = type(opened)(0, "constructor()", "opened", opened.location)
    assert "deployment: constructor() – opened at contracts/Shop.sol:10" in text(
        report(findings=[double_close(trace=(step,))])
    )


def test_a_comma_in_a_call_does_not_end_the_clause() -> None:
    opened, *_ = double_close().trace
    step = type(opened)(1, "f()", "g(a, b) returned, then failed", opened.location)
    assert "– g(a, b) returned at contracts/Shop.sol:10, then failed" in text(
        report(findings=[double_close(trace=(step,))])
    )


# The caret


def marked(shown: str) -> str:
    """What the carets stand under, cell by cell."""
    line, carets = re.findall(r"^ *\d* \| (.*)$", shown, re.MULTILINE)[:2]
    first, last = carets.index("^"), len(carets)
    cells = "".join(
        character + "\0" * (display_width(character) - 1)
        for character in line
        if display_width(character)
    )
    return cells[first:last].replace("\0", "")


def test_carets_stand_right_behind_tabs_and_wide_characters_in_a_crlf_file() -> None:
    shown = text(wide())
    assert marked(shown) == "sessionId"
    assert "\r" not in shown
    assert "\t" not in shown


def test_combining_characters_take_no_cell() -> None:
    source = SHOP.replace("        ai.close", "/* e\u0301\u200d */ ai.close")
    shown = text(report({"contracts/Shop.sol": source}, findings=[double_close(source)]))
    assert marked(shown) == "sessionId"


def test_a_long_line_is_cut_around_the_caret() -> None:
    padding = "/* " + "x" * 1_000_000 + " */"
    source = SHOP.replace("        ai.close", f"{padding} ai.close").replace(
        "(sessionId);", f"(sessionId); {padding}", 1
    )
    shown = text(report({"contracts/Shop.sol": source}, findings=[double_close(source)]))
    assert len(shown) < 2000
    assert marked(shown) == "sessionId"
    assert shown.count("…") == 2


def test_a_place_of_several_lines_is_marked_on_its_first() -> None:
    start = SHOP.index("function close")
    whole = type(double_close().location)("contracts/Shop.sol", start, 70)
    shown = text(report(findings=[double_close(location=whole)]))
    assert marked(shown) == "function close() external {"


def test_a_file_that_cannot_be_read_is_named_without_a_line() -> None:
    shown = text(report({}, findings=[double_close()]))
    assert "--> contracts/Shop.sol\n" in shown
    assert "^" not in shown


# What is not shown, and what is said of it


def test_suppressed_findings_are_counted_and_listed_when_asked() -> None:
    assert "(1 suppressed)" in text(suppressed())
    assert "may close" not in text(suppressed())
    assert (
        "suppressed contracts/Shop.sol:14:29: dtn-double-close by dtnlint: ignore "
        "at contracts/Shop.sol:14:41: the owner knows\n"
    ) in text(suppressed(), verbose=True)


def test_a_comment_that_suppresses_nothing_is_shown_with_its_place() -> None:
    assert "note: contracts/Shop.sol:18:57: This comment suppresses dtn-unvalidated" in text(
        suppressed()
    )


def test_only_what_is_new_is_shown_against_a_baseline() -> None:
    shown = text(compared())
    assert "dtn-double-close" not in shown
    assert "Found 1 problem in 1 consumer: 1 medium. (1 known from the baseline, 1 of the" in shown


# Colour, and what comes from strangers


@pytest.mark.parametrize("name", SAMPLES)
def test_no_escape_sequences_without_colour(name: str) -> None:
    for options in ({}, {"verbose": True, "verdicts": True}, {"quiet": True}):
        shown = text(SAMPLES[name](), **options)
        assert all(character.isprintable() or character == "\n" for character in shown)
        assert "\u202e" not in shown


def test_colour_changes_nothing_but_colour() -> None:
    for sample in SAMPLES.values():
        options = {"verbose": True, "verdicts": True}
        colored = text(sample(), color=True, **options)
        assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == text(sample(), **options)
        assert "\x1b[" in colored


def test_a_hostile_name_stays_on_its_line() -> None:
    quiet = text(hostile(), quiet=True)
    assert quiet.count("\n") == 3  # the finding, and the error's two lines
    assert quiet.startswith(r"contracts/a b\x0a::error::<b>|`x`\x1b[1m%41#?")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "wanted"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_only_where_wanted(
    stream: io.StringIO, environment: dict[str, str], wanted: bool
) -> None:
    assert wants_color(stream, environment) is wanted


def test_what_was_executed_stands_behind_the_trace() -> None:
    shown = render("text", replayed(), Options())
    assert (
        "= executed, and confirmed: a session was closed that is closed already\n"
        "       1. owner: open(1) – started session 1\n"
        "       2. owner: close() – closed session 1\n" in shown
    )
    assert "= executed, and not reproduced: none of the 9 transactions" in shown
    assert "Shop is abstract" not in shown
    assert "= not replayed: Shop is abstract" in render("text", replayed(), Options(verbose=True))
    assert (
        "Executed on a model of the network: 1 confirmed, 1 not reproduced, 1 not replayed.\n"
        in shown
    )
