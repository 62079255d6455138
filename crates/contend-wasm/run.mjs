// A host of the module, for tests and measurements:
//   node run.mjs MODULE.wasm ELABORATED.json REQUEST REPORT.json       writes the report
//   node run.mjs --time RUNS MODULE.wasm ELABORATED.json REQUEST       prints milliseconds of each run, the first ones included
import { readFile, writeFile } from "node:fs/promises";

const timed = process.argv[2] === "--time" ? Number(process.argv[3]) : 0;
const [module, scenario, request, report] = process.argv.slice(timed ? 4 : 2);
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

ask(exports.contend_open, await readFile(scenario, "utf8"));
if (timed) {
  for (let run = 0; run < timed; run++) {
    const begin = performance.now();
    ask(exports.contend_run, request);
    console.log((performance.now() - begin).toFixed(1));
  }
} else {
  await writeFile(report, ask(exports.contend_run, request));
}
