"""Results whose effects a test chooses, and what a brief says of them."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.helpers.fake import Made, Truth, fake_result
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import Language

Set = dict[str, str | float]


def made(
    people: tuple[float, ...] = (900, 3000, 400), cost: float = 9e6, label: str = "Design {}", settings: dict[int, Set] | None = None
) -> Made:
    own = {place: tuple(those.items()) for place, those in (settings or {}).items()}
    truths = {
        f"design_{place}": Truth(label.format(place), 10, nrw=-0.02, draw_sd=0.002, people=each, cost=cost, settings=own.get(place, ()))
        for place, each in enumerate(people)
    }
    return fake_result(truths, draws=12, replicates=3, mentees=16, mentors=2, horizon=9)


def facts(result: Made, language: Language = "en", **judged: Any) -> dict[str, Any]:
    return brief_facts(result, result.decide(**judged), language)


def text(found: dict[str, Any], key: str) -> str:
    return " ".join(next(part["text"] for part in found["parts"] if part["key"] == key))


def plain(said: str) -> str:
    """A text with usual spaces and apostrophes."""
    return said.translate(str.maketrans("\u00a0\u202f\u2019", "  '"))


@cache
def many(designs: int) -> Made:
    """Return a result of so many designs with long names and constraints."""
    long = "Design number {}, which has many words because somebody described it all, paired by predicted gain"
    quotas = {"quota_fragile": 0.4, "quota_low_income": 0.4, "quota_small_town": 0.4, "eligible_countries": "Kenya; Uganda; Bhutan"}
    settings: dict[int, Set] = {place: {"most_per_country": 1 + place, **quotas} for place in range(designs)}
    return made(tuple(range(500, 500 + 10 * designs, 10)), label=long, settings=settings)
