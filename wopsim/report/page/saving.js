// A button with data-csv="NAME" saves the table with the id NAME as a CSV file, one with data-png the drawn figure that it stands in.
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
  document.addEventListener("click", (event) => {
    const { csv, png } = event.target.dataset || {};
    if (png) save(`${png}.png`, event.target.closest("figure").querySelector("img").src);
    if (!csv) return;
    const lines = Array.from(document.getElementById(csv).rows, (row) => Array.from(row.cells, (one) => csvCell(one.dataset.raw ?? one.textContent)).join(","));
    const address = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
    save(`${csv}.csv`, address);
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
})();
