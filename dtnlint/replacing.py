"""Files that are written whole or not at all: a full disk or an end in between costs no old one."""

from __future__ import annotations

import contextlib
import os
import stat

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def replace(
    file: str | os.PathLike[str], data: bytes, mode: int = 0o666, *, durable: bool = True
) -> None:
    """Let a file hold `data`, and nothing else. Raises `OSError`, and has changed nothing then.

    A file that is there keeps its permissions, one that is new has those of `mode` which the
    user allows. A link is replaced as such. What is `durable` outlives the machine's end.
    """
    path = os.fspath(file)
    scratch = os.path.join(os.path.dirname(path), f".dtnlint-{os.urandom(8).hex()}")
    descriptor = os.open(scratch, _NEW, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with contextlib.suppress(FileNotFoundError):
                _keep_mode(scratch, path)
            stream.write(data)
            stream.flush()
            if durable:  # some systems tell only now that there is no place
                os.fsync(stream.fileno())
        os.replace(scratch, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(scratch)
        raise


def _keep_mode(scratch: str, path: str) -> None:
    status = os.lstat(path)
    if stat.S_ISREG(status.st_mode):
        os.chmod(scratch, stat.S_IMODE(status.st_mode))
