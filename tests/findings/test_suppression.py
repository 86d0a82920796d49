"""Which comments silence which findings, and what is said of comments that silence none."""

from __future__ import annotations

import re

import pytest

from dtnlint.findings.finding import Confidence, Finding, Impact, Level, Location, Notification
from dtnlint.findings.source_text import SourceText
from dtnlint.findings.suppression import MALFORMED, UNKNOWN_RULE, UNUSED, suppressed

RULES = frozenset({"dtn-double-close", "dtn-use-after-close"})


def judge(
    text: str, rule: str = "dtn-double-close", rules: frozenset[str] = RULES
) -> tuple[list[str], tuple[Notification, ...]]:
    """The calls that a text's comments leave unsuppressed, each ``x(n)`` being a finding."""
    findings = [
        Finding(
            rule,
            Impact.HIGH,
            Confidence.HIGH,
            match[0],
            Location("A.sol", len(text[: match.start()].encode()), len(match[0])),
        )
        for match in re.finditer(r"x\(\d\)", text)
    ]
    told, notes = suppressed(findings, {"A.sol": SourceText(text.encode())}, rules, RULES)
    return [one.message for one in told if one.suppression is None], notes


CONTRACT = """\
// SPDX-License-Identifier: MIT
{top}
pragma solidity ^0.8.0;

{contract}
abstract contract A {{
    uint256 s;

    {function}
    /// @notice Words between the comment and its function do no harm.
    function f() external {{
        x(1);
        {above}
        x(2); {behind}
        x(3);
    }}

    function g() external {{
        x(4);
    }}
}}

contract B {{
    function f() external {{
        x(5);
    }}
}}
"""
IGNORE = "// dtnlint: ignore[dtn-double-close] checked by hand"


def contract(**places: str) -> str:
    empty = dict.fromkeys(("top", "contract", "function", "above", "behind"), "")
    return CONTRACT.format(**{**empty, **places})


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ("behind", ["x(1)", "x(3)", "x(4)", "x(5)"]),
        ("above", ["x(1)", "x(3)", "x(4)", "x(5)"]),
        ("function", ["x(4)", "x(5)"]),
        ("contract", ["x(5)"]),
        ("top", []),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_where_a_comment_stands_is_how_far_it_reaches(
    place: str, left: list[str], newline: str
) -> None:
    text = contract(**{place: IGNORE}).replace("\n", newline)
    assert judge(text) == (left, ())


def test_at_the_top_a_contract_that_follows_at_once_takes_the_comment() -> None:
    text = f"{IGNORE}\ncontract A {{ function f() public {{ x(1); }} }}\ncontract B {{ x(2); }}"
    assert judge(text) == (["x(2)"], ())


def test_a_suppression_keeps_its_comment_and_its_reason() -> None:
    text = contract(behind=IGNORE)
    place = Location("A.sol", text.index("x(2)"), 4)
    finding = Finding("dtn-double-close", Impact.HIGH, Confidence.HIGH, "", place)
    (told,), _ = suppressed([finding], {"A.sol": SourceText(text.encode())}, RULES)
    assert told.suppression is not None
    assert told.suppression.directive == "dtnlint: ignore"
    assert told.suppression.justification == "checked by hand"
    start = told.suppression.location.start
    assert text[start:].startswith("// dtnlint")


@pytest.mark.parametrize(
    "comment",
    [
        "//dtnlint:ignore[dtn-double-close]",
        "// dtnlint: ignore[ dtn-use-after-close , dtn-double-close ]",
        "/// dtnlint: ignore[dtn-double-close] reason",
        "/* dtnlint: ignore[dtn-double-close] a reason */",
        "/**\n * dtnlint: ignore[dtn-double-close] a\n * longer reason\n */",
    ],
)
def test_ways_to_write_it(comment: str) -> None:
    left, _ = judge(contract(above=comment))
    assert "x(2)" not in left
    assert len(left) == 4


def test_comments_stack_and_other_comments_may_stand_between() -> None:
    text = contract(
        above="// dtnlint: ignore[dtn-use-after-close] one\n\n// dtnlint: ignore[dtn-double-close]"
        "\n// because\n"
    )
    left, notes = judge(text)
    assert "x(2)" not in left
    assert [note.kind for note in notes] == [UNUSED]


def test_a_statement_of_several_lines_is_one_place() -> None:
    for text in (
        "contract A { function f() public {\n// dtnlint: ignore[dtn-double-close]\n"
        "y(\n  1,\n  x(1)\n); x(2);\nx(3); } }",
        "contract A { function f() public {\ny( // dtnlint: ignore[dtn-double-close]\n"
        "  1,\n  x(1)\n);\nx(2); } }",
        "contract A { function f() public {\ny{value: 1}(\n  1,\n  x(1)\n);"
        " // dtnlint: ignore[dtn-double-close]\nx(2); } }",
    ):
        left, notes = judge(text)
        assert "x(1)" not in left
        assert left
        assert notes == ()


def test_another_rule_is_not_silenced() -> None:
    left, notes = judge(contract(top=IGNORE), rule="dtn-use-after-close")
    assert len(left) == 5
    assert [note.kind for note in notes] == [UNUSED]


def test_a_comment_in_a_string_is_none() -> None:
    text = 'contract A { function f() public { x(1); string memory s = "' + IGNORE + '"; x(2); } }'
    assert judge(text)[0] == ["x(1)", "x(2)"]


# What is said of comments


def test_a_comment_that_suppresses_nothing_is_reported_where_it_stands() -> None:
    text = contract(behind=IGNORE).replace("x(2)", "y(2)")
    _, (note,) = judge(text)
    assert (note.kind, note.level, note.path) == (UNUSED, Level.NOTE, "A.sol")
    assert note.location is not None
    assert text[note.location.start :].startswith("// dtnlint")
    assert "dtn-double-close" in note.text


def test_a_rule_that_was_not_run_is_not_called_unused() -> None:
    text = contract(behind=IGNORE).replace("x(2)", "y(2)")
    assert judge(text, rules=frozenset({"dtn-use-after-close"}))[1] == ()


def test_an_unknown_rule_is_a_warning_with_the_nearest_name() -> None:
    _, (note,) = judge(contract(top="// dtnlint: ignore[dtn-double-clse]"))
    assert (note.kind, note.level) == (UNKNOWN_RULE, Level.WARNING)
    assert "dtn-double-clse" in note.text
    assert "Did you mean dtn-double-close?" in note.text


@pytest.mark.parametrize("comment", ["// dtnlint: ignore", "// dtnlint: ignore[]"])
def test_a_comment_that_names_no_rule_silences_nothing_and_says_so(comment: str) -> None:
    left, (note,) = judge(contract(above=comment))
    assert len(left) == 5
    assert (note.kind, note.level) == (MALFORMED, Level.WARNING)


@pytest.mark.parametrize("rule", ["all", "sessions"])
def test_a_comment_that_names_no_single_rule_is_told_to(rule: str) -> None:
    _, (note,) = judge(contract(above=f"// dtnlint: ignore[{rule}]"))
    assert note.kind == UNKNOWN_RULE
    assert note.text.endswith("Comments name rules one by one, as dtnlint rules lists them.")


@pytest.mark.parametrize(
    "comment",
    [
        "// dtnlint: disable=dtn-double-close",
        "// dtnlint:disable-next-line x",
        "// DTNLINT: IGNORE[dtn-double-close]",
        "// dtnlint: Ignore[dtn-double-close]",
    ],
)
def test_a_comment_in_other_words_or_case_is_reported(comment: str) -> None:
    left, (note,) = judge(contract(above=comment))
    assert len(left) == 5
    assert note.kind == MALFORMED


def test_prose_about_dtnlint_is_no_directive() -> None:
    assert judge(contract(above="// dtnlint: says that this is closed twice"))[1] == ()
    assert judge(contract(above="// see dtnlint: ignore[dtn-double-close]"))[1] == ()


# Slither's comments


def test_slithers_next_line() -> None:
    assert judge(contract(above="// slither-disable-next-line dtn-double-close"))[0] == [
        "x(1)",
        "x(3)",
        "x(4)",
        "x(5)",
    ]


def test_slithers_next_line_reaches_a_statement_of_several_lines_as_slither_does() -> None:
    text = (
        "contract A { function f() public {\n// slither-disable-next-line dtn-double-close\n"
        "y(\nx(1)\n);\nx(2); } }"
    )
    assert judge(text)[0] == ["x(2)"]


def test_slithers_next_line_does_not_skip_lines() -> None:
    text = contract(above="// slither-disable-next-line dtn-double-close\n// word")
    assert len(judge(text)[0]) == 5


def test_slithers_list_and_all() -> None:
    for names in ("dtn-use-after-close,dtn-double-close", "all", "reentrancy-eth,dtn-double-close"):
        left, _ = judge(contract(above=f"// slither-disable-next-line {names}"))
        assert "x(2)" not in left


def test_slithers_start_and_end() -> None:
    text = contract(
        above="// slither-disable-start dtn-double-close",
        behind="\n// slither-disable-end dtn-double-close",
    )
    assert judge(text) == (["x(1)", "x(3)", "x(4)", "x(5)"], ())


def test_slithers_start_without_an_end_reaches_to_the_end_of_the_file() -> None:
    assert judge(contract(above="// slither-disable-start all"))[0] == ["x(1)"]


def test_slithers_comment_behind_code_is_none_as_in_slither() -> None:
    assert len(judge(contract(behind="// slither-disable-next-line dtn-double-close"))[0]) == 5


def test_slithers_own_rules_are_not_our_business() -> None:
    assert judge(contract(above="// slither-disable-next-line reentrancy-eth"))[1] == ()
    _, (unused,) = judge(
        contract(above="// slither-disable-next-line dtn-double-close,timestamp").replace(
            "x(2)", "y(2)"
        )
    )
    assert unused.kind == UNUSED
