"""Words for what a reader is told."""

from __future__ import annotations

from dtnlint.lifecycle.verdicts import Property
from dtnlint.report.wording import PROMISES


def test_every_property_says_what_is_proved() -> None:
    assert PROMISES.keys() == {one.value for one in Property}
