"""The verifier's abstract states beside concrete ones: every state that is reached is described."""
