// Prints the hashes of the WebAssembly build: node run.mjs module.wasm scenario.json
import { readFile } from "node:fs/promises";

const [, , module, scenario] = process.argv;
const { instance } = await WebAssembly.instantiate(await readFile(module), {});
const { memory, contend_bits, contend_bits_scenario } = instance.exports;
const text = await readFile(scenario);
const at = contend_bits_scenario(text.length);
new Uint8Array(memory.buffer, at, text.length).set(text);
for (let which = 0; which < 3; which++) {
  const hash = BigInt.asUintN(64, contend_bits(which));
  console.log(`${which} ${hash.toString(16).padStart(16, "0")}`);
}
