"""What traces call storage."""

from __future__ import annotations

from pathlib import Path

import pytest

from dtnlint.compiler import load_files
from dtnlint.lifecycle import Outcome, Property, judge
from dtnlint.lifecycle.storage import path_text
from dtnlint.lifecycle.world import Location


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (("Shop.sessionId", ()), "sessionId"),
        (("Shop.pupils", (("key", "Shop.pupils"), "sessionId")), "pupils[…].sessionId"),
        (("slot:58937606762421395514843451947228582658269487749260", ("owner",)), "owner"),
        (("slot:58937606762421395514843451947228582658269487749260", ()), "a slot of its own"),
    ],
)
def test_storage_is_called_what_the_source_calls_it(location: Location, text: str) -> None:
    assert path_text(location) == text


def test_a_write_with_a_conditional_index_is_called_as_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "Either.sol"
    file.write_text(
        """// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
contract Either is WithDtnAi {
    uint256[2] internal ids;
    constructor(address router) { setAi(router); }
    function open(bool one) external { ids[one ? 1 : 0] = ai.startUserSession(); }
    function drop(bool one) external { delete ids[one ? 1 : 0]; }
}
"""
    )
    (loaded,) = load_files([file])
    (unit,) = loaded.slither.compilation_units
    lost = {v.function.name: v for v in judge(unit).verdicts if v.property is Property.NOT_LOST}
    assert lost["open"].operation_name.startswith("ids[")
    assert lost["open"].operation_name.endswith("] = ai.startUserSession()")
    assert lost["drop"].operation_name.startswith("delete ids[")
    assert lost["drop"].outcome is Outcome.VIOLATED
