"""The style and the script of a run's page. The script reads and hides what the page holds; it writes no markup."""

STYLE = """
:root{color-scheme:only light;--ink:#1b1f24;--faint:#5b6470;--rule:#d5dae0;--blue:#1d5fa8}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;font:15px/1.45 system-ui,"Noto Sans","DejaVu Sans",Arial,sans-serif}
header,main{max-width:90rem;margin:0 auto;padding:1rem 1.5rem}
header p,.hint{color:var(--faint);max-width:70rem;overflow-wrap:anywhere}
h1{margin:.5rem 0;font-size:1.6rem}
h2{margin:2rem 0 .6rem;font-size:1.15rem;border-top:2px solid var(--ink);padding-top:.7rem}
figure{margin:0;border:1px solid var(--rule);height:70vh;max-height:60rem;overflow:hidden;cursor:grab}
figure svg{width:100%;height:100%;display:block}
figure text.name{cursor:pointer}
figure text.name:hover{text-decoration:underline}
.wide{overflow-x:auto;max-height:75vh;margin:.8rem 0}
table{border-collapse:collapse;font-size:.82rem}
th,td{padding:.3rem .8rem .3rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
th{position:sticky;top:0;background:#fff;color:var(--faint);font-weight:600}
table.live th{cursor:pointer}
th[aria-sort=ascending]::after{content:" ▲"}
th[aria-sort=descending]::after{content:" ▼"}
td{overflow-wrap:anywhere;min-width:4rem}
td.n{text-align:right;font-family:ui-monospace,"DejaVu Sans Mono",monospace;white-space:nowrap}
tbody tr:hover{background:#f1f6fc}
.bar{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin:.6rem 0}
.bar input{padding:.35rem .5rem;font:inherit;width:26rem;max-width:100%}
.bar select,.bar button{font:inherit;padding:.3rem .5rem}
:focus-visible{outline:3px solid var(--blue);outline-offset:1px}
section .exhibit{margin:1rem 0}
.exhibit .bar,.exhibit .step{margin:0}
.exhibit th{position:static;background:none}
@media print{figure{height:auto}.wide{max-height:none;overflow:visible}.bar,.hint{display:none}}
"""

SCRIPT = """
"use strict";
(() => {
  const tables = [], words = document.body.dataset;
  const make = (name, text) => { const e = document.createElement(name); e.textContent = text || ""; return e; };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
    const bar = make("div"), find = make("input"), count = make("span");
    bar.className = "bar"; find.type = "search"; find.placeholder = words.find; find.setAttribute("aria-label", words.find);
    bar.append(find);
    const picks = [], ruled = heads.findIndex(head => head.dataset.pick === "rule");
    heads.forEach((head, at) => {
      const values = [...new Set(rows.map(row => row.cells[at].textContent))].sort();
      if (!head.dataset.pick || values.length < 2 || values.length > 40) return;
      const pick = make("select");
      pick.setAttribute("aria-label", head.textContent);
      const every = make("option", head.textContent + ": " + words.all); pick.append(every);
      for (const value of values) { const o = make("option", value || words.empty); o.value = value; pick.append(o); }
      pick.addEventListener("change", filter); picks.push([pick, at]); bar.append(pick);
    });
    bar.append(count); table.parentElement.before(bar); table.classList.add("live");
    function filter() {
      const parts = find.value.toLowerCase().split("…").map(part => part.trim());
      let shown = 0, sum = 0n;
      const rules = new Set();
      for (const row of rows) {
        const cells = [...row.cells].map(cell => cell.textContent.toLowerCase());
        const fits = parts.length === 1 ? cells.some(cell => cell.includes(parts[0]))
          : cells.some(cell => cell.split(":").concat(cell).some(each => each.startsWith(parts[0]) && each.endsWith(parts[1])));
        const picked = picks.every(([pick, at]) => pick.selectedIndex === 0 || row.cells[at].textContent === pick.value);
        row.hidden = !(fits && picked);
        if (!row.hidden) { shown += 1; if (ruled >= 0) rules.add(row.cells[ruled].textContent); const n = row.querySelector("td.n"); if (n) sum += BigInt(n.dataset.n); }
      }
      const digits = sum.toString().padStart(9, "0");
      count.textContent = words.rows.replace("{shown}", shown).replace("{all}", rows.length) +
        (rules.size === 1 ? "; " + words.sum.replace("{amount}", digits.slice(0, -8) + words.point + digits.slice(-8)) : "");
    }
    find.addEventListener("input", filter);
    heads.forEach((head, at) => {
      head.tabIndex = 0;
      const sort = () => {
        const down = head.getAttribute("aria-sort") !== "descending";
        heads.forEach(each => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = row => { const c = row.cells[at]; return c.dataset.n !== undefined ? BigInt(c.dataset.n) : /^[0-9]+$/.test(c.textContent) ? BigInt(c.textContent) : c.textContent; };
        const order = (a, b) => { const x = key(a), y = key(b); return typeof x !== typeof y ? (typeof x < typeof y ? -1 : 1) : x < y ? -1 : x > y ? 1 : 0; };
        rows.sort((a, b) => down ? order(b, a) : order(a, b));
        body.append(...rows);
      };
      head.addEventListener("click", sort);
      head.addEventListener("keydown", event => { if (event.key === "Enter") sort(); });
    });
    tables.push({ find, filter, table }); filter();
  }
  const only = text => { for (const each of tables) { each.find.value = text; each.filter(); } };
  const svg = document.querySelector("figure svg");
  if (!svg) return;
  const whole = svg.getAttribute("viewBox").split(" ").map(Number);
  let view = [...whole], from = null, moved = false;
  svg.setAttribute("preserveAspectRatio", "xMidYMin meet");
  const draw = () => svg.setAttribute("viewBox", view.join(" "));
  const zoom = (by, x, y) => { view = [x - (x - view[0]) * by, y - (y - view[1]) * by, view[2] * by, view[3] * by]; draw(); };
  const at = event => { const p = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse()); return [p.x, p.y]; };
  const figure = svg.parentElement;
  figure.addEventListener("wheel", event => { if (document.activeElement !== figure && !event.ctrlKey) return; event.preventDefault(); zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, ...at(event)); }, { passive: false });
  figure.addEventListener("pointerdown", event => { from = at(event); moved = false; });
  figure.addEventListener("pointermove", event => {
    if (!from || !event.buttons) return;
    const to = at(event); if (Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]) > 3) moved = true;
    view[0] += from[0] - to[0]; view[1] += from[1] - to[1]; draw();
  });
  figure.addEventListener("pointerup", () => { from = null; });
  figure.addEventListener("dblclick", () => { view = [...whole]; draw(); only(""); });
  figure.addEventListener("keydown", event => {
    const middle = [view[0] + view[2] / 2, view[1] + view[3] / 2];
    if (event.key === "+") zoom(1 / 1.2, ...middle);
    if (event.key === "-") zoom(1.2, ...middle);
    if (event.key === "Escape") { view = [...whole]; draw(); only(""); }
  });
  for (const text of svg.querySelectorAll("text")) {
    if (!/^[0-9A-Za-z]{4,}…[0-9A-Za-z]{4,}$/.test(text.textContent)) continue;
    text.classList.add("name");
    text.addEventListener("click", () => { if (!moved) { only(text.textContent); document.querySelector("#ends").scrollIntoView(); } });
  }
})();
"""  # noqa: E501 - a page holds these bytes
