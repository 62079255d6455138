// The engine in the page: WebAssembly in workers made from blobs, on the scenario as it was read. One worker answers previews, one asks
// all worlds; each keeps the states at `now`, so that only what is to come is simulated.
const engine = (() => {
  "use strict";
  const data = JSON.parse(document.getElementById("engine-data").textContent);

  /** What a worker does; it knows nothing of the page. */
  function work() {
    let exports;
    /** Gives the module a text and calls one of its functions. */
    function ask(call, text) {
      const bytes = new TextEncoder().encode(text);
      const at = exports.contend_input(bytes.length);
      // The memory may have grown: its buffer is looked up anew each time.
      new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
      const well = call();
      const answer = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.contend_output(), exports.contend_output_length()));
      if (!well) throw new Error(JSON.parse(answer).why);
      return answer;
    }
    self.onmessage = async ({ data: { module, scenario, keep, moves } }) => {
      try {
        if (module) {
          ({ exports } = await WebAssembly.instantiate(module, {}));
          ask(exports.contend_open, scenario);
          ask(exports.contend_keep, keep);
          self.postMessage({ answer: "" });
        } else self.postMessage({ answer: ask(exports.contend_move, moves) });
      } catch (error) {
        self.postMessage({ why: error.message });
      }
    };
  }

  /** What stands packed in an element, or nothing. */
  async function unpacked(id) {
    const text = document.getElementById(id)?.textContent;
    if (!text) return null;
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  }

  // A function that makes a vector of 128 bits and looks at it.
  const VECTORS = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
  let parts = null;
  /** The module, compiled once for both workers, and the scenario. */
  async function taken() {
    const vectors = WebAssembly.validate(new Uint8Array(VECTORS));
    const bytes = (vectors && await unpacked("engine-simd")) || await unpacked("engine-plain");
    return { module: await WebAssembly.compile(bytes), scenario: new TextDecoder().decode(await unpacked("engine-scenario")) };
  }

  const url = URL.createObjectURL(new Blob([`(${work})()`], { type: "text/javascript" }));
  const workers = [null, null];
  /** A worker that has kept its states; it answers one question after the other. */
  async function started(all) {
    parts ??= taken();
    const worker = new Worker(url);
    const answer = (message) => new Promise((done, failed) => {
      worker.onmessage = ({ data: { answer: text, why } }) => (why === undefined ? done(text) : failed(new Error(why)));
      worker.onerror = (event) => failed(new Error(event.message));
      worker.postMessage(message);
    });
    const { worlds, preview, seed, replications, levers } = data;
    const keep = JSON.stringify({ worlds: all ? worlds : preview, seed, replications, levers });
    await answer({ ...(await parts), keep });
    let last = Promise.resolve();
    return (moves) => {
      const next = last.then(() => answer({ moves }));
      last = next.catch(() => {});
      return next;
    };
  }
  const ready = (all) => (workers[Number(all)] ??= started(all));

  async function move(moves, all) {
    return JSON.parse(await (await ready(all))(JSON.stringify(moves)));
  }

  // Whoever comes near a lever will soon ask.
  const section = document.getElementById("act");
  const near = () => { ready(data.preview === null).catch(() => {}); };
  section.addEventListener("pointerenter", near, { once: true });
  section.addEventListener("focusin", near, { once: true });
  return { move };
})();
