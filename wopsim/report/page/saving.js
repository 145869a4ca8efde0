// A button with data-csv="NAME" saves the table with the id NAME as a CSV file, one with data-png="NAME" the figure that
// it stands in as a PNG file: a drawn one as it is, a strip, curves or a map as they look on the page.
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

  /** Draws caption, legend, and strip, curves or map of a figure where the page has them; what can be scrolled, from its left end. */
  async function figureDrawn(figure) {
    for (const wide of figure.querySelectorAll(".scroll")) wide.scrollLeft = 0;
    const parts = figure.querySelectorAll("figcaption, .legend, .strip"), drawing = figure.querySelector("svg");
    const all = Array.from(drawing ? [...parts, drawing] : parts, (part) => part.getBoundingClientRect()), frame = figure.getBoundingClientRect();
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    canvas.width = SHARP * (Math.max(frame.right, ...all.map((part) => part.right)) - frame.left + 2 * EDGE);
    canvas.height = SHARP * (Math.max(...all.map((part) => part.bottom)) - frame.top + 2 * EDGE);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.scale(SHARP, SHARP);
    pen.translate(EDGE - frame.left, EDGE - frame.top);
    for (const part of parts) {
      part.querySelectorAll("i").forEach((mark) => markDrawn(pen, mark));
      wordsDrawn(pen, part);
    }
    if (drawing) {
      const { left, top, width, height } = drawing.getBoundingClientRect();
      pen.fillStyle = getComputedStyle(drawing).backgroundColor;
      pen.fillRect(left, top, width, height);
      pen.drawImage(await imageOf(drawing, width, height), left, top, width, height);
    }
    return canvas.toDataURL("image/png");
  }
  const OF_A_DRAWING = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "text-anchor"];

  /** An image of an SVG, which takes with it how the page draws its parts. */
  async function imageOf(drawing, width, height) {
    const copy = drawing.cloneNode(true), parts = copy.querySelectorAll("*");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    drawing.querySelectorAll("*").forEach((part, place) => {
      const style = getComputedStyle(part);
      for (const what of OF_A_DRAWING) parts[place].style.setProperty(what, style.getPropertyValue(what));
    });
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    await image.decode();
    return image;
  }
  function markDrawn(pen, mark) {
    const { left, top, width, height } = mark.getBoundingClientRect(), style = getComputedStyle(mark);
    const turned = new DOMMatrix(style.transform).b !== 0, x = left + width / 2, y = top + height / 2;
    const filled = (colour, across, down) => {
      if (!(across > 0 && down > 0)) return;
      pen.fillStyle = colour;
      pen.beginPath();
      if (turned) [[x, y - down], [x + across, y], [x, y + down], [x - across, y]].forEach((corner) => pen.lineTo(...corner));
      else if (style.borderRadius === "50%") pen.ellipse(x, y, across, down, 0, 0, 2 * Math.PI);
      else pen.rect(x - across, y - down, 2 * across, 2 * down);
      pen.fill();
    };
    const border = parseFloat(style.borderTopWidth) * (turned ? Math.SQRT2 : 1);
    pen.globalAlpha = Number(style.opacity);
    if (border > 0) filled(style.borderTopColor, width / 2, height / 2);
    filled(style.backgroundColor, width / 2 - border, height / 2 - border);
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

  document.addEventListener("click", async (event) => {
    const { csv, png } = event.target.dataset || {};
    if (png) {
      const figure = event.target.closest("figure"), image = figure.querySelector("img");
      save(`${png}.png`, image ? image.src : await figureDrawn(figure));
    }
    if (!csv) return;
    const lines = Array.from(document.getElementById(csv).rows, (row) => Array.from(row.cells, (one) => csvCell(one.dataset.raw ?? one.textContent)).join(","));
    const address = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
    save(`${csv}.csv`, address);
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
})();
