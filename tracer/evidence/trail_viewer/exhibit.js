"use strict";
// The interactive exhibit. It reads the content that the page holds, draws it on a canvas and describes it in HTML.
// It loads nothing, stores nothing, and writes foreign text only as text. D3 (vendored) moves, zooms and finds.
(() => {
  const root = document.getElementById("exhibit");
  const read = id => JSON.parse(document.getElementById(id).textContent);
  const C = read("exhibit-content"), W = read("exhibit-words");
  const canvas = root.querySelector("canvas"), facts = root.querySelector(".facts"), said = root.querySelector("[role=status]");
  const control = name => root.querySelector(`[data-control="${name}"]`);
  const [BOX, HEAD, ROW, MAX_ENDS] = C.sizes, MOST_FOUND = 50, MOST_WAYS = 500, MOST_ROWS = 100;
  const COLOURS = ["#1d5fa8", "#b8460b", "#6d28a8", "#0f6b63", "#a81d5b", "#5f5a0a"];
  const ENDS = { 0: ["#dff3e6", "#14663a"], 1: ["#f1e9fb", "#6b3fa0"], 2: ["#eaf2fb", "#3b6ea5"], 3: ["#fdeae6", "#b3361f"], 9: ["#fff4d6", "#97690a"], 11: ["#ececec", "#333333"] };
  const OTHER = ["#f2f2ef", "#6b6b63"], CUSTODY = 0;
  const N = C.transactions.length, P = C.places;

  // ---- text and numbers
  const say = (key, values = {}) => W[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const btc = sat => { const digits = String(Math.abs(sat)).padStart(9, "0"); return (sat < 0 ? "−" : "") + digits.slice(0, -8).replace(/\B(?=(\d{3})+$)/g, W.group) + W.point + digits.slice(-8); };
  const utc = seconds => { const at = new Date(seconds * 1000).toISOString(); return `${W.date.replace("%Y", at.slice(0, 4)).replace("%m", at.slice(5, 7)).replace("%d", at.slice(8, 10))} ${at.slice(11, 19)} UTC`; };
  const short = text => text.length > 15 ? text.slice(0, 6) + "…" + text.slice(-6) : text;
  const outpoint = coin => C.txids[C.coins[coin][0]] + ":" + C.coins[coin][1];
  const payee = coin => C.payees[C.coins[coin][3]];
  const make = (name, text = "", attributes = {}) => {
    const element = document.createElement(name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const button = (text, act, attributes) => { const each = make("button", text, { type: "button", ...attributes }); each.addEventListener("click", act); return each; };

  // ---- the chain: which transaction of the trail spends a coin
  const spender = new Map(), height = new Int32Array(N).fill(HEAD);
  C.transactions.forEach((row, tx) => { for (let at = 1; at < row[6].length; at += 2) spender.set(row[6][at], tx); });
  const edges = [];
  for (const [coin, tx] of spender) if (C.coins[coin][0] < N) edges.push([C.coins[coin][0], tx, coin]);

  // ---- what one rule attributes, and to one label or all
  const ruled = (at = state.rule) => W.rules[C.methods[at].name];
  const state = { rule: 0, label: -1, chosen: -1, found: new Set(), way: [], step: -1 };
  let view;
  const crowded = new Set(); // transactions that several lines run into: no room for an amount at each
  function attribute() {
    const rule = C.methods[state.rule], fits = label => state.label < 0 || label === state.label;
    const taint = new Map(), fees = new Map(), ends = new Map(), seeds = new Map(), all = new Map();
    const add = (map, key, label, sat) => { if (!map.has(key)) map.set(key, new Map()); const held = map.get(key); held.set(label, (held.get(label) || 0) + sat); };
    for (let at = 0; at < rule.taint.length; at += 3) if (fits(rule.taint[at + 1])) add(taint, rule.taint[at], rule.taint[at + 1], rule.taint[at + 2]);
    for (let at = 0; at < rule.fees.length; at += 3) if (fits(rule.fees[at + 1])) add(fees, rule.fees[at], rule.fees[at + 1], rule.fees[at + 2]);
    for (let at = 0; at < rule.seeds.length; at += 3) if (fits(rule.seeds[at + 1])) add(seeds, rule.seeds[at], rule.seeds[at + 1], rule.seeds[at + 2]);
    for (let at = 0; at < rule.ends.length; at += 3) if (taint.has(rule.ends[at])) ends.set(rule.ends[at], [rule.ends[at + 1], rule.names[rule.ends[at + 2]]]);
    const crossed = new Set(rule.crossed), live = new Uint8Array(N), below = Array.from({ length: N }, () => []);
    for (const [coin, labels] of taint) all.set(coin, [...labels.values()].reduce((sum, sat) => sum + sat, 0));
    for (const coin of all.keys()) {
      if (!all.get(coin)) continue;
      const maker = C.coins[coin][0], by = spender.get(coin);
      if (by !== undefined && crossed.has(by) && !ends.has(coin)) live[by] = 1;
      if (maker < N && (crossed.has(maker) || ends.has(coin))) live[maker] = 1;
      if (maker < N && ends.has(coin)) below[maker].push(coin);
    }
    const rank = coin => (ends.get(coin)[0] === CUSTODY ? 0 : 1);
    for (const coins of below) coins.sort((a, b) => rank(a) - rank(b) || all.get(b) - all.get(a) || a - b);
    below.forEach((coins, tx) => { height[tx] = HEAD + ROW * Math.min(coins.length, MAX_ENDS); });
    const starts = new Map();
    for (const coin of seeds.keys()) { const tx = spender.has(coin) && crossed.has(spender.get(coin)) ? spender.get(coin) : C.coins[coin][0]; if (tx < N) starts.set(tx, [...(starts.get(tx) || []), amounts(seeds, coin)]); }
    view = { taint, fees, ends, seeds, all, live, below, crossed, starts, lines: [] };
    const into = new Map();
    crowded.clear();
    for (const [from, to, coin] of edges) {
      if (all.get(coin) && into.has(to)) crowded.add(to);
      into.set(to, coin);
      const sat = view.crossed.has(to) && !ends.has(coin) ? all.get(coin) || 0 : 0;
      let label = -1, most = 0;
      if (sat) for (const [each, amount] of taint.get(coin)) if (amount > most) { label = each; most = amount; }
      view.lines.push([from, to, coin, sat, label]);
    }
  }
  const amounts = (map, key) => [...(map.get(key) || [])].filter(([, sat]) => sat).sort((a, b) => a[0] - b[0]).map(([label, sat]) => `${C.labels[label]} ${btc(sat)}`).join(", ");

  // ---- drawing
  const paper = canvas.getContext("2d", { alpha: false });
  let spot = d3.zoomIdentity, asked = false;
  const draw = () => { if (!asked) { asked = true; requestAnimationFrame(() => { asked = false; paint(); }); } };
  // While a crowded picture moves, its last painting is moved; it is painted again when it comes to rest.
  const still = document.createElement("canvas"), CROWD = 3000, REST = 120;
  let stood = null, crowd = 0, rest = 0;
  function move() {
    if (crowd < CROWD || !stood || spot.k > 2 * stood.k || spot.k < stood.k / 2) { draw(); return; }
    clearTimeout(rest);
    rest = setTimeout(draw, REST);
    requestAnimationFrame(() => {
      const ratio = window.devicePixelRatio || 1, k = spot.k / stood.k;
      paper.setTransform(1, 0, 0, 1, 0, 0);
      paper.fillStyle = "#ffffff"; paper.fillRect(0, 0, canvas.width, canvas.height);
      paper.drawImage(still, (spot.x - stood.x * k) * ratio, (spot.y - stood.y * k) * ratio, still.width * k, still.height * k);
    });
  }
  function keep() {
    still.width = canvas.width; still.height = canvas.height;
    still.getContext("2d", { alpha: false }).drawImage(canvas, 0, 0);
    stood = spot;
  }
  function paint() {
    const ratio = window.devicePixelRatio || 1, wide = canvas.clientWidth, high = canvas.clientHeight;
    if (canvas.width !== Math.round(wide * ratio) || canvas.height !== Math.round(high * ratio)) { canvas.width = Math.round(wide * ratio); canvas.height = Math.round(high * ratio); }
    paper.setTransform(ratio, 0, 0, ratio, 0, 0);
    paper.fillStyle = "#ffffff"; paper.fillRect(0, 0, wide, high);
    paper.translate(spot.x, spot.y); paper.scale(spot.k, spot.k);
    const box = { left: -spot.x / spot.k, top: -spot.y / spot.k, right: (wide - spot.x) / spot.k, bottom: (high - spot.y) / spot.k };
    const onWay = new Set(state.way.flatMap(step => [step.takes, step.coin])), onWayTx = new Set(state.way.map(step => step.tx));
    drawLines(box, onWay);
    for (let tx = 0; tx < N; tx += 1) {
      const left = P.left[tx], top = P.top[tx];
      if (left > box.right || left + BOX < box.left || top > box.bottom || top + height[tx] < box.top) continue;
      drawBox(tx, left, top, onWayTx.has(tx));
    }
    if (crowd >= CROWD) keep();
  }
  const cut = (text, room) => { if (paper.measureText(text).width <= room) return text; let most = text.length; while (most > 1 && paper.measureText(text.slice(0, most) + "…").width > room) most -= 1; return text.slice(0, most).trimEnd() + "…"; };
  function drawLines(box, onWay) {
    const piles = new Map();
    crowd = 0;
    for (const line of view.lines) {
      const [from, to, coin, sat, label] = line;
      const x = P.left[from] + BOX, y = P.top[from] + HEAD / 2, u = P.left[to], v = P.top[to] + HEAD / 2;
      if (Math.min(x, u) > box.right || Math.max(x, u) < box.left || Math.min(y, v) > box.bottom || Math.max(y, v) < box.top) continue;
      const key = onWay.has(coin) ? "way" : sat ? String(label) : "none";
      if (!piles.has(key)) piles.set(key, []);
      crowd += 1;
      piles.get(key).push([x, y, u, v, P.band[from] === P.band[to], P.bands[P.band[to]]]);
    }
    const far = spot.k < 0.25 || crowd >= CROWD;
    for (const key of ["none", ...C.labels.keys(), "way"].map(String)) {
      const pile = piles.get(key);
      if (!pile) continue;
      paper.beginPath();
      for (const [x, y, u, v, same, top] of pile) {
        paper.moveTo(x, y);
        if (!same) { const lane = top - 26; paper.lineTo(x + 22, y); paper.lineTo(x + 22, lane); paper.lineTo(u - 22, lane); paper.lineTo(u - 22, v); paper.lineTo(u, v); }
        else if (far) paper.lineTo(u, v);
        else { const bend = Math.max(30, (u - x) / 2); paper.bezierCurveTo(x + bend, y, u - bend, v, u, v); }
      }
      paper.strokeStyle = key === "none" ? "#e1e5ea" : key === "way" ? "#d9480f" : COLOURS[Number(key) % COLOURS.length];
      paper.lineWidth = key === "way" ? Math.max(5, 3 / spot.k) : Math.max(1.6, 0.7 / spot.k);
      paper.stroke();
    }
    if (spot.k < 0.7) return;
    paper.font = "10px 'DejaVu Sans Mono', Consolas, monospace"; paper.textAlign = "right";
    for (const [, to, , sat, label] of view.lines) {
      const x = P.left[to] - 8, y = P.top[to] + HEAD / 2 - 5;
      if (!sat || crowded.has(to) || x < box.left || x - 100 > box.right || y < box.top || y - 10 > box.bottom) continue;
      paper.strokeStyle = "#ffffff"; paper.lineWidth = 4; paper.strokeText(btc(sat), x, y);
      paper.fillStyle = COLOURS[label % COLOURS.length]; paper.fillText(btc(sat), x, y);
    }
  }
  function drawBox(tx, left, top, onWay) {
    const live = view.live[tx], coins = view.below[tx], detailed = spot.k >= 0.4;
    const ring = state.chosen === tx ? "#000000" : onWay ? "#d9480f" : state.found.has(tx) ? "#e0a100" : null;
    if (ring) { const out = Math.max(4, 3 / spot.k); paper.fillStyle = ring; paper.fillRect(left - out, top - out, BOX + 2 * out, height[tx] + 2 * out); }
    paper.fillStyle = live ? "#2b3440" : "#d5dae0";
    paper.fillRect(left, top, BOX, HEAD);
    coins.slice(0, MAX_ENDS).forEach((coin, at) => {
      const more = at === MAX_ENDS - 1 && coins.length > MAX_ENDS, [fill, edge] = more ? OTHER : ENDS[view.ends.get(coin)[0]] || OTHER;
      const y = top + HEAD + at * ROW;
      paper.fillStyle = detailed ? fill : edge; paper.fillRect(left, y, BOX, ROW);
      if (!detailed) return;
      paper.strokeStyle = edge; paper.lineWidth = view.ends.get(coin)[0] === CUSTODY && !more ? 2 : 0.8; paper.strokeRect(left + 0.5, y + 0.5, BOX - 1, ROW - 1);
      paper.fillStyle = edge; paper.font = "10px 'DejaVu Sans', 'Noto Sans', Verdana, Arial, sans-serif"; paper.textAlign = "left";
      if (more) { paper.fillText(say("more_ends", { count: coins.length - MAX_ENDS + 1 }), left + 6, y + 12, BOX - 12); return; }
      const amount = btc(view.all.get(coin)), room = BOX - 20 - paper.measureText(amount).width;
      paper.fillText(cut(view.ends.get(coin)[1] || W.terminals[view.ends.get(coin)[0]], room), left + 6, y + 12);
      paper.textAlign = "right"; paper.fillText(amount, left + BOX - 6, y + 12);
    });
    if (!detailed) return;
    paper.textAlign = "center"; paper.fillStyle = live ? "#ffffff" : "#5b6470";
    paper.font = "11px 'DejaVu Sans', 'Noto Sans', Verdana, Arial, sans-serif";
    paper.fillText(say("block", { height: C.transactions[tx][0] }), left + BOX / 2, top + 17);
    paper.font = "11px 'DejaVu Sans Mono', Consolas, monospace"; paper.fillStyle = live ? "#c9d2dc" : "#5b6470";
    paper.fillText(short(C.txids[tx]), left + BOX / 2, top + 33);
    if (view.starts.has(tx)) { paper.textAlign = "left"; paper.fillStyle = "#6d28a8"; paper.font = "bold 10px 'DejaVu Sans', 'Noto Sans', Verdana, Arial, sans-serif"; paper.fillText(cut(say("seed", { amounts: view.starts.get(tx).join(", ") }), BOX), left, top - 5); }
  }

  // ---- moving about
  const whole = { wide: Math.max(...P.left, 0) + BOX, high: 0 };
  for (let tx = 0; tx < N; tx += 1) whole.high = Math.max(whole.high, P.top[tx] + HEAD + ROW * MAX_ENDS);
  const fitting = () => Math.min(1.2, canvas.clientWidth / (whole.wide + 80), canvas.clientHeight / (whole.high + 80));
  let panning = false;
  const zoom = d3.zoom().clickDistance(4).on("zoom", event => { spot = event.transform; if (event.sourceEvent || panning) move(); else draw(); });
  const picture = d3.select(canvas).call(zoom).on("dblclick.zoom", null);
  function bound() { zoom.scaleExtent([Math.min(0.02, fitting()), 4]).translateExtent([[-600, -600], [whole.wide + 600, whole.high + 600]]); }
  const fit = () => { bound(); const k = fitting(); picture.call(zoom.transform, d3.zoomIdentity.translate((canvas.clientWidth - whole.wide * k) / 2, Math.max(40 * k, (canvas.clientHeight - whole.high * k) / 2)).scale(k)); };
  const centre = tx => { const k = Math.max(spot.k, 0.8); picture.call(zoom.transform, d3.zoomIdentity.translate(canvas.clientWidth / 2 - (P.left[tx] + BOX / 2) * k, canvas.clientHeight / 2 - (P.top[tx] + HEAD / 2) * k).scale(k)); };
  const places = d3.quadtree(Array.from({ length: N }, (_, tx) => tx), tx => P.left[tx] + BOX / 2, tx => P.top[tx] + HEAD / 2);
  canvas.addEventListener("click", event => {
    const frame = canvas.getBoundingClientRect(), [x, y] = spot.invert([event.clientX - frame.left, event.clientY - frame.top]);
    let hit = -1;
    places.visit((node, x0, y0, x1, y1) => {
      if (!node.length) { let each = node; do { const tx = each.data; if (x >= P.left[tx] - 3 && x <= P.left[tx] + BOX + 3 && y >= P.top[tx] - 3 && y <= P.top[tx] + height[tx] + 3) hit = tx; each = each.next; } while (each); }
      return x0 > x + BOX || x1 < x - BOX || y0 > y + HEAD || y1 < y - HEAD - ROW * MAX_ENDS;
    });
    if (hit >= 0) choose(hit, false);
  });

  // ---- the facts of a transaction
  function choose(tx, moving = true) { state.chosen = tx; describe(tx); if (moving) centre(tx); draw(); }
  function describe(tx) {
    const [at, index, time, version, lock, size, ins, outs, lessIn, lessOut, fee, row] = C.transactions[tx], id = C.txids[tx];
    const list = make("dl");
    for (const [name, value] of [[say("txid"), id], [say("place"), say("place_value", { height: at, index })], [say("time"), utc(time)], [say("fee"), fee === null ? say("fee_unknown") : btc(fee) + " BTC"], [say("size"), say("size_value", { size, version, lock })], [say("file"), say("file_value", { row })]]) list.append(make("dt", name), make("dd", value));
    const inputs = [], outputs = [];
    for (let number = 0; number < ins.length; number += 2) inputs.push([ins[number], ins[number + 1], C.coins[ins[number + 1]][0]]);
    for (const coin of outs) outputs.push([C.coins[coin][1], coin, spender.has(coin) ? spender.get(coin) : N]);
    const taken = amounts(view.fees, tx);
    facts.replaceChildren(
      make("h3", say("transaction")), mark("fact"), list,
      ...side(say("inputs"), inputs, lessIn, true), ...side(say("outputs"), outputs, lessOut, false),
      ...(taken ? [make("p", say("fee_taken", { amounts: taken, rule: ruled() }))] : []),
      make("p", say("convention", { rule: ruled() }), { class: "aside" }));
    facts.scrollTop = 0;
    announce(say("chosen", { txid: short(id), height: at }));
  }
  const mark = kind => make("p", say(kind), { class: `tag ${kind}` });
  function side(title, rows, less, incoming) {
    const table = make("table"), body = make("tbody"), head = make("tr");
    for (const name of [incoming ? "coin_in" : "coin_out", "value", "attributed"]) head.append(make("th", say(name, { rule: ruled() }), { scope: "col" }));
    const onWay = new Set(state.way.flatMap(each => [each.takes, each.coin])), weight = ([, coin]) => (onWay.has(coin) ? Number.MAX_SAFE_INTEGER : view.all.get(coin) || 0);
    const shown = rows.length <= MOST_ROWS ? rows : [...rows].sort((a, b) => weight(b) - weight(a) || a[0] - b[0]).slice(0, MOST_ROWS).sort((a, b) => a[0] - b[0]);
    for (const [number, coin, other] of shown) {
      const row = make("tr"), name = make("td"), end = view.ends.get(coin), seed = amounts(view.seeds, coin);
      name.append(make("b", `${number} `), make("span", payee(coin)));
      if (other < N) name.append(button(say(incoming ? "from" : "to", { txid: short(C.txids[other]) }), () => choose(other), { class: "go" }));
      else if (incoming) name.append(make("small", outpoint(coin)));
      if (seed) name.append(make("small", say("seed", { amounts: seed }), { class: "seed" }));
      if (!incoming && end) {
        name.append(make("small", end[1] ? `${W.terminals[end[0]]}: ${end[1]}` : W.terminals[end[0]], { class: "end" }));
        if (view.all.get(coin)) name.append(button(say("follow"), () => follow(coin), { class: "go" }));
      }
      row.append(name, make("td", btc(C.coins[coin][2]), { class: "number" }), make("td", amounts(view.taint, coin), { class: "number taken" }));
      body.append(row);
    }
    const thead = make("thead"); thead.append(head); table.append(make("caption", title), thead, body);
    return [table, ...(shown.length < rows.length ? [make("p", say("largest", { shown: shown.length, count: rows.length }))] : []), ...(less ? [make("p", say("left_out", { count: less }))] : [])];
  }

  // ---- following a path: from an end back to a seed, along the largest attributed input, then forward
  function follow(coin) {
    const way = [{ coin, tx: C.coins[coin][0] }], seen = new Set();
    while (way[0].tx < N && !seen.has(way[0].tx)) {
      const tx = way[0].tx, ins = C.transactions[tx][6];
      seen.add(tx);
      if (view.seeds.has(way[0].coin) && way.length > 1) break;
      let best = -1;
      for (let at = 1; at < ins.length; at += 2) if ((view.all.get(ins[at]) || 0) > (best < 0 ? 0 : view.all.get(best))) best = ins[at];
      if (best < 0 || !view.crossed.has(tx)) break;
      way.unshift({ coin: best, tx: C.coins[best][0] });
    }
    // Each step is a transaction: it takes one coin of the way and makes the next.
    state.way = way.length === 1 ? way : way.slice(1).map((each, at) => ({ ...each, takes: way[at].coin }));
    control("way").value = String(coin);
    go(0);
  }
  function go(step) {
    if (!state.way.length) { announce(say("no_way")); return; }
    state.step = Math.max(0, Math.min(state.way.length - 1, step));
    const { tx, coin, takes } = state.way[state.step];
    if (tx < N) choose(tx);
    const parts = { step: state.step + 1, count: state.way.length, made: `${payee(coin)} ${amounts(view.taint, coin)}`, taken: takes === undefined ? "" : amounts(view.taint, takes) };
    const text = say(takes === undefined ? "step_first" : "step", parts), end = view.ends.get(coin);
    root.querySelector(".step").textContent = end && state.step === state.way.length - 1 ? `${text} ${say("arrived", { end: end[1] || W.terminals[end[0]] })}` : text;
    control("back").disabled = state.step === 0; control("next").disabled = state.step === state.way.length - 1;
    announce(root.querySelector(".step").textContent);
  }
  function ways() {
    const every = [...view.ends.keys()].filter(coin => view.all.get(coin));
    every.sort((a, b) => (view.ends.get(a)[0] - view.ends.get(b)[0]) || view.all.get(b) - view.all.get(a) || a - b);
    const pick = control("way");
    pick.replaceChildren(make("option", every.length > MOST_WAYS ? say("ways_cut", { shown: MOST_WAYS, count: every.length }) : say("ways", { count: every.length }), { value: "" }));
    for (const coin of every.slice(0, MOST_WAYS)) pick.append(make("option", `${view.ends.get(coin)[1] || W.terminals[view.ends.get(coin)[0]]} — ${btc(view.all.get(coin))} — ${short(C.txids[C.coins[coin][0]])}:${C.coins[coin][1]}`, { value: String(coin) }));
  }

  // ---- searching
  function search() {
    const text = control("search").value.trim(), list = root.querySelector(".found"), small = text.toLowerCase();
    const hits = new Map(), named = [];
    const hit = (tx, why) => { if (tx < N && !hits.has(tx)) hits.set(tx, why); };
    if (text.length > 1 || C.labels.includes(text)) {
      const [wanted, vout] = small.split(":"), [begins, ends] = wanted.split("…");
      const isWanted = txid => (vout === undefined || /^\d+$/.test(vout)) && (ends === undefined ? txid.includes(wanted) : txid.startsWith(begins) && txid.endsWith(ends));
      const txids = C.txids.map(isWanted);
      txids.forEach((is, tx) => { if (is) hit(tx, C.txids[tx]); });
      const payees = new Set(C.payees.flatMap((shown, at) => shown.toLowerCase().includes(small) ? [at] : []));
      const labels = new Set(C.labels.flatMap((label, at) => label.toLowerCase() === small ? [at] : []));
      C.coins.forEach((row, coin) => {
        const end = view.ends.get(coin), fits = payees.has(row[3]) ? payee(coin) : end && `${W.terminals[end[0]]} ${end[1]}`.toLowerCase().includes(small) ? end[1] || W.terminals[end[0]] : [...(view.taint.get(coin) || new Map()).keys()].some(label => labels.has(label)) ? text : null;
        if (fits !== null) { hit(row[0], fits); if (spender.has(coin)) hit(spender.get(coin), fits); }
        if (txids[row[0]] && row[0] >= N && spender.has(coin)) hit(spender.get(coin), outpoint(coin)); // the trail starts at its coin
      });
      if (text.length > 3) for (const [name, section] of W.beside) if (isWanted(name) || name.toLowerCase().includes(small)) named.push([name, section]);
    }
    state.found = new Set(hits.keys());
    list.replaceChildren(...[...hits].sort((a, b) => a[0] - b[0]).slice(0, MOST_FOUND).map(([tx, why]) => { const item = make("li"); item.append(button(say("hit", { height: C.transactions[tx][0], txid: short(C.txids[tx]), why: why === C.txids[tx] ? "" : why }), () => choose(tx))); return item; }),
      ...named.slice(0, MOST_FOUND).map(([name, section]) => make("li", say("named", { name, section }), { class: "named" })));
    const count = root.querySelector(".count");
    count.textContent = !text ? "" : [hits.size > MOST_FOUND ? say("found_cut", { count: hits.size, shown: MOST_FOUND }) : say("found", { count: hits.size }), ...(named.length ? [say("found_named", { count: named.length })] : [])].join(" ");
    if (text) announce(count.textContent);
    draw();
    return hits;
  }

  // ---- controls
  const announce = text => { said.textContent = text; };
  function refresh() { attribute(); ways(); state.way = []; state.step = -1; root.querySelector(".step").textContent = ""; control("back").disabled = control("next").disabled = true; search(); legend(); if (state.chosen >= 0) describe(state.chosen); draw(); }
  function legend() {
    const list = root.querySelector(".legend"), shown = new Set([...view.ends].filter(([coin]) => view.all.get(coin)).map(([, end]) => end[0]));
    const entry = (colour, edge, text) => { const item = make("li"), sign = make("i"); sign.style.background = colour; sign.style.borderColor = edge; item.append(sign, make("span", text)); return item; };
    list.replaceChildren(...C.labels.map((label, at) => entry(COLOURS[at % COLOURS.length], COLOURS[at % COLOURS.length], say("label", { label }))), ...[...shown].sort((a, b) => a - b).map(at => entry(...(ENDS[at] || OTHER), W.terminals[at])), entry("#d5dae0", "#d5dae0", say("pale")));
  }
  const step = by => { const live = [...view.live.keys()].filter(tx => view.live[tx]); const at = live.indexOf(state.chosen); if (live.length) choose(live[at < 0 ? (by > 0 ? 0 : live.length - 1) : Math.max(0, Math.min(live.length - 1, at + by))]); };
  const pan = (x, y) => { panning = true; picture.call(zoom.translateBy, x / spot.k, y / spot.k); panning = false; };
  const KEYS = { ArrowLeft: () => pan(80, 0), ArrowRight: () => pan(-80, 0), ArrowUp: () => pan(0, 80), ArrowDown: () => pan(0, -80), "+": () => picture.call(zoom.scaleBy, 1.3), "=": () => picture.call(zoom.scaleBy, 1.3), "-": () => picture.call(zoom.scaleBy, 1 / 1.3), 0: fit, Home: () => step(-N), End: () => step(N), n: () => step(1), p: () => step(-1), ".": () => go(state.step + 1), ",": () => go(state.step - 1), Enter: () => facts.focus() };
  canvas.addEventListener("keydown", event => { if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return; event.preventDefault(); KEYS[event.key](); });
  C.methods.forEach((_, at) => control("rule").append(make("option", at ? ruled(at) : say("primary", { rule: ruled(at) }), { value: String(at) })));
  control("label").append(make("option", say("all_labels"), { value: "-1" }));
  C.labels.forEach((label, at) => control("label").append(make("option", label, { value: String(at) })));
  control("rule").addEventListener("change", event => { state.rule = Number(event.target.value); refresh(); announce(say("ruled", { rule: ruled() })); });
  control("label").addEventListener("change", event => { state.label = Number(event.target.value); refresh(); });
  control("way").addEventListener("change", event => { if (event.target.value) follow(Number(event.target.value)); });
  control("search").addEventListener("input", search);
  control("search").addEventListener("keydown", event => { if (event.key === "Enter") { const [first] = [...search().keys()].sort((a, b) => a - b); if (first !== undefined) choose(first); } });
  control("back").addEventListener("click", () => go(state.step - 1));
  control("next").addEventListener("click", () => go(state.step + 1));
  control("closer").addEventListener("click", KEYS["+"]);
  control("farther").addEventListener("click", KEYS["-"]);
  control("whole").addEventListener("click", fit);
  control("window").addEventListener("click", () => { const large = root.classList.toggle("large"); control("window").setAttribute("aria-pressed", String(large)); document.body.classList.toggle("covered", large); fit(); });
  root.hidden = false;
  new ResizeObserver(() => { bound(); draw(); }).observe(canvas);
  refresh(); fit();
  const begin = state.rule === 0 && view.live.indexOf(1);
  if (begin >= 0 && fitting() < 0.3) centre(begin);
})();
