"""Which groups gain far less, or far more, than their share of the money."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from tests.helpers.briefs import plain, text
from tests.helpers.fake import Made
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import Language


@pytest.mark.parametrize(
    ("language", "little", "much", "none"),
    [
        (
            "en",
            "Of the gain in full water service, 4 % (40 of 1,000 people) is in small towns, which get 33 % of the money "
            "and had 20 % of that service at the start.",
            "Of the gain in full water service, 90 % (900 of 1,000 people) is in small towns, which get 33 % of the money "
            "and had 20 % of that service at the start.",
            "None of the gain in full water service is in small towns, which get 33 % of the money.",
        ),
        (
            "fr",
            "Des gains de service complet, 4 % (40 personnes sur 1 000) se trouvent dans les petites villes, qui reçoivent 33 % des fonds "
            "et avaient 20 % de ce service au départ.",
            "Des gains de service complet, 90 % (900 personnes sur 1 000) se trouvent dans les petites villes, qui reçoivent 33 % des "
            "fonds et avaient 20 % de ce service au départ.",
            "Aucun gain de service complet ne se trouve dans les petites villes, qui reçoivent 33 % des fonds.",
        ),
        (
            "es",
            "De lo que se gana en servicio completo, el 4 % (40 de 1000 personas) está en ciudades pequeñas, que reciben el 33 % del "
            "dinero y tenían el 20 % de ese servicio al inicio.",
            "De lo que se gana en servicio completo, el 90 % (900 de 1000 personas) está en ciudades pequeñas, que reciben el 33 % del "
            "dinero y tenían el 20 % de ese servicio al inicio.",
            "Nada de lo que se gana en servicio completo está en ciudades pequeñas, que reciben el 33 % del dinero.",
        ),
    ],
)
def test_who_gains_far_less_or_far_more_than_the_share_of_the_money_is_told(
    language: Language, little: str, much: str, none: str, clear: Made
) -> None:
    decision, nought = clear.decide(), clear.measures["people_served"] * 0.0
    luck = xr.DataArray(np.where(np.arange(nought.sizes["draw"]) % 2, 1.0, -1.0), dims="draw")

    def said(gained: float, everywhere: float = 1000.0, unsure: float = 0.0, money: float = 0.33) -> list[bool]:
        measures = clear.measures.assign(
            people_served=nought + everywhere, people_small_town=nought + gained + unsure * luck, mentees_small_town=0.3,
            mentees_fragile=0.0, mentees_low_income=0.0, served_at_start=5e4, served_at_start_small_town=1e4,
        )  # fmt: skip
        table = decision.table.assign(support_small_town=money, support_fragile=0.0, support_low_income=0.0)
        found = SimpleNamespace(measures=measures, study=clear.study, compare=clear.compare)
        told = plain(text(brief_facts(found, dataclasses.replace(decision, table=table), language), "relevance"))  # type: ignore[arg-type]
        assert not told.endswith(" ")
        return [one in told for one in (little, much, none)]

    nothing = [False, False, False]
    assert said(40.0) == [True, False, False]
    assert said(900.0) == [False, True, False]
    assert said(-40.0) == said(0.0) == [False, False, True]
    assert said(330.0) == nothing
    assert said(40.0, unsure=1000.0) == said(900.0, unsure=1000.0) == nothing  # these runs do not tell it
    assert said(-40.0, everywhere=-1000.0) == nothing  # nobody gains, so that there is nothing to share
    assert said(40.0, money=0.07) == nothing  # over half of its share of the money


@pytest.mark.parametrize(("gained", "told"), [(164.0, ", 16 %"), (166.0, ""), (659.0, ""), (661.0, ", 66 %")])
def test_far_is_under_half_and_over_double(gained: float, told: str, clear: Made) -> None:
    decision, nought = clear.decide(), clear.measures["people_served"] * 0.0
    measures = clear.measures.assign(
        people_served=nought + 1000.0, people_fragile=nought + gained, mentees_fragile=0.3, mentees_low_income=0.0, mentees_small_town=0.0
    )
    table = decision.table.assign(support_fragile=0.33)
    found = SimpleNamespace(measures=measures, study=clear.study, compare=clear.compare)
    relevance = plain(text(brief_facts(found, dataclasses.replace(decision, table=table), "en"), "relevance"))  # type: ignore[arg-type]
    assert (f"{told} (" in relevance) if told else ("Of the gain" not in relevance)
