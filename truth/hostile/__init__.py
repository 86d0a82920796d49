"""Hostile inputs: mutated contracts and odd projects, and what dtnlint must never do about them."""
