"""Break the one text of the engines in one place at a time, and see who notices: tests of what it means, and the frozen reference.

    python tests/engines/mutations.py [--by meaning|reference] [--only NAME] [--workers N] [--choose]

By meaning, the tests of `by_hand/` run with the broken text, until one fails. By the reference, a broken copy runs stored cases of any kind
until its record differs. In both, the text runs as the Python that it is, so that nothing is compiled. Exits with 1 where a mutation is
never noticed. Cases follow from the declared parameters and strategies; where these change, `--choose` names the cases to store.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.engines.differential import alone
from tests.engines.mutating import Edit, Mutation, Rule, engine_with
from tests.helpers.comparing import ENGINES, ORACLE, as_before, compare_records
from tests.helpers.worlds_of_any_kind import BATCH, Batch, numbered
from wopsim.engines.run_record import RunRecord

BY_HAND = Path(__file__).parent / "by_hand"
SEED = 1
CASES = (
    0, 1, 2, 3, 4, 7, 8, 10, 13, 15, 17, 18, 23, 27, 30, 34, 39, 40, 41, 43, 53, 60, 65, 67, 69, 84, 91, 96, 97, 134, 159, 213, 219, 275,
)  # fmt: skip
"""Numbers of cases: the first ones to notice each of the mutations; together anything of `EXPECTED` occurs in them."""
MORE = range(300)  # numbers of the cases after those


def _in(module: str, *places: tuple[str, str]) -> tuple[Edit, ...]:
    return tuple(Edit(module, old, new) for old, new in places)


def _edit(name: str, module: str, *places: tuple[str, str]) -> Mutation:
    return Mutation(name, _in(module, *places))


def _rule(name: str, module: str, rule: str, instead: Callable[..., Any]) -> Mutation:
    return Mutation(name, (Rule(module, rule, instead),))


COUNTERPART = (
    "    if chance.of_partnership(ctx, number, chance.COUNTERPART, partnership.n) < trust.change_chance(p.counterpart_rate, span):\n"
    "        partnership.trust = trust.trust_after_change(partnership.trust, p.counterpart_loss)\n"
    "        note(ctx, number, EventKind.COUNTERPART_CHANGED, np.nan)\n"
)
EARLY_END = """    ends = trust.early_end_chance(p.early_end_rate, p.early_end_trust, partnership.trust, span)
    if chance.of_partnership(ctx, number, chance.EARLY_END, partnership.n) < ends:
        finish(ctx, number, EventKind.ENDED_EARLY)
"""

LIVES = (
    _edit("delay does not cost trust", "partnership", ("p.trust_delay_loss, late)", "p.trust_delay_loss, 0.0)")),
    _edit(
        "experts are not released",
        "partnership",
        (
            "    _visit(ctx, number)\n    if partnership.hosts:\n        give_back_experts(ctx, number)\n",
            "    _visit(ctx, number)\n",
        ),
    ),
    _edit("party does not look again at travel", "partnership", ("if days_until_travel(ctx, partnership.mentee) != 0.0:", "if False:")),
    _edit("counterpart never changes", "partnership", ("< trust.change_chance(p.counterpart_rate, span):", "< 0.0:")),
    _edit(
        "early end before counterpart",
        "partnership",
        (COUNTERPART + EARLY_END, EARLY_END + COUNTERPART),
    ),
    _edit(
        "early end within a whole interval",
        "partnership",
        ("span = max(0.0, min(interval, _end(partnership) - world.now))", "span = max(0.0, interval)"),
    ),
    _edit(
        "missions make up for lost time",
        "partnership",
        ("partnership.due = max(partnership.due + interval, world.now + interval / 2.0)", "partnership.due += interval"),
    ),
    _edit("all at one moment in order of asking", "agenda", ("AFTER_OTHERS = 1", "AFTER_OTHERS = 0")),
    _edit("review ends nothing", "partnership", ("if partnership.trust < ctx.p.review_trust:", "if False:")),
    _edit("short ones are reviewed", "opening", ("partnership.reviewed = p.months < REVIEW_FROM", "partnership.reviewed = False")),
    _edit(
        "second phase at the whole price",
        "partnership",
        ("price = partnership.whole_price - partnership.grant", "price = partnership.whole_price"),
    ),
    _edit("second phase without reports", "partnership", ("    activities.begin_reports(ctx, number)\n    return True", "    return True")),
    _edit("second phase without free money", "partnership", ("if account.free_money(world, p) - (", "if np.inf - (")),
    _edit("second phases take what is set aside", "partnership", ("(0.0 if has_quota else world.aside) < price", "0.0 < price")),
    _edit("what is set aside is not used up", "partnership", ("world.aside = max(0.0, world.aside - price)", "pass")),
    _edit("extended again and again", "partnership", ("    partnership.extended = True\n", "")),
    _edit("patience without end", "partnership", ("if none_left or world.now >= partnership.give_up:", "if none_left:")),
    _edit(
        "leader is not noticed",
        "partnership",
        ("    if partnership.signed:\n        partnership.trust", "    if False:\n        partnership.trust"),
    ),
    _edit(
        "diagnosis takes its time",
        "partnership",
        ("world.now + min(p.diagnosis_days, partnership.startup)", "world.now + p.diagnosis_days"),
    ),
    _edit(
        "days away are not counted",
        "partnership",
        (
            ".days_this_quarter[mentor % LANES] += size * p.days_per_mission",
            ".days_this_quarter[mentor % LANES] += 0.0 * size * p.days_per_mission",
        ),
    ),
    _edit("helper days are not counted", "partnership", ("mentor_days += given * p.helper_share", "mentor_days += 0.0")),
    _edit("helper is for free", "account", ("0.0 if partnership.helper < 0 else 1.0, partnership.partners)", "0.0, partnership.partners)")),
    _edit("consortium is for free", "account", ("else 1.0, partnership.partners)\n", "else 1.0, 0)\n")),
    _edit(
        "only the first mentor becomes visible",
        "partnership",
        (
            "    for place in range(partnership.partners + 1):\n        mentor = mentor_at(partnership, place)\n",
            "    for place in range(1):\n        mentor = mentor_at(partnership, place)\n",
        ),
    ),
    _edit("cohort learns from itself only", "partnership", ("shown_there * p.indirect_learning, 0.0,", "0.0, 0.0,")),
    _edit(
        "days at others treat the own zone",
        "partnership",
        ("p.indirect_learning, 0.0, partnership.distance, False)", "p.indirect_learning, 0.0, partnership.distance, True)"),
    ),
    _edit(
        "missing members pay", "cohorts", ("partnership.sharing = members_left(ctx, number)", "partnership.sharing = partnership.members")
    ),
    _edit("nobody pays for missing members", "account", ("if more > CENT and", "if False and")),
    _edit("the first member always hosts", "cohorts", ("turn = partnerships[number].n % max(1, members_left(ctx, number))", "turn = 0")),
    _edit("ways to the host are free", "account", ("return shared + prices.own_trip(p,", "return shared + 0.0 * prices.own_trip(p,")),
    _edit(
        "guests take experts too",
        "partnership",
        ("    elif not partnership.hosts:  # the experts are at another member\n", "    elif False:\n"),
    ),
    _edit(
        "each member takes a place",
        "opening",
        ("    if leads:\n        roles[mentor].mentoring += 1\n", "    if True:\n        roles[mentor].mentoring += 1\n"),
    ),
    _edit(
        "a cohort is over with its first member",
        "partnership",
        ("    if cohorts.members_left(ctx, number) > 0:  # the mentors go on with the others\n", "    if False:\n"),
    ),
    _edit(
        "motivation does not matter to refusals", "partnership", ("(p.mentor_refusal, motivation,", "(p.mentor_refusal, 0.0 * motivation,")
    ),
    _edit("who is seen moves nobody", "partnership", ("seen / max(1.0, able))", "0.0 * seen)")),
    _edit("every member asks the mentor", "partnership", (" or partnership.cohort != number:", ":")),
    _edit("money raised is not free", "account", ("+ world.raised -", "-")),
    _edit(
        "motivation does not stay", "teaching", ("p.mentor_motivation_lasts, s.motivation[j] - before)", "0.0, s.motivation[j] - before)")
    ),
    _edit("events are free", "account", ("        return False\n    world.spent += cost\n", "        return False\n")),
    _edit("events without money", "account", ("if free_money(world, p) + CENT < costs.with_overhead(cost, p.overhead):", "if False:")),
    _edit("partnerships take the money of events", "views", ("account.money_for_partnerships(ctx)", "account.free_money(ctx.world, p)")),
    _edit("events are not counted", "sharing", ("            s.events_year[k] += each\n", "")),
    _edit("reports take no time", "activities", ("        account.count_days(ctx, number, 0.0, p.report_staff_days)\n", "")),
    _edit("nobody gives time at events", "sharing", ("            s.event_days[k] += p.event_staff_days * QUARTER\n", "")),
    _edit("everybody comes to events", "sharing", ("if p.event_turnout < 1.0 and", "if False and")),
    _edit("strangers are peers", "sharing", (" and pair.unlike <= p.peer_unlike\n", "\n")),
    _edit("everybody tries harder", "sharing", (" - sums[group] / counts[group]\n", "\n")),
    _edit("nobody joins a cohort", "joining", ("np.flatnonzero(free & known[mentor, :mentees])", "np.flatnonzero(free & False)")),
    _edit("works money stays committed", "partnership", ("    if not partnership.invested:\n", "    if False:\n")),
    _edit(
        "pandemic stops nobody",
        "resources",
        (
            "if shocks.pandemic[mentee % LANES] == 0.0 and shocks.conflict[mentee % LANES] == 0.0:",
            "if shocks.conflict[mentee % LANES] == 0.0:",
        ),
    ),
    _edit("places are not freed", "partnership", ("        roles[mentor_at(partnership, place)].mentoring -= 1\n", "        pass\n")),
    _edit("study visit without motivation", "activities", ("i.motivation[k] += p.study_visit_motivation *", "i.motivation[k] += 0.0 *")),
    _edit(
        "study visits ignore travel stops",
        "activities",
        (
            "        if stopped > 0.0:\n            _wait(ctx, number, STUDY_VISITS,",
            "        if False:\n            _wait(ctx, number, STUDY_VISITS,",
        ),
    ),
    _edit(
        "residents stay in a conflict",
        "activities",
        ("if not in_conflict(ctx, partnership.mentee) and account.covers", "if account.covers"),
    ),
    _edit("coaching is hands on", "activities", ("days * p.remote_effect, days, 0.0, False)", "days * p.remote_effect, days, 0.0, True)")),
    _edit(
        "courses without money",
        "activities",
        (
            "        if account.covers(partnership, p, cost):\n            gain, gap, _ = teach(ctx, number, days * p.classroom_effect",
            "        if True:\n            gain, gap, _ = teach(ctx, number, days * p.classroom_effect",
        ),
    ),
    _edit("follow up without money", "activities", ("        if not account.covers(partnership, p, cost):\n", "        if False:\n")),
    _edit(
        "follow up keeps all money",
        "activities",
        ("return min(partnership.committed, account.follow_up_money(partnership, p))", "return partnership.committed"),
    ),
    _edit("result since the start", "activities", ("        partnership.report_before = practice\n", "")),
    _edit(
        "report takes no time",
        "activities",
        ("_wait(ctx, number, REPORTS, world.now + p.report_days)", "_wait(ctx, number, REPORTS, world.now)"),
    ),
    _edit("nothing is held back", "account", ("lost = 0.0 if result else partnership.held_back * instalment", "lost = 0.0")),
    _edit("what is held back stays committed", "account", ("        ctx.world.committed -= lost\n", "")),
    _edit("first instalment is a share", "account", ("if years == 1 or parts[0] >= min(mission, money):", "if True:")),
    _edit(
        "nothing set aside for follow up",
        "account",
        ("max(0.0, partnership.committed - first - aside)", "max(0.0, partnership.committed - first)"),
    ),
    _edit("mentee does not pay", "account", ("+= costs.own_part(cost, partnership.own_share, p.overhead)", "+= 0.0")),
    _edit(
        "overhead of own part forgotten",
        "account",
        ("costs.own_part(cost, partnership.own_share, p.overhead)", "costs.own_part(cost, partnership.own_share, 0.0)"),
    ),
    _edit("partners show nothing", "teaching", ("    for member in range(partnership.partners):\n", "    for member in range(0):\n")),
    _edit("helper shows nothing", "teaching", ("    if partnership.helper >= 0:\n", "    if False:\n")),
    _edit("pilot opens without learning", "teaching", ("i.connections[k], learned)", "i.connections[k], 1.0)")),
    _edit(
        "pilot opens with full cuts",
        "teaching",
        ("    i.leak_cut[k] = scaling.cut_when_spread(i.leak_cut[k], before, i.treated[k])\n", ""),
    ),
    _edit("nothing is learned back", "teaching", ("share[d] * p.learning_back * part)", "0.0 * share[d])")),
    _edit("tired mentors teach as well", "teaching", ("mentors.teaching_quality(lead.fatigue[m], ", "mentors.teaching_quality(0.0, ")),
    _edit("topics do not mature", "teaching", ("    if learned > 0.0:\n", "    if False:\n")),
    _edit("graduation is easier", "partnership", ("practice < p.graduate_practice:", "practice < 0.9 * p.graduate_practice:")),
    _edit("graduates have no mentor", "partnership", ("    role.own_mentor = partnership.mentor\n", "")),
    _edit(
        "promised places are given away",
        "opening",
        ("            block.roles[worlds[pair], mentors[pair]].mentoring += 1\n", "            pass\n"),
        ("        roles[mentor].mentoring -= 1  # no longer promised, taken below\n", ""),
    ),
    _edit("weakest whatever the topics", "opening", ("p.focus[d] * (1.0 - team)", "1.0 - team")),
    _edit("calls until the end", "quarter", ("called = account.in_tranche(p, year, p.last_call) and year", "called = year")),
    _edit("register does not grow", "views", ("knowledge.reach_after(near, p.sharing_reach, float(year))", "near")),
    _edit("exit stays at the next agreement", "partnership", ("    role.exit_time = np.nan", "    pass")),
)
"""Events, what they do, and who decides."""

PEOPLE = '    Step("people", "M2: staff leave, recruits come, motivation returns", move_people),\n'
TOPICS = '    Step("topics", "objectives: topics fade; new functions serve", move_topics),\n'
SHOCKS = '    Step("shocks", "M12: leaders change; motivation and trust with them", change_leaders),\n'
OPERATIONS = '    Step("operations", "M4,'

QUARTERS = (
    _edit("routines before people", "quarter", (PEOPLE, ""), (TOPICS, PEOPLE + TOPICS)),
    _edit("call before shocks", "quarter", (SHOCKS, ""), (OPERATIONS, SHOCKS + OPERATIONS)),
    _edit("sharing without a programme", "sharing", ("world.spent <= 0.0 or ", "")),
    _edit("motivation never rebuilt", "steps.move_people", ("s.topic[REBUILDING, k], rebuilding)", "s.topic[REBUILDING, k], 0.0)")),
    _edit(
        "function without management",
        "steps.move_topics",
        ("objectives.function_of(s.topic[NEW_FUNCTION, k], s.practice[MANAGERIAL, k])", "s.topic[NEW_FUNCTION, k]"),
    ),
    _edit(
        "zone follows everybody",
        "steps.move_zones",
        ("return scaling.zone_practice(s.practice[domain, k], s.guide[domain, k], s.presence[k])", "return s.practice[domain, k]"),
    ),
    _edit(
        "measurement wanders as water",
        "compiled.build",
        ("background.part_spread(whole, 1.0 - p.nrw_true_share)", "background.part_spread(whole, p.nrw_true_share)"),
    ),
    _edit("supply does not grow", "steps.move_background", ("            s.supply_capacity[k] = s.supply_capacity[k] * grown\n", "")),
    _edit(
        "drought takes from conflict",
        "steps.balance_water",
        ("y.drought[k], drought_loss, y.conflict[k], conflict_loss)", "y.conflict[k], drought_loss, y.conflict[k], conflict_loss)"),
    ),
    _edit(
        "floor is not a floor",
        "steps.balance_water",
        ("water.treated_real(real, floor, s.leak_cut[k])", "water.treated_real(real, 0.0, s.leak_cut[k])"),
    ),
    _edit("green topic saves nothing", "steps.balance_water", ("s.topic[ENVIRONMENT, k], green_effect)", "s.topic[ENVIRONMENT, k], 0.0)")),
    _edit(
        "currency costs nothing",
        "exogenous_paths",
        ("c.cost_start[b, tile, k], crisis, currency[k])", "c.cost_start[b, tile, k], 0.0, currency[k])"),
    ),
    _edit(
        "finance topic brings nothing",
        "steps.settle_money",
        ("money.prepared_rate(rate, finance_effect, s.topic[FINANCE, k])", "money.prepared_rate(rate, 0.0, s.topic[FINANCE, k])"),
    ),
    _edit("own payments are not paid", "steps.settle_money", ("- service - s.own_payments[k]\n", "- service\n")),
    _edit("works are never refused", "steps.settle_money", (", supply_cost, refusal)", ", supply_cost, 0.0)")),
    _edit(
        "works money of a programme is a grant",
        "steps.settle_money",
        ("by_programme = water.ratio(loans, fund), water.ratio(granted, fund)", "by_programme = water.ratio(loans, fund), 0.0"),
    ),
    _edit("working days are counted for ever", "steps.settle_money", ("            s.partnership_days[k] = 0.0\n", "")),
    _edit("what projects build is not counted", "steps.settle_money", ("s.supply_year[k] += building\n", "s.supply_year[k] += 0.0\n")),
    _edit("the mentors' days are not shared among them", "account", ("part = own / (partnership.partners + 1)", "part = own")),
    _edit("whom a resident taught was not mentored", "activities", ("            ctx.roles[partnership.mentee].has_started = 1.0\n", "")),
    _edit(
        "own money first",
        "steps.settle_money",
        ("from_project = money.affordable(wanted * price / worth, project * of_works)", "from_own = money.affordable(wanted * price, own)"),
        (
            "from_own = money.affordable(max(0.0, wanted * price - from_project * worth), own)",
            "from_project = money.affordable(wanted * price - from_own, project * of_works)",
        ),
    ),
    _edit(
        "debt is for ever",
        "steps.settle_money",
        ("money.debt_after(s.debt[k], debt_service, interest,", "money.debt_after(s.debt[k], interest, interest,"),
    ),
    _edit("access topic connects nobody", "steps.settle_money", ("s.topic[ACCESS, k], access_effect)", "s.topic[ACCESS, k], 0.0)")),
    _edit(
        "volatility does not matter to reports", "exogenous_paths", ("noise * c.volatility[b, tile, k] * reading[k]", "noise * reading[k]")
    ),
    _rule(
        "access: growth beyond everybody",
        "steps.move_background",
        "access.connections_after_growth",
        lambda rule, c, factor, most: rule(c, factor, 2.0 * most),
    ),
    _rule(
        "background: deviations stay",
        "exogenous_paths",
        "background.wander",
        lambda rule, before, kept, step, spread, z: rule(before, 0.999, step, spread, z),
    ),
    _rule("domains: commerce counts twice", "teaching", "domains.mean_of", lambda rule, t, c, m: rule(c, c, m)),
    _rule("channels: introductions are alike", "partnership", "channels.first_trust", lambda rule, trust, introduction: rule(trust, 0.0)),
    _rule(
        "commercial: no autonomy needed",
        "steps.move_routines",
        "commercial.enforcement",
        lambda rule, managerial, autonomy: rule(managerial, 1.0),
    ),
    _rule(
        "costs: experts travel together",
        "prices",
        "costs.mission_cost",
        lambda rule, experts, days, cost, base, km, distance, by: rule(experts, days, cost, base, 0.5 * km, distance, by),
    ),
    _rule(
        "knowledge: a year of events more",
        "views",
        "knowledge.reach_after",
        lambda rule, reach, sharing, years: rule(reach, sharing, years + 1.0),
    ),
    _rule(
        "mentors: fatigue without memory",
        "steps.tire_mentors",
        "mentors.fatigue_after",
        lambda rule, before, days, capacity, memory, step: rule(0.0 * before, days, capacity, memory, step),
    ),
    _rule(
        "mentors: nothing is learned back in spirit",
        "teaching",
        "mentors.motivation_after_success",
        lambda rule, motivation, gain, learned: motivation,
    ),
    _rule(
        "missions: language is no barrier",
        "teaching",
        "missions.relationship",
        lambda rule, trust, same, language, *rest: rule(trust, same, 0.0, *rest),
    ),
    _edit("finance topic frees no cash", "steps.settle_money", ("s.topic[FINANCE, k], own_effect)", "s.topic[FINANCE, k], 0.0)")),
    _edit("any zone convinces", "steps.settle_money", ("scaling.convincing(size_effect,", "scaling.convincing(0.0,")),
    _edit("recruits are as before", "steps.move_people", ("s.topic[REBUILDING, k], recruiting)", "s.topic[REBUILDING, k], 0.0)")),
    _edit(
        "experts are not missed at home",
        "steps.balance_water",
        ("x.loss_factor[k], missed, s.fatigue[k])", "x.loss_factor[k], 0.0, s.fatigue[k])"),
    ),
    _rule("money: owner takes all", "steps.settle_money", "money.owner_transfer", lambda rule, cash, reserve: rule(cash, 0.0 * reserve)),
    _rule("objectives: topics do not fade", "steps.move_topics", "objectives.topic_after", lambda rule, topic, fading, step: topic),
    _rule(
        "partnership: need does not ask", "views", "partnership_timing.application", lambda rule, chance, need, nrw: rule(chance, 0.0, nrw)
    ),
    _rule(
        "partnership: plan without a gap", "partnership", "partnership_timing.plan_weight", lambda rule, focus, gap: rule(focus, 0.0 * gap)
    ),
    _rule(
        "people: the skilled stay",
        "steps.move_people",
        "turnover.leaving",
        lambda rule, turnover, motivation, skill, *rest: rule(turnover, motivation, 0.0, *rest),
    ),
    _rule(
        "routines: no depreciation",
        "steps.move_routines",
        "routines.capacity_after",
        lambda rule, c, skill, embedding, lost, step: rule(c, skill, embedding, 0.0, step),
    ),
    _rule("scaling: zones do not slip back", "steps.move_zones", "scaling.treated_after", lambda rule, treated, *rest: treated),
    _rule("scaling: new zones are cut at once", "steps.settle_money", "scaling.cut_when_spread", lambda rule, cut, before, after: cut),
    _rule(
        "shocks: leaders move nobody",
        "steps.change_leaders",
        "shocks.motivation_after_change",
        lambda rule, motivation, *rest: 1.0 * motivation,
    ),
    _rule(
        "trust: early ends whatever the trust",
        "partnership",
        "trust.early_end_chance",
        lambda rule, rate, by_trust, trust, span: rule(rate, by_trust, 0.5, span),
    ),
    _rule(
        "water: pressure does not matter",
        "steps.balance_water",
        "water.pressure_factor",
        lambda rule, now, start, exponent: rule(now, start, 0.0),
    ),
    _rule(
        "works_choice: nothing is too dear",
        "steps.settle_money",
        "works_choice.accepted",
        lambda rule, *words: 1.0 + 0.0 * rule(*words),
    ),
    _rule(
        "water: the last bit of the hours",
        "steps.balance_water",
        "water.share_of_day",
        lambda rule, *words: rule(*words) * (1.0 - 2.0**-53),
    ),
    _edit("the poor are connected for nothing", "steps.connect_poor", ("            s.cash[k] -= spent\n", "")),
    _edit("others lose what the poor get", "steps.connect_poor", ("            s.connections[k] = connections + added\n", "")),
    _rule(
        "pro_poor: a share is a number",
        "steps.connect_poor",
        "pro_poor.poor_to_connect",
        lambda rule, coverage, ratio, wanted, share, *rest: rule(coverage, ratio, wanted, 1.0, *rest),
    ),
)
"""Steps of a quarter, and every file of rules."""

MECHANISMS = (
    _edit("a new leader is no orphan", "steps.lose_routines", ("            s.orphaned[k] = 1.0\n", "            s.orphaned[k] = 0.0\n")),
    _edit("experts are no champion", "steps.lose_routines", ("if accompanied(ctx, row) or", "if False or")),
    _edit("what is thrown out stays", "steps.lose_routines", ("        s.capacity[d, k] -= lost[d]\n", "")),
    _rule(
        "relapse: what was there before goes too",
        "steps.lose_routines",
        "relapse.thrown_out",
        lambda rule, u, chance, capacity, start: rule(u, chance, capacity, 0.0),
    ),
    _edit(
        "programmes displace nothing",
        "steps.take_initiative",
        ("displaced = p.initiative_displaced if accompanied(ctx, row) else 0.0", "displaced = 0.0"),
    ),
    _edit("turnarounds are free", "steps.take_initiative", ("    fee = p.initiative_cost *", "    fee = 0.0 *")),
    _edit("consultants are an own share", "steps.take_initiative", ("    s.consultants[k] += fee\n", "")),
    _edit("works of a turnaround cost nothing", "steps.take_initiative", ("        s.cash[k] -= spent\n", "")),
    _edit("turnarounds never end", "steps.take_initiative", ("    s.turnaround[k] -= QUARTER\n", "")),
    _edit("neighbours are everywhere", "steps.take_initiative", ("if roles[other].country == roles[row].country:", "if True:")),
    _rule(
        "initiative: autonomy does not matter",
        "steps.take_initiative",
        "initiative.initiative_hazard",
        lambda rule, rate, autonomy, *rest: rule(rate, 1.0, *rest),
    ),
    _edit("the zone takes from nobody", "steps.balance_water", ("for_others = each - treated * zone", "for_others = each - 0.0 * zone")),
    _edit("pressure in the zone is that of all", "steps.balance_water", ("pressure_factor(day + s.zone_ahead[k],", "pressure_factor(day,")),
    _rule(
        "zone_hours: a zone takes all",
        "steps.balance_water",
        "zone_hours.first_hours",
        lambda rule, kept, first, most: rule(kept, first, 1.0),
    ),
    _rule(
        "zone_hours: nothing is kept",
        "steps.balance_water",
        "zone_hours.kept_hours",
        lambda rule, alike, by_saving, keeps: rule(alike, by_saving, 0.0),
    ),
    _edit("staff never wanders", "steps.move_background", ("-productivity, QUARTER) * wandered", "-productivity, QUARTER)")),
    _edit(
        "wandering staff is paid",
        "exogenous_paths",
        ("before.wage_level[k] * before.staff_level[k], productivity", "before.wage_level[k] * x.staff_level[k], productivity"),
    ),
    _edit("gains do not wander", "steps.wander_practice", ("commercial.gain_of(s.practice[d, k], f.practice_start[d, k])", "s.gain[d, k]")),
    _rule(
        "restlessness: context decides",
        "initial_state",
        "restlessness.spread_in_context",
        lambda rule, of_context, restless: rule(of_context, 0.0),
    ),
    _edit(
        "setting up costs no days",
        "teaching",
        ("    taught = learned_from - _set_up(ctx, number, learned_from)\n", "    taught = learned_from\n"),
    ),
    _edit("setting up begins anew", "teaching", ("    partnership.setup -= spent\n", "    partnership.setup -= 0.0\n")),
    _edit("what others gained fades too", "steps.fade_small_gains", ("if ctx.roles[row].has_started == 0.0:", "if False:")),
    _edit("presence does not thin", "steps.settle_money", ("(s.presence[k], thinning, before,", "(s.presence[k], 0.0, before,")),
    _edit("counterparts are not missed", "teaching", ("    miss(ctx, number, given * p.missed_days)\n", "")),
    _edit("reports write themselves", "activities", ("        miss(ctx, number, p.report_staff_days)\n", "")),
    _edit(
        "a large utility misses as much",
        "steps.miss_work",
        ("missed_share(s.days_missed[k], staff,", "missed_share(s.days_missed[k], 20.0,"),
    ),
    _edit("missed work is missed again", "steps.miss_work", ("            s.days_missed[k] = 0.0\n", "")),
    _edit(
        "missed work is done all the same",
        "steps.miss_work",
        ("burden.practice_left(s.practice[d, k], missed)", "s.practice[d, k]"),
    ),
    _edit(
        "nobody misses maintenance",
        "steps.balance_water",
        ("leaks_left_longer(f.real_own[k], s.work_missed[k])", "leaks_left_longer(f.real_own[k], 0.0)"),
    ),
    _edit(
        "advice spoils wherever it comes from",
        "teaching",
        ("skill_spoilt(p.wrong_advice, partnership.unlike,", "skill_spoilt(p.wrong_advice, 1.0,"),
    ),
    _rule("burden: mentors have time for all", "teaching", "burden.attention", lambda rule, crowding, number: rule(0.0 * crowding, number)),
    _edit(
        "effort in one domain only",
        "teaching",
        ("return float(tries if domain == TECHNICAL else", "return float(1.0 if domain == TECHNICAL else"),
    ),
    _edit(
        "own money is not at stake",
        "teaching",
        ("at_stake = partnership.held_back + partnership.own_share", "at_stake = partnership.held_back"),
    ),
    _edit(
        "every director owns the aim", "partnership", ("            partnership.owned = False\n", "            partnership.owned = True\n")
    ),
    _edit("nobody chose its mentor", "settings", ('p.pairing == "mutual_choice"', "False")),
    _edit(
        "reports bend where no money waits",
        "activities",
        ("p.indicator_bending if partnership.held_back > 0.0 else 0.0", "p.indicator_bending"),
    ),
    _rule(
        "effort: what is not looked at is done as well",
        "teaching",
        "effort.effort_left",
        lambda rule, bending, held_back: rule(0.0 * bending, held_back),
    ),
    _edit("works are accompanied by nobody", "steps.accompany_works", ("p.learning_days if there else 0.0, p.acc", "0.0, p.acc")),
    _edit(
        "works are accompanied from the signature on",
        "steps.accompany_works",
        ("there = experts_come(ctx, row)", "there = ctx.roles[row].current >= 0"),
    ),
    _edit("the finance topic prepares nothing", "steps.accompany_works", ("s.topic[FINANCE, k])", "0.0)")),
    _edit("accompanied works take as long", "steps.settle_money", ("accompaniment.relative_to_alone(haste, s.accompanied[k])", "1.0")),
    _edit("accompanied supply is worth no more", "steps.settle_money", ("building * worth / supply_cost", "building / supply_cost")),
    _edit(
        "accompanied connections are worth no more",
        "steps.settle_money",
        ("connections + connecting * worth /", "connections + connecting /"),
    ),
    _edit(
        "accompanied zones are worth no more",
        "steps.settle_money",
        ("(from_project * worth + from_own) / price", "(from_project + from_own) / price"),
    ),
    _rule(
        "accompaniment: company all the way",
        "steps.settle_money",
        "accompaniment.relative_to_alone",
        lambda rule, factor, part: rule(factor, 1.0 + 0.0 * part),
    ),
    _rule(
        "presence: thin is as good",
        "teaching",
        "presence.share_that_takes",
        lambda rule, days, half: rule(days, 0.0 * half),
    ),
    _rule(
        "presence: every gain fades",
        "steps.fade_small_gains",
        "presence.after_small_gain",
        lambda rule, capacity, start, holding, *rest: rule(capacity, start, 100.0 * holding, *rest),
    ),
)
"""What does nothing by default, so that the reference cannot notice it."""

MUTATIONS = LIVES + QUARTERS + MECHANISMS


@cache
def case(number: int) -> Batch:
    """The case of a number, as a batch of its own."""
    return as_before(alone(numbered(SEED, number // BATCH), number % BATCH))


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


def caught(mutation: Mutation, engine: str = ORACLE, cases: Sequence[int] = (*CASES, *MORE)) -> Caught | None:
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


class _First:
    """The first test that fails, for pytest."""

    name = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._look(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._look(report)

    def _look(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid.split("::")[-1]


LOOK_FIRST = {
    "account": "account", "activities": "activities", "agenda": "partnership_by_hand", "cohorts": "cohorts",
    "compiled.build": "what_happens_anyway", "initial_state": "what_happens_anyway", "joining": "cohorts", "sharing": "sharing_by_hand",
    "settings": "effort_by_hand", "steps.accompany_works": "accompaniment_by_hand", "steps.fade_small_gains": "presence_by_hand",
    "steps.miss_work": "burden_by_hand",
    "exogenous_paths": "what_happens_anyway", "opening": "partnership_by_hand", "partnership": "partnership_by_hand",
    "prices": "prices", "resources": "partnership_by_hand", "teaching": "teaching", "views": "who_decides",
}  # fmt: skip
"""By module: the file of tests that should notice; it runs first. Of all others it is that of the quarter."""


def noticed_by_meaning(name: str) -> str:
    """Run the tests by hand with a mutation, in a process that does nothing else; returns the first that fails, or nothing."""
    os.environ["WOPSIM_MUTATION"] = name
    first = _First()
    modules = {change.module for mutation in MUTATIONS if mutation.name == name for change in mutation.changes}
    likely = sorted({str(BY_HAND / f"test_{LOOK_FIRST.get(module, 'quarter')}.py") for module in modules})
    files = list(dict.fromkeys([*likely, *sorted(map(str, BY_HAND.glob("test_*.py")))]))
    with redirect_stdout(io.StringIO()):
        code = pytest.main(
            ["-n", "0", "-q", "-x", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning", *files],
            plugins=[first],
        )
    return first.name or ("" if code == 0 else f"pytest ended with {code}")


def by_meaning(chosen: Sequence[Mutation], workers: int) -> int:
    """Say which mutations the tests by hand notice; returns how many they do not."""
    missed = 0
    # rules are made ready once, before processes fork: that takes longer than the tests
    caught(Mutation("nothing", ()), cases=CASES[:3])
    with get_context("fork").Pool(workers, maxtasksperchild=1) as pool:
        names = ["", *(mutation.name for mutation in chosen)]
        for name, test in zip(names, pool.imap(noticed_by_meaning, names, chunksize=1), strict=True):
            missed += bool(test) if name == "" else not test
            verdict = "noticed" if test else "MISSED" if name else "same"
            sys.stdout.write(f"{verdict:<8}  {name or 'nothing':<45}  {test}\n")
            sys.stdout.flush()
    return missed


def by_reference(chosen: Sequence[Mutation], choose: bool) -> int:
    """Say which mutations the comparison with the reference notices; returns how many it does not."""
    missed, noticing, cases = 0, set(), tuple(MORE) if choose else (*CASES, *MORE)
    for mutation in (Mutation("nothing", ()), *chosen):
        nothing = not mutation.changes
        found = caught(mutation, cases=CASES if nothing else cases)
        missed += (found is None) is not nothing
        noticing |= set() if found is None or nothing else {found.case}
        verdict, how = (
            ("same" if nothing else "MISSED", "") if found is None else (f"noticed {found.after:3d}", f"case {found.case}: {found.how}")
        )
        sys.stdout.write(f"{verdict:<11}  {mutation.name:<45}  {how}\n")
        sys.stdout.flush()
    if choose:
        sys.stdout.write(f"to store: {', '.join(map(str, sorted(noticing)))}\n")
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(description="Break the one text of the engines in one place at a time, and see who notices.")
    parser.add_argument("--by", choices=["meaning", "reference"], default="meaning", help="who has to notice")
    parser.add_argument("--only", default="", help="name of one mutation, or a part of it")
    parser.add_argument("--workers", type=int, default=1, help="by meaning: processes at once")
    parser.add_argument("--choose", action="store_true", help="by reference: use the first cases by number, and say which to store")
    options = parser.parse_args()
    begin, known = time.perf_counter(), MUTATIONS if options.by == "meaning" else LIVES + QUARTERS
    chosen = [mutation for mutation in known if options.only in mutation.name]
    missed = by_meaning(chosen, options.workers) if options.by == "meaning" else by_reference(chosen, options.choose)
    sys.stdout.write(f"{len(chosen) - missed} of {len(chosen)} noticed, {time.perf_counter() - begin:.0f} s\n")
    return int(missed > 0 or not chosen)


if __name__ == "__main__":
    sys.exit(main())
