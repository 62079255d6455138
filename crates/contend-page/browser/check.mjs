// Opens published pages in a real browser, and says all that is wrong with them.
// node check.mjs BROWSER SHOTS PAGE… ; UPDATE=1 writes the stored pictures again. A page is a file, or the address of one that is served
// with the file of what moves must say behind it: `http://…/=moves.json`; of a file that lies beside it: `page.moves.json`.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";
import { PNG } from "pngjs";
import { hundred, plain, readCards, readTally, sameTally, shapeOf, tallyOf, tidied, verdictOf } from "./expected.mjs";

const [, , executablePath, shots, ...pages] = process.argv;
const update = process.env.UPDATE === "1";
const problems = [];
const wrong = (page, what) => {
  problems.push(`${path.basename(page)}: ${what}`);
  console.log(`  WRONG  ${path.basename(page)}: ${what}`);
};

const profile = fs.mkdtempSync(path.join(os.tmpdir(), "contend-browser-"));
const browser = await chromium.launch({
  executablePath,
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", `--crash-dumps-dir=${profile}`,
  ],
});

/** Whether a page is served, and no file. */
const isServed = (file) => file.startsWith("http://");

/** A page of the browser on which every request is heard. */
async function open(file, options) {
  const context = await browser.newContext({ bypassCSP: true, ...options });
  const tab = await context.newPage();
  const address = isServed(file) ? file : pathToFileURL(file).href;
  await tab.route("**/*", (route) => {
    const url = route.request().url();
    if (url.split("#")[0] === address || url.startsWith("data:") || (isServed(file) && url.startsWith(address))) return route.continue();
    wrong(file, `asks for ${url}`);
    return route.abort();
  });
  tab.on("pageerror", (e) => wrong(file, `script error ${e.message}`));
  tab.on("dialog", (d) => { wrong(file, `opens a dialog: ${d.message()}`); d.dismiss(); });
  await tab.goto(address);
  return { context, tab };
}

const openAll = (tab) => tab.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));

/** A verdict without its share. */
const wordsOf = (verdict) => verdict.replace(/\s\S*\d\s%$/, "");

const WIDTHS = [320, 768, 1440];
const THEMES = ["light", "dark"];

async function withoutScripts(file) {
  const { context, tab } = await open(file, { javaScriptEnabled: false, viewport: { width: 1024, height: 800 } });
  const title = await tab.title();
  if (!title) wrong(file, "has no title");
  if ((await tab.locator("main").innerText()).length < 200) wrong(file, "says nothing without scripts");
  const card = tab.locator("details.card").first();
  if (await card.count()) {
    if (!(await card.evaluate((d) => d.open))) await card.locator("summary").first().click();
    if (!(await card.locator(".inside").isVisible())) wrong(file, "a card does not open without scripts");
  }
  const mark = tab.locator("#brief .claim").first();
  if (await mark.count()) {
    const [words, chip, judged] = [".words", ".chip", ".judged"].map((part) => mark.locator(part));
    if (await judged.isVisible()) wrong(file, "the sentence of a claim stands in the text unasked");
    await words.click();
    if (!(await judged.isVisible())) wrong(file, "a tap on the words of a mark does not show what is judged");
    await tab.locator("h1").first().click();
    await chip.focus();
    if (!(await judged.isVisible())) wrong(file, "a verdict in focus does not show what it judges");
    const name = `${await words.innerText()} ${await chip.innerText()}`.replace(/\s+/g, " ").trim();
    const link = tab.locator("#brief").getByRole("link", { name }).first();
    if (!(await link.count())) wrong(file, `a verdict is not named by its claim: “${name}”`);
  }
  const dark = tab.locator("#theme-dark");
  if (await dark.count()) {
    const colour = () => tab.locator("body").evaluate((b) => getComputedStyle(b).backgroundColor);
    const before = await colour();
    await dark.check();
    if ((await colour()) === before) wrong(file, "the choice of a dark theme does nothing");
  }
  await context.close();
}

/** Has everything laid out, also what is away from the window: where nobody looks sizes are guesses. */
const wholly = (tab) => tab.evaluate(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*{content-visibility:visible !important}");
  document.adoptedStyleSheets = [sheet];
});

/** What axe finds; of a page that was tried in other colours what hangs on these. */
async function axe(tab, again) {
  await wholly(tab);
  // What passes needs no path to be told.
  const builder = new AxeBuilder({ page: tab }).options({ resultTypes: ["violations"] });
  if (again) return builder.withRules(["color-contrast", "link-in-text-block"]).analyze();
  return builder.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
}

async function looks(file, thorough) {
  const { context, tab } = await open(file, { viewport: { width: 1440, height: 900 } });
  // Of a large page one card stands for all; the first page is opened whole.
  await tab.evaluate(() => { for (const d of document.querySelectorAll("details.card, .twin")) { if (!document.querySelector(`details[class="${d.className}"][open]`)) d.open = true; } });
  const large = fs.statSync(file).size > 1_000_000;
  let tried = false;
  for (const width of WIDTHS) {
    await tab.setViewportSize({ width, height: 900 });
    tried &&= large;
    for (const theme of THEMES) {
      await tab.emulateMedia({ colorScheme: theme });
      // At last, of the first page, everything.
      const opened = thorough && width === 1440 && theme === "dark";
      if (opened) await openAll(tab);
      const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) {
        const who = await tab.evaluate(() => {
          const edge = document.documentElement.clientWidth;
          const inScroll = (e) => e.closest(".scroll, pre, .away");
          return [...document.querySelectorAll("body *")].filter((e) => !inScroll(e) && e.getBoundingClientRect().right > edge + 1)
            .slice(0, 3).map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? ""}`).join(", ");
        });
        wrong(file, `${width} px wide: ${over} px must be scrolled sideways (${who})`);
      }
      // A large page has the style sheet of the first, on which all are tried.
      if (!thorough && large && !(width === 320 && theme === "light") && !(width === 1440 && theme === "dark")) continue;
      const narrow = width < 600;
      if (await tab.locator(narrow ? ".matrix:visible" : ".narrow:visible").count()) wrong(file, `${width} px wide: a game has the form for ${narrow ? "wide" : "narrow"} screens`);
      const result = await axe(tab, tried && !opened);
      tried = true;
      for (const v of result.violations) {
        const where = v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} (${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ""})`).join("; ");
        wrong(file, `axe, ${width} px, ${theme}: ${v.id}: ${v.help} - ${where}`);
      }
    }
  }
  await context.close();
}

/** A page on which something was done, on a narrow screen in both themes. */
async function narrow(file, tab, where) {
  for (const theme of THEMES) {
    await tab.emulateMedia({ colorScheme: theme });
    const result = await axe(tab, theme !== THEMES[0]);
    for (const v of result.violations) wrong(file, `axe ${where}, ${theme}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join("; ")}`);
    const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) wrong(file, `${where}, ${over} px must be scrolled sideways at 320 px`);
  }
}

async function keyboard(file) {
  const { context, tab } = await open(file, { viewport: { width: 1024, height: 800 } });
  const cards = await tab.locator("details.card").count();
  const reached = new Set();
  // The second skip link leads to the claims; closed cards are one stop each.
  const skip = tab.locator('a.skip[href="#claims"]');
  if (await skip.count()) {
    await skip.focus();
    await tab.keyboard.press("Enter");
  }
  for (let steps = 0; steps < cards + 40 && reached.size < cards; steps += 1) {
    await tab.keyboard.press("Tab");
    const at = await tab.evaluate(() => {
      const e = document.activeElement;
      const all = [...document.querySelectorAll("details.card")];
      return e?.tagName === "SUMMARY" && e.parentElement.matches(".card") ? all.indexOf(e.parentElement) : -1;
    });
    if (at >= 0) reached.add(at);
  }
  if (reached.size < cards) wrong(file, `the Tab key reaches ${reached.size} of ${cards} cards`);
  if (cards) {
    const opens = await tab.evaluate(() => document.activeElement.parentElement.open);
    await tab.keyboard.press("Enter");
    if ((await tab.evaluate(() => document.activeElement.parentElement.open)) === opens) wrong(file, "Enter does not open a card");
  }
  const link = tab.locator(".rail li a:visible").first();
  if (await link.count()) {
    const target = (await link.getAttribute("href")).slice(1);
    await link.focus();
    await tab.keyboard.press("Enter");
    await tab.waitForTimeout(400);
    if (!(await tab.evaluate((id) => document.getElementById(id)?.closest("details").open, target))) wrong(file, "a link of the list does not open its card");
  }
  const lost = await tab.evaluate(() => [...document.querySelectorAll('a[href^="#"]')]
    .map((a) => decodeURIComponent(a.getAttribute("href").slice(1))).filter((id) => !document.getElementById(id)));
  if (lost.length) wrong(file, `links lead nowhere: ${[...new Set(lost)].slice(0, 5).join(", ")}`);
  await context.close();
}

/** What the cards of a page say. */
const cards = (tab) => tab.evaluate(readCards).then(tidied);

/** The address of a page once it has been written: a page writes it when its reader pauses. */
const hashOf = (tab) => tab.evaluate(() => new Promise((done) => { setTimeout(() => done(location.hash), 400); }));

/** What a page says where levers are moved, against what a run says of the scenario edited so. */
async function acts(file, twin) {
  if (!fs.existsSync(twin)) return;
  const { context, tab } = await open(file, { bypassCSP: false, viewport: { width: 1024, height: 800 } });
  if (!(await tab.locator("#act").isVisible())) { wrong(file, "levers are not shown under the policy that names their scripts"); await context.close(); return; }
  const address = () => hashOf(tab).then(decodeURIComponent);
  const said = (page = tab) => page.locator("#act-status").innerText();
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  // All that the status has said, and what cards said where it was a preview.
  const hear = (page) => page.evaluate(`(() => {
    const read = ${readCards};
    window.heard = [];
    window.previewed = null;
    const status = document.getElementById("act-status");
    new MutationObserver(() => {
      window.heard.push(status.textContent);
      if (status.textContent.includes("A preview with")) window.previewed = read();
    }).observe(status, { childList: true });
  })()`);
  const done = (page = tab) => page.waitForFunction(() => document.getElementById("act-busy").hidden && /those of the page|Nothing is moved/.test(document.getElementById("act-status").textContent), null, { timeout: 60_000 });
  const data = await tab.evaluate(() => JSON.parse(document.getElementById("act-data").textContent));

  /** The control of a lever, in front or among all. */
  async function control(key) {
    const front = tab.locator(`#act-front [data-lever="${key}"]`);
    if (await front.count()) return front;
    const [actor, strategy] = key.split(".");
    const [who, what] = [data.actors.find((a) => a.id === actor), data.actors.find((a) => a.id === actor).strategies.find((s) => s.id === strategy)];
    await tab.evaluate(() => { document.getElementById("act-more").open = true; });
    await tab.locator("#act-choice").selectOption({ label: `${what.name} (${who.name})` });
    return tab.locator(`#act-levers [data-lever="${key}"]`);
  }
  async function move(part) {
    const [key, value] = part.split(":");
    const field = await control(key);
    const lever = data.actors.find((a) => a.id === key.split(".")[0]).levers.find((l) => l.id === key.split(".")[2]);
    if (lever.options) await field.locator("select").selectOption({ label: value.replaceAll("_", " ") });
    else if (lever.low === undefined) await field.locator("input").setChecked(value === "1");
    else {
      const places = lever.whole ? lever.high - lever.low : 100;
      await field.locator("input").fill(String(Math.round(((value - lever.low) / (lever.high - lever.low)) * places)));
    }
  }

  const before = await cards(tab);
  await hear(tab);
  /** Answers a question, or leaves it open. */
  async function answer(part, open) {
    const [input, value] = part.split(":");
    const place = await tab.evaluate((name) => JSON.parse(document.getElementById("assume-data").textContent).questions.findIndex((q) => q.input === name), input);
    await tab.locator(`[data-question="${place}"]`).getByLabel(open ? "left open" : value, { exact: true }).check();
  }
  for (const [turn, { moved, assumed, report, preview }] of JSON.parse(fs.readFileSync(twin, "utf8")).entries()) {
    const what = assumed ? `moved ${moved}, assumed ${assumed}` : `moved ${moved}`;
    // What is assumed comes first or later.
    const later = turn % 2 === 1;
    let alone = before;
    if (assumed && !later) { await answer(assumed); alone = await cards(tab); }
    for (const part of moved.split("&")) await move(part);
    await done();
    const few = await tab.evaluate(() => window.previewed);
    if (assumed && later) await answer(assumed);
    const now = await cards(tab);
    const said = [...(assumed ? [`a=${assumed}`] : []), `l=${moved}`, `of=${data.fingerprint}`].join("&");
    if ((await address()) !== `#${said}`) wrong(file, `${what}, the address says ${await address()}`);
    let changed = 0;
    for (const claim of report.claims) {
      const [card, old, kept] = [now, before, alone].map((all) => all.find((c) => c.id === claim.id));
      if (claim.kind === "inputs") { if (!same(card, old)) wrong(file, `${what}: a fact changes, ${claim.id}`); continue; }
      const expected = verdictOf(claim);
      if (card.verdict !== expected) wrong(file, `${what}: ${claim.id} is “${card.verdict}”, edited so “${expected}”`);
      const shape = shapeOf(claim);
      if (card.shape !== shape) wrong(file, `${what}: ${claim.id} has ${card.shape} for ${shape}`);
      if (card.was !== (old.verdict === expected ? "" : `(was ${old.verdict})`)) wrong(file, `${what}: ${claim.id} was ${old.verdict}, and says “${card.was}”`);
      if (wordsOf(card.verdict) !== wordsOf(old.verdict)) changed += 1;
      const there = few && tidied(few).find((c) => c.id === claim.id);
      const previewed = preview.claims.find((c) => c.id === claim.id);
      // What is not moved stays as all worlds have it.
      if (there && !(assumed && later) && ![verdictOf(previewed), kept.verdict].includes(there.verdict)) wrong(file, `${what}: ${claim.id} is previewed as “${there.verdict}”, with so many worlds “${verdictOf(previewed)}”`);
      if (there && !(assumed && later) && there.phrase.includes("Because you change: ") && there.verdict !== verdictOf(previewed)) wrong(file, `${what}: ${claim.id} is previewed as “${there.verdict}” and not “${verdictOf(previewed)}”`);
      if (card.phrase === old.phrase) continue;
      const why = [card.phrase.includes("Because you change: "), card.phrase.includes("Because you assume: ")];
      if (!why.some(Boolean) || (!assumed && why[1])) wrong(file, `${what}: ${claim.id} does not say why: “${card.phrase}”`);
      if (why[0] && why[1] && !card.phrase.includes("With what is assumed alone: ")) wrong(file, `${what}: ${claim.id} does not tell apart what is assumed: “${card.phrase}”`);
      const n = claim.worlds.toLocaleString("en");
      const ends = `In ${hundred(100 * claim.share)} of 100 of ${why[1] ? `the ${n} worlds that agree and say something of it` : `${n} worlds`} (95 %: ${hundred(100 * claim.low)} to ${hundred(100 * claim.high)})`;
      if (claim.share !== undefined && !claim.over_worlds && !card.phrase.startsWith(ends)) wrong(file, `${what}: ${claim.id} says “${card.phrase}”, not “${ends}”`);
    }
    if (assumed && !now.some((c) => c.phrase.includes("Because you change: ") && c.phrase.includes("Because you assume: "))) wrong(file, `${what}: no claim is told of both`);
    const [tally, counted] = [await tab.evaluate(readTally), tallyOf(report.claims)];
    if (!sameTally(tally, counted)) wrong(file, `moved ${moved}: the tally is ${JSON.stringify(tally)}, edited so ${JSON.stringify(counted)}`);
    // The part that was touched last tells what turns.
    const speaks = assumed && later ? "assume" : "act";
    const listed = await tab.locator(`#${speaks}-turned li`).count();
    const told = await tab.locator(`#${speaks}-status`).innerText();
    if (listed !== changed || !told.includes(changed ? `Verdicts that change: ${changed}.` : "No verdict changes.")) wrong(file, `${what}: ${changed} verdicts change, ${listed} are listed, said is “${told}”`);
    const bars = await tab.locator(".assumed:visible").allInnerTexts();
    if (bars.length !== 1 || !bars[0].includes("Because you change: ") || bars[0].includes("Because you assume: ") !== Boolean(assumed)) wrong(file, `${what}: at the edge is said “${bars.join(" | ")}”`);
    // Whoever is sent the address sees the same.
    const other = await context.newPage();
    await other.goto(`${tab.url().split("#")[0]}${await hashOf(tab)}`);
    await done(other);
    if (!same(await cards(other), now)) wrong(file, `moved ${moved}: the address tells other verdicts`);
    await other.close();
    await tab.locator("#act [data-reset]").click();
    if (assumed) {
      const without = await cards(tab);
      if (!later && !same(without, alone)) wrong(file, `${what}: with the lever put back, what is assumed alone says something else`);
      if ((await address()) !== `#a=${assumed}`) wrong(file, `${what}: with the lever put back the address is ${await address()}`);
      await tab.locator("#assume [data-reset]").click();
    }
    await tab.evaluate(() => { window.previewed = null; });
    if (!same(await cards(tab), before)) wrong(file, `after ${what} nothing is as it was`);
    if (await address()) wrong(file, `after ${moved} the address is ${await address()}`);
  }
  const heard = await tab.evaluate(() => window.heard);
  if (data.preview && !heard.some((text) => text.includes(`A preview with ${data.preview} of ${data.worlds.toLocaleString("en")} worlds`))) wrong(file, "a preview is not said to be one");

  // One step back after the other.
  const steps = ["town.busy.release:2", "town.busy.season:half", "town.busy.filter:1"];
  const states = [before];
  for (const step of steps) { await move(step); await done(); states.push(await cards(tab)); }
  for (let at = steps.length - 1; at >= 0; at -= 1) {
    await tab.locator("#act-undo").click();
    await done();
    if (!same(await cards(tab), states[at])) wrong(file, `undone ${steps[at]}, nothing is as before it`);
  }

  // Many moves, one quickly after the other, end where the last does; no answer to another is told after it.
  const late = await tab.evaluate(async (times) => {
    const [bar, release] = [document.querySelector("#act-bar span"), document.querySelector('#act-front [data-lever="town.busy.release"]')];
    const late = [];
    const observer = new MutationObserver(() => {
      const now = release.querySelector("input").getAttribute("aria-valuetext");
      if (release.classList.contains("turned") && !bar.textContent.includes(`→ ${now}`)) late.push(`${now}: ${bar.textContent}`);
    });
    observer.observe(bar, { childList: true });
    let seed = 1;
    const random = (n) => { seed = (seed * 48271) % 2147483647; return seed % n; };
    for (let k = 0; k < times; k += 1) {
      const fields = document.querySelectorAll("#act [data-lever]");
      const input = fields[random(fields.length)].querySelector("input, select");
      if (input.type === "checkbox") input.checked = random(2) === 1;
      else if (input.tagName === "SELECT") input.selectedIndex = random(input.options.length);
      else input.value = random(Number(input.max) + 1);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      // Now and then there is time for an answer to the move before.
      if (k % 10 === 0) await new Promise((go) => { setTimeout(go, k % 100 === 0 ? 100 : 1); });
    }
    return late;
  }, isServed(file) ? 1000 : 10_000);
  if (late.length) wrong(file, `an answer to an older move is told: ${late[0]}`);
  await done();
  const last = await cards(tab);
  const hash = await hashOf(tab);
  const fresh = await context.newPage();
  await fresh.goto(`${tab.url().split("#")[0]}${hash}`);
  await done(fresh);
  if (!hash.startsWith("#l=") || !same(await cards(fresh), last)) wrong(file, "after many moves the page does not say what the last one says");
  await fresh.close();
  await tab.locator("#act [data-reset]").click();
  await done();
  if (!same(await cards(tab), before)) wrong(file, "after many moves nothing is as it was");

  // By keys alone.
  await (await control("town.busy.release")).locator("input").focus();
  await tab.keyboard.press("ArrowRight");
  await done();
  if (!/^#l=town\.busy\.release:6\.1&/.test(await address())) wrong(file, `a key moves a lever to ${await address()}`);
  const spoken = await (await control("town.busy.release")).locator("input").getAttribute("aria-valuetext");
  if (spoken !== "6.1 t/year") wrong(file, `a lever at 6.1 t/year says “${spoken}”`);
  for (let k = 0; k < 30 && (await tab.evaluate(() => document.activeElement.id)) !== "act-undo"; k += 1) await tab.keyboard.press("Tab");
  await tab.keyboard.press("Enter");
  await done();
  if (!same(await cards(tab), before)) wrong(file, "a lever cannot be put back by keys");

  // Charts are drawn for what is assumed, also where a lever is moved.
  await move("town.busy.release:2");
  await done();
  await answer("weather:dry");
  await redrawn(tab, [true, "worlds that agree"]).catch(() => wrong(file, "charts are not drawn for what is assumed where a lever is moved"));
  await tab.locator("#act [data-reset]").click();
  await redrawn(tab, [true, "worlds that agree"]).catch(() => wrong(file, "charts are not drawn for what is assumed after a lever is put back"));
  await answer("weather:dry", true);
  await redrawn(tab, [false, ""]).catch(() => wrong(file, "charts stay drawn for what was assumed"));

  // While a lever is on its way, answers are told with the value that they are of; none is when it has come to rest elsewhere.
  const dragged = await tab.evaluate(async () => {
    const input = document.querySelector('#act-front [data-lever="town.busy.release"] input');
    const [bar, seen] = [document.querySelector("#act-bar span"), []];
    const observer = new MutationObserver(() => seen.push(bar.textContent));
    observer.observe(bar, { childList: true });
    for (let k = 0; k < 60; k += 1) {
      input.value = k;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((go) => { setTimeout(go, 30); });
    }
    observer.disconnect();
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return { values: seen.map((text) => Number(text.match(/→ ([\d.]+) t/)?.[1])), preview: seen.every((text) => text.includes("A preview")) };
  });
  if (data.preview && (dragged.values.length < 2 || !dragged.preview || dragged.values.some((v, k) => !(v > (dragged.values[k - 1] ?? -1))))) wrong(file, `while a lever is dragged verdicts are told of ${dragged.values.join(", ")}`);
  await done();
  await tab.locator("#act [data-reset]").click();
  await done();

  // The address is anybody's: what it says may be anything.
  for (const hostile of ["#l=", "#l=town.busy.release:99", "#l=nobody.is.here:1", "#l=town.busy.release:<img src=x>", "#l=%E0%A4%A", "#l=town.never.release:3", "#l=town.busy.boats:1.5", "#l=town.busy.season:never&town.busy.filter:2", "#l=__proto__:1", "#l=town.busy.release:"]) {
    await tab.evaluate((h) => { location.hash = h; }, hostile);
    await done();
    if (!same(await cards(tab), before)) wrong(file, `the address ${hostile} changes verdicts`);
    if (hostile !== "#l=" && !(await said()).includes("Not known here")) wrong(file, `the address ${hostile} is not said to be wrong`);
  }
  await tab.evaluate(() => { location.hash = "#l=town.busy.release:2&of=000000000000"; });
  await done();
  if (!(await said()).includes("another version of the scenario")) wrong(file, "an address of another scenario is taken for one of this");
  await context.close();

  // On a slow device, in haste: the end is what whoever is sent the address sees.
  const slow = await open(file, { viewport: { width: 1024, height: 800 } });
  const throttle = (rate) => slow.context.newCDPSession(slow.tab).then((cdp) => cdp.send("Emulation.setCPUThrottlingRate", { rate }));
  await throttle(8);
  await slow.tab.evaluate(async () => {
    const release = document.querySelector('#act-front [data-lever="town.busy.release"] input');
    const answers = [...document.querySelectorAll('#assume input[type="radio"]')];
    for (let k = 0; k < 24; k += 1) {
      release.value = 4 * k;
      for (const event of ["input", ...(k % 3 ? [] : ["change"])]) release.dispatchEvent(new Event(event, { bubbles: true }));
      if (k % 4 === 0) answers[(k / 4) % answers.length].click();
      await new Promise((go) => { setTimeout(go, 25); });
    }
    release.dispatchEvent(new Event("change", { bubbles: true }));
    answers.at(-1).click();
  });
  await done(slow.tab);
  await throttle(1);
  const hasty = await hashOf(slow.tab);
  const calm = await slow.context.newPage();
  await calm.goto(`${slow.tab.url().split("#")[0]}${hasty}`);
  await done(calm);
  if (!/^#a=.*&l=town/.test(hasty) || !same(await cards(calm), await cards(slow.tab))) wrong(file, `on a slow device the page does not say what ${hasty} says`);
  await slow.context.close();

  // Where a browser has no WebAssembly a lever has no answer, which is said, and an assumption is told as ever.
  if (!isServed(file)) {
    const without = await open(file, { viewport: { width: 1024, height: 800 } });
    await without.tab.addInitScript("delete window.WebAssembly");
    await without.tab.reload();
    await without.tab.evaluate(() => { location.hash = "#a=weather:dry&l=town.busy.release:2"; });
    await without.tab.waitForFunction(() => document.getElementById("act-status").textContent.includes("There is no answer")).catch(() => wrong(file, "without WebAssembly nothing is said of a moved lever"));
    const phrases = (await cards(without.tab)).map((c) => c.phrase);
    if (phrases.some((p) => p.includes("you change")) || !phrases.some((p) => p.includes("Because you assume"))) wrong(file, "without WebAssembly a card tells what was not computed, or not what is assumed");
    await without.context.close();
  }

  const axed = await open(file, { viewport: { width: 320, height: 800 } });
  await axed.tab.evaluate(() => { document.getElementById("act-more").open = true; location.hash = "#l=town.busy.release:2&town.busy.filter:1"; });
  await done(axed.tab);
  await narrow(file, axed.tab, "where levers are moved");
  await axed.context.close();
}

/** The rows of a table as CSV without quotes. */
const csv = (file) => {
  const [head, ...rows] = fs.readFileSync(file, "utf8").replace(/^\uFEFF/, "").trim().split(/\r?\n/).map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at]])));
};

/** Every world of a run: its inputs, and what it has of each series under each profile, by date. */
function everyWorld(folder) {
  const worlds = [];
  for (const row of csv(path.join(folder, "worlds.csv"))) worlds[row.world] ??= { inputs: row, series: {} };
  for (const { world, profile, series, date, value } of csv(path.join(folder, "series.csv"))) {
    (((worlds[world].series[series] ??= {})[profile] ??= {})[date]) = value === "" ? NaN : Number(value);
  }
  return worlds;
}

/** Whether a world is as a condition says: comparisons joined by “and”. */
const agrees = (world, given) => given.split(" and ").every((part) => {
  const [name, is, value] = part.split(" ");
  const own = world.inputs[name];
  return is === "==" ? own === value : is === "<" ? Number(own) < Number(value) : Number(own) >= Number(value);
});

/** The quantile of numbers, linear between neighbours; those that are none are left out. */
function quantile(values, share) {
  const sorted = values.filter((v) => !Number.isNaN(v)).sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return { known: sorted.length, value: low === high ? low : low + (high - low) * (at - Math.floor(at)) };
}

/** What figures say and draw. */
const figures = (tab) => tab.evaluate(() => [...document.querySelectorAll("#over-time .chart")].map((figure) => {
  const numbers = (d) => d.split("M").filter(Boolean).map((part) => part.replace("Z", "").split(" ").map(Number));
  const visible = (e) => Boolean(e) && getComputedStyle(e).display !== "none";
  const picture = (svg) => ({
    title: svg.querySelector("title").textContent,
    summary: svg.querySelector("desc").textContent,
    note: svg.dataset.note ?? "",
    ticks: [...svg.querySelectorAll(".values text")].map((t, k) => [t.textContent, Number(svg.querySelectorAll(".values path")[k].getAttribute("d").split(/[ H]/)[1])]),
    bands: [...svg.querySelectorAll(".band,.edges")].map((p) => [p.getAttribute("class"), numbers(p.getAttribute("d"))]),
    lines: [...svg.querySelectorAll(".line")].map((p) => [p.getAttribute("class"), numbers(p.getAttribute("d"))]),
    outlines: svg.querySelectorAll(".outline").length,
  });
  return {
    id: figure.id,
    html: figure.outerHTML.replace(/ open=""/g, ""),
    note: figure.querySelector(".redrawn")?.textContent ?? "",
    shown: [".pair", ".legend", ".summary", ".twin"].filter((part) => visible(figure.querySelector(part))).length,
    message: figure.querySelector(".message")?.textContent ?? "",
    summary: figure.querySelector(".summary").textContent,
    pictures: [...figure.querySelectorAll("svg.plot")].map(picture),
    table: [...figure.querySelectorAll("tbody")].map((body) => [...body.rows].map((row) => [...row.cells].map((c) => c.textContent))),
    names: [...figure.querySelectorAll("[data-save]")].map((b) => b.dataset.name),
  };
}));

/** Waits until charts are drawn for the worlds that are kept, or put back. */
const redrawn = (tab, all) => tab.waitForFunction(([n, of]) => {
  const done = document.querySelectorAll("#over-time .redrawn").length;
  return done === (n ? document.querySelectorAll("#over-time .chart").length : 0) && (!n || [...document.querySelectorAll("#over-time .redrawn")].every((e) => e.textContent.includes(of)));
}, all, { timeout: 20_000 });

const CHARTS = ["trust", "temper", "is_known", "lost_to_all", "lost_to_one"];
const PROFILES = ["left_alone", "kindness", "full_care"];
const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** What charts say and draw where something is assumed, against quantiles of the same worlds of a run. */
function charts(file, assumed, found, { kept, carried, dates }) {
  const bad = (what) => wrong(file, `assumed ${assumed}: ${what}`);
  const drawn = kept.filter((world) => carried.has(world.inputs.world));
  CHARTS.forEach((series, c) => {
    const figure = found[c];
    const known = Math.max(...dates.map((date) => drawn.filter((w) => !Number.isNaN(w.series[series].left_alone[date])).length));
    const few = known < 20;
    if (figure.shown !== (few ? 0 : 4)) bad(`${known} worlds have values, and of ${series} ${figure.shown} parts are shown`);
    const note = few ? `Not drawn: of the ${kept.length} worlds that agree, this page has values over time of ${known}, too few for a chart.`
      : known < kept.length ? `Drawn for the ${kept.length} worlds that agree, from ${known} of them, at 10 dates, and between these in the shape of all worlds.` : `Drawn for the ${kept.length} worlds that agree, at 10 dates, and between these in the shape of all worlds.`;
    if (!figure.note.startsWith(note) || !figure.note.includes("Because you assume: ")) bad(`${series} says “${figure.note}”, not “${note}”`);
    if (few) return;
    if (figure.names.some((name) => !name.endsWith("-kept"))) bad(`${series} is saved as if it showed all worlds`);
    const value = (world, profile, date, less) => world.series[series][profile][date] - (less ? world.series[series].left_alone[date] : 0);
    /** What a quantile is, and how far a number may be from it whose worlds are known to a step of levels: at most a step of those about it. */
    const exact = (worlds, profile, date, less, share) => {
      const own = worlds.map((w) => value(w, profile, date, less));
      const { known, value: q } = quantile(own, share);
      let near = 0;
      // As it goes a profile is the baseline and the difference together, but where some worlds lack the baseline.
      const whole = less || profile === "left_alone" || series === "lost_to_one";
      for (const [p, l] of whole ? [[profile, less]] : [["left_alone", false], [profile, true]]) {
        const all = [...carried.values()].map((w) => value(w, p, date, l));
        const ends = [0, 0.02, 0.5, 0.98, 1].map((s) => quantile(all, s).value);
        const steps = [4, 16, 16, 4].map((parts, k) => (ends[k + 1] - ends[k]) / parts);
        const part = ends.slice(1, -1).filter((end) => q > end).length;
        // At an end of a part the steps of both count.
        near += 1.02 * (!whole ? Math.max(...steps) : Math.max(steps[part], Math.abs(q - ends[part]) < steps[part] ? steps[part - 1] ?? 0 : 0, Math.abs(ends[part + 1] - q) < steps[part] ? steps[part + 1] ?? 0 : 0)) + 0.002 * (ends[4] - ends[0]);
      }
      return { known, value: q, near };
    };
    // The table.
    const heads = figure.table.map((body) => body[0][0]);
    if (!heads.every((h) => h.includes("in the worlds that agree. Because you assume: "))) bad(`${series}: the table says whose numbers it has in “${heads[0]}”`);
    figure.table.forEach(([, ...rows], p) => {
      if (rows.length !== dates.length) bad(`${series}: ${rows.length} rows`);
      rows.forEach(([date, ...cells], k) => {
        if (date !== `1 January ${dates[k].slice(0, 4)}`) bad(`${series}: a row of ${date}`);
        cells.forEach((text, s) => {
          const { known, value: q, near } = exact(drawn, PROFILES[p], dates[k], false, SHARES[s]);
          if (known < 20) { if (text !== "–") bad(`${series}, ${PROFILES[p]}, ${date}: ${text} of ${known} worlds`); return; }
          const n = readNumber(text);
          // The unit of what is told is 1, 2, 5, 10 …
          if (!(Math.abs(n - q) <= 2.5 * near + 0.006 * Math.abs(q) + 1e-9)) bad(`${series}, ${PROFILES[p]}, ${date}: ${text} for ${q} (${s})`);
        });
      });
    });
    // The pictures: what differs first, where anything does.
    const same = figure.pictures.length === 1;
    figure.pictures.forEach((picture, k) => {
      const less = !same && k === 0;
      if (!picture.title.endsWith(", in the worlds that agree") || !picture.note.includes("Because you assume: ")) bad(`${series}: a picture is called “${picture.title}”`);
      const rest = figure.summary.slice(figure.pictures.at(-1).summary.length).trim();
      const said = less ? `${figure.message} ${rest}`.trim() : figure.summary.slice(0, figure.summary.length - rest.length).trim();
      if (picture.summary !== said) bad(`${series}: a picture says “${picture.summary}” beside “${said}”`);
      if (picture.outlines !== (less ? 2 : 1)) bad(`${series}: ${picture.outlines} outlines of all worlds`);
      const ticks = picture.ticks.map(([text, y]) => [readNumber(text), y]);
      const [[a, ya], [b, yb]] = [ticks[0], ticks.at(-1)];
      const at = (y) => a + ((y - ya) / (yb - ya)) * (b - a);
      // A tenth of a unit of the picture, and ticks that are placed so.
      const pixel = Math.abs(((b - a) / (yb - ya)) * 0.2);
      const held = (points, profile, share, what) => {
        const expected = dates.map((date) => [Number(date.slice(0, 4)), exact(drawn, profile, date, less, share)]).filter(([, q]) => q.known >= 20);
        // Every year where no date lacks a value, else the dates that have one.
        if (points.length !== (expected.length === dates.length ? 21 : expected.length)) { bad(`${series}, ${profile}: ${points.length} points of ${what} for ${expected.length} dates`); return; }
        const [first, last] = [points[0][0], points.at(-1)[0]];
        const [from, to] = [expected[0][0], expected.at(-1)[0]];
        for (const [year, { value: q, near }] of expected) {
          const x = first + ((year - from) / (to - from)) * (last - first);
          const [, y] = points.find(([other]) => Math.abs(other - x) < 0.5) ?? [];
          if (!(Math.abs(at(y) - q) <= near + pixel)) bad(`${series}, ${profile}: ${what} is drawn at ${at(y)} for ${q} in ${year}`);
        }
      };
      const pairs = (flat) => Array.from({ length: flat.length / 2 }, (_, j) => [flat[2 * j], flat[2 * j + 1]]);
      const profile = (name) => PROFILES[Number(name.at(-1))];
      const flat = ([, parts]) => pairs(parts.flat());
      for (const line of picture.lines) held(flat(line), profile(line[0]), 0.5, "the median");
      if (picture.lines.length !== (less ? 2 : 3) || picture.bands.length !== 2 || picture.bands.filter(([name]) => name === "edges p2").length !== (less ? 1 : 0)) bad(`${series}: ${picture.lines.length} lines and ${picture.bands.length} bands`);
      for (const band of picture.bands) {
        const points = flat(band);
        const [low, high] = [points.slice(0, points.length / 2), points.slice(points.length / 2).reverse()];
        const [from, to] = band[0].includes("inner") ? [0.25, 0.75] : [0.05, 0.95];
        held(low, profile(band[0]), from, "the lower edge");
        held(high, profile(band[0]), to, "the upper edge");
      }
    });
    // Shares are counted of every world that agrees.
    PROFILES.slice(1).forEach((profile) => {
      const ends = kept.map((w) => value(w, profile, dates.at(-1), true)).filter((v) => !Number.isNaN(v));
      const [more, less] = [ends.filter((v) => v > 0).length, ends.filter((v) => v < 0).length];
      const name = profile[0].toUpperCase() + profile.slice(1).replace("_", " ");
      const said = !more && !less ? `${name}: the same in every world at the end.`
        : `${name}: ${more >= less ? "more" : "less"} in ${hundred((100 * Math.max(more, less)) / ends.length)} % of the worlds at the end, by `;
      if (!plain(`${figure.message} ${figure.summary}`).includes(said)) bad(`${series}: “${figure.message} ${figure.summary}” does not say “${said}”`);
      if (!same && profile === PROFILES[1] && !plain(figure.message).startsWith(said)) bad(`${series} is titled “${figure.message}”`);
    });
    if (same && series !== "is_known") bad(`${series} has no picture of differences`);
  });
}

/** A number as an English page writes it. */
const readNumber = (text) => {
  const [mantissa, power] = text.replaceAll(",", "").replace("−", "-").split("\u00a0×\u00a010");
  const raised = power ? Number([...power].map((c) => (c === "⁻" ? "-" : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))).join("")) : 0;
  return Number(mantissa) * 10 ** raised;
};

/** What a page says where something is assumed, against what claims say that are asked of the same worlds. */
async function assumptions(file) {
  const twin = file.replace(/html$/, "json");
  if (!fs.existsSync(twin)) return;
  // Here the page's own policy is in force.
  const { context, tab } = await open(file, { bypassCSP: false, acceptDownloads: true, viewport: { width: 1024, height: 800 } });
  if (!(await tab.locator("#assume").isVisible())) wrong(file, "the script does not run under the policy that names it");
  const told = () => cards(tab);
  const before = await told();
  const asDrawn = await figures(tab);
  const worlds = everyWorld(file.replace(/html$/, "worlds"));
  const carried = await tab.evaluate(() => {
    const data = JSON.parse(document.getElementById("redraw-data").textContent);
    const bits = Uint8Array.from(atob(data.carried), (c) => c.charCodeAt(0));
    return Array.from({ length: data.worlds }, (_, world) => world).filter((world) => (bits[world >> 3] >> (world & 7)) & 1);
  });
  const tally = await tab.evaluate(readTally);
  if (carried.length >= worlds.length || carried.length < 250) wrong(file, `values of ${carried.length} of ${worlds.length} worlds are carried`);
  const dates = [0, 2, 3, 4, 6, 9, 12, 14, 17, 20].map((year) => `${2020 + year}-01-01`);
  for (const { assumed, given, report } of JSON.parse(fs.readFileSync(twin, "utf8"))) {
    for (const part of assumed.split("&")) {
      const [input, value] = part.split(":");
      const place = await tab.evaluate((name) => JSON.parse(document.getElementById("assume-data").textContent).questions.findIndex((q) => q.input === name), input);
      const field = tab.locator(`[data-question="${place}"]`);
      if (/^\d/.test(value)) {
        const [from, to] = value.split("-").map(Number);
        await field.locator("input").nth(1).fill(String(to + 1));
        await field.locator("input").nth(0).fill(String(from));
      } else await field.getByLabel(value, { exact: true }).check();
    }
    const now = await told();
    const address = decodeURIComponent(await hashOf(tab));
    if (address !== `#a=${assumed}`) wrong(file, `assumed ${assumed}, the address says ${address}`);
    for (const claim of report.claims) {
      const card = now.find((c) => c.id === claim.id);
      const expected = verdictOf(claim);
      if (card.verdict !== expected) wrong(file, `assumed ${assumed}: ${claim.id} is “${card.verdict}”, asked of these worlds “${expected}”`);
      const shape = shapeOf(claim);
      if (card.shape !== shape) wrong(file, `assumed ${assumed}: ${claim.id} has ${card.shape} for ${shape}`);
      const old = before.find((c) => c.id === claim.id).verdict;
      if (card.was !== (old === expected ? "" : `(was ${old})`)) wrong(file, `assumed ${assumed}: ${claim.id} was ${old}, and says “${card.was}”`);
      if (claim.share !== undefined) {
        const ends = `${hundred(100 * claim.low)} to ${hundred(100 * claim.high)}`;
        if (!card.phrase.includes(`(95 %: ${ends})`) || !card.phrase.startsWith(`In ${hundred(100 * claim.share)} of 100 of the ${claim.worlds} worlds`)) wrong(file, `assumed ${assumed}: ${claim.id} says “${card.phrase}”, not ${ends}`);
      }
      if (!card.phrase.includes("Because you assume: ")) wrong(file, `assumed ${assumed}: ${claim.id} does not say why`);
    }
    const counted = await tab.evaluate(readTally);
    for (const shape of ["#shape-holds", "#shape-contested", "#shape-fails"]) {
      const n = now.filter((c) => c.shape === shape).length;
      if ((counted[shape] ?? 0) !== n) wrong(file, `assumed ${assumed}: the tally counts ${counted[shape]} of ${shape}, cards are ${n}`);
    }
    const changed = now.filter((c, at) => wordsOf(c.verdict) !== wordsOf(before[at].verdict)).length;
    const status = await tab.locator("#assume-status").innerText();
    if (!status.includes(changed ? `Verdicts that change: ${changed}.` : "No verdict changes.")) wrong(file, `assumed ${assumed}: ${changed} verdicts change, said is “${status}”`);
    const listed = await tab.locator("#assume-turned li").count();
    if (listed !== changed) wrong(file, `assumed ${assumed}: ${changed} verdicts change, ${listed} are listed`);
    if (!(await tab.locator("#assume-bar").isVisible())) wrong(file, "what is assumed is not seen at the edge");
    const kept = worlds.filter((world) => agrees(world, given));
    await redrawn(tab, [true, `the ${kept.length} worlds that agree`]);
    charts(file, assumed, await figures(tab), { kept, carried: new Map(carried.map((w) => [String(w), worlds[w]])), dates });
    await tab.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
    // Whoever is sent the address sees the same.
    const other = await context.newPage();
    await other.goto(`${pathToFileURL(file).href}#a=${assumed}`);
    const theirs = await other.locator("#assume-status").innerText();
    if (theirs !== status) wrong(file, `assumed ${assumed}: the address says “${theirs}” for “${status}”`);
    await other.close();
    const whole = tab.locator(".histogram [data-whole]");
    if (!(await whole.count()) || (await whole.evaluateAll((all) => all.some((p) => p.hidden)))) wrong(file, `assumed ${assumed}: a histogram does not say that it shows all worlds`);
    await tab.locator("#assume [data-reset]").click();
    if (await whole.evaluateAll((all) => all.some((p) => !p.hidden))) wrong(file, "a histogram says that it shows all worlds where nothing is assumed");
    if (JSON.stringify(await told()) !== JSON.stringify(before)) wrong(file, `after ${assumed} nothing is as it was`);
    if (!sameTally(await tab.evaluate(readTally), tally)) wrong(file, `after ${assumed} the tally is not as it was`);
    await redrawn(tab, [false, ""]);
    (await figures(tab)).forEach(({ id, html }, c) => { if (html !== asDrawn[c].html) wrong(file, `after ${assumed} ${id} is not as it was`); });
  }
  // The address is anybody's: what it says may be anything.
  for (const hash of ["#a=", "#a=mood:nobody", "#a=skill:9-3", "#a=skill:0-99&%E0%A4%A:1", "#a=<script>:1"]) {
    await tab.evaluate((h) => { location.hash = h; }, hash);
    if (JSON.stringify(await told()) !== JSON.stringify(before)) wrong(file, `the address ${hash} changes verdicts`);
  }
  // What is printed is drawn for what is assumed at that moment, and what is saved says which worlds it shows.
  await tab.locator('#assume input[type="radio"]').last().check();
  const late = await tab.evaluate(() => {
    document.querySelector('#assume input[type="radio"]').click();
    window.dispatchEvent(new Event("beforeprint"));
    const back = document.querySelectorAll("#over-time .redrawn").length;
    [...document.querySelectorAll('#assume input[type="radio"]')].at(-1).click();
    window.dispatchEvent(new Event("beforeprint"));
    return [back, document.querySelectorAll("#over-time .redrawn").length];
  });
  if (late[0] !== 0 || late[1] !== CHARTS.length) wrong(file, `before it is printed ${late} charts are those of the worlds that agree`);
  for (const [form, name] of [["svg", "chart-trust-difference-kept.svg"], ["csv", "chart-trust-kept.csv"]]) {
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.locator(`#chart-trust [data-save="${form}"]`).first().click()]);
    const saved = fs.readFileSync(await download.path(), "utf8").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    if (download.suggestedFilename() !== name || !/worlds that agree.*Because you assume: Are they angry\? angry\./.test(saved)) wrong(file, `${download.suggestedFilename()} does not say which worlds it shows`);
  }
  const axed = await open(file, { viewport: { width: 320, height: 800 } });
  await axed.tab.locator('#assume input[type="radio"]').last().check();
  await redrawn(axed.tab, [true, "worlds that agree"]);
  await openAll(axed.tab);
  await narrow(file, axed.tab, "where something is assumed");
  await axed.context.close();
  await context.close();
}

/** Figures and tables can be saved, under the page's own policy. */
async function saves(file) {
  const { context, tab } = await open(file, { bypassCSP: false, acceptDownloads: true, viewport: { width: 1024, height: 800 } });
  await openAll(tab);
  for (const form of ["svg", "png", "csv"]) {
    const button = tab.locator(`[data-save="${form}"]:visible`).first();
    if (!(await button.count())) continue;
    const [download] = await Promise.all([tab.waitForEvent("download", { timeout: 10_000 }).catch(() => null), button.click()]);
    if (!download) { wrong(file, `${form}: nothing is saved`); continue; }
    if (!download.suggestedFilename().endsWith(`.${form}`)) wrong(file, `${form} is saved as ${download.suggestedFilename()}`);
    const saved = fs.readFileSync(await download.path());
    if (form === "png") {
      const picture = PNG.sync.read(saved);
      const ink = picture.data.some((value, at) => at % 4 === 0 && value < 128);
      if (picture.width < 600 || !ink) wrong(file, `a saved picture is ${picture.width} points wide and ${ink ? "" : "not "}drawn`);
    } else if (form === "svg") {
      const text = saved.toString("utf8");
      if (!text.startsWith("<svg") || !text.includes("xmlns=") || !text.includes(".plot")) wrong(file, "a saved picture is no SVG of its own");
    } else {
      const rows = saved.toString("utf8").replace(/^\uFEFF/, "").trim().split("\r\n");
      const shown = await button.evaluate((b) => b.closest(".save").parentElement.querySelector("table").rows.length);
      if (rows.length !== shown || !rows[0].includes(",")) wrong(file, `a saved table has ${rows.length} rows for ${shown}`);
    }
  }
  await context.close();
}

async function print(file) {
  const { context, tab } = await open(file, { viewport: { width: 700, height: 1000 } });
  await tab.emulateMedia({ media: "print" });
  const paper = 940; // Points of an A4 page between its margins, as CSS pixels.
  const cut = await tab.evaluate((most) => {
    const out = [];
    for (const e of document.querySelectorAll("figure, tr, .evidence > li, .sources > li, .card > summary")) {
      const box = e.getBoundingClientRect();
      if (box.height === 0) continue;
      if (getComputedStyle(e).breakInside !== "avoid") out.push(`${e.tagName.toLowerCase()}#${e.id} may be cut`);
      else if (box.height > most) out.push(`${e.tagName.toLowerCase()}#${e.id} is ${Math.round(box.height)} px tall`);
    }
    return out;
  }, paper);
  if (cut.length) wrong(file, `on paper: ${cut.slice(0, 4).join("; ")}`);
  // Cards print as they are: closed ones with their sentence and verdict.
  const mute = await tab.evaluate(() => [...document.querySelectorAll(".card > summary")].filter((e) => e.getBoundingClientRect().height < 10).length);
  if (mute) wrong(file, `on paper ${mute} claims are not seen`);
  const pdf = await tab.pdf({ format: "A4" });
  const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  if (sheets < 1) wrong(file, "prints no page");
  await context.close();
  return sheets;
}

async function valid(file) {
  const validator = new HtmlValidate(new FileSystemConfigLoader());
  const report = await validator.validateString(fs.readFileSync(file, "utf8"), {
    extends: ["html-validate:standard"],
    rules: {
      // The output of a program: quotes and case of attributes are no matter of taste.
      "doctype-style": "off", "long-title": "off", "no-trailing-whitespace": "off", "attr-quotes": "off",
      "no-inline-style": "off", "attribute-boolean-style": "off", "attribute-empty-style": "off", "void-style": "off", "no-raw-characters": "off",
    },
  });
  for (const result of report.results) {
    for (const m of result.messages.slice(0, 8)) wrong(file, `HTML, line ${m.line}:${m.column}: ${m.ruleId}: ${m.message}`);
    if (result.messages.length > 8) wrong(file, `HTML: ${result.messages.length - 8} more`);
  }
}

/** Mean difference of two pictures, the second stretched to the first, from 0 to 1. */
function difference(a, b) {
  let sum = 0;
  for (let y = 0; y < a.height; y += 1) {
    for (let x = 0; x < a.width; x += 1) {
      const from = (Math.floor((y * b.height) / a.height) * b.width + Math.floor((x * b.width) / a.width)) * 4;
      const at = (y * a.width + x) * 4;
      for (let k = 0; k < 3; k += 1) sum += Math.abs(a.data[at + k] - b.data[from + k]);
    }
  }
  return sum / (a.width * a.height * 3 * 255);
}

async function pictures(file) {
  const name = path.basename(file, ".html");
  // Small pictures: layout and tone are compared, not letters.
  // Nothing scrolls smoothly while it is taken, and a large page on a busy machine takes its time.
  const { context, tab } = await open(file, { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 0.12, reducedMotion: "reduce" });
  tab.setDefaultTimeout(180_000);
  await wholly(tab);
  await tab.evaluate(() => { const c = document.querySelectorAll("details.card"); if (c[0]) c[Math.min(7, c.length - 1)].open = true; });
  const parts = file === first ? ["brief", "profiles", "over-time", "claims", "outcomes", "evidence", "sources", "run"] : ["map", "games"];
  // A picture takes as long as the page is tall: of a large page the other parts are taken away.
  if (file !== first) await tab.evaluate((shown) => { for (const part of document.querySelectorAll("section[id]")) { if (!shown.some((id) => part.closest(`#${id}`) || part.querySelector(`#${id}`))) part.remove(); } }, parts);
  for (const [width, theme] of [[1440, "light"], [1440, "dark"], [320, "light"]]) {
    await tab.setViewportSize({ width, height: 900 });
    await tab.emulateMedia({ colorScheme: theme });
    for (const id of parts) {
      const part = tab.locator(`#${id}`);
      if (!(await part.count())) continue;
      const picture = await part.screenshot();
      const stored = path.join(shots, `${name}-${width}-${theme}-${id}.png`);
      if (update) { fs.writeFileSync(stored, picture); continue; }
      if (!fs.existsSync(stored)) { wrong(file, `no stored picture ${path.basename(stored)}; UPDATE=1 writes it`); continue; }
      const [a, b] = [PNG.sync.read(fs.readFileSync(stored)), PNG.sync.read(picture)];
      const taller = Math.abs(b.height / a.height - 1);
      const apart = difference(a, b);
      if (Math.abs(b.width - a.width) > 2 || taller > 0.3 || apart > 0.12) {
        const now = path.join(os.tmpdir(), path.basename(stored));
        fs.writeFileSync(now, picture);
        wrong(file, `#${id} at ${width} px, ${theme}, looks different (${(100 * taller).toFixed(0)} % in height, ${(100 * apart).toFixed(0)} % in tone): ${now}`);
      }
    }
  }
  await context.close();
}

const started = Date.now();
const first = pages[0];
const waiting = [...pages];
/** Takes one page after the other. */
async function worker() {
  for (let file = waiting.shift(); file; file = waiting.shift()) {
    const before = Date.now();
    if (isServed(file)) {
      const [address, twin] = file.split("=");
      await acts(address, twin);
      console.log(`  what contend explore serves, checked in ${((Date.now() - before) / 1000).toFixed(0)} s`);
      continue;
    }
    const took = [];
    /** Does a part of the check, and keeps how long it took. */
    const part = async (check, ...more) => {
      const begun = Date.now();
      const found = await check(file, ...more);
      const seconds = (Date.now() - begun) / 1000;
      if (seconds >= 5) took.push(`${check.name} ${seconds.toFixed(0)}`);
      return found;
    };
    await part(acts, file.replace(/html$/, "moves.json"));
    await part(withoutScripts);
    await part(looks, file === first);
    await part(keyboard);
    await part(assumptions);
    await part(saves);
    const sheets = await part(print);
    await part(valid);
    if (file === first || path.basename(file).startsWith("americas")) await part(pictures);
    const slow = took.length ? ` (${took.join(", ")})` : "";
    console.log(`  ${path.basename(file)}: ${sheets} printed pages, checked in ${((Date.now() - before) / 1000).toFixed(0)} s${slow}`);
  }
}
await Promise.all([worker(), worker()]);
await browser.close();
fs.rmSync(profile, { recursive: true, force: true });
console.log(`${pages.length} pages in ${((Date.now() - started) / 1000).toFixed(0)} s, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
