"""What traces call storage."""

from __future__ import annotations

import pytest

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
