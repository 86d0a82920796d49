"""What was found: findings, their identity across edits, suppression, baseline, the report value.

No analysis and no format lives here: findings are read from what the rules and
the verifier said, and `dtnlint.report` writes them out.

Public entry points:

- `dtnlint.findings.finding`: the values (`Finding`, `Location`, `Judgement`, `Notification`, …).
- `dtnlint.findings.rules`: `RuleInfo` and `rule_info(detector_class)`.
- `dtnlint.findings.intake`: `Locator`, `findings_from(results, …)`, `judgements_from(verdicts, …)`,
  `lifecycles_from(diagrams, …)`.
- `dtnlint.findings.lifecycle`: `Lifecycle`, a consumer's states and what leads where.
- `dtnlint.findings.suppression`: `suppressed(findings, sources, rules, …)`, by comments.
- `dtnlint.findings.baseline`: `read(data, name)`, `written(findings)`, `compared(…)`.
- `dtnlint.findings.identity`: `identified(findings, sources)`, the fingerprints; `named(…)`, what
  of them can be kept.
- `dtnlint.findings.provenance`: `version_control(root)`, read from ``.git`` as data.
- `dtnlint.findings.assembly`: `Report`, `RunFacts` and `assemble(…)`, which the pipeline calls.
"""
