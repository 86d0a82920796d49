"""Running a consumer on an embedded EVM against a model of the network, to confirm what is claimed.

Here live the model (Solidity), the machine that runs it, and the search for an execution
that shows a finding; what counts as a defect is decided to the left, in rules and verdicts.
"""
