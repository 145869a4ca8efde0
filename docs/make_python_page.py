"""Write the reference of the Python API from its docstrings, docs/reference/python.md: `python docs/make_python_page.py`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import wopsim as ws
from wopsim.durable import write_text

PAGE = Path(__file__).resolve().parent / "reference" / "python.md"
MADE = "<!-- Made by `python docs/make_python_page.py`; change the docstrings in the code, not this page. -->\n"
INTRODUCTION = """# Python

Everything below is `import wopsim as ws` and `ws.NAME`; nothing else is promised to stay. A first session:

```python
import wopsim as ws

result = ws.run("default")   # as `wopsim compare`
print(result.compare())      # the table
result.write("results")      # numbers, tables and figures into a folder
```

Datasets are [xarray](https://docs.xarray.dev)'s, with the dimensions `scenario`, `draw`, `replicate` and those of the output
([Outputs](outputs.md)). Mistakes of a user are raised as `WopsimError`.
"""
GROUPS = {
    "Studies": ("read_study", "Study", "Scenario", "parameters", "outputs", "describe"),
    "Run and compare": ("run", "compare", "Result"),
    "Sweeps": ("plan", "sweep", "StoredRuns"),
    "Worlds": ("read_world", "write_world", "synthesise", "describe_world", "World"),
    "One run, seen from near": ("trace", "animate", "network_at", "network_view"),
    "Errors": ("WopsimError",),
}


def page() -> str:
    """Return the page as Markdown."""
    named = [name for names in GROUPS.values() for name in names]
    lacking = sorted(set(ws.__all__) - {"__version__"} ^ set(named))
    if lacking:
        raise ValueError(f"GROUPS and what wopsim makes public differ in {', '.join(lacking)}")
    parts = [MADE, INTRODUCTION]
    for group, names in GROUPS.items():
        parts.append(f"## {group}\n")
        for name in names:
            parts.extend(described(f"ws.{name}", getattr(ws, name), "###"))
    return "\n".join(parts)


def described(name: str, thing: Any, heading: str) -> Iterator[str]:
    """Yield the parts that describe a function or class, methods after it."""
    yield f"{heading} `{name}`\n"
    if inspect.isclass(thing) and issubclass(thing, Exception):
        yield f"{in_markdown(inspect.getdoc(thing) or '')}\n"
        return
    if callable(thing):
        yield f"```text\n{name}{signature(thing)}\n```\n"
    yield f"{in_markdown(inspect.getdoc(thing) or '')}\n"
    if inspect.isclass(thing):
        for member, found in vars(thing).items():
            plain: Any = found.__func__ if isinstance(found, classmethod | staticmethod) else found
            if not member.startswith("_") and (inspect.isfunction(plain) or isinstance(plain, property)):
                yield from described(f"{name.removeprefix('ws.')}.{member}", plain, "####")


def signature(thing: Callable[..., Any]) -> str:
    """Return what a function takes, a line each where it is long."""
    found = inspect.signature(thing)
    kept = [one.replace(annotation=inspect.Parameter.empty) for name, one in found.parameters.items() if name not in ("self", "cls")]
    text = str(found.replace(parameters=kept, return_annotation=inspect.Signature.empty))
    return text if len(text) < 100 else "(\n    " + ",\n    ".join(map(str, kept)) + ",\n)"


def in_markdown(docstring: str) -> str:
    """Return a docstring whose sections become words in bold, and their entries lists."""
    lines, section = [], False
    for line, after in zip(docstring.split("\n"), [*docstring.split("\n")[1:], ""], strict=True):
        if re.fullmatch("-{3,}", after) and line:
            section = True
            lines += [f"**{line}**", ""]
        elif re.fullmatch("-{3,}", line):
            continue
        elif section and line and not line.startswith(" "):
            names, colon, what = line.partition(" : ")
            lines.append(f"- `{names}`: {what}" if colon else f"- {line}")
        else:
            lines.append(line)
    return "\n".join(lines)


if __name__ == "__main__":
    write_text(PAGE, page())
