"""Finding a solc, running it for its syntax trees alone, and handing Slither the answer.

Knows nothing of DTN. `compile_closures` runs the compilers; `load_each` makes
Slither objects of what they said; `load_files` does both for a few files.
"""

from dtnlint.compiler.compile import (
    Chosen,
    Compiled,
    Options,
    Rejected,
    chosen,
    compile_closures,
    compile_each,
)
from dtnlint.compiler.load import CannotLoad, Loaded, load_each, load_files

__all__ = [
    "CannotLoad",
    "Chosen",
    "Compiled",
    "Loaded",
    "Options",
    "Rejected",
    "chosen",
    "compile_closures",
    "compile_each",
    "load_each",
    "load_files",
]
