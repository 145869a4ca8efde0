"""A table as HTML for a notebook: caption, heads with their scope, indented lines; every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence

from wopsim.foreign_text import as_html

Row = tuple[str, Sequence[str]]
"""A label, and cells; a line break in either begins small letters below. Spaces in front of a label indent it."""


def table(caption: str, heads: Sequence[str], rows: Sequence[Row]) -> str:
    """Return a table.

    Parameters
    ----------
    caption : what it holds.
    heads : of the columns beside the labels; none where the cells need none.
    rows : labels and cells.
    """
    lines = ["<table>", f"  <caption style='text-align:left'><b>{as_html(caption)}</b></caption>"]
    if heads:
        cells = "".join(f"<th scope='col' style='text-align:right'>{_in_lines(head)}</th>" for head in heads)
        lines += ["  <thead>", f"    <tr><td></td>{cells}</tr>", "  </thead>"]
    lines.append("  <tbody>")
    for label, texts in rows:
        depth = len(label) - len(label.lstrip())
        style = f"text-align:left;padding-left:{0.5 + 0.5 * depth:g}em"
        side = "right" if heads else "left"
        cells = "".join(f"<td style='text-align:{side}'>{_in_lines(text)}</td>" for text in texts)
        lines.append(f"    <tr><th scope='row' style='{style}'>{_in_lines(label.lstrip())}</th>{cells}</tr>")
    return "\n".join([*lines, "  </tbody>", "</table>"])


def page_part(title: str, question: str, parts: Sequence[str]) -> str:
    """Return title, question and tables as one element, indented below it."""
    head = [f"<h3>{as_html(title)}</h3>", *([f"<p>{as_html(question)}</p>"] if question else [])]
    inner = "\n".join([*head, *parts])
    return "\n".join(["<div>", *(f"  {line}" for line in inner.split("\n")), "</div>"])


def note(*texts: str) -> str:
    """Return sentences in small letters, one a line."""
    return f"<p><small>{'<br>'.join(as_html(text) for text in texts)}</small></p>"


def _in_lines(text: str) -> str:
    main, *below = text.split("\n", 1)
    return as_html(main) + "".join(f"<br><small>{as_html(line)}</small>" for line in below)
