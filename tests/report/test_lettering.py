"""Labels that are too long for their place."""

from __future__ import annotations

import itertools

from wopsim.report.lettering import shortened


def test_variants_that_differ_at_either_end_stay_different() -> None:
    labels = [
        f"{months} months, paired by predicted gain, through a regional platform of operators, budget {budget} million"
        for months, budget in itertools.product((6, 12, 24), (2, 4))
    ]
    for most in (36, 48, 60, 72):
        short = [shortened(label, most) for label in labels]
        assert len(set(short)) == len(labels)
        assert max(map(len, short)) <= most


def test_what_fits_stays_and_what_does_not_says_so_between_words() -> None:
    assert shortened("Long, by gain", 13) == "Long, by gain"
    assert shortened("Twelve months of mentoring, paired by predicted gain", 40) == "Twelve months of…predicted gain"
    assert len(shortened("x" * 100, 40)) == 40
