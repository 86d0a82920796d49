"""Formats: one module for each, with ``render(report, options) -> str``. None looks at Slither.

Public entry points:

- `FORMATS`: the names that ``check --format`` takes; `DRAWINGS`: those that ``graph`` takes.
- `render(format, report, options)`: a report in a format, as text that ends in a newline.
- `dtnlint.report.options.Options`: what the reader asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from dtnlint.report.options import Options

if TYPE_CHECKING:  # the command line lists the formats before it needs anything else
    from dtnlint.findings.assembly import Report

FORMATS = (
    *("text", "json", "sarif", "sarif-full", "html"),
    *("github", "gitlab", "gitlab-sast", "junit", "markdown"),
)
"""Every format; each is the name of its module, with hyphens where that has underscores."""
DRAWINGS = ("mermaid", "dot", "svg")
"""Every way to draw a lifecycle; see `dtnlint.report.diagram`."""


def render(format: str, report: Report, options: Options | None = None) -> str:
    """A report in one of `FORMATS`. Raises `ValueError` for another name."""
    if format not in FORMATS:
        raise ValueError(f"There is no format {format!r}; choose one of {', '.join(FORMATS)}.")
    module = import_module(f"dtnlint.report.{format.replace('-', '_')}")
    text: str = module.render(report, options if options is not None else Options())
    return text
