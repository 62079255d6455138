// Figures and tables as files. The page works without it.
(() => {
  "use strict";
  const style = document.getElementById("figure-style").textContent;

  function give(name, address) {
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
  }

  const node = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);

  /** What stands beside a picture on the page and is to go with it, below it, in lines of so many letters. */
  function noted(picture, width, height) {
    const lines = [""];
    for (const word of (picture.dataset.note ?? "").split(/\s+/).filter(Boolean)) {
      if (lines.at(-1) && lines.at(-1).length + word.length >= width / 6.5) lines.push("");
      lines.push(`${lines.pop()} ${word}`.trim());
    }
    return lines.filter(Boolean).map((words, at) => {
      const line = node("text");
      line.setAttribute("x", 4);
      line.setAttribute("y", height + 14 * (at + 1));
      line.textContent = words;
      return line;
    });
  }

  /** A picture as a text of its own, in the colours of the light theme. */
  function svg(picture) {
    const own = picture.cloneNode(true);
    const [, , width, tall] = picture.getAttribute("viewBox").split(/[ ,]+/).map(Number);
    const note = noted(picture, width, tall);
    const height = tall + (note.length && 14 * note.length + 6);
    own.append(...note);
    own.setAttribute("viewBox", `0 0 ${width} ${height}`);
    own.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    own.setAttribute("width", width);
    own.setAttribute("height", height);
    const rules = node("style");
    rules.textContent = style;
    own.prepend(rules);
    const text = new XMLSerializer().serializeToString(own);
    return { width, height, address: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}` };
  }

  /** The same as points, three for each of the picture. */
  async function png(picture) {
    const drawn = svg(picture);
    const image = new Image();
    image.src = drawn.address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [3 * drawn.width, 3 * drawn.height];
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png");
  }

  /** A table as CSV (RFC 4180); what spans several columns or rows stands in the first. */
  function csv(table) {
    const cell = (c) => {
      const text = c.textContent.replace(/\s+/g, " ").trim();
      // A spreadsheet takes what begins so for a formula.
      const plain = /^[=+@\t]|^-(?![\d.])/.test(text) ? `'${text}` : text;
      return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
    };
    const line = (row) => [...row.cells].flatMap((c) => [cell(c), ...Array(c.colSpan - 1).fill("")]).join(",");
    return `data:text/csv;charset=utf-8,${encodeURIComponent(`\uFEFF${[...table.rows].map(line).join("\r\n")}\r\n`)}`;
  }

  for (const line of document.querySelectorAll(".save")) line.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-save]");
    if (!button) return;
    const { save, name } = button.dataset;
    const beside = button.closest(".save").parentElement;
    const address = save === "csv" ? csv(beside.querySelector("table")) : save === "svg" ? svg(beside.querySelector("svg.plot")).address : await png(beside.querySelector("svg.plot"));
    give(`${name}.${save}`, address);
  });
})();
