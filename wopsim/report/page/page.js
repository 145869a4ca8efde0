// The page itself: reads what is set, asks `wopsimChoice`, draws, keeps the view in the link.
"use strict";

(() => {
  const data = wopsimChoice.open(JSON.parse(document.getElementById("data").textContent));
  const byId = (id) => document.getElementById(id);
  const GREY = "#767f85", DARK = "#1d2428", STEPS = 81, SVG = "http://www.w3.org/2000/svg";
  const first = JSON.parse(JSON.stringify(data.first));
  const has = (cost, less) => data.costs[cost][less ? 1 : 0] !== null;
  let view = read(location.hash);

  // Numbers as the rest of the page writes them.
  const written = new Intl.NumberFormat("en-US");
  const minus = (text) => text.replace("-", "−");
  function compact(value) {
    if (!Number.isFinite(value)) return "–";
    const [by, word] = [[1e9, " billion"], [1e6, " million"], [1e3, " thousand"]].find(([size]) => Math.abs(value) >= 0.9995 * size) || [1, ""];
    return minus(`${written.format(Number((value / by).toPrecision(2)))}${word}`);
  }
  /** With letters instead of words, where there is no room for words. */
  const short = (value) => compact(value).replace(" thousand", " k").replace(" million", " M").replace(" billion", " G");
  /** An amount of money to two figures, as the table below has it. */
  function price(exact) {
    if (!Number.isFinite(exact)) return "–";
    const value = Number(exact.toPrecision(2));
    const [by, word] = [[1e9, " G"], [1e6, " M"], [1e3, " k"]].find(([step]) => Math.abs(value) >= 0.9995 * step) || [1, ""];
    const shown = Math.abs(value) / by;
    return minus(`${(value / by).toFixed(shown >= 9.95 || shown === 0 ? 0 : shown >= 0.95 ? 1 : 2)}${word}`);
  }
  /** How values stand beside each other, as the table below has them: the largest with two or three digits. */
  function scaleOf(values) {
    const largest = Math.max(0, ...values.map(Math.abs).filter(Number.isFinite));
    const [by, word] = [[1e9, " G"], [1e6, " M"], [1e3, " k"]].find(([size]) => largest >= 0.9995 * size) || [1, ""];
    const shown = largest / by;
    return { by, word, decimals: shown >= 9.95 || shown === 0 ? 0 : shown >= 0.95 ? 1 : 2 };
  }
  function scaled(scale, value, signed = false) {
    if (!Number.isFinite(value)) return "–";
    const told = (value / scale.by).toFixed(scale.decimals), bare = Number(told) === 0 ? (0).toFixed(scale.decimals) : told;
    return minus(`${signed && Number(bare) > 0 ? "+" : ""}${bare}${scale.word}`);
  }
  /** A value with its error, both to one step, the error to two figures at most. */
  function withError(scale, value, error) {
    if (!(error > 0)) return value === 0 ? "0" : scaled(scale, value); // counted, not estimated
    const fine = [0, 1, 2].map((more) => ({ ...scale, decimals: scale.decimals + more })).find((one) => Number((error / one.by).toFixed(one.decimals)) !== 0) || scale;
    const figures = Math.floor(Math.log10(Number(error.toPrecision(2)))) - 1, step = 10 ** figures;
    const told = { ...fine, decimals: Math.max(0, Math.min(fine.decimals, Math.round(Math.log10(fine.by)) - figures)) };
    const known = (one) => (step >= told.by * 10 ** -told.decimals ? Math.round(one / step) * step : one);
    return `${scaled(told, known(value))} ± ${scaled(told, known(error))}`;
  }
  const hundred = (share, few = "under ", many = "over ") => (share > 0 && share <= 0.005 ? `${few}1` : share >= 0.995 && share < 1 ? `${many}99` : (100 * share).toFixed(0));
  /** The same with signs instead of words, as the table below has it. */
  const percent = (share) => `${hundred(share, "< ", "> ")} %`;
  const offer = () => wopsimChoice.offerOf(data, view);
  const inMoney = () => view.worth !== null;
  const unit = () => (offer().unit === "people" && offer() === data.offers[0] && Object.values(view.equity).some((weight) => weight !== 1) ? "people (weighted)" : offer().unit);
  const one = () => ({ people: "person", "people (weighted)": "weighted person", "1": "100 percentage points" })[unit()] || unit().replace(/^person-years$/, "person-year");
  function amount(value) {
    if (inMoney()) return `EUR ${compact(value)}`;
    return unit() === "1" ? `${Number((100 * value).toPrecision(2))} percentage points` : `${compact(value)} ${unit()}`;
  }

  // The view in the link: #outcome=water_saved&worth=50
  function read(hash) {
    const told = new URLSearchParams(hash.replace(/^#/, "")), found = JSON.parse(JSON.stringify(first));
    const number = (text, other) => (text !== null && text !== "" && Number.isFinite(Number(text)) && Number(text) >= 0 ? Number(text) : other);
    if (data.offers.some((one) => one.name === told.get("outcome"))) found.outcome = told.get("outcome");
    const cost = told.get("cost") ?? found.cost, less = told.has("less") ? told.get("less") === "1" : found.less;
    if (["funder", "all"].includes(cost) && has(cost, less)) Object.assign(found, { cost, less });
    found.worth = told.get("worth") === "none" ? null : number(told.get("worth"), found.worth);
    found.useful = number(told.get("useful"), found.useful);
    for (const group of Object.keys(found.equity)) found.equity[group] = number(told.get(group), found.equity[group]);
    return found;
  }
  function viewInLink() {
    const told = new URLSearchParams();
    for (const key of ["outcome", "cost", "useful"]) if (view[key] !== first[key]) told.set(key, view[key]);
    if (view.less !== first.less) told.set("less", view.less ? "1" : "0");
    if (view.worth !== first.worth) told.set("worth", view.worth === null ? "none" : view.worth);
    for (const group of Object.keys(view.equity)) if (view.equity[group] !== first.equity[group]) told.set(group, view.equity[group]);
    return told.toString();
  }

  function element(name, words, attributes = {}) {
    const made = document.createElement(name);
    if (words !== undefined) made.textContent = words;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }
  const scope = (key) => ({ scope: key });

  function fill(table, heads, rows) {
    const head = element("tr"), body = element("tbody"), top = element("thead");
    for (const one of heads) head.append(element("th", one, scope("col")));
    top.append(head);
    for (const row of rows) {
      const line = element("tr");
      row.forEach(([shown, raw], place) => line.append(place === 0 ? element("th", shown, { ...scope("row"), "data-raw": raw })
        : element("td", shown, typeof raw === "number" ? { class: "number", "data-raw": raw } : { "data-raw": raw })));
      body.append(line);
    }
    table.replaceChildren(top, body);
  }

  function drawAnswer(rows) {
    const best = rows[0], leaders = rows.filter((row) => row.group === "A").length, design = rows.find((row) => !row.nothing);
    const alone = data.count === 1;
    if (alone && !inMoney()) {
      byId("asked-answer").textContent = "There is one design, and nothing to choose between: take the cost off, and no programme is the other choice.";
      return;
    }
    const name = best.nothing ? "Doing nothing" : `“${best.label}”`, worlds = `best in ${hundred(best.chance_best)} % of plausible worlds (estimated from ${data.draws})`;
    const whom = alone ? (best.nothing ? `“${design.label}”` : "no programme") : leaders === rows.length ? `any other ${inMoney() ? "choice" : "design"}` : `${leaders - 1} other${leaders > 2 ? "s" : ""}`;
    const little = view.useful > 0 ? `, or it is ahead by less than ${amount(view.useful)}` : "";
    const first = leaders === 1 ? `${name} is best on average, and ${worlds}.`
      : `${name} is ${worlds}, but these runs do not tell its average from that of ${whom}: luck may have put it first${little}.`;
    const where = best.nothing ? "Where doing nothing is wrong, it" : "Where it is the wrong choice, it";
    const wrong = best.regret > 0 && best.few ? ` With luck averaged out, another is better in ${best.wrong} of the ${data.draws} worlds: too few to say by how much.`
      : best.regret > 0 ? ` ${where} falls short of the best by ${amount(best.regret_if_wrong)} on average.` : "";
    const better = inMoney() ? "is worth what it costs" : "does more good than no programme";
    const least = best.nothing && !alone ? ` Of the designs, “${design.label}” loses least; these` : " These";
    const it = best.nothing && alone ? `“${design.label}”` : "it";
    const untold = Math.abs(design.value) <= data.told_apart * design.value_error;
    const nothing = untold ? `${least} runs do not tell whether ${it} ${better}.` : design.value >= 0 ? "" : inMoney() ? `${alone ? ` “${design.label}” is` : ` Of the designs, “${design.label}” loses least: it is`} worth ${amount(-design.value)} less than it costs on average.`
      : " On average it does less good than no programme.";
    byId("asked-answer").textContent = `${first}${nothing}${wrong}`;
  }

  function drawRanking(rows, colours) {
    const lines = rows.map((row) => {
      const line = element("div", undefined, { class: "line" }), label = element("span", undefined, { class: "label" });
      label.append(element("b", row.group), ` ${row.label}`);
      const track = element("span", undefined, { class: "track" }), bar = element("i", undefined, { class: "fill" });
      bar.style.width = `${(100 * row.chance_best).toFixed(2)}%`;
      bar.style.background = row.nothing ? DARK : colours[row.design];
      track.append(bar);
      line.append(label, track, element("span", `${hundred(row.chance_best)} %`, { class: "says" }));
      return line;
    });
    byId("asked-strip").replaceChildren(...lines);
    const by = unit() === "1" ? 100 : 1, times = inMoney() ? 1 : by, judgedIn = inMoney() ? "EUR" : by === 100 ? "percentage points" : unit();
    const scale = judgedIn === "percentage points" ? { by: 0.01, word: "", decimals: 2 } : scaleOf(rows.map((row) => row.value));
    const useful = view.useful > 0;
    const lost = (value) => [judgedIn === "percentage points" ? scaled(scale, value) : price(value), times * value];
    fill(byId("asked-table"),
      ["design", "group", `average [${judgedIn}]`, "best in", "lost, mean of all worlds", "lost in worst 5 %", data.against === null ? "against the best" : `against “${data.labels[data.designs.indexOf(data.against)]}”`, ...(useful ? ["no useful difference"] : []), inMoney() ? "worth less than it costs" : "harm", `gain [${by === 100 ? "percentage points" : unit()}]`, "cost [EUR]", `EUR per ${by === 100 ? "percentage point" : one()}`],
      rows.map((row) => [[row.label, row.label], [row.group, row.group], [withError(scale, row.value, row.value_error), times * row.value], [percent(row.chance_best), row.chance_best],
        lost(row.regret), lost(row.regret_worst), [scaled(scale, row.against_mean, true), times * row.against_mean],
        ...(useful ? [[percent(row.no_useful_difference), row.no_useful_difference]] : []), [percent(row.harm), row.harm], [short(by * row.gain), by * row.gain],
        [price(row.cost), row.cost], [price(row.unit_cost / by), row.unit_cost / by]]));
  }

  function svg(name, attributes, words) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (words !== undefined) made.textContent = words;
    return made;
  }

  /** Lines over worth, as wide as the page allows, so that letters keep their size. */
  function drawLines(place, worths, lines, top, label) {
    const width = Math.max(300, Math.min(1000, place.clientWidth || 700)), height = width < 500 ? 260 : 340;
    const left = 62, right = 14, above = 12, below = 44, most = worths[worths.length - 1];
    const x = (value) => left + ((width - left - right) * value) / most, y = (value) => height - below - ((height - above - below) * Math.min(value, top)) / top;
    const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${label} The numbers stand in the table below.` });
    for (const level of wopsimChoice.ticks(top)) {
      drawing.append(svg("path", { class: "frame", d: `M${left} ${y(level)}H${width - right}` }));
      drawing.append(svg("text", { x: left - 6, y: y(level) + 4, "text-anchor": "end" }, top <= 1 ? `${(100 * level).toFixed(0)} %` : short(level)));
    }
    for (const worth of wopsimChoice.ticks(most)) {
      const anchor = worth === 0 ? "start" : worth > 0.97 * most ? "end" : "middle";
      drawing.append(svg("text", { x: x(worth), y: height - below + 18, "text-anchor": anchor }, written.format(Number(worth.toPrecision(2)))));
    }
    drawing.append(svg("text", { x: (left + width) / 2, y: height - 6, "text-anchor": "middle" }, `worth of one ${one()} [EUR]`));
    const across = worths.map((worth) => x(worth).toFixed(1));
    for (const line of lines) {
      const along = line.worths ? line.worths.map((worth) => x(worth).toFixed(1)) : across;
      const points = line.values.map((value, k) => (value <= top * 1.0001 ? `${along[k]} ${y(value).toFixed(1)}` : null)).filter((one) => one !== null);
      if (points.length) drawing.append(svg("path", { d: `M${points.join("L")}`, ...line.attributes }));
    }
    if (inMoney() && view.worth <= most) drawing.append(svg("path", { d: `M${x(view.worth)} ${above}V${height - below}`, stroke: DARK, "stroke-dasharray": "3 4" }));
    place.replaceChildren(drawing);
  }

  /** Curves are asked for again, and drawn again, only where something that they depend on was set. */
  let kept = { key: null }, drawnFor = null;
  function curves(most) {
    const key = JSON.stringify([most, offer().name, view.cost, view.less, view.equity]);
    if (kept.key !== key) {
      const worths = Array.from({ length: STEPS }, (_, k) => (most * k) / (STEPS - 1));
      kept = { key, ...wopsimChoice.overWorth(data, view, worths) };
    }
    return kept;
  }

  function drawCurves(colours) {
    const most = wopsimChoice.mostWorth(data, view);
    for (const id of ["curves-best", "curves-loss"]) byId(id).hidden = most === null;
    if (most === null) return;
    const found = curves(most), worths = found.worths;
    const asDrawn = JSON.stringify([found.key, view.worth, byId("curves-best-drawing").clientWidth]);
    if (asDrawn === drawnFor) return;
    drawnFor = asDrawn;
    const nothing = data.designs.length, values = (kind, d) => found[kind].map((row) => row[d]);
    const of = (kind) => [...data.designs.map((_, d) => ({
      values: values(kind, d), attributes: { stroke: colours[d], "stroke-width": colours[d] === GREY ? 1 : 2, opacity: colours[d] === GREY ? 0.5 : 1 },
    })), { values: values(kind, nothing), attributes: { stroke: DARK, "stroke-width": 1.5, "stroke-dasharray": "6 4" } }];
    const frontier = wopsimChoice.frontierPieces(found).map((piece) => ({ ...piece, attributes: { class: "chosen" } }));
    byId("saves").hidden = !(found.best[0][nothing] < 1);
    drawLines(byId("curves-best-drawing"), worths, [...frontier, ...of("best")], 1, "Which design is best over worth.");
    const ends = [...found.loss[STEPS - 1]].sort((one, other) => one - other), top = 1.1 * ends[Math.min(data.coloured, ends.length) - 1] || 1;
    drawLines(byId("curves-loss-drawing"), worths, of("loss"), top, "Expected loss over worth.");
    const entry = (colour, words, style = "solid") => {
      const shown = element("span"), swatch = element("i", undefined, { class: "swatch" });
      swatch.style.borderColor = colour;
      swatch.style.borderTopStyle = style;
      shown.append(swatch, words);
      return shown;
    };
    const grey = data.designs.map((_, d) => d).filter((d) => !named.includes(d));
    const others = grey.length === 1 ? [[GREY, data.labels[grey[0]]]] : grey.length ? [[GREY, `${grey.length} other designs`]] : [];
    const legend = [...named.map((d) => [colours[d], data.labels[d]]), ...others, [DARK, data.nothing.label, "dashed"]];
    for (const place of document.querySelectorAll(".curves-legend")) {
      place.replaceChildren(...legend.map((one) => entry(...one)), ...(place.closest("#curves-best") ? [entry("#a9b0b4", "highest on average")] : []));
    }
    const labels = [...data.labels, data.nothing.label];
    const told = worths.map((_, k) => k).filter((k) => k % 4 === 0);
    const rows = (kind, shown) => told.map((k) => [[worths[k].toPrecision(3), worths[k]], ...labels.map((_, d) => [shown(found[kind][k][d]), found[kind][k][d]])]);
    fill(byId("best-over-worth"), ["worth [EUR]", ...labels], rows("best", percent));
    fill(byId("loss-over-worth"), ["worth [EUR]", ...labels], rows("loss", compact));
  }

  // Who has a colour is said by Python, so that the drawn figures and these say the same; all others are grey.
  const named = wopsimChoice.choose(data, first).map((row) => row.design).filter((d) => data.colours[d]); // no programme is none of them
  const colours = data.colours.map((colour) => colour ?? GREY);

  let waiting = 0;
  function draw() {
    for (const place of document.querySelectorAll(".unit")) place.textContent = one();
    for (const place of document.querySelectorAll(".once")) place.hidden = !offer().once;
    for (const place of document.querySelectorAll(".units")) place.textContent = inMoney() ? "EUR" : unit() === "1" ? "share" : unit();
    const rows = wopsimChoice.choose(data, view);
    byId("judged-by").textContent = `Judged by: ${offer().words}.`;
    drawAnswer(rows);
    drawRanking(rows, colours);
    drawCurves(colours);
    const told = viewInLink();
    history.replaceState(null, "", told ? `#${told}` : location.pathname + location.search);
  }
  /** Draws once for however many changes came together; no frame is waited for, which a page in the background never gets. */
  const soon = () => { if (!waiting) waiting = setTimeout(() => { waiting = 0; draw(); }, 0); };

  /** Sets the controls to the view. */
  function show() {
    byId("c-outcome").value = offer().name;
    byId("c-cost").value = view.cost;
    byId("c-net").checked = inMoney();
    byId("c-less").checked = view.less;
    byId("c-less").disabled = !has(view.cost, !view.less);
    for (const one of byId("c-cost").options) one.disabled = !has(one.value, false) && !has(one.value, true);
    const chosen = offer(), most = wopsimChoice.mostWorth(data, view);
    const prices = wopsimChoice.choose(data, { ...view, worth: null }).map((row) => row.unit_cost).filter((price) => price > 0);
    const pays = prices.length ? prices[0] : 50; // of the best design that has a price
    byId("preset").hidden = inMoney() || !prices.length;
    for (const id of ["c-worth", "n-worth"]) {
      byId(id).disabled = !inMoney();
      byId(id).max = id === "c-worth" ? most || 100 : "";
      byId(id).value = inMoney() ? view.worth : Number(pays.toPrecision(2));
    }
    const scale = Math.max(...wopsimChoice.choose(data, { ...view, worth: null }).map((row) => Math.abs(row.gain))) * (inMoney() ? view.worth : 1);
    byId("c-useful").max = Math.max(scale, view.useful) || 1;
    byId("c-useful").value = byId("n-useful").value = view.useful;
    for (const group of Object.keys(view.equity)) {
      byId(`c-${group}`).value = view.equity[group];
      byId(`c-${group}`).nextElementSibling.textContent = view.equity[group];
    }
    if (byId("c-equity")) byId("c-equity").disabled = chosen !== data.offers[0];
  }
  function change(changed, reshow = false) {
    view = { ...view, ...changed };
    if (reshow) show();
    soon();
  }

  const listen = (id, happening, act) => byId(id) && byId(id).addEventListener(happening, act);
  listen("c-outcome", "change", (event) => change({ outcome: event.target.value, useful: 0 }, true));
  listen("c-cost", "change", (event) => change({ cost: event.target.value, less: has(event.target.value, view.less) ? view.less : !view.less }, true));
  listen("c-less", "change", (event) => change({ less: event.target.checked }, true));
  listen("c-net", "change", (event) => change({ worth: event.target.checked ? Number(byId("c-worth").value) : null, useful: 0 }, true));
  for (const [key, pair] of [["worth", ["c-worth", "n-worth"]], ["useful", ["c-useful", "n-useful"]]]) {
    for (const id of pair) {
      listen(id, "input", (event) => {
        const value = event.target.value === "" ? NaN : Number(event.target.value);
        if (!(value >= 0)) return;
        const rounded = id[0] === "c" ? Number(value.toPrecision(3)) : value;
        byId(pair[id === pair[0] ? 1 : 0]).value = rounded;
        change({ [key]: rounded });
      });
    }
  }
  for (const group of Object.keys(view.equity)) {
    listen(`c-${group}`, "input", (event) => {
      event.target.nextElementSibling.textContent = event.target.value;
      change({ equity: { ...view.equity, [group]: Number(event.target.value) } });
    });
  }
  listen("controls", "submit", (event) => event.preventDefault());
  listen("reset", "click", () => { view = JSON.parse(JSON.stringify(first)); show(); soon(); });
  listen("link", "click", () => {
    const told = (words) => { byId("told").textContent = words; };
    const by_hand = () => told("The address of this page holds the view; copy it from there.");
    if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(() => told("Copied."), by_hand);
    else by_hand();
  });
  window.addEventListener("hashchange", () => {
    if (/=/.test(location.hash)) { view = read(location.hash); show(); soon(); }
  });
  window.addEventListener("resize", soon);
  window.addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("details.table")) if (one.querySelectorAll("tr").length < 45) one.open = true; });

  for (const place of document.querySelectorAll(".needs-script")) place.hidden = true;
  byId("rate").textContent = written.format(100 * data.rate);
  byId("controls").hidden = byId("asked").hidden = false;
  show();
  draw();
})();
