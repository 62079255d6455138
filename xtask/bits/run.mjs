// Prints the hashes of the WebAssembly build: node run.mjs module.wasm
import { readFile } from "node:fs/promises";

const { instance } = await WebAssembly.instantiate(await readFile(process.argv[2]), {});
for (let which = 0; which < 3; which++) {
  const hash = BigInt.asUintN(64, instance.exports.contend_bits(which));
  console.log(`${which} ${hash.toString(16).padStart(16, "0")}`);
}
