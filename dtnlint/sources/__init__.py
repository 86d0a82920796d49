"""Which files matter: projects, imports, and the closures that hold a DTN router's interface.

Reads text and configuration and runs nothing; what the contracts mean is for
the rooms to the right.
"""

from dtnlint.sources.closure import Closure, SourceFile
from dtnlint.sources.plan import Plan, plan
from dtnlint.sources.problems import Problem, ProblemKind
from dtnlint.sources.span import Span

__all__ = ["Closure", "Plan", "Problem", "ProblemKind", "SourceFile", "Span", "plan"]
