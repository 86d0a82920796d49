"""What is taken for data in a configuration that is code."""

from __future__ import annotations

import pytest

from dtnlint.sources.javascript import source_folders


@pytest.mark.parametrize(
    ("config", "folders"),
    [
        ("module.exports = { paths: { sources: './a' } }", ("./a",)),
        ("module.exports = { 'paths': { \"sources\": `./a`, cache: 'c' } };", ("./a",)),
        ("x = { paths: { sources: ['./a', \"./b\",] } }", ("./a", "./b")),
        ("x = { paths: { sources: { solidity: ['./a'], vyper: './v' } } }", ("./a",)),
        ("const SRC = './a'; x = { paths: { sources: SRC } }", ("./a",)),
        ("const SRC: string = './a' as const\nx = { paths: { sources: SRC } }", ("./a",)),
        ("const A = './a'\nconst B = A\nx = { paths: { sources: [B] } }", ("./a",)),
        ("const sources = './a'\nx = { paths: { sources } }", ("./a",)),
        ("const paths = { sources: './a' };\nx = { paths }", ("./a",)),
        ("const p: Paths = { sources: './a' };\nx = { paths: p, a: 1 }", ("./a",)),
        ("x = { paths: { sources: path.join(__dirname, 'a', 'b') } }", ("a/b",)),
        ("x = { paths: { sources: resolve(import.meta.dirname, 'a'), } }", ("a",)),
        ("x = { paths: { sources: `${__dirname}/a` } }", ("a",)),
        ("const c = {}; c.paths = { sources: './a' }", ("./a",)),
        ("config.paths.sources = './a';", ("./a",)),
        ("x = { paths: { ...base, sources: './a' } }", ("./a",)),
        ("x = { paths: { sources: './a' }, plugin: { paths: f() } }", ("./a",)),
        ("x = { plugin: { paths: f() }, paths: { sources: './a' } }", ("./a",)),
        # Nothing is said of them.
        ("x = { solidity: '0.8.28' }", ()),
        ("x = { paths: { cache: env('x') } }", ()),
        ("task('t', async ({ paths }, hre) => { console.log(paths) })", ()),
        ("const paths = await runSuper(); return paths.filter(isOwn);", ()),
        ("const f = (paths: string[]) => paths.map((p) => ({ sources: p }))", ()),
        ("x = { dependencyCompiler: { paths: ['dep/A.sol'] } }", ()),
        ("const P = ['dep/A.sol']; x = { dependencyCompiler: { paths: P } }", ()),
        ("x = { paths: ", None),
        # What they are is up to code.
        ("x = { paths: { sources: process.env.SRC || './a' } }", None),
        ("const SRC = process.env.SRC ?? './a'; x = { paths: { sources: SRC } }", None),
        ("let SRC = './a'; x = { paths: { sources: SRC } }", None),
        ("const S = './a'; { const S = './b' } x = { paths: { sources: S } }", None),
        ("const A = B; const B = A; x = { paths: { sources: A } }", None),
        ("x = { paths: { sources: './a' + suffix } }", None),
        ("x = { paths: { sources: ['./a', other] } }", None),
        ("x = { paths: { sources: ['./a'].concat(more) } }", None),
        ("x = { paths: { sources: `./${name}` } }", None),
        ("x = { paths: { sources: path.join(root, 'a') } }", None),
        ("x = { paths: { sources() { return './a' } } }", None),
        ("x = { paths: pathsOf('here') }", None),
        ("x = { paths: { ...base } }", None),
        ("import { paths } from './base'; export default { paths }", None),
        ("const { paths } = require('./base'); module.exports = { paths }", None),
    ],
)
def test_the_folders_of_the_sources(config: str, folders: tuple[str, ...] | None) -> None:
    assert source_folders(config) == folders


def test_what_would_take_forever_is_not_data() -> None:
    chain = "".join(f"const A{n} = [{f'A{n + 1}, ' * 100}]; " for n in range(100))
    assert source_folders(f"{chain} x = {{ paths: {{ sources: A0 }} }}") is None
    assert source_folders("x = {" + "paths, " * 10_000) is None
