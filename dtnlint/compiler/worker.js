// Serves one soljson.js (solc as WebAssembly) over standard input and output.
//
//     node worker.js /path/to/soljson.js
//
// A message is its length in bytes, a newline, and that many bytes of standard
// JSON; the answer has the same frame. The compiler is loaded once and serves
// any number of messages, so that a run pays for its start only once. It is
// given no import callback: it sees the sources in the message and no file.
"use strict";

const soljson = require(process.argv[2]);

const ready = new Promise((resolve) => {
  if (soljson.calledRun || soljson.ccall === undefined || soljson._solidity_compile) {
    resolve();
  } else {
    soljson.onRuntimeInitialized = resolve;
  }
});

let compile = null;

function serve(message) {
  if (compile === null) {
    compile = soljson.cwrap("solidity_compile", "string", ["string", "number", "number"]);
  }
  const answer = Buffer.from(compile(message, 0, 0), "utf8");
  // Frees what the compiler allocated for this message.
  soljson._solidity_reset();
  process.stdout.write(answer.length + "\n");
  process.stdout.write(answer);
}

let pending = Buffer.alloc(0);
let chunks = [];
let wanted = -1;

function drain() {
  for (;;) {
    if (wanted < 0) {
      pending = Buffer.concat([pending, ...chunks]);
      chunks = [];
      const newline = pending.indexOf(10);
      if (newline < 0) return;
      wanted = Number(pending.subarray(0, newline).toString("ascii"));
      pending = pending.subarray(newline + 1);
    }
    const held = chunks.reduce((sum, chunk) => sum + chunk.length, pending.length);
    if (held < wanted) return;
    pending = Buffer.concat([pending, ...chunks]);
    chunks = [];
    const message = pending.subarray(0, wanted).toString("utf8");
    pending = pending.subarray(wanted);
    wanted = -1;
    serve(message);
  }
}

ready.then(() => {
  process.stdin.on("data", (chunk) => {
    chunks.push(chunk);
    drain();
  });
});
