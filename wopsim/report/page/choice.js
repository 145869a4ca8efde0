// The choice between designs, by whatever yardstick a reader sets: the arithmetic of wopsim/analysis/choice once more, for a page.
// Nothing here touches the page, so that a test runs it beside Python. Arrays are as `embedded_choice.py` packs them, designs first.
"use strict";

const wopsimChoice = (() => {
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const BASE64 = LETTERS + LETTERS.toLowerCase() + "0123456789+/";

  /** Bytes from letters. */
  function bytesOf(text) {
    const code = new Uint8Array(128);
    for (let k = 0; k < BASE64.length; k++) code[BASE64.charCodeAt(k)] = k;
    const length = (text.length * 3) / 4 - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
    const bytes = new Uint8Array(length);
    for (let from = 0, to = 0; from < text.length; from += 4) {
      const word = (code[text.charCodeAt(from)] << 18) | (code[text.charCodeAt(from + 1)] << 12) |
        (code[text.charCodeAt(from + 2)] << 6) | code[text.charCodeAt(from + 3)];
      if (to < length) bytes[to++] = word >> 16;
      if (to < length) bytes[to++] = (word >> 8) & 255;
      if (to < length) bytes[to++] = word & 255;
    }
    return bytes;
  }

  /** Numbers of double precision from letters. */
  const unpack = (text) => new Float64Array(bytesOf(text).buffer);

  /** The data of a page with their numbers unpacked. */
  function open(packed) {
    const parts = packed.parts.map((one) => ({ runs: unpack(one.runs), cleaned: unpack(one.cleaned), shifts: unpack(one.shifts) }));
    const judged = packed.judged && { cleaned: unpack(packed.judged[0]), shifts: unpack(packed.judged[1]) };
    return { ...packed, parts, judged, again: bytesOf(packed.again) };
  }

  /** Parts with their weights added up; not to be written to. */
  function sum(weighted, kind) {
    if (weighted.length === 1 && weighted[0][0] === 1) return weighted[0][1][kind];
    const out = new Float64Array(weighted[0][1][kind].length);
    for (const [weight, part] of weighted) {
      const values = part[kind];
      for (let k = 0; k < out.length; k++) out[k] += weight * values[k];
    }
    return out;
  }

  const offerOf = (data, view) => data.offers.find((one) => one.name === view.outcome) || data.offers[0];

  /** Whether a view judges as was asked first: only the smallest difference that matters may be another. */
  const asFirst = (data, view) => ["outcome", "cost", "less", "worth"].every((key) => view[key] === data.first[key]) &&
    Object.keys(data.equity).every((group) => view.equity[group] === data.first.equity[group]);

  /** Gain, cost, and what is judged: of every run, of every world without luck, and what luck may have done to the means. */
  function judged(data, view) {
    const offer = offerOf(data, view);
    const gain = [[1, data.parts[offer.parts[view.less ? 1 : 0]]]];
    if (offer === data.offers[0]) {
      for (const group of Object.keys(data.equity)) {
        const more = view.equity[group] - data.first.equity[group];
        if (more !== 0) gain.push([more, data.parts[data.equity[group]]]);
      }
    }
    const cost = data.parts[data.costs[view.cost][view.less ? 1 : 0]];
    const value = view.worth === null ? gain : [...gain.map(([weight, part]) => [weight * view.worth, part]), [-1, cost]];
    // their sum cleaned as a whole is known of what was asked first only
    const judgedBy = data.judged && asFirst(data, view) ? data.judged : { cleaned: sum(value, "cleaned"), shifts: sum(value, "shifts") };
    return {
      gain: sum(gain, "runs"), cost: cost.runs, value: sum(value, "runs"),
      cleanedGain: sum(gain, "cleaned"), cleanedCost: cost.cleaned, ...judgedBy, gainShifts: sum(gain, "shifts"), costShifts: cost.shifts,
    };
  }

  /** The same with no programme as the last choice: it gains and costs nothing in any run and world, whatever the luck. */
  function andNothing(data, found) {
    const { count } = data, more = {};
    for (const key of ["gain", "cost", "value", "cleaned"]) {
      more[key] = new Float64Array((found[key].length / count) * (count + 1));
      more[key].set(found[key]);
    }
    more.shifts = new Float64Array(data.times * (count + 1));
    for (let t = 0; t < data.times; t++) more.shifts.set(found.shifts.subarray(t * count, (t + 1) * count), t * (count + 1));
    return [{ ...data, count: count + 1 }, more];
  }

  /** Adds to `wins` the weight of a world to the design that is best there; designs that are equally good share it, or `tiesTo` takes it. */
  function addBest(values, from, count, weight, wins, tiesTo = -1) {
    let most = -Infinity, next = -Infinity, least = Infinity, winner = 0;
    for (let d = 0; d < count; d++) {
      const value = values[from + d];
      if (value > most) { next = most; most = value; winner = d; } else if (value > next) next = value;
      if (value < least) least = value;
    }
    const edge = most - 1e-12 * Math.max(Math.abs(most), Math.abs(least));
    if (next < edge) { wins[winner] += weight; return; }
    if (tiesTo >= 0 && values[from + tiesTo] >= edge) { wins[tiesTo] += weight; return; }
    let best = 0;
    for (let d = 0; d < count; d++) if (values[from + d] >= edge) best++;
    for (let d = 0; d < count; d++) if (values[from + d] >= edge) wins[d] += weight / best;
  }

  /** The same values, worlds first: what is compared stands together. */
  function byWorld(data, values) {
    const { count, draws } = data, turned = new Float64Array(values.length);
    for (let d = 0; d < count; d++) for (let w = 0; w < draws; w++) turned[w * count + d] = values[d * draws + w];
    return turned;
  }

  /** Share of worlds in which each design is best, on average over sets of runs that might have come out instead. */
  function chanceBest(data, values, shifts) {
    const { count, draws } = data, wins = new Float64Array(count), worlds = byWorld(data, values);
    const moved = new Float64Array(count);
    for (let t = 0; t < data.times; t++) {
      const luck = shifts.subarray(t * count, (t + 1) * count);
      for (let w = 0; w < draws; w++) {
        const often = data.again[t * draws + w];
        if (often === 0) continue;
        for (let d = 0; d < count; d++) moved[d] = worlds[w * count + d] + luck[d];
        addBest(moved, 0, count, often, wins);
      }
    }
    return wins.map((won) => won / (draws * data.times));
  }

  /** What each design loses in each world against the best one there. */
  function regrets(data, values) {
    const { count, draws } = data, lost = new Float64Array(count * draws);
    for (let w = 0; w < draws; w++) {
      let most = -Infinity;
      for (let d = 0; d < count; d++) most = Math.max(most, values[d * draws + w]);
      for (let d = 0; d < count; d++) lost[d * draws + w] = most - values[d * draws + w];
    }
    return lost;
  }

  const mean = (values) => {
    let total = 0, known = 0;
    for (let k = 0; k < values.length; k++) if (values[k] === values[k]) { total += values[k]; known++; } // NaN is not itself
    return total / known;
  };

  const row = (values, d, size) => values.subarray(d * size, (d + 1) * size);

  /** Monte Carlo error of the mean of a grid of draws and replicates; of draws alone where there is one replicate, unless that is no answer. */
  function errorOf(grid, draws, replicates, alone = true) {
    const rows = [], columns = new Float64Array(replicates), inColumn = new Float64Array(replicates);
    let count = 0;
    for (let w = 0; w < draws; w++) {
      let total = 0, known = 0;
      for (let r = 0; r < replicates; r++) {
        const value = grid[w * replicates + r];
        if (Number.isNaN(value)) continue;
        total += value; known++; count++;
        columns[r] += value; inColumn[r]++;
      }
      rows.push(known ? total / known : NaN);
    }
    const all = mean(grid), known = rows.filter((value) => !Number.isNaN(value));
    const used = inColumn.filter((value) => value > 0).length;
    if (known.length < 2) return NaN;
    if (used < 2 || count <= known.length + used - 1) {
      if (!alone) return NaN;
      const centre = mean(known);
      return Math.sqrt(known.reduce((total, value) => total + (value - centre) ** 2, 0) / (known.length - 1) / known.length);
    }
    let rest = 0, ofRows = 0, ofColumns = 0;
    for (let w = 0; w < draws; w++) {
      for (let r = 0; r < replicates; r++) {
        const value = grid[w * replicates + r];
        if (!Number.isNaN(value)) rest += (value - all - (rows[w] - all) - (columns[r] / inColumn[r] - all)) ** 2;
      }
    }
    rest /= count - known.length - used + 1;
    for (const value of known) ofRows += (value - all) ** 2;
    for (let r = 0; r < replicates; r++) if (inColumn[r] > 0) ofColumns += (columns[r] / inColumn[r] - all) ** 2;
    const betweenRows = Math.max(0, ofRows / (known.length - 1) - rest / (count / known.length));
    const betweenColumns = Math.max(0, ofColumns / (used - 1) - rest / (count / used));
    return Math.sqrt(betweenRows / draws + betweenColumns / replicates + rest / (draws * replicates));
  }

  const letter = (number) => (number >= 26 ? LETTERS[Math.floor(number / 26) - 1] : "") + LETTERS[number % 26];

  /** A row for each choice, the best on average first: what `wopsim decide` says of it. Where a unit has a worth, no programme is one. */
  function choose(page, view) {
    const [data, found] = view.worth === null ? [page, judged(page, view)] : andNothing(page, judged(page, view));
    const { count, draws, replicates } = data, size = draws * replicates;
    const named = (d) => (d < page.count ? data.designs[d] : data.nothing.name);
    const means = Array.from({ length: count }, (_, d) => mean(row(found.value, d, size)));
    const order = means.map((_, d) => d).sort((one, other) => means[other] - means[one] || one - other);
    const chance = chanceBest(data, found.cleaned, found.shifts), lost = regrets(data, found.cleaned);
    const apart = (one, other) => {
      const difference = new Float64Array(size);
      for (let k = 0; k < size; k++) difference[k] = found.value[one * size + k] - found.value[other * size + k];
      return difference;
    };
    const asked = data.against === null ? order[0] : data.designs.indexOf(data.against);
    const told = (behind) => mean(behind) > Math.max(view.useful, data.told_apart * errorOf(behind, draws, replicates));
    const letters = [];
    for (let left = order, group = 0; left.length; group++) {
      const behind = left.filter((d) => told(apart(left[0], d)));
      for (const d of left) if (!behind.includes(d)) letters[d] = letter(group);
      left = behind;
    }
    return order.map((d, place) => {
      const other = d !== asked ? asked : order[place === 0 ? Math.min(1, count - 1) : 0];
      const against = apart(d, other), own = row(lost, d, draws), regret = mean(own);
      const worst = mean(Float64Array.from(own).sort().subarray(draws - data.worst));
      const wrong = own.filter((loss) => loss > 0).length;
      let same = 0, harm = 0;
      for (let w = 0; w < draws; w++) {
        if (Math.abs(found.cleaned[d * draws + w] - found.cleaned[other * draws + w]) <= view.useful) same++;
        if (found.cleaned[d * draws + w] < 0) harm++;
      }
      const gain = mean(row(found.gain, d, size)), cost = mean(row(found.cost, d, size));
      return {
        design: d, name: named(d), label: d < page.count ? data.labels[d] : data.nothing.label, nothing: d === page.count,
        group: letters[d], value: means[d], value_error: errorOf(row(found.value, d, size), draws, replicates, false), gain, cost,
        unit_cost: gain > 0 ? cost / gain : NaN,
        against: named(other), against_mean: mean(against), against_error: errorOf(against, draws, replicates),
        chance_best: chance[d], regret, regret_if_wrong: chance[d] < 1 ? regret / (1 - chance[d]) : 0, regret_worst: worst,
        wrong, few: wrong > 0 && wrong < data.few,
        no_useful_difference: view.useful > 0 ? same / draws : NaN, harm: harm / draws,
      };
    });
  }

  /** The largest worth of a unit that is worth looking at; null where no design gains anything. */
  function mostWorth(data, view) {
    const size = data.draws * data.replicates, found = judged(data, { ...view, worth: null }), prices = [];
    for (let d = 0; d < data.count; d++) {
      const price = mean(row(found.cost, d, size)) / mean(row(found.gain, d, size));
      if (Number.isFinite(price) && price > 0) prices.push(price);
    }
    if (!prices.length) return null;
    prices.sort((one, other) => one - other);
    const middle = (prices[Math.floor((prices.length - 1) / 2)] + prices[Math.ceil((prices.length - 1) / 2)]) / 2;
    return Math.max(3 * middle, 2 * (view.worth || 0));
  }

  /**
   * Over what a unit is worth: share of worlds in which each design, and no programme as the last, has the highest net benefit, its expected
   * loss, the choice by mean.
   */
  function overWorth(data, view, worths) {
    const { count, draws, times, lucks } = data, found = judged(data, { ...view, worth: null });
    const gains = byWorld(data, found.cleanedGain), costs = byWorld(data, found.cleanedCost);
    // luck makes nothing pay for itself that costs something in every world
    const least = Array.from({ length: count }, (_, d) => row(found.cleanedCost, d, draws).reduce((low, cost) => Math.min(low, cost), 0));
    // what luck might have done to the means: each world meets some of it
    const meetings = draws * lucks, movedGains = new Float64Array(meetings * count), movedCosts = new Float64Array(meetings * count);
    for (let k = 0, to = 0; k < meetings; k++) {
      const from = (k % times) * count, world = Math.floor(k / lucks) * count;
      for (let d = 0; d < count; d++, to++) {
        movedGains[to] = gains[world + d] + found.gainShifts[from + d];
        movedCosts[to] = Math.max(least[d], costs[world + d] + found.costShifts[from + d]);
      }
    }
    const best = [], loss = [], chosen = [], net = new Float64Array(count + 1), moved = new Float64Array(count + 1); // the last stay nought
    for (const worth of worths) {
      const wins = new Float64Array(count + 1), totals = new Float64Array(count + 1);
      let highest = 0;
      for (let w = 0; w < draws; w++) {
        let most = 0;
        for (let d = 0, k = w * count; d < count; d++, k++) {
          const value = worth * gains[k] - costs[k];
          net[d] = value;
          totals[d] += value;
          if (value > most) most = value;
        }
        highest += most;
      }
      for (let k = 0; k < meetings; k++) {
        for (let d = 0, from = k * count; d < count; d++, from++) moved[d] = worth * movedGains[from] - movedCosts[from];
        addBest(moved, 0, count + 1, 1, wins, count); // who bought nothing is no programme, too
      }
      best.push(Array.from(wins, (won) => won / (draws * lucks)));
      loss.push(Array.from(totals, (total) => (highest - total) / draws));
      chosen.push(totals.indexOf(Math.max(...totals)));
    }
    return { worths, best, loss, chosen };
  }

  /** The share of the design with the highest mean, in a piece for each such design, from halfway to the one before to halfway to the next. */
  function frontierPieces({ worths, best, chosen }) {
    const pieces = [], last = worths.length - 1, between = (of, at) => (of(Math.floor(at)) + of(Math.ceil(at))) / 2;
    for (let from = 0, to; from <= last; from = to + 1) {
      const design = chosen[from];
      for (to = from; to < last && chosen[to + 1] === design;) to++;
      const inner = Array.from({ length: to - from + 1 }, (_, k) => from + k);
      const at = [Math.max(from - 0.5, 0), ...inner, Math.min(to + 0.5, last)];
      pieces.push({ design, worths: at.map((k) => between((one) => worths[one], k)), values: at.map((k) => between((one) => best[one][design], k)) });
    }
    return pieces;
  }

  /** Round numbers from nought to at most `top`, eight at most, to write beside a scale. */
  function ticks(top) {
    const size = 10 ** Math.floor(Math.log10(top / 8)), step = [1, 2, 5, 10].map((by) => by * size).find((one) => top / one < 8);
    return Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, k) => k * step);
  }

  return { open, choose, overWorth, frontierPieces, mostWorth, offerOf, ticks };
})();
