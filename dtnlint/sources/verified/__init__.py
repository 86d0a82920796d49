"""Verified sources: what an explorer or a compiler gives out of one contract, read as data.

Told apart by content. Whoever deployed a contract wrote the names and the texts in it: names are
made harmless here, and what is too large or too much is refused in a sentence.
"""
