// Levers of strategies, moved in place: an engine simulates what comes of it, and every claim is judged anew. An engine is one function,
// `engine.move(moves, all)`: verdicts on all claims as `contend run --json` tells them, in all worlds or in the few of a preview.
(() => {
  "use strict";
  const { count, fill, hundred, make } = retell;
  const data = JSON.parse(document.getElementById("act-data").textContent);
  const { words } = data;
  const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumSignificantDigits: 6 });
  const STEPS = 100;

  /** A lever of a strategy, by its places; its own value is null where the strategy follows a rule or a schedule. */
  const act = ([a, s, l]) => {
    const actor = data.actors[a];
    const [strategy, lever] = [actor.strategies[s], actor.levers[l]];
    return { key: `${actor.id}.${strategy.id}.${lever.id}`, actor, strategy, lever, own: strategy.own[l] };
  };
  const acts = new Map();
  data.actors.forEach((actor, a) => actor.strategies.forEach((strategy, s) => strategy.own.forEach((_, l) => acts.set(act([a, s, l]).key, act([a, s, l])))));

  // What is moved: by key the value, only where it is another than the strategy's own. What was before, for undoing.
  const moved = new Map();
  const past = [];
  let gesture = false;
  // What an address said that is not as it was.
  let notes = [];

  const { section, tell } = retell.part("act", () => { remember(); moved.clear(); ask(); });
  const busy = document.getElementById("act-busy");
  const undo = document.getElementById("act-undo");

  /** Places of a slider for a lever: how many there are, and the value of each; the strategy's own is one of them, if it is one number. */
  function slider({ lever: { low, high, whole }, own }) {
    const top = whole ? high - low : STEPS;
    const place = (value) => Math.round(((value - low) / (high - low)) * top);
    const value = (at) => (own !== null && at === place(own) ? own : Number((low + ((high - low) * at) / top).toPrecision(12)));
    return { top, place, value };
  }

  /** Whether a lever can be set to a value. */
  function allowed({ lever }, value) {
    if (lever.options) return lever.options.some(([, v]) => v === value);
    if (lever.low === undefined) return value === 0 || value === 1;
    return value >= lever.low && value <= lever.high && (!lever.whole || Number.isInteger(value));
  }

  /** Whether a lever is chosen from a list: of its options, or also whether it is left to a rule. */
  const isListed = ({ lever, own }) => Boolean(lever.options) || (lever.low === undefined && own === null);

  /** A value in words. */
  function told({ lever }, value) {
    if (value === null) return words.follows;
    if (lever.options) return lever.options.find(([, v]) => v === value)[2];
    if (lever.low === undefined) return value ? words.on : words.off;
    return `${numbers.format(value)} ${lever.unit}`.trim();
  }

  const whose = ({ strategy, actor }) => fill(words.whose, { strategy: strategy.name, actor: actor.name });

  let made = 0;
  /** A control for a lever of a strategy. */
  function control(one) {
    const id = `lever-${(made += 1)}`;
    const { lever } = one;
    const field = make("div", [], { class: "lever", "data-lever": one.key });
    const label = make("label", [lever.name], { for: id });
    const output = make("output", [], { for: id });
    let input;
    if (isListed(one)) {
      const values = lever.options ? lever.options.map(([, value]) => value) : [0, 1];
      const all = one.own === null ? ["", ...values] : values;
      input = make("select", all.map((value) => make("option", [told(one, value === "" ? null : value)], { value })), { id });
      field.append(label, input, output);
    } else if (lever.low === undefined) {
      input = make("input", [], { id, type: "checkbox" });
      field.append(input, label, output);
    } else {
      const { top, place } = slider(one);
      input = make("input", [], { id, type: "range", min: 0, max: top, step: 1, list: `${id}-own` });
      const marks = one.own === null ? [] : [make("option", [], { value: place(one.own) })];
      field.append(label, input, make("datalist", marks, { id: `${id}-own` }), output);
    }
    return field;
  }

  /** What a control stands at. */
  function read(field, one) {
    const input = field.querySelector("input, select");
    if (isListed(one)) return input.value === "" ? null : Number(input.value);
    if (one.lever.low === undefined) return Number(input.checked);
    return slider(one).value(Number(input.value));
  }

  /** Puts all controls where what is moved says. */
  function show() {
    for (const field of section.querySelectorAll("[data-lever]")) {
      const one = acts.get(field.dataset.lever);
      const input = field.querySelector("input, select");
      const value = moved.get(one.key) ?? one.own;
      if (isListed(one)) input.value = value ?? "";
      else if (one.lever.low === undefined) input.checked = Boolean(value);
      else {
        // What follows a rule has no place of its own.
        input.value = slider(one).place(value ?? one.lever.low);
        input.setAttribute("aria-valuetext", told(one, value));
      }
      const own = told(one, one.own);
      field.querySelector("output").textContent = value === one.own ? (one.lever.low === undefined || isListed(one) ? "" : own) : fill(words.own, { value: told(one, value), own });
      field.classList.toggle("turned", value !== one.own);
    }
    undo.hidden = !past.length;
  }

  /** Controls of levers of one strategy, with what is changed there. */
  function group(list) {
    const { strategy } = list[0];
    const parts = [make("legend", [make("b", [fill(words.changing, { strategy: whose(list[0]) })])]), ...list.map(control)];
    if (strategy.profiles.length) parts.push(make("p", [fill(words.plays, { profiles: strategy.profiles.join(", ") })], { class: "small" }));
    return make("fieldset", parts);
  }

  /** The levers that the author puts first, by strategy, and a choice among all others. */
  function build() {
    const front = new Map();
    for (const place of data.front) {
      const one = act(place);
      const name = `${one.actor.id}.${one.strategy.id}`;
      front.set(name, [...(front.get(name) ?? []), one]);
    }
    section.querySelector("#act-front").append(...[...front.values()].map(group));
    const choice = document.getElementById("act-choice");
    const strategies = data.actors.flatMap((actor, a) => actor.strategies.map((strategy, s) => ({ a, s, name: whose({ actor, strategy }) })));
    choice.append(...strategies.map(({ name }, at) => make("option", [name], { value: at })));
    const all = section.querySelector("#act-levers");
    const choose = () => {
      const { a, s } = strategies[choice.value];
      const { levers } = data.actors[a];
      all.replaceChildren(group(levers.map((_, l) => act([a, s, l]))));
      show();
    };
    choice.addEventListener("change", choose);
    choose();
    if (!data.front.length) document.getElementById("act-more").open = true;
  }

  // ---- Questions to the engine ----

  /** One question at a time; of those that wait the newest. An older one that waits is given up. */
  function line(all) {
    let [asking, waiting] = [false, null];
    const next = async (question) => {
      asking = true;
      try { question.done(await engine.move(question.moves, all)); } catch (error) { question.failed(error); }
      asking = false;
      const newest = waiting;
      waiting = null;
      if (newest) next(newest);
    };
    return (moves) => new Promise((done, failed) => {
      const question = { moves, done, failed };
      if (!asking) { next(question); return; }
      waiting?.failed(new Error("newer"));
      waiting = question;
    });
  }
  const lines = [line(false), line(true)];
  const asItIs = [null, null];
  /** Verdicts where nothing is moved, asked for once unless that fails. */
  function unmoved(all) {
    asItIs[all] ??= engine.move([], Boolean(all)).catch((error) => { asItIs[all] = null; throw error; });
    return asItIs[all];
  }

  const verdict = (claim) => ({ word: claim.verdict, between: claim.between, share: claim.over_worlds ? undefined : claim.share, low: claim.low, high: claim.high, known: claim.worlds });
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  /** What is moved, as the engine takes it: in the order of the scenario. */
  function moves() {
    const list = [];
    for (const [key, { actor, strategy, lever }] of acts) {
      if (!moved.has(key)) continue;
      if (list.at(-1)?.actor !== actor.id || list.at(-1)?.strategy !== strategy.id) list.push({ actor: actor.id, strategy: strategy.id, levers: {} });
      list.at(-1).levers[lever.id] = moved.get(key);
    }
    return list;
  }

  function phrase(found, old) {
    if (found.share === undefined) return fill(words.word, { word: retell.said(found), old });
    return fill(words.phrase, { share: hundred(found.share), n: count(found.known), low: hundred(found.low), high: hundred(found.high), old });
  }

  /** The truths of a claim by world, as an engine tells them; nothing where fewer worlds cannot judge it. */
  const truths = ({ truths: text }) => text && { some: text.includes("-"), truths: Int8Array.from(text, (c) => (c === "1" ? 1 : c === "0" ? 0 : -1)) };

  let wish = 0;
  let newest = 0;
  /**
   * Asks for verdicts: at first in few worlds, then in all. An answer to an older question is told only while a lever is still on its way,
   * with the value that it is an answer to.
   */
  async function ask() {
    const mine = (wish += 1);
    show();
    address();
    if (!moved.size) { newest = mine; quiet(words.nothing); return; }
    busy.hidden = false;
    const list = moves();
    const what = [...acts.values()].filter(({ key }) => moved.has(key))
      .map((one) => fill(words.item, { lever: one.lever.name, strategy: whose(one), old: told(one, one.own), new: told(one, moved.get(one.key)) }));
    const because = fill(words.because, { what: what.join("; ") });
    for (const all of data.preview ? [0, 1] : [1]) {
      let now, before;
      try {
        before = await unmoved(all);
        now = await lines[all](list);
      } catch (error) {
        if (mine !== wish) return;
        // Another window of the same engine asked something newer: this one asks again.
        if (error.message === "newer") setTimeout(() => { if (mine === wish) ask(); }, 200);
        else quiet(fill(words.failed, { why: error.message }));
        return;
      }
      if (mine !== wish && (all || !gesture || mine < newest)) return;
      newest = mine;
      const number = fill(all ? words.worlds : words.preview, { n: count(all ? data.worlds : data.preview), all: count(data.worlds) });
      const old = before.map(verdict);
      const touches = now.map((claim, at) => Boolean(retell.data.claims[at]) && !same([verdict(claim), claim.truths], [old[at], before[at].truths]));
      tell({
        before: old, now: now.map((claim, at) => (touches[at] && !same(verdict(claim), old[at]) ? verdict(claim) : null)), touches,
        truths: now.map((claim, at) => (touches[at] ? truths(claim) : null)), few: !all, because, beside: all ? "" : number, phrase,
      }, [...notes, number].join(" "));
      if (mine !== wish) return;
      if (all) busy.hidden = true;
    }
  }

  /** Nothing is told, and why. */
  function quiet(why) {
    busy.hidden = true;
    tell(null, [...notes, why].join(" "));
  }

  /** Keeps what is moved, to be undone. */
  function remember() {
    past.push(new Map(moved));
    notes = [];
  }

  // ---- The address: what differs, and of which scenario ----

  function address() {
    const parts = [...moved].map(([key, value]) => {
      const { lever } = acts.get(key);
      const name = lever.options ? lever.options.find(([, v]) => v === value)[0] : value;
      return `${encodeURIComponent(key)}:${encodeURIComponent(name)}`;
    });
    retell.address("l", parts.length ? [...parts, `of=${data.fingerprint}`].join("&") : "");
  }

  /** Takes what an address says; what the page does not know is told, and left out. */
  function follow() {
    if (!retell.isChoice()) return;
    moved.clear();
    notes = [];
    const unknown = [];
    for (const part of retell.chosenThere("l")) {
      let text;
      try { text = decodeURIComponent(part); } catch { unknown.push(part); continue; }
      if (text.startsWith("of=")) {
        if (text.slice(3) !== data.fingerprint) notes.push(fill(words.other, { theirs: text.slice(3, 15), ours: data.fingerprint }));
        continue;
      }
      const [key, name] = text.split(":");
      const one = acts.get(key);
      const option = one?.lever.options?.find(([own]) => own === name);
      const value = one?.lever.options ? (option ? option[1] : NaN) : name?.trim() ? Number(name) : NaN;
      if (!one || !allowed(one, value)) unknown.push(text);
      else if (value !== one.own) moved.set(key, value);
    }
    if (unknown.length) notes.push(fill(words.unknown, { names: unknown.join(", ").slice(0, 300) }));
    ask();
  }

  section.addEventListener("input", (event) => {
    const field = event.target.closest("[data-lever]");
    if (!field) return;
    const one = acts.get(field.dataset.lever);
    if (!gesture) remember();
    gesture = event.target.type === "range";
    const value = read(field, one);
    if (value === one.own) moved.delete(one.key);
    else moved.set(one.key, value);
    ask();
  });
  section.addEventListener("change", () => { gesture = false; });
  undo.addEventListener("click", () => {
    moved.clear();
    notes = [];
    for (const [key, value] of past.pop() ?? []) moved.set(key, value);
    ask();
    if (undo.hidden) section.querySelector("h2").focus();
  });
  window.addEventListener("hashchange", follow);

  build();
  section.hidden = false;
  if (retell.isChoice()) follow();
  else { show(); quiet(words.nothing); }
})();
