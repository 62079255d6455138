// Writes data/land.txt, the map under the flows: Natural Earth 1:50m by way of the package world-atlas, simplified.
// `npm ci && node make-atlas.mjs` in this folder.
import fs from "node:fs";
import { createRequire } from "node:module";
import { feature, mesh } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const require = createRequire(import.meta.url);
const topology = JSON.parse(fs.readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));

// Triangles of least area go (Visvalingam and Whyatt 1993), in square degrees. Barbados and Grenada stay.
const simple = simplify(presimplify(topology), 0.015);

const borders = mesh(simple, simple.objects.countries, (a, b) => a !== b);

/** Rings that cross the edge of the map go on beyond it instead of jumping across; one around the pole is closed below it. */
function unbroken(points) {
  const out = [];
  let shift = 0;
  for (const [x, y] of points) {
    const before = out.at(-1);
    if (before && Math.abs(x + shift - before[0]) > 180) shift += x + shift > before[0] ? -360 : 360;
    out.push([x + shift, y]);
  }
  if (Math.abs(out.at(-1)[0] - out[0][0]) > 180) out.push([out.at(-1)[0], -90], [out[0][0], -90], out[0]);
  return out;
}

/** A line as whole hundredths of a degree: the first point, then steps. */
function line(points) {
  let before = [0, 0];
  const words = [];
  for (const [x, y] of points) {
    const at = [Math.round(x * 100), Math.round(y * 100)];
    if (words.length === 0 || at[0] !== before[0] || at[1] !== before[1]) {
      words.push(`${at[0] - before[0]},${at[1] - before[1]}`);
      before = at;
    }
  }
  return words.length > 1 ? words.join(" ") : null;
}

const lines = [
  "# Land (rings, marked R) and borders between countries (lines, marked B), in hundredths of a degree, each point as the step",
  "# from the one before. Natural Earth, 1:50m, public domain; by way of the package world-atlas 2.0.2 (ISC licence).",
  "# Written by crates/contend-page/browser/make-atlas.mjs. Disputed borders are as Natural Earth draws them.",
];
/** All rings of a topology's land, in its order. */
function rings(of) {
  const land = feature(of, of.objects.land);
  const geometries = land.type === "FeatureCollection" ? land.features.map((f) => f.geometry) : [land.geometry];
  return geometries.flatMap((g) => (g.type === "Polygon" ? [g.coordinates] : g.coordinates)).flat();
}
const whole = rings(topology);
rings(simple).forEach((ring, i) => {
  let text = line(unbroken(ring));
  if (!text || text.split(" ").length < 5) {
    // A small island keeps six of its points, or as many as it has.
    const all = whole[i];
    const every = Math.max(1, Math.floor(all.length / 6));
    text = line(unbroken(all.filter((_, k) => k % every === 0)));
  }
  if (text && text.split(" ").length > 2) lines.push(`R ${text}`);
});
for (const part of borders.coordinates) {
  const text = line(unbroken(part));
  if (text) lines.push(`B ${text}`);
}
fs.writeFileSync(new URL("../data/land.txt", import.meta.url), lines.join("\n") + "\n");
console.log(`${lines.length} lines, ${lines.join("\n").length} bytes, ${lines.join(" ").split(" ").length} points`);
