"""Fuzz what reads files of strangers, guided by the code that is reached; needs `pip install atheris`.

    python tests/fuzz/with_atheris.py study -max_total_time=600

The kind is `study`, `world`, `case` or `store`; other words go to libFuzzer. It stops at the first file that breaks a promise and
leaves it as `crash-...` in the folder where it was started.
"""

import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent))

with atheris.instrument_imports(include=["wopsim"]):
    import feeding


def main() -> None:
    """Fuzz until something breaks or the time is over."""
    kind, *words = sys.argv[1:]
    place = Path(tempfile.mkdtemp())
    seeds = place / "seeds"
    seeds.mkdir()
    for number, seed in enumerate(feeding.KINDS[kind][2]):
        seeds.joinpath(str(number)).write_bytes(seed)
    feeding.warm_up(place)
    dictionary = place / "words"
    quoted = ("".join(f"\\x{byte:02x}" for byte in word) for word in feeding.WORDS)
    dictionary.write_text("".join(f'"{word}"\n' for word in quoted))
    options = [f"-dict={dictionary}", "-max_len=20000", "-timeout=10", *words, str(seeds)]
    atheris.Setup([sys.argv[0], *options], lambda data: feeding.feed(kind, data, place))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
