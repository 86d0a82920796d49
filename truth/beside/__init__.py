"""The concrete meaning of the language beside the EVM: the same calls, compared in all they do."""
