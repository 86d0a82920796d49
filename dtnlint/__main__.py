"""The command `dtnlint`, and `python -m dtnlint`."""

import gc
import sys

from dtnlint import recall


def main() -> None:
    """Answer the command line: as before where nothing has changed."""
    # Next to nothing of what a run makes is garbage, and the collector would go through all
    # that is loaded again and again. Where there is some, it is asked to.
    gc.disable()
    try:
        _main()
    finally:
        gc.freeze()  # also at the end


def _main() -> None:
    code = recall.again()
    if code is None:
        if sys.argv[1:2] == ["check"] and "--affected-by" not in sys.argv:
            from dtnlint import ahead

            ahead.start()  # something is new, and so there is most likely something to compile
        from dtnlint import cli

        cli.main()
    sys.exit(code)


if __name__ == "__main__":
    main()
