"""How much depends on who is paired with whom: what each rule of pairing brings beside pairs drawn by lot, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.analysis.choice.by_pairing import by_pairing

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.analysis.choice.by_pairing import RuleOfPairing
    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.report.brief.brief_language import Phrases
    from wopsim.study.scenario import Study


def pairing_in_words(study: Study, measures: xr.Dataset, decision: DecisionData, phrases: Phrases) -> list[str]:
    """Return one sentence on the rules of pairing; none where no design stands beside the same one with pairs drawn by lot.

    Parameters
    ----------
    study : that was run.
    measures : of all runs, as `wopsim.analysis.measures.measure` returns them.
    decision : the choice that was made of them.
    phrases : of the language.
    """
    rules = by_pairing(study, decision.designs, decision.yardstick.value(measures))
    if not rules:
        return []
    told = sorted((rule for rule in rules if rule.told), key=lambda rule: -rule.mean)
    untold = [_named(rule, phrases) for rule in rules if not rule.told]
    said, in_money = [], "_money" if decision.in_money else ""
    if told:
        clauses = [_beside_lot(rule, in_money, decision.value_unit, phrases) for rule in told]
        said.append(phrases.say("pairing", f"told{in_money}", rules=phrases.listed(clauses, phrases.words["groups"]["and"])))
    if untold:
        though = phrases.words["pairing"]["though"] if max(rule.forms for rule in rules) > 1 else ""
        said.append(phrases.say("pairing", "untold", rules=phrases.listed(untold, phrases.words["answer"]["or"]), though=though))
    return [phrases.say("pairing", "text", forms=_forms(rules, phrases), said=phrases.words["conditions"]["joined"].join(said))]


def _forms(rules: list[RuleOfPairing], phrases: Phrases) -> str:
    """Over how many designs that is an average."""
    fewest, most = min(rule.forms for rule in rules), max(rule.forms for rule in rules)
    return phrases.counted("pairing", "forms", most) if fewest == most else phrases.say("pairing", "forms_unlike", low=fewest, high=most)


def _beside_lot(rule: RuleOfPairing, in_money: str, unit: str, phrases: Phrases) -> str:
    """By how much a rule is worth more or less, with its error."""
    mean, error = (phrases.number(100.0 * value if unit == "1" else value) for value in (abs(rule.mean), rule.error))
    amount = f"{mean} ± {error} {phrases.words['units'].get(unit, unit)}"
    key = "more" if rule.mean > 0.0 else "less"
    return phrases.say("pairing", f"{key}{in_money}", rule=_named(rule, phrases), amount=amount)


def _named(rule: RuleOfPairing, phrases: Phrases) -> str:
    key = f"rule_{rule.name}"
    return phrases.say("pairing", key) if key in phrases.words["pairing"] else phrases.say("pairing", "rule_other", name=rule.name)
