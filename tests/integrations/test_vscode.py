"""VS Code itself, as code-server carries it, with the extension as it is packaged.

Needs the command `code-server`, or the variable CODE_SERVER with what starts it, and the
extension's package; it is left out where one is missing. With SCREENSHOTS, the folder of
that name is where pictures go.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.lsp.conftest import ALONE, RESET

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = next(iter(sorted((ROOT / "editors" / "vscode").glob("*.vsix"))), None)
SERVER = shlex.split(os.environ.get("CODE_SERVER", "")) or [shutil.which("code-server") or ""]
PATIENCE = 180_000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SERVER[0], reason="code-server is not installed"),
    pytest.mark.skipif(PACKAGE is None, reason="the extension is not packaged"),
]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    project = tmp_path / "project"
    project.mkdir()
    (project / ".git").mkdir()
    (project / "Shop.sol").write_text(ALONE, encoding="utf-8")
    command = tmp_path / "dtnlint"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -m dtnlint "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    settings = tmp_path / "data" / "User" / "settings.json"
    settings.parent.mkdir(parents=True)
    # The workspace is not trusted, and is checked all the same.
    settings.write_text(
        json.dumps(
            {
                "dtnlint.path": str(command),
                "security.workspace.trust.startupPrompt": "never",
                "security.workspace.trust.banner": "never",
                "workbench.startupEditor": "none",
                "workbench.colorTheme": "Default Light Modern",
                "telemetry.telemetryLevel": "off",
            }
        ),
        encoding="utf-8",
    )
    places = ["--user-data-dir", str(tmp_path / "data"), "--extensions-dir", str(tmp_path / "ext")]
    subprocess.run([*SERVER, *places, "--install-extension", str(PACKAGE)], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}", "--disable-telemetry"]
    process = subprocess.Popen([*SERVER, *places, *words, "--disable-update-check", str(project)])
    try:
        for _ in range(600):
            try:
                urlopen(f"http://127.0.0.1:{port}/healthz").read()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/?folder={project}"
    finally:
        process.terminate()
        process.wait()


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=str(Path(folder, f"{name}.png")))


def test_a_finding_its_hover_its_fix_and_the_drawing(address: str, tmp_path: Path) -> None:
    browser = shutil.which("chromium")
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"]).new_page(
            viewport={"width": 1280, "height": 800}
        )
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        page.get_by_role("treeitem", name=re.compile("Shop.sol")).dblclick()
        editor = page.locator(".monaco-editor .view-lines").first
        expect(editor).to_contain_text("closeUserSession", timeout=PATIENCE)

        page.locator(".squiggly-error").first.wait_for()
        lens = page.locator(".codelens-decoration a").first
        expect(lens).to_contain_text("4 violated", timeout=PATIENCE)
        shot(page, "1-diagnostics")

        page.get_by_text("closeUserSession").first.hover()
        hover = page.locator(".monaco-hover:visible").first
        expect(hover).to_contain_text("not closed twice", timeout=PATIENCE)
        shot(page, "2-hover")

        lens.click()
        frame = page.frame_locator("iframe.webview").frame_locator("iframe")
        expect(frame.locator("svg")).to_be_visible(timeout=PATIENCE)
        shot(page, "3-drawing")

        page.get_by_text("closeUserSession").first.click()
        page.keyboard.press("Control+.")
        fix = page.locator(".action-widget").get_by_text("Reset sessionId after the close").first
        fix.wait_for()
        shot(page, "4-actions")
        fix.click()
        expect(editor).to_contain_text(RESET.strip().replace(" ", "\u00a0"), timeout=PATIENCE)
        page.keyboard.press("Control+s")
        wanted = ALONE.replace("(sessionId);\n", f"(sessionId);\n{RESET}")
        for _ in range(300):
            if (tmp_path / "project" / "Shop.sol").read_text(encoding="utf-8") == wanted:
                break
            time.sleep(0.1)
        shot(page, "5-mended")
        assert (tmp_path / "project" / "Shop.sol").read_text(encoding="utf-8") == wanted
