"""Change bytes of sound files at random and feed them: no traceback, no hang, no memory without end, nothing written elsewhere.

    python tests/fuzz/mutate.py --inputs 100000 --seed 1

Inputs are spread over all kinds of files; an input depends on the seed and its number only, so that `--first` finds it again. What breaks
a promise is told with its number, and kept in the folder that is named with `--keep`.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.fuzz import feeding

MOST_CHANGES = 5


def changed(seeds: list[bytes], chance: random.Random) -> bytes:
    """Return a sound file after a few flips, cuts, copies, swaps and insertions."""
    data = chance.choice(seeds)
    for _ in range(chance.randint(1, MOST_CHANGES)):
        at = chance.randint(0, len(data))
        until = min(len(data), at + chance.randint(0, 40))
        piece = chance.choice([
            chance.choice(feeding.WORDS), chance.randbytes(chance.randint(0, 8)), data[at:until] * 2, b"",
            bytes(byte ^ (1 << chance.randrange(8)) for byte in data[at : at + 1]),
        ])  # fmt: skip
        data = data[:at] + piece + data[chance.choice([at, at + len(piece), until, until, len(data)]) :]
    return data


def feed_many(numbers: Iterable[int], seed: int, folder: Path) -> Counter[str]:
    """Feed inputs by their numbers, and return how many of each kind were refused and how many were sound.

    Raises
    ------
    AssertionError : an input broke a promise; the message says which.
    """
    found: Counter[str] = Counter()
    kinds = list(feeding.KINDS)
    for number in numbers:
        chance = random.Random(f"{seed} {number}")
        kind = kinds[number % len(kinds)]
        data = changed(feeding.KINDS[kind][2](), chance)
        try:
            message = feeding.feed(kind, data, folder)
        except Exception as error:
            raise AssertionError(f"input {number} of seed {seed}, a {kind}, broke a promise; it is {data!r}") from error
        found[f"{kind} {'sound' if message is None else 'refused'}"] += 1
    return found


def main() -> None:
    """Feed, count, and keep what breaks a promise."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--inputs", type=int, default=100_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--first", type=int, default=0, help="number of the first input")
    arguments.add_argument("--keep", type=Path, default=Path("fuzz-broken"), help="folder for inputs that break a promise")
    chosen = arguments.parse_args()
    found: Counter[str] = Counter()
    broken, begin = 0, time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        feeding.warm_up(Path(place))
        for number in range(chosen.first, chosen.first + chosen.inputs):
            try:
                found += feed_many([number], chosen.seed, Path(place))
            except AssertionError as error:
                broken += 1
                chosen.keep.mkdir(exist_ok=True)
                told = "".join(traceback.format_exception(error))
                (chosen.keep / f"{chosen.seed}-{number}.txt").write_text(told, encoding="utf-8")
                sys.stdout.write(f"input {number}: {error.__cause__!r}\n")
                sys.stdout.flush()
    told = ", ".join(f"{count} {word}" for word, count in sorted(found.items()))
    sys.stdout.write(f"{chosen.inputs} inputs in {time.monotonic() - begin:.0f} s: {told}; {broken} broke a promise\n")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
