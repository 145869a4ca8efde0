"""Break the engine `agents` in one place at a time, and see whether the comparison of engines notices.

    python tests/engines/mutations.py [--only NAME] [--engine agents] [--choose]

A broken copy runs stored cases of any kind until its record differs from that of the other engine. Exits with 1 where one
never does: then the comparison is blind there. Cases follow from the declared parameters and strategies; where these
change, `--choose` names the cases to store.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from comparing import ENGINES, FAST, compare_records
from differential import alone
from mutating import Edit, Mutation, Rule, engine_with
from worlds_of_any_kind import BATCH, Batch, numbered

from wopsim.engines.agents.record import RunRecord

SEED = 1
CASES = (
    0, 1, 2, 3, 4, 7, 8, 10, 13, 15, 17, 18, 23, 27, 30, 34, 41, 43, 53, 60, 67, 69, 84, 91, 96, 97, 134, 159, 213, 219, 275,
)  # fmt: skip
"""Numbers of cases: the first ones to notice each of the mutations; together anything of `EXPECTED` occurs in them."""
MORE = range(300)  # numbers of the cases after those


def _in(module: str, *places: tuple[str, str]) -> tuple[Edit, ...]:
    return tuple(Edit(f"agents.{module}", old, new) for old, new in places)


def _edit(name: str, module: str, *places: tuple[str, str]) -> Mutation:
    return Mutation(name, _in(module, *places))


def _rule(name: str, module: str, rule: str, instead: Callable[..., Any]) -> Mutation:
    return Mutation(name, (Rule(module, rule, instead),))


LIVES = (
    _edit("delay does not cost trust", "operations", ("p.trust_delay_loss, late)", "p.trust_delay_loss, 0.0)")),
    _edit("experts are not released", "operations", ("self.visit(first=n == 0)\n        self.release()", "self.visit(first=n == 0)")),
    _edit("party does not look again at travel", "operations", ("if model.days_until_travel(self.mentee) == 0:", "if True:")),
    _edit("counterpart never changes", "operations", ("        self.counterpart_may_change(n, span)\n", "")),
    _edit(
        "early end before counterpart",
        "operations",
        (
            "        self.counterpart_may_change(n, span)\n        self.may_end_early(n, span)\n",
            "        self.may_end_early(n, span)\n        self.counterpart_may_change(n, span)\n",
        ),
    ),
    _edit("early end within a whole interval", "operations", ("span = max(0.0, min(interval, left))", "span = max(0.0, interval)")),
    _edit(
        "missions make up for lost time", "operations", ("due = max(due + interval, model.clock.now + interval / 2.0)", "due += interval")
    ),
    _edit("all at one moment in order of asking", "operations", ("AFTER_OTHERS = 1", "AFTER_OTHERS = 0")),
    _edit("review ends nothing", "operations", ("if self.trust < self.model.p.review_trust:", "if False:")),
    _edit("short ones are reviewed", "operations", ("self.reviewed = whole < designs.REVIEW_FROM", "self.reviewed = False")),
    _edit(
        "second phase at the whole price",
        "operations",
        ("price = self.deal.whole_price - self.deal.grant", "price = self.deal.whole_price"),
    ),
    _edit(
        "second phase without reports", "operations", ("        activities.begin_reports(self)\n        return True", "        return True")
    ),
    _edit("second phase without free money", "operations", ("if model.funder.free < price:", "if False:")),
    _edit("extended again and again", "operations", ("        self.extended = True\n        self.months += p", "        self.months += p")),
    _edit("patience without end", "operations", (" or model.clock.now >= give_up:", ":")),
    _edit(
        "leader is not noticed",
        "operations",
        ("        if self.signed:\n            self.trust", "        if False:\n            self.trust"),
    ),
    _edit(
        "diagnosis takes its time", "operations", ("yield self.hold(min(p.diagnosis_days, startup))", "yield self.hold(p.diagnosis_days)")
    ),
    _edit(
        "days away are not counted",
        "operations",
        ("model.state.days_this_quarter[mentor] += size * p.days_per_mission / p.cohort_size", "pass"),
    ),
    _edit(
        "helper days are not counted",
        "operations",
        ("            model.record.helped(self.helper, given * p.helper_share)\n", "            pass\n"),
    ),
    _edit("helper is for free", "operations", ("(0.0 if self.helper is None else p.helper_share)", "0.0")),
    _edit("consortium is for free", "operations", (" + len(self.partners) * p.consortium_cost", "")),
    _edit(
        "only the first mentor becomes visible",
        "operations",
        ("        for mentor in self.team:\n", "        for mentor in self.team[:1]:\n"),
    ),
    _edit("cohort learns from itself only", "operations", ("float(p.cohort_size), p.indirect_learning)", "float(p.cohort_size), 0.0)")),
    _edit("works money stays committed", "model", ("        if not partnership.invested:\n", "        if False:\n")),
    _edit(
        "pandemic stops nobody",
        "model",
        ("if not (self.luck.pandemic[year] or self.luck.conflict[year, mentee]):", "if not self.luck.conflict[year, mentee]:"),
    ),
    _edit("places are not freed", "model", ("            self.utilities[mentor].mentoring -= 1\n", "            pass\n")),
    _edit(
        "study visit without motivation",
        "activities",
        ("state.motivation[of.mentee] += p.study_visit_motivation *", "state.motivation[of.mentee] += 0.0 *"),
    ),
    _edit(
        "study visits ignore travel stops",
        "activities",
        (
            "(of.mentee)) > 0:\n                yield self.hold(wait)\n            if self.stopped():",
            "(of.mentee)) > 1e9:\n                yield self.hold(wait)\n            if self.stopped():",
        ),
    ),
    _edit(
        "residents stay in a conflict",
        "activities",
        ("if model.in_conflict(of.mentee) or not of.account.covers(cost):", "if not of.account.covers(cost):"),
    ),
    _edit(
        "coaching is hands on",
        "activities",
        ("p.remote_days_per_month, 0.0, hands_on=False)", "p.remote_days_per_month, 0.0, hands_on=True)"),
    ),
    _edit(
        "courses without money",
        "activities",
        (
            "                continue\n            lesson = teach(of, days * p.classroom_effect",
            "                pass\n            lesson = teach(of, days * p.classroom_effect",
        ),
    ),
    _edit("follow up without money", "activities", ("            if not of.account.covers(cost):\n                break\n", "")),
    _edit(
        "follow up keeps all money",
        "activities",
        ("return min(partnership.account.committed, partnership.account.follow_up())", "return partnership.account.committed"),
    ),
    _edit("result since the start", "activities", ("            before = now\n", "")),
    _edit("report takes no time", "activities", ("            yield self.hold(model.p.report_days)\n", "")),
    _edit("nothing is held back", "account", ("lost = 0.0 if result else self.held_back * instalment", "lost = 0.0")),
    _edit(
        "what is held back stays committed", "account", ("            self.partnership.model.funder.release(lost)\n", "            pass\n")
    ),
    _edit("first instalment is a share", "account", ("if years == 1 or parts[0] >= min(mission, money):", "if True:")),
    _edit(
        "nothing set aside for follow up",
        "account",
        ("self._yearly(max(0.0, self.committed - first - aside), months)", "self._yearly(max(0.0, self.committed - first), months)"),
    ),
    _edit("mentee does not pay", "account", ("        model.state.own_payments[self.partnership.mentee] += self._own_part(cost)\n", "")),
    _edit(
        "overhead of own part forgotten",
        "account",
        ("self.own_share, self.partnership.model.design.overhead))\n\n    def _yearly", "self.own_share, 0.0))\n\n    def _yearly"),
    ),
    _edit("partners show nothing", "teaching", ("    for partner in partners:\n", "    for partner in ():\n")),
    _edit("helper shows nothing", "teaching", ("    if helper is not None:\n", "    if False:\n")),
    _edit("pilot opens without learning", "teaching", ("state.connections[i], gained[TECHNICAL]))", "state.connections[i], 1.0))")),
    _edit(
        "pilot opens with full cuts",
        "teaching",
        ("    state.leak_cut[i] = scaling.cut_when_spread(state.leak_cut[i], before, state.treated[i])\n", ""),
    ),
    _edit("nothing is learned back", "teaching", ("share * p.learning_back * part)", "0.0 * share)")),
    _edit("tired mentors teach as well", "teaching", ("mentors.teaching_quality(state.fatigue[j], ", "mentors.teaching_quality(0.0, ")),
    _edit("topics do not mature", "teaching", ("    if learned > 0:\n", "    if False:\n")),
    _edit("graduation is easier", "people", ("practice < model.p.graduate_practice:", "practice < 0.9 * model.p.graduate_practice:")),
    _edit("graduates have no mentor", "people", ("        self.own_mentor = mentor\n", "")),
    _edit(
        "promised places are given away",
        "people",
        ("            model.utilities[pairs[row][0]].mentoring += 1\n", "            pass\n"),
        ("            model.utilities[mentor].mentoring -= 1\n", ""),
    ),
    _edit("weakest whatever the topics", "people", ("model.design.focus * (1.0 - team)", "1.0 - team")),
    _edit("calls until the end", "people", ("if year > model.design.last_call or self.free <= 0:", "if self.free <= 0:")),
    _edit("register does not grow", "people", ("p.sharing_reach, float(year))", "p.sharing_reach, 0.0)")),
    _edit("exit stays at the next agreement", "record", ('self.values["exit_time"][mentee] = np.nan', "pass")),
)
"""Events, what they do, and who decides."""

PEOPLE = '    ("people", "M2: staff leave, recruits come, motivation returns"),\n'

QUARTERS = (
    _edit(
        "routines before people",
        "model",
        (PEOPLE, ""),
        (
            '    ("topics", "objectives: topics fade; new functions serve"),\n',
            PEOPLE + '    ("topics", "objectives: topics fade; new functions serve"),\n',
        ),
    ),
    _edit(
        "call before shocks",
        "model",
        ('    ("shocks", "M12: leaders change; motivation and trust with them"),\n', ""),
        ('    ("operations", "M4,', '    ("shocks", "M12: leaders change; motivation and trust with them"),\n    ("operations", "M4,'),
    ),
    _edit("sharing without a programme", "model", ("self.funder.spent > 0 and ", "")),
    _edit("motivation never rebuilt", "nature", ("state.topic[:, REBUILDING], p.rebuilding_effect)", "state.topic[:, REBUILDING], 0.0)")),
    _edit(
        "function without management",
        "nature",
        ("objectives.function_of(state.topic[:, NEW_FUNCTION], state.practice[:, MANAGERIAL])", "state.topic[:, NEW_FUNCTION]"),
    ),
    _edit(
        "zone follows everybody",
        "nature",
        (
            "practice = np.asarray(scaling.zone_practice(state.practice[:, domain], state.guide[:, domain], state.presence))",
            "practice = state.practice[:, domain]",
        ),
    ),
    _edit("measurement wanders as water", "nature", ('("measurement", 1.0 - p.nrw_true_share)', '("measurement", p.nrw_true_share)')),
    _edit("supply does not grow", "nature", ("    state.supply_capacity = state.supply_capacity * grown\n", "")),
    _edit(
        "drought takes from conflict",
        "nature",
        ("drought, p.drought_loss, conflict, p.conflict_loss)", "conflict, p.drought_loss, conflict, p.conflict_loss)"),
    ),
    _edit(
        "floor is not a floor",
        "nature",
        ("water.treated_real(real, p.loss_floor, state.leak_cut)", "water.treated_real(real, 0.0, state.leak_cut)"),
    ),
    _edit("green topic saves nothing", "nature", ("state.topic[:, ENVIRONMENT], p.green_effect)", "state.topic[:, ENVIRONMENT], 0.0)")),
    _edit("currency costs nothing", "nature", ("p.currency_cost, currency)", "0.0, currency)")),
    _edit(
        "finance topic brings nothing",
        "nature",
        ("p.finance_effect, state.topic[:, FINANCE])", "0.0, state.topic[:, FINANCE])"),
    ),
    _edit("own payments are not paid", "nature", ("- service - state.own_payments\n", "- service\n")),
    _edit(
        "own money first",
        "nature",
        ("from_project = money.affordable(wanted * price, project)", "from_own = money.affordable(wanted * price, own)"),
        (
            "from_own = money.affordable(wanted * price - from_project, own)",
            "from_project = money.affordable(wanted * price - from_own, project)",
        ),
    ),
    _edit(
        "debt is for ever",
        "nature",
        ("money.debt_after(state.debt, p.debt_service, p.interest,", "money.debt_after(state.debt, p.interest, p.interest,"),
    ),
    _edit("access topic connects nobody", "nature", ("state.topic[:, ACCESS], p.access_effect)", "state.topic[:, ACCESS], 0.0)")),
    _edit("volatility does not matter to reports", "model", ("self.p.nrw_reading * self.state.volatility * ", "self.p.nrw_reading * ")),
    _rule(
        "access: growth beyond everybody",
        "agents.nature",
        "access.connections_after_growth",
        lambda rule, c, factor, most: rule(c, factor, 2.0 * most),
    ),
    _rule(
        "background: deviations stay",
        "agents.nature",
        "background.wander",
        lambda rule, before, kept, step, spread, z: rule(before, 0.999, step, spread, z),
    ),
    _rule("domains: commerce counts twice", "agents.teaching", "domains.mean_of", lambda rule, t, c, m: rule(c, c, m)),
    _rule(
        "channels: introductions are alike", "agents.operations", "channels.first_trust", lambda rule, trust, introduction: rule(trust, 0.0)
    ),
    _rule(
        "commercial: no autonomy needed",
        "agents.nature",
        "commercial.enforcement",
        lambda rule, managerial, autonomy: rule(managerial, 1.0),
    ),
    _rule(
        "costs: experts travel together",
        "design",
        "costs.mission_cost",
        lambda rule, experts, days, cost, base, km, distance, by: rule(experts, days, cost, base, 0.5 * km, distance, by),
    ),
    _rule(
        "knowledge: a year of events more",
        "agents.people",
        "knowledge.reach_after",
        lambda rule, reach, sharing, years: rule(reach, sharing, years + 1.0),
    ),
    _rule(
        "mentors: fatigue without memory",
        "agents.nature",
        "mentors.fatigue_after",
        lambda rule, before, days, capacity, memory, step: rule(0.0 * before, days, capacity, memory, step),
    ),
    _rule(
        "mentors: nothing is learned back in spirit",
        "agents.teaching",
        "mentors.motivation_after_success",
        lambda rule, motivation, gain, learned: motivation,
    ),
    _rule(
        "missions: language is no barrier",
        "agents.teaching",
        "missions.relationship",
        lambda rule, trust, same, language, *rest: rule(trust, same, 0.0, *rest),
    ),
    _rule("money: owner takes all", "agents.nature", "money.owner_transfer", lambda rule, cash, reserve: rule(cash, 0.0 * reserve)),
    _rule("objectives: topics do not fade", "agents.nature", "objectives.topic_after", lambda rule, topic, fading, step: topic),
    _rule(
        "partnership: need does not ask", "agents.people", "partnership.application", lambda rule, chance, need, nrw: rule(chance, 0.0, nrw)
    ),
    _rule(
        "partnership: plan without a gap", "agents.operations", "partnership.plan_weight", lambda rule, focus, gap: rule(focus, 0.0 * gap)
    ),
    _rule(
        "people: the skilled stay",
        "agents.nature",
        "people.leaving",
        lambda rule, turnover, motivation, skill, *rest: rule(turnover, motivation, 0.0, *rest),
    ),
    _rule(
        "routines: no depreciation",
        "agents.nature",
        "routines.capacity_after",
        lambda rule, c, skill, embedding, lost, step: rule(c, skill, embedding, 0.0, step),
    ),
    _rule("scaling: zones do not slip back", "agents.nature", "scaling.treated_after", lambda rule, treated, *rest: treated),
    _rule("scaling: new zones are cut at once", "agents.nature", "scaling.cut_when_spread", lambda rule, cut, before, after: cut),
    _rule(
        "shocks: leaders move nobody", "agents.nature", "shocks.motivation_after_change", lambda rule, motivation, *rest: 1.0 * motivation
    ),
    _rule(
        "trust: early ends whatever the trust",
        "agents.operations",
        "trust.early_end_chance",
        lambda rule, rate, by_trust, trust, span: rule(rate, by_trust, 0.5, span),
    ),
    _rule(
        "water: pressure does not matter",
        "agents.nature",
        "water.pressure_factor",
        lambda rule, now, start, exponent: rule(now, start, 0.0),
    ),
    _rule("water: the last bit of the hours", "agents.nature", "water.share_of_day", lambda rule, *words: rule(*words) * (1.0 - 2.0**-53)),
)
"""Steps of a quarter, and every file of rules."""

MUTATIONS = LIVES + QUARTERS


@cache
def case(number: int) -> Batch:
    """The case of a number, as a batch of its own."""
    return alone(numbered(SEED, number // BATCH), number % BATCH)


@cache
def expected(number: int, engine: str) -> RunRecord:
    """What the engine that is not broken records."""
    batch = case(number)
    return ENGINES[engine]([batch.cases[0].asked()], batch.seed, batch.years)[0]


class Caught(NamedTuple):
    """After how many cases, in which, and how a broken copy was noticed."""

    after: int
    case: int
    how: str


def caught(mutation: Mutation, engine: str = FAST, cases: Sequence[int] = (*CASES, *MORE)) -> Caught | None:
    """Hold a broken copy against an engine, case by case until they differ; None if they never do."""
    broken = engine_with(mutation)
    for count, number in enumerate(cases, 1):
        batch = case(number)
        (asked,) = batch.cases
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                record = broken(asked.world, asked.p, batch.seed, asked.replicate, batch.years)
        except Exception as error:
            return Caught(count, number, f"fails: {type(error).__name__}: {error}")
        lines = compare_records(expected(number, engine), record)
        if lines:
            return Caught(count, number, lines[0].splitlines()[0])
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description="Break the engine in one place at a time and see whether the comparison notices.")
    parser.add_argument("--only", help="name of one mutation, or a part of it")
    parser.add_argument("--engine", choices=["agents"], default="agents", help="engine that is broken")
    parser.add_argument("--against", choices=ENGINES, default=FAST, help="engine that is not")
    parser.add_argument("--choose", action="store_true", help="use the first cases by number, and say which to store")
    options = parser.parse_args()
    begin, missed, chosen = time.perf_counter(), 0, [m for m in MUTATIONS if (options.only or "") in m.name]
    cases = tuple(MORE) if options.choose else (*CASES, *MORE)
    whole = caught(Mutation("nothing", ()), options.against, CASES)
    if whole is not None:
        sys.stdout.write(f"nothing is wrong, and yet case {whole.case} differs: {whole.how}\n")
        return 1
    noticing = set()
    for mutation in chosen:
        found = caught(mutation, options.against, cases)
        missed += found is None
        verdict, how = ("MISSED", "") if found is None else (f"caught {found.after:3d}", f"case {found.case}: {found.how}")
        noticing |= set() if found is None else {found.case}
        sys.stdout.write(f"{verdict:<10}  {mutation.name:<45}  {how}\n")
        sys.stdout.flush()
    if options.choose:
        sys.stdout.write(f"to store: {', '.join(map(str, sorted(noticing)))}\n")
    sys.stdout.write(f"{len(chosen) - missed} of {len(chosen)} caught, {time.perf_counter() - begin:.0f} s\n")
    return int(missed > 0 or not chosen)


if __name__ == "__main__":
    sys.exit(main())
