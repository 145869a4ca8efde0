"""Rows of a table that are no utilities: totals, averages, medians of other rows.

A name alone is little proof: there are utilities such as Total Water Ltd, and towns such as Soma or Media, whose names mean a sum or a
mean somewhere. So a row is refused where its name says nothing else, or where its name says it and its number is that of other rows.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_SUMS = frozenset(
    """
    total totals totale totales totais totaux totaal toplam gesamt insgesamt gesamtsumme subtotal subtotales subtotais zwischensumme
    summe suma soma somme somma sum sums aggregate overall итого всего сумма المجموع مجموع إجمالي الإجمالي اجمالي الاجمالي 合计 总计
    """.split()
)
_MIDDLES = frozenset(
    """
    average averages avg mean median mediana médiane media média médias promedio moyenne moyen durchschnitt mittelwert mittel medelvärde
    gemiddelde ortalama среднее медиана متوسط المتوسط الوسيط 平均
    """.split()
)
_OTHERS = frozenset("minimum maximum mínimo máximo min max deviation std stdev percentile quartile desviación desvio".split())
_ALSO_NAMES = frozenset("soma suma sum media mean moyen mittel somma overall min max".split())
"""Words of these that are names of towns or firms as well: alone they prove nothing."""
_QUALIFIERS = frozenset(
    """
    a all alle aller and as at by da das de del della der des di die do dos du e el en et for i in ist la las le les los of on o os par
    para per por sub the to todas todos tous toutes und von y zum
    general général générale generale geral grand national nacional nationale nazionale regional sector secteur setor sektor industry
    amostra sample muestra échantillon stichprobe weighted simple standard arithmetic aritmética arithmétique complessivo
    pondéré pondérée ponderada ponderado ponderata gewichtet population served people persons по всем все стране региону العام
    """.split()
)
_MANY = frozenset(
    """
    utilities utility providers provider companies company operators operator prestadores empresas entreprises versorger cities city towns
    town municipalities municipios municípios communes wsp wsps wasp wasps country countries país pays land region regions región região
    regiones group groups urban rural small medium large row rows above listed values value world
    """.split()
)
_CLOSE = 5e-4
"""Relative difference up to which two numbers are one that was rounded."""


@dataclass(frozen=True)
class Listed:
    """What is looked at of a row.

    Parameters
    ----------
    line : in the file; name : of the utility; people : served, NaN if not known; country : as the file has it.
    """

    line: int
    name: str
    people: float
    country: str


def aggregates(rows: Sequence[Listed]) -> tuple[dict[int, str], list[str]]:
    """Return what is wrong with rows that are no utilities, by line, and the names of those whose number alone looks like a total.

    Parameters
    ----------
    rows : in the order of the file.
    """
    wrong: dict[int, str] = {}
    unsure: list[str] = []
    words = [_words(row.name) for row in rows]
    may_count = [not _says_nothing_else(said, row.country) for said, row in zip(words, rows, strict=True)]
    above: list[Listed] = []
    people_above = 0.0
    since = 0  # place in `above` of the first row after the last aggregate
    for number, row in enumerate(rows):
        what = ""
        if (_SUMS | _MIDDLES) & set(words[number]):
            below = [other for other, may in zip(rows[number + 1 :], may_count[number + 1 :], strict=True) if may]
            groups = (above, above[since:], [other for other in above if other.country == row.country], below)
            what = _what(words[number], row.people, [[other.people for other in group] for group in groups])
        if what or _is_surely_none(words[number], row.country):
            because = f": its people are {what} of those of other rows" if what else ""
            wrong[row.line] = f"{row.name!r} is no utility{because}. Delete the line; if it is a utility, write its full name."
            since = len(above)
            continue
        if len(above) > 2 and _same(row.people, people_above):
            unsure.append(row.name)
        above.append(row)
        people_above += row.people
    return wrong, unsure


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFC", name).casefold()
    return re.findall(r"[^\W\d_]+", re.sub(r"sub[\s-]+total", "subtotal", plain))


def _what(words: Sequence[str], people: float, groups: Sequence[Sequence[float]]) -> str:
    """What the number of a row is of those of other rows, where its name says so; empty where it is nothing of theirs."""
    for others in groups:
        if len(others) < 2:
            continue
        if _SUMS & set(words) and _same(people, sum(others)):
            return "the sum"
        if _MIDDLES & set(words) and _same(people, statistics.fmean(others)):
            return "the mean"
        if _MIDDLES & set(words) and len(words) < 3 and _same(people, statistics.median(others)):
            return "the median"
    return ""


def _same(people: float, other: float) -> bool:
    return abs(people - other) <= max(_CLOSE * other, 0.5)


def _says_nothing_else(words: Sequence[str], country: str) -> bool:
    """Whether a name holds a word for an aggregate and no name of anything but the country."""
    known = _KINDS | _QUALIFIERS | _MANY | set(_words(country))
    return bool(_KINDS & set(words)) and known.issuperset(words)


def _is_surely_none(words: Sequence[str], country: str) -> bool:
    """Whether a name is enough to know that the row is no utility."""
    if not _says_nothing_else(words, country):
        return False
    only_such = len(words) > 1 and (_KINDS | _QUALIFIERS).issuperset(words)
    return only_such or bool((_KINDS - _ALSO_NAMES) & set(words))


_KINDS = _SUMS | _MIDDLES | _OTHERS
