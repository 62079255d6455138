// How long a page takes, in milliseconds, medians of several: node time.mjs BROWSER PAGE [RUNS [WORKERS]]
// A chosen answer: the script, and until it is painted. A moved lever, of those in front the first:
// until a preview is painted, and until all worlds are; WORKERS lets the page think that the machine has so many cores.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [, , executablePath, page, runs = "21", workers] = process.argv;
const browser = await chromium.launch({ executablePath, args: ["--headless", "--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
if (workers) await context.addInitScript(`Object.defineProperty(navigator, "hardwareConcurrency", { value: ${Number(workers)} })`);
const tab = await context.newPage();
await tab.goto(pathToFileURL(path.resolve(page)).href);

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1]?.toFixed(0) ?? "–";
const least = (list) => Math.min(...list).toFixed(0);
const tell = (what, list) => { if (list.length) console.log(`${what}: ${median(list)} ms (${least(list)} to ${Math.max(...list).toFixed(0)}, ${list.length} times)`); };

const answers = await tab.evaluate(async (times) => {
  const [script, painted] = [[], []];
  const options = [...document.querySelectorAll('[data-question="0"] input[type="radio"]')];
  for (let k = 0; options.length > 2 && k < times; k += 1) {
    const option = options[1 + (k % 2)];
    const begun = performance.now();
    option.checked = true;
    option.dispatchEvent(new Event("input", { bubbles: true }));
    script.push(performance.now() - begun);
    await new Promise((go) => { requestAnimationFrame(() => setTimeout(go)); });
    painted.push(performance.now() - begun);
    // What is drawn when there is time for it is no part of the next answer.
    await new Promise((go) => { setTimeout(go, 400); });
  }
  document.querySelector("#assume [data-reset]")?.click();
  return { script, painted };
}, Number(runs));
tell("answer, script", answers.script);
tell("answer, painted", answers.painted);

const moves = await tab.evaluate(async (times) => {
  const [preview, all] = [[], []];
  const input = document.querySelector('#act-front [data-lever] input[type="range"]');
  const status = document.getElementById("act-status");
  if (!input) return { preview, all };
  const data = JSON.parse(document.getElementById("act-data").textContent);
  const painted = () => new Promise((go) => { requestAnimationFrame(() => setTimeout(go)); });
  const says = (what) => new Promise((go) => {
    const observer = new MutationObserver(() => { if (status.textContent.includes(what)) { observer.disconnect(); go(); } });
    observer.observe(status, { childList: true, characterData: true, subtree: true });
  });
  // The first move waits until the engine is there.
  for (let k = 0; k <= times; k += 1) {
    const heard = [says(data.preview ? "preview" : "those of the page"), says("those of the page")];
    input.value = (k * 37 + 11) % 100;
    const begun = performance.now();
    for (const event of ["input", "change"]) input.dispatchEvent(new Event(event, { bubbles: true }));
    await heard[0];
    await painted();
    if (k) preview.push(performance.now() - begun);
    await heard[1];
    await painted();
    if (k) all.push(performance.now() - begun);
  }
  return { preview: data.preview ? preview : [], all, worlds: [data.preview, data.worlds] };
}, Math.ceil(Number(runs) / 2));
tell(`lever, preview of ${moves.worlds?.[0]} worlds`, moves.preview);
tell(`lever, all ${moves.worlds?.[1]} worlds`, moves.all);
await browser.close();
