// The workbench by keys: j and k move, Enter accepts or settles, x rejects, s goes to the amounts, space chooses, a sets aside, u undoes,
// f finds invoices, / filters, ? helps. A line is read without loading the page; sums run along. All of it works without this file.
document.addEventListener("DOMContentLoaded", () => {
  const table = document.querySelector("[data-bench]");
  const form = document.getElementById("bench");
  if (!table || !form) return;
  const beside = document.querySelector("[data-beside]");
  const keys = document.querySelector("[data-bench-keys]");
  const help = document.querySelector("[data-bench-help]");
  const rows = [...table.querySelectorAll("[data-row]")];
  let current = rows.find((row) => row.getAttribute("aria-current")) || rows[0];
  let asked = 0;
  help.hidden = false;
  help.addEventListener("click", () => keys.showModal());

  const minorOf = (text, digits) => {
    const plain = text.replace(/[\s\u00a0]/g, "").replace(",", ".");
    return /^\d+(\.\d*)?$/.test(plain) ? Math.round(Number(plain) * 10 ** digits) : 0;
  };
  const reckon = () => {
    const sums = beside.querySelector("[data-sums]");
    if (!sums) return;
    const digits = Number(sums.dataset.digits);
    const own = form.querySelector("[name=line]").value;
    const chosen = rows.filter((row) => row.dataset.row !== own && row.querySelector("[name=lines]").checked);
    const lines = chosen.reduce((sum, row) => sum + Math.max(Number(row.dataset.minor), 0), Math.max(Number(sums.dataset.own), 0));
    const invoices = [...beside.querySelectorAll("[data-amount]")].reduce((sum, input) => sum + minorOf(input.value, digits), 0);
    const shown = (minor) => new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: digits }).format(minor / 10 ** digits);
    sums.querySelector("[data-sum=lines]").textContent = shown(lines);
    sums.querySelector("[data-sum=invoices]").textContent = shown(invoices);
    const difference = sums.querySelector("[data-sum=difference]");
    difference.textContent = shown(lines - invoices);
    difference.className = invoices > lines ? "oblik-fails" : "";
  };
  const nextOf = (row) => (rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1])?.dataset.row || "";
  const show = async (row) => {
    if (row === current && beside.querySelector("[name=line]")) return;
    current = row;
    rows.forEach((item) => item.toggleAttribute("aria-current", item === row));
    row.setAttribute("aria-current", "true");
    const mine = ++asked;
    beside.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${table.dataset.bench}?part=line&line=${row.dataset.row}`, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error(answer.status);
      const text = await answer.text();
      if (mine !== asked) return;
      beside.innerHTML = text;
      beside.querySelector("[name=next]").value = nextOf(row);
      beside.removeAttribute("aria-busy");
      reckon();
    } catch {
      row.querySelector("[data-open]").click();
    }
  };
  const move = (step) => {
    const row = rows[Math.min(Math.max(rows.indexOf(current) + step, 0), rows.length - 1)];
    if (row) { row.focus(); show(row); }
  };
  const press = (selector) => {
    const button = beside.querySelector(selector);
    if (button && beside.querySelector("[name=line]").value === current.dataset.row) form.requestSubmit(button);
  };
  const withReason = (selector) => {
    const reason = beside.querySelector("[name=reason]");
    if (!beside.querySelector(selector) || !reason) return;
    if (reason.value.trim()) press(selector);
    else { reason.dataset.then = selector; reason.required = true; reason.focus(); }
  };
  table.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || event.target.matches("input") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    row.focus();
    show(row);
  });
  form.addEventListener("input", (event) => { if (event.target.matches("[data-amount], [name=lines]")) reckon(); });
  form.addEventListener("submit", (event) => {
    const reason = beside.querySelector("[name=reason]");
    if (reason && event.submitter?.value !== "aside") reason.required = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
    if (event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
      if (event.key === "Escape") current?.focus();
      // Enter in an amount settles; in the reason that a key asked for it does what was meant.
      if (event.key === "Enter" && event.target.matches("[data-amount]")) { event.preventDefault(); press("[name=confirm]"); }
      if (event.key === "Enter" && event.target.name === "reason" && event.target.form === form) {
        event.preventDefault();
        if (event.target.value.trim()) press(event.target.dataset.then || "[name=confirm]");
      }
      return;
    }
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    const settle = () => press(beside.querySelector("[value=accept]") ? "[value=accept]" : "[name=confirm]");
    const acts = {
      j: () => move(1), k: () => move(-1), Enter: settle, x: () => press("[value=reject]"),
      s: () => { const amount = beside.querySelector("[data-amount]"); amount?.focus(); amount?.select(); },
      " ": () => { const box = current?.querySelector("[name=lines]"); if (box) { box.checked = !box.checked; reckon(); } },
      a: () => withReason("[value=aside]"), f: () => beside.querySelector("[name=find_text]")?.focus(),
      u: () => document.querySelector("[data-bench-undo] [name=reason]")?.focus(),
      "/": () => { const filter = document.querySelector("[data-bench-filter]"); filter.open = true; filter.querySelector("[name=text]").focus(); },
      "?": () => keys.showModal(), Escape: () => current?.focus(),
    };
    if (/^[1-9]$/.test(event.key)) acts[event.key] = () => { const radio = beside.querySelectorAll("[name=alternative]")[event.key - 1]; if (radio) radio.checked = true; };
    if (event.target.matches("[type=checkbox], [type=radio]") && event.key === " ") return;
    if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
  });
  reckon();
  (document.querySelector("[data-bench-preview]") || current)?.focus({ preventScroll: true });
});
