// The engine in the page: WebAssembly in workers made from blobs, on the scenario as it was read. Worlds are dealt out among the workers;
// each keeps the states at `now` of its own, so that only what is to come is simulated, and the first judges what all of them give.
const engine = (() => {
  "use strict";
  const data = JSON.parse(document.getElementById("engine-data").textContent);
  // More help little: to judge takes as long as ever.
  const WORKERS = Math.max(1, Math.min(4, navigator.hardwareConcurrency || 1));

  /** What a worker does; it knows nothing of the page. */
  function work() {
    let exports;
    let newest = 0;
    const text = (bytes) => new TextDecoder().decode(bytes);
    function write(room, bytes) {
      const at = room(bytes.length);
      // The memory may have grown: its buffer is looked up anew each time.
      new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
    }
    /** Gives the module a question, and parts where there are some, and calls one of its functions: the bytes of its answer. */
    function ask(call, question, parts) {
      write(exports.contend_input, new TextEncoder().encode(question));
      if (parts) write(exports.contend_parts, joined(parts));
      const well = exports[call]();
      const answer = new Uint8Array(exports.memory.buffer, exports.contend_output(), exports.contend_output_length()).slice();
      if (!well) throw new Error(JSON.parse(text(answer)).why);
      return answer;
    }
    function joined(parts) {
      const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) { all.set(part, at); at += part.length; }
      return all;
    }
    // Between two steps of long work a worker hears what else is asked.
    const { port1, port2 } = new MessageChannel();
    const waiting = [];
    port1.onmessage = () => waiting.shift()();
    const breath = () => new Promise((go) => { waiting.push(go); port2.postMessage(0); });
    /** Asks for some cuts in so many steps, while there is reason to go on; nothing where there is not. */
    async function inSteps(call, steps, { cuts, ...more }, goesOn) {
      const parts = [];
      const each = Math.ceil(cuts.length / steps);
      for (let at = 0; at < cuts.length; at += each) {
        if (at) await breath();
        if (!goesOn()) return null;
        parts.push(ask(call, JSON.stringify({ ...more, cuts: cuts.slice(at, at + each) })));
      }
      return joined(parts);
    }
    const tasks = {
      async open({ module, scenario }) {
        ({ exports } = await WebAssembly.instantiate(module, {}));
        ask("contend_open", scenario);
      },
      draw: ({ question }) => JSON.parse(text(ask("contend_draw", JSON.stringify(question)))).cuts,
      keep: ({ question, steps }) => inSteps("contend_keep", steps, question, () => true),
      move({ question, steps, wish }) {
        newest = Math.max(newest, wish);
        return inSteps("contend_move", steps, question, () => wish === newest);
      },
      gather: ({ question, parts }) => text(ask("contend_gather", JSON.stringify(question), parts)),
      judge: ({ question, parts }) => text(ask("contend_judge", JSON.stringify(question), parts)),
    };
    self.onmessage = async ({ data: { task, number, ...asked } }) => {
      try {
        const answer = await tasks[task](asked);
        self.postMessage({ number, answer }, answer instanceof Uint8Array ? [answer.buffer] : []);
      } catch (error) {
        self.postMessage({ number, why: error.message });
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
  /** The module, compiled once for all workers, and the scenario. */
  async function unpackedAll() {
    const vectors = WebAssembly.validate(new Uint8Array(VECTORS));
    const bytes = (vectors && await unpacked("engine-simd")) || await unpacked("engine-plain");
    return { module: await WebAssembly.compile(bytes), scenario: new TextDecoder().decode(await unpacked("engine-scenario")) };
  }

  const url = URL.createObjectURL(new Blob([`(${work})()`], { type: "text/javascript" }));
  /** A worker: a function that asks it for a task. */
  function worker() {
    const it = new Worker(url);
    const asked = new Map();
    let count = 0;
    it.onmessage = ({ data: { number, answer, why } }) => {
      const { done, failed } = asked.get(number);
      asked.delete(number);
      if (why === undefined) done(answer); else failed(new Error(why));
    };
    it.onerror = (event) => { for (const { failed } of asked.values()) failed(new Error(event.message)); asked.clear(); };
    return (task, what, given = []) => new Promise((done, failed) => {
      count += 1;
      asked.set(count, { done, failed });
      it.postMessage({ task, number: count, ...what }, given.map((part) => part.buffer));
    });
  }

  let hired = null;
  async function hire() {
    const all = await unpackedAll();
    const workers = Array.from({ length: WORKERS }, worker);
    await Promise.all(workers.map((ask) => ask("open", all)));
    return workers;
  }

  // A preview is quick; what all worlds take is done in steps, so that a newer question need not wait.
  const STEPS = [1, 8];
  /** A set of worlds, dealt out: who has which cuts, and the verdicts on claims where nothing is moved. */
  async function dealt(set) {
    const workers = await (hired ??= hire());
    const { worlds, preview, seed, replications, levers } = data;
    const question = { set, worlds: set ? worlds : preview, seed, replications, levers };
    const [count] = await Promise.all(workers.map((ask) => ask("draw", { question })));
    const own = workers.map((_, at) => Array.from({ length: count }, (_, cut) => cut).filter((cut) => cut % workers.length === at));
    const parts = await Promise.all(workers.map((ask, at) => ask("keep", { question: { set, cuts: own[at] }, steps: 8 })));
    const before = JSON.parse(await workers[0]("gather", { question: { set }, parts }, parts));
    return { workers, own, before };
  }
  const sets = [null, null];
  const ready = (all) => (sets[Number(all)] ??= dealt(Number(all)));

  let wishes = 0;
  async function move(moves, all) {
    const set = Number(all);
    // Counted when it is asked and not when there is somebody to ask.
    const wish = moves.length ? (wishes += 1) : 0;
    const { workers, own, before } = await ready(all);
    if (!moves.length) return before;
    const asked = (at) => ({ question: { set, cuts: own[at], moves }, steps: STEPS[set], wish });
    const parts = await Promise.all(workers.map((ask, at) => ask("move", asked(at))));
    if (parts.includes(null)) throw new Error("newer");
    return JSON.parse(await workers[0]("judge", { question: { set, moves }, parts }, parts));
  }

  // Whoever comes near a lever will soon ask.
  const section = document.getElementById("act");
  const near = () => { ready(data.preview === null).catch(() => {}); };
  section.addEventListener("pointerenter", near, { once: true });
  section.addEventListener("focusin", near, { once: true });
  return { move };
})();
