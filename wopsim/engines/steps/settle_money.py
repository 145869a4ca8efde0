"""The accounts of a quarter: who pays, works that spread the zones, connections."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import COMMERCIAL, LANES, MANAGERIAL, TECHNICAL
from wopsim.engines.steps.move_zones import zone_gain
from wopsim.engines.steps.now import now_of
from wopsim.rules import access, accompaniment, money, objectives, presence, scaling, water, works_choice
from wopsim.rules.time import QUARTER
from wopsim.strategies.design import ACCESS, FINANCE


@device
def settle_money(block: Any, w: int) -> None:
    """M9: the accounts of the quarter; works and connections are paid here."""
    now = now_of(block, w)
    state, fixed, quarterly, p = now.state, now.fixed, now.quarterly, now.p
    debt_service, interest, works_share, reserve, speed = p.debt_service, p.interest, p.works_share, p.reserve, p.project_speed
    of_works, of_connections, supply_cost = p.project_works_share, p.project_connection_share, p.supply_cost
    treatment_cost, spread_rate, connection_cost = p.treatment_cost, p.spread_rate, p.connection_cost
    extension_rate, access_effect = p.extension_rate, p.access_effect
    thinning, with_company, haste = p.presence_thinning, p.accompanied_worth, p.accompanied_speed
    own_effect, size_effect, convincing_zone = p.finance_own_works, p.zone_size_effect, p.convincing_zone
    refusal, leak_max, theft_max, floor, exponent = p.works_refusal, p.leak_cut_max, p.theft_cut_max, p.loss_floor, p.pressure_exponent
    for tile in range(state.size):
        s, f, x = state[tile], fixed[tile], quarterly[tile]
        for k in range(LANES):
            loan, grant = s.works_spending[k], s.investment[k]
            fund = s.fund[k] + loan + grant + s.project_grants[k]
            collected = s.revenue[k] * s.collection_share[k] * QUARTER
            service = s.debt[k] * debt_service * QUARTER
            running = collected - s.cost[k] * QUARTER - service - s.own_payments[k]
            support = money.subsidy(s.cash[k], running)
            free = s.cash[k] + running + support
            own = free * objectives.own_works_share(works_share, s.topic[FINANCE, k], own_effect) * QUARTER
            project = money.project_spending(fund, speed * accompaniment.relative_to_alone(haste, s.accompanied[k]), QUARTER)
            worth = accompaniment.relative_to_alone(with_company, s.accompanied[k])  # of a euro of project money
            # a project's money has one purse: whatever it pays for, each giver pays its share
            loans, granted = s.fund_loan[k] + loan, s.fund_programme[k] + s.project_grants[k]
            by_loan, by_programme = water.ratio(loans, fund), water.ratio(granted, fund)

            # bring more of the network under treatment, project money first
            leak_gain = zone_gain(s, f, TECHNICAL, k)
            speed_here = spread_rate * scaling.convincing(size_effect, s.treated[k], convincing_zone)
            wanted = scaling.wanted_spread(s.treated[k], speed_here, leak_gain, s.practice[MANAGERIAL, k], f.autonomy[k], QUARTER)
            lost = f.real_own[k] * x.loss_factor[k] * water.pressure_factor(s.share_of_day[k], f.share_of_day_start[k], exponent)
            stolen = f.apparent_own[k] * x.loss_factor[k] * (1.0 - s.commercial_cut[k])
            stopped = water.leakage_at(lost - water.treated_real(lost, floor, leak_max * leak_gain), s.share_of_day[k])
            stopped = stopped + water.use_at(stolen * theft_max * zone_gain(s, f, COMMERCIAL, k), s.share_of_day[k])
            wanted = wanted * works_choice.accepted(works_choice.price_of_works(treatment_cost, stopped), supply_cost, refusal)
            # read once: the compiler cannot know that what is written below leaves them as they are
            connections, population, persons = s.connections[k], x.population[k], f.persons[k]
            price = connections * treatment_cost
            from_project = money.affordable(wanted * price / worth, project * of_works)
            from_own = money.affordable(max(0.0, wanted * price - from_project * worth), own)
            before = s.treated[k]
            s.treated[k] = min(1.0, before + (from_project * worth + from_own) / price)
            s.leak_cut[k] = scaling.cut_when_spread(s.leak_cut[k], before, s.treated[k])
            s.theft_cut[k] = scaling.cut_when_spread(s.theft_cut[k], before, s.treated[k])
            s.presence[k] = presence.presence_when_spread(s.presence[k], thinning, before, s.treated[k])

            # connect more people: out of own cash because commerce and management became better, and with project money
            better = objectives.better_service(s.gain[COMMERCIAL, k], s.gain[MANAGERIAL, k])
            better = objectives.strengthened(better, s.topic[ACCESS, k], access_effect)
            missing = access.unserved(population, persons, connections)
            extension = money.affordable(access.wanted_extension(missing, extension_rate, better, QUARTER) * connection_cost, own)
            connections = connections + extension / connection_cost
            missing = access.unserved(population, persons, connections)
            connecting = money.affordable(missing * connection_cost / worth, project * of_connections)
            s.connections[k] = connections + connecting * worth / connection_cost
            building = project - from_project - connecting
            s.supply_capacity[k] = s.supply_capacity[k] + building * worth / supply_cost

            spent = from_own + extension
            to_owner = money.owner_transfer(free - spent, reserve * s.revenue[k])
            s.cash[k] = free - spent - to_owner
            s.fund[k] = fund - project
            s.fund_loan[k] = loans - project * by_loan
            s.fund_programme[k] = granted - project * by_programme
            s.debt[k] = money.debt_after(s.debt[k], debt_service, interest, loan, QUARTER)
            s.own_share_year[k] += s.own_payments[k] - s.consultants[k]
            s.consultants_year[k] += s.consultants[k]
            s.own_payments[k] = 0.0
            s.consultants[k] = 0.0
            s.project_grants[k] = 0.0
            s.works_year[k] += from_own + from_project
            s.investment_year[k] += loan + grant
            s.works_own_year[k] += from_own
            s.works_loan_year[k] += from_project * by_loan
            s.works_programme_year[k] += from_project * by_programme
            s.connections_year[k] += extension + connecting
            s.connections_programme_year[k] += connecting * by_programme
            s.supply_year[k] += building
            s.supply_programme_year[k] += building * by_programme
            s.collected_year[k] += collected
            s.running_year[k] += s.cost[k] * QUARTER
            s.owner_support_year[k] += support
            s.owner_transfer_year[k] += to_owner
            s.lender_year[k] += service
