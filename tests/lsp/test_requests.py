"""What an editor asks for where the cursor is: fixes, hovers, lenses, a trace to walk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.uris import to_fs_path
from pytest_lsp import LanguageClient, client_capabilities

from tests.lsp.conftest import ALONE, CONFIG, Editor, codes, uri
from truth.editing.contracts import RESET, SHOP, TILL

TWICE = "dtn-double-close"


@pytest_lsp.fixture(scope="module", config=CONFIG)
async def client(
    lsp_client: LanguageClient, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[None]:
    capabilities = client_capabilities("visual-studio-code")
    assert capabilities.text_document is not None
    assert capabilities.workspace is not None
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities()
    capabilities.general = types.GeneralClientCapabilities(
        position_encodings=[types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf16]
    )
    capabilities.window = types.WindowClientCapabilities(
        show_document=types.ShowDocumentClientCapabilities(support=True)
    )
    lsp_client.editor = Editor(lsp_client, tmp_path_factory.mktemp("workspace"))
    await lsp_client.editor.start(capabilities, options={"minImpact": "low"})
    yield
    await lsp_client.shutdown_session()


@pytest.fixture(scope="module")
def editor(client: LanguageClient) -> Editor:
    return client.editor


async def actions(
    editor: Editor, name: str, code: str, only: list[str] | None = None
) -> list[types.CodeAction]:
    (found,) = [d for d in await editor.diagnostics(name) if d.code == code]
    answer = await editor.client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(editor.uri(name)),
            found.range,
            types.CodeActionContext([found], only),
        )
    )
    return [one for one in answer or () if isinstance(one, types.CodeAction)]


def edits(editor: Editor, name: str, action: types.CodeAction) -> list[types.TextEdit]:
    assert action.edit is not None
    (change,) = action.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.uri == editor.uri(name)
    assert change.text_document.version == editor.versions[name]
    return [edit for edit in change.edits if isinstance(edit, types.TextEdit)]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("end", ["\n", "\r\n"])
async def test_a_fix_that_holds_is_offered_and_clears_its_finding(editor: Editor, end: str) -> None:
    name = f"a{len(end)}.sol"
    editor.write(name, ALONE.replace("\n", end))
    editor.open(name)
    offered = await actions(editor, name, TWICE)
    (fix,) = [one for one in offered if one.is_preferred]
    assert fix.kind == types.CodeActionKind.QuickFix
    assert [d.code for d in fix.diagnostics or ()] == [TWICE]
    made = [str(one.edit) for one in offered if one.edit and one.kind == fix.kind]
    assert len(set(made)) == len(made)
    text = editor.edited(name, edits(editor, name, fix))
    assert text.replace("\r\n", "\n") == ALONE.replace("(sessionId);\n", f"(sessionId);\n{RESET}")
    assert "\n" not in text.replace("\r\n", "") or end == "\n"
    editor.replace(name, text)
    assert TWICE not in codes(await editor.diagnostics(name))


@pytest.mark.asyncio(loop_scope="module")
async def test_unsafe_fixes_say_so_and_what_does_not_hold_is_not_offered(editor: Editor) -> None:
    text = ALONE.replace("        require(sessionId == 0);\n", "")
    editor.write("b.sol", text)
    editor.open("b.sol")
    offered = await actions(editor, "b.sol", "dtn-session-overwrite")
    unsafe = [one for one in offered if "unsafe" in one.title]
    assert unsafe
    assert not any(one.is_preferred for one in unsafe)
    for one in unsafe:
        editor.replace("b.sol", editor.edited("b.sol", edits(editor, "b.sol", one)))
        found = codes(await editor.diagnostics("b.sol"))
        assert "dtn-session-overwrite" not in found
        assert "compile-error" not in found
        editor.replace("b.sol", text)
    # A fix of it would be lost on what does not compile.
    editor.edit("b.sol", "sessionId = ai.start", "sessionid = ai.start")
    await editor.diagnostics("b.sol")
    assert not await editor.client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(editor.uri("b.sol")),
            types.Range(types.Position(0, 0), types.Position(99, 0)),
            types.CodeActionContext([], [types.CodeActionKind.QuickFix]),
        )
    )


@pytest.mark.asyncio(loop_scope="module")
async def test_all_safe_fixes_are_one_action_of_its_own_kind(editor: Editor) -> None:
    editor.write("c.sol", ALONE)
    editor.open("c.sol")
    (action,) = await actions(editor, "c.sol", TWICE, ["source.fixAll"])
    assert action.kind == "source.fixAll.dtnlint"
    editor.replace("c.sol", editor.edited("c.sol", edits(editor, "c.sol", action)))
    assert TWICE not in codes(await editor.diagnostics("c.sol"))
    assert await actions(editor, "c.sol", "dtn-unfunded-session", ["source.organizeImports"]) == []


@pytest.mark.asyncio(loop_scope="module")
async def test_a_finding_is_ignored_by_a_comment_that_asks_for_a_reason(editor: Editor) -> None:
    editor.write("d.sol", ALONE)
    editor.open("d.sol")
    (action,) = [
        one
        for one in await actions(editor, "d.sol", TWICE)
        if one.title.startswith(f"Ignore {TWICE}")
    ]
    editor.replace("d.sol", editor.edited("d.sol", edits(editor, "d.sol", action)))
    assert f"        // dtnlint: ignore[{TWICE}] say why\n" in editor.texts["d.sol"]
    assert TWICE not in codes(await editor.diagnostics("d.sol"))
    place = editor.place("d.sol", editor.texts["d.sol"].index("ignore["))
    shown = await editor.client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(editor.uri("d.sol")), place)
    )
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert shown.contents.value.startswith(f"# {TWICE}:")


@pytest.mark.asyncio(loop_scope="module")
async def test_hovers_tell_verdicts_and_what_they_stand_on(editor: Editor) -> None:
    editor.write("e.sol", ALONE.replace("(sessionId);\n", f"(sessionId);\n{RESET}"))
    editor.open("e.sol")
    await editor.diagnostics("e.sol")

    async def hover(word: str) -> str | None:
        place = editor.place("e.sol", editor.texts["e.sol"].index(word))
        shown = await editor.client.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(editor.uri("e.sol")), place)
        )
        if shown is None:
            return None
        assert isinstance(shown.contents, types.MarkupContent)
        return shown.contents.value

    said = await hover("ai.closeUserSession")
    assert said is not None
    assert "✓ proved: not closed twice" in said
    assert "Session open" in said
    assert "✗ violated: funded" in (await hover("ai.startUserSession") or "")
    assert await hover("pragma") is None


@pytest.mark.asyncio(loop_scope="module")
async def test_consumers_have_a_lens_that_opens_their_drawing(editor: Editor) -> None:
    editor.write("f/Till.sol", TILL)
    editor.write("f/Shop.sol", SHOP)
    editor.open("f/Till.sol")
    editor.open("f/Shop.sol")
    (lens,) = await lenses(editor, "f/Shop.sol")
    for _ in range(500):  # until it was judged with its heir
        if await lenses(editor, "f/Till.sol") == []:
            break
        await asyncio.sleep(0.02)
    assert await lenses(editor, "f/Till.sol") == []
    assert lens.command is not None
    assert lens.command.title.endswith("violated · 0 unknown")
    line = editor.texts["f/Shop.sol"].split("\n")[lens.range.start.line]
    assert line.startswith("contract Shop")
    said = await editor.client.workspace_execute_command_async(
        types.ExecuteCommandParams(lens.command.command, lens.command.arguments)
    )
    assert said is not None
    (shown,) = [one for one in editor.client.shown_documents if one.uri.endswith("Shop.html")]
    assert shown.external
    page = to_fs_path(shown.uri)
    assert page is not None
    assert "<svg" in Path(page).read_text(encoding="utf-8")


async def lenses(editor: Editor, name: str) -> list[types.CodeLens]:
    await editor.diagnostics(name)
    answer = await editor.client.text_document_code_lens_async(
        types.CodeLensParams(types.TextDocumentIdentifier(editor.uri(name)))
    )
    return list(answer or ())


@pytest.mark.asyncio(loop_scope="module")
async def test_a_trace_is_walked_step_by_step(editor: Editor) -> None:
    editor.write("g.sol", ALONE)
    editor.open("g.sol")
    (found,) = [d for d in await editor.diagnostics("g.sol") if d.code == TWICE]
    # What the library makes of an action with a command is a command: its title is right.
    answer = await editor.client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(editor.uri("g.sol")),
            found.range,
            types.CodeActionContext([found]),
        )
    )
    assert f"Show how to get to {TWICE}, step by step" in [one.title for one in answer or ()]

    async def hints() -> list[str]:
        answer = await editor.client.text_document_inlay_hint_async(
            types.InlayHintParams(
                types.TextDocumentIdentifier(editor.uri("g.sol")),
                types.Range(types.Position(0, 0), types.Position(99, 0)),
            )
        )
        return [str(one.label) for one in answer or ()]

    assert await hints() == []
    fingerprint = found.data["fingerprint"]
    assert not await run(editor, "dtnlint.showTrace", editor.uri("g.sol"), "nonsense")
    assert await run(editor, "dtnlint.showTrace", editor.uri("g.sol"), fingerprint)
    first = await hints()
    assert len(first) == 3
    assert first[0].startswith("▶ 1: transaction 1, open()")
    await run(editor, "dtnlint.nextStep")
    assert (await hints())[1].startswith("▶ 2:")
    lines = [one.selection.start.line for one in editor.client.shown_documents if one.selection]
    texts = [editor.texts["g.sol"].split("\n")[line] for line in lines[-2:]]
    assert "startUserSession" in texts[0]
    assert "closeUserSession" in texts[1]
    editor.edit("g.sol", "contract", " contract")
    assert await hints() == []


async def run(editor: Editor, command: str, *arguments: object) -> object:
    return await editor.client.workspace_execute_command_async(
        types.ExecuteCommandParams(command, list(arguments))
    )


@pytest.mark.asyncio(loop_scope="module")
async def test_explain_shows_the_page_of_the_rule(editor: Editor) -> None:
    editor.write("h.sol", ALONE)
    editor.open("h.sol")
    await editor.diagnostics("h.sol")
    said = await run(editor, "dtnlint.explain", TWICE)
    assert said is not None
    assert await run(editor, "dtnlint.explain", "dtn-nonsense") is None
    assert any(one.uri.endswith(f"{TWICE}.md") for one in editor.client.shown_documents)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_pull_that_finds_nothing_new_says_so(editor: Editor) -> None:
    editor.write("i.sol", ALONE)
    editor.open("i.sol")
    identifier = types.TextDocumentIdentifier(editor.uri("i.sol"))
    first = await editor.client.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(identifier)
    )
    assert isinstance(first, types.RelatedFullDocumentDiagnosticReport)
    again = await editor.client.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(identifier, previous_result_id=first.result_id)
    )
    assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
    assert editor.uri("i.sol") not in editor.shown  # pulled, and so not pushed


@pytest.mark.asyncio(loop_scope="module")
async def test_files_that_come_and_go_and_folders_that_are_added_count(
    editor: Editor, tmp_path: Path
) -> None:
    name = os.path.relpath(tmp_path / "Shop.sol", editor.folder)
    folder = types.WorkspaceFolder(uri(tmp_path), "second")
    editor.client.workspace_did_change_workspace_folders(
        types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent([folder], []))
    )
    editor.write(name, SHOP)
    editor.open(name)
    assert codes(await editor.diagnostics(name)) == ["missing-import"]
    till = editor.write(os.path.relpath(tmp_path / "Till.sol", editor.folder), TILL)
    for kind in (types.FileChangeType.Created, types.FileChangeType.Deleted):
        if kind is types.FileChangeType.Deleted:
            till.unlink()
        editor.client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams([types.FileEvent(uri(till), kind)])
        )
        found = codes(await editor.diagnostics(name))
        assert ("missing-import" in found) == (kind is types.FileChangeType.Deleted)
        assert "dtn-unfunded-session" in found  # what was found stays


@pytest.mark.asyncio(loop_scope="module")
async def test_no_setting_of_a_client_chooses_what_is_executed(editor: Editor) -> None:
    from dtnlint.lsp.server import given_by
    from dtnlint.settings import Given

    hostile = {"solc": "/tmp/evil", "solcVersion": "/tmp/evil", "settings": "/x", "cache": "/x"}
    assert given_by({"dtnlint": hostile}) == Given()
    assert given_by({"solcVersion": "0.8.28", "select": ["sessions", 3], "stubs": "no"}) == Given(
        solc="0.8.28", select=("sessions",)
    )
    assert given_by(["anything"]) == Given()
