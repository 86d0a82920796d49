"""The values that say what was found and where. No behaviour beyond order and naming.

Places are paths relative to the run's root plus bytes; lines and columns belong
to `dtnlint.findings.source_text`, formats to `dtnlint.report`.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct, field

from dtnlint.sources.bundled import PREFIX
from dtnlint.sources.verified.contract import Deployment

BUNDLED = PREFIX
"""How the path of a file that ships with dtnlint starts: it stands in no project."""


class Impact(str, Enum):
    """How bad a finding is, in Slither's words, worst first."""

    HIGH = "High"
    MEDIUM = "Medium"
    LOW = "Low"
    INFORMATIONAL = "Informational"
    OPTIMIZATION = "Optimization"

    @property
    def rank(self) -> int:
        """0 for the worst; grows as impact shrinks."""
        return list(Impact).index(self)

    def at_least(self, threshold: Impact) -> bool:
        """Whether this is as bad as `threshold` or worse."""
        return self.rank <= threshold.rank


class Confidence(str, Enum):
    """How sure the rule is, in Slither's words."""

    HIGH = "High"
    MEDIUM = "Medium"
    LOW = "Low"


class Level(str, Enum):
    """How serious a notification is, in SARIF's words."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class BaselineState(str, Enum):
    """Where a finding stands against the baseline, in SARIF's words."""

    NEW = "new"
    UNCHANGED = "unchanged"
    ABSENT = "absent"


class Location(Struct, frozen=True, order=True):
    """A run of bytes in a file, named as a report may name it."""

    path: str
    """Relative to the root, with forward slashes; for a file of dtnlint's own see `BUNDLED`."""
    start: int = 0
    """Offset of the first byte."""
    length: int = 0
    """Number of bytes."""

    @property
    def end(self) -> int:
        """Offset of the byte after the last."""
        return self.start + self.length

    @property
    def bundled(self) -> bool:
        """Whether the file ships with dtnlint instead of standing in the project."""
        return self.path.startswith(BUNDLED)

    @property
    def in_root(self) -> bool:
        """Whether the file lies under the root, so that a reader of the project can open it."""
        return not self.bundled and not self.path.startswith("../")


class ContractRef(Struct, frozen=True, order=True):
    """A concrete contract that was judged."""

    name: str
    path: str = ""
    """Where it is declared, as in `Location.path`."""


class Related(Struct, frozen=True):
    """Another place a reader should see."""

    text: str
    location: Location


class TraceStep(Struct, frozen=True):
    """One step of the way to the defect."""

    transaction: int
    """Counted from 1; 0 is the construction of the contract."""
    entry: str
    """The transaction's entry point, such as ``open()``."""
    text: str
    """What happened, such as ``closed, sessionId keeps the ID``."""
    location: Location


class Suppression(Struct, frozen=True):
    """Why a finding is not to be reported, in the words of the source."""

    location: Location
    """The comment."""
    directive: str
    """Such as ``dtnlint: ignore`` or ``slither-disable-next-line``."""
    justification: str = ""
    """The reason that the comment gives, if any."""


class Safety(str, Enum):
    """Whether a fix may be made without a person looking at it."""

    SAFE = "safe"
    """What the contract does right it does as before."""
    UNSAFE = "unsafe"
    """Something that worked before may revert now, or do something else."""


class Edit(Struct, frozen=True, order=True):
    """A replacement of a run of bytes; an insertion where the run is empty."""

    location: Location
    text: str


class Fix(Struct, frozen=True):
    """A change of the sources that may mend a finding. What is proposed is not yet tried."""

    title: str
    """What it does, as a command: ``Reset sessionId after the close``."""
    safety: Safety
    edits: tuple[Edit, ...]
    """In order, and none touches another."""


class ReplayOutcome(str, Enum):
    """What came of executing a finding's trace."""

    CONFIRMED = "confirmed"
    NOT_REPRODUCED = "not reproduced"
    NOT_REPLAYED = "not replayed"


class ReplayedCall(Struct, frozen=True):
    """One transaction of a replay, decoded."""

    transaction: int
    """The trace's transaction that it stands for; 0: one that the trace does not name."""
    sender: str
    """Such as ``owner`` or ``stranger``."""
    call: str
    """Such as ``open(1000000)``."""
    result: str
    """Such as ``started session 1`` or ``reverted: Session already closed``."""


class Replay(Struct, frozen=True):
    """What execution on a model of the network showed of a finding."""

    outcome: ReplayOutcome
    reason: str
    """What was shown, or why nothing was, in a clause."""
    calls: tuple[ReplayedCall, ...] = ()


class Finding(Struct, frozen=True):
    """One defect, however many contracts inherit it."""

    rule: str
    impact: Impact
    confidence: Confidence
    message: str
    """One sentence."""
    location: Location
    contracts: tuple[ContractRef, ...] = ()
    """Every concrete contract that shows the defect; the message speaks of the first."""
    function: str | None = None
    """Signature of the function in which the location lies, such as ``close(uint256)``."""
    subject: str = ""
    """The cell or value concerned, as the source writes it."""
    related: tuple[Related, ...] = ()
    trace: tuple[TraceStep, ...] = ()
    remedy: str = ""
    fingerprint: str = ""
    """dtnlint's own identity of the finding; see `dtnlint.findings.identity`."""
    line_hash: str = ""
    """GitHub's ``primaryLocationLineHash``."""
    suppression: Suppression | None = None
    baseline: BaselineState | None = None
    """None when the run has no baseline."""
    fixes: tuple[Fix, ...] = ()
    """Ways to mend it, the best first; see `dtnlint.fixes`."""
    replay: Replay | None = None
    """None when nothing was replayed."""
    shown: bool = True
    """Whether reports for people tell it; else they count it, unless it fails the check."""
    fails: bool = False
    """Whether it is at or over the threshold, so that it decides the exit code if it is active."""

    @property
    def contract(self) -> str:
        """Name of the contract that the message speaks of; empty if none is known."""
        return self.contracts[0].name if self.contracts else ""

    @property
    def active(self) -> bool:
        """Whether the finding is to be reported to a person: neither suppressed nor known."""
        return self.suppression is None and self.baseline in (None, BaselineState.NEW)

    def sort_key(self) -> tuple[object, ...]:
        """Key of the one order in which every report lists findings."""
        return (
            self.location,
            self.rule,
            self.subject,
            self.contracts,
            self.function or "",
            self.message,
        )


class Judgement(Struct, frozen=True):
    """A verdict as plain data: the answer for one property at one operation of one contract."""

    contract: ContractRef
    function: str
    property: str
    """Such as ``not closed twice``."""
    outcome: str
    """``proved``, ``violated`` or ``unknown``."""
    subject: str
    location: Location
    operation: str = ""
    """Such as ``closeUserSession(sessionId)``."""
    reasons: tuple[str, ...] = ()
    """For an unknown: why."""
    fails: bool = False
    """Whether it decides the exit code: an unknown, where those do."""

    def sort_key(self) -> tuple[object, ...]:
        """Key of the one order in which every report lists judgements."""
        return (
            self.contract.path,
            self.contract.name,
            self.location,
            self.property,
            self.subject,
            self.function,
            self.outcome,
            self.operation,
            self.reasons,
        )


class Notification(Struct, frozen=True):
    """Something about the run that a reader must know, such as a file that does not compile."""

    level: Level
    kind: str
    """A stable word for it, such as ``unresolved-import``."""
    text: str
    """One or more sentences: what was asked, what was found, what to do."""
    path: str | None = None
    """The file concerned, as in `Location.path`."""
    location: Location | None = None
    """The place in it, where one is known."""
    contract: ContractRef | None = None
    """The consumer that it is about, where it is about one alone."""

    def sort_key(self) -> tuple[object, ...]:
        """Key of the one order in which every report lists notifications: errors first."""
        return (
            list(Level).index(self.level),
            self.path or "",
            self.location or Location(""),
            self.kind,
            self.text,
        )


class CompilerUse(Struct, frozen=True):
    """A compiler that the run used."""

    version: str
    """Such as ``0.8.28``."""
    kind: str = ""
    """How it was had, such as ``node_modules/solc``; never a path of the machine."""
    files: int = 0
    """How many files it compiled."""


class VersionControl(Struct, frozen=True):
    """Which revision of which repository the sources come from."""

    repository: str
    """An absolute URI without credentials."""
    revision: str | None = None
    branch: str | None = None


class RunFacts(Struct, frozen=True):
    """What the run was, apart from what it found. Holds nothing that differs between machines."""

    tool_version: str
    files: tuple[str, ...] = ()
    """Every project file that was analysed, as in `Location.path`."""
    consumers: tuple[ContractRef, ...] = ()
    """Every concrete contract that was judged."""
    compilers: tuple[CompilerUse, ...] = ()
    stubs: tuple[str, ...] = ()
    """Import paths that files shipped with dtnlint stood in for."""
    version_control: VersionControl | None = None
    subdirectory: str = ""
    """Where the run's root lies in its repository; empty at the top, and where there is none."""
    considered: int = field(default=0)
    """How many Solidity files were looked at to find the consumers."""
    tests: int = 0
    """How many were not, since they are tests that nobody named."""
    deployments: tuple[Deployment, ...] = ()
    """Of what came as verified sources, where it lives; paths as in `Location.path`."""
