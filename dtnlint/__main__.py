"""The command `dtnlint`, and `python -m dtnlint`."""

import sys

from dtnlint import recall


def main() -> None:
    """Answer the command line: as before where nothing has changed."""
    code = recall.again()
    if code is None:
        from dtnlint import cli

        cli.main()
    sys.exit(code)


if __name__ == "__main__":
    main()
