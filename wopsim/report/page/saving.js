// A button with data-csv="NAME" saves the table with the id NAME as a CSV file, one with data-png="NAME" the figure that
// it stands in as a PNG file: a drawn one as it is, a strip as it looks on the page.
"use strict";

(() => {
  // A spreadsheet takes a text that begins so for a formula; an apostrophe keeps it a text.
  function csvCell(text) {
    const safe = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  }
  function save(name, address) {
    const link = document.createElement("a");
    link.download = name;
    link.href = address;
    link.click();
  }
  const SHARP = 2, EDGE = 16; // pixels of a file for one of the page; white around it

  /** Draws caption, legend and strip of a figure where the page has them. */
  function stripDrawn(figure) {
    const parts = figure.querySelectorAll("figcaption, .legend, .strip"), frame = figure.getBoundingClientRect();
    const bottom = Math.max(...Array.from(parts, (part) => part.getBoundingClientRect().bottom));
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    canvas.width = SHARP * (frame.width + 2 * EDGE);
    canvas.height = SHARP * (bottom - frame.top + 2 * EDGE);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.scale(SHARP, SHARP);
    pen.translate(EDGE - frame.left, EDGE - frame.top);
    for (const part of parts) {
      part.querySelectorAll("i").forEach((mark) => markDrawn(pen, mark));
      wordsDrawn(pen, part);
    }
    return canvas.toDataURL("image/png");
  }
  function markDrawn(pen, mark) {
    const { left, top, width, height } = mark.getBoundingClientRect(), style = getComputedStyle(mark);
    const turned = new DOMMatrix(style.transform).b !== 0, x = left + width / 2, y = top + height / 2;
    pen.globalAlpha = Number(style.opacity);
    pen.fillStyle = style.backgroundColor;
    pen.beginPath();
    if (turned) [[x, top], [left + width, y], [x, top + height], [left, y]].forEach((corner) => pen.lineTo(...corner));
    else if (style.borderRadius === "50%") pen.ellipse(x, y, width / 2, height / 2, 0, 0, 2 * Math.PI);
    else pen.rect(left, top, width, height);
    pen.fill();
    pen.globalAlpha = 1;
  }
  function wordsDrawn(pen, part) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), range = document.createRange();
    pen.textBaseline = "middle";
    while (walker.nextNode()) {
      const text = walker.currentNode, style = getComputedStyle(text.parentElement);
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      pen.fillStyle = style.color;
      for (const word of text.data.matchAll(/\S+/g)) {
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const { left, top, height } = range.getBoundingClientRect();
        pen.fillText(word[0], left, top + height / 2);
      }
    }
  }

  document.addEventListener("click", (event) => {
    const { csv, png } = event.target.dataset || {};
    if (png) {
      const figure = event.target.closest("figure"), image = figure.querySelector("img");
      save(`${png}.png`, image ? image.src : stripDrawn(figure));
    }
    if (!csv) return;
    const lines = Array.from(document.getElementById(csv).rows, (row) => Array.from(row.cells, (one) => csvCell(one.dataset.raw ?? one.textContent)).join(","));
    const address = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
    save(`${csv}.csv`, address);
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
})();
