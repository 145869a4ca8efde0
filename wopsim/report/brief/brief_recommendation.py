"""What a brief recommends: which choice comes first and how sure that is, what to take, and whether it pays at the worth that was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wopsim.report.amounts_in_words import once_only
from wopsim.report.brief.brief_choice import MOST_NAMED
from wopsim.report.brief.brief_yardstick import worth_of_one
from wopsim.report.decision_cases import alone, beside_nothing, dearer_by, least_cost_alike
from wopsim.report.numbers import of_hundred
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.report.brief.brief_language import Phrases


@dataclass(frozen=True)
class Recommended:
    """Sentences.

    Parameters
    ----------
    opening : what to take as far as the runs tell it, and which choice comes first; the most important first.
    beside_nothing : whether that is better than to do nothing.
    """

    opening: list[str]
    beside_nothing: list[str]


def recommendation_in_words(decision: DecisionData, told: Any, phrases: Phrases, name: Callable[[Any], str]) -> Recommended:
    """Return what a brief recommends.

    Parameters
    ----------
    decision : the choice.
    told : row of the design that is told of, which is held against no programme.
    phrases : of the language.
    name : makes the label of a design of its row, as a sentence has it.
    """
    found = _Recommendation(decision, told, phrases, name)
    return Recommended(found.opening(), found.beside_nothing())


class _Recommendation:
    def __init__(self, decision: DecisionData, told: Any, phrases: Phrases, name: Callable[[Any], str]) -> None:
        self.decision, self.told, self.phrases, self.name = decision, told, phrases, name
        table, now = decision.table, decision.draws * decision.replicates
        self.leaders = table[table["group"] == "A"]
        self.level = self.leaders[self.leaders["scenario"] != BASELINE]
        self.alike = not bool((self.leaders["runs_needed"] > now).any())
        self.beside = beside_nothing(decision.programmes.iloc[0])
        self.level_with_nothing = len(self.leaders) > 1 and BASELINE in set(self.leaders["scenario"])
        self.undecided = decision.in_money and (self.level_with_nothing or self.beside == "untold")

    def opening(self) -> list[str]:
        take = self.what_to_take()
        return [*take[:1], *self.first(), *take[1:]]  # that runs do not tell is no afterthought

    def say(self, key: str, **values: object) -> str:
        return self.phrases.say("answer", key, **values)

    def first(self) -> list[str]:
        """The best on average, in how many worlds it is best, and in the same breath whether luck may have put it first."""
        first = self.decision.table.iloc[0]
        worlds = {"chance": of_hundred(first["chance_best"], short=True), "draws": self.phrases.whole(self.decision.draws)}
        ahead_of_all = len(self.leaders) == 1
        if self.decision.nothing_first:
            return [self.say("nothing" if ahead_of_all else "nothing_apart", spent=self.spent(), **worlds)]
        best = self.name(first)
        if ahead_of_all:
            return [self.say("clear", best=best), self.say("chance", **worlds)]
        return [self.say("apart_money" if self.decision.in_money else "apart", best=best, **worlds)]

    def what_to_take(self) -> list[str]:
        """What the runs leave to choose between; nothing where one choice is ahead of all."""
        if self.undecided:
            key = "undecided_alike" if self.level_with_nothing and self.alike else "undecided"
            return [self.say(key, at=self.at_worth(), names=self.names(), size=self.size())]
        if len(self.leaders) == 1:
            return []
        if self.beside:  # worse than to do nothing, or not told from it: no design is to be taken
            return [self.say("not_apart", names=self.names())]
        return [self.say("take_alike" if self.alike else "take", names=self.names()), *self.cheaper()]

    def names(self) -> str:
        """The designs that are level with the best of them."""
        rows = [row for _, row in (self.level if len(self.level) else self.decision.programmes.head(1)).iterrows()]
        if len(rows) <= MOST_NAMED:
            named = [self.phrases.say("conditions", "named", name=self.name(row)) for row in rows]
            return self.phrases.listed(named, self.phrases.words["answer"]["or"])
        if len(rows) == len(self.decision.programmes):
            return self.say("level_all", count=len(rows))
        return self.say("level_many", best=self.name(rows[0]), others=len(rows) - 1)

    def cheaper(self) -> list[str]:
        """Of designs that are level, the one that costs all who pay least, where that tells it from the first: something to choose by."""
        least = least_cost_alike(self.decision)
        if least is None:
            return []
        best = self.level.iloc[0]
        more = dearer_by(best, least)
        said = [self.say(f"{purse}_{'more' if by > 0.0 else 'less'}", price=self.price(abs(by))) for purse, by in more.items()]
        listed = self.phrases.listed(said, self.phrases.words["groups"]["and"])
        gain, best_gain = (self.phrases.amount(float(row["gain"]), self.decision.unit) for row in (least, best))
        return [self.say("cheaper", name=self.name(least), first=self.name(best), said=listed, gain=gain, best_gain=best_gain)]

    def beside_nothing(self) -> list[str]:
        """Whether the design told of is better than none: of money at the worth that was asked, and in how many worlds it is not."""
        best, beside = self.told, beside_nothing(self.told)
        name, value = self.name(best), self.phrases.amount(abs(best["value"]), self.decision.value_unit)
        if not self.decision.in_money:
            return [self.say(beside, best=name)] if beside else []
        if self.undecided:  # its size was told with what to take
            return []
        if beside == "worse":
            key = "worse_alone" if alone(self.decision) else "worse_money"
            return [self.say(key, at=self.at_worth(), best=name, lost=value, spent=self.spent())]
        worlds, draws = losing_worlds(self.decision, best), self.phrases.whole(self.decision.draws)
        said = self.say("loses" if worlds else "never_loses", worlds=self.phrases.whole(worlds), draws=draws)
        return [self.say("pays_at", at=self.at_worth(), best=name, more=value, spent=self.spent(), worlds=said)]

    def size(self) -> str:
        """How much more or less than its cost the best design is worth on average; nothing where that is within its error."""
        best = self.decision.programmes.iloc[0]
        if not abs(best["value"]) > best["value_error"]:
            return ""
        gap = self.phrases.amount(abs(best["value"]), self.decision.value_unit)
        return self.say("size_more" if best["value"] > 0.0 else "size_less", best=self.name(best), gap=gap, spent=self.spent())

    def spent(self) -> str:
        """Whose money the worth is held against."""
        return self.say(f"spent_{self.decision.yardstick.cost}")

    def price(self, money: float) -> str:
        return self.phrases.say("layout", "price", said=self.phrases.number(money))

    def at_worth(self) -> str:
        price, once = worth_of_one(self.decision, self.phrases), once_only(self.decision, self.phrases)
        return self.say("at_worth", price=price, one=self.phrases.one(self.decision.unit), once=once)


def losing_worlds(decision: DecisionData, row: Any) -> int:
    """Return in how many of the worlds that were tried the design of a row is worse than no programme."""
    return round(float(row["harm"]) * decision.draws)
