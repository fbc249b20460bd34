"use strict";
// Sorting, filtering, searching, the map's words and copying: all of it on what the page already has.
const all = (where, what) => [...where.querySelectorAll(what)];
const made = (name, fields, ...inside) => {
  const node = Object.assign(document.createElement(name), fields);
  node.append(...inside);
  return node;
};
const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const words = document.documentElement.dataset;
const said = made("p", { className: "away" });
said.setAttribute("role", "status");

function sortable(table) {
  all(table, "thead th").forEach((head, place) => {
    if (!head.textContent.trim()) return;
    const button = made("button", { type: "button", textContent: head.textContent });
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      all(table, "thead th").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const value = (row) => row.cells[place].dataset.v ?? row.cells[place].textContent.trim();
      const number = (text) => (/^[\d,.]+$/.test(text) ? Number(text.replaceAll(",", "")) : NaN);
      const rows = [...table.tBodies[0].rows].sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        const [n, m] = [number(x), number(y)];
        return (up ? 1 : -1) * (Number.isNaN(n) || Number.isNaN(m) ? x.localeCompare(y, document.documentElement.lang) : n - m);
      });
      table.tBodies[0].append(...rows);
    });
  });
}

function chooser(label, values, change) {
  const select = made("select", {}, made("option", { value: "", textContent: words.all }));
  values.forEach((value) => select.append(made("option", { value, textContent: value })));
  select.addEventListener("change", change);
  return [made("label", {}, label, select), select];
}

function filterable(table) {
  const rows = [...table.tBodies[0].rows];
  if (rows.length < 6) return;
  const tools = made("div", { className: "tools" });
  const find = made("input", { type: "search" });
  const count = made("span", { className: "quiet" });
  count.setAttribute("role", "status");
  const picks = [];
  const apply = () => {
    const word = folded(find.value.trim());
    let shown = 0;
    rows.forEach((row) => {
      const fits = picks.every(([place, select]) => !select.value || row.cells[place].textContent === select.value);
      row.hidden = !(fits && folded(row.textContent).includes(word));
      shown += !row.hidden;
    });
    count.textContent = words.shown.replace("{}", shown).replace("{}", rows.length);
  };
  find.addEventListener("input", apply);
  tools.append(made("label", {}, words.filter, find));
  all(table, "thead th").forEach((head, place) => {
    if (head.dataset.pick === undefined) return;
    const values = [...new Set(rows.map((row) => row.cells[place].textContent))].filter(Boolean).sort((a, b) => a.localeCompare(b, document.documentElement.lang));
    if (values.length < 2) return;
    const [label, select] = chooser(head.textContent, values, apply);
    picks.push([place, select]);
    tools.append(label);
  });
  tools.append(count);
  table.closest(".scroll").before(tools);
}

function lines(box) {
  const items = all(box, "li[data-kind]");
  if (items.length < 6) return;
  const picks = [];
  const apply = () => {
    items.forEach((item) => { item.hidden = !picks.every(([key, s]) => !s.value || item.dataset[key] === s.value); });
    all(box, "section").forEach((part) => { part.hidden = all(part, "li").every((item) => item.hidden); });
  };
  const tools = made("div", { className: "tools" });
  for (const [key, label] of [["kind", words.what], ["state", words.state]]) {
    const values = [...new Set(items.map((item) => item.dataset[key]))].filter(Boolean).sort((a, b) => a.localeCompare(b, document.documentElement.lang));
    const [field, select] = chooser(label, values, apply);
    if (key === "kind") all(select, "option").forEach((option) => {
      const example = items.find((item) => item.dataset.kind === option.value);
      if (example) option.textContent = example.querySelector(".tag").textContent;
    });
    picks.push([key, select]);
    tools.append(field);
  }
  box.prepend(tools);
}

function map(figure) {
  const svg = figure.querySelector("svg");
  const tip = figure.querySelector(".tip");
  svg.addEventListener("pointermove", (event) => {
    const named = event.target.dataset?.n;
    tip.hidden = !named;
    if (!named) return;
    tip.textContent = named;
    const box = figure.getBoundingClientRect();
    tip.style.left = `${Math.max(0, Math.min(event.clientX - box.left + 12, box.width - tip.offsetWidth))}px`;
    tip.style.top = `${event.clientY - box.top + 14}px`;
  });
  svg.addEventListener("pointerleave", () => { tip.hidden = true; });
  svg.addEventListener("click", (event) => {
    const { s, f } = event.target.dataset;
    if (s && svg.dataset.pages) location.href = `${svg.dataset.pages}${s}.html`;
    if (!f) return;
    const rows = all(document, `tr[data-f="${f}"]`);
    all(document, ".chosen").forEach((row) => row.classList.remove("chosen"));
    rows.forEach((row) => row.classList.add("chosen"));
    rows[0]?.scrollIntoView({ block: "center" });
  });
}

function search(box) {
  const sections = all(document, "#index section");
  const entries = sections.map((section) => [section, folded(section.querySelector("h2").textContent),
    all(section, "li").map((item) => [item, folded(item.textContent)])]);
  const find = made("input", { type: "search", id: "find" });
  const count = made("p", { className: "quiet" });
  count.setAttribute("role", "status");
  const apply = () => {
    const parts = folded(find.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    entries.forEach(([section, name, items]) => {
      let any = false;
      items.forEach(([item, text]) => {
        item.hidden = !parts.every((word) => text.includes(word) || name.includes(word));
        if (!item.hidden) { any = true; shown += 1; }
      });
      section.hidden = !any;
    });
    count.textContent = parts.length ? `${shown} ${box.dataset.shown}` : "";
  };
  find.value = new URLSearchParams(location.search).get("q") ?? "";
  find.addEventListener("input", apply);
  box.append(made("label", { htmlFor: "find" }, box.dataset.words), find, count);
  if (find.value) find.focus();
  apply();
}

function copyable(quote) {
  if (!navigator.clipboard) return;
  const button = made("button", { type: "button", textContent: quote.dataset.copy });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(quote.querySelector("p").textContent);
    said.textContent = button.textContent = quote.dataset.copied;
  });
  quote.append(button);
}

document.body.append(said);
all(document, "table[data-filter]").forEach(filterable);
all(document, "table[data-sort]").forEach(sortable);
all(document, "[data-lines]").forEach(lines);
all(document, "figure.map").forEach(map);
all(document, "#search").forEach(search);
all(document, "[data-copy]").forEach(copyable);
