"""From paths to closures: what is a target, what is compiled with it, and what is in the way."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dtnlint.sources import Closure, Plan, ProblemKind, plan

ROUTER = """pragma solidity ^0.8.0;
interface Router {
    function startUserSession() external returns (uint256);
    function closeUserSession(uint256) external;
    function request(uint256, bytes32) external;
}
"""
CONSUMER = 'pragma solidity ^0.8.0;\nimport "./Router.sol";\ncontract Shop {}\n'
PACKAGED = 'pragma solidity ^0.8.0;\nimport "@deeptrust/contracts/with-dtn-ai.sol";\n'

Tree = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Write files into a folder of their own and return it."""

    def write(files: Mapping[str, str]) -> Path:
        root = tmp_path / "project"
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        return root

    return write


def targets(planned: Plan) -> set[str]:
    return {
        closure.by_unit[target].relative
        for closure in planned.closures
        for target in closure.targets
    }


def files(closure: Closure) -> set[str]:
    return {file.relative for file in closure.files}


def kinds(planned: Plan) -> list[ProblemKind]:
    return [problem.kind for problem in planned.problems]


# Which files are targets


def test_only_files_that_reach_a_router_are_compiled(tree: Tree) -> None:
    root = tree(
        {
            "Router.sol": ROUTER,
            "Shop.sol": CONSUMER,
            "Sub.sol": 'import "./Shop.sol"; contract Sub is Shop {}',
            "Other.sol": "contract WithDtnAi { uint256 ai; uint256 sessionId; }",
            "Unrelated.sol": 'import "./Other.sol"; contract Unrelated is WithDtnAi {}',
        }
    )
    planned = plan([root])
    assert targets(planned) == {"Router.sol", "Shop.sol", "Sub.sol"}
    assert planned.scanned == 5
    assert planned.problems == ()


def test_the_case_of_an_extension_is_no_matter(tree: Tree) -> None:
    root = tree({"Router.SOL": ROUTER, "Shop.Sol": CONSUMER.replace("Router.sol", "Router.SOL")})
    assert targets(plan([root])) == {"Router.SOL", "Shop.Sol"}
    assert targets(plan([root / "Router.SOL"])) == {"Router.SOL"}


def test_hidden_folders_are_checked_where_they_are_named(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER, ".old/Router.sol": ROUTER})
    assert targets(plan([root], cwd=root)) == {"Router.sol"}
    assert targets(plan([root / ".old"], cwd=root)) == {".old/Router.sol"}
    (root / "Router.sol").unlink()
    (problem,) = plan([root], cwd=root).problems
    assert "hidden folders are checked only when they are named" in problem.remedy


def test_a_router_with_a_function_of_another_name_is_none(tree: Tree) -> None:
    lacking = ROUTER.replace("closeUserSession", "closeSession")
    planned = plan([tree({"Router.sol": lacking, "Shop.sol": CONSUMER})])
    assert planned.closures == ()
    assert planned.problems == ()


def test_an_interface_split_over_two_files_is_still_a_router(tree: Tree) -> None:
    root = tree(
        {
            "Base.sol": "interface Base { function startUserSession() external; }",
            "Rest.sol": 'import "./Base.sol"; interface Rest is Base { function request() e;'
            " function closeUserSession() e; }",
        }
    )
    assert targets(plan([root])) == {"Rest.sol"}


def test_in_a_foundry_project_the_sources_are_targets_and_nothing_else(tree: Tree) -> None:
    root = tree(
        {
            "foundry.toml": "[profile.default]\nsrc = 'source'\nout = 'made'\n",
            "source/Router.sol": ROUTER,
            "source/lib/Shop.sol": 'import "../Router.sol";',
            "test/Shop.t.sol": 'import "../source/Router.sol";',
            "script/Deploy.s.sol": 'import "../source/Router.sol";',
            "lib/dep/src/Other.sol": ROUTER,
            "made/Copy.sol": ROUTER,
        }
    )
    assert targets(plan([root])) == {"source/Router.sol", "source/lib/Shop.sol"}


HARDHAT_3 = {
    "hardhat.config.ts": "export default defineConfig({ solidity: { profiles: { default: "
    '{ version: "0.8.28" } } } });',
    "package.json": '{"type": "module", "devDependencies": {"forge-std": "x", "dep": "1"}}',
    "contracts/Router.sol": ROUTER,
    "contracts/Shop.sol": CONSUMER + 'import "dep/Till.sol";',
    "node_modules/dep/package.json": '{"name": "dep", "exports": {"./*": "./contracts/*"}}',
    "node_modules/dep/contracts/Till.sol": 'import "own/Base.sol";',
    "node_modules/dep/remappings.txt": "own/=contracts/base/\n",
    "node_modules/dep/contracts/base/Base.sol": "abstract contract Base {}",
    "contracts/Shop.t.sol": CONSUMER + 'import {Test} from "forge-std/Test.sol";',
    "test/More.t.sol": 'import "../contracts/Router.sol"; import {Test} from "forge-std/Test.sol";',
    "test/Helper.sol": 'import "../contracts/Router.sol"; contract Helper {}',
}


def test_in_a_hardhat_3_project_imports_are_exports_and_remappings(tree: Tree) -> None:
    planned = plan([tree(HARDHAT_3)])
    assert planned.problems == ()
    assert targets(planned) == {"contracts/Router.sol", "contracts/Shop.sol"}
    assert {file for closure in planned.closures for file in files(closure)} >= {
        "node_modules/dep/contracts/Till.sol",
        "node_modules/dep/contracts/base/Base.sol",
    }
    assert (planned.scanned, planned.tests) == (2, 3)


@pytest.mark.parametrize("named", ["contracts/Shop.t.sol", "test", "test/More.t.sol"])
def test_tests_are_targets_where_they_are_named(tree: Tree, named: str) -> None:
    root = tree(HARDHAT_3)
    (problem, *others) = plan([root / named]).problems
    assert 'imports "forge-std/Test.sol", which cannot be found' in problem.message
    assert others == []
    tree({"node_modules/forge-std/src/Test.sol": "contract Test {}"})
    planned = plan([root / named], cwd=root)
    assert planned.problems == ()
    assert named.partition("/")[2] in {one.partition("/")[2] for one in targets(planned)} or (
        targets(planned) == {"test/More.t.sol", "test/Helper.sol"}
    )
    assert planned.tests == 0


def test_a_folder_that_is_named_brings_its_contracts_and_no_tests(tree: Tree) -> None:
    root = tree(HARDHAT_3)
    planned = plan([root / "contracts"], cwd=root)
    assert targets(planned) == {"contracts/Router.sol", "contracts/Shop.sol"}
    assert planned.tests == 1


def test_a_contract_that_only_sounds_like_a_test_is_none(tree: Tree) -> None:
    root = tree(
        {"src/Att.sol": ROUTER, "src/test/Router.sol": ROUTER, "src/Test.sol": ROUTER, ".git/x": ""}
    )
    assert targets(plan([root], cwd=root)) == {"src/Att.sol", "src/test/Router.sol", "src/Test.sol"}


SUBMODULES = """[submodule "lib/oz"]
\tpath = lib/openzeppelin-contracts
\turl = https://example.org/oz
[submodule "lib/other"]
\tpath = lib/other
\turl = https://example.org/other
"""


@pytest.mark.parametrize("stubs", [True, False])
def test_submodules_that_were_not_fetched_are_named(tree: Tree, stubs: bool) -> None:
    needs = 'import "@openzeppelin/contracts/access/Ownable.sol";'
    root = tree(
        {
            ".gitmodules": SUBMODULES,
            ".git/HEAD": "",
            "foundry.toml": "",
            "src/Router.sol": ROUTER,
            "src/Shop.sol": CONSUMER + needs,
        }
    )
    for name in ("openzeppelin-contracts", "other"):
        (root / "lib" / name).mkdir(parents=True)
    told = [p for p in plan([root], stubs=stubs, cwd=root).problems if "submodule" in p.message]
    (problem,) = told
    assert problem.message == (
        "lib/openzeppelin-contracts is empty: a submodule that was not fetched."
    )
    assert problem.remedy.endswith("git submodule update --init --recursive")
    assert not problem.unchecked
    # Once it is there, nothing is amiss; the other one is of no use to anybody.
    tree({"lib/openzeppelin-contracts/contracts/access/Ownable.sol": "contract Ownable {}"})
    assert plan([root], stubs=stubs, cwd=root).problems == ()


def test_remappings_hold_below_the_folder_that_they_stand_in(tree: Tree) -> None:
    root = tree(
        {
            "hardhat.config.js": "",
            "contracts/Router.sol": ROUTER,
            "contracts/inner/remappings.txt": "up/=../\n",
            "contracts/inner/Shop.sol": 'import "up/Router.sol"; contract Shop {}',
            "contracts/Outer.sol": 'import "up/Router.sol"; contract Outer {}',
        }
    )
    planned = plan([root / "contracts" / "Outer.sol", root], cwd=root)
    assert targets(planned) == {"contracts/Router.sol", "contracts/inner/Shop.sol"}
    (problem,) = planned.problems
    assert problem.message.startswith('contracts/Outer.sol imports "up/Router.sol"')


def test_foundry_sources_are_in_contracts_where_there_is_no_src(tree: Tree) -> None:
    root = tree({"foundry.toml": "", "contracts/Shop.sol": ROUTER, "test/Shop.t.sol": ROUTER})
    assert targets(plan([root])) == {"contracts/Shop.sol"}


def test_in_a_hardhat_project_the_sources_are_targets_and_nothing_else(tree: Tree) -> None:
    root = tree(
        {
            "hardhat.config.ts": "// sources: './old'\nexport default "
            "{ paths: { sources: './chain' }, solidity: '0.8.20' };",
            "chain/Router.sol": ROUTER,
            "old/Router.sol": ROUTER,
            "artifacts/Router.sol": ROUTER,
            "node_modules/dep/Router.sol": ROUTER,
        }
    )
    planned = plan([root])
    assert targets(planned) == {"chain/Router.sol"}
    assert planned.closures[0].versions == ("0.8.20",)


@pytest.mark.parametrize(
    "name",
    ["out", "artifacts", "cache", "typechain", "typechain-types", "node_modules", "lib", ".deps"],
)
def test_outputs_and_dependencies_are_targets_only_when_they_are_named(
    tree: Tree, name: str
) -> None:
    root = tree({"Shop.sol": CONSUMER, "Router.sol": ROUTER, f"{name}/sub/Router.sol": ROUTER})
    assert targets(plan([root], cwd=root)) == {"Shop.sol", "Router.sol"}
    assert targets(plan([root / name], cwd=root)) == {f"{name}/sub/Router.sol"}
    assert targets(plan([root / name / "sub" / "Router.sol"], cwd=root)) == {
        f"{name}/sub/Router.sol"
    }


def test_own_sources_below_the_root_may_be_called_lib(tree: Tree) -> None:
    root = tree({"contracts/lib/Router.sol": ROUTER})
    assert targets(plan([root])) == {"contracts/lib/Router.sol"}


def test_a_named_folder_inside_of_a_project_is_taken_whole(tree: Tree) -> None:
    root = tree({"foundry.toml": "", "src/A.sol": "", "test/Router.t.sol": ROUTER})
    assert targets(plan([root / "test"])) == {"test/Router.t.sol"}


def test_a_monorepo_has_a_root_for_each_project(tree: Tree) -> None:
    root = tree(
        {
            "package.json": '{"workspaces": ["packages/*"]}',
            "packages/a/foundry.toml": "[profile.default]\nremappings = ['dep/=vendor/']",
            "packages/a/src/Shop.sol": 'import "dep/Router.sol";',
            "packages/a/vendor/Router.sol": ROUTER,
            "packages/b/hardhat.config.js": "module.exports = {}",
            "packages/b/contracts/Shop.sol": 'import "dep/Router.sol";',
            "node_modules/dep/Router.sol": ROUTER,
            "shared/Router.sol": ROUTER,
        }
    )
    planned = plan([root])
    assert planned.problems == ()
    assert {(os.path.relpath(c.root, root), c.targets) for c in planned.closures} == {
        ("packages/a", ("packages/a/src/Shop.sol",)),
        ("packages/b", ("packages/b/contracts/Shop.sol",)),
        (".", ("shared/Router.sol",)),
    }
    dependency = {f.unit for c in planned.closures for f in c.files if f.dependency}
    assert dependency == {"node_modules/dep/Router.sol"}


def test_an_import_of_a_shared_file_means_what_the_project_says(tree: Tree) -> None:
    root = tree(
        {
            ".git/HEAD": "",
            "shared/Base.sol": 'import "dep/Router.sol";',
            "a/remappings.txt": "dep/=other/",
            "a/Shop.sol": 'import "../shared/Base.sol";',
            "a/other/Router.sol": "",
            "b/remappings.txt": "dep/=vendor/",
            "b/Shop.sol": 'import "../shared/Base.sol";',
            "b/vendor/Router.sol": ROUTER,
        }
    )
    planned = plan([root / "a" / "Shop.sol", root / "b" / "Shop.sol"])
    assert [c.targets for c in planned.closures] == [("b/Shop.sol",)]


def test_a_thousand_files_cost_little_beside_one_consumer(tree: Tree) -> None:
    """Each file is read once, and its imports are followed once."""
    chain = {
        f"F{i}.sol": "".join(f'import "./F{j}.sol";' for j in range(max(0, i - 9), i))
        + "// filler\n" * 300
        for i in range(1000)
    }
    root = tree({**chain, "Router.sol": ROUTER, "Shop.sol": CONSUMER})
    started = time.process_time()
    planned = plan([root], cwd=root)
    assert time.process_time() - started < 5, "a second on a slow machine, minutes if quadratic"
    assert targets(planned) == {"Router.sol", "Shop.sol"}
    assert [len(c.files) for c in planned.closures] == [2]


def test_the_order_of_the_paths_does_not_matter(tree: Tree) -> None:
    root = tree({"a/Router.sol": ROUTER, "b/Router.sol": ROUTER, "b/Bad.sol": PACKAGED})
    paths = [root / "b", root / "a", root / "a" / "Router.sol"]
    assert plan(paths, cwd=root) == plan(reversed(paths), cwd=root)


# What an import means


@pytest.mark.parametrize(
    ("place", "extra"),
    [
        ("node_modules/@dep/router/Router.sol", {}),
        ("../node_modules/@dep/router/Router.sol", {}),
        ("@dep/router/Router.sol", {}),
        ("vendor/x/Router.sol", {"remappings.txt": "@dep/=wrong/\n@dep/router/=vendor/x/\n"}),
        (
            "vendor/x/Router.sol",
            {"foundry.toml": "[profile.default]\nremappings=['@dep/router=vendor/x']"},
        ),
        ("vendor/Router.sol", {"remappings.txt": "src/:@dep/router/=vendor/\n@dep/router/=no/\n"}),
    ],
)
def test_direct_imports_are_found(tree: Tree, place: str, extra: Mapping[str, str]) -> None:
    root = tree(
        {
            ".git/HEAD": "",
            "app/hardhat.config.js": "",
            "app/src/Shop.sol": 'import "@dep/router/Router.sol";',
            f"app/{place}": ROUTER,
            **{f"app/{name}": text for name, text in extra.items()},
        }
    )
    planned = plan([root / "app" / "src"])
    assert planned.problems == ()
    assert [files(c) for c in planned.closures] == [{"src/Shop.sol", place}]


@pytest.mark.parametrize("inside", ["", "src/", "contracts/"])
def test_foundry_libraries_are_found_without_remappings(tree: Tree, inside: str) -> None:
    root = tree(
        {
            "foundry.toml": "",
            "src/Shop.sol": 'import "router/Router.sol";',
            f"lib/router/{inside}Router.sol": 'import "deep/Types.sol";' + ROUTER,
            "lib/router/remappings.txt": "deep/=lib/other/",
            "lib/router/lib/other/Types.sol": "",
        }
    )
    planned = plan([root])
    assert planned.problems == ()
    assert files(planned.closures[0]) == {
        "src/Shop.sol",
        f"lib/router/{inside}Router.sol",
        "lib/router/lib/other/Types.sol",
    }


@pytest.mark.parametrize(
    ("path", "brought"),
    [
        ("@openzeppelin/contracts/Router.sol", "lib/up/lib/oz/contracts/Router.sol"),
        ("oz/contracts/Router.sol", "lib/up/lib/oz/contracts/Router.sol"),
        ("oz/Router.sol", "lib/up/lib/oz/contracts/Router.sol"),
        ("deep/Router.sol", "lib/up/lib/oz/lib/deep/src/Router.sol"),
    ],
)
def test_foundry_projects_use_what_their_libraries_bring(
    tree: Tree, path: str, brought: str
) -> None:
    root = tree(
        {
            "foundry.toml": "",
            "src/Shop.sol": f'import "{path}";',
            "lib/up/foundry.toml": "",
            "lib/up/remappings.txt": "@openzeppelin/contracts/=lib/oz/contracts/",
            brought: ROUTER,
        }
    )
    planned = plan([root])
    assert planned.problems == ()
    assert files(planned.closures[0]) == {"src/Shop.sol", brought}


def test_a_library_that_is_linked_into_itself_is_looked_at_once(tree: Tree) -> None:
    root = tree({"foundry.toml": "", "src/Shop.sol": ROUTER + 'import "gone/Gone.sol";'})
    (root / "lib" / "one").mkdir(parents=True)
    (root / "lib" / "one" / "lib").symlink_to(root / "lib", target_is_directory=True)
    assert kinds(plan([root])) == [ProblemKind.MISSING_IMPORT]


def test_remappings_of_the_command_line_come_first(tree: Tree) -> None:
    root = tree(
        {
            "remappings.txt": "dep/=a/",
            "Shop.sol": 'import "dep/Router.sol";',
            "a/Router.sol": "",
            "b/Router.sol": ROUTER,
        }
    )
    (closure,) = plan([root / "Shop.sol"], remappings=["dep/=b/"]).closures
    assert files(closure) == {"Shop.sol", "b/Router.sol"}
    assert closure.remappings == ("Shop.sol:dep/Router.sol=b/Router.sol",)


def test_a_file_that_is_reached_by_two_links_is_one_file(tree: Tree) -> None:
    root = tree(
        {
            "real/Router.sol": ROUTER,
            "Shop.sol": 'import "./real/Router.sol"; import "./linked/Router.sol";',
        }
    )
    (root / "linked").symlink_to("real")
    (closure,) = plan([root / "Shop.sol"], cwd=root).closures
    assert files(closure) == {"Shop.sol", "real/Router.sol"}
    assert closure.remappings == ("Shop.sol:linked/Router.sol=real/Router.sol",)


# Bundled stand-ins


def test_stand_ins_take_the_place_of_what_is_not_installed(tree: Tree) -> None:
    planned = plan([tree({"Shop.sol": PACKAGED})])
    assert planned.problems == ()
    assert planned.bundled == (
        "@deeptrust/contracts/idtn-ai.sol",
        "@deeptrust/contracts/with-dtn-ai.sol",
    )
    assert all(f.dependency for f in planned.closures[0].files if f.bundled)


def test_an_installed_package_is_preferred_to_its_stand_in(tree: Tree) -> None:
    installed = "node_modules/@deeptrust/contracts/with-dtn-ai.sol"
    planned = plan([tree({"Shop.sol": PACKAGED, installed: ROUTER})])
    assert planned.bundled == ()
    assert files(planned.closures[0]) == {"Shop.sol", installed}


def test_an_installed_package_is_not_patched_with_stand_ins(tree: Tree) -> None:
    planned = plan(
        [tree({"Shop.sol": PACKAGED, "node_modules/@deeptrust/contracts/other.sol": ROUTER})]
    )
    assert kinds(planned) == [ProblemKind.MISSING_IMPORT]


def test_a_submodule_that_was_not_fetched_is_not_installed(tree: Tree) -> None:
    root = tree(
        {
            "foundry.toml": "",
            "remappings.txt": "@oz/=lib/openzeppelin-contracts/contracts/",
            "src/Shop.sol": PACKAGED + 'import "@oz/token/ERC20/IERC20.sol";',
        }
    )
    (root / "lib" / "openzeppelin-contracts").mkdir(parents=True)
    planned = plan([root])
    assert planned.problems == ()
    assert "@openzeppelin/contracts/token/ERC20/IERC20.sol" in planned.bundled


@pytest.mark.parametrize(
    "path",
    [
        "@openzeppelin/contracts/utils/ReentrancyGuard.sol",
        "@openzeppelin/contracts/security/ReentrancyGuard.sol",
        "@openzeppelin/contracts@4.9.3/security/ReentrancyGuard.sol",
        "openzeppelin-contracts/contracts/security/ReentrancyGuard.sol",
        "openzeppelin-contracts/utils/ReentrancyGuard.sol",
        "../lib/openzeppelin-contracts/contracts/utils/ReentrancyGuard.sol",
    ],
)
def test_stand_ins_go_by_all_the_names_of_their_packages(tree: Tree, path: str) -> None:
    root = tree({"foundry.toml": "", "src/Shop.sol": PACKAGED + f'import "{path}";'})
    planned = plan([root])
    assert planned.problems == ()
    assert "@openzeppelin/contracts/utils/ReentrancyGuard.sol" in planned.bundled


def test_without_stand_ins_the_import_is_missing(tree: Tree) -> None:
    root = tree({"Shop.sol": PACKAGED})
    (problem,) = plan([root], stubs=False).problems
    assert problem.kind is ProblemKind.MISSING_IMPORT
    assert problem.path == str(root / "Shop.sol")
    assert problem.line == 2
    assert 'Shop.sol imports "@deeptrust/contracts/with-dtn-ai.sol"' in problem.message
    assert problem.remedy == "Install it: npm install @deeptrust/contracts"


def test_each_consumer_gets_the_ownable_that_it_is_written_for(tree: Tree) -> None:
    ownable = 'import "@openzeppelin/contracts/access/Ownable.sol";\n'
    root = tree(
        {
            "Four.sol": PACKAGED + ownable + "contract Four is Ownable {}",
            "Five.sol": PACKAGED + ownable + "contract Five is Ownable(msg.sender) {}",
        }
    )
    closures = {c.targets: c for c in plan([root], cwd=root).closures}
    unit = "<dtnlint>/@openzeppelin/contracts/access/Ownable.sol"
    assert "constructor()" in closures[("Four.sol",)].by_unit[unit].text
    assert "constructor(address" in closures[("Five.sol",)].by_unit[unit].text


# What is compiled together


def test_files_of_one_root_are_compiled_together(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER, "A.sol": CONSUMER, "B.sol": 'import "./Router.sol";'})
    (closure,) = plan([root], cwd=root).closures
    assert closure.targets == ("A.sol", "B.sol", "Router.sol")


def test_people_are_told_of_files_from_where_they_are(tree: Tree) -> None:
    """Two packages of a monorepo may have files of one name."""
    files = {
        f"{name}/{file}": text
        for name in ("one", "two")
        for file, text in {"foundry.toml": "", "src/Router.sol": ROUTER}.items()
    }
    root = tree(files)
    assert targets(plan([root], cwd=root)) == {"one/src/Router.sol", "two/src/Router.sol"}
    for elsewhere in (root / "one", root / "one" / "src"):
        assert targets(plan([root / "two"], cwd=elsewhere)) == {"src/Router.sol"}


def test_files_that_need_different_compilers_are_compiled_apart(tree: Tree) -> None:
    root = tree(
        {
            "Router.sol": ROUTER,
            "Old.sol": 'pragma solidity 0.8.19; import "./Router.sol";',
            "New.sol": 'pragma solidity ^0.8.20; import "./Router.sol";',
        }
    )
    closures = plan([root], cwd=root).closures
    assert {c.targets for c in closures} == {("Old.sol",), ("New.sol", "Router.sol")}


def test_files_that_no_compiler_can_take_are_apart_from_those_that_ask_for_others(
    tree: Tree,
) -> None:
    use = 'import "./Router.sol"; pragma solidity '
    root = tree(
        {
            "Router.sol": ROUTER,
            "Never.sol": f"{use}>=0.8.20 <0.8.0;",
            "Future.sol": f"{use}^0.9.7;",
            "Later.sol": f"{use}^0.9.7;",
        }
    )
    closures = plan([root], cwd=root).closures
    assert {(c.targets, c.pragmas) for c in closures} == {
        (("Router.sol",), ("^0.8.0",)),
        (("Never.sol",), (">=0.8.20 <0.8.0", "^0.8.0")),
        (("Future.sol", "Later.sol"), ("^0.8.0", "^0.9.7")),
    }


def test_two_contracts_of_one_name_are_compiled_apart(tree: Tree) -> None:
    root = tree(
        {"Router.sol": ROUTER, "a/Shop.sol": ROUTER, "b/Shop.sol": 'import "../Router.sol";'}
    )
    closures = plan([root], cwd=root).closures
    assert {c.targets for c in closures} == {("Router.sol", "b/Shop.sol"), ("a/Shop.sol",)}


def test_a_closure_can_be_cut_down_to_some_of_its_targets(tree: Tree) -> None:
    root = tree(
        {
            "Router.sol": ROUTER,
            "A.sol": 'import "./Router.sol"; import "x/X.sol";',
            "B.sol": 'import "./Router.sol"; import "x/Y.sol";',
            "node_modules/x/X.sol": "",
            "node_modules/x/Y.sol": "",
        }
    )
    (whole,) = plan([root], cwd=root).closures
    part = whole.only(["B.sol"])
    assert files(part) == {"B.sol", "Router.sol", "node_modules/x/Y.sol"}
    assert part.remappings == ("B.sol:x/Y.sol=node_modules/x/Y.sol",)


# What can be in the way


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    (problem,) = plan([tmp_path / "Gone.sol"], cwd=tmp_path).problems
    assert problem.kind is ProblemKind.MISSING_PATH
    assert problem.message == "Gone.sol does not exist."


def test_a_folder_without_solidity(tmp_path: Path) -> None:
    (problem,) = plan([tmp_path]).problems
    assert problem.kind is ProblemKind.EMPTY_FOLDER
    assert "holds no Solidity files" in problem.message


def test_a_file_that_is_not_solidity(tree: Tree) -> None:
    (problem,) = plan([tree({"a.vy": ""}) / "a.vy"]).problems
    assert problem.kind is ProblemKind.NOT_SOLIDITY


def test_no_consumer_is_no_problem(tree: Tree) -> None:
    planned = plan([tree({"A.sol": "contract A {}"})])
    assert (planned.closures, planned.problems, planned.scanned) == ((), (), 1)


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        ("./Gone.sol", "Check the path, or add a remapping."),
        ("@scope/pack/x/Gone.sol", "Install it: npm install @scope/pack"),
        ("pack/Gone.sol", "Install it: npm install pack"),
        ("src/Gone.sol", "Check the path, or add a remapping."),
    ],
)
def test_an_import_that_leads_nowhere(tree: Tree, path: str, remedy: str) -> None:
    root = tree({"Router.sol": ROUTER, "Shop.sol": CONSUMER + f'import "{path}";\n'})
    planned = plan([root], cwd=root)
    (problem,) = planned.problems
    assert problem.kind is ProblemKind.MISSING_IMPORT
    assert problem.message == f'Shop.sol imports "{path}", which cannot be found.'
    assert (problem.path, problem.line, problem.remedy) == (str(root / "Shop.sol"), 4, remedy)
    assert targets(planned) == {"Router.sol"}, "the rest is still checked"


@pytest.mark.parametrize(
    ("present", "remedy"),
    [
        ("utils/Guard.sol", "has utils/Guard.sol: import that, or install"),
        ("utils/Other.sol", "has no such file: check the path, or install"),
    ],
)
@pytest.mark.parametrize("config", ["hardhat.config.js", "foundry.toml"])
def test_what_an_installed_package_lacks_is_not_to_be_installed_again(
    tree: Tree, present: str, remedy: str, config: str
) -> None:
    package = "node_modules/@openzeppelin/contracts"
    root = tree(
        {
            config: "",
            f"{package}/package.json": '{"version": "5.1.0"}',
            f"{package}/{present}": "",
            "Shop.sol": ROUTER + 'import "@openzeppelin/contracts/security/Guard.sol";',
        }
    )
    (problem,) = plan([root / "Shop.sol"]).problems
    assert problem.remedy == (
        f"@openzeppelin/contracts 5.1.0 is installed and {remedy} the version "
        "that the contract is written for."
    )


def test_foundry_users_are_told_forge_install(tree: Tree) -> None:
    missing = 'import "@openzeppelin/contracts/governance/Governor.sol";'
    root = tree({"foundry.toml": "", "src/Shop.sol": ROUTER + missing})
    (problem,) = plan([root]).problems
    assert problem.remedy == "Install it: forge install OpenZeppelin/openzeppelin-contracts"


def test_a_broken_import_of_something_unrelated_is_not_dtnlints_business(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER, "Other.sol": 'import "./Gone.sol"; contract Other {}'})
    assert plan([root]).problems == ()
    assert kinds(plan([root / "Other.sol"])) == [ProblemKind.MISSING_IMPORT], "unless it is named"


def test_a_file_that_is_not_utf8(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER})
    (root / "Shop.sol").write_bytes(CONSUMER.encode() + b"// caf\xe9\n")
    planned = plan([root], cwd=root)
    (problem,) = planned.problems
    assert problem.kind is ProblemKind.NOT_UTF8
    assert problem.message == f"Shop.sol is not UTF-8: byte {len(CONSUMER) + 6} is 0xe9."
    assert problem.line == 4
    assert targets(planned) == {"Router.sol"}


def test_a_file_in_utf16(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER})
    (root / "Shop.sol").write_bytes(CONSUMER.encode("utf-16"))
    assert kinds(plan([root])) == [ProblemKind.NOT_UTF8]


def test_a_file_with_a_byte_order_mark(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER, "Shop.sol": "\ufeff" + CONSUMER})
    planned = plan([root], cwd=root)
    (problem,) = planned.problems
    assert problem.message == "Shop.sol begins with a byte order mark, which solc does not read."
    assert targets(planned) == {"Router.sol"}


@pytest.mark.skipif(os.name != "posix", reason="names are text there")
def test_a_file_whose_name_is_not_utf8(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER})
    name = os.fsdecode(b"caf\xe9.sol")
    try:
        (root / name).write_text(CONSUMER)
    except OSError:
        pytest.skip("this file system has no such names")
    planned = plan([root], cwd=root)
    (problem,) = planned.problems
    assert problem.kind is ProblemKind.NOT_UTF8
    assert problem.message == f"The name of {name} is not UTF-8."
    assert targets(planned) == {"Router.sol"}


def test_other_encodings_of_unrelated_files_do_not_matter(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER})
    (root / "Other.sol").write_bytes(b"// caf\xe9\ncontract Other {}")
    assert plan([root]).problems == ()


def test_a_file_of_ten_megabytes(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER, "Shop.sol": CONSUMER + "// filler\n" * 1_000_000})
    planned = plan([root], cwd=root)
    (problem,) = planned.problems
    assert problem.kind is ProblemKind.TOO_LARGE
    assert problem.message == "Shop.sol has 10.0 MB; dtnlint reads files of up to 4 MB."
    assert targets(planned) == {"Router.sol"}


def test_what_makes_a_large_file_matter_may_stand_at_its_end(tree: Tree) -> None:
    filler = "// filler\n" * 1_000_000
    late = {"Late.sol": filler + ROUTER, "Wide.sol": filler.replace("i", "ï") + ROUTER}
    root = tree({**late, "Other.sol": filler + "contract Other {}", "Router.sol": ROUTER})
    planned = plan([root], cwd=root)
    assert [problem.path for problem in planned.problems] == [str(root / name) for name in late]
    assert set(kinds(planned)) == {ProblemKind.TOO_LARGE}


def test_a_file_that_is_a_link_to_itself(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER})
    (root / "A.sol").symlink_to("B.sol")
    (root / "B.sol").symlink_to("A.sol")
    planned = plan([root], cwd=root)
    assert kinds(planned) == [ProblemKind.SYMLINK_LOOP] * 2
    assert planned.problems[0].message == "A.sol is a link that leads to itself."
    assert targets(planned) == {"Router.sol"}


def test_a_folder_that_leads_back_to_itself_is_walked_once(tree: Tree) -> None:
    root = tree({"a/Router.sol": ROUTER})
    (root / "a" / "again").symlink_to("..")
    planned = plan([root], cwd=root)
    assert kinds(planned) == [ProblemKind.SYMLINK_LOOP]
    assert not planned.problems[0].unchecked, "nothing is missed"
    assert targets(planned) == {"a/Router.sol"}


def test_a_link_that_the_system_keeps_to_itself_is_passed_over(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As those in /proc to programs of others."""
    root = tree({"Router.sol": ROUTER})
    for name in ("exe", "Exe.sol"):
        (root / name).symlink_to("none")
    follow = os.path.realpath

    def kept(path: str) -> str:
        if os.path.basename(path).lower().startswith("exe"):
            raise PermissionError(13, "Permission denied", path)
        return follow(path)

    monkeypatch.setattr("os.path.realpath", kept)
    planned = plan([root], cwd=root)
    assert targets(planned) == {"Router.sol"}
    assert [p.message for p in planned.problems] == ["Exe.sol is a link to nothing."]


def test_an_import_that_climbs_out_of_the_root(tree: Tree, tmp_path: Path) -> None:
    root = tree({"Router.sol": ROUTER, "Shop.sol": CONSUMER + 'import "../secret.sol";\n'})
    (tmp_path / "secret.sol").write_text(ROUTER)
    planned = plan([root], cwd=root)
    (problem,) = planned.problems
    assert problem.kind is ProblemKind.OUTSIDE_ROOT
    assert problem.message.startswith('Shop.sol imports "../secret.sol", which leads out of')
    assert problem.line == 4
    assert targets(planned) == {"Router.sol"}


def test_a_link_that_leads_out_of_the_root_is_not_followed(tree: Tree, tmp_path: Path) -> None:
    root = tree({"Router.sol": ROUTER, "Shop.sol": CONSUMER + 'import "./inner/Secret.sol";\n'})
    outer = tmp_path / "outer"
    outer.mkdir()
    (outer / "Secret.sol").write_text(ROUTER)
    (root / "inner").symlink_to(outer)
    planned = plan([root], cwd=root)
    assert kinds(planned) == [ProblemKind.OUTSIDE_ROOT] * 2
    assert targets(planned) == {"Router.sol"}


def test_a_pipe_is_no_file(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER})
    os.mkfifo(root / "Pipe.sol")
    assert targets(plan([root], cwd=root)) == {"Router.sol"}
    assert kinds(plan([root / "Pipe.sol"])) == [ProblemKind.UNREADABLE]


def test_a_file_that_may_not_be_read(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER, "Shop.sol": CONSUMER})
    (root / "Shop.sol").chmod(0)
    if os.access(root / "Shop.sol", os.R_OK):
        pytest.skip("this user may read everything")
    planned = plan([root], cwd=root)
    assert [p.message for p in planned.problems] == ["Shop.sol cannot be read: Permission denied."]


def test_configuration_that_is_not_toml_is_told_and_ignored(tree: Tree) -> None:
    root = tree({"foundry.toml": "= nonsense", "src/Router.sol": ROUTER})
    planned = plan([root])
    assert kinds(planned) == [ProblemKind.CONFIGURATION]
    assert targets(planned) == {"src/Router.sol"}
    assert not planned.problems[0].unchecked


def test_imports_in_a_circle(tree: Tree) -> None:
    root = tree({"Router.sol": 'import "./Shop.sol";' + ROUTER, "Shop.sol": CONSUMER})
    planned = plan([root], cwd=root)
    assert targets(planned) == {"Router.sol", "Shop.sol"}
    assert len(planned.closures) == 1


def test_a_text_may_stand_for_what_a_file_holds(tree: Tree) -> None:
    root = tree({"Router.sol": ROUTER, "Shop.sol": "contract Shop {}\n"})
    (root / "Link.sol").symlink_to("Shop.sol")
    there = os.path.realpath(root / "Shop.sol")
    planned = plan([root], texts={there: CONSUMER.encode()})
    (closure,) = planned.closures
    assert targets(planned) == {"Router.sol", "Link.sol"}
    assert {file.text for file in closure.files} == {ROUTER, CONSUMER}
    assert targets(plan([root])) == {"Router.sol"}


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("foundry.toml", "= nonsense"),
        ("hardhat.config.js", "x = { paths: { sources: process.env.SRC } }"),
    ],
)
def test_configuration_that_hides_the_consumers_is_told(tree: Tree, name: str, config: str) -> None:
    root = tree({name: config, "contracts/A.sol": "", "solidity/Router.sol": ROUTER})
    assert kinds(plan([root])) == [ProblemKind.CONFIGURATION]
    assert kinds(plan([root.parent])) == [ProblemKind.CONFIGURATION]


def test_where_the_contracts_are_is_no_question_when_they_are_named(tree: Tree) -> None:
    config = "x = { paths: { sources: process.env.SRC } }"
    root = tree({"hardhat.config.js": config, "contracts/A.sol": "", "solidity/R.sol": ROUTER})
    for named in (root / "solidity", root / "solidity" / "R.sol"):
        planned = plan([named])
        assert targets(planned) == {"solidity/R.sol"}
        assert planned.problems == ()
