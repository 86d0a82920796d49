"""The report as SARIF 2.1.0 with all that is known, for tools that read the whole standard.

Suppressed, known and gone findings are results with ``suppressions`` and ``baselineState``; with
``--verdicts``, proofs and unknowns are results of kind ``pass`` and ``open``.
"""

from __future__ import annotations

from dtnlint.findings.assembly import Report
from dtnlint.report.options import Options
from dtnlint.report.sarif import full, written


def render(report: Report, options: Options) -> str:
    """The whole report as one SARIF run, indented."""
    return written(full(report, options))
