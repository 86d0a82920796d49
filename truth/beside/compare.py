"""One contract on two machines: drawn calls, and the first thing in which they differ."""

from __future__ import annotations

import random
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import encode

from dtnlint.replay.bytecode import canonical
from dtnlint.replay.machine import Outcome, selector
from truth.beside.arguments import Arguments
from truth.beside.chain import Chain, endless
from truth.beside.programs import Compiled, Deployable
from truth.interpreter.outcomes import NotComparable
from truth.interpreter.world import Log, World

SENDERS = tuple("0x" + f"{digit}a" * 20 for digit in range(1, 5))
_WEALTH = 10**18
_TOKENS = 10**9
_NETWORK = "network.sol"


class Apart(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """The machines differ; says in what."""


@dataclass(frozen=True)
class Disagreement:
    """The first call on which the two machines differ."""

    contract: str
    call: str
    difference: str


@dataclass
class Tally:
    """What became of contracts and calls."""

    agree: int = 0
    disagree: int = 0
    not_comparable: int = 0
    undeployed: int = 0
    """Of those that agree: both machines refuse to create them."""
    calls: int = 0
    succeeded: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """Why calls were not comparable."""
    executed: Counter[str] = field(default_factory=Counter)
    """Instructions, by type."""
    disagreements: list[Disagreement] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another's, too."""
        self.agree += other.agree
        self.disagree += other.disagree
        self.not_comparable += other.not_comparable
        self.undeployed += other.undeployed
        self.calls += other.calls
        self.succeeded += other.succeeded
        self.reasons.update(other.reasons)
        self.executed.update(other.executed)
        self.disagreements.extend(other.disagreements)


@dataclass(frozen=True)
class Network:
    """Where the network stands."""

    token: str
    router: str


class Pair:
    """The EVM and the interpreter, in the same state."""

    def __init__(self, compiled: Compiled, tally: Tally) -> None:
        self.compiled = compiled
        self.tally = tally
        self.chain = Chain()
        self.world = World(compiled.program())
        self.world.block = self.chain.block_facts()
        self.libraries: dict[tuple[str, str], str] = {}
        for sender in SENDERS:
            self.chain.fund(sender, _WEALTH)
            self.world.account(int(sender, 16)).balance = _WEALTH

    # -- both at once

    def deploy(self, sender: str, one: Deployable, arguments: bytes, value: int) -> str | None:
        """Create a contract on both; its address, None where both refuse."""
        for unit, names in one.artifact.links.items():
            for name in names:
                self._link(unit, name)
        code = one.artifact.code(self.libraries) + arguments
        address, outcome = self.chain.deploy(sender, code, value)
        place = int(address, 16) if address else 0xDEAD0000
        with _understood():
            told = self.world.deploy(int(sender, 16), one.declaration, arguments, value, place)
        if not outcome.ok and not told[0] and self.world.refused:
            return None
        self._compare(outcome, (told[0], b"" if told[0] else told[1]))
        return address and address.lower()

    def _link(self, unit: str, name: str) -> None:
        if (unit, name) in self.libraries:
            return
        library = self.compiled.contracts[unit, name]
        address = self.deploy(SENDERS[0], library, b"", 0)
        assert address is not None
        self.libraries[unit, name] = address
        self.world.libraries[library.declaration] = int(address, 16)

    def call(self, sender: str, to: str, data: bytes, value: int = 0) -> Outcome | None:
        """One call on both; None where it is not comparable, and then it did not happen."""
        world = self.world
        logs = list(world.logs)
        try:
            with _understood():
                told = world.transact(int(sender, 16), int(to, 16), data, value)
        except NotComparable as why:
            world.back(0)
            world.logs[:] = logs
            self.tally.reasons[str(why)] += 1
            return None
        self.chain.fresh_transaction()
        point = self.chain.snapshot()
        outcome = self.chain.call(sender, to, data, value)
        if endless(outcome):
            self.chain.revert(point)
            world.back(0)
            self.tally.reasons["more gas than there is"] += 1
            return None
        self.tally.calls += 1
        self.tally.succeeded += outcome.ok
        self._compare(outcome, told)
        return outcome

    # -- what is compared

    def _compare(self, outcome: Outcome, told: tuple[bool, bytes]) -> None:
        ok, data = told
        if outcome.ok != ok:
            raise Apart(f"the EVM {_said(outcome.ok, outcome.output)}, here it {_said(ok, data)}")
        if outcome.output != data and not outcome.halt:
            raise Apart(f"the EVM {_said(ok, outcome.output)}, here it {_said(ok, data)}")
        if ok:
            logs = [Log(int(e.address, 16), e.topics, e.data) for e in self.chain.events()]
            if logs != self.world.logs:
                raise Apart(f"the EVM logs {logs}, here {self.world.logs}")
        self._compare_state()

    def _compare_state(self) -> None:
        left = self.chain.state()
        pointers = self.world.functions.stored
        for address in sorted(left.keys() | self.world.accounts.keys()):
            account = self.world.accounts.get(address)
            there = left.get(address)
            balances = (there.balance if there else 0, account.balance if account else 0)
            if balances[0] != balances[1]:
                raise Apart(f"{address:#x} owns {balances[0]} on the EVM, here {balances[1]}")
            mine = account.storage if account else {}
            theirs = there.storage if there else {}
            for slot in sorted(mine.keys() | theirs.keys()):
                keep = ~pointers.get(slot, 0)
                a, b = theirs.get(slot, 0) & keep, mine.get(slot, 0) & keep
                if a != b:
                    raise Apart(f"{address:#x} slot {slot:#x} is {a:#x} on the EVM, here {b:#x}")
            if account and account.code and there and there.nonce != account.nonce:
                raise Apart(f"{address:#x} made {there.nonce - 1} contracts, here {account.nonce}")


@contextmanager
def _understood() -> Iterator[None]:
    """Code that the interpreter cannot make sense of is a disagreement, too."""
    try:
        yield
    except (AssertionError, KeyError, ValueError, TypeError, IndexError, OverflowError) as error:
        frames = traceback.extract_tb(error.__traceback__)[-2:]
        where = " < ".join(f"{one.name}: {one.line}" for one in reversed(frames))
        raise Apart(f"the code makes no sense: {error!r} in {where}") from error


def _said(ok: bool, data: bytes) -> str:
    return f"{'returns' if ok else 'reverts with'} 0x{data.hex()}"


# -- drawn calls -------------------------------------------------------------------------------


class Session:
    """Drawn calls of one contract."""

    def __init__(self, compiled: Compiled, one: Deployable, seed: int, tally: Tally) -> None:
        self.one = one
        self.draw = random.Random(f"{seed} {one.artifact.name}")
        self.pair = Pair(compiled, tally)
        self.tally = tally
        self.last = "its construction"
        self.addresses = [*SENDERS, "0x" + "00" * 20]

    def run(self, calls: int, network: bool) -> Disagreement | None:
        """Deploy and call; what differs first. Raises `NotComparable` if it never stood."""
        try:
            around = self._network() if network else None
            contract = self._deploy(around)
            if contract is None:
                self.tally.undeployed = 1
                return None
            self.addresses.append(contract)
            steps = self._steps(contract, around)
            for _ in range(calls):
                next(steps)()
        except Apart as difference:
            return Disagreement(self.one.name, self.last, str(difference))
        finally:
            self.tally.executed.update(self.pair.world.executed)
        return None

    def _network(self) -> Network:
        token = self._make("BesideToken")
        router = self._make("BesideRouter", encode(["address"], [token]))
        self.addresses += [router, router, token]
        return Network(token, router)

    def _make(self, name: str, arguments: bytes = b"") -> str:
        one = self.pair.compiled.contracts[_NETWORK, name]
        address = self.pair.deploy(SENDERS[0], one, arguments, 0)
        assert address is not None
        return address

    def _deploy(self, around: Network | None) -> str | None:
        """The contract under test, with other arguments where some are refused.

        Constructors of consumers make deposits: what will stand there gets tokens before.
        """
        likely = self.addresses if around is None else [around.router] * 9 + self.addresses
        inputs = self.one.artifact.constructor
        payable = any(
            entry["type"] == "constructor" and entry["stateMutability"] == "payable"
            for entry in self.one.artifact.abi
        )
        for _ in range(6 if inputs else 1):
            if around is not None:
                self._mint(around, self.pair.chain.next_address(SENDERS[0]))
            drawn = Arguments(self.draw, likely).data(inputs, 0)
            self.last = f"its construction with 0x{drawn.hex()}"
            value = self.draw.choice((0, 5)) if payable else 0
            made = self.pair.deploy(SENDERS[0], self.one, drawn, value)
            if made is not None:
                return made
        return None

    def _steps(self, contract: str, around: Network | None) -> Iterator[Callable[[], None]]:
        if around is not None:
            for account in (contract, *SENDERS):
                self._mint(around, account)
            self._set_router(contract, around)
        while True:
            if around is not None and self.draw.random() < 0.2:
                yield lambda: self._around(contract, around)
            else:
                yield lambda: self._call(contract)

    def _mint(self, around: Network, account: str) -> None:
        data = encode(["address", "uint256"], [account, _TOKENS])
        self.pair.call(SENDERS[0], around.token, selector("mint(address,uint256)") + data)

    def _set_router(self, contract: str, around: Network) -> None:
        """Most consumers get their router by a setter of one address."""
        for signature, entry in self.one.artifact.functions.items():
            if signature.endswith("(address)") and signature.lower().startswith(("set", "init")):
                self.last = signature
                data = _selector(entry) + encode(["address"], [around.router])
                self.pair.call(SENDERS[0], contract, data)

    def _around(self, contract: str, around: Network) -> None:
        """What others do on the network: allow, pay, and answer."""
        pair = self.pair
        kind = self.draw.randrange(4)
        if kind == 0:
            data = selector("approve(address,uint256)") + encode(
                ["address", "uint256"], [contract, 10**6]
            )
            pair.call(self.draw.choice(SENDERS), around.token, data)
        elif kind == 1:
            data = selector("transfer(address,uint256)") + encode(
                ["address", "uint256"], [around.router, 5]
            )
            pair.call(self.draw.choice(SENDERS), around.token, data)
        else:
            asked = self._requests(around)
            data = selector("respond(bytes32,bool,bytes)") + encode(
                ["bytes32", "bool", "bytes"],
                [self.draw.choice(asked), self.draw.random() < 0.7, encode(["string"], ["yes"])],
            )
            self.last = "an answer"
            pair.call(SENDERS[3], around.router, data)

    def _requests(self, around: Network) -> Sequence[bytes]:
        """The IDs of requests so far."""
        storage = self.pair.world.account(int(around.router, 16)).storage
        from truth.interpreter.storage import hashed

        start = hashed(5)
        found = [storage.get(start + i, 0).to_bytes(32, "big") for i in range(storage.get(5, 0))]
        return found or [bytes(32)]

    def _call(self, contract: str) -> None:
        artifact = self.one.artifact
        functions = list(artifact.functions.items())
        entries = {entry["type"]: entry for entry in artifact.abi}
        sender = self.draw.choice(SENDERS)
        value = self.draw.choice((1, 2, 100)) if self.draw.random() < 0.15 else 0
        plain = not functions or self.draw.random() < 0.04
        if plain and ("receive" in entries or "fallback" in entries or not functions):
            data = self.draw.choice((b"", b"\x01", b"\x12\x34\x56\x78", b"\xab" * 40))
            self.last = f"the data 0x{data.hex()}"
        else:
            signature, entry = self.draw.choice(functions)
            if entry["stateMutability"] != "payable" and self.draw.random() < 0.9:
                value = 0
            drawn = Arguments(self.draw, self.addresses).data(entry["inputs"])
            data = _selector(entry) + drawn
            self.last = f"{signature} with 0x{drawn.hex()}"
        self.last += f" from {sender[:4]}" + (f" and {value} wei" if value else "")
        self.pair.call(sender, contract, data, value)


def _selector(entry: Mapping[str, Any]) -> bytes:
    return selector(f"{entry['name']}({','.join(canonical(one) for one in entry['inputs'])})")


def compare(
    compiled: Compiled, one: Deployable, seed: int, calls: int = 12, network: bool = False
) -> Tally:
    """Run one contract on both machines."""
    tally = Tally()
    try:
        found = Session(compiled, one, seed, tally).run(calls, network)
    except NotComparable as why:
        tally.not_comparable = 1
        tally.reasons[str(why)] += 1
        return tally
    if found is not None:
        tally.disagree = 1
        tally.disagreements.append(found)
    elif tally.calls or not tally.reasons:
        tally.agree = 1
    else:
        tally.not_comparable = 1
    return tally
