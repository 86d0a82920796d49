"""The model of the network and a consumer that does whatever it is told, compiled once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import decode, encode

from dtnlint.compiler.choice import Choice
from dtnlint.compiler.download import Downloads
from dtnlint.compiler.solc import Solc
from dtnlint.compiler.standard_json import Compilers
from dtnlint.replay.bytecode import Artifact, build
from dtnlint.replay.machine import Machine, Outcome, calldata
from dtnlint.replay.network import (
    EXACT_GAS,
    EXACT_GAS_LIMIT,
    Network,
    Seen,
    TokenManner,
    model_sources,
)
from dtnlint.replay.search import Limits
from dtnlint.solcjs.build import cache_folder
from dtnlint.sources.bundled import text_of
from dtnlint.sources.closure import Closure

UNHURRIED = Limits(seconds=600)
"""A search that ends with its calls: what a test finds does not depend on the machine."""
ME = "0x" + "aa" * 20
ROUTER_INTERFACE = "@deeptrust/contracts/idtn-ai.sol"


@pytest.fixture(scope="session")
def artifacts() -> Mapping[str, Artifact]:
    """The model's contracts and the puppets, by name."""
    sources = {
        **model_sources(),
        ROUTER_INTERFACE: text_of(ROUTER_INTERFACE, owner_argument=True),
        "puppet.sol": Path(__file__).with_name("puppet.sol").read_text(encoding="utf-8"),
    }
    solc = Choice(Downloads(cache_folder(), False)).compiler_for(Closure("/replay", (), ()))
    assert isinstance(solc, Solc), solc.message
    with Compilers(300) as compilers:
        made = build(compilers, solc, sources, sources)
    return {name: artifact for (_, name), artifact in made.items()}


class Stage:
    """A network and a puppet on it."""

    def __init__(
        self, artifacts: Mapping[str, Artifact], manner: TokenManner, puppet: str = "Puppet"
    ) -> None:
        code = {name: one.code({}) for name, one in artifacts.items() if one.deployable}
        self.machine = Machine(EXACT_GAS_LIMIT)
        self.machine.fund(ME, 10**20)
        self.network = Network(self.machine, code, EXACT_GAS, manner, first=1)
        self.puppet = self.another(code[puppet])
        self.block = 1

    def another(self, code: bytes) -> str:
        """Deploy one more consumer, with fee tokens."""
        address, outcome = self.machine.deploy(
            ME, code + encode(["address"], [self.network.router])
        )
        assert address is not None, outcome
        self.network.mint(address, 100)
        return address.lower()

    def do(self, signature: str, *arguments: Any, value: int = 0, to: str = "") -> Outcome:
        """Tell the puppet, in a block of its own."""
        self.block += 1
        self.machine.at(self.block, 1_000 + self.block)
        return self.machine.call(ME, to or self.puppet, calldata(signature, *arguments), value)

    def seen(self) -> Seen:
        """What the network saw of the last call."""
        return self.network.seen(self.puppet, self.machine.events())

    def ask(self, name: str) -> int:
        """The puppet's public variable."""
        output = self.machine.call(ME, self.puppet, calldata(f"{name}()")).output
        return int(decode(["uint256"], output)[0])


@pytest.fixture
def stage(artifacts: Mapping[str, Artifact]) -> Callable[..., Stage]:
    """Set a stage with a fee token of one manner."""

    def make(manner: TokenManner = TokenManner.PLAIN, puppet: str = "Puppet") -> Stage:
        return Stage(artifacts, manner, puppet)

    return make
