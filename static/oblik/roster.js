// The roster by keys and by drag and drop. Without this script every shift is a link to a page with the same form.
document.addEventListener("DOMContentLoaded", () => {
  const root = document.querySelector("[data-roster]");
  if (!root) return;
  const find = root.querySelector("[data-find]"), dialog = root.querySelector("[data-dialog]"), told = root.querySelector("[data-told]");
  const rows = [...root.querySelectorAll("[data-sheet] tbody tr")];
  const token = () => `${Date.now()}-${Math.random().toString(36).slice(2)}`;

  // --- where the keyboard stands: a shift, or a day that has none ------------------------------
  const stopsOf = (cell) => { const cards = [...cell.querySelectorAll("[data-shift]")]; return cards.length ? cards : [cell]; };
  const shown = () => rows.filter((row) => !row.hidden);
  const stand = (stop) => {
    root.querySelectorAll("[data-stop][tabindex='0']").forEach((item) => { item.tabIndex = -1; });
    stop.tabIndex = 0;
    stop.focus();
  };
  const go = (stop, down, right) => {
    const cell = stop.closest("[data-cell]"), row = cell.parentElement, list = shown();
    const cells = [...row.querySelectorAll("[data-cell]")], column = cells.indexOf(cell);
    const place = stopsOf(cell).indexOf(stop);
    if (down && stopsOf(cell)[place + down]) return stand(stopsOf(cell)[place + down]);
    const other = list[list.indexOf(row) + down], next = other?.querySelectorAll("[data-cell]")[column + right];
    if (!next) return undefined;
    const stops = stopsOf(next);
    return stand(down < 0 ? stops[stops.length - 1] : stops[down > 0 ? 0 : Math.min(Math.max(place, 0), stops.length - 1)]);
  };
  const first = root.querySelector("[data-cell]");
  if (first) stopsOf(first)[0].tabIndex = 0;
  const today = root.querySelector("thead .ro-today"), wrap = today?.closest(".ro-wrap");
  if (wrap) wrap.scrollLeft = today.offsetLeft - wrap.clientWidth / 2;
  const kept = sessionStorage.getItem("oblik-roster");
  if (kept) {
    sessionStorage.removeItem("oblik-roster");
    const card = root.querySelector(`[data-shift="${Number(kept)}"]`);
    if (card) stand(card);
  }

  const plan = (stop) => {
    if (!root.dataset.new) return;
    const cell = stop?.closest("[data-cell]"), more = new URLSearchParams();
    if (cell?.dataset.on) more.set("on", cell.dataset.on);
    if (cell?.dataset.line) { more.set("line", cell.dataset.line); more.set("role", cell.dataset.line); }
    location.assign(`${root.dataset.new}&${more}`);
  };
  // Where somebody else is put on a shift in the place of the person of its row.
  const instead = (card) => `${root.dataset.base}${card.dataset.shift}/replace/${card.closest("[data-person-row]").dataset.personRow}/`;
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (event.target.matches("input, textarea, select")) {
      if (event.key === "Escape" && event.target === find) { find.value = ""; filter(); event.target.blur(); }
      return;
    }
    const stop = event.target.closest?.("[data-stop]");
    if (moves[event.key] && stop) { event.preventDefault(); go(stop, ...moves[event.key]); }
    else if (moves[event.key] && first && event.target === document.body) { event.preventDefault(); stand(stopsOf(first)[0]); }
    else if (event.key === "Enter" && stop === event.target) { event.preventDefault(); const link = stop.matches("[data-shift]") && stop.querySelector("[data-panel]"); if (link) open(link); else plan(stop); }
    else if (event.key === "n") { event.preventDefault(); plan(stop); }
    else if (event.key === "r" && stop?.matches("[data-held]")) { event.preventDefault(); location.assign(instead(stop)); }
    else if (event.key === "/") { event.preventDefault(); event.stopImmediatePropagation(); find.focus(); }
    else if (event.key === "[") location.assign(root.dataset.earlier);
    else if (event.key === "]") location.assign(root.dataset.later);
  }, true);

  // --- what has the text ----------------------------------------------------------------------
  function filter() {
    const text = find.value.trim().toLowerCase();
    rows.forEach((row) => { row.hidden = Boolean(text) && !row.textContent.toLowerCase().includes(text); });
    root.querySelectorAll("[data-off] [data-person]").forEach((item) => { item.hidden = Boolean(text) && !item.textContent.toLowerCase().includes(text); });
  }
  find?.addEventListener("input", filter);
  root.querySelector("[data-print]")?.addEventListener("click", () => print());

  // --- one change: what is refused is said at the shift ----------------------------------------
  async function send(shift, fields) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", root.querySelector("[name=csrfmiddlewaretoken]").value);
    body.set("token", token());
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    return answer(`${root.dataset.base}${shift}/people/`, body);
  }
  async function answer(address, body) {
    try {
      const got = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (got.ok || got.status === 409) return (await got.json()).reasons;
    } catch { /* told below */ }
    return [root.dataset.lost];
  }
  const done = (shift) => { sessionStorage.setItem("oblik-roster", shift); location.reload(); };
  const refuse = (shift, reasons) => {
    root.querySelectorAll(".ro-refused").forEach((item) => item.remove());
    const card = shift && root.querySelector(`[data-shift="${Number(shift)}"]`);
    if (!card) { told.hidden = false; told.textContent = reasons.join(" "); return; }
    const note = document.createElement("p");
    note.className = "ro-refused"; note.setAttribute("role", "alert"); note.textContent = reasons.join(" ");
    card.append(note);
    stand(card);
  };

  // --- the dialog of one shift ------------------------------------------------------------------
  let opener = null;
  async function open(link) {
    const card = link.closest("[data-shift]");
    opener = card;
    try {
      const got = await fetch(`${link.getAttribute("href")}?part=1`, { credentials: "same-origin" });
      if (!got.ok) throw new Error(got.status);
      dialog.innerHTML = await got.text();
    } catch { location.assign(link.href); return; }
    const shut = document.createElement("button");
    shut.type = "button"; shut.className = "ro-shut"; shut.textContent = "×"; shut.setAttribute("aria-label", "Esc");
    shut.addEventListener("click", () => dialog.close());
    dialog.append(shut);
    dialog.showModal();
    (dialog.querySelector("[data-first]") || dialog.querySelector("button"))?.focus();
  }
  dialog.addEventListener("close", () => { if (opener) stand(opener); });
  dialog.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-change]")) return;
    event.preventDefault();
    const reasons = await answer(event.target.getAttribute("action"), new FormData(event.target));
    if (!reasons.length) { done(opener.dataset.shift); return; }
    const place = dialog.querySelector("[data-reasons]");
    place.replaceChildren(...reasons.map((text) => { const line = document.createElement("p"); line.textContent = text; return line; }));
    event.target.querySelector("[name=token]").value = token();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("select")) { event.preventDefault(); event.target.form.requestSubmit(); }
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link);
  });

  // --- drag and drop ----------------------------------------------------------------------------
  if (!("mayAssign" in root.dataset)) return;
  let held = null;
  root.addEventListener("dragstart", (event) => {
    const person = event.target.closest("[data-person]"), own = event.target.closest("[data-held]"), card = event.target.closest("[data-lacking]");
    if (!person && !card && !own) return;
    if (own) { held = { instead: instead(own), shift: own.dataset.shift, row: own.closest("[data-person-row]"), over: new AbortController() }; mark(held); }
    else held = person ? { employee: person.dataset.person, from: person.closest("[data-shift]")?.dataset.shift } : { shift: card.dataset.shift };
    event.dataTransfer.setData("text/plain", (person || own || card).textContent.trim());
    event.dataTransfer.effectAllowed = "move";
  });
  // While a shift is dragged to another person: at whose row it would break a rule, and which. Refused again where it is dropped.
  const unmark = () => root.querySelectorAll(".ro-would-break").forEach((item) => item.remove());
  async function mark(what) {
    try {
      const got = await fetch(`${what.instead}?marks=1`, { credentials: "same-origin", signal: what.over.signal });
      const { broken } = await got.json();
      if (held !== what) return;
      Object.entries(broken).forEach(([person, sentences]) => {
        const head = root.querySelector(`[data-person-row="${Number(person)}"] > th`);
        if (!head) return;
        const note = document.createElement("span");
        note.className = "ro-mark ro-would-break"; note.textContent = sentences.join(" ");
        head.append(note);
      });
    } catch { /* the drop is judged all the same */ }
  }
  const target = (event) => {
    if (!held) return null;
    if (held.instead) { const row = event.target.closest("[data-person-row]"); return row === held.row ? null : row; }
    if (held.shift) return event.target.closest("[data-person-row]");
    const card = event.target.closest("[data-shift]");
    if (card) return card.dataset.shift === held.from ? null : card;
    return held.from ? event.target.closest("[data-off]") : null;
  };
  const light = (place) => { root.querySelectorAll(".ro-over").forEach((item) => item.classList.remove("ro-over")); place?.classList.add("ro-over"); };
  root.addEventListener("dragover", (event) => { const place = target(event); light(place); if (place) event.preventDefault(); });
  root.addEventListener("dragend", () => { held?.over?.abort(); held = null; light(null); unmark(); });
  root.addEventListener("drop", async (event) => {
    const place = target(event), what = held;
    light(null);
    unmark();
    if (!place) return;
    event.preventDefault();
    what.over?.abort(); // whom it would concern is nobody's question any more, and the person may be off the shift before it is answered
    held = null;
    if (what.instead) {
      const body = new FormData();
      Object.entries({ csrfmiddlewaretoken: root.querySelector("[name=csrfmiddlewaretoken]").value, token: token(), to: place.dataset.personRow })
        .forEach(([name, value]) => body.set(name, value));
      const against = await answer(what.instead, body);
      if (against.length) refuse(what.shift, against); else done(what.shift);
      return;
    }
    const shift = what.shift || place.dataset.shift || what.from;
    const fields = what.shift ? { do: "assign", employee: place.dataset.personRow }
      : "off" in place.dataset ? { do: "unassign", employee: what.employee }
        : what.from ? { do: "move", employee: what.employee, from_shift: what.from } : { do: "assign", employee: what.employee };
    const reasons = await send(shift, fields);
    if (reasons.length) refuse(shift, reasons); else done(shift);
  });
});
