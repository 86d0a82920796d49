// Which dtnlint is run. Nothing of a workspace is, unless the user trusts it and has
// selected its Python environment; and nothing that a workspace's settings name.

import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";

const run = promisify(execFile);
const windows = process.platform === "win32";

/** A command, word for word. */
export interface Command {
  readonly words: readonly string[];
  /** Where it was found, for people. */
  readonly place: string;
}

/** The folder that the extension installs dtnlint into. */
export function ownFolder(context: vscode.ExtensionContext): string {
  return path.join(context.globalStorageUri.fsPath, "python");
}

function python(folder: string): string {
  return windows ? path.join(folder, "Scripts", "python.exe") : path.join(folder, "bin", "python");
}

/** The first dtnlint that answers, in the order in which they are looked for. */
export async function find(context: vscode.ExtensionContext): Promise<Command | undefined> {
  for await (const command of candidates(context)) {
    if (await answers(command)) {
      return command;
    }
  }
  return undefined;
}

async function* candidates(context: vscode.ExtensionContext): AsyncGenerator<Command> {
  const named = machineSetting("path");
  if (named) {
    yield { words: [named], place: "the setting dtnlint.path" };
    return;
  }
  if (vscode.workspace.isTrusted) {
    const selected = await selectedPython();
    if (selected) {
      yield module(selected, "the selected Python environment");
    }
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      for (const name of [".venv", "venv"]) {
        yield module(python(path.join(folder.uri.fsPath, name)), `${name} of the workspace`);
      }
    }
  }
  yield module(python(ownFolder(context)), "the extension's own folder");
  const onPath = which("dtnlint");
  if (onPath) {
    yield { words: [onPath], place: "the PATH" };
  }
}

/** `-I`: no variable and no working directory has a say in what is loaded. */
function module(interpreter: string, place: string): Command {
  return { words: [interpreter, "-I", "-m", "dtnlint"], place };
}

/** What the user has set for this machine; what a workspace says of it does not count. */
export function machineSetting(name: string): string {
  const said = vscode.workspace.getConfiguration("dtnlint").inspect<string>(name);
  return said?.globalValue ?? said?.defaultValue ?? "";
}

async function answers(command: Command): Promise<boolean> {
  const [program, ...words] = command.words;
  if (!program || !path.isAbsolute(program) || !fs.existsSync(program)) {
    return false;
  }
  try {
    await run(program, [...words, "lsp", "--help"], { cwd: path.dirname(program), timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

interface PythonEnvironments {
  readonly environments: {
    getActiveEnvironmentPath(): { readonly path: string };
    resolveEnvironment(
      environment: { readonly path: string },
    ): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
  };
}

async function selectedPython(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonEnvironments>("ms-python.python");
  if (!extension) {
    return undefined;
  }
  try {
    const api = await extension.activate();
    const active = api.environments.getActiveEnvironmentPath();
    const resolved = await api.environments.resolveEnvironment(active);
    return resolved?.executable.uri?.fsPath;
  } catch {
    return undefined;
  }
}

/** A program on the PATH, in no folder of the workspace. */
export function which(name: string): string | undefined {
  const roots = (vscode.workspace.workspaceFolders ?? []).map((folder) => real(folder.uri.fsPath));
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    if (!path.isAbsolute(folder)) {
      continue;
    }
    const file = path.join(folder, windows ? `${name}.exe` : name);
    const isInside = roots.some((root) =>
      [file, real(file)].some((place) => place.startsWith(root + path.sep)),
    );
    if (!isInside && isProgram(file)) {
      return file;
    }
  }
  return undefined;
}

function real(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Install dtnlint into the extension's own folder, with pip, in a Python environment there. */
export async function install(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
): Promise<void> {
  const base = which("python3") ?? which("python");
  if (!base) {
    throw new Error("There is no Python on the PATH. Install Python 3.10 or later.");
  }
  const folder = ownFolder(context);
  await fs.promises.mkdir(path.dirname(folder), { recursive: true });
  const steps = [
    [base, "-I", "-m", "venv", "--clear", folder],
    [python(folder), "-I", "-m", "pip", "install", machineSetting("package")],
  ];
  for (const [program, ...words] of steps) {
    output.info([program, ...words].join(" "));
    const { stdout, stderr } = await run(program ?? "", words, {
      cwd: path.dirname(folder),
      maxBuffer: 1 << 26,
    });
    output.info(stdout + stderr);
  }
}
