// What the server hands over to be shown: a drawing in a panel, a rule's page as Markdown.

import * as vscode from "vscode";

/** As the server says it. */
export interface Shown {
  readonly title: string;
  readonly name: string;
  readonly text: string;
}

export function isShown(said: unknown): said is Shown {
  const { title, name, text } = (said ?? {}) as Partial<Record<keyof Shown, unknown>>;
  return [title, name, text].every((one) => typeof one === "string");
}

const SCHEME = "dtnlint";

export class Shower implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly pages = new Map<string, string>();
  private readonly registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private panel: vscode.WebviewPanel | undefined;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.pages.get(uri.path) ?? "";
  }

  async show(shown: Shown): Promise<void> {
    if (shown.name.endsWith(".md")) {
      const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${shown.name}` });
      this.pages.set(uri.path, shown.text);
      await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
      return;
    }
    this.panel ??= this.opened();
    this.panel.title = shown.title;
    this.panel.webview.html = page(shown);
    this.panel.reveal(undefined, true);
  }

  private opened(): vscode.WebviewPanel {
    // No script and no file: a drawing is all that there is.
    const panel = vscode.window.createWebviewPanel(
      "dtnlint.lifecycle",
      "Lifecycle",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: false, localResourceRoots: [] },
    );
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    return panel;
  }

  dispose(): void {
    this.registered.dispose();
    this.panel?.dispose();
  }
}

function page(shown: Shown): string {
  const title = shown.title.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
  body { background: #fff; color: #000; margin: 0; padding: 1rem; }
  svg { max-width: 100%; height: auto; }
</style>
<body>${shown.text}</body>
</html>`;
}
