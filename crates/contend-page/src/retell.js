// What a page says of its claims, told again by whoever judges them anew, and put back: of some of the worlds (`assume`), where levers
// are moved (`act`), or of both together.
const retell = (() => {
  "use strict";
  const data = JSON.parse(document.getElementById("retell-data").textContent);
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

  // What the page said at first, to be put back.
  const marked = (name, more) => [...document.querySelectorAll(`[data-${name}]`)].map((element) => ({ element, claim: Number(element.dataset[name]), ...more(element) }));
  const places = marked("verdict", (element) => ({ as: [...element.childNodes] }));
  const phrases = marked("phrase", (element) => ({ as: [...element.childNodes] }));
  const besides = marked("beside", () => ({}));
  const bars = marked("bar", (element) => ({ as: element.getAttribute("d") }));
  const rails = marked("rail", (element) => {
    const [use, share] = [element.querySelector("use"), element.querySelector(".share")];
    return { use, share, drawn: use.getAttribute("href"), as: [...share.childNodes] };
  });
  const tallies = [...document.querySelectorAll(".tally[data-tested]")].map((element) => ({ element, as: [...element.childNodes] }));

  /** Whether a place tells something else than before: what stays is not laid out again. Nothing is what the page said at first. */
  function isNew(place, told) {
    const now = told ? JSON.stringify(told) : "";
    const before = place.told ?? "";
    place.told = now;
    return now !== before;
  }

  /** Whether what is told of a claim is another verdict, by the words that are read: “contested–holds” is no other one, whichever is nearer. */
  const turns = (told) => Boolean(told) && said(told.now) !== said(told.before);

  /**
   * Tells verdicts in the place of those of the page. Of each claim `told` has what it says `now` and what `before`, a sentence of both
   * (`phrase`) and what else is to be known (`why`), or nothing where the page's own stays.
   */
  function claims(told) {
    for (const place of places) {
      const { element, claim, as } = place;
      const one = told[claim];
      element.classList.toggle("turned", turns(one));
      if (one) element.title = one.why; else element.removeAttribute("title");
      if (!isNew(place, one && [one.now, one.before])) continue;
      if (!one) { element.replaceChildren(...as); continue; }
      const old = inFull(one.before);
      const parts = [symbol(shape(one.now)), said(one.now)];
      if (one.now.share !== undefined) parts.push(" ", make("b", [percent(one.now.share)]));
      if (inFull(one.now) !== old) parts.push(" ", make("small", [fill(data.words.was, { old })], { class: "was" }));
      element.replaceChildren(...parts);
    }
    for (const place of phrases) {
      const { element, claim, as } = place;
      const one = told[claim];
      if (!isNew(place, one && [one.phrase, one.why])) continue;
      if (!one) { element.replaceChildren(...as); continue; }
      element.replaceChildren(make("strong", [one.phrase]), " ", make("small", [one.why]));
    }
    for (const place of rails) {
      const { element, claim, use, share, drawn, as } = place;
      const one = told[claim];
      element.classList.toggle("turned", turns(one));
      if (!isNew(place, one && [one.now])) continue;
      use.setAttribute("href", one ? `#shape-${shape(one.now)}` : drawn);
      if (!one) share.replaceChildren(...as);
      else if (one.now.share === undefined && one.now.word !== "no-verdict") share.replaceChildren(said(one.now));
      else share.replaceChildren(make("span", [`${said(one.now)} `], { class: "away" }), one.now.share === undefined ? "–" : percent(one.now.share));
    }
    for (const { element, claim } of besides) element.hidden = Boolean(told[claim]);
    for (const { element, claim, as } of bars) element.setAttribute("d", told[claim] ? `M0 3H${100 * (told[claim].now.share ?? 0)}` : as);
    const words = data.tested.map(([claim, word]) => told[claim]?.now.word ?? word);
    const counted = data.tally.map(([word, one, several, shape]) => ({ n: words.filter((w) => w === word).length, one, several, shape })).filter(({ n }) => n);
    for (const { element, as } of tallies) {
      if (!told.some(Boolean)) element.replaceChildren(...as);
      else element.replaceChildren(as[0], ...counted.flatMap(({ n, one, several, shape }) => [" ", make("span", [symbol(shape), fill(n === 1 ? one : several, { n: count(n) })])]));
    }
  }

  // The parts of the page that tell verdicts, by name, with what each of them tells now.
  const parts = {};
  // The one that was touched last says which verdicts turn.
  let touched = null;

  /**
   * What is told of each claim. What is assumed has verdicts of worlds that agree, and judges others there (`judge`); what is moved has verdicts
   * with the truths in each world behind them. Together the latter are counted in the worlds that agree, where that can be.
   */
  function together() {
    const [assumed, acted] = [parts.assume?.told, parts.act?.told];
    const alone = (by, claim) => {
      const [now, before] = [by?.now[claim], by?.before[claim]];
      return now && { now, before, why: [by.because, by.beside].filter(Boolean).join(" "), phrase: by.phrase(now, inFull(before)) };
    };
    return data.claims.map((_, claim) => {
      const truths = acted?.truths[claim];
      if (!assumed || !acted?.touches[claim] || !truths || !assumed.now[claim]) return alone(acted, claim) ?? alone(assumed, claim);
      const [now, before] = [assumed.judge(truths, acted.few), assumed.before[claim]];
      const why = [assumed.because, acted.because, acted.beside].filter(Boolean).join(" ");
      const unmoved = fill(data.words.unmoved, { old: inFull(assumed.now[claim]) });
      return { now, before, why, phrase: `${assumed.phrase(now, inFull(before))} ${unmoved}` };
    });
  }

  /** A part of the page by the id of its section: what it says beside the claims, and how it is made to stop. */
  function part(name, stop) {
    const [section, status, list, bar] = ["", "-status", "-turned", "-bar"].map((end) => document.getElementById(name + end));
    const resets = document.querySelectorAll(`[data-reset="${name}"]`);
    const own = { told: null, facts: "", status, list, bar, resets };
    parts[name] = own;
    /** Tells, or without verdicts stops; then `facts` says how things are. */
    function tell(told, facts) {
      Object.assign(own, { told, facts });
      touched = told ? name : Object.keys(parts).find((other) => parts[other].told) ?? name;
      const all = together();
      claims(all);
      const turned = data.claims.flatMap((_, at) => (turns(all[at]) ? [at] : []));
      const changed = fill(turned.length ? data.words.turned : data.words.none, { n: turned.length });
      const causes = Object.values(parts).flatMap((part) => (part.told ? [part.told.because] : []));
      for (const [which, { told, facts, status, list, bar, resets }] of Object.entries(parts)) {
        const speaks = told && which === touched;
        status.textContent = [facts, speaks && changed].filter(Boolean).join(" ");
        list.replaceChildren(...(speaks ? turned : []).map((at) => make("li", [
          make("a", [data.claims[at].name], { href: `#claim-${data.claims[at].id}` }), " ",
          make("span", [symbol(shape(all[at].before)), inFull(all[at].before)], { class: "verdict" }), " → ",
          make("span", [symbol(shape(all[at].now)), make("b", [inFull(all[at].now)])], { class: "verdict" }),
        ])));
        bar.hidden = !speaks;
        if (speaks) bar.firstElementChild.textContent = [...causes, status.textContent].join(" ");
        for (const button of resets) button.hidden = !told;
      }
    }
    document.addEventListener("click", (event) => {
      if (!event.target.closest(`[data-reset="${name}"]`)) return;
      stop();
      section.querySelector("h2").focus();
    });
    return { section, tell };
  }

  // What a reader has chosen, by what leads it in an address: `#a=mood:angry&l=town.busy.release:2`. Writing an address takes a browser longer
  // than telling everything, and many in a row are refused by some: it is written once the reader pauses, and before the page is left.
  const PAUSE = 200;
  const LEADS = ["a", "l"];
  const chosen = new Map(LEADS.map((lead) => [lead, chosenThere(lead).join("&")]));
  let pausing = 0;
  let waits = false;
  function write() {
    clearTimeout(pausing);
    if (!waits) return;
    waits = false;
    const parts = LEADS.flatMap((lead) => (chosen.get(lead) ? [`${lead}=${chosen.get(lead)}`] : []));
    const hash = parts.length ? `#${parts.join("&")}` : isChoice() ? "" : location.hash;
    if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname + location.search);
  }
  window.addEventListener("pagehide", write);

  /** Whether the address says what is chosen, and is no place of the page. */
  const isChoice = () => /^#[al]=/.test(location.hash);

  /** Puts into the address what is chosen, behind its letter; nothing takes it away. An anchor stays while nothing is chosen. */
  function address(lead, rest) {
    chosen.set(lead, rest);
    waits = true;
    clearTimeout(pausing);
    pausing = setTimeout(write, PAUSE);
  }

  /** What the address says behind a letter, as it is written there. */
  function chosenThere(lead) {
    const found = [];
    let own = false;
    for (const part of location.hash.slice(1).split("&")) {
      const begins = /^[al]=/.test(part);
      if (begins) own = part.startsWith(`${lead}=`);
      const rest = begins ? part.slice(2) : part;
      if (own && rest) found.push(rest);
    }
    return found;
  }

  // In another language the page begins with what is chosen here: names in addresses are the same.
  document.querySelector(".languages")?.addEventListener("click", ({ target }) => {
    write();
    const link = target.closest("a");
    if (link && isChoice()) link.hash = location.hash;
  });

  return { address, chosenThere, count, data, fill, hundred, isChoice, make, part, said };
})();
