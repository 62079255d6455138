// Verdicts among the worlds that agree with what a reader assumes. Nothing is simulated and nothing is loaded: worlds are counted again.
(() => {
  "use strict";
  const { count, fill, hundred } = retell;
  const data = JSON.parse(document.getElementById("assume-data").textContent);
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const bit = (set, world) => (set[world >> 3] >> (world & 7)) & 1;
  /** Truths by world: 1, 0, or −1 where there is none; `some`: where the claim is not asked, and nothing went wrong. */
  const claims = data.claims.map((c) => {
    if (!c) return null;
    const [holds, known] = [bytes(c.holds), c.known && bytes(c.known)];
    return { some: c.some, truths: Int8Array.from({ length: data.worlds }, (_, world) => (known && !bit(known, world) ? -1 : bit(holds, world))) };
  });
  const questions = data.questions.map((q) => ({ ...q, levels: bytes(q.levels), few: q.few && bytes(q.few) }));
  const level = (levels, world) => (levels[world >> 1] >> (4 * (world & 1))) & 15;

  // What is assumed: by question the levels from … to …, both included; none where nothing is.
  const assumed = questions.map(() => null);

  /** The worlds that agree with all that is assumed; of those of a preview where few are meant. */
  function kept(few) {
    const worlds = [];
    const said = assumed.map((range, at) => range && [few ? questions[at].few : questions[at].levels, ...range]).filter(Boolean);
    for (let world = 0; world < (few ? data.few : data.worlds); world += 1) {
      if (said.every(([levels, from, to]) => level(levels, world) >= from && level(levels, world) <= to)) worlds.push(world);
    }
    return worlds;
  }

  /** The word for a share, by the scenario's rule. */
  function word(share) {
    if (data.calibrated) return data.likelihoods.find(([below]) => share < below)[1];
    return share >= data.rule[0] ? "holds" : share <= data.rule[1] ? "fails" : "contested";
  }

  /** What worlds say of a claim: Wilson's interval at 95 %, and no word where those without a truth could change it. */
  function judge({ truths, some }, worlds) {
    let [holds, known] = [0, 0];
    for (const world of worlds) {
      if (truths[world] < 0) continue;
      known += 1;
      holds += truths[world];
    }
    if (known < data.fewest) return { word: "no-verdict", known, few: true };
    const lost = some ? 0 : worlds.length - known;
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

  const everywhere = Array.from({ length: data.worlds }, (_, world) => world);
  const before = claims.map((claim) => claim && judge(claim, everywhere));
  // Figures that show all worlds, whatever is assumed, and then say so.
  const whole = document.querySelectorAll("[data-whole]");
  // A page without charts has no script for them.
  const charts = typeof redraw === "undefined" ? null : redraw;
  const { section, tell: told } = retell.part("assume", () => { assumed.fill(null); controls(); tell(); });

  /** What is assumed of a question, in words. */
  function answer(at) {
    const [question, [from, to]] = [questions[at], assumed[at]];
    // A label that is a question is answered.
    const lead = question.label.endsWith("?") ? question.label : `${question.label}:`;
    if (question.options) return `${lead} ${question.called[from]}`;
    const ends = { low: question.edges[from], high: question.edges[to + 1], unit: question.unit };
    return `${lead} ${fill(data.words.range, ends).trim()}`;
  }

  function phrase(verdict, old) {
    const values = { n: count(verdict.known), old };
    if (verdict.share === undefined) return fill(verdict.few ? data.words.few : data.words.open, values);
    return fill(data.words.phrase, { ...values, share: hundred(verdict.share), low: hundred(verdict.low), high: hundred(verdict.high) });
  }

  /** Retells everything. */
  function tell() {
    if (assumed.some(Boolean)) {
      const worlds = kept();
      const now = claims.map((claim) => claim && judge(claim, worlds));
      const because = fill(data.words.because, { what: assumed.map((a, at) => a && answer(at)).filter(Boolean).join("; ") });
      let few = null;
      /** A verdict of other truths in the worlds that agree. */
      const among = (truths, inFew) => judge(truths, inFew ? (few ??= kept(true)) : worlds);
      told({ before, now, because, phrase, judge: among }, fill(data.words.kept, { n: count(worlds.length), all: count(data.worlds) }));
      charts?.show(worlds, because);
    } else {
      told(null, data.words.nothing);
      charts?.restore();
    }
    for (const words of whole) words.hidden = !assumed.some(Boolean);
    address();
  }

  /** The address says what is assumed, by names; an anchor is left alone while nothing is. */
  function address() {
    const parts = assumed.map((range, at) => {
      if (!range) return null;
      const question = questions[at];
      const value = question.options ? question.options[range[0]] : `${range[0]}-${range[1]}`;
      return `${encodeURIComponent(question.input)}:${encodeURIComponent(value)}`;
    });
    retell.address("a", parts.filter(Boolean).join("&"));
  }

  /** Takes what an address says; what the page does not know is left out. */
  function follow() {
    if (!retell.isChoice()) return;
    assumed.fill(null);
    for (const part of retell.chosenThere("a")) {
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
  window.addEventListener("hashchange", follow);

  section.hidden = false;
  if (retell.isChoice()) follow();
  else {
    controls();
    tell();
  }
})();
