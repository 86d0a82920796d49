// Serves one soljson.js (solc as WebAssembly) over standard input and output.
//
//     node worker.cjs /path/to/soljson.js SHA256 /path/to/unpacked SHA256
//
// Only what has the digest that is given here is executed, and only from the bytes that had it:
// a file may change between two looks. Without a digest the file is one that the user has named.
//
// A message is its length in bytes, a newline, and that many bytes of standard
// JSON; the answer has the same frame. The compiler is loaded once and serves
// any number of messages, so that a run pays for its start only once. It is
// given no import callback: it sees the sources in the message and no file.
"use strict";

const crypto = require("crypto");
const fs = require("fs");
const { builtinModules } = require("module");
const path = require("path");
const v8 = require("v8");
const vm = require("vm");

const [, , soljsonPath, soljsonDigest, unpackedPath, unpackedDigest] = process.argv;
const NOT_GENUINE = 65;

// One run calls a tenth of the compiler's functions: V8 need not look at the others.
v8.setFlagsFromString("--wasm-lazy-validation");

// Questions and answers lie outside V8's heap, so that it sees no reason to give them back: an
// editor's compiler, asked for hours, would hold dozens of megabytes of them.
const GIVE_BACK_AFTER = 16;
let answers = 0;

function giveBack() {
  v8.setFlagsFromString("--expose-gc");
  vm.runInNewContext("gc")();
}

// Newer builds hold their WebAssembly compressed, as one expression in the first
// statement. Finding and unpacking it takes longer than anything else at the start, so
// what comes of it is kept: the length of the rest in bytes, a newline, the rest, the WebAssembly.
const packed = /^var Module = Module \|\| \{\};\s*Module\["wasmBinary"\] = \(function [^]*?\n\}\)\([^;]*\);\n/;

function isGenuine(bytes, digest) {
  return crypto.createHash("sha256").update(bytes).digest("hex") === digest;
}

function own(name) {
  if (builtinModules.includes(name)) return require(name);
  throw new Error(`a compiler has no use for ${name}`);
}

function built(script, options) {
  const names = ["module", "exports", "require", "process", "__filename", "__dirname", "Module"];
  const build = vm.compileFunction(script + "\nreturn Module;", names);
  const scope = { exports: {} };
  const place = [soljsonPath, path.dirname(soljsonPath)];
  return build(scope, scope.exports, own, process, ...place, options);
}

function builtOfParts(script, wasm) {
  // Compiled here, since the build would make a copy first.
  const compiled = new WebAssembly.Module(wasm);
  return built(script, {
    wasmBinary: wasm,
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(compiled, imports);
      done(instance, compiled);
      return instance.exports;
    },
  });
}

function kept() {
  try {
    const bytes = fs.readFileSync(unpackedPath);
    return isGenuine(bytes, unpackedDigest) ? bytes : null;
  } catch {
    return null;
  }
}

function source() {
  try {
    const bytes = fs.readFileSync(soljsonPath);
    if (isGenuine(bytes, soljsonDigest)) return bytes.toString("utf8");
  } catch {
    // There is none, which is as good as a wrong one.
  }
  return process.exit(NOT_GENUINE);
}

function load() {
  if (!soljsonDigest) return [require(soljsonPath), null];
  const bytes = unpackedPath ? kept() : null;
  if (bytes !== null) {
    const start = bytes.indexOf(10) + 1;
    const end = start + Number(bytes.subarray(0, start).toString("ascii"));
    return [builtOfParts(bytes.subarray(start, end).toString("utf8"), bytes.subarray(end)), null];
  }
  const text = source();
  const first = packed.exec(text);
  if (first === null) return [built(text, {}), null];
  const rest = text.slice(first[0].length);
  const wasm = vm.compileFunction(first[0] + "return Module.wasmBinary;", [])();
  const script = Buffer.from(rest);
  const unpacked = Buffer.concat([Buffer.from(`${script.length}\n`), script, wasm]);
  const isKept = unpackedPath && isGenuine(unpacked, unpackedDigest);
  return [builtOfParts(rest, wasm), isKept ? unpacked : null];
}

const [soljson, unpacked] = load();

function answered(message) {
  // Not as an argument of type "string": Emscripten would put those on the compiler's stack,
  // which holds a megabyte and a bit.
  const question = soljson._solidity_alloc(message.length + 1);
  soljson.HEAPU8.set(message, question);
  soljson.HEAPU8[question + message.length] = 0;
  const start = soljson._solidity_compile(question, 0, 0);
  const answer = Buffer.from(soljson.HEAPU8.slice(start, soljson.HEAPU8.indexOf(0, start)));
  // Frees what was allocated for this message.
  soljson._solidity_reset();
  return answer;
}

function serve(message) {
  const answer = answered(message);
  process.stdout.write(answer.length + "\n");
  process.stdout.write(answer);
  answers += 1;
  if (answers % GIVE_BACK_AFTER === 0) setImmediate(giveBack);
}

// V8 compiles each of the compiler's functions when it is first called, which takes a third of
// the first answer. Who is started before there is a question does most of that beforehand.
const EXERCISE = `// SPDX-License-Identifier: MIT
pragma solidity >=0.8.4;
interface I {
  event E(uint256 indexed a, address b);
  function f(uint256 a, bytes calldata b) external returns (uint256);
}
library L {
  function g(uint256 a) internal pure returns (uint256) { unchecked { return a + 1; } }
}
abstract contract B {
  /// @notice A text.
  error Bad(uint256 a);
  struct S { uint256 a; address b; }
  enum K { One, Two }
  mapping(address => S) internal s;
  address public immutable o;
  constructor(address o_) { o = o_; }
  modifier only() { if (msg.sender != o) revert Bad(1); _; }
  function v() public view virtual returns (uint256);
}
contract C is B, I {
  using L for uint256;
  uint256 private n;
  string constant T = "text";
  bytes32[] internal list;
  constructor() B(msg.sender) {}
  function v() public view override returns (uint256) { return s[msg.sender].a; }
  /// @inheritdoc I
  function f(uint256 a, bytes calldata b) external override only returns (uint256 r) {
    require(a != 0 && b.length < 9, "no");
    s[msg.sender] = S({a: a.g(), b: address(this)});
    for (uint256 i = 0; i < list.length; i++) { n += uint256(list[i]) * 2; }
    (bool ok, ) = o.call{value: 1}(abi.encodeWithSelector(I.f.selector, a, T));
    if (!ok || K(0) == K.Two) { delete n; }
    try I(o).f(a, b) returns (uint256 x) { r = x; } catch { emit E(n, o); }
    list.push(keccak256(abi.encode(a)));
  }
}
`;

function exercise() {
  const settings = { outputSelection: { "*": { "": ["ast"] } } };
  const sources = { "exercise.sol": { content: EXERCISE } };
  answered(Buffer.from(JSON.stringify({ language: "Solidity", sources, settings })));
}

let asked = false;
let chunks = [];
let held = 0;
let wanted = -1;

process.stdin.on("data", (chunk) => {
  asked = true;
  chunks.push(chunk);
  held += chunk.length;
  for (;;) {
    if (wanted < 0) {
      const all = Buffer.concat(chunks);
      const newline = all.indexOf(10);
      if (newline < 0) return;
      wanted = Number(all.subarray(0, newline).toString("ascii"));
      chunks = [all.subarray(newline + 1)];
      held -= newline + 1;
    }
    if (held < wanted) return;
    const all = Buffer.concat(chunks);
    const message = all.subarray(0, wanted);
    chunks = [all.subarray(wanted)];
    held -= wanted;
    wanted = -1;
    serve(message);
  }
});

// After a look at the input: whoever has asked already does not wait.
setImmediate(() => setImmediate(() => asked || exercise()));

if (unpacked !== null) {
  // After the first answer, so that nobody waits for it; whole or not at all,
  // since other runs may be reading or doing the same.
  process.stdin.once("data", () =>
    setImmediate(() => {
      const scratch = path.join(path.dirname(unpackedPath), `.dtnlint-${process.pid}`);
      try {
        fs.writeFileSync(scratch, unpacked, { flag: "wx", mode: 0o600 });
        fs.renameSync(scratch, unpackedPath);
      } catch {
        fs.rmSync(scratch, { force: true });
      }
    }),
  );
}
