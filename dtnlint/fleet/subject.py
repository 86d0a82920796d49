"""What is judged: distinct sources and settings, and where contracts of them are deployed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct, field

from dtnlint.sources.verified.contract import Verified


class Deployed(Struct, frozen=True, order=True):
    """One deployment; what is not known is empty."""

    chain: str = ""
    address: str = ""
    match: str = ""
    source: str = ""
    """Where its sources came from: a table, or a file."""


class Settings(Struct, frozen=True):
    """What decides, beside the sources, what is judged."""

    name: str = ""
    target: str = ""
    """The file of the contract that is deployed."""
    version: str = ""
    remappings: tuple[str, ...] = ()
    evm_version: str | None = None
    via_ir: bool = False
    language: str = "Solidity"


class Subject(Struct):
    """Sources and settings that were deployed, and all their deployments."""

    key: str
    settings: Settings
    files: tuple[tuple[str, str], ...]
    """Source unit names, and the digests of their texts."""
    deployments: set[Deployed] = field(default_factory=set)


class Refused(Struct, frozen=True, order=True):
    """A deployment whose sources cannot be judged, and why: a sentence."""

    deployed: Deployed
    name: str
    reason: str


class Found(Struct):
    """What there is to judge."""

    looked: int = 0
    """Contracts that were looked at."""
    subjects: dict[str, Subject] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """By digest, what files hold: most hold what others hold, too."""

    def add(self, settings: Settings, sources: Mapping[str, str], deployed: Deployed) -> None:
        """Take in a deployment."""
        self.add_known(
            settings, {unit: self.keep(text) for unit, text in sources.items()}, deployed
        )

    def add_known(self, settings: Settings, digests: Mapping[str, str], deployed: Deployed) -> None:
        """Take in a deployment, by the digests of its files."""
        files = tuple(sorted(digests.items()))
        key = hashlib.sha256(msgspec.json.encode((settings, files))).hexdigest()
        subject = self.subjects.setdefault(key, Subject(key, settings, files))
        subject.deployments.add(deployed)

    def keep(self, text: str) -> str:
        """Keep a text; returns its digest."""
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        self.texts.setdefault(digest, text)
        return digest

    def document(self, subject: Subject, deployed: Deployed | None = None) -> bytes:
        """A subject as `check` takes it: in the form of Sourcify's answer."""
        settings = subject.settings
        where = deployed or Deployed()
        return msgspec.json.encode(
            {
                **({"address": where.address} if where.address else {}),
                **({"chainId": where.chain} if where.chain else {}),
                **({"match": where.match} if where.match else {}),
                "compilation": {
                    "language": settings.language,
                    "compilerVersion": settings.version,
                    "compilerSettings": {
                        "remappings": settings.remappings,
                        "evmVersion": settings.evm_version,
                        "viaIR": settings.via_ir,
                    },
                    "name": settings.name,
                    "fullyQualifiedName": f"{settings.target}:{settings.name}"
                    if settings.target
                    else None,
                },
                "sources": {
                    unit: {"content": self.texts[digest]} for unit, digest in subject.files
                },
            }
        )


def settings_of(verified: Verified) -> Settings:
    """What verified sources say of their settings."""
    return Settings(
        verified.deployment.name,
        verified.target,
        verified.deployment.version,
        verified.remappings,
        verified.evm_version,
        verified.via_ir,
    )
