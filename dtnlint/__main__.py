"""`python -m dtnlint`: the same as the command `dtnlint`."""

from dtnlint.cli import main

if __name__ == "__main__":
    main()
