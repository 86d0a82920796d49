"""One soljson.js, what it is known by, and the command that serves it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from dtnlint.shelf import user_cache
from dtnlint.solcjs.published import SOLJSON_SHA256, UNPACKED_SHA256

WORKER = Path(__file__).with_name("worker.cjs")
_STACK = 4 << 20
_USUAL_STACK = 984 << 10
"""Bytes that Node.js takes for its stack by itself (V8's `--stack-size`)."""
NOT_GENUINE = 65
"""Exit code of a worker whose soljson.js is not the one that it has to be."""

_BRIEF = 400_000
"""Bytes of a question up to which V8's quick compiler alone is faster: optimised
machine code for WebAssembly pays only in long runs."""


class Build(Struct, frozen=True):
    """A soljson.js that is to be served."""

    path: str
    sha256: str = ""
    """What its bytes have to be; empty where the user has named it, and so it runs as it is."""
    unpacked: str = ""
    """Where it is kept unpacked, or will be; empty if nowhere."""
    unpacked_sha256: str = ""


def cache_folder() -> Path:
    """Return where compilers are kept between runs."""
    return user_cache() / "solc"


def kept_path(cache: Path, version: str) -> Path:
    """Where the build of a version is kept."""
    return cache / f"soljson-v{version}.js"


def unpacked_folder(cache: Path) -> Path:
    """Where builds are kept unpacked."""
    return cache / "unpacked"


def published(cache: Path, version: str) -> Build:
    """The published build of a version, as it is or will be in `cache`. Raises `KeyError`."""
    path, digest = str(kept_path(cache, version)), SOLJSON_SHA256[version]
    if version not in UNPACKED_SHA256:
        return Build(path, digest)
    unpacked = str(unpacked_folder(cache) / f"{version}.kept")
    return Build(path, digest, unpacked, UNPACKED_SHA256[version])


def is_brief(size: int | None) -> bool:
    """Whether a build serves one question of so many bytes alone, and not many of any size."""
    return size is not None and size < _BRIEF


def command(node: str, build: Build, *, brief: bool) -> list[str]:
    """Return what serves a build: for one small question, the quickest way. See worker.cjs."""
    quick = ["--liftoff-only"] if brief else []
    known = [build.sha256, build.unpacked, build.unpacked_sha256]
    return [node, *_room(), *quick, str(WORKER), build.path, *known]


def _room() -> list[str]:
    """Node.js's option for a deeper stack, in KiB, as far as the system surely has one.

    Node.js takes less than a megabyte wherever it runs, which code of 500 nested blocks fills
    or does not, by how far V8 has got with making the compiler's functions faster.
    """
    try:
        import resource
    except ImportError:  # Windows, whose threads have one megabyte
        return []
    soft, _ = resource.getrlimit(resource.RLIMIT_STACK)
    most = _STACK if soft == resource.RLIM_INFINITY else min(_STACK, soft // 2)
    return [f"--stack-size={most // 1024}"] if most > _USUAL_STACK else []
