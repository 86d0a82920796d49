"""Fills in where the project is, which pyproject.toml leaves open: `addresses.py https://…`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

PLACE = "REPOSITORY"


def filled(text: str, address: str) -> str:
    """The text of pyproject.toml with its table of addresses."""
    if re.fullmatch(r"https://[\w.-]+(?:/[\w.-]+)+", address) is None:
        raise SystemExit(
            f"{address} is no address of a repository, such as https://host/owner/name"
        )
    table = re.compile(r"^# (\[project\.urls\]\n(?:# \w+ = .*\n)+)", re.MULTILINE)
    found = table.search(text)
    if found is None:
        raise SystemExit("pyproject.toml has no table of addresses to fill in")
    lines = found[1].replace("\n# ", "\n").replace(PLACE, address)
    return text[: found.start()] + lines + text[found.end() :]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("Usage: addresses.py ADDRESS")
    file = Path(__file__).resolve().parent.parent / "pyproject.toml"
    file.write_text(filled(file.read_text(encoding="utf-8"), sys.argv[1]), encoding="utf-8")
