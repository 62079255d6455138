// The engine of the program that serves the page, and what it tells of the scenario's files.
const engine = (() => {
  "use strict";
  const { fill, make } = retell;
  const data = JSON.parse(document.getElementById("engine-data").textContent);
  const section = document.getElementById("news");
  const [said, list, findings] = section.children;

  async function move(moves, all) {
    const answer = await fetch("move", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ version: data.version, all, moves }) });
    if (answer.status === 409) throw new Error("newer");
    if (!answer.ok) throw new Error((await answer.text()) || String(answer.status));
    return answer.json();
  }

  let before = "";
  /** What there is to tell; the page is loaded again where it shows what the files said before. */
  function tell(news) {
    if (news.version !== undefined && news.version !== data.version) { location.reload(); return; }
    const text = JSON.stringify(news);
    if (text === before) return;
    before = text;
    const changed = news.changed ?? [];
    const words = [];
    if (news.gone) words.push(data.words.gone);
    if (news.findings) words.push(data.words.broken);
    if (data.version > 1) words.push(changed.length ? fill(data.words.changed, { n: changed.length }) : data.words.same);
    section.hidden = !words.length;
    said.textContent = words.join(" ");
    list.replaceChildren(...changed.map((claim) => make("li", [make("a", [claim.name], { href: `#claim-${claim.id}` }), ` ${claim.old} → `, make("b", [claim.new])])));
    findings.hidden = !news.findings;
    findings.textContent = news.findings ?? "";
  }

  async function ask() {
    let news = { gone: true };
    try {
      const answer = await fetch("news");
      if (answer.ok) news = await answer.json();
    } catch { /* the program has ended */ }
    tell(news);
    setTimeout(ask, 1000);
  }
  ask();
  return { move };
})();
