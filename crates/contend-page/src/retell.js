// What a page says of its claims, told again by whoever judges them anew, and put back. One part of the page at a time does so.
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

  /**
   * Tells verdicts in the place of those of the page. `now` and `before` have one for each claim, or none where the page's own stays;
   * `phrase` makes a sentence of one and what it was; `because` is the cause, and `beside` what else is to be known of each. Without
   * verdicts everything is put back.
   */
  function claims(told) {
    const of = (claim) => told?.now[claim];
    const why = [told?.because, told?.beside].filter(Boolean).join(" ");
    // By the words that are read: “contested–holds” is no other verdict, whichever of the two is nearer.
    const turned = (claim) => Boolean(of(claim)) && said(of(claim)) !== said(told.before[claim]);
    for (const place of places) {
      const { element, claim, as } = place;
      const verdict = of(claim);
      element.classList.toggle("turned", turned(claim));
      if (verdict) element.title = why; else element.removeAttribute("title");
      if (!isNew(place, verdict && [verdict, told.before[claim]])) continue;
      if (!verdict) { element.replaceChildren(...as); continue; }
      const old = inFull(told.before[claim]);
      const parts = [symbol(shape(verdict)), said(verdict)];
      if (verdict.share !== undefined) parts.push(" ", make("b", [percent(verdict.share)]));
      if (inFull(verdict) !== old) parts.push(" ", make("small", [fill(data.words.was, { old })], { class: "was" }));
      element.replaceChildren(...parts);
    }
    for (const place of phrases) {
      const { element, claim, as } = place;
      const verdict = of(claim);
      if (!isNew(place, verdict && [verdict, told.before[claim], why])) continue;
      if (!verdict) { element.replaceChildren(...as); continue; }
      const text = told.phrase(verdict, inFull(told.before[claim]));
      element.replaceChildren(make("strong", [text]), " ", make("small", [why]));
    }
    for (const place of rails) {
      const { element, claim, use, share, drawn, as } = place;
      const verdict = of(claim);
      element.classList.toggle("turned", turned(claim));
      if (!isNew(place, verdict && [verdict])) continue;
      use.setAttribute("href", verdict ? `#shape-${shape(verdict)}` : drawn);
      if (!verdict) share.replaceChildren(...as);
      else if (verdict.share === undefined && verdict.word !== "no-verdict") share.replaceChildren(said(verdict));
      else share.replaceChildren(make("span", [`${said(verdict)} `], { class: "away" }), verdict.share === undefined ? "–" : percent(verdict.share));
    }
    for (const { element, claim } of besides) element.hidden = Boolean(of(claim));
    for (const { element, claim, as } of bars) element.setAttribute("d", of(claim) ? `M0 3H${100 * (of(claim).share ?? 0)}` : as);
    const words = data.tested.map(([claim, word]) => of(claim)?.word ?? word);
    const counted = data.tally.map(([word, one, several, shape]) => ({ n: words.filter((w) => w === word).length, one, several, shape })).filter(({ n }) => n);
    for (const { element, as } of tallies) {
      if (!told) element.replaceChildren(...as);
      else element.replaceChildren(as[0], ...counted.flatMap(({ n, one, several, shape }) => [" ", make("span", [symbol(shape), fill(n === 1 ? one : several, { n: count(n) })])]));
    }
    return data.claims.map((c, at) => at).filter(turned);
  }

  // Parts of the page that tell verdicts; each can be made to stop.
  const parts = {};
  let speaks = null;

  /** A part of the page by the id of its section: what it says beside the claims, and how it is made to stop. */
  function part(name, stop) {
    const [section, status, list, bar] = ["", "-status", "-turned", "-bar"].map((end) => document.getElementById(name + end));
    const resets = document.querySelectorAll(`[data-reset="${name}"]`);
    parts[name] = stop;
    /** Tells, or without verdicts stops; then `facts` says how things are. */
    function tell(told, facts) {
      const other = told && speaks && speaks !== name;
      if (other) parts[speaks]();
      let turned = [];
      if (told) [speaks, turned] = [name, claims(told)];
      else if (speaks === name) { speaks = null; claims(null); }
      const changed = fill(turned.length ? data.words.turned : data.words.none, { n: turned.length });
      status.textContent = [facts, told && changed, other && data.words.instead].filter(Boolean).join(" ");
      list.replaceChildren(...turned.map((at) => make("li", [
        make("a", [data.claims[at].name], { href: `#claim-${data.claims[at].id}` }), " ",
        make("span", [symbol(shape(told.before[at])), inFull(told.before[at])], { class: "verdict" }), " → ",
        make("span", [symbol(shape(told.now[at])), make("b", [inFull(told.now[at])])], { class: "verdict" }),
      ])));
      bar.hidden = !told;
      if (told) bar.firstElementChild.textContent = `${told.because} ${status.textContent}`;
      for (const button of resets) button.hidden = !told;
    }
    document.addEventListener("click", (event) => {
      if (!event.target.closest(`[data-reset="${name}"]`)) return;
      stop();
      section.querySelector("h2").focus();
    });
    return { section, tell };
  }

  // Writing an address takes a browser longer than telling everything, and many in a row are refused by some: each is written once the
  // reader pauses, and before the page is left.
  const PAUSE = 200;
  const addresses = new Map();
  let pausing = 0;
  function write() {
    clearTimeout(pausing);
    for (const [lead, rest] of addresses) {
      const hash = rest ? `#${lead}${rest}` : location.hash.startsWith(`#${lead}`) ? "" : location.hash;
      if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname + location.search);
    }
    addresses.clear();
  }
  window.addEventListener("pagehide", write);

  /** Puts an address behind `#`, or takes one away that begins so. */
  function address(lead, rest) {
    addresses.delete(lead);
    addresses.set(lead, rest);
    clearTimeout(pausing);
    pausing = setTimeout(write, PAUSE);
  }

  return { address, count, data, fill, hundred, make, part, said };
})();
