// The board: rows are fetched anew without the page, whoever stood on a row stands on it again; j and k move, Enter opens.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-board]");
  const state = document.querySelector("[data-board-state]");
  if (!place) return;
  const EVERY = 15000;
  const rows = () => [...place.querySelectorAll("[data-row]")];
  document.querySelectorAll("[data-board-filter] select").forEach((select) => select.addEventListener("change", () => select.form.requestSubmit()));
  const fresh = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.board + location.search, { headers: { "X-Requested-With": "fetch" }, redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      const text = await answer.text();
      const key = document.activeElement?.closest?.("[data-row]")?.dataset.row;
      place.innerHTML = text;
      if (key) place.querySelector(`[data-row="${key}"]`)?.focus({ preventScroll: true });
      state.textContent = "";
    } catch {
      state.textContent = state.dataset.lost;
    }
  };
  setInterval(fresh, EVERY);
  document.addEventListener("visibilitychange", fresh);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const all = rows();
    const row = event.target.closest?.("[data-row]");
    const at = all.indexOf(row);
    if (event.key === "j") all[Math.min(at + 1, all.length - 1)]?.focus();
    else if (event.key === "k") all[Math.max(at - 1, 0)]?.focus();
    else if (event.key === "Enter" && row && row === event.target) row.querySelector("[data-open]").click();
    else return;
    event.preventDefault();
  });
});
