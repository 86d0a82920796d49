"""Another process of this very Python, and a pipe to it.

What goes through the pipe is the business of both ends, which trust each other.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from dtnlint import programs

if TYPE_CHECKING:
    from subprocess import Popen


def start(
    code: str, *, folder: str | None = None, foreign: Sequence[str] = (), **streams: Any
) -> tuple[Popen[bytes], Connection[object, object]]:
    """Run `code`, which finds in `sys.argv[1]` what `opened` makes its end of the pipe of.

    It leads a session of its own, and so a process group: the terminal's Ctrl-C is the
    asking process's to answer, also while this one starts. Raises `OSError`.
    """
    # Not by `multiprocessing`: what that starts has the working directory, which may be
    # the project, on its path of modules.
    ours, theirs = Pipe()
    process = programs.start(
        programs.python(code, str(theirs.fileno())),
        folder=folder,
        foreign=foreign,
        **_handed_on(theirs.fileno()),
        **streams,
    )
    theirs.close()
    return process, ours


def _handed_on(handle: int) -> dict[str, Any]:
    """How a process is given one open handle of this one."""
    if sys.platform == "win32":
        import subprocess

        os.set_handle_inheritable(handle, True)
        return {"startupinfo": subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})}
    return {"pass_fds": (handle,), "start_new_session": True}


def opened(handle: int) -> Connection[object, object]:
    """The end of a pipe that this process has been given."""
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection as End
    else:
        End = Connection  # noqa: N806 - a class
    return End(handle)


def end(process: Popen[bytes], pipe: Connection[object, object]) -> None:
    """End a process and what it has started."""
    programs.kill(process)
    process.wait()
    pipe.close()
