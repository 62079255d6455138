// Opens published pages in Firefox, as a reader has it, and says what is wrong with them: that they ask for nothing, run no broken script,
// fit a narrow screen, that axe finds nothing in both themes, before and after something is assumed or moved, and that this turns the right
// verdicts to the right numbers. The rest is checked by `check.mjs` in a browser of the Chromium family.
// node firefox.mjs BROWSER PAGE… ; pages as `check.mjs` takes them. Firefox is spoken to by WebDriver BiDi, the protocol of the W3C.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import WebSocket from "ws";
import { readCards, shapeOf, tidied, verdictOf } from "./expected.mjs";

const [, , executable, ...pages] = process.argv;
const SLOW = 120_000;
let problems = 0;
const wrong = (page, what) => {
  problems += 1;
  console.log(`  WRONG  ${path.basename(page)} in Firefox: ${what}`);
};

const profile = fs.mkdtempSync(path.join(os.tmpdir(), "contend-firefox-"));
// Nothing that the browser asks for by itself stands in the way.
fs.writeFileSync(path.join(profile, "user.js"), `
user_pref("app.normandy.enabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("datareporting.healthreport.uploadEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("toolkit.telemetry.enabled", false);
`);
const browser = spawn(executable, ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile], { stdio: ["ignore", "ignore", "pipe"] });
const inTime = (what, wait) => new Promise((_, failed) => { setTimeout(() => failed(new Error(`${what} takes longer than ${wait / 1000} s`)), wait).unref(); });

/** The address at which Firefox listens. */
async function listening() {
  for await (const line of createInterface({ input: browser.stderr })) {
    const found = /WebDriver BiDi listening on (ws:\S+)/.exec(line);
    if (found) return found[1];
  }
  throw new Error("Firefox ended before it listened");
}

/** A connection: `send` gives a command and waits for its answer, `events` are all that were heard. */
async function connected() {
  const socket = new WebSocket(`${await Promise.race([listening(), inTime("the start of Firefox", SLOW)])}/session`);
  await new Promise((done, failed) => { socket.once("open", done); socket.once("error", failed); });
  const [asked, events] = [new Map(), []];
  socket.on("message", (text) => {
    const heard = JSON.parse(text);
    if (heard.type === "event") { events.push(heard); return; }
    const { done, failed } = asked.get(heard.id);
    asked.delete(heard.id);
    if (heard.type === "error") failed(new Error(heard.message)); else done(heard.result);
  });
  let last = 0;
  const send = (method, params) => Promise.race([new Promise((done, failed) => {
    last += 1;
    asked.set(last, { done, failed });
    socket.send(JSON.stringify({ id: last, method, params }));
  }), inTime(method, SLOW)]);
  return { send, events };
}

const { send, events } = await connected();
const { capabilities } = await send("session.new", { capabilities: {} });
await send("session.subscribe", { events: ["log.entryAdded", "network.beforeRequestSent"] });
const { contexts: [{ context }] } = await send("browsingContext.getTree", {});

/** What a function of the page gives. */
async function inPage(what, given = null) {
  const { type, result, exceptionDetails } = await send("script.evaluate", {
    expression: `(async () => JSON.stringify(await (${what})(${JSON.stringify(given)})))()`, target: { context }, awaitPromise: true,
  });
  if (type === "exception") throw new Error(exceptionDetails.text);
  return result.value === undefined ? undefined : JSON.parse(result.value);
}
const cards = () => inPage(readCards).then(tidied);
const isServed = (file) => file.startsWith("http://");
const addressOf = (file) => (isServed(file) ? file : pathToFileURL(file).href);
const goto = (address) => send("browsingContext.navigate", { context, url: address, wait: "complete" });
const wide = (width) => send("browsingContext.setViewport", { context, viewport: { width, height: 800 } });
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Waits until what was moved is answered for all worlds. */
const answered = () => inPage((slow) => new Promise((done, failed) => {
  const ends = Date.now() + slow;
  const look = () => {
    if (document.getElementById("act-busy").hidden && /those of the page|Nothing is moved/.test(document.getElementById("act-status").textContent)) done(true);
    else if (Date.now() > ends) failed(new Error(document.getElementById("act-status").textContent));
    else setTimeout(look, 20);
  };
  setTimeout(look, 0);
}), SLOW);

/** Holds cards against the claims of a report. */
function held(file, what, now, before, report) {
  for (const claim of report.claims) {
    const [card, old] = [now, before].map((all) => all.find((c) => c.id === claim.id));
    if (claim.kind === "inputs") { if (!same(card, old)) wrong(file, `${what}: a fact changes, ${claim.id}`); continue; }
    const expected = verdictOf(claim);
    if (card.verdict !== expected) wrong(file, `${what}: ${claim.id} is “${card.verdict}”, and must be “${expected}”`);
    if (card.shape !== shapeOf(claim)) wrong(file, `${what}: ${claim.id} has ${card.shape} for ${shapeOf(claim)}`);
  }
}

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
/** What axe finds on the page as it is, in some themes: in the dark one what hangs on colours. */
async function axe(file, width, when, themes) {
  if (!(await inPage(() => Boolean(window.axe)))) await send("script.evaluate", { expression: `${AXE}; 0`, target: { context }, awaitPromise: false });
  for (const theme of themes) {
    const found = await inPage(async (theme) => {
      document.getElementById(`theme-${theme}`)?.click();
      const only = theme === "light" ? {} : { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };
      const { violations } = await window.axe.run({ resultTypes: ["violations"], ...only });
      return violations.map((v) => `${v.id} (${v.nodes.length}: ${v.nodes[0].target.join(" ")})`);
    }, theme);
    for (const what of found) wrong(file, `axe at ${width} px, ${theme}, ${when}: ${what}`);
  }
}

/** What is assumed, part by part: a name of a category, or the places of a range. */
async function assumptions(file, twin) {
  if (!fs.existsSync(twin)) return;
  const before = await cards();
  for (const { assumed, report } of JSON.parse(fs.readFileSync(twin, "utf8"))) {
    await inPage((parts) => {
      const { questions } = JSON.parse(document.getElementById("assume-data").textContent);
      const told = (input, event) => input.dispatchEvent(new Event(event, { bubbles: true }));
      for (const part of parts.split("&")) {
        const [name, value] = part.split(":");
        const field = document.querySelector(`[data-question="${questions.findIndex((q) => q.input === name)}"]`);
        if (!/^\d/.test(value)) { [...field.querySelectorAll("label")].find((l) => l.textContent.trim() === value).click(); continue; }
        const [from, to] = value.split("-").map(Number);
        const [low, high] = field.querySelectorAll("input");
        high.value = to + 1;
        told(high, "input");
        low.value = from;
        told(low, "input");
        told(low, "change");
      }
    }, assumed);
    held(file, `assumed ${assumed}`, await cards(), before, report);
    await inPage(() => document.querySelector("#assume [data-reset]").click());
    if (!same(await cards(), before)) wrong(file, `after ${assumed} nothing is as it was`);
  }
}

/** Waits until what is served is the page, and no word that it is being made. */
async function made() {
  for (const ends = Date.now() + SLOW; Date.now() < ends;) {
    // In between the page is loaded again.
    if (await inPage(() => Boolean(document.getElementById("act-busy"))).catch(() => false)) return;
    await new Promise((go) => { setTimeout(go, 200); });
  }
  throw new Error("no page is served");
}

/** What is moved, by the page's own address, as somebody has it who was sent it; then one lever by a key. */
async function acts(file, twin) {
  if (!fs.existsSync(twin)) return;
  if (await inPage(() => document.getElementById("act").hidden)) { wrong(file, "levers are not shown"); return; }
  await answered();
  const before = await cards();
  for (const { moved, assumed, report } of JSON.parse(fs.readFileSync(twin, "utf8"))) {
    await inPage((hash) => { location.hash = hash; }, assumed ? `#a=${assumed}&l=${moved}` : `#l=${moved}`);
    await answered();
    held(file, `moved ${moved}, assumed ${assumed || "nothing"}`, await cards(), before, report);
    await inPage(() => document.querySelector("#act [data-reset]").click());
    if (assumed) await inPage(() => document.querySelector("#assume [data-reset]").click());
    await answered();
    if (!same(await cards(), before)) wrong(file, `after ${moved} nothing is as it was`);
  }
  await inPage(() => document.querySelector('#act-front [data-lever] input[type="range"]').focus());
  const stood = await inPage(() => document.activeElement.value);
  const right = "\uE014";
  await send("input.performActions", { context, actions: [{ type: "key", id: "keys", actions: [{ type: "keyDown", value: right }, { type: "keyUp", value: right }] }] });
  await answered();
  const now = await inPage(() => [document.activeElement.value, document.getElementById("act-bar").hidden]);
  if (Number(now[0]) !== Number(stood) + 1 || now[1]) wrong(file, `a key moves a lever from ${stood} to ${now[0]}, and it is ${now[1] ? "not " : ""}told`);
}

for (const page of pages) {
  const [file, twin] = isServed(page) ? page.split("=") : [page, page.replace(/html$/, "moves.json")];
  const begun = Date.now();
  events.length = 0;
  await wide(1024);
  await goto(addressOf(file));
  try {
    if (isServed(file)) await made();
    else await assumptions(file, file.replace(/html$/, "json"));
    await acts(file, twin);
    await inPage(() => [...document.querySelectorAll('#assume input[type="radio"]')].at(-1)?.click());
    for (const width of [320, 768, 1440]) {
      await wide(width);
      const over = await inPage(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) wrong(file, `${over} px must be scrolled sideways at ${width} px`);
      if (!isServed(file)) await axe(file, width, "where something is moved or assumed", width === 1440 ? ["dark", "light"] : ["light"]);
    }
    await inPage(() => document.querySelectorAll("[data-reset]").forEach((button) => button.click()));
    if (!isServed(file) && fs.existsSync(twin)) await axe(file, 1440, "as it opens", ["dark", "light"]);
  } catch (error) {
    wrong(file, error.message);
  }
  for (const { method, params } of events) {
    const url = params.request?.url ?? "";
    const own = url.split("#")[0] === addressOf(file) || /^(data|blob):/.test(url) || (isServed(file) && url.startsWith(file));
    if (method === "network.beforeRequestSent" && params.context === context && !own) wrong(file, `asks for ${url}`);
    if (method === "log.entryAdded" && params.level === "error") wrong(file, `says ${params.text}`);
  }
  console.log(`  ${isServed(file) ? "what contend explore serves" : path.basename(file)} in Firefox: checked in ${((Date.now() - begun) / 1000).toFixed(0)} s`);
}
await send("browser.close", {}).catch(() => {});
browser.kill();
fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
console.log(`${pages.length} pages in Firefox ${capabilities.browserVersion}, ${problems} problems`);
process.exit(problems ? 1 : 0);
