"""The command `dtnlint`, and `python -m dtnlint`."""

import gc
import os
import sys

# Nothing of dtnlint is imported up here: an interruption while it loads is to be caught.


def main() -> None:
    """Answer the command line: as before where nothing has changed."""
    # Next to nothing of what a run makes is garbage, and the collector would go through all
    # that is loaded again and again. Where there is some, it is asked to.
    gc.disable()
    try:
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
    code = None
    if sys.argv[1:2] == ["check"]:
        if "--no-cache" not in sys.argv:
            from dtnlint import recall

            code = recall.again()
        if code is None and "--affected-by" not in sys.argv:
            from dtnlint import ahead

            ahead.start()  # something is new, and so there is most likely something to compile
    if code is None:
        from dtnlint import cli

        cli.main()
    sys.exit(code)


if __name__ == "__main__":
    main()
