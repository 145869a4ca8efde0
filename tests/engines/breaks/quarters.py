"""What can be wrong in the steps of a quarter, and in every file of rules."""

from __future__ import annotations

from tests.engines.mutating import edit, otherwise

PEOPLE = '    Step("people", "M2: staff leave, recruits come, motivation returns", move_people),\n'
TOPICS = '    Step("topics", "objectives: topics fade; new functions serve", move_topics),\n'
SHOCKS = '    Step("shocks", "M12: leaders change; motivation and trust with them", change_leaders),\n'
OPERATIONS = '    Step("operations", "M4,'

QUARTERS = (
    edit("routines before people", "quarter", (PEOPLE, ""), (TOPICS, PEOPLE + TOPICS)),
    edit("call before shocks", "quarter", (SHOCKS, ""), (OPERATIONS, SHOCKS + OPERATIONS)),
    edit("sharing without a programme", "sharing", ("world.spent <= 0.0 or ", "")),
    edit("motivation never rebuilt", "steps.move_people", ("s.topic[REBUILDING, k], rebuilding)", "s.topic[REBUILDING, k], 0.0)")),
    edit(
        "function without management",
        "steps.move_topics",
        ("objectives.function_of(s.topic[NEW_FUNCTION, k], s.practice[MANAGERIAL, k])", "s.topic[NEW_FUNCTION, k]"),
    ),
    edit(
        "zone follows everybody",
        "steps.move_zones",
        ("return scaling.zone_practice(s.practice[domain, k], s.guide[domain, k], s.presence[k])", "return s.practice[domain, k]"),
    ),
    edit(
        "measurement wanders as water",
        "compiled.build",
        ("background.part_spread(whole, 1.0 - p.nrw_true_share)", "background.part_spread(whole, p.nrw_true_share)"),
    ),
    edit("supply does not grow", "steps.move_background", ("            s.supply_capacity[k] = s.supply_capacity[k] * grown\n", "")),
    edit(
        "drought takes from conflict",
        "steps.balance_water",
        ("y.drought[k], drought_loss, y.conflict[k], conflict_loss)", "y.conflict[k], drought_loss, y.conflict[k], conflict_loss)"),
    ),
    edit(
        "floor is not a floor",
        "steps.balance_water",
        ("water.treated_real(real, floor, s.leak_cut[k])", "water.treated_real(real, 0.0, s.leak_cut[k])"),
    ),
    edit("green topic saves nothing", "steps.balance_water", ("s.topic[ENVIRONMENT, k], green_effect)", "s.topic[ENVIRONMENT, k], 0.0)")),
    edit(
        "currency costs nothing",
        "exogenous_paths",
        ("cost[k], crisis, currency[k])", "cost[k], 0.0, currency[k])"),
    ),
    edit(
        "finance topic brings nothing",
        "steps.bring_investment",
        ("money.prepared_rate(rate, finance_effect, s.topic[FINANCE, k])", "money.prepared_rate(rate, 0.0, s.topic[FINANCE, k])"),
    ),
    edit("own payments are not paid", "steps.settle_money", ("- service - s.own_payments[k]\n", "- service\n")),
    edit("works are never refused", "steps.settle_money", (", p.supply_cost, p.works_refusal)", ", p.supply_cost, 0.0)")),
    edit(
        "works money of a programme is a grant",
        "steps.settle_money",
        ("by_programme = water.ratio(loans, fund), water.ratio(granted, fund)", "by_programme = water.ratio(loans, fund), 0.0"),
    ),
    edit("working days are counted for ever", "steps.value_time", ("            s.partnership_days[k] = 0.0\n", "")),
    edit("what projects build is not counted", "steps.settle_money", ("s.supply_year[k] += spent.building\n", "s.supply_year[k] += 0.0\n")),
    edit("the mentors' days are not shared among them", "account", ("part = own / (partnership.partners + 1)", "part = own")),
    edit("whom a resident taught was not mentored", "activities", ("            ctx.roles[partnership.mentee].has_started = 1.0\n", "")),
    edit(
        "own money first",
        "steps.settle_money",
        (
            "from_project = money.affordable(wanted * price / purse.worth, purse.project * p.project_works_share)",
            "from_own = money.affordable(wanted * price, purse.own)",
        ),
        (
            "from_own = money.affordable(max(0.0, wanted * price - from_project * purse.worth), purse.own)",
            "from_project = money.affordable(wanted * price - from_own, purse.project * p.project_works_share)",
        ),
    ),
    edit(
        "debt is for ever",
        "steps.settle_money",
        ("money.debt_after(s.debt[k], p.debt_service, p.interest,", "money.debt_after(s.debt[k], p.interest, p.interest,"),
    ),
    edit("access topic connects nobody", "steps.settle_money", ("s.topic[ACCESS, k], p.access_effect)", "s.topic[ACCESS, k], 0.0)")),
    edit("volatility does not matter to reports", "exogenous_paths", ("noise * volatility[k] * reading[k]", "noise * reading[k]")),
    otherwise(
        "access: growth beyond everybody",
        "steps.move_background",
        "access.connections_after_growth",
        lambda rule, c, factor, most: rule(c, factor, 2.0 * most),
    ),
    otherwise(
        "background: deviations stay",
        "exogenous_paths",
        "background.wander",
        lambda rule, before, kept, step, spread, z: rule(before, 0.999, step, spread, z),
    ),
    otherwise("domains: commerce counts twice", "teaching", "domains.mean_of", lambda rule, t, c, m: rule(c, c, m)),
    otherwise(
        "channels: introductions are alike", "life.start_up", "channels.first_trust", lambda rule, trust, introduction: rule(trust, 0.0)
    ),
    otherwise(
        "commercial: no autonomy needed",
        "steps.move_routines",
        "commercial.enforcement",
        lambda rule, managerial, autonomy: rule(managerial, 1.0),
    ),
    otherwise(
        "costs: experts travel together",
        "prices",
        "costs.mission_cost",
        lambda rule, experts, days, cost, base, km, distance, by: rule(experts, days, cost, base, 0.5 * km, distance, by),
    ),
    otherwise(
        "knowledge: a year of events more",
        "views",
        "knowledge.reach_after",
        lambda rule, reach, sharing, years: rule(reach, sharing, years + 1.0),
    ),
    otherwise(
        "mentors: fatigue without memory",
        "steps.tire_mentors",
        "mentors.fatigue_after",
        lambda rule, before, days, capacity, memory, step: rule(0.0 * before, days, capacity, memory, step),
    ),
    otherwise(
        "mentors: nothing is learned back in spirit",
        "teaching",
        "mentors.motivation_after_success",
        lambda rule, motivation, gain, learned: motivation,
    ),
    otherwise(
        "missions: language is no barrier",
        "teaching",
        "missions.relationship",
        lambda rule, trust, same, language, *rest: rule(trust, same, 0.0, *rest),
    ),
    edit("finance topic frees no cash", "steps.settle_money", ("s.topic[FINANCE, k], p.finance_own_works)", "s.topic[FINANCE, k], 0.0)")),
    edit("any zone convinces", "steps.settle_money", ("scaling.convincing(p.zone_size_effect,", "scaling.convincing(0.0,")),
    edit("recruits are as before", "steps.move_people", ("s.topic[REBUILDING, k], recruiting)", "s.topic[REBUILDING, k], 0.0)")),
    edit(
        "experts are not missed at home",
        "steps.balance_water",
        ("x.loss_factor[k], missed, s.fatigue[k])", "x.loss_factor[k], 0.0, s.fatigue[k])"),
    ),
    otherwise(
        "money: owner takes all", "steps.settle_money", "money.owner_transfer", lambda rule, cash, reserve: rule(cash, 0.0 * reserve)
    ),
    otherwise("objectives: topics do not fade", "steps.move_topics", "objectives.topic_after", lambda rule, topic, fading, step: topic),
    otherwise(
        "partnership: need does not ask", "views", "partnership_timing.application", lambda rule, chance, need, nrw: rule(chance, 0.0, nrw)
    ),
    otherwise(
        "partnership: plan without a gap",
        "life.start_up",
        "partnership_timing.plan_weight",
        lambda rule, focus, gap: rule(focus, 0.0 * gap),
    ),
    otherwise(
        "people: the skilled stay",
        "steps.move_people",
        "turnover.leaving",
        lambda rule, turnover, motivation, skill, *rest: rule(turnover, motivation, 0.0, *rest),
    ),
    otherwise(
        "routines: no depreciation",
        "steps.move_routines",
        "routines.capacity_after",
        lambda rule, c, skill, embedding, lost, step: rule(c, skill, embedding, 0.0, step),
    ),
    otherwise("scaling: zones do not slip back", "steps.move_zones", "scaling.treated_after", lambda rule, treated, *rest: treated),
    otherwise("scaling: new zones are cut at once", "steps.settle_money", "scaling.cut_when_spread", lambda rule, cut, before, after: cut),
    otherwise(
        "shocks: leaders move nobody",
        "steps.change_leaders",
        "shocks.motivation_after_change",
        lambda rule, motivation, *rest: 1.0 * motivation,
    ),
    otherwise(
        "trust: early ends whatever the trust",
        "life.mission_cycle",
        "trust.early_end_chance",
        lambda rule, rate, by_trust, trust, span: rule(rate, by_trust, 0.5, span),
    ),
    otherwise(
        "water: pressure does not matter",
        "steps.balance_water",
        "water.pressure_factor",
        lambda rule, now, start, exponent: rule(now, start, 0.0),
    ),
    otherwise(
        "works_choice: nothing is too dear",
        "steps.settle_money",
        "works_choice.accepted",
        lambda rule, *words: 1.0 + 0.0 * rule(*words),
    ),
    otherwise(
        "water: the last bit of the hours",
        "steps.balance_water",
        "water.share_of_day",
        lambda rule, *words: rule(*words) * (1.0 - 2.0**-53),
    ),
    edit("the poor are connected for nothing", "steps.connect_poor", ("            s.cash[k] -= spent\n", "")),
    edit("others lose what the poor get", "steps.connect_poor", ("            s.connections[k] = connections + added\n", "")),
    otherwise(
        "pro_poor: a share is a number",
        "steps.connect_poor",
        "pro_poor.poor_to_connect",
        lambda rule, coverage, ratio, wanted, share, *rest: rule(coverage, ratio, wanted, 1.0, *rest),
    ),
)
