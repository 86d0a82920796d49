"""What the analysis stands on, for who looks into it: a contract's lowered code."""

from __future__ import annotations

from collections.abc import Iterator

from dtnlint.findings.intake import Locator
from dtnlint.run import Request, UsageError, root_of, scopes_of


def language(request: Request, wanted: str, *, via_ir: bool) -> Iterator[str]:
    """The code of a contract, by its name or ``FILE:NAME``, line by line. Raises `UsageError`."""
    from dtnlint.compiler import Compiled, Options, compile_closures
    from dtnlint.language.lower import lower_contract
    from dtnlint.language.show import Sources, shown
    from dtnlint.language.tree import Tree

    closures = [closure for scope in scopes_of(request) for closure in scope.closures]
    options = Options(solc=None if request.solc is None else str(request.solc))
    locator = Locator(root_of(request))
    found: dict[str, tuple[Compiled, int]] = {}
    known: set[str] = set()
    for result in compile_closures(closures, options):
        if not isinstance(result, Compiled):
            continue
        for unit, ast in result.asts.items():
            path = locator.name(result.closure.by_unit[unit].path)
            for node in ast["nodes"]:
                if node["nodeType"] == "ContractDefinition" and not _is_partial(node):
                    known.add(node["name"])
                    name = f"{path}:{node['name']}"
                    if wanted == node["name"] or f"/{name}".endswith(f"/{wanted}"):
                        found[name] = result, node["id"]
    if len(found) > 1:
        raise UsageError(f"{wanted} is several: {', '.join(sorted(found))}. Name one in full.")
    if not found:
        listed = ", ".join(sorted(known)[:10]) or "none that compiles"
        raise UsageError(f"There is no contract {wanted!r} to deploy; there are: {listed}.")
    ((compiled, number),) = found.values()
    code = lower_contract(Tree(compiled.asts), number, version=compiled.solc.version, via_ir=via_ir)
    yield from shown(code, Sources({file.unit: file.text for file in compiled.closure.files}))


def _is_partial(node: dict[str, object]) -> bool:
    return bool(node["abstract"]) or node["contractKind"] != "contract"
