"""Gets a compiler that the machine does not have: through py-solc-x, else through npm.

What was tried, and how it went, is kept as sentences for the user who ends up
without one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from msgspec import Struct, field

from dtnlint import disk
from dtnlint.compiler.node import find_node
from dtnlint.compiler.releases import KNOWN_VERSIONS, SOLJSON_SHA256
from dtnlint.compiler.solc import Solc, is_genuine, version_of

_CONNECT_SECONDS = 4
_DOWNLOAD_SECONDS = 180


class Downloads(Struct):
    """Where downloads go and whether there may be any."""

    cache: Path
    """The folder in which soljson.js files are kept between runs."""
    offline: bool = False
    tried: list[str] = field(default_factory=list)
    """What was tried in vain, as clauses."""
    _binaries_reachable: bool | None = None

    def kept(self) -> list[Solc]:
        """Return the compilers that earlier runs have downloaded."""
        return [
            Solc(path.stem.removeprefix("soljson-v"), str(path), "dtnlint's cache")
            for path in map(Path, disk.matching(self.cache, "soljson-v*.js"))
        ]

    def get(self, version: str) -> Solc | None:
        """Download solc `version`; None, with a reason in `tried`, if it cannot be had."""
        if self.offline:
            self._note("downloads are turned off")
            return None
        return self.from_py_solc_x(version) or self.from_npm(version)

    def published(self) -> tuple[str, ...]:
        """Return all versions that npm knows, or the ones that dtnlint knows."""
        node = None if self.offline else find_node()
        if node is None or node.npm is None:
            return KNOWN_VERSIONS
        try:
            answer = _quiet([*node.npm, "view", "solc", "versions", "--json"], 30)
            versions = json.loads(answer)
        except (OSError, ValueError, subprocess.SubprocessError):
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
            "import sys, solcx; v = solcx.install_solc(sys.argv[1]); print(solcx.install."
            "get_executable(v))"
        )
        try:
            answer = _quiet([sys.executable, "-c", script, version], _DOWNLOAD_SECONDS)
        except subprocess.TimeoutExpired:
            self._note(f"py-solc-x did not finish within {_DOWNLOAD_SECONDS} seconds")
            return None
        except (OSError, subprocess.SubprocessError):
            self._note(f"py-solc-x could not install {version}")
            return None
        path = answer.split("\n")[-1].strip()
        if version_of(path) != version:
            # Such as a binary for another processor.
            self._note(f"the solc {version} that py-solc-x installed does not run here")
            return None
        return Solc(version, path, "py-solc-x")

    def _reaches_binaries(self) -> bool:
        if self._binaries_reachable is None:
            import requests
            from solcx.install import BINARY_DOWNLOAD_BASE

            try:
                url = BINARY_DOWNLOAD_BASE.format(_system(), "list.json")
                answer = requests.head(url, timeout=_CONNECT_SECONDS, allow_redirects=True)
                self._binaries_reachable = answer.ok
            except requests.RequestException:
                self._binaries_reachable = False
        return self._binaries_reachable

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
        kept = self.cache / f"soljson-v{version}.js"
        try:
            self.cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.cache, prefix=".fetch-") as scratch:
                command = [*node.npm, "pack", f"solc@{version}", "--silent", "--ignore-scripts"]
                _quiet(command, _DOWNLOAD_SECONDS, scratch)
                fetched = Path(scratch, kept.name)
                with tarfile.open(Path(scratch, f"solc-{version}.tgz")) as package:
                    member = package.extractfile("package/soljson.js")
                    if member is None:
                        raise OSError("the package holds no soljson.js")
                    fetched.write_bytes(member.read())
                if version in SOLJSON_SHA256 and not is_genuine(fetched, version):
                    raise OSError("the package is not the published one")
                # Parallel runs may do the same; the last one wins with the same bytes.
                os.replace(fetched, kept)
        except subprocess.TimeoutExpired:
            self._note(f"npm did not deliver solc {version} within {_DOWNLOAD_SECONDS} seconds")
            return None
        except subprocess.CalledProcessError as error:
            reason = (error.stderr or "").strip().splitlines()
            self._note(f"npm has no solc {version} to give ({reason[0] if reason else 'failed'})")
            return None
        except (OSError, KeyError, tarfile.TarError) as error:
            self._note(f"solc {version} from npm could not be kept ({error})")
            return None
        return Solc(version, str(kept), "npm")


def _system() -> str:
    if sys.platform == "darwin":
        return "macosx"
    return "windows" if os.name == "nt" else "linux"


def _quiet(command: list[str], seconds: float, folder: str | None = None) -> str:
    """Run a downloader in `folder`, or in an empty one.

    Never in the working directory: that may be the project, from which Python
    would import modules, and npm would take settings.
    """
    with tempfile.TemporaryDirectory(prefix="dtnlint-") as empty:
        return subprocess.run(
            command,
            cwd=folder or empty,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=True,
        ).stdout.strip()
