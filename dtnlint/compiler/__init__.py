"""Finding a solc, running it, and handing Slither its answer. Knows nothing of DTN.

`load` does all of it for one closure.
"""
