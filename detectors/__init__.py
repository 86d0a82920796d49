"""The rules of dtnlint, by family, and Slither's way to reach them.

Nothing in dtnlint imports this package: rules are found through the entry
points ``dtnlint.rules`` and ``slither_analyzer.plugin``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slither.detectors.abstract_detector import AbstractDetector
    from slither.printers.abstract_printer import AbstractPrinter


def make_plugin() -> tuple[list[type[AbstractDetector]], list[type[AbstractPrinter]]]:
    """Return every installed dtnlint rule, for plain ``slither``."""
    from importlib.metadata import entry_points

    rules: list[type[AbstractDetector]] = []
    for point in sorted(entry_points(group="dtnlint.rules"), key=lambda p: p.name):
        rules += point.load()
    return rules, []
