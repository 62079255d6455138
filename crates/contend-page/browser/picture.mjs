// The top of a page as a picture, for README: node picture.mjs BROWSER PAGE PNG small|large
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [, , executablePath, page, picture, form] = process.argv;
const small = form === "small";
const browser = await chromium.launch({
  executablePath,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
// A small one shows what the large one does, in half the points.
const tab = await browser.newPage({ viewport: { width: 1120, height: 740 }, deviceScaleFactor: small ? 0.5 : 1, colorScheme: "light" });
await tab.goto(pathToFileURL(page).href);
await tab.locator(".themes").evaluate((e) => e.remove());
fs.mkdirSync(path.dirname(picture), { recursive: true });
await tab.screenshot({ path: picture });
await browser.close();
const size = fs.statSync(picture).size;
console.log(`wrote ${picture}, ${Math.round(size / 1000)} kB`);
const most = small ? 80_000 : 200_000;
if (size > most) throw new Error(`the picture is larger than ${most / 1000} kB`);
