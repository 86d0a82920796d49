"""Ground truth by execution: what the verifier says of generated consumers, against what runs.

A development tool, not installed: a generator of consumers, an explorer that runs all
their transactions, and the comparison with the verifier. `python -m truth` is its command.
"""
