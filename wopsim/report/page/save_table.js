// A button with data-csv="NAME" saves the table with the id NAME as a CSV file.
"use strict";

(() => {
  // A spreadsheet takes a text that begins so for a formula; an apostrophe keeps it a text.
  function csvCell(text) {
    const safe = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  }
  document.addEventListener("click", (event) => {
    const name = event.target.getAttribute && event.target.getAttribute("data-csv");
    if (!name) return;
    const lines = Array.from(document.getElementById(name).rows, (row) => Array.from(row.cells, (one) => csvCell(one.dataset.raw ?? one.textContent)).join(","));
    const link = document.createElement("a");
    link.download = `${name}.csv`;
    link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
})();
