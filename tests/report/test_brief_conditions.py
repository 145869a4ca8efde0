"""What a brief says of the conditions under which designs were compared: money, years, who may apply, constraints."""

from __future__ import annotations

import dataclasses
import re
from types import SimpleNamespace

import pytest
import xarray as xr

from tests.helpers.briefs import Set, facts, made, plain
from tests.helpers.fake import Made
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import LANGUAGES, Language, words_in
from wopsim.world.regions import countries


def conditions(language: Language, settings: dict[int, Set], people: tuple[float, ...] = (900, 3000, 400)) -> str:
    return plain(" ".join(facts(made(people, settings=settings), language)["conditions"]))


@pytest.mark.parametrize(
    ("language", "alike", "apart"),
    [
        (
            "en",
            "3 designs, each against no programme. Budget of each: EUR 4,500,000; years with a programme: 3; effects 9 years after "
            "the start. Utilities that may apply (of the synthetic world that ships with wopsim): 0. Runs of each design: 36. Full water "
            "service is counted in people-equivalents: water for half of the day counts as half a person, and less where samples fail the "
            "standard. People are counted in that year alone: service before and after it is not counted.",
            "Budget of each: EUR 4,500,000 to 10,000,000; years with a programme: 3 to 5;",
        ),
        (
            "fr",
            "Options : 3, chacune comparée à l'absence de programme. Budget de chacune : 4 500 000 EUR ; années de programme : 3 ; effets "
            "9 ans après le début. Opérateurs éligibles (monde fictif fourni avec wopsim) : 0. Simulations par option : 36. Le service "
            "complet (eau potable continue et conforme) est compté en équivalents : une personne qui a de l'eau la moitié de la journée "
            "compte pour un demi-équivalent, et pour moins encore si des analyses ne sont pas conformes. Seule cette dernière année est "
            "comptée, et non le service d'avant ou d'après.",
            "Budget de chacune : de 4 500 000 à 10 000 000 EUR ; années de programme : de 3 à 5 ;",
        ),
        (
            "es",
            "Opciones: 3, cada una comparada con no tener programa. Presupuesto de cada una: 4 500 000 EUR; años de programa: 3; efectos "
            "9 años después del inicio. Operadores elegibles (mundo ficticio incluido en wopsim): 0. Simulaciones por opción: 36. El "
            "servicio completo (agua potable continua y conforme a la norma) se cuenta en equivalentes: agua la mitad del día cuenta como "
            "medio equivalente, y menos donde hay muestras que no cumplen la norma. Solo cuenta ese año, no el servicio de los años "
            "anteriores y posteriores.",
            "Presupuesto de cada una: entre 4 500 000 y 10 000 000 EUR; años de programa: entre 3 y 5;",
        ),
    ],
)
def test_money_and_years_of_the_comparison_are_told(language: Language, alike: str, apart: str) -> None:
    own: Set = {"budget": 4.5e6, "programme_years": 3}
    assert conditions(language, {0: own, 1: own, 2: own}) == alike
    assert apart in conditions(language, {0: own, 1: own})


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("en", "200, but 90 in “Design 1” (mentors from the same country).", "200, but 90 in 2 of the designs (mentors from the same"),
        (
            "fr",
            "200, mais 90 pour « Design 1 » (opérateurs mentors du même pays).",
            "200, mais 90 pour 2 des options (opérateurs mentors du",
        ),
        ("es", "200, pero 90 con «Design 1» (mentores del mismo país).", "200, pero 90 con 2 de las opciones (mentores del mismo país)."),
    ],
)
def test_designs_to_which_fewer_utilities_may_apply_are_told_with_what_they_have_alike(language: Language, one: str, two: str) -> None:
    def told(settings: dict[int, Set], *may_apply: float) -> str:
        result = made(settings=settings)
        open_to = (result.measures["possible_mentees"] * 0.0) + xr.DataArray(list(may_apply), dims="scenario")
        found = SimpleNamespace(measures=result.measures.assign(possible_mentees=open_to), study=result.study, compare=result.compare)
        return plain(" ".join(brief_facts(found, result.decide(), language)["conditions"]))  # type: ignore[arg-type]

    near: Set = {"mentors_from": "same_country"}
    assert one in told({1: near}, 200.0, 90.0, 200.0)
    assert two in told({1: near, 2: near}, 200.0, 90.0, 90.0)
    alike = told({1: near}, 200.0, 200.0, 200.0)
    assert "200" in alike
    assert "90" not in alike
    # what all designs have is no reason why fewer may apply to some
    assert one.partition(" (")[0] in told({0: near, 1: near, 2: near}, 200.0, 90.0, 200.0)
    assert one not in told({0: near, 1: near, 2: near}, 200.0, 90.0, 200.0)


def test_the_money_of_a_design_that_promises_more_is_its_budget(clear: Made) -> None:
    first, *designs = clear.study.scenarios
    promising = tuple(dataclasses.replace(one, settings={"budget": 13e6}, promised=1.3) for one in designs)
    study = dataclasses.replace(clear.study, scenarios=(first, *promising))
    found = SimpleNamespace(measures=clear.measures, study=study, compare=clear.compare)
    told = brief_facts(found, clear.decide(), "en")["conditions"]  # type: ignore[arg-type]
    assert "Budget of each: EUR 10,000,000;" in plain(" ".join(told))


@pytest.mark.parametrize(
    ("language", "missed", "kept", "others"),
    [
        (
            "en",
            "Only “Design 1”: partnerships with utilities of one country: 2 at most; at least 95 % of the support for fragile contexts "
            "(missed in 36 of 36 runs).",
            "All designs: only utilities in Kenya, Uganda; at least 0.5 % of the mentored utilities in fragile contexts "
            "(kept in all 108 runs).",
            "Further settings that all designs share: 1, in the study file fake.yaml.",
        ),
        (
            "fr",
            "Seulement « Design 1 » : nombre maximal de partenariats par pays : 2 ; au moins 95 % des fonds pour les contextes fragiles "
            "(quota non respecté dans 36 simulations sur 36).",
            "Toutes les options : seuls les opérateurs de ces pays : Kenya, Ouganda ; parmi les opérateurs accompagnés, au "
            "moins 0,5 % dans les contextes fragiles (quota respecté dans les 108 simulations).",
            "Autres réglages communs à toutes les options : 1, dans le fichier d'étude fake.yaml.",
        ),
        (
            "es",
            "Solo «Design 1»: número máximo de alianzas por país: 2; al menos el 95 % de los fondos para contextos frágiles (cuota no "
            "cumplida en 36 de 36 simulaciones).",
            "Todas las opciones: solo operadores de estos países: Kenia, Uganda; al menos el 0,5 % de los operadores acompañados en "
            "contextos frágiles (cuota cumplida en las 108 simulaciones).",
            "Otros ajustes comunes a todas las opciones: 1, en el archivo del estudio fake.yaml.",
        ),
    ],
)
def test_constraints_are_told_and_whether_quotas_were_kept(language: Language, missed: str, kept: str, others: str) -> None:
    free = conditions(language, {})
    all_: Set = {"eligible_countries": "Kenya; Uganda", "quota_fragile": 0.005, "quota_of": "places", "conflict_rate": 0.2}
    of_one = conditions(language, {1: {"quota_fragile": 0.95, "most_per_country": 2}})
    of_all = conditions(language, {0: all_, 1: all_, 2: all_})
    assert of_one == f"{free} {missed}"
    assert of_all == f"{free} {kept} {others}"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"must_end_by": 6}, "Only “Design 1”: the money ends in year 6, whatever is unfinished."),
        ({"later_share": 0.4, "later_year": 6}, "Only “Design 1”: 40 % of the budget only from year 6 on."),
        ({"comes_first": "small_town"}, "Only “Design 1”: first in every call: small towns."),
        ({"eligible_regions": "South Asia"}, "Only “Design 1”: only utilities in South Asia."),
        ({"eligible_utilities": "a; b; c; d; e; f; g"}, "Only “Design 1”: only these utilities: a, b, c, d, e and 2 more."),
        ({"quota_of": "places", "later_year": 6, "partnership_months": 24}, ""),  # none of them binds, and they are not shared
    ],
)
def test_each_constraint_has_its_words(settings: Set, said: str) -> None:
    assert conditions("en", {1: settings}) == f"{conditions('en', {})} {said}".rstrip()
    every = {place: settings for place in range(3)}
    assert said.replace("Only “Design 1”:", "All designs:") in conditions("en", every)
    assert "Only 3 of the designs" in conditions("en", every, people=(900, 3000, 400, 800)) or not said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "only utilities in Sub-Saharan Africa, South Asia."),
        ("fr", "seuls les opérateurs de ces régions : Afrique subsaharienne, Asie du Sud."),
        ("es", "solo operadores de estas regiones: África subsahariana, Asia meridional."),
    ],
)
def test_regions_have_the_names_of_the_language(language: Language, said: str) -> None:
    assert said in conditions(language, {1: {"eligible_regions": "Sub-Saharan Africa; South Asia"}})
    of_a_file = conditions(language, {1: {"eligible_regions": "Upper Nile"}})
    assert "Upper Nile." in of_a_file  # a file of utilities may have regions of its own


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_region_of_the_list_of_countries_has_a_name_of_its_own(language: Language) -> None:
    named = words_in(language)["regions"]
    regions = {country.region for country in countries().values()}
    assert set(named) == regions
    assert len(set(named.values())) == len(regions)
    assert ([name for name in regions if named[name] == name] == []) == (language != "en")


def test_a_country_that_the_table_does_not_hold_keeps_its_name() -> None:
    assert "Atlantis, Éthiopie." in conditions("fr", {1: {"eligible_countries": "Atlantis; Ethiopia"}})


def test_runs_in_which_a_quota_was_missed_are_written_as_the_language_does() -> None:
    quota: Set = {"quota_fragile": 0.95}
    people = tuple(range(500, 800, 10))
    every = dict.fromkeys(range(30), quota)
    assert "(missed in 1,080 of 1,080 runs, those of all these designs together)" in conditions("en", every, people)
    assert "(quota non respecté dans 1 080 simulations sur 1 080, toutes ces options réunies)" in conditions("fr", every, people)
    assert "(cuota no cumplida en 1080 de 1080 simulaciones, las de todas estas opciones juntas)" in conditions("es", every, people)


def test_of_constraints_that_take_too_much_room_the_rest_is_in_the_study_file() -> None:
    people = tuple(range(500, 700, 10))

    def told(sets: int) -> str:
        return conditions("en", {place: {"most_per_country": 1 + place} for place in range(sets)}, people)

    few, many = told(3), told(20)
    assert "Further constraints" not in few
    assert few in many
    assert many.endswith("Further constraints: see the study file fake.yaml.")
    assert len(many) < len(told(0)) + 800


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "As asked: one person in fragile contexts counts as 2.5; one more person (weighted) is worth EUR 150 "
            "(served in the last year; other years do not count), "
            "and what all who pay spend is taken off; later years count less; a difference below 50,000 euros does not matter.",
        ),
        (
            "fr",
            "Critères retenus : dans les contextes fragiles, chaque personne a un poids de 2,5 ; 150 EUR par personne (pondérée) "
            "supplémentaire (desservie la dernière année ; les autres ne comptent pas), dépense de l'ensemble des acteurs déduite ; "
            "les années lointaines comptent moins ; un écart inférieur à 50 000 euros ne compte pas.",
        ),
        (
            "es",
            "Criterios elegidos: una persona en contextos frágiles cuenta como 2,5; valor atribuido a cada persona (ponderada) "
            "adicional (atendida el último año; los demás no cuentan): 150 EUR; el gasto del conjunto de los "
            "actores se descuenta del total; "
            "los años lejanos cuentan menos; una diferencia inferior a 50 000 "
            "euros no "
            "importa.",
        ),
    ],
)
def test_what_whoever_asked_has_chosen_is_told_and_defaults_are_not(language: Language, said: str, clear: Made) -> None:
    start = said.partition(":")[0].rstrip()

    def told(**judged: object) -> str:
        return plain(" ".join(facts(clear, language, **judged)["conditions"]))

    assert told(equity={"fragile": 2.5}, worth=150.0, cost="all", discount=True, useful=50_000.0).endswith(said)
    assert start not in told()
    assert told(useful=1.0).count(start) == 1
    funder, all_ = told(worth=150.0), told(worth=150.0, cost="all")
    keys = {whose: re.split("[,;]", plain(words_in(language)["judged"][f"worth_{whose}"]))[-1] for whose in ("funder", "all")}
    assert [keys["funder"] in funder, keys["all"] in funder] == [True, False]
    assert [keys["funder"] in all_, keys["all"] in all_] == [False, True]
    assert plain(words_in(language)["judged"]["all"]) not in all_  # said already
    assert plain(words_in(language)["judged"]["all"]) in told(cost="all")


def test_a_study_made_in_python_has_no_file_and_an_own_world_has_one(clear: Made) -> None:
    study = dataclasses.replace(clear.study, path=None, world="/somewhere/nile.csv")
    found = SimpleNamespace(measures=clear.measures, study=study, compare=clear.compare)
    told = " ".join(brief_facts(found, clear.decide(), "en")["conditions"])  # type: ignore[arg-type]
    assert "(of nile.csv)" in told
    assert "/somewhere" not in told
    longer = tuple(dataclasses.replace(one, settings={"conflict_rate": 0.2}) for one in study.scenarios)
    found.study = dataclasses.replace(study, scenarios=longer)
    told = " ".join(brief_facts(found, clear.decide(), "en")["conditions"])  # type: ignore[arg-type]
    assert told.endswith("Further settings that all designs share: 1, in the study, which was made in Python.")
