"""What a design is, in one line of each language: made of what it sets, and of what all designs share once only."""

from __future__ import annotations

import pytest

from tests.helpers.briefs import Set, facts, made, plain
from tests.helpers.fake import Made
from wopsim.analysis.study_conditions import CONSTRAINTS, MONEY_AND_YEARS
from wopsim.declare import PARAMETERS
from wopsim.report.brief.brief_designs import _HOW, _WHO, IN_WORDS, DesignsInWords, designs_in_words
from wopsim.report.brief.brief_language import LANGUAGES, Language, Phrases, words_in
from wopsim.strategies.design import OBJECTIVES
from wopsim.strategies.protocols import FUNDING, PAIRING

SHORT: Set = {"partnership_months": 12, "missions_per_year": 1.0, "experts_per_mission": 1, "pairing": "predicted_gain"}
LONG: Set = {"partnership_months": 48, "resident_share": 1.0, "pilot_grant": 69e3, "funding": "co_financed", "own_share": 0.3}


def lines(language: Language, settings: dict[int, Set], result: Made | None = None) -> DesignsInWords:
    result = result or made(settings=settings)
    found = designs_in_words(result.study, result.measures, Phrases(language))
    return DesignsInWords(plain(found.shared), {name: plain(line) for name, line in found.own.items()})


@pytest.mark.parametrize(
    ("language", "short", "long", "shared"),
    [
        (
            "en",
            "pairs that are predicted to learn most for their cost; 12 months; 1 mission a year, 1 expert for 7 working days; "
            "mentoring paid by the programme, pair after pair while money lasts; 10 utilities mentored, EUR 900,000 each; 10 % unspent",
            "pairs drawn by lot; 48 months; 4 missions a year, 2 experts for 7 working days; full-time resident advisers: 1; "
            "EUR 69,000 for a pilot zone; mentoring paid by the programme, and 30 % of it by the utility itself; 10 utilities "
            "mentored, EUR 900,000 each; 10 % unspent",
            "In common: 24 months;",
        ),
        (
            "fr",
            "les plus grands progrès attendus pour leur coût ; 12 mois ; 1 mission par an (1 expert, 7 jours "
            "ouvrés) ; partenariats financés par le programme, retenus un à un tant qu'il reste des fonds ; 10 "
            "opérateurs accompagnés, 900 000 EUR chacun ; 10 % non dépensés",
            "partenariats tirés au sort ; 48 mois ; 4 missions par an (2 experts, 7 jours ouvrés) ; experts résidents "
            "(équivalents temps plein) : 1 ; 69 000 EUR pour une zone pilote ; partenariats financés par le programme et, "
            "pour 30 %, par l'opérateur accompagné ; 10 "
            "opérateurs accompagnés, 900 000 EUR chacun ; 10 % non dépensés",
            "En commun : 24 mois ;",
        ),
        (
            "es",
            "alianzas de las que se espera más mejora por su costo; 12 meses; 1 misión al año, 1 experto durante 7 días "
            "hábiles; alianzas pagadas por el programa, aprobadas una a una mientras quedan fondos; 10 operadores "
            "acompañados, 900 000 EUR cada uno; 10 % sin gastar",
            "alianzas por sorteo; 48 meses; 4 misiones al año, 2 expertos durante 7 días hábiles; asesores residentes a tiempo "
            "completo: 1; 69 000 EUR para una zona piloto; alianzas pagadas por el programa, con un 30 % a cargo del operador; "
            "10 operadores "
            "acompañados, 900 000 EUR cada uno; 10 % sin gastar",
            "En común: 24 meses;",
        ),
    ],
)
def test_unlike_designs_have_unlike_lines_and_what_all_share_is_said_once(language: Language, short: str, long: str, shared: str) -> None:
    apart = lines(language, {0: SHORT, 1: LONG})
    assert apart.own["design_0"] == short
    assert apart.own["design_1"] == long
    words = words_in(language)["design"]
    assert apart.shared == plain(f"{words['unlike']} {words['forecast']}")
    assert lines(language, {0: LONG}).shared.startswith(shared.partition(": ")[0])  # nobody predicts what pairs learn
    assert plain(words["forecast"]) not in lines(language, {0: LONG}).shared
    two_years: Set = {"partnership_months": 24}
    alike = lines(language, {0: {**two_years, "pairing": "by_need"}, 1: two_years, 2: two_years})
    assert shared.partition(": ")[0] in alike.shared
    assert shared.partition(": ")[2] in alike.shared
    assert not any(shared.partition(": ")[2] in line for line in alike.own.values())
    assert alike.own["design_0"].startswith(words_in(language)["design"]["pairing_by_need"])


def test_money_years_and_settings_without_words_are_told_where_designs_differ_in_them() -> None:
    own = lines("en", {0: {"budget": 5e6, "programme_years": 3, "conflict_rate": 0.2}}).own
    assert own["design_0"].startswith("budget EUR 5,000,000; years with a programme: 3; conflict_rate = 0.2; 10 utilities")
    assert own["design_1"].startswith("budget EUR 10,000,000; years with a programme: 5; 10 utilities")
    every: Set = {"budget": 5e6, "conflict_rate": 0.2}
    assert "budget" not in "".join(lines("en", dict.fromkeys(range(3), every)).own.values())
    many: Set = {"conflict_rate": 0.2, "currency_rate": 0.2, "follow_up_days": 9.0, "study_visit_days": 9.0}
    assert lines("en", {0: many}).own["design_0"].count(" = ") == 3
    assert "; 1 more setting;" in lines("en", {0: many}).own["design_0"]


@pytest.mark.parametrize(
    ("language", "visits", "mentored"),
    [
        ("en", "1 mission a year, 1 expert for 1 working day;", "; 1 utility mentored, EUR 9,000,000"),
        ("fr", "1 mission par an (1 expert, 1 jour ouvré) ;", " ; 1 opérateur accompagné, 9 000 000 EUR"),
        ("es", "1 misión al año, 1 experto durante 1 día hábil;", "; 1 operador acompañado, 9 000 000 EUR"),
    ],
)
def test_one_of_a_thing_is_told_as_one(language: Language, visits: str, mentored: str) -> None:
    every: Set = {"missions_per_year": 1.0, "experts_per_mission": 1, "days_per_mission": 1.0}
    result = made(settings={0: every})
    known = result.dataset["mentored"]
    result.dataset["mentored"] = known.where(known.cumsum("utility") == 1.0, 0.0)
    line = lines(language, {}, result).own["design_0"]
    assert visits in line
    assert mentored in line


@pytest.mark.parametrize(
    ("language", "title", "is_"),
    [
        ("en", "What the design is", "Pairs drawn by lot; "),
        ("fr", "En quoi consiste l'option", "Partenariats "),
        ("es", "En qué consiste la opción", "Alianzas "),
    ],
)
def test_one_design_has_nothing_in_common_with_others(language: Language, title: str, is_: str) -> None:
    one, two = (facts(made(people), language, worth=500.0) for people in ((900,), (900, 300)))
    assert plain(one["layout"]["designs_title"]) == title
    assert one["designs"]["shared"].startswith(is_)
    assert plain(two["layout"]["designs_title"]) != title
    assert not two["designs"]["shared"].startswith(is_)


def test_a_design_that_mentors_nobody_has_no_price() -> None:
    result = made()
    result.dataset["mentored"] *= 0.0
    result.dataset["agreement_time"] *= float("nan")
    assert all("mentored" not in line for line in lines("en", {}, result).own.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_of_pairing_and_paying_and_every_choice_that_is_told_has_words(language: Language) -> None:
    words = set(words_in(language)["design"])
    for family, registry in (("pairing", PAIRING), ("funding", FUNDING)):
        shipped = [name for name in registry.names() if registry.get(name).__module__.startswith("wopsim.")]
        assert {f"{family}_{name}" for name in shipped} <= words
    for name in (*_HOW, *_WHO):
        one = PARAMETERS[name]
        values = one.choices or (True, False)
        assert {f"{name}_{str(value).lower()}" for value in values if value != one.default} <= words
    assert {f"aim_{one}" for one in (*(set(OBJECTIVES) - {"new_function"}), *PARAMETERS["new_function"].choices)} <= words


def test_every_choice_of_a_design_is_told() -> None:
    choices = {name for name, one in PARAMETERS.items() if one.role == "policy" and (one.choices or isinstance(one.default, bool))}
    assert choices <= IN_WORDS
    assert choices - {"new_function"} <= {*_HOW, *_WHO, *CONSTRAINTS, *MONEY_AND_YEARS}
