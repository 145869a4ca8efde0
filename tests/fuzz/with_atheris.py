"""Fuzz what reads files of strangers, guided by the code that is reached; needs `pip install atheris`.

    python tests/fuzz/with_atheris.py study -max_total_time=600

The kind is `study`, `world`, `case` or `store`; other words go to libFuzzer. It stops at the first file that breaks a promise and
leaves it as `crash-...` in the folder where it was started.
"""

import sys
import tempfile
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
PLACE = Path(tempfile.mkdtemp())


def modules(*places: str) -> list[str]:
    """Return the names of all modules in these places of the package; atheris leaves out what is named exactly."""
    found = [path for place in places for path in (ROOT / "wopsim").glob(place)]
    return [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in found]


# what numba compiles must stay as it was written: it cannot read what atheris adds
COMPILED = modules("streams.py", "rules/*.py", "engines/**/*.py", "strategies/**/*.py")

with atheris.instrument_imports(include=["wopsim"], exclude=COMPILED):
    from tests.fuzz import feeding

    feeding.warm_up(PLACE)  # what is only imported now is seen as well


def main() -> None:
    """Fuzz until something breaks or the time is over."""
    kind, *words = sys.argv[1:]
    seeds = PLACE / "seeds"
    seeds.mkdir()
    for number, seed in enumerate(feeding.KINDS[kind][2]()):
        seeds.joinpath(str(number)).write_bytes(seed)
    dictionary = PLACE / "words"
    quoted = ("".join(f"\\x{byte:02x}" for byte in word) for word in feeding.WORDS)
    dictionary.write_text("".join(f'"{word}"\n' for word in quoted))
    options = [f"-dict={dictionary}", "-max_len=20000", "-timeout=10", *words, str(seeds)]
    atheris.Setup([sys.argv[0], *options], lambda data: feeding.feed(kind, data, PLACE))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
