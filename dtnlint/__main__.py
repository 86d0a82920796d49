"""The command `dtnlint`, and `python -m dtnlint`."""

import gc
import os
import sys


def _enclose() -> None:
    """Look for modules, and for compiled ones, nowhere that a project can have files.

    `python -m` puts the working directory first, unless it is told not to. A part of PYTHONPATH
    that is empty or relative leads there, too, and one in full may.
    """
    safe = sys.flags.isolated or getattr(sys.flags, "safe_path", False)
    if __name__ == "__main__" and not safe:
        del sys.path[0]
    said = os.environ.get("PYTHONPATH")
    if said is not None:
        mine = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        named = {os.path.abspath(place): place for place in said.split(os.pathsep)}
        leads_here = {
            place for place, name in named.items() if not os.path.isabs(name) or _is_here(place)
        }
        sys.path[:] = [place for place in sys.path if place == mine or place not in leads_here]
    if sys.pycache_prefix is not None and _is_here(sys.pycache_prefix):
        sys.pycache_prefix = None


def _is_here(place: str) -> bool:
    """Whether a place is the working directory or in it."""
    try:
        here = os.path.join(os.path.realpath(os.curdir), "")
    except OSError:
        return False  # the folder is gone
    return os.path.join(os.path.realpath(place), "").startswith(here)


# Nothing of dtnlint is imported up here: an interruption while it loads is to be caught.


def main() -> None:
    """Answer the command line: as before where nothing has changed."""
    # Next to nothing of what a run makes is garbage, and the collector would go through all
    # that is loaded again and again. Where there is some, it is asked to.
    gc.disable()
    try:
        _enclose()
        _hold_streams()
        _main()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.exit(130)  # as `dtnlint.cli` has it, which may not be there yet
    finally:
        gc.freeze()  # also at the end


def _hold_streams() -> None:
    """Let no file that is opened later take the number of a standard stream that is closed."""
    for number, name, mode in ((1, "stdout", os.O_RDONLY), (2, "stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            held = os.open(os.devnull, mode)  # a report that is written there fails, and is told
            if held != number:
                os.dup2(held, number)
                os.close(held)
            setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115


def _main() -> None:
    from dtnlint import programs

    programs.enclose(sys.argv[2:])
    code = None
    if (word := _unclear()) is not None:
        from dtnlint import cli

        cli.main(unclear=word)
    elif sys.argv[1:2] == ["check"]:
        if "--no-cache" not in sys.argv:
            from dtnlint import recall

            code = recall.again()
        if code is None and "--affected-by" not in sys.argv:
            from dtnlint.solcjs import ahead

            ahead.start()  # something is new, and so there is most likely something to compile
    if code is None:
        programs.know_python()
        from dtnlint import cli

        cli.main()
    sys.exit(code)


def _unclear() -> str | None:
    """A word that is an option as it stands, and the name of a file here.

    A hook, or a shell for a `*`, writes names where options may be, and who made the files
    chose the names.
    """
    for word in sys.argv[1:]:
        if word == "--":
            break
        if word.startswith("-") and len(word) > 1 and os.path.lexists(word):
            return word
    return None


if __name__ == "__main__":
    main()
