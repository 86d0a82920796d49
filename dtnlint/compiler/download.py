"""Gets a compiler that the machine does not have: through py-solc-x, else through npm.

What was tried, and how it went, is kept as sentences for the user who ends up
without one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tarfile
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread

from msgspec import Struct, field

from dtnlint import disk, programs
from dtnlint.compiler.solc import Solc, version_of
from dtnlint.replacing import replace
from dtnlint.solcjs.build import kept_path
from dtnlint.solcjs.node import Node, find_node
from dtnlint.solcjs.published import KNOWN_VERSIONS, SOLJSON_SHA256

_SOON = 1
"""Seconds after which a server that has not answered is thought to be slow, or not there."""
_CONNECT_SECONDS = 4
"""Seconds after which it is not there."""
_NPM_SECONDS = 10
"""Seconds after which npm is given up, which takes one to start, or some where much is going on."""
_DOWNLOAD_SECONDS = 180
_NUMBER = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


class Downloads(Struct):
    """Where downloads go and whether there may be any."""

    cache: Path
    """The folder in which soljson.js files are kept between runs."""
    offline: bool = False
    tried: list[str] = field(default_factory=list)
    """What was tried in vain, as clauses."""
    _binaries_reachable: bool | None = None
    _npm_reachable: bool | None = None
    _npm_asked: _Inquiry | None = None

    def kept(self) -> list[Solc]:
        """Return the compilers that earlier runs have downloaded.

        Of those alone of which it is known what they have to be: when one is run, it is seen
        whether it is that. A build that is newer than dtnlint is downloaded by each run.
        """
        versions = (
            Path(path).stem.removeprefix("soljson-v")
            for path in disk.matching(self.cache, "soljson-v*.js")
        )
        return [
            Solc(
                version,
                str(kept_path(self.cache, version)),
                "dtnlint's cache",
                SOLJSON_SHA256[version],
            )
            for version in versions
            if version in SOLJSON_SHA256
        ]

    def get(self, version: str) -> Solc | None:
        """Download solc `version`; None, with a reason in `tried`, if it cannot be had."""
        if self.offline:
            self._note("downloads are turned off")
            return None
        if _NUMBER.fullmatch(version) is None:
            self._note(f"{version} is no version")
            return None
        return self.from_py_solc_x(version) or self.from_npm(version)

    def published(self) -> tuple[str, ...]:
        """Return all versions that npm knows, or the ones that dtnlint knows."""
        node = None if self.offline else find_node()
        if node is None or node.npm is None or not self._reaches_npm(node):
            return KNOWN_VERSIONS
        try:
            with _Scratch() as scratch:
                answer = scratch.npm(node, 30, "view", "solc", "versions", "--json")
            versions = json.loads(answer)
        except (OSError, ValueError, programs.Failed):
            return KNOWN_VERSIONS
        return tuple(v for v in versions if isinstance(v, str) and v.replace(".", "").isdigit())

    def _note(self, sentence: str) -> None:
        if sentence not in self.tried:
            self.tried.append(sentence)

    def from_py_solc_x(self, version: str) -> Solc | None:
        """Let py-solc-x install solc `version`."""
        if not self._reaches_binaries():
            self._note("py-solc-x could not reach the server of solc's binaries")
            return None
        # In a process of its own, because it sets no time limit for itself.
        script = (
            "import solcx; v = solcx.install_solc(sys.argv[1]); print(solcx.install."
            "get_executable(v))"
        )
        try:
            answer = programs.answer(programs.python(script, version), _DOWNLOAD_SECONDS)
        except programs.Failed as error:
            what = f"did not finish within {_DOWNLOAD_SECONDS} seconds"
            self._note(f"py-solc-x {what if error.late else f'could not install {version}'}")
            return None
        except OSError:
            self._note(f"py-solc-x could not install {version}")
            return None
        path = answer.split("\n")[-1].strip()
        if not programs.may_run(path):
            self._note("py-solc-x installs where nothing may be run")
            return None
        if version_of(path) != version:
            # Such as a binary for another processor.
            self._note(f"the solc {version} that py-solc-x installed does not run here")
            return None
        return Solc(version, path, "py-solc-x")

    def is_cut_off(self) -> bool:
        """Whether there is nowhere to download a compiler from; asks both servers."""
        node = find_node()
        return not self._reaches_binaries() and (
            node is None or node.npm is None or not self._reaches_npm(node)
        )

    def _reaches_binaries(self) -> bool:
        if self._binaries_reachable is None:
            inquiry = _Inquiry(_binaries_answer)
            answered = inquiry.answer(_SOON)
            if answered is None:
                # Without a network both would be waited for: so at once.
                node = find_node()
                if node is not None and node.npm is not None:
                    self._npm_asked = _Inquiry(partial(_npm_answers, node))
                answered = inquiry.answer(_CONNECT_SECONDS - _SOON)
            self._binaries_reachable = bool(answered)
        return self._binaries_reachable

    def _reaches_npm(self, node: Node) -> bool:
        if self._npm_reachable is None:
            inquiry = self._npm_asked or _Inquiry(partial(_npm_answers, node))
            self._npm_reachable = bool(inquiry.answer(_NPM_SECONDS))
        return self._npm_reachable

    def from_npm(self, version: str) -> Solc | None:
        """Take the WebAssembly build of solc `version` out of the npm package."""
        node = find_node()
        if node is None:
            self._note("there is no Node.js to run the npm package solc on")
            return None
        if node.npm is None:
            self._note("there is no npm to get the package solc with")
            return None
        if version == "0.8.1":
            self._note("the npm package solc 0.8.1 holds 0.8.0")
            return None
        if not self._reaches_npm(node):
            self._note("npm could not reach its registry")
            return None
        kept = kept_path(self.cache, version)
        try:
            with _Scratch() as scratch:
                words = ("pack", f"solc@{version}", "--silent", "--ignore-scripts")
                scratch.npm(node, _DOWNLOAD_SECONDS, *words)
                build = _soljson(Path(scratch.folder, f"solc-{version}.tgz"))
            digest = hashlib.sha256(build).hexdigest()
            if digest != SOLJSON_SHA256.get(version, digest):
                raise OSError("the package is not the published one")
            if not disk.is_file(kept) or kept.read_bytes() != build:
                kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                # Parallel runs may do the same; the last one wins with the same bytes.
                replace(kept, build, 0o600, durable=False)
        except programs.Failed as error:
            reason = error.said.splitlines()
            self._note(
                f"npm did not deliver solc {version} within {_DOWNLOAD_SECONDS} seconds"
                if error.late
                else f"npm has no solc {version} to give ({reason[0] if reason else 'failed'})"
            )
            return None
        except (OSError, KeyError, tarfile.TarError) as error:
            self._note(f"solc {version} from npm could not be kept ({error})")
            return None
        return Solc(version, str(kept), "npm", digest)


class _Inquiry:
    """Asks whether a server is there, in a thread: looking up a name has no time limit."""

    def __init__(self, ask: Callable[[], bool]) -> None:
        self._answer: bool | None = None

        def run() -> None:
            self._answer = ask()

        self._thread = Thread(target=run, daemon=True)
        self._thread.start()

    def answer(self, seconds: float) -> bool | None:
        """What came within some seconds; None if nothing has."""
        self._thread.join(seconds)
        return self._answer


def _binaries_answer() -> bool:
    import requests
    from solcx.install import BINARY_DOWNLOAD_BASE

    url = BINARY_DOWNLOAD_BASE.format(_system(), "list.json")
    try:
        return bool(requests.head(url, timeout=_CONNECT_SECONDS, allow_redirects=True).ok)
    except requests.RequestException:
        return False


_NOT_THERE = re.compile(
    r"\bE(?:AI_AGAIN|CONNREFUSED|CONNRESET|HOSTUNREACH|NETUNREACH|NOTFOUND|TIMEDOUT|RR_SOCKET)"
)


def _npm_answers(node: Node) -> bool:
    """Whether npm gets an answer from its registry, be it a refusal."""
    patience = ("--fetch-retries=0", f"--fetch-timeout={_CONNECT_SECONDS}000")
    try:
        with _Scratch() as scratch:
            scratch.npm(node, _NPM_SECONDS, "view", "solc", "version", *patience)
    except programs.Failed as error:
        return not error.late and _NOT_THERE.search(error.said) is None
    except OSError:
        return False
    return True


def _soljson(package: Path) -> bytes:
    """The WebAssembly build in an npm package."""
    with tarfile.open(package) as opened:
        member = opened.extractfile("package/soljson.js")
        if member is None:
            raise OSError("the package holds no soljson.js")
        return member.read()


class _Scratch(tempfile.TemporaryDirectory[str]):
    """An empty folder to download into, where npm finds no settings but the user's."""

    @property
    def folder(self) -> str:
        return self.name

    def __enter__(self) -> _Scratch:  # type: ignore[override]
        super().__enter__()
        return self

    def npm(self, node: Node, seconds: float, *words: str) -> str:
        """Run npm. Without `--prefix` it goes up to a project's folder, for its settings."""
        command = [*(node.npm or ()), *words, "--prefix", self.folder]
        return programs.answer(command, seconds, folder=self.folder)


def _system() -> str:
    if sys.platform == "darwin":
        return "macosx"
    return "windows" if os.name == "nt" else "linux"
