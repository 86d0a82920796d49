"""Ways to mend findings: proposing them, and trying which of them hold.

Proposals are read off the sources' text; trials run through the pipeline by a
function that `dtnlint.run` gives. Showing changes is `dtnlint.report`'s.

Public entry points:

- `dtnlint.fixes.proposals`: `WAVES`, the table of fixes by rule; `fixes_for(finding, sources)` and
  `proposed(report, editable)`.
- `dtnlint.fixes.mending`: `mend(subject, unsafe=…)`, which makes in memory what holds.
- `dtnlint.fixes.writing`: `write(root, changes)`, whole files at once.
"""
