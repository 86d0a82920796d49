"""Foundry's fuzzer against the verifier: what was proved, as invariants that forge runs."""
