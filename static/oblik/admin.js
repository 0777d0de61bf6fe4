// Closes other open act panels, sends a form once, makes what the theme forgot reachable by keyboard, and refreshes pages that say they are at work.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.oblik-act") && event.target.open) {
    document.querySelectorAll("details.oblik-act[open]").forEach((item) => { if (item !== event.target) item.open = false; });
    event.target.querySelector("input:not([type=hidden]), button")?.focus();
  }
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelectorAll("details.oblik-act[open]").forEach((item) => {
      item.open = false;
      if (item.contains(document.activeElement)) item.querySelector("summary").focus();
    });
  }
  // The theme opens its filters by a link without an address, which a keyboard does not reach.
  if ((event.key === "Enter" || event.key === " ") && event.target.matches?.("a[role=button]:not([href])")) {
    event.preventDefault();
    event.target.click();
  }
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.oblik-act-form, form.oblik-once")) return;
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "1";
});
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const field = document.querySelector(button.dataset.copy);
  field.select();
  // Without https a browser gives no clipboard; the selected text is copied the old way.
  try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
  button.textContent = button.dataset.copied;
});
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("#changelist a:not([href])").forEach((item) => { item.setAttribute("role", "button"); item.tabIndex = 0; });
  const seconds = Number(document.querySelector("[data-refresh-seconds]")?.dataset.refreshSeconds || 0);
  if (seconds) setTimeout(() => location.reload(), seconds * 1000);
});
