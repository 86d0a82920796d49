"""Neovim and Emacs themselves, set up as docs/editors.md says: break, mend, compare."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lsp.conftest import ALONE
from truth.editing.contracts import RESET

ROOT = Path(__file__).resolve().parents[2]
RIGHT = ALONE.replace("(sessionId);\n", f"(sessionId);\n{RESET}")

NEOVIM = """
local function has(code)
  for _, one in ipairs(vim.diagnostic.get(0)) do
    local said = one.code or one.user_data.lsp.code
    if said == code then return true end
  end
  return false
end
local function await(what, holds)
  if not vim.wait(120000, holds, 50) then
    print("never: " .. what .. " " .. vim.inspect(vim.diagnostic.get(0)))
    vim.cmd("cquit")
  end
end
vim.bo.filetype = "solidity"
await("opened", function() return has("dtn-unfunded-session") end)
local line = vim.fn.search("sessionId = 0;")
vim.api.nvim_buf_set_lines(0, line - 1, line, true, {})
await("broken", function() return has("dtn-double-close") end)
local params = vim.lsp.util.make_range_params()
params.range = {
  start = { line = line - 2, character = 0 }, ["end"] = { line = line - 2, character = 60 },
}
params.context = { diagnostics = {}, only = { "quickfix" } }
local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 120000)
for id, answer in pairs(answers) do
  for _, action in ipairs(answer.result or {}) do
    if action.isPreferred then
      vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(id).offset_encoding)
    end
  end
end
await("mended", function() return not has("dtn-double-close") end)
vim.cmd("write! mended.sol")
"""

EMACS = """
(define-derived-mode solidity-mode prog-mode "Solidity")
%s
(setq eglot-connect-timeout 120 eglot-sync-connect 120 jsonrpc-default-request-timeout 120)
(defun has (code)
  (seq-some (lambda (one) (string-match-p code (flymake-diagnostic-text one)))
            (flymake-diagnostics)))
(defun await (what holds)
  (let ((end (+ (float-time) 120)))
    (while (not (funcall holds))
      (when (> (float-time) end)
        (message "never: %%s %%S" what (flymake-diagnostics))
        (kill-emacs 1))
      (accept-process-output nil 0.05)
      (flymake-start))))
(find-file "Shop.sol")
(setq-local eglot-ignored-server-capabilities '(:inlayHintProvider))
(solidity-mode)
(apply #'eglot (eglot--guess-contact))
(await "opened" (lambda () (has "no deposit has paid for")))
(goto-char (point-min))
(search-forward "sessionId = 0;")
(delete-region (line-beginning-position) (line-beginning-position 2))
(eglot--signal-textDocument/didChange)
(await "broken" (lambda () (has "already closed")))
(goto-char (point-min))
(search-forward "closeUserSession")
(dolist (action (append (eglot-code-actions (line-beginning-position) (line-end-position)
                                            "quickfix") nil))
  (when (eq (plist-get action :isPreferred) t)
    (eglot--apply-workspace-edit (plist-get action :edit))))
(eglot--signal-textDocument/didChange)
(await "mended" (lambda () (not (has "already closed"))))
(write-file "mended.sol")
(kill-emacs 0)
"""


def snippet(language: str) -> str:
    text = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return found


def run(folder: Path, *words: str) -> None:
    (folder / ".git").mkdir()
    (folder / "Shop.sol").write_text(RIGHT, encoding="utf-8")
    commands = folder.parent / "bin"
    commands.mkdir()
    command = commands / "dtnlint"
    command.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -I -m dtnlint "$@" --no-cache\n', encoding="utf-8"
    )
    command.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder.parent),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")),
    }
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / "mended.sol").read_text(encoding="utf-8") == RIGHT


@pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim is not installed")
def test_neovim_breaks_a_contract_and_mends_it(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "init.lua").write_text(snippet("lua"), encoding="utf-8")
    (tmp_path / "test.lua").write_text(NEOVIM, encoding="utf-8")
    given = ("-u", str(tmp_path / "init.lua"), "Shop.sol", "-c", f"luafile {tmp_path / 'test.lua'}")
    run(folder, "nvim", "--headless", "-n", "-i", "NONE", *given, "-c", "qall!")


@pytest.mark.skipif(shutil.which("emacs") is None, reason="Emacs is not installed")
def test_emacs_breaks_a_contract_and_mends_it(tmp_path: Path) -> None:
    known = ["emacs", "--batch", "--eval", "(require 'eglot)"]
    if subprocess.run(known, capture_output=True).returncode:
        pytest.skip("this Emacs has no eglot")
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "test.el").write_text(EMACS % snippet("elisp"), encoding="utf-8")
    run(folder, "emacs", "--batch", "-l", str(tmp_path / "test.el"))
