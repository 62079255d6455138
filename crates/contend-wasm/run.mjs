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
/** An instance of the module. */
async function instantiated() {
  const { instance } = await WebAssembly.instantiate(await readFile(module), {});
  const { exports } = instance;
  function write(room, bytes) {
    const at = room(bytes.length);
    // The memory may have grown: its buffer is looked up anew each time.
    new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
  }
  /** Gives the module a text, and parts where there are some, and calls one of its functions: the bytes of its answer. */
  function bytes(call, text, parts) {
    write(exports.contend_input, new TextEncoder().encode(text));
    if (parts) write(exports.contend_parts, Buffer.concat(parts));
    const well = exports[call]();
    const answer = Buffer.from(new Uint8Array(exports.memory.buffer, exports.contend_output(), exports.contend_output_length()));
    if (!well) {
      console.error(answer.toString());
      process.exit(1);
    }
    return answer;
  }
  return { bytes, ask: (...all) => bytes(...all).toString() };
}

/** Milliseconds that something takes. */
function took(what) {
  const begin = performance.now();
  what();
  return (performance.now() - begin).toFixed(1);
}

// Two instances, each with every other cut: what they tell together is what one alone tells. Times are of one alone.
const instances = [await instantiated(), ...(moves && !timed ? [await instantiated()] : [])];
const [{ ask }] = instances;
const elaborated = await readFile(scenario, "utf8");
for (const instance of instances) instance.ask("contend_open", elaborated);

const SET = 1;
/** Each instance's cuts. */
let cuts;
function kept() {
  const own = { set: SET, ...JSON.parse(request) };
  const [count] = instances.map((instance) => JSON.parse(instance.ask("contend_draw", JSON.stringify(own))).cuts);
  cuts = instances.map((_, at) => [...Array(count).keys()].filter((cut) => cut % instances.length === at));
  const parts = instances.map((instance, at) => instance.bytes("contend_keep", JSON.stringify({ set: SET, cuts: cuts[at] })));
  return ask("contend_gather", JSON.stringify({ set: SET }), parts.reverse());
}
function move(moves) {
  const parts = instances.map((instance, at) => instance.bytes("contend_move", JSON.stringify({ set: SET, cuts: cuts[at], moves })));
  return ask("contend_judge", JSON.stringify({ set: SET, moves }), parts);
}

if (!timed && !moves) {
  await writeFile(report, ask("contend_run", request));
} else if (!timed) {
  await writeFile(report, [kept(), ...moves.map(move)].join("\n"));
} else if (!moves) {
  for (let run = 0; run < timed; run++) {
    console.log(took(() => ask("contend_run", request)));
  }
} else {
  console.log("kept", took(kept));
  for (const moved of moves) {
    for (let run = 0; run < timed; run++) {
      console.log(JSON.stringify(moved), took(() => move(moved)));
    }
  }
}
