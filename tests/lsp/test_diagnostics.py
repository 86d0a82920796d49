"""Findings are shown where they stand in the text that is shown, whatever is saved."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities

from tests.lsp.conftest import ALONE, CONFIG, KEPT, Editor, codes
from truth.editing.contracts import RESET, SHOP, TILL

UNFUNDED = "dtn-unfunded-session"
TWICE = "dtn-double-close"


@pytest_lsp.fixture(scope="module", config=CONFIG)
async def client(
    lsp_client: LanguageClient, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[None]:
    capabilities = client_capabilities("neovim@v0.7.0")
    assert capabilities.text_document is not None
    capabilities.text_document.publish_diagnostics = types.PublishDiagnosticsClientCapabilities(
        related_information=True, version_support=True
    )
    lsp_client.editor = Editor(lsp_client, tmp_path_factory.mktemp("workspace"))
    await lsp_client.editor.start(capabilities)
    yield
    await lsp_client.shutdown_session()


@pytest.fixture(scope="module")
def editor(client: LanguageClient) -> Editor:
    return client.editor


@pytest.mark.asyncio(loop_scope="module")
async def test_unsaved_text_is_what_counts(editor: Editor) -> None:
    editor.write("a/Till.sol", TILL)
    editor.write("a/Shop.sol", SHOP)
    editor.open("a/Till.sol")
    assert TWICE not in codes(await editor.diagnostics("a/Till.sol"))
    editor.edit("a/Till.sol", RESET, "")
    await editor.until(lambda: TWICE in editor.codes("a/Till.sol"))
    (found,) = [d for d in await editor.diagnostics("a/Till.sol") if d.code == TWICE]
    assert editor.at("a/Till.sol", found.range) == "sessionId"
    assert found.source == "dtnlint"
    assert found.severity is types.DiagnosticSeverity.Error
    assert found.tags is None
    assert found.related_information
    assert found.related_information[0].location.uri == editor.uri("a/Shop.sol")


@pytest.mark.asyncio(loop_scope="module")
async def test_what_an_edit_of_a_base_breaks_is_shown_in_files_that_are_not_open(
    editor: Editor,
) -> None:
    editor.write("b/Till.sol", TILL)
    editor.write("b/Shop.sol", SHOP)
    editor.open("b/Till.sol")
    await editor.diagnostics("b/Till.sol")
    assert editor.codes("b/Shop.sol") == []  # nothing of it was edited
    editor.edit("b/Till.sol", "uint256 public sessionId", "uint256 private sessionId")
    await editor.until(lambda: "compile-error" in editor.codes("b/Shop.sol"))
    editor.edit("b/Till.sol", "uint256 private sessionId", "uint256 public sessionId")
    await editor.until(lambda: editor.codes("b/Shop.sol") == ["dtn-unset-ai", UNFUNDED])
    editor.close("b/Till.sol")
    await editor.until(lambda: not editor.codes("b/Shop.sol") + editor.codes("b/Till.sol"))


@pytest.mark.asyncio(loop_scope="module")
async def test_while_a_file_does_not_compile_what_was_found_stays_where_its_code_is(
    editor: Editor,
) -> None:
    editor.write("c/Shop.sol", ALONE)
    editor.open("c/Shop.sol")
    before = await editor.diagnostics("c/Shop.sol")
    (twice,) = [d for d in before if d.code == TWICE]
    editor.edit("c/Shop.sol", "require(sessionId == 0);", "\n\n        requi")
    after = await editor.diagnostics("c/Shop.sol")
    assert sorted(codes(after)) == sorted([*codes(before), "compile-error"])
    (found,) = [d for d in after if d.code == TWICE]
    assert editor.at("c/Shop.sol", found.range) == "sessionId"
    assert found.range.start.line == twice.range.start.line + 2
    # Its own code is edited: it is gone, the others stay.
    editor.edit("c/Shop.sol", "closeUserSession(sessionId)", "closeUserSession(session)")
    again = await editor.diagnostics("c/Shop.sol")
    assert TWICE not in codes(again)
    assert "dtn-unfunded-session" in codes(again)


@pytest.mark.asyncio(loop_scope="module")
async def test_what_a_newer_edit_overtakes_is_not_shown(editor: Editor) -> None:
    editor.write("d/Shop.sol", ALONE)
    editor.open("d/Shop.sol")
    for number in range(30):
        editor.edit("d/Shop.sol", "contract Shop", f"// {number}\ncontract Shop")
    found = await editor.diagnostics("d/Shop.sol")
    (twice,) = [d for d in found if d.code == TWICE]
    assert editor.at("d/Shop.sol", twice.range) == "sessionId"


@pytest.mark.asyncio(loop_scope="module")
async def test_settings_are_read_again_when_they_change(editor: Editor) -> None:
    editor.write("e/Shop.sol", ALONE)
    editor.open("e/Shop.sol")
    rules = codes(await editor.diagnostics("e/Shop.sol"))
    assert rules
    editor.write("e/dtnlint.toml", f"ignore = {rules!r}\n")
    saved = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(editor.uri("e/Shop.sol")))
    editor.client.text_document_did_save(saved)
    await editor.until(lambda: editor.codes("e/Shop.sol") == [])
    editor.write("e/dtnlint.toml", "ignore = ['nonsense']\n")
    editor.client.text_document_did_save(saved)
    await editor.until(lambda: any("'nonsense'" in m.message for m in editor.client.messages))
    editor.write("e/dtnlint.toml", "")
    editor.client.text_document_did_save(saved)
    await editor.until(lambda: editor.codes("e/Shop.sol") == rules)


@pytest.mark.asyncio(loop_scope="module")
async def test_files_outside_of_the_workspace_and_files_not_saved_yet_are_checked(
    editor: Editor, tmp_path: Path
) -> None:
    outside = tmp_path / "Shop.sol"
    name = os.path.relpath(outside, editor.folder)
    outside.write_text(ALONE, encoding="utf-8")
    editor.open(name)
    assert await editor.diagnostics(name)
    editor.open("f/New.sol", ALONE)
    assert await editor.diagnostics("f/New.sol")
    assert not (editor.folder / "f").exists()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
async def test_places_are_counted_as_the_protocol_counts_them(editor: Editor, end: str) -> None:
    name = f"g{ord(end[-1])}{len(end)}.sol"
    odd = "/* 😀tn \u2028 \x0c é */ "
    text = ALONE.replace("        ai.close", f"        {odd}ai.close")
    editor.write(name, text.replace("\n", end))
    editor.open(name)
    editor.texts[name] = text  # what the editor shows has lines, whatever ends them
    found = await editor.diagnostics(name)
    (twice,) = [d for d in found if d.code == TWICE]
    assert editor.at(name, twice.range) == "sessionId"
    editor.edit(name, "é", "😀😀")
    again = await editor.diagnostics(name)
    (twice,) = [d for d in again if d.code == TWICE]
    assert editor.at(name, twice.range) == "sessionId"
    assert codes(again) == codes(found)


@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_no_file_or_not_open_harms_nothing(editor: Editor) -> None:
    item = types.TextDocumentItem("untitled:Untitled-1", "solidity", 1, KEPT)
    editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    document = types.VersionedTextDocumentIdentifier(2, editor.uri("nowhere.sol"))
    editor.client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            document, [types.TextDocumentContentChangeWholeDocument("x")]
        )
    )
    identifier = types.TextDocumentIdentifier(editor.uri("nowhere.sol"))
    editor.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))
    answer = await editor.client.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(identifier)
    )
    assert not answer.items
