"""Which body runs: virtual dispatch, `super`, entry points and the order of construction.

It knows Solidity and Slither's IR; it knows nothing of the Deep Trust Network.
Every answer is a *declared* function (the one whose `contract_declarer` is its
`contract`), so that a body has one `Function` object however many contracts inherit it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from msgspec import Struct
from slither.core.cfg.node import Node, NodeType
from slither.core.compilation_unit import SlitherCompilationUnit
from slither.core.declarations import (
    Contract,
    Function,
    FunctionContract,
    Modifier,
    SolidityVariable,
)
from slither.core.declarations.function import FunctionType
from slither.core.declarations.function_top_level import FunctionTopLevel
from slither.core.expressions import (
    AssignmentOperation,
    AssignmentOperationType,
    CallExpression,
    Identifier,
    IndexAccess,
    MemberAccess,
    SuperIdentifier,
    TupleExpression,
    UnaryOperation,
)
from slither.core.expressions.expression import Expression
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.state_variable import StateVariable
from slither.core.variables.top_level_variable import TopLevelVariable
from slither.core.variables.variable import Variable
from slither.slithir.operations import (
    Assignment,
    Call,
    HighLevelCall,
    InternalCall,
    InternalDynamicCall,
    LibraryCall,
    Member,
    NewStructure,
    Operation,
    SolidityCall,
    TypeConversion,
)
from slither.slithir.operations.lvalue import OperationWithLValue
from slither.slithir.variables import Constant

T = TypeVar("T")


def memoised(element: Any, key: str, make: Callable[[], T]) -> T:
    """Return what `make` makes for a Slither object, keeping it as long as the object lives."""
    context = element.context
    if key not in context:
        context[key] = make()
    return context[key]  # type: ignore[no-any-return]


def linearization(contract: Contract) -> tuple[Contract, ...]:
    """The contract and its bases, most derived first (solc's C3 order)."""
    return (contract, *contract.inheritance)


def declared(function: Function) -> Function:
    """The function as its declarer holds it; Slither copies functions into heirs."""
    if not isinstance(function, FunctionContract):
        return function
    declarer = function.contract_declarer
    if function.contract is declarer or function.is_constructor_variables:
        return function
    return _own(declarer).get(_key(function), function)


def resolve(concrete: Contract, function: Function) -> Function:
    """The body that a call of `function` by its plain name runs in `concrete`.

    Functions of libraries, free functions, private functions and constructors are
    not virtual: they are returned as declared.
    """
    function = declared(function)
    if (
        not isinstance(function, FunctionContract)
        or function.contract_declarer.is_library
        or function.visibility == "private"
        or function.is_constructor
        or function.is_constructor_variables
    ):
        return function
    return _virtual(concrete).get(_key(function), function)


def resolve_super(concrete: Contract, declarer: Contract, full_name: str) -> Function | None:
    """The body that `super.name(…)`, written in `declarer`, runs in `concrete`."""
    order = linearization(concrete)
    if declarer not in order:
        order = linearization(declarer)
    for base in order[order.index(declarer) + 1 :]:
        function = _own(base).get((False, full_name))
        if function is not None and function.is_implemented and function.visibility != "private":
            return function
    return None


def callee(concrete: Contract, caller: Function, ir: Operation) -> Function | None:
    """The body that a call in `caller` runs when the contract is `concrete`.

    None for a call that leaves the contract, for a getter, and where the body cannot be
    told (a function-typed value that is a parameter or has several origins: see
    `function_values`). Constructors named in a base list are returned too.
    """
    if isinstance(ir, InternalCall):
        if caller.is_constructor and getattr(ir.function, "name", "") == _DISABLING:
            return None  # as with its modifiers: see `modifiers_of`
        return _internal(concrete, caller, ir)
    if isinstance(ir, LibraryCall):
        return declared(ir.function) if isinstance(ir.function, Function) else None
    if isinstance(ir, HighLevelCall):
        if isinstance(ir.function, Function) and is_this(caller, ir.destination):
            return external(concrete, ir.function.solidity_signature)
        return None
    if isinstance(ir, InternalDynamicCall):
        values = function_values(concrete, caller, ir.function)
        return next(iter(values)) if values is not None and len(values) == 1 else None
    return None


def external(concrete: Contract, signature: str) -> Function | None:
    """The function that answers a call from outside with this Solidity signature.

    The fallback where no function matches; None where a getter answers or nobody does.
    """
    externals = memoised(concrete, "dtnlint.externals", lambda: _externals(concrete))
    if signature in externals:
        return externals[signature]
    return next((f for f in entry_points(concrete) if f.is_fallback), None)


def function_values(concrete: Contract, caller: Function, value: Any) -> frozenset[Function] | None:
    """The functions of `concrete` that a function-typed value in `caller` may stand for.

    None where that cannot be told from `caller` alone: parameters, state variables,
    functions of other contracts.
    """
    found: set[Function] = set()
    seen: set[int] = set()
    pending = [value]
    while pending:
        item = pending.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, Function):
            found.add(resolve(concrete, item))
            continue
        sources = definitions(caller).get(item, ()) if isinstance(item, Variable) else ()
        if not sources or (isinstance(item, LocalVariable) and item in caller.parameters):
            return None
        for ir in sources:
            if isinstance(ir, Assignment) and not isinstance(ir.rvalue, Function):
                pending.append(ir.rvalue)
            elif isinstance(ir, Assignment):
                found.add(_valued(concrete, caller, ir))
            else:
                function = _self_member(concrete, caller, ir)
                if function is None:
                    return None
                found.add(function)
    return frozenset(found)


def arguments(ir: Call | NewStructure) -> tuple[Any, ...]:
    """A call's arguments in the order of the callee's parameters.

    Slither keeps the order of writing of ``f({b: 2, a: 1})`` for external and library
    calls, and for those of `super` or a named base; elsewhere it has sorted them already.
    """
    given = tuple(ir.arguments)
    function = getattr(ir, "function", None)
    if isinstance(ir, InternalCall):
        called = _called(ir)
        if isinstance(called, SuperIdentifier):
            names = _written_names(ir)
        elif _base_named(called) is not None:
            names = getattr(ir.expression, "names", None)
        else:
            return given
    else:
        names = None if isinstance(ir, NewStructure) else getattr(ir, "names", None)
    if not names or not isinstance(function, Function):
        return given
    wanted = [parameter.name for parameter in function.parameters]
    bound = len(given) - len(names)
    if bound not in (0, 1) or not set(names) <= set(wanted):
        return given
    by_name = dict(zip(names, given[bound:], strict=True))
    return given[:bound] + tuple(by_name[name] for name in wanted if name in by_name)


def is_this(caller: Function, value: Any) -> bool:
    """Tell whether a value in `caller` is the contract itself: `this`, however converted."""
    pending, seen = [value], set[int]()
    while pending:
        item = pending.pop()
        if isinstance(item, SolidityVariable) and item.name == "this":
            continue
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, StateVariable) or not isinstance(item, Variable):
            return False
        sources = definitions(caller).get(item, ())
        if not sources:
            return False
        for ir in sources:
            if isinstance(ir, TypeConversion):
                pending.append(ir.variable)
            elif isinstance(ir, Assignment):
                pending.append(ir.rvalue)
            else:
                return False
    return True


def definitions(function: Function) -> dict[Variable, tuple[Operation, ...]]:
    """Every operation of a body that gives a variable its value, by variable."""

    def make() -> dict[Variable, tuple[Operation, ...]]:
        found: dict[Variable, list[Operation]] = {}
        for node in function.nodes:
            for ir in node.irs:
                if isinstance(ir, OperationWithLValue) and ir.lvalue is not None:
                    found.setdefault(ir.lvalue, []).append(ir)
        return {variable: tuple(irs) for variable, irs in found.items()}

    return memoised(function, "dtnlint.definitions", make)


def entry_points(concrete: Contract) -> tuple[Function, ...]:
    """The bodies that a transaction can call: public and external functions after
    dispatch, `receive` and `fallback`; no constructors, no getters. In order of the
    linearization, then of the source.
    """
    return memoised(concrete, "dtnlint.entry_points", lambda: tuple(_entry_points(concrete)))


class Construction(Struct, frozen=True):
    """One contract's share of a construction. Shares run base first."""

    contract: Contract
    initialisers: tuple[Node, ...]
    """Nodes that initialise the contract's own state variables, in order; they run
    before the body. Constants are not among them."""
    constructor: Function | None
    arguments: tuple[Any, ...] | None
    """What the constructor's parameters get, as values of `caller`; None where nobody
    says (the deployer's arguments, or arguments in the inheritance list, which
    Slither does not keep)."""
    caller: Function | None
    """The heir's constructor that gives the arguments. It holds an `InternalCall` for
    that, which must not run the body again."""


def constructors(concrete: Contract) -> tuple[Construction, ...]:
    """What a deployment of `concrete` runs, in order of execution."""
    given: dict[Contract, tuple[tuple[Any, ...], Function]] = {}
    for contract in linearization(concrete):
        own = contract.constructors_declared
        if own is None:
            continue
        for node in own.nodes:
            for ir in node.irs:
                if is_base_construction(ir):
                    given.setdefault(ir.function.contract_declarer, (arguments(ir), own))
    return tuple(
        Construction(
            contract,
            _initialisers(contract),
            contract.constructors_declared,
            *given.get(contract, (None, None)),
        )
        for contract in reversed(linearization(concrete))
    )


def constant_initialiser(variable: Variable) -> Node | None:
    """The node that gives a constant its value: a contract's, a library's, or a file's, for
    which Slither makes none; None for what is no constant.
    """
    if not getattr(variable, "is_constant", False) or variable.expression is None:
        return None
    if isinstance(variable, StateVariable):
        for function in variable.contract.functions_declared:
            if function.is_constructor_variables:
                for node in function.nodes:
                    left = getattr(node.expression, "expression_left", None)
                    if getattr(left, "value", None) is variable:
                        return node
        return None
    if not isinstance(variable, TopLevelVariable):
        return None
    return memoised(variable, "dtnlint.initialiser", lambda: _file_level(variable))


def named_constant(ir: Operation) -> StateVariable | None:
    """The constant that ``Limits.MOST`` names, of a library or another contract."""
    if not isinstance(ir, Member) or not isinstance(ir.variable_left, Contract):
        return None
    name = str(ir.variable_right)
    return next(
        (
            variable
            for contract in linearization(ir.variable_left)
            for variable in contract.state_variables_declared
            if variable.name == name and variable.is_constant
        ),
        None,
    )


def is_base_construction(ir: Operation) -> bool:
    """Tell whether an operation hands arguments to a base's constructor."""
    return (
        isinstance(ir, InternalCall)
        and isinstance(ir.function, FunctionContract)
        and ir.function.is_constructor
    )


def is_zero(value: Any, function: Function) -> bool:
    """Tell whether a value is the zero address, written as such."""
    made = definitions(function).get(value, ()) if isinstance(value, Variable) else ()
    if len(made) == 1 and isinstance(made[0], TypeConversion):
        value = made[0].variable
    return isinstance(value, Constant) and value.value == 0


def drop_made_errors(unit: SlitherCompilationUnit) -> None:
    """Take out of the IR what Slither makes of the error in ``require(ok, Refused(who))``: a
    revert of its own, in front of the check, as if nobody ever came past it.
    """
    functions: list[Function] = list(unit.functions_top_level)
    for contract in unit.contracts:
        functions += [*contract.functions, *contract.modifiers]
    for function in functions:
        for node in function.nodes:
            given = {
                id(argument)
                for ir in node.irs
                if isinstance(ir, SolidityCall) and ir.function.name.startswith("require")
                for argument in ir.arguments[1:]
            }
            if given:
                node.irs[:] = [
                    ir
                    for ir in node.irs
                    if not (isinstance(ir, SolidityCall) and id(ir.lvalue) in given)
                    or not ir.function.name.startswith("revert")
                ]


def untranslated(function: Function) -> tuple[Node, ...] | None:
    """The nodes of a body that Slither could not translate, so that nothing is known of
    what they do. None where it could not translate the body at all.

    Known causes: a base's function called by name with named arguments
    (``Base.f({x: 1})``), and a modifier named through its base (``Base.m``), which
    loses every body of the contract.
    """
    if not function.nodes:
        return None if function.is_implemented else ()
    return tuple(
        node
        for node in function.nodes
        if not node.irs
        and (
            _does_something(node.expression)
            or (node.expression is None and node.type == NodeType.EXPRESSION)
        )
    )


def modifiers_of(concrete: Contract, function: Function) -> tuple[Function, ...]:
    """The modifiers around a body, outermost first, after dispatch in `concrete`.

    Not those by which a constructor keeps the initializer from running, in the code behind
    proxies: these have a storage of their own, which knows nothing of that.
    """
    return tuple(
        resolve(concrete, modifier)
        for modifier in function.modifiers
        if isinstance(modifier, Modifier)
        and not (function.is_constructor and modifier.name in INITIALIZER_MODIFIERS)
    )


# OpenZeppelin's names. Their bodies keep a version in namespaced storage, in other ways
# in each version of the library; guards of other names are judged by what they do.
INITIALIZER_MODIFIERS = frozenset({"initializer", "reinitializer"})
_DISABLING = "_disableInitializers"


def _key(function: Function) -> tuple[bool, str]:
    return isinstance(function, Modifier), _name(function)


def _name(function: Function) -> str:
    # `receive` and `fallback` are functions of those names in Slither, and one may
    # also declare a function called `fallback`.
    kind = "receive" if function.is_receive else "fallback" if function.is_fallback else ""
    return f"{kind}*" if kind else function.full_name


def _own(contract: Contract) -> dict[tuple[bool, str], Function]:
    """Functions and modifiers that a contract declares itself."""

    def make() -> dict[tuple[bool, str], Function]:
        return {
            _key(function): function
            for function in (*contract.functions_declared, *contract.modifiers_declared)
        }

    return memoised(contract, "dtnlint.own", make)


def _virtual(concrete: Contract) -> dict[tuple[bool, str], Function]:
    """The most derived declaration of everything virtual; implemented ones first."""

    def make() -> dict[tuple[bool, str], Function]:
        table: dict[tuple[bool, str], Function] = {}
        for contract in linearization(concrete):
            for key, function in _own(contract).items():
                if function.visibility == "private" or function.is_constructor:
                    continue
                known = table.get(key)
                if known is None or (not known.is_implemented and function.is_implemented):
                    table[key] = function
        return table

    return memoised(concrete, "dtnlint.virtual", make)


def _internal(concrete: Contract, caller: Function, ir: InternalCall) -> Function | None:
    function = ir.function
    if not isinstance(function, Function):
        return None
    called = _called(ir)
    if isinstance(called, SuperIdentifier) and isinstance(caller, FunctionContract):
        return resolve_super(concrete, caller.contract_declarer, function.full_name)
    if _base_named(called) is not None:
        return declared(function)
    return resolve(concrete, function)


def _called(ir: InternalCall) -> Expression | None:
    """What stands before the brackets of a call, without brackets around itself."""
    called: Expression | None = getattr(ir.expression, "called", None)
    while isinstance(called, TupleExpression) and len(called.expressions) == 1:
        called = called.expressions[0]
    return called


def _base_named(called: Expression | None) -> Contract | None:
    """The contract in ``Base.f``, which switches virtual dispatch off."""
    if isinstance(called, MemberAccess) and isinstance(called.expression, Identifier):
        owner = called.expression.value
        if isinstance(owner, Contract) and not owner.is_library:
            return owner
    return None


def _entry_points(concrete: Contract) -> Iterator[Function]:
    for (is_modifier, _), function in _virtual(concrete).items():
        if (
            not is_modifier
            and function.visibility in ("public", "external")
            and function.is_implemented
            and not function.is_constructor_variables
        ):
            yield function


def _externals(concrete: Contract) -> dict[str, Function | None]:
    found: dict[str, Function | None] = {
        variable.solidity_signature: None
        for variable in concrete.state_variables
        if variable.visibility == "public"
    }
    for function in entry_points(concrete):
        if not (function.is_receive or function.is_fallback):
            # A public variable may override a function: the getter then answers.
            found.setdefault(function.solidity_signature, function)
    return found


def _initialisers(contract: Contract) -> tuple[Node, ...]:
    nodes = []
    for function in contract.functions_declared:
        if function.is_constructor_variables:
            for node in function.nodes:
                left = getattr(node.expression, "expression_left", None)
                variable = getattr(left, "value", None)
                if (
                    isinstance(variable, StateVariable)
                    and variable.contract is contract
                    and not variable.is_constant
                    and node.type == NodeType.OTHER_ENTRYPOINT
                ):
                    nodes.append(node)
    return tuple(nodes)


def _file_level(variable: TopLevelVariable) -> Node:
    """What Slither makes for the constants of a contract, for one of a file: an assignment,
    to a stand-in, since Slither's IR knows no such variable on the left.
    """
    unit = variable.source_mapping.compilation_unit
    function = FunctionTopLevel(unit, variable.file_scope)
    function.set_function_type(FunctionType.CONSTRUCTOR_CONSTANT_VARIABLES)
    function.name = variable.name
    function.set_offset(variable.source_mapping, unit)
    holder = LocalVariable()
    holder.name, holder.type = variable.name, variable.type
    holder.set_function(function)
    holder.set_offset(variable.source_mapping, unit)
    expression = AssignmentOperation(
        Identifier(holder), variable.expression, AssignmentOperationType.ASSIGN, variable.type
    )
    expression.set_offset(variable.source_mapping, unit)
    node = function.new_node(NodeType.OTHER_ENTRYPOINT, variable.source_mapping, function)
    node.add_expression(expression)
    node.slithir_generation()
    return node


def _valued(concrete: Contract, caller: Function, ir: Assignment) -> Function:
    """The function of ``act = f`` or ``act = super.f``."""
    right = getattr(ir.expression, "expression_right", None)
    if isinstance(right, SuperIdentifier) and isinstance(caller, FunctionContract):
        body = resolve_super(concrete, caller.contract_declarer, ir.rvalue.full_name)
        return body or declared(ir.rvalue)
    return resolve(concrete, ir.rvalue)


def _self_member(concrete: Contract, caller: Function, ir: Operation) -> Function | None:
    """The function of ``this.f`` or ``Base.f``, as a value."""
    left = getattr(ir, "variable_left", None)
    right = getattr(ir, "lvalue", None)
    function = getattr(right, "type", None)
    if not isinstance(function, Function):
        return None
    if isinstance(left, Contract) and (left.is_library or left in linearization(concrete)):
        return declared(function)
    if left is not None and is_this(caller, left):
        return external(concrete, function.solidity_signature)
    return None


def _does_something(expression: Expression | None) -> bool:
    return isinstance(
        expression, (AssignmentOperation, CallExpression, IndexAccess, MemberAccess, UnaryOperation)
    )


_NAME = re.compile(r"\s*([A-Za-z_$][\w$]*)\s*:")


def _written_names(ir: Operation) -> list[str] | None:
    """The names of `super.f({b: 2, a: 1})`, which Slither drops: read from the source."""
    text: str = ir.expression.source_mapping.content
    start = text.find("{", text.find("("))
    if start < 0 or text[text.find("(") + 1 : start].strip():
        return None
    names: list[str] = []
    depth = 0
    for position in range(start, len(text)):
        character = text[position]
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        if depth == 1 and character in "{,":
            match = _NAME.match(text, position + 1)
            if match is None:
                return None
            names.append(match.group(1))
        if depth == 0:
            break
    return names
