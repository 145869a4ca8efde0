// Steps through a run that is already there: draws both worlds at one quarter, and what is known of the utility that is followed.
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg", QUARTERS = data.worlds[0].nrw.length - 1, BEAT = 350;
  const { same, gained, worse, wary, trusting } = data.colours;
  const maps = Array.from(document.querySelectorAll(".both figure"), (figure) => ({
    map: figure.querySelector("svg"), counts: figure.querySelector(".counts"), pairs: figure.querySelector(".pairs"),
    dots: figure.querySelector(".dots"), chosen: figure.querySelector(".chosen"), drawn: [],
  }));
  const mapped = (row) => data.places[row][2] !== null;
  // A page within a page is drawn anew when its run changes: what was looked at stays with its frame.
  const kept = window.frameElement ? window.frameElement.dataset : {};
  let at = Math.min(QUARTERS, Number(kept.at) || 0), beating = 0, size = 1;

  function drawn(name, attributes, inside) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    inside.append(made);
    return made;
  }
  const mixed = (one, other, share) => `rgb(${one.map((part, k) => Math.round(part + (other[k] - part) * Math.min(1, Math.max(0, share)))).join(",")})`;
  const points = (tenths) => `${tenths > 0 ? "+" : tenths < 0 ? "−" : ""}${(Math.abs(tenths) / 10).toFixed(1)}`;
  const percent = (tenths) => `${(tenths / 10).toFixed(1)} %`;
  const million = (euros) => `EUR ${(euros / 1e6).toFixed(1)} million`;
  const living = (world) => world.pairs.filter((pair) => pair.begin <= at / 4 && at / 4 < pair.end);
  const trustOf = (pair) => pair.trust.filter(([time]) => time <= at / 4).at(-1)?.[1] ?? pair.trust[0][1];
  const mentoredBy = (world) => new Set(world.pairs.filter((pair) => pair.begin <= at / 4).map((pair) => pair.mentee));
  const counted = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
  const nameOf = (row) => data.places[row][0];

  function place() {
    const box = data.boxes[byId("where").value];
    size = Math.max(box[2], 1.6 * box[3]) / 130;
    maps.forEach((one) => {
      one.map.setAttribute("viewBox", box.join(" "));
      one.map.querySelector("path").style.strokeWidth = 0.08 * size;
      one.dots.replaceChildren();
      one.drawn = data.places.map(([name, country, x, y, isMentor], row) => {
        if (!mapped(row)) return null;
        const made = isMentor ? drawn("rect", { x: x - 0.8 * size, y: y - 0.8 * size, width: 1.6 * size, height: 1.6 * size, class: "mentor" }, one.dots)
          : drawn("circle", { cx: x, cy: y, r: size }, one.dots);
        drawn("title", {}, made).textContent = `${name}, ${country}${isMentor ? ", mentor" : ""}`;
        made.addEventListener("click", () => { byId("who").value = row; draw(); });
        return made;
      });
    });
  }

  /** Shows everything where the utility that is followed lies outside of what is shown. */
  function showWhole() {
    const [left, top, width, height] = data.boxes[byId("where").value], [, , x, y] = data.places[byId("who").value] || [0, 0, null];
    if (x === null || (x >= left && x <= left + width && y >= top && y <= top + height)) return;
    byId("where").value = "";
    place();
  }

  function ends(row, other) {
    const [, , x, y] = data.places[row], [, , x2, y2] = data.places[other];
    return `M${x} ${y}Q${(x + x2) / 2 + (y2 - y) / 8} ${(y + y2) / 2 - (x2 - x) / 8} ${x2} ${y2}`;
  }

  function drawWorld(world, one) {
    const ongoing = living(world), nrw = world.nrw[at];
    const reached = [...mentoredBy(data.worlds[0])], mean = (values) => `${(reached.reduce((sum, row) => sum + values[row], 0) / reached.length / 10).toFixed(2)} %`;
    one.counts.textContent = `${counted(ongoing.length, "partnership")} under way, ${counted(world.missions[at], "mission")} and ${million(world.spent[at])} so far.`
      + (reached.length ? ` The ${counted(reached.length, "mentee")} of the programme by now: ${mean(nrw)} of their water is lost on average, ${mean(world.nrw[0])} at the start.` : "");
    one.pairs.replaceChildren();
    for (const pair of ongoing.filter((pair) => mapped(pair.mentor) && mapped(pair.mentee))) {
      const d = ends(pair.mentor, pair.mentee);
      drawn("path", { d, style: `stroke:#333;stroke-width:${0.7 * size}` }, one.pairs);
      const line = drawn("path", { d, style: `stroke:${mixed(wary, trusting, trustOf(pair))};stroke-width:${0.42 * size}` }, one.pairs);
      drawn("title", {}, line).textContent = `${nameOf(pair.mentor)} mentors ${nameOf(pair.mentee)}, trust ${trustOf(pair).toFixed(2)}`;
    }
    const mentored = mentoredBy(world);
    one.drawn.forEach((dot, row) => {
      if (!dot || dot.nodeName === "rect") return;
      const change = nrw[row] - world.nrw[0][row];
      dot.style.fill = mixed(same, change > 0 ? worse : gained, Math.abs(change) / 10 / data.full);
      dot.style.strokeWidth = (mentored.has(row) ? 0.55 : 0.15) * size;
    });
    one.chosen.replaceChildren();
    const row = byId("who").value === "" ? -1 : Number(byId("who").value);
    if (row < 0 || !mapped(row)) return;
    const [name, , x, y] = data.places[row], box = data.boxes[byId("where").value], right = x > box[0] + 0.6 * box[2];
    drawn("circle", { cx: x, cy: y, r: 2.2 * size, class: "ring", "stroke-width": 0.4 * size }, one.chosen);
    drawn("text", { x: x + (right ? -3 : 3) * size, y: y + size, "font-size": 3 * size, "stroke-width": 0.6 * size, "text-anchor": right ? "end" : "start" }, one.chosen).textContent = name;
  }

  function fill(table, heads, rows) {
    const line = (cells, head) => {
      const made = document.createElement("tr");
      cells.forEach((words, k) => {
        const one = document.createElement(head || k === 0 ? "th" : "td");
        one.textContent = words;
        if (head || k === 0) one.scope = head ? "col" : "row";
        made.append(one);
      });
      return made;
    };
    const top = document.createElement("thead"), body = document.createElement("tbody");
    top.append(line(heads, true));
    body.append(...rows.map((row) => line(row, false)));
    table.replaceChildren(top, body);
  }

  function drawFollowed() {
    const chosen = byId("who").value;
    byId("followed").hidden = chosen === "";
    if (chosen === "") return;
    const row = Number(chosen);
    byId("h-followed").textContent = `${nameOf(row)}, ${data.places[row][1]}`;
    const with_whom = (world) => living(world).filter((pair) => pair.mentor === row || pair.mentee === row)
      .map((pair) => (pair.mentee === row ? `mentored by ${nameOf(pair.mentor)} (trust ${trustOf(pair).toFixed(2)})` : `mentors ${nameOf(pair.mentee)}`)).join("; ") || "none";
    fill(byId("followed-utility"), ["", ...data.worlds.map((world) => world.title)], [
      ["water lost now", ...data.worlds.map((world) => percent(world.nrw[at][row]))],
      ["change since the start [percentage points]", ...data.worlds.map((world) => points(world.nrw[at][row] - world.nrw[0][row]))],
      ["partners now", ...data.worlds.map(with_whom)],
    ]);
  }

  function draw() {
    const year = Math.floor(at / 4);
    byId("at").value = at;
    byId("at").setAttribute("aria-valuetext", `year ${year}, quarter ${at % 4} of 4`);
    byId("now").textContent = `After ${year} year${year === 1 ? "" : "s"}${at % 4 ? ` and ${at % 4} quarter${at % 4 === 1 ? "" : "s"}` : ""}, of ${QUARTERS / 4}`;
    byId("play").textContent = beating ? "Pause" : "Play";
    byId("back").disabled = byId("reset").disabled = at === 0;
    byId("step").disabled = at === QUARTERS;
    data.worlds.forEach((world, k) => drawWorld(world, maps[k]));
    drawFollowed();
    fill(byId("partnerships"), ["mentee", "mentor", "since [year]", "trust", "in"], data.worlds.flatMap((world) => living(world)
      .map((pair) => [nameOf(pair.mentee), nameOf(pair.mentor), pair.begin.toFixed(2), trustOf(pair).toFixed(2), world.title])));
    Object.assign(kept, { at, who: byId("who").value, where: byId("where").value });
  }

  function go(to) {
    at = Math.min(QUARTERS, Math.max(0, to));
    if (at === QUARTERS) stop();
    draw();
  }
  function stop() {
    clearInterval(beating);
    beating = 0;
  }
  byId("step").addEventListener("click", () => { stop(); go(at + 1); });
  byId("back").addEventListener("click", () => { stop(); go(at - 1); });
  byId("reset").addEventListener("click", () => { stop(); go(0); });
  byId("play").addEventListener("click", () => {
    if (beating) stop();
    else {
      if (at === QUARTERS) at = 0;
      beating = setInterval(() => go(at + 1), BEAT);
    }
    draw();
  });
  byId("at").addEventListener("input", (event) => { stop(); go(Number(event.target.value)); });
  byId("who").addEventListener("change", () => { showWhole(); draw(); });
  byId("where").addEventListener("change", () => { place(); draw(); });
  byId("controls").addEventListener("submit", (event) => event.preventDefault());

  for (const one of document.querySelectorAll(".needs-script")) one.hidden = true;
  byId("controls").hidden = false;
  byId("where").value = kept.where in data.boxes ? kept.where : "";
  if (Number(kept.who) < data.places.length) byId("who").value = kept.who ?? "";
  place();
  draw();
  if (window.frameElement) {
    const grow = () => { window.frameElement.style.height = `${document.documentElement.offsetHeight + 8}px`; };
    new ResizeObserver(grow).observe(document.body);
    grow();
  }
})();
