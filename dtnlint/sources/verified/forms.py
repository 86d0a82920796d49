"""The forms in JSON: what compilers are given, and what explorers answer.

Standard JSON, alone or in a build-info:
https://docs.soliditylang.org/en/latest/using-the-compiler.html#input-description,
https://hardhat.org/docs/reference/artifacts (``hh3-sol-build-info-1``). Metadata:
https://docs.soliditylang.org/en/latest/metadata.html. Etherscan's and Blockscout's answers:
https://docs.etherscan.io/api-reference/endpoint/getsourcecode. Sourcify's:
https://docs.sourcify.dev/docs/api/.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct, field

from dtnlint.escaping import shortened
from dtnlint.sources.verified.contract import (
    MOST_FILES,
    Deployment,
    Found,
    Refusal,
    Verified,
    address_in,
    placed,
    release,
)
from dtnlint.sources.verified.words import how, is_bytecode

_Document = dict[str, Raw]
_T = TypeVar("_T")

_UNSET_MACHINES = ("", "default")


class _Source(Struct):
    content: str | None = None


class _Settings(Struct):
    remappings: list[str] | None = None
    evm_version: str | None = field(default=None, name="evmVersion")
    via_ir: bool | None = field(default=None, name="viaIR")
    target: dict[str, str] | None = field(default=None, name="compilationTarget")


class _Compiler(Struct):
    version: str | None = None


class _Metadata(Struct):
    compiler: _Compiler = field(default_factory=_Compiler)
    language: str | None = None
    settings: _Settings = field(default_factory=_Settings)


class _Compilation(Struct):
    language: str | None = None
    version: str | None = field(default=None, name="compilerVersion")
    settings: _Settings | None = field(default=None, name="compilerSettings")
    name: str | None = None
    qualified: str | None = field(default=None, name="fullyQualifiedName")


class _Additional(Struct):
    name: str = field(name="Filename")
    text: str = field(name="SourceCode")


class _Result(Struct):
    """One contract of Etherscan's answer; the last three are Blockscout's."""

    source: str = field(default="", name="SourceCode")
    name: str = field(default="", name="ContractName")
    file: str | None = field(default=None, name="ContractFileName")
    version: str = field(default="", name="CompilerVersion")
    machine: str | None = field(default=None, name="EVMVersion")
    file_name: str | None = field(default=None, name="FileName")
    address: str | None = field(default=None, name="Address")
    more: list[_Additional] | None = field(default=None, name="AdditionalSources")


class _Facts(Struct):
    """What a form says beside the sources."""

    version: str = ""
    machine: str | None = None
    name: str = ""
    target: str = ""
    address: str = ""
    chain: str = ""
    match: str = ""


def read(data: bytes, place: str) -> tuple[list[Found], list[Refusal]]:
    """The verified sources in a file's bytes, and why some are not taken.

    `place` is the file's absolute path. What is of no known form is one foreign refusal.
    """
    try:
        document = msgspec.json.decode(data, type=_Document | list[Raw])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        text = data[:200_000].decode("latin-1")
        return [], [is_bytecode(text) or _foreign()]
    found: list[Found] = []
    refused: list[Refusal] = []
    for make in _makers(document):
        try:
            found.append(make(place))
        except Refusal as refusal:
            refused.append(refusal)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            refused.append(_malformed(error))
    if len(found) + len(refused) > 1:
        found = list(_apart(found))
    elif found and not found[0].verified.deployment.address:
        found = [_moved(found[0], place, address_in(os.path.basename(place)))]
    return found, refused


def _foreign() -> Refusal:
    return Refusal(
        "It is neither Solidity nor verified sources in a form that dtnlint knows: standard JSON "
        "input, a build-info, an answer of Etherscan's or Sourcify's, metadata that holds its "
        "sources, or a .zip of these.",
        foreign=True,
    )


def _malformed(error: Exception) -> Refusal:
    return Refusal(
        f"Its sources or settings are not as they have to be ({shortened(str(error), 200)}).",
        "Download it again.",
    )


class _Maker:
    """One contract to be read, when its turn comes."""

    def __init__(self, document: Any, kind: str) -> None:
        self._document, self._kind = document, kind

    def __call__(self, place: str) -> Found:
        """Read it. Raises `Refusal`, and what msgspec raises."""
        if self._kind == "result":
            return _of_result(_decoded(self._document, _Result), place)
        document = self._document
        if self._kind == "input":
            document = {**document, **_decoded(document["input"], _Document)}
        if "sources" not in document:
            raise _foreign()
        return _of_sources(document, place)


def _makers(document: _Document | list[Raw]) -> Iterator[Any]:
    if isinstance(document, list):
        yield from _of_list(document)
    elif "result" in document and "sources" not in document:
        yield from _of_answer(document["result"])
    elif "SourceCode" in document:
        yield _Maker(msgspec.json.encode(document), "result")
    elif "input" in document:
        yield _Maker(document, "input")
    elif "sources" in document and _is_any(
        document, "language", "settings", "compilation", "metadata", "compiler"
    ):
        yield _Maker(document, "sources")
    else:
        yield _refusing(_other(document))


def _refusing(refusal: Refusal) -> Any:
    def make(place: str) -> Found:
        raise refusal

    return make


def _is_any(document: _Document, *names: str) -> bool:
    return any(name in document for name in names)


def _other(document: _Document) -> Refusal:
    if _is_any(document, "source_id_to_path") or (
        "sources" in document and _is_any(document, "contracts")
    ):
        return Refusal(
            "It is what a compiler answered, or a build-info without its input: it holds no "
            "sources.",
            "Take the file that holds an input: forge build --build-info writes it, and "
            "Hardhat keeps it in artifacts/build-info.",
            foreign=True,
        )
    if _is_any(document, "abi", "bytecode"):
        return Refusal(
            "It is an ABI or an artifact of a compiler, which holds no sources.",
            how(),
            foreign=True,
        )
    if _is_any(document, "customCode", "match", "runtimeMatch"):
        return Refusal(
            "It is an answer of Sourcify's without sources: the contract is not verified there, "
            "or fields=all was not asked for.",
            how(),
        )
    return _foreign()


def _of_list(listed: list[Raw]) -> Iterator[Any]:
    try:
        documents = [_decoded(one, _Document) for one in listed]
    except msgspec.DecodeError:
        documents = []
    if documents and all("SourceCode" in one for one in documents):
        for one in listed:
            yield _Maker(bytes(one), "result")
    elif documents and all("type" in one for one in documents):
        yield _refusing(Refusal("It is an ABI, which holds no sources.", how(), foreign=True))
    else:
        yield _refusing(_foreign())


def _of_answer(result: Raw) -> Iterator[Any]:
    """What Etherscan answers: its results, or a word about what went wrong."""
    try:
        results = _decoded(result, list[Raw])
        documents = [_decoded(one, _Document) for one in results]
    except msgspec.DecodeError:
        try:
            word = _decoded(result, str)
        except msgspec.DecodeError:
            yield _refusing(_foreign())
            return
        yield _refusing(
            is_bytecode(word)
            or Refusal(
                f"It is an explorer's answer that holds no sources, but {shortened(word)!r}.", how()
            )
        )
        return
    if not documents or not all("SourceCode" in one for one in documents):
        yield _refusing(_foreign())
        return
    for one in results:
        yield _Maker(bytes(one), "result")


def _decoded(raw: Any, kind: type[_T]) -> _T:
    value: _T = msgspec.json.decode(raw, type=kind)
    return value


# The forms


def _of_sources(document: _Document, place: str) -> Found:
    """Standard JSON input, Sourcify's answer, or metadata: sources, and what is said of them."""
    compilation = _optional(document, "compilation", _Compilation) or _Compilation()
    metadata = _metadata(document)
    settings = [
        one
        for one in (
            _optional(document, "settings", _Settings),
            compilation.settings,
            metadata.settings,
        )
        if one is not None
    ]
    language = (
        _optional(document, "language", str) or compilation.language or metadata.language or ""
    )
    target, _, name = (compilation.qualified or "").rpartition(":")
    for unit, contract in (pair for one in settings for pair in (one.target or {}).items()):
        target, name = target or unit, name or contract
    version = (
        compilation.version
        or metadata.compiler.version
        or (_optional(document, "compiler", _Compiler, lenient=True) or _Compiler()).version
        or _optional(document, "solcLongVersion", str)
        or _optional(document, "compilerVersion", str, lenient=True)
        or _optional(document, "solcVersion", str)
    )
    facts = _Facts(
        version=version or "",
        machine=next((one.evm_version for one in settings if one.evm_version), None),
        name=compilation.name or name,
        target=target,
        address=address_in(_optional(document, "address", str, lenient=True) or ""),
        chain=_chain(document),
        match=_optional(document, "match", str, lenient=True) or "",
    )
    sources = {
        unit: source.content
        for unit, source in _decoded(document["sources"], dict[str, _Source]).items()
        if source.content is not None
    }
    return _found(sources, settings, facts, language, place)


def _optional(document: _Document, name: str, kind: type[_T], lenient: bool = False) -> _T | None:
    if name not in document:
        return None
    try:
        return msgspec.json.decode(document[name], type=kind | None)
    except msgspec.DecodeError:
        if lenient:  # other tools have other things under this name
            return None
        raise


def _metadata(document: _Document) -> _Metadata:
    """What stands beside the sources, as an object or as a text that is one."""
    raw: Any = document.get("metadata")
    if raw is None:
        return _Metadata()
    try:
        if bytes(raw).lstrip()[:1] == b'"':
            raw = _decoded(raw, str)
        return msgspec.json.decode(raw, type=_Metadata | None) or _Metadata()
    except msgspec.DecodeError:  # in standard JSON, settings of something else
        return _Metadata()


def _chain(document: _Document) -> str:
    chain = _optional(document, "chainId", str | int, lenient=True)  # type: ignore[arg-type]
    return str(chain) if str(chain).isascii() and str(chain).isdigit() else ""


def _of_result(result: _Result, place: str) -> Found:
    """A contract of Etherscan's answer."""
    if not result.source.strip():
        raise Refusal(
            "Its contract is not verified there: the answer has no SourceCode.",
            "Look whether Sourcify or another explorer has it.",
        )
    if result.version.lower().startswith("vyper"):
        raise _wrong_language("Vyper")
    machine = (result.machine or "").lower()
    facts = _Facts(
        version=result.version,
        machine=None if machine in _UNSET_MACHINES else machine,
        name=result.name.rpartition(":")[2],
        target=result.file or result.file_name or result.name.rpartition(":")[0],
        address=address_in(result.address or ""),
    )
    text = result.source.strip()
    if text.startswith("{{") and text.endswith("}}"):
        text = text[1:-1]
    if not text.startswith("{"):
        unit = facts.target or f"{facts.name or 'Contract'}.sol"
        facts.target = unit
        return _found({unit: result.source, **_more(result)}, [], facts, "", place)
    document = _decoded(text.encode(), _Document)
    if "sources" in document:
        settings = _optional(document, "settings", _Settings) or _Settings()
        language = _optional(document, "language", str) or ""
        listed = _decoded(document["sources"], dict[str, _Source])
    else:
        settings, language = _Settings(), ""
        listed = _decoded(text.encode(), dict[str, _Source])
    sources = {unit: one.content for unit, one in listed.items() if one.content is not None}
    facts.machine = settings.evm_version or facts.machine
    return _found({**_more(result), **sources}, [settings], facts, language, place)


def _more(result: _Result) -> dict[str, str]:
    return {one.name: one.text for one in result.more or ()}


def _wrong_language(language: str) -> Refusal:
    return Refusal(f"It is written in {shortened(language)}, and dtnlint reads Solidity.")


def _found(
    sources: Mapping[str, str], settings: list[_Settings], facts: _Facts, language: str, place: str
) -> Found:
    if language not in ("", "Solidity"):
        raise _wrong_language(language)
    if not sources:
        raise Refusal(
            "It names its sources and does not hold them.",
            "Take a form that holds their text: Sourcify's folder or answer with fields=all, or "
            "standard JSON input.",
        )
    if len(sources) > MOST_FILES:
        raise Refusal(
            f"It holds {len(sources)} files; dtnlint reads contracts of up to {MOST_FILES}."
        )
    paths = placed(sources)
    remappings = next((one.remappings for one in settings if one.remappings is not None), [])
    verified = Verified(
        Deployment(
            place,
            name=facts.name,
            address=facts.address,
            chain=facts.chain,
            version=release(facts.version),
            match=facts.match,
        ),
        paths,
        remappings=tuple(remappings),
        evm_version=facts.machine,
        via_ir=any(one.via_ir for one in settings),
        target=facts.target if facts.target in sources else "",
    )
    texts = {paths[unit]: text.encode("utf-8", "surrogatepass") for unit, text in sources.items()}
    return Found(verified, texts)


def _apart(found: list[Found]) -> Iterator[Found]:
    """Several contracts of one file, each in a folder of its own there."""
    known = (one.verified.deployment for one in found)
    names = [one.address or one.name or "contract" for one in known]
    for one, path in zip(found, _numbered(names), strict=True):
        yield _moved(one, os.path.join(one.verified.deployment.path, path), "")


def _numbered(names: list[str]) -> list[str]:
    """Paths for names, of which several may be the same."""
    taken: dict[str, int] = {}
    paths = []
    for name in names:
        (path,) = placed([name.replace("/", "_").replace("\\", "_")]).values()
        taken[path] = taken.get(path, 0) + 1
        paths.append(path if taken[path] == 1 else f"{path}~{taken[path]}")
    return paths


def _moved(found: Found, place: str, address: str) -> Found:
    verified = found.verified
    known = verified.deployment
    deployment = msgspec.structs.replace(known, path=place, address=known.address or address)
    return Found(msgspec.structs.replace(verified, deployment=deployment), found.texts)
