"""What a brief says is not known follows from numbers, whatever comes first."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.helpers.briefs import plain
from tests.helpers.fake import Made
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import Language, Phrases, words_in
from wopsim.report.brief.brief_unknown import utilities_not_of_this_world

IN_LANGUAGES = pytest.mark.parametrize(
    ("language", "worked_out", "left", "if_done", "if_first"),
    [
        (
            "en",
            "What utilities and mentors spend because of a programme is worked out, not measured",
            "were not compared, nor what could be done elsewhere with the 47 % that “Design 1” leaves unspent.",
            "With “Design 1”, 47 % of the money would stay unspent, mainly because no mentor was free.",
            "47 % of the money stays unspent, mainly because no mentor was free.",
        ),
        (
            "fr",
            "Ce que les opérateurs accompagnés et mentors dépensent en raison d'un programme est calculé, et non mesuré",
            "n'ont pas été comparés, ni ce que permettraient ailleurs les 47 % que « Design 1 » laisse non dépensés.",
            "Avec « Design 1 », 47 % des fonds ne seraient pas dépensés, ",
            "Restent non dépensés 47 % des fonds, ",
        ),
        (
            "es",
            "Lo que operadores y mentores gastan a causa de un programa está calculado, no medido",
            "ni lo que podría hacerse en otra parte con el 47 % que «Design 1» deja sin gastar.",
            "Con «Design 1» quedaría sin gastar el 47 % de los fondos, ",
            "Queda sin gastar el 47 % de los fondos, ",
        ),
    ],
)


@IN_LANGUAGES
def test_that_nothing_comes_first_hides_neither_what_others_put_in_nor_what_is_left(
    language: Language, worked_out: str, left: str, if_done: str, if_first: str, clear: Made
) -> None:
    def told(worth: float | None, value_error: float = 1.0, unspent: float = 0.47, everybody: float = 20e6) -> tuple[str, str]:
        nought = clear.measures["cost_all"] * 0.0
        measures = clear.measures.assign(cost_programme=nought + 2e6, cost_all=nought + everybody)
        decision = clear.decide(worth=worth)
        held = {f"unpromised_{cause}": 0.0 for cause in ("short_of_applicants", "capped", "held_back", "short_of_money")}
        causes = held | {"unpromised": unspent, "unpromised_short_of_mentors": unspent}
        table = decision.table.assign(unspent=unspent, value_error=value_error, **causes)
        found = SimpleNamespace(measures=measures, study=clear.study, compare=clear.compare)
        facts = brief_facts(found, dataclasses.replace(decision, table=table), language)  # type: ignore[arg-type]
        return plain(" ".join(facts["answer"])), plain(" ".join(facts["unknown"]))

    for worth, first, other in ((1.0, if_done, if_first), (None, if_first, if_done)):  # at a worth of one euro to do nothing comes first
        answer, box = told(worth)
        assert worked_out in box
        assert left in box
        assert first in answer
        assert other not in answer
    answer, box = told(1.0, value_error=1e9)  # to do nothing is first, and not told from the designs
    assert worked_out in box
    assert left in box
    assert if_done in answer
    answer, box = told(1.0, unspent=0.02, everybody=3e6)
    assert worked_out not in box
    assert left not in box
    assert plain(words_in(language)["unknown"]["other"]) in box  # that no other use was compared is told all the same
    assert if_done[:20] not in answer


OWN = "name,country,role,population_served\nOne,Kenya,mentee,40000\nTwo,Kenya,{role},80000\n"


@pytest.mark.parametrize(
    ("language", "open", "invented", "unread"),
    [
        (
            "en",
            "What mine.csv leaves open about its utilities is drawn",
            "so that all of them are invented.",
            "so are mentors, where it names none.",
        ),
        (
            "fr",
            "Ce que mine.csv ne précise pas sur ses opérateurs est tiré",
            "tous sont donc inventés.",
            "les opérateurs mentors aussi, s'il n'en nomme aucun.",
        ),
        (
            "es",
            "Lo que mine.csv no precisa sobre sus operadores se toma",
            "así que todos son inventados.",
            "también los mentores, si no nombra ninguno.",
        ),
    ],
)
def test_that_mentors_are_invented_is_said_where_the_file_names_none(
    language: Language, open: str, invented: str, unread: str, clear: Made, tmp_path: Path
) -> None:
    own = tmp_path / "mine.csv"

    def told() -> str:
        return plain(utilities_not_of_this_world(dataclasses.replace(clear.study, world=str(own)), Phrases(language)))

    for role, said, not_said in (("mentee", (invented,), (unread,)), ("mentor", (), (invented, unread, "mentor"))):
        own.write_text(OWN.format(role=role), encoding="utf-8")
        assert told().startswith(open)
        assert all(one in told() for one in said)
        assert not any(one in told() for one in not_said)
    own.unlink()  # a store is read without the file of its utilities
    assert unread in told()
    assert invented not in told()
    shipped = utilities_not_of_this_world(clear.study, Phrases(language))
    assert shipped == words_in(language)["unknown"]["synthetic"]
