"""Fixes for the family *money*: a deposit whose payment nothing checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dtnlint.findings.finding import Fix, Safety
from dtnlint.findings.outline import Token
from dtnlint.findings.source_text import decode
from dtnlint.fixes.checking import is_conditional, refusing, written_check
from dtnlint.fixes.expressions import Call, assigned, calls, place_of
from dtnlint.fixes.imports import brought_in, imports
from dtnlint.fixes.page import Edits, Page
from dtnlint.fixes.spot import Spot, fix
from dtnlint.fixes.syntax import Kind

_SAFE_NAMES = {b"transfer": "safeTransfer", b"transferFrom": "safeTransferFrom"}
_TOKEN, _LIBRARY = "IERC20", "SafeERC20"
_UPGRADEABLE = "Upgradeable"
_FOLDER = "token/ERC20/"
_PACKAGE = "@openzeppelin/contracts/"


def safe_transfers(spot: Spot) -> Iterator[Fix]:
    """Pay through `SafeERC20`, or require the result where it has a name."""
    page, location = spot.page, spot.finding.location
    path = page.path_to(location.start)
    if path is None or path[-1].kind is not Kind.SIMPLE:
        return
    statement = path[-1]
    call = next(
        (
            one
            for one in calls(page.tokens(location), *_SAFE_NAMES)
            if one.tokens[0].start == location.start and one.tokens[-1].end == location.end
        ),
        None,
    )
    before = [token for token in statement.tokens if token.start < location.start]
    if call is not None and call.receiver and not before:
        yield from _through_library(spot, page, call, ())
    elif call is not None and call.receiver and [one.text for one in before] == [b"return"]:
        # The helper's promise to its caller stays: true, or no return.
        after = page.around(path, after=["return true;"])
        dropped = page.replace(before[0].start, location.start, "")
        yield from _through_library(spot, page, call, None if after is None else (dropped, *after))
    success = _success(statement.tokens)
    if success is not None:
        yield from fix(
            "Require that the transfer worked",
            Safety.UNSAFE,
            page.around(path, after=[f'require({success}, "fee transfer failed");']),
        )


def amount_checks(spot: Spot) -> Iterator[Fix]:
    """For a deposit that may be of nothing: refuse it."""
    page, location = spot.page, spot.finding.location
    path = page.path_to(location.start)
    paying = (*_SAFE_NAMES, *(name.encode() for name in _SAFE_NAMES.values()))
    call = next(calls(page.tokens(location), *paying), None)
    amount = place_of(call.arguments[-1]) if call is not None and call.arguments else None
    if path is None or amount is None or is_conditional(path[-1], location.start):
        return
    check = written_check(page, amount, b">", b"==")
    check = check or f'require({amount} > 0, "nothing to deposit");'
    yield from fix(f"Check that {amount} is not 0", Safety.UNSAFE, refusing(page, path, check))


def _success(tokens: Sequence[Token]) -> str | None:
    """What says that a call worked, where its results have names: ``ok = …``, ``(bool ok, …) = …``.

    A low-level call works also where the token answers false, or nothing.
    """
    sides = assigned(tokens)
    if sides is not None:
        return str(sides[0])
    words = [decode(token.text) for token in tokens[:8]]
    match words:
        case ["(", "bool", name, ",", "bytes", "memory", data, ")"]:
            return f"{name} && ({data}.length == 0 || abi.decode({data}, (bool)))"
        case ["(", "bool", name, ",", ")", *_]:
            return name
    return None


def _through_library(spot: Spot, page: Page, call: Call, more: Edits | None) -> Iterator[Fix]:
    name = _SAFE_NAMES[call.name.text]
    title = f"Use SafeERC20's {name}"
    token = _type_of(spot, page, call.receiver) or _TOKEN
    suffix = _UPGRADEABLE if token.endswith(_UPGRADEABLE) else ""
    library, plain = _LIBRARY + suffix, _TOKEN + suffix
    folder = _folder(spot, page, suffix)
    safe = (library, f"{folder}utils/{library}.sol")
    yield from fix(
        title,
        Safety.SAFE,
        (page.replace(call.name.start, call.name.end, name),),
        brought_in(page, safe),
        _using(page, call.name.start, library, token),
        more,
    )
    if token != plain:
        # Some other interface of a token: the library takes its own only.
        receiver = page.source(call.receiver)
        yield from fix(
            title,
            Safety.SAFE,
            (
                page.replace(
                    call.tokens[0].start,
                    call.arguments[0][0].start if call.arguments else call.name.end,
                    f"{library}.{name}({plain}(address({receiver})), ",
                ),
            ),
            brought_in(page, (plain, f"{folder}{plain}.sol"), safe),
            more,
        )


def _type_of(spot: Spot, page: Page, receiver: Sequence[Token]) -> str | None:
    """The type of what is called: what it is converted to, or was declared as."""
    if len(receiver) > 2 and receiver[1].text == b"(" and receiver[-1].text == b")":
        return decode(receiver[0].text) if receiver[0].text[:1].isupper() else None
    place = place_of(receiver)
    if place is None or not place.plain:
        return None
    function = page.function(receiver[0].start)
    areas = [page.outline.between(function.start, function.end)] if function is not None else []
    contract = page.contract(receiver[0].start)
    if contract is not None:
        areas.append(page.outline.between(contract.start, contract.end))
    areas += [other.outline.tokens for other in spot.pages()]
    for tokens in areas:
        for index, token in enumerate(tokens):
            if token.text == place.head and index:
                kind = _declared_type(tokens, index)
                if kind is not None:
                    return kind
    return None


_ATTRIBUTES = frozenset(b"public private internal immutable constant override transient".split())


def _declared_type(tokens: Sequence[Token], index: int) -> str | None:
    here = index - 1
    while here >= 0 and tokens[here].text in _ATTRIBUTES:
        here -= 1
    kind = tokens[here]
    if here < 0 or kind.kind != "word" or not kind.text[:1].isupper():
        return None
    before = tokens[here - 1].text if here else b";"
    return decode(kind.text) if before in (b";", b"{", b"}", b"(", b",") else None


def _folder(spot: Spot, page: Page, suffix: str) -> str:
    """Where this project's sources import OpenZeppelin's tokens from."""
    wanted = f"contracts{'-upgradeable' if suffix else ''}/{_FOLDER}"
    for other in dict.fromkeys((page, *spot.pages(), *spot.all_pages())):
        for one in imports(other):
            start = one.path.find(wanted)
            if start >= 0 and not one.path.startswith("."):
                return one.path[: start + len(wanted)]
    return f"{_PACKAGE.rstrip('/')}{'-upgradeable' if suffix else ''}/{_FOLDER}"


def _using(page: Page, offset: int, library: str, token: str) -> Edits | None:
    """Attach the library to the token's type in the contract around an offset, if it is not."""
    contract = page.contract(offset)
    if contract is None:
        return None
    tokens = page.outline.between(contract.body + 1, contract.end)
    wanted = [b"using", library.encode(), b"for"]
    for index in range(len(tokens) - 3):
        texts = [one.text for one in tokens[index : index + 4]]
        if texts[:3] == wanted and texts[3] in (token.encode(), b"*"):
            return ()
    return page.at_top_of(contract, f"using {library} for {token};", alike=b"using")
