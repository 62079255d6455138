// The picture of a page that README shows: node picture.mjs BROWSER PAGE PNG
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [, , executablePath, page, picture] = process.argv;
const browser = await chromium.launch({
  executablePath,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const tab = await browser.newPage({ viewport: { width: 1120, height: 740 }, colorScheme: "light" });
await tab.goto(pathToFileURL(page).href);
await tab.locator(".themes").evaluate((e) => e.remove());
fs.mkdirSync(path.dirname(picture), { recursive: true });
await tab.screenshot({ path: picture });
await browser.close();
const size = fs.statSync(picture).size;
console.log(`wrote ${picture}, ${Math.round(size / 1000)} kB`);
if (size > 200_000) throw new Error("the picture is larger than 200 kB");
