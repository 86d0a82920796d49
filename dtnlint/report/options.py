"""What the reader of a report asked for. Formats ignore what does not concern them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO

from msgspec import Struct


class Options(Struct, frozen=True):
    """How to render a report."""

    color: bool = False
    """Whether the text may hold ANSI colours."""
    links: str | None = None
    """The folder that places in text are linked to (OSC 8), where a terminal knows links."""
    statistics: bool = False
    """Whether text counts findings by rule instead of telling them."""
    verdicts: bool = False
    """Whether to list what was proved and what is unknown.

    In ``sarif-full`` those are results of kind ``pass`` and ``open``; ``sarif`` has none.
    """
    verbose: bool = False
    """Whether to show related places, suppressed findings and facts of the run."""
    quiet: bool = False
    """Whether to show findings and errors only, one line each."""
    started: str = "1970-01-01T00:00:00"
    """When the run began, in UTC; of the formats, GitLab's SAST report alone has a time."""
    ended: str = "1970-01-01T00:00:00"
    automation: str = "dtnlint/"
    """SARIF's ``automationDetails.id``: the category under which a code scanner files the run."""


def wants_color(stream: TextIO, environment: Mapping[str, str] | None = None) -> bool:
    """Whether colours belong on a stream: on a terminal, unless the environment says otherwise.

    Honours ``NO_COLOR`` (https://no-color.org), ``FORCE_COLOR`` and ``TERM=dumb``.
    """
    values = os.environ if environment is None else environment
    if values.get("NO_COLOR"):
        return False
    if values.get("FORCE_COLOR"):
        return True
    return stream.isatty() and values.get("TERM") != "dumb"


_KNOWS_LINKS = ("vscode", "iTerm.app", "WezTerm", "ghostty", "Hyper", "Tabby", "rio")
_KNOWN_BY = ("KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION", "ALACRITTY_WINDOW_ID")


def wants_links(stream: TextIO, environment: Mapping[str, str] | None = None) -> bool:
    """Whether a stream is a terminal that is known to make links of OSC 8.

    Honours ``FORCE_HYPERLINK``, as other programs do: 0 for no, anything else for yes.
    """
    values = os.environ if environment is None else environment
    if (forced := values.get("FORCE_HYPERLINK")) is not None:
        return forced not in ("", "0")
    if not stream.isatty() or values.get("TERM") == "dumb" or values.get("CI"):
        return False
    version = values.get("VTE_VERSION", "")
    return (
        values.get("TERM_PROGRAM") in _KNOWS_LINKS
        or any(name in values for name in _KNOWN_BY)
        or values.get("TERM", "").startswith(("foot", "xterm-kitty", "xterm-ghostty", "contour"))
        or (version.isdigit() and int(version) >= 5000)
    )
