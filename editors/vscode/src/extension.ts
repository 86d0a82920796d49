// The extension: it finds dtnlint, runs `dtnlint lsp`, and shows what the server hands over.

import * as vscode from "vscode";
import { LanguageClient, State, type LanguageClientOptions } from "vscode-languageclient/node";
import { isShown, Shower } from "./drawing";
import { find, install, machineSetting, ownFolder } from "./finding";

const INSTALL = "Install it for this extension";

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  session = new Session(context);
  context.subscriptions.push(session);
  await session.restart();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}

class Session implements vscode.Disposable {
  private readonly output = vscode.window.createOutputChannel("dtnlint", { log: true });
  private readonly shower = new Shower();
  private readonly status = vscode.languages.createLanguageStatusItem("dtnlint", {
    language: "solidity",
  });
  private readonly owned: vscode.Disposable[];
  private client: LanguageClient | undefined;
  private changing: Promise<void> = Promise.resolve();

  constructor(private readonly context: vscode.ExtensionContext) {
    this.status.name = "dtnlint";
    this.status.command = { command: "dtnlint.showOutput", title: "Output" };
    this.owned = [
      this.output,
      this.shower,
      this.status,
      vscode.commands.registerCommand("dtnlint.restart", () => this.restart()),
      vscode.commands.registerCommand("dtnlint.showOutput", () => this.output.show()),
      vscode.commands.registerCommand("dtnlint.install", () => this.install()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.restart()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (["path", "solc"].some((name) => change.affectsConfiguration(`dtnlint.${name}`))) {
          void this.restart();
        }
      }),
    ];
  }

  /** End the server that runs, if one does, and start one: whatever is asked for meanwhile waits. */
  restart(): Promise<void> {
    this.changing = this.changing.then(async () => {
      await this.end();
      await this.start();
    });
    return this.changing;
  }

  stop(): Promise<void> {
    this.changing = this.changing.then(() => this.end());
    return this.changing;
  }

  dispose(): void {
    for (const one of this.owned) {
      one.dispose();
    }
  }

  private async start(): Promise<void> {
    this.say("looking for dtnlint", vscode.LanguageStatusSeverity.Information, true);
    const command = await find(this.context);
    if (!command) {
      this.say("dtnlint is not installed", vscode.LanguageStatusSeverity.Warning);
      void this.offer();
      return;
    }
    const [program, ...words] = [...command.words, "lsp"];
    const solc = machineSetting("solc");
    if (solc) {
      words.push("--solc", solc);
    }
    this.output.info(`${command.place}: ${[program, ...words].join(" ")}`);
    await vscode.workspace.fs.createDirectory(this.context.globalStorageUri);
    const options: LanguageClientOptions = {
      documentSelector: [{ scheme: "file", language: "solidity" }],
      outputChannel: this.output,
      initializationOptions: { showsItself: true },
      middleware: {
        executeCommand: async (name, given, next) => {
          const said: unknown = await next(name, given);
          if (isShown(said)) {
            await this.shower.show(said);
          }
          return said;
        },
      },
    };
    this.client = new LanguageClient(
      "dtnlint",
      "dtnlint",
      { command: program ?? "", args: words, options: { cwd: this.context.globalStorageUri.fsPath } },
      options,
    );
    this.client.onDidChangeState((change) => {
      const runs = change.newState === State.Running;
      void vscode.commands.executeCommand("setContext", "dtnlint.running", runs);
      if (runs) {
        this.say(`dtnlint, from ${command.place}`, vscode.LanguageStatusSeverity.Information);
      } else if (change.newState === State.Stopped) {
        this.say("dtnlint has ended", vscode.LanguageStatusSeverity.Error);
      }
    });
    try {
      await this.client.start();
    } catch (error) {
      this.output.error(String(error));
      this.say("dtnlint cannot be started", vscode.LanguageStatusSeverity.Error);
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose();
  }

  private say(text: string, severity: vscode.LanguageStatusSeverity, busy = false): void {
    this.status.text = text;
    this.status.severity = severity;
    this.status.busy = busy;
  }

  private async offer(): Promise<void> {
    const chosen = await vscode.window.showWarningMessage(
      "dtnlint was found neither in a Python environment nor on the PATH.",
      INSTALL,
    );
    if (chosen === INSTALL) {
      await this.install();
    }
  }

  private async install(): Promise<void> {
    const title = `Installing dtnlint into ${ownFolder(this.context)}`;
    try {
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () =>
        install(this.context, this.output),
      );
    } catch (error) {
      this.output.error(String(error));
      void vscode.window.showErrorMessage(`dtnlint could not be installed: ${String(error)}`);
      return;
    }
    await this.restart();
  }
}
