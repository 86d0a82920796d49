"""How to add an extra is said in terms of how dtnlint was installed."""

from __future__ import annotations

import importlib.metadata
import json
import os
import sys
from typing import Any

import pytest

from dtnlint.installation import advice

PIP = f"{sys.executable} -m pip install"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="paths and quotes are others there")


class Installed:
    """Stands in for the record of an installation."""

    def __init__(self, origin: Any, installer: str = "pip\n") -> None:
        self.files = {"INSTALLER": installer}
        if origin is not None:
            self.files["direct_url.json"] = (
                origin if isinstance(origin, str) else json.dumps(origin)
            )

    def read_text(self, name: str) -> str | None:
        return self.files.get(name)


def told(monkeypatch: pytest.MonkeyPatch, *installed: Installed) -> str:
    monkeypatch.setattr(importlib.metadata, "distributions", lambda name: iter(installed))
    return advice("replay")


GIT = {
    "url": "https://example.org/dtnlint.git",
    "vcs_info": {"vcs": "git", "commit_id": "ab12", "requested_revision": "main"},
}


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (None, "'dtnlint[replay]'"),
        ("{", "'dtnlint[replay]'"),
        ([], "'dtnlint[replay]'"),
        ({"url": "file:///src/of%20ours", "dir_info": {}}, "'/src/of ours[replay]'"),
        (
            {"url": "file:///src/dtnlint", "dir_info": {"editable": True}},
            "--editable '/src/dtnlint[replay]'",
        ),
        (GIT, "'dtnlint[replay] @ git+https://example.org/dtnlint.git@ab12'"),
        (
            {"url": "https://example.org/d.whl", "archive_info": {}},
            "'dtnlint[replay] @ https://example.org/d.whl'",
        ),
    ],
)
def test_an_extra_comes_from_where_dtnlint_came_from(
    monkeypatch: pytest.MonkeyPatch, origin: Any, words: str
) -> None:
    assert told(monkeypatch, Installed(origin)) == f"{PIP} {words}"


def test_who_installed_it_installs_more(monkeypatch: pytest.MonkeyPatch) -> None:
    said = told(monkeypatch, Installed(GIT, "uv"))
    assert said.startswith(f"uv pip install --python {sys.executable} 'dtnlint[replay] @ git+")


def test_what_says_more_of_an_installation_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    bare, real = Installed(None), Installed(GIT)
    assert told(monkeypatch, bare, real) == told(monkeypatch, real, bare)
    assert "git+" in told(monkeypatch, bare, real)


def test_what_was_never_installed_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch) == f"{PIP} 'dtnlint[replay]'"
