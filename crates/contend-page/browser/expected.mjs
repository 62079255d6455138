// What a page must say, from what a run says; and what it does say.

export const words = { holds: "holds", contested: "contested", fails: "fails", "no-verdict": "no verdict", "no-result": "no verdict" };

/** A text without what only breaks lines. */
export const plain = (text) => text.replace(/\s+/g, " ").trim();

/** A share in whole parts of a hundred, as pages tell it. */
export const hundred = (p) => (p > 0 && p < 0.5 ? "<1" : p > 99.5 && p < 100 ? ">99" : String(Math.round(p)));

/** The verdict on a claim with its share, as the card of a page says it, from the claim of a report. */
export function verdictOf(claim) {
  const word = claim.between ? claim.between.map((w) => words[w]).join("–") : words[claim.verdict];
  return claim.share === undefined || claim.over_worlds ? word : `${word} ${hundred(100 * claim.share)} %`;
}

/** The shape beside that verdict. */
export const shapeOf = (claim) => `#shape-${claim.verdict.startsWith("no-") ? "not-tested" : claim.verdict}`;

/** What the cards of a page say; runs in the page. */
export const readCards = () => [...document.querySelectorAll(".card")].map((card) => ({
  id: card.querySelector(".inside").id.slice(6),
  verdict: [...card.querySelector(".result .verdict").childNodes].filter((n) => n.nodeName !== "SMALL").map((n) => n.textContent).join(""),
  was: card.querySelector(".result .was")?.textContent ?? "",
  shape: card.querySelector(".result use").getAttribute("href"),
  phrase: card.querySelector(".phrase").textContent,
}));

/** Cards without what only breaks lines. */
export const tidied = (cards) => cards.map((card) => ({ ...card, verdict: plain(card.verdict), was: plain(card.was), phrase: plain(card.phrase) }));

/** How many tested claims have which shape, from the claims of a report. */
export function tallyOf(claims) {
  const tally = {};
  for (const claim of claims) if (claim.kind !== "inputs" && claim.verdict in words) tally[shapeOf(claim)] = (tally[shapeOf(claim)] ?? 0) + 1;
  return tally;
}

/** The same as the page says it; runs in the page. */
export const readTally = () => {
  const tally = {};
  for (const span of document.querySelectorAll(".tally[data-tested] span")) {
    const shape = span.querySelector("use").getAttribute("href");
    tally[shape] = (tally[shape] ?? 0) + parseInt(span.textContent.replace(/\D*/, ""), 10);
  }
  return tally;
};

/** Whether two tallies are one. */
export const sameTally = (a, b) => Object.keys({ ...a, ...b }).every((shape) => a[shape] === b[shape]);
