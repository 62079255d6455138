// A host of the module, for tests and measurements:
//   node run.mjs MODULE.wasm ELABORATED.json REQUEST REPORT.json            writes the report
//   node run.mjs MODULE.wasm ELABORATED.json KEEP VERDICTS.json MOVES       writes the verdicts after each of a list of moves
//   node run.mjs --time RUNS MODULE.wasm ELABORATED.json REQUEST            prints milliseconds of each run, the first ones included
//   node run.mjs --time RUNS MODULE.wasm ELABORATED.json KEEP MOVES         the same of the states kept, then of all moves
import { readFile, writeFile } from "node:fs/promises";

const timed = process.argv[2] === "--time" ? Number(process.argv[3]) : 0;
const [module, scenario, request, ...rest] = process.argv.slice(timed ? 4 : 2);
const report = timed ? undefined : rest.shift();
const moves = rest.length ? JSON.parse(rest[0]) : undefined;
const { instance } = await WebAssembly.instantiate(await readFile(module), {});
const { exports } = instance;

/** Gives the module a text and calls one of its functions. */
function ask(call, text) {
  const bytes = new TextEncoder().encode(text);
  const at = exports.contend_input(bytes.length);
  // The memory may have grown: its buffer is looked up anew each time.
  new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
  const well = call();
  const answer = new TextDecoder().decode(
    new Uint8Array(exports.memory.buffer, exports.contend_output(), exports.contend_output_length()),
  );
  if (!well) {
    console.error(answer);
    process.exit(1);
  }
  return answer;
}

/** Milliseconds that something takes. */
function took(what) {
  const begin = performance.now();
  what();
  return (performance.now() - begin).toFixed(1);
}

const move = (moved) => ask(exports.contend_move, JSON.stringify(moved));

ask(exports.contend_open, await readFile(scenario, "utf8"));
if (!timed && !moves) {
  await writeFile(report, ask(exports.contend_run, request));
} else if (!timed) {
  const kept = ask(exports.contend_keep, request);
  await writeFile(report, [kept, ...moves.map(move)].join("\n"));
} else if (!moves) {
  for (let run = 0; run < timed; run++) {
    console.log(took(() => ask(exports.contend_run, request)));
  }
} else {
  console.log("kept", took(() => ask(exports.contend_keep, request)));
  for (const moved of moves) {
    for (let run = 0; run < timed; run++) {
      console.log(JSON.stringify(moved), took(() => move(moved)));
    }
  }
}
