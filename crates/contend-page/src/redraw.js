// Charts drawn anew for the worlds that a reader keeps, from the values of single worlds that the page carries.
const redraw = (() => {
  "use strict";
  const data = JSON.parse(document.getElementById("redraw-data").textContent);
  const { count, fill, hundred, make } = retell;
  const { words } = data;
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];

  // ---- Values of single worlds ----

  const top = data.levels.at(-1);
  const [ZERO, INFINITE, MINUS_INFINITE] = [top + 1, top + 2, top + 3];
  const has = bytes(data.carried);
  const carried = Array.from({ length: data.worlds }, (_, world) => world).filter((world) => (has[world >> 3] >> (world & 7)) & 1);

  /** Where a level lies, or what lies between two: evenly between ends. */
  function level(ends, at) {
    const place = Math.min(Math.max(at, 0), top);
    const part = data.levels.slice(1, -1).filter((end) => place > end).length;
    const [from, to] = [data.levels[part], data.levels[part + 1]];
    return ends[part] + (ends[part + 1] - ends[part]) * ((place - from) / (to - from));
  }

  const all = Array.from({ length: data.letters.length }, (_, code) => code);
  /** Between which numbers what has a code lies, by code; not a number where there is no value. */
  function bounds(ends) {
    const apart = { [ZERO]: 0, [INFINITE]: Infinity, [MINUS_INFINITE]: -Infinity };
    const at = (beside) => all.map((code) => (code <= top ? level(ends, code + beside) : apart[code] ?? NaN));
    return { low: at(-0.5), high: at(0.5) };
  }

  const codeOf = new Map([...data.letters].map((letter, code) => [letter.charCodeAt(0), code]));
  /** Columns by point: ends, and codes by world where worlds differ. */
  function columns({ ends, steps }) {
    let [at, before] = [0, null];
    return ends.map((own) => {
      if (own.length === 1) return { alike: own[0] };
      const codes = new Uint8Array(carried.length);
      for (let k = 0; k < codes.length; k += 1, at += 1) codes[k] = (codeOf.get(steps.charCodeAt(at)) + (before ? before[k] : 0)) % data.letters.length;
      before = codes;
      return { codes, ...bounds(own) };
    });
  }

  /**
   * The values of some worlds in a column: between which numbers they lie, and where they are drawn. Those of one level are spread over
   * it evenly, as a histogram's are.
   */
  function cells({ alike, codes, low, high }, places) {
    const [least, drawn, most] = [0, 0, 0].map(() => new Float64Array(places.length));
    if (!codes) return { low: least.fill(alike), drawn: drawn.fill(alike), high: most.fill(alike) };
    const [number, seen] = [new Uint32Array(all.length), new Uint32Array(all.length)];
    for (const place of places) number[codes[place]] += 1;
    places.forEach((place, k) => {
      const code = codes[place];
      [least[k], most[k]] = [low[code], high[code]];
      drawn[k] = least[k] === most[k] ? least[k] : least[k] + ((most[k] - least[k]) * ((seen[code] += 1) - 0.5)) / number[code];
    });
    return { low: least, drawn, high: most };
  }

  /** Two columns together, world by world. */
  const together = (a, b) => Object.fromEntries(["low", "drawn", "high"].map((k) => [k, a[k].map((v, at) => v + b[k][at])]));

  /** Numbers in order, without those that are none. */
  function sorted(values) {
    // What is no number comes last.
    const order = values.slice().sort();
    let known = order.length;
    while (known && Number.isNaN(order[known - 1])) known -= 1;
    return order.subarray(0, known);
  }

  /** Quantiles of numbers in order, linear between neighbours; none where too few worlds count, or where one is infinite. */
  function quantiles(order) {
    if (order.length < data.fewest) return QUANTILES.map(() => null);
    return QUANTILES.map((share) => {
      const place = share * (order.length - 1);
      const [low, high] = [order[Math.floor(place)], order[Math.ceil(place)]];
      const found = low === high ? low : low + (high - low) * (place - Math.floor(place));
      return Number.isFinite(found) ? found : null;
    });
  }

  /** Quantiles at a point: where they are drawn, between which numbers they lie, and of how many worlds they are. */
  const spread = (cells) => {
    const [low, drawn, high] = [cells.low, cells.drawn, cells.high].map(sorted);
    return { low: quantiles(low), drawn: quantiles(drawn), high: quantiles(high), known: drawn.length };
  };

  const charts = data.charts.map((chart) => ({ ...chart, figure: document.getElementById(chart.id) }));
  /** What is carried of a chart, read when it is first drawn. */
  function read(chart) {
    chart.read ??= {
      baseline: columns(chart.baseline),
      others: chart.others.map(({ less, own, ends, told }) => ({ less: columns(less), own: own && columns(own), ends: bytes(ends), told })),
    };
    return chart.read;
  }

  /** The fans of a chart in the worlds that are kept, by point: of each profile as it goes, and of the others less the baseline. */
  function fans(chart, { kept, places }) {
    const { baseline, others } = read(chart);
    const of = (columns) => columns.map((column) => cells(column, places));
    const base = of(baseline);
    const less = others.map((other) => of(other.less));
    const own = others.map((other, o) => (other.own ? of(other.own) : less[o].map((column, at) => together(base[at], column))));
    // Of all worlds that are kept, how many end with less, the same, more; of the others it is not known.
    const ends = others.map((other) => {
      const by = [0, 0, 0, 0];
      for (const world of kept) by[(other.ends[world >> 2] >> (2 * (world & 3))) & 3] += 1;
      return by.slice(0, 3);
    });
    return { own: [base, ...own].map((fan) => fan.map(spread)), less: less.map((fan) => fan.map(spread)), ends };
  }

  // ---- Numbers as the page writes them ----

  const grouped = (whole) => (whole.length < Number(words.from) ? whole : whole.replace(/\B(?=(\d{3})+$)/g, words.group));
  const typeset = (text) => {
    const [whole, fraction] = text.split(".");
    return grouped(whole) + (fraction ? words.decimal + fraction : "");
  };

  /** A number to three digits, four from 1,000 to 9,999. */
  function number(n) {
    if (n === null) return "–";
    const size = Math.abs(n);
    if (!size) return "0";
    const [mantissa, power] = size.toExponential(size >= 1000 && size < 9999.5 ? 3 : 2).split("e");
    const exponent = Number(power);
    const sign = n < 0 ? "−" : "";
    if (exponent >= -4 && exponent < 15) return sign + typeset(String(Number(`${mantissa}e${power}`)));
    const raised = String(exponent).replace(/./g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));
    return `${sign}${typeset(String(Number(mantissa)))}\u00a0×\u00a010${raised}`;
  }

  /** A quantile, no finer than the values are carried: it is right to one `unit`. */
  function rounded({ low, high }, quantile) {
    const [from, to] = [low[quantile], high[quantile]];
    if (from === null || to === null) return { n: null };
    if (from === to) return { n: from };
    // The first of 1, 2, 5, 10, 20 … that is no less than what is between them.
    const power = 10 ** Math.floor(Math.log10(to - from));
    const unit = power * [1, 2, 5, 10].find((f) => f * power >= to - from);
    return { n: Math.round((from + to) / 2 / unit) * unit, unit };
  }
  const told = (point, quantile) => number(rounded(point, quantile).n);
  const withUnit = (text, [one, several]) => (text === "–" ? text : text + (text === "1" ? one : several));

  // ---- Sentences and tables ----

  const percent = (share) => fill(words.percent, { n: hundred(share) });

  /** What the chart says of the baseline, and of the others beside it. */
  function sentences(chart, { own, less, ends }) {
    const [first, last] = [own[0][chart.first], own[0].at(-1)];
    const say = (point, quantile) => withUnit(told(point, quantile), chart.unit);
    const summary = fill(chart.summary, { first: say(first, 2), last: say(last, 2), low: say(last, 0), high: say(last, 4) });
    const beside = chart.others.map(({ told: [fewer, same, more] }, o) => {
      const [below, alike, above] = ends[o];
      const known = below + alike + above;
      if (!known) return "";
      if (!below && !above) return same;
      const { n, unit } = rounded(less[o].at(-1), 2);
      const by = withUnit(n === 0 && unit ? `<${number(unit)}` : number(n === null ? n : Math.abs(n)), chart.apart);
      return fill(above >= below ? more : fewer, { share: percent(Math.max(above, below) / known), by });
    });
    return [summary, beside.filter(Boolean)];
  }

  /** The numbers of a chart: of the profiles that it draws, at the dates of which values are carried. */
  function table(chart, old, { own }, because) {
    const row = (cells) => make("tr", cells);
    const bodies = data.profiles.map(({ name }, p) => make("tbody", [
      row([make("th", [fill(words.profile, { profile: name, because })], { colspan: 6, scope: "rowgroup" })]),
      ...chart.dates.map((date, at) => row([
        make("th", [date], { scope: "row" }),
        ...QUANTILES.map((_, quantile) => make("td", [told(own[p][at], quantile)])),
      ])),
    ]));
    return make("table", [old.tHead.cloneNode(true), ...bodies]);
  }

  // ---- Pictures: as those of the page, in axes that hold both ----

  const [WIDTH, HEIGHT, TOP, BOTTOM, NAMES, GAP] = data.measures;
  const place = (n) => String(Math.round(n * 10) / 10);
  const scale = ([low, high], [from, to]) => (v) => from + ((v - low) / (high - low)) * (to - from);
  const shape = (name, attributes, parts = []) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...parts);
    return element;
  };

  /** Round values between two, and the decimals that they need. */
  function ticks(low, high) {
    const rough = (high - low) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const unit = [1, 2, 5, 10].map((f) => f * power).find((f) => f >= rough * 0.999);
    const [first, last] = [Math.ceil(low / unit - 1e-9), Math.floor(high / unit + 1e-9)];
    const decimals = Math.min(Math.max(0, -Math.floor(Math.log10(unit) + 1e-9)), 12);
    return Array.from({ length: last - first + 1 }, (_, k) => (first + k) * unit).map((v) => {
      const text = Math.abs(v).toFixed(decimals);
      return [v, (v < 0 && /[1-9]/.test(text) ? "−" : "") + typeset(text)];
    });
  }

  /** A line through points, and the area between two; both end where a value is missing. */
  function line(points) {
    let [d, down] = ["", false];
    for (const point of points) {
      if (point) d += `${down ? " " : "M"}${place(point[0])} ${place(point[1])}`;
      down = Boolean(point);
    }
    return d;
  }
  function area(points) {
    const runs = [[]];
    for (const point of points) {
      if (point) runs.at(-1).push(point);
      else runs.push([]);
    }
    const around = (run) => [...run.map(([x, low]) => [x, low]), ...run.map(([x, , high]) => [x, high]).reverse()];
    return runs.filter((run) => run.length > 1).map((run) => `${line(around(run))}Z`).join("");
  }

  /** The points of a path that is one line, or of one that is the area between two: first along the lower, then back along the upper. */
  const pointsOf = (path) => [...(path?.getAttribute("d") ?? "").matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

  /**
   * A line through the values at the dates of which some are carried, by places across the picture and values. Between these dates it goes
   * as that of all worlds, `as`, does, moved as far as on either side; straight where all worlds have no such line.
   */
  function through(chart, values, as, across) {
    if (values.includes(null) || as.length !== chart.points.at(-1) + 1) return values.map((v, k) => (v === null ? null : [across(chart.years[k]), v]));
    return as.map(([x, v], point) => {
      const k = Math.max(chart.points.findLastIndex((p) => p <= point), 0);
      if (chart.points[k] === point) return [x, values[k]];
      const [from, to] = [as[chart.points[k]], as[chart.points[k + 1]]];
      const part = (x - from[0]) / (to[0] - from[0]);
      return [x, v + (values[k] - from[1]) * (1 - part) + (values[k + 1] - to[1]) * part];
    });
  }

  /** A picture of fans beside the outlines of those that it had. `bands` names what is drawn of each beside its median, the widest first. */
  function picture(old, chart, drawn, summary, note) {
    const svg = old.cloneNode(true);
    const part = (name) => svg.querySelector(`.${name}`);
    svg.dataset.note = note;
    const title = svg.querySelector("title");
    title.textContent = fill(words.title, { title: title.textContent });
    svg.querySelector("desc").textContent = summary;
    const [left, right, low, high] = svg.dataset.axes.split(" ").map(Number);
    const floor = HEIGHT - BOTTOM;
    const across = scale([chart.years[0], chart.years.at(-1)], [left, right]);
    const valueAt = scale([floor, TOP], [low, high]);
    // Lines and edges of bands, where they are drawn: from the lowest.
    const lines = drawn.map(({ style, fan, bands }) => {
      const path = (name) => pointsOf(part("fans").querySelector(`.${name}.p${style}`)).map(([x, y]) => [x, valueAt(y)]);
      const at = (quantile, as) => through(chart, fan.map(({ drawn: q }) => q[quantile]), as, across);
      const between = (name) => {
        const [as, from, to] = name === "inner" ? [path(name), 1, 3] : [path(name), 0, 4];
        const [a, b] = [at(from, as.slice(0, as.length / 2)), at(to, as.slice(as.length / 2).reverse())];
        // What is moved from both sides may cross where a band is narrow.
        return a.map((p, k) => p && b[k] && [p[0], Math.min(p[1], (p[1] + b[k][1]) / 2), Math.max(b[k][1], (p[1] + b[k][1]) / 2)]);
      };
      const end = fan.at(-1).drawn;
      return { style, end, median: at(2, path("line")), bands: bands.map((name) => [name, between(name)]) };
    });
    // The axis of the page, longer where the fans need it.
    const values = lines.flatMap(({ end, median, bands }) => [...median, ...(bands[0]?.[1] ?? [])].flatMap((p) => (p ? p.slice(1) : [])).concat(end.filter((v) => v !== null)));
    const [least, greatest] = [Math.min(low, ...values), Math.max(high, ...values)];
    const longer = least < low || greatest > high;
    const marks = longer ? ticks(least, greatest) : null;
    const margin = longer ? Math.max(left, ...marks.map(([, text]) => 8 + 7.2 * text.length)) : left;
    const y = scale([least, greatest], [floor, TOP]);
    const sideways = scale([left, right], [margin, right]);
    const moved = (d, along) => d.replace(/(-?[\d.]+) (-?[\d.]+)/g, (_, a, b) => `${place(sideways(Number(a)))} ${place(along(Number(b)))}`);
    const upright = (at) => y(valueAt(at));
    if (longer) {
      part("values").replaceChildren(...marks.flatMap(([v, text]) => [
        shape("path", { class: v === 0 ? "axis" : "grid", d: `M${place(margin)} ${place(y(v))}H${place(right)}` }),
        shape("text", { x: place(margin - 5), y: place(y(v) + 4), "text-anchor": "end" }, [text]),
      ]));
      for (const text of part("dates").querySelectorAll("text")) text.setAttribute("x", place(sideways(Number(text.getAttribute("x")))));
      for (const path of part("dates").querySelectorAll("path")) path.setAttribute("d", moved(path.getAttribute("d"), (at) => at));
      for (const path of svg.querySelectorAll(".records path")) path.setAttribute("d", moved(path.getAttribute("d"), upright));
    }
    // Of all worlds the outlines stay.
    const outlines = [...part("fans").querySelectorAll(".outer,.edges")].map((path) => shape("path", {
      class: path.getAttribute("class").replace(/band outer|edges/, "outline"), d: moved(path.getAttribute("d"), upright),
    }));
    const on = ([x, ...values]) => [sideways(x), ...values.map(y)];
    const band = (style) => ([name, points]) => shape("path", { class: `${name === "edges" ? "" : "band "}${name} p${style}`, d: area(points.map((p) => p && on(p))) });
    part("fans").replaceChildren(
      ...lines.flatMap(({ style, bands }) => bands.map(band(style))),
      ...outlines,
      ...[...lines].reverse().map(({ style, median }) => shape("path", { class: `line p${style}`, d: line(median.map((p) => p && on(p))) })),
    );
    // Ranges at the right end, and names where there is room.
    const placed = [];
    part("ends").replaceChildren(...lines.flatMap(({ style, end }, k) => {
      const bar = right + GAP * (k + 1);
      const range = (name, from, to) => (end[from] === null || end[to] === null ? []
        : [shape("path", { class: `${name} p${style}`, d: `M${place(bar)} ${place(y(end[from]))}V${place(y(end[to]))}` })]);
      const { lines: name } = data.profiles[style];
      const half = 6.5 * name.length;
      const own = end[2] ?? end[0];
      const stands = Math.min(Math.max(own === null ? TOP : y(own), TOP + half - 4), floor - half + 6);
      const free = placed.every(([other, theirs]) => Math.abs(stands - other) >= half + theirs);
      if (free) placed.push([stands, half]);
      const first = stands + 4 - 6.5 * (name.length - 1);
      const told = free ? name.map((text, l) => shape("text", { x: place(WIDTH - NAMES), y: place(first + 13 * l) }, [text])) : [];
      return [...range("range", 0, 4), ...range("range half", 1, 3), ...told];
    }));
    return { svg, nought: least <= 0 && greatest >= 0 };
  }

  // ---- The figures ----

  /** What takes the place of what in a figure, for the worlds that are kept. */
  function anew(chart, wish) {
    const { figure } = chart;
    const all = count(data.worlds);
    const found = fans(chart, wish);
    const known = Math.max(...found.own[0].map((point) => point.known));
    const facts = { kept: count(wish.kept.length), dates: chart.dates.length, all };
    const [pictures, summary, numbers, legend, cut] = [[...figure.querySelectorAll("svg.plot")], figure.querySelector(".summary"), figure.querySelector("table"), figure.querySelector(".legend"), figure.querySelector(".cut")];
    if (known < data.fewest) {
      const note = make("p", [fill(words.few, { ...facts, n: count(known) }), " ", make("small", [wish.because])], { class: "redrawn" });
      return { note, hidden: [...figure.querySelectorAll(".message,.pair,.legend,.twin"), summary], swaps: [] };
    }
    const text = fill(known < wish.kept.length ? words.some : words.all, { ...facts, n: count(known) });
    const outlined = fill(words.outline, { all });
    // What is saved has no legend beside it.
    const note = `${text} ${wish.because} ⋯ ${outlined}.`;
    const [baseline, beside] = sentences(chart, found);
    const level = found.own.map((fan, style) => ({ style, fan, bands: style === 0 ? ["outer", "inner"] : [] }));
    const less = found.less.map((fan, k) => ({ style: k + 1, fan, bands: k === 0 ? ["outer"] : ["edges"] }));
    // What differs stands first, where it is drawn.
    const drawn = [[less, beside.join(" ")], [level, baseline]].slice(-pictures.length);
    const made = drawn.map(([lines, said], at) => picture(pictures[at], chart, lines, said, note));
    const outline = make("li", [shape("svg", { class: "swatch", viewBox: "0 0 36 8", "aria-hidden": "true" }, [shape("path", { class: "outline p0", d: "M0 4H36" })]), outlined]);
    const keys = legend.cloneNode(true);
    keys.append(outline);
    const told = summary.cloneNode(false);
    told.append([baseline, ...beside.slice(pictures.length - 1)].join(" "));
    const title = figure.querySelector(".message");
    const message = title?.cloneNode(false);
    message?.append(beside[0] ?? "");
    return {
      note: make("p", [text, " ", make("small", [wish.because])], { class: "redrawn" }),
      hidden: cut && made.at(-1).nought ? [cut] : [],
      swaps: [...made.map(({ svg }, at) => [pictures[at], svg]), [summary, told], ...(title ? [[title, message]] : []), [numbers, table(chart, numbers, found, wish.because)], [legend, keys]],
    };
  }

  /** Puts a figure back as the page has it. */
  function back(chart) {
    const { done } = chart;
    if (!done) return;
    done.note.remove();
    for (const element of done.hidden) element.hidden = false;
    for (const [old, made] of done.swaps) made.replaceWith(old);
    for (const button of chart.figure.querySelectorAll("[data-save]")) button.dataset.name = button.dataset.name.replace(/-kept$/, "");
    chart.done = null;
  }

  function draw(chart) {
    waiting.delete(chart);
    back(chart);
    if (!wish) return;
    const done = anew(chart, wish);
    chart.figure.querySelector("figcaption").after(done.note);
    for (const element of done.hidden) element.hidden = true;
    for (const [old, made] of done.swaps) old.replaceWith(made);
    for (const button of chart.figure.querySelectorAll("[data-save]")) button.dataset.name += "-kept";
    chart.done = done;
  }

  // Verdicts are painted first; then charts that are seen or nearly, then one after the other what is away from the window.
  let wish = null;
  const waiting = new Set();
  let turn = 0;
  const idle = window.requestIdleCallback ? (f) => requestIdleCallback(f, { timeout: 500 }) : (f) => setTimeout(f, 20);
  function atOnce() {
    for (const chart of [...waiting]) draw(chart);
  }
  function later(worlds) {
    wish = worlds;
    for (const chart of charts) waiting.add(chart);
    const mine = (turn += 1);
    const rest = () => {
      if (mine !== turn || !waiting.size) return;
      draw([...waiting][0]);
      idle(rest);
    };
    requestAnimationFrame(() => setTimeout(() => {
      if (mine !== turn) return;
      const near = ({ figure }) => {
        const { top: from, bottom: to } = figure.getBoundingClientRect();
        return to > -innerHeight && from < 2 * innerHeight;
      };
      for (const chart of [...waiting].filter(near)) draw(chart);
      idle(rest);
    }));
  }
  // What is printed or saved is never behind what is assumed.
  window.addEventListener("beforeprint", atOnce);
  document.addEventListener("click", (event) => { if (event.target.closest("[data-save]")) atOnce(); }, { capture: true });

  return {
    /** Draws all charts for the worlds that are kept, and says why. */
    show(kept, because) {
      const keeps = new Set(kept);
      later({ kept, because, places: carried.map((world, at) => (keeps.has(world) ? at : -1)).filter((at) => at >= 0) });
    },
    /** Puts all charts back. */
    restore() { if (wish || waiting.size) later(null); },
  };
})();
