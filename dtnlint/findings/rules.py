"""What a rule says of itself, as plain data.

Read off a detector class by the names of its attributes, so that this room
needs neither the rules nor Slither. What weaknesses are called is here too,
because every format that names a CWE needs the same words.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from dtnlint.findings.finding import Confidence, Impact


class RuleInfo(Struct, frozen=True):
    """A rule's metadata."""

    name: str
    """Such as ``dtn-double-close``."""
    family: str
    """The folder it lives in, such as ``sessions``."""
    impact: Impact
    confidence: Confidence
    summary: str
    """One line."""
    title: str
    description: str
    scenario: str
    """A short contract that shows it, in Markdown."""
    recommendation: str
    """The remedy, in one or two sentences."""
    page: str
    """The page's path in the repository."""
    cwe: int | None = None
    properties: tuple[str, ...] = ()
    """The properties of the verifier whose violation the rule reports."""
    example: str = ""
    """The same contract as it should be, as plain Solidity."""
    limits: str = ""
    """What the rule does not see."""


def rule_info(detector: type[Any]) -> RuleInfo:
    """The metadata of a detector class, from Slither's attributes and dtnlint's own."""
    properties = getattr(detector, "PROPERTIES", None) or getattr(detector, "PROPERTY", None) or ()
    if not isinstance(properties, tuple | list | frozenset | set):
        properties = (properties,)
    return RuleInfo(
        name=detector.ARGUMENT,
        family=_family(detector),
        impact=Impact(_word(detector.IMPACT)),
        confidence=Confidence(_word(detector.CONFIDENCE)),
        summary=_text(detector.HELP),
        title=_text(detector.WIKI_TITLE),
        description=_text(detector.WIKI_DESCRIPTION),
        scenario=_text(detector.WIKI_EXPLOIT_SCENARIO),
        recommendation=_text(detector.WIKI_RECOMMENDATION),
        page=_text(detector.WIKI),
        cwe=getattr(detector, "CWE", None),
        properties=tuple(sorted(str(getattr(item, "value", item)) for item in properties)),
        example=_text(getattr(detector, "GOOD_EXAMPLE", "")),
        limits=_text(getattr(detector, "LIMITS", "")),
    )


def _family(detector: type[Any]) -> str:
    parts = detector.__module__.split(".")
    return parts[-2] if len(parts) > 1 else ""


def _word(classification: Any) -> str:
    """Slither's classification as its word: an enum member's name, such as ``HIGH``."""
    name = getattr(classification, "name", classification)
    return str(name).capitalize()


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


CWE_NAMES: dict[int, str] = {
    20: "Improper Input Validation",
    221: "Information Loss or Omission",
    252: "Unchecked Return Value",
    253: "Incorrect Check of Function Return Value",
    282: "Improper Ownership Management",
    284: "Improper Access Control",
    285: "Improper Authorization",
    330: "Use of Insufficiently Random Values",
    345: "Insufficient Verification of Data Authenticity",
    346: "Origin Validation Error",
    362: "Concurrent Execution using Shared Resource with Improper Synchronization "
    "('Race Condition')",
    367: "Time-of-check Time-of-use (TOCTOU) Race Condition",
    372: "Incomplete Internal State Distinction",
    390: "Detection of Error Condition Without Action",
    391: "Unchecked Error Condition",
    393: "Return of Wrong Status Code",
    394: "Unexpected Status Code or Return Value",
    400: "Uncontrolled Resource Consumption",
    404: "Improper Resource Shutdown or Release",
    405: "Asymmetric Resource Consumption (Amplification)",
    436: "Interpretation Conflict",
    440: "Expected Behavior Violation",
    441: "Unintended Proxy or Intermediary ('Confused Deputy')",
    456: "Missing Initialization of a Variable",
    457: "Use of Uninitialized Variable",
    459: "Incomplete Cleanup",
    460: "Improper Cleanup on Thrown Exception",
    471: "Modification of Assumed-Immutable Data (MAID)",
    475: "Undefined Behavior for Input to API",
    477: "Use of Obsolete Function",
    563: "Assignment to Variable without Use",
    573: "Improper Following of Specification by Caller",
    628: "Function Call with Incorrectly Specified Arguments",
    639: "Authorization Bypass Through User-Controlled Key",
    640: "Weak Password Recovery Mechanism for Forgotten Password",
    664: "Improper Control of a Resource Through its Lifetime",
    665: "Improper Initialization",
    666: "Operation on Resource in Wrong Phase of Lifetime",
    667: "Improper Locking",
    669: "Incorrect Resource Transfer Between Spheres",
    670: "Always-Incorrect Control Flow Implementation",
    672: "Operation on a Resource after Expiration or Release",
    675: "Multiple Operations on Resource in Single-Operation Context",
    682: "Incorrect Calculation",
    685: "Function Call With Incorrect Number of Arguments",
    686: "Function Call With Incorrect Argument Type",
    687: "Function Call With Incorrectly Specified Argument Value",
    688: "Function Call With Incorrect Variable or Reference as Argument",
    691: "Insufficient Control Flow Management",
    694: "Use of Multiple Resources with Duplicate Identifier",
    696: "Incorrect Behavior Order",
    697: "Incorrect Comparison",
    703: "Improper Check or Handling of Exceptional Conditions",
    704: "Incorrect Type Conversion or Cast",
    749: "Exposed Dangerous Method or Function",
    754: "Improper Check for Unusual or Exceptional Conditions",
    755: "Improper Handling of Exceptional Conditions",
    763: "Release of Invalid Pointer or Reference",
    770: "Allocation of Resources Without Limits or Throttling",
    771: "Missing Reference to Active Allocated Resource",
    772: "Missing Release of Resource after Effective Lifetime",
    807: "Reliance on Untrusted Inputs in a Security Decision",
    826: "Premature Release of Resource During Expected Lifetime",
    833: "Deadlock",
    841: "Improper Enforcement of Behavioral Workflow",
    862: "Missing Authorization",
    863: "Incorrect Authorization",
    908: "Use of Uninitialized Resource",
    909: "Missing Initialization of Resource",
    910: "Use of Expired File Descriptor",
    1076: "Insufficient Adherence to Expected Conventions",
    1104: "Use of Unmaintained Third Party Components",
    1176: "Inefficient CPU Computation",
    1188: "Initialization of a Resource with an Insecure Default",
    1220: "Insufficient Granularity of Access Control",
    1284: "Improper Validation of Specified Quantity in Input",
    1285: "Improper Validation of Specified Index, Position, or Offset in Input",
    1339: "Insufficient Precision or Accuracy of a Real Number",
    1427: "Improper Neutralization of Input Used for LLM Prompting",
}
"""Names of the weaknesses that session rules touch, as MITRE's list gives them."""


def cwe_name(number: int) -> str:
    """What MITRE calls a weakness; ``CWE-n`` for one that the table lacks."""
    return CWE_NAMES.get(number, f"CWE-{number}")
