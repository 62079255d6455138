// Verdicts among the worlds that agree with what a reader assumes. Nothing is simulated and nothing is loaded: worlds are counted again.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("assume-data").textContent);
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const bit = (set, world) => (set[world >> 3] >> (world & 7)) & 1;
  const claims = data.claims.map((c) => c && { ...c, holds: bytes(c.holds), known: c.known && bytes(c.known) });
  const questions = data.questions.map((q) => ({ ...q, levels: bytes(q.levels) }));
  const level = (question, world) => (question.levels[world >> 1] >> (4 * (world & 1))) & 15;

  // What is assumed: by question the levels from … to …, both included; none where nothing is.
  const assumed = questions.map(() => null);

  /** The worlds that agree with all that is assumed. */
  function kept() {
    const worlds = [];
    const said = assumed.map((range, at) => range && [questions[at], ...range]).filter(Boolean);
    for (let world = 0; world < data.worlds; world += 1) {
      if (said.every(([q, from, to]) => level(q, world) >= from && level(q, world) <= to)) worlds.push(world);
    }
    return worlds;
  }

  /** The word for a share, by the scenario's rule. */
  function word(share) {
    if (data.calibrated) return data.likelihoods.find(([below]) => share < below)[1];
    return share >= data.rule[0] ? "holds" : share <= data.rule[1] ? "fails" : "contested";
  }

  /** What worlds say of a claim: Wilson's interval at 95 %, and no word where those without a truth could change it. */
  function judge(claim, worlds) {
    let [holds, known] = [0, 0];
    for (const world of worlds) {
      if (claim.known && !bit(claim.known, world)) continue;
      known += 1;
      holds += bit(claim.holds, world);
    }
    if (known < data.fewest) return { word: "no-verdict", known, few: true };
    const lost = claim.some ? 0 : worlds.length - known;
    if (lost && word(holds / (known + lost)) !== word((holds + lost) / (known + lost))) return { word: "no-verdict", known };
    const [share, z] = [holds / known, 1.959963984540054];
    const middle = (share + (z * z) / (2 * known)) / (1 + (z * z) / known);
    const half = (z / (1 + (z * z) / known)) * Math.sqrt((share * (1 - share)) / known + (z * z) / (4 * known * known));
    const low = Math.min(Math.max(middle - half, 0), share);
    const high = Math.max(Math.min(middle + half, 1), share);
    const ends = [word(low), word(high)];
    const between = ends.some((end) => end !== word(share)) ? ends : null;
    return { word: word(share), between, share, low, high, known };
  }

  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  const count = (n) => numbers.format(n);
  const hundred = (share) => {
    const p = 100 * share;
    return p > 0 && p < 0.5 ? "<1" : p > 99.5 && p < 100 ? ">99" : String(Math.round(p));
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const percent = (share) => fill(data.words.percent, { n: hundred(share) });
  const said = (verdict) => (verdict.between ? verdict.between.map((w) => data.verdicts[w][0]).join("–") : data.verdicts[verdict.word][0]);
  const shape = (verdict) => data.verdicts[verdict.word][1];
  const inFull = (verdict) => said(verdict) + (verdict.share === undefined ? "" : ` ${percent(verdict.share)}`);
  const everywhere = Array.from({ length: data.worlds }, (_, world) => world);
  const before = claims.map((claim) => claim && judge(claim, everywhere));

  const make = (name, parts = [], attributes = {}) => {
    const element = document.createElement(name);
    element.append(...parts);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const symbol = (name) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "shape");
    svg.setAttribute("aria-hidden", "true");
    const use = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "use"));
    use.setAttribute("href", `#shape-${name}`);
    return svg;
  };

  // What the page said before anything was assumed, to be put back.
  const places = [...document.querySelectorAll("[data-verdict]")].map((element) => ({
    element, claim: Number(element.dataset.verdict), as: [...element.childNodes],
  }));
  const phrases = [...document.querySelectorAll("[data-phrase]")].map((element) => ({
    element, claim: Number(element.dataset.phrase), as: [...element.childNodes],
  }));
  const bars = [...document.querySelectorAll("[data-bar]")].map((element) => ({
    element, claim: Number(element.dataset.bar), as: element.getAttribute("d"),
  }));
  const rails = [...document.querySelectorAll("[data-rail]")].map((element) => {
    const [use, share] = [element.querySelector("use"), element.querySelector(".share")];
    return { element, claim: Number(element.dataset.rail), use, share, drawn: use.getAttribute("href"), as: [...share.childNodes] };
  });
  const section = document.getElementById("assume");
  const status = document.getElementById("assume-status");
  const list = document.getElementById("assume-turned");
  const bar = document.getElementById("assumed");
  const tallies = [...document.querySelectorAll(".tally[data-tested]")];

  /** What is assumed of a question, in words. */
  function answer(at) {
    const [question, [from, to]] = [questions[at], assumed[at]];
    // A label that is a question is answered.
    const lead = question.label.endsWith("?") ? question.label : `${question.label}:`;
    if (question.options) return `${lead} ${question.options[from].replaceAll("_", " ")}`;
    const ends = { low: question.edges[from], high: question.edges[to + 1], unit: question.unit };
    return `${lead} ${fill(data.words.range, ends).trim()}`;
  }

  /** Retells everything. */
  function tell() {
    const any = assumed.some(Boolean);
    const worlds = any ? kept() : everywhere;
    const now = any ? claims.map((claim) => claim && judge(claim, worlds)) : before;
    const because = fill(data.words.because, { what: assumed.map((a, at) => a && answer(at)).filter(Boolean).join("; ") });
    const turned = claims.map((c, at) => at).filter((at) => claims[at] && now[at].word !== before[at].word);
    for (const { element, claim, as } of places) {
      if (!any) { element.replaceChildren(...as); element.classList.remove("turned"); element.removeAttribute("title"); continue; }
      const verdict = now[claim];
      const parts = [symbol(shape(verdict)), said(verdict)];
      if (verdict.share !== undefined) parts.push(" ", make("b", [percent(verdict.share)]));
      if (inFull(verdict) !== inFull(before[claim])) parts.push(" ", make("small", [fill(data.words.was, { old: inFull(before[claim]) })], { class: "was" }));
      element.replaceChildren(...parts);
      element.classList.toggle("turned", verdict.word !== before[claim].word);
      element.title = because;
    }
    for (const { element, claim, as } of phrases) {
      if (!any) { element.replaceChildren(...as); continue; }
      const verdict = now[claim];
      const values = { n: count(verdict.known), old: inFull(before[claim]) };
      if (verdict.share !== undefined) Object.assign(values, { share: hundred(verdict.share), low: hundred(verdict.low), high: hundred(verdict.high) });
      const text = verdict.share !== undefined ? data.words.phrase : verdict.few ? data.words.few : data.words.open;
      element.replaceChildren(make("strong", [fill(text, values)]), " ", make("small", [because]));
    }
    for (const { element, claim, use, share, drawn, as } of rails) {
      const verdict = now[claim];
      element.classList.toggle("turned", any && verdict.word !== before[claim].word);
      use.setAttribute("href", any ? `#shape-${shape(verdict)}` : drawn);
      if (!any) share.replaceChildren(...as);
      else share.replaceChildren(make("span", [`${said(verdict)} `], { class: "away" }), verdict.share === undefined ? "–" : percent(verdict.share));
    }
    for (const { element, claim, as } of bars) element.setAttribute("d", any ? `M0 3H${100 * (now[claim].share ?? 0)}` : as);
    for (const tally of tallies) tally.hidden = any;
    const facts = fill(data.words.kept, { n: count(worlds.length), all: count(data.worlds) });
    status.textContent = any ? `${facts} ${fill(turned.length ? data.words.turned : data.words.none, { n: turned.length })}` : data.words.nothing;
    list.replaceChildren(...(any ? turned : []).map((at) => make("li", [
      make("a", [claims[at].name], { href: `#claim-${claims[at].id}` }), " ",
      make("span", [symbol(shape(before[at])), inFull(before[at])], { class: "verdict" }), " → ",
      make("span", [symbol(shape(now[at])), make("b", [inFull(now[at])])], { class: "verdict" }),
    ])));
    bar.hidden = !any;
    if (any) bar.firstElementChild.textContent = `${because} ${status.textContent}`;
    for (const button of document.querySelectorAll("[data-reset]")) button.hidden = !any;
    address(any);
  }

  /** The address says what is assumed, by names; an anchor is left alone while nothing is. */
  function address(any) {
    const parts = assumed.map((range, at) => {
      if (!range) return null;
      const question = questions[at];
      const value = question.options ? question.options[range[0]] : `${range[0]}-${range[1]}`;
      return `${encodeURIComponent(question.input)}:${encodeURIComponent(value)}`;
    });
    const hash = any ? `#a=${parts.filter(Boolean).join("&")}` : location.hash.startsWith("#a=") ? "" : location.hash;
    if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname + location.search);
  }

  /** Takes what an address says; what the page does not know is left out. */
  function follow() {
    if (!location.hash.startsWith("#a=")) return;
    assumed.fill(null);
    for (const part of location.hash.slice(3).split("&")) {
      let input, value;
      try { [input, value] = part.split(":").map(decodeURIComponent); } catch { continue; }
      const at = questions.findIndex((q) => q.input === input);
      if (at < 0 || value === undefined) continue;
      const top = questions[at].options ? questions[at].options.length - 1 : data.levels - 1;
      const option = questions[at].options ? questions[at].options.indexOf(value) : -1;
      const [from, to] = questions[at].options ? [option, option] : value.split("-").map(Number);
      if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= top) assumed[at] = [from, to];
    }
    controls();
    tell();
  }

  /** Puts the controls where what is assumed says. */
  function controls() {
    questions.forEach((question, at) => {
      const field = section.querySelector(`[data-question="${at}"]`);
      if (question.options) {
        const value = assumed[at] ? String(assumed[at][0]) : "";
        for (const input of field.querySelectorAll("input")) input.checked = input.value === value;
      } else {
        const [from, to] = field.querySelectorAll("input");
        [from.value, to.value] = assumed[at] ? [assumed[at][0], assumed[at][1] + 1] : [0, data.levels];
        ends(field, question, from, to);
      }
    });
  }

  /** Says which values the ends of a range stand at. */
  function ends(field, question, from, to) {
    const text = (input) => `${question.edges[input.value]} ${question.unit}`.trim();
    for (const input of [from, to]) input.setAttribute("aria-valuetext", text(input));
    field.querySelector("output").textContent = fill(data.words.range, { low: question.edges[from.value], high: question.edges[to.value], unit: question.unit }).trim();
  }

  section.addEventListener("input", (event) => {
    const field = event.target.closest("[data-question]");
    if (!field) return;
    const at = Number(field.dataset.question);
    if (questions[at].options) {
      assumed[at] = event.target.value === "" ? null : [Number(event.target.value), Number(event.target.value)];
    } else {
      const [from, to] = field.querySelectorAll("input");
      // The ends may not meet: at least one level lies between them.
      if (Number(from.value) >= Number(to.value)) {
        if (event.target === from) from.value = Number(to.value) - 1;
        else to.value = Number(from.value) + 1;
      }
      const [low, high] = [Number(from.value), Number(to.value)];
      assumed[at] = low === 0 && high === data.levels ? null : [low, high - 1];
      ends(field, questions[at], from, to);
    }
    tell();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-reset]")) return;
    assumed.fill(null);
    controls();
    tell();
    section.querySelector("h2").focus();
  });
  window.addEventListener("hashchange", follow);

  section.hidden = false;
  if (location.hash.startsWith("#a=")) follow();
  else {
    controls();
    tell();
  }
})();
