"""What makes the summary's long tables easy to move about in: rows sorted by any column, and rows found by a word.

The page is complete without it: a browser that runs no scripts shows every row in the order in which it was
written, and so does a sheet of paper. Amounts are compared as whole numbers of their digits, never as fractions.

Source: WAI-ARIA 1.2, `aria-sort`; WAI-ARIA Authoring Practices, "Sortable Table".
"""

from tracer.documents.part import PagePart

_STYLE = """
th button{all:unset;cursor:pointer;font:inherit;color:inherit}
th button:hover{text-decoration:underline}
th button:focus-visible{outline:3px solid #1d5fa8;outline-offset:2px}
th button::after{content:"\\2195";padding-left:.3em;opacity:.35}
th[aria-sort=ascending] button::after{content:"\\2191";opacity:1}
th[aria-sort=descending] button::after{content:"\\2193";opacity:1}
.find{display:block;margin:1.4rem 0 -.6rem;font-size:.82rem;color:var(--faint)}
.find input{margin:0 .6rem;padding:.2rem .4rem;font:inherit;width:16rem}
tr.other{display:none}
@media print{.find,th button::after{display:none}tr.other{display:table-row}}
"""
_SCRIPT = """
"use strict";
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0], written = [...body.rows], heads = [...table.tHead.rows[0].cells];
  if (written.length < 8) continue;
  const last = table.classList.contains("total") ? written.pop() : null;
  const put = (rows) => { body.append(...rows, ...(last ? [last] : [])); };
  const key = (row, at) => {
    const cell = row.cells[at], text = cell.textContent;
    if (!cell.classList.contains("number")) return text.toLowerCase();
    const digits = text.replace(/[^0-9]/g, "");
    return digits ? BigInt(digits) : -1n;
  };
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const first = head.classList.contains("number") ? "descending" : "ascending";
      const second = first === "ascending" ? "descending" : "ascending";
      const now = head.getAttribute("aria-sort");
      const next = now === null ? first : now === first ? second : null;
      for (const each of heads) each.removeAttribute("aria-sort");
      if (next === null) return put(written);
      head.setAttribute("aria-sort", next);
      const sign = next === "ascending" ? 1 : -1;
      const keys = new Map(written.map((row) => [row, key(row, at)]));
      put([...written].sort((a, b) => {
        const one = keys.get(a), two = keys.get(b);
        return one < two ? -sign : one > two ? sign : 0;
      }));
    });
  });
  if (written.length < 20) continue;
  const find = document.createElement("label"), box = document.createElement("input"), count = document.createElement("span");
  find.className = "find";
  box.type = "search";
  count.setAttribute("role", "status");
  find.append("Only rows with", box, count);
  table.parentNode.before(find);
  const show = () => {
    const wanted = box.value.trim().toLowerCase();
    let shown = 0;
    for (const row of written) {
      const other = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
      row.classList.toggle("other", other);
      shown += other ? 0 : 1;
    }
    if (last) last.classList.toggle("other", wanted !== "");
    count.textContent = wanted === "" ? `${written.length} rows` : `${shown} of ${written.length} rows`;
  };
  box.addEventListener("input", show);
  show();
}
"""  # noqa: E501 - a page holds these bytes


def sortable_tables() -> PagePart:
    """Return the style and the script of the summary's tables; a table of fewer than eight rows stays as it is."""
    return PagePart("", _STYLE, (_SCRIPT,))
