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

document.addEventListener("DOMContentLoaded", () => {
  // On a telephone a row of a list is a card; its captions begin with a capital, as headings do.
  document.querySelectorAll("#result_list [data-label]").forEach((cell) => {
    const text = cell.dataset.label;
    cell.dataset.label = text.charAt(0).toLocaleUpperCase() + text.slice(1);
  });
  // Over figures, which stand from the right, so does the caption.
  const captions = document.querySelectorAll("#result_list thead tr:first-child > *");
  [...(document.querySelector("#result_list tbody tr")?.children ?? [])].forEach((cell, at) => {
    if (cell.querySelector(":scope > .oblik-money, :scope > a > .oblik-money, :scope > .oblik-number")) captions[at]?.classList.add("oblik-over-figures");
  });
});
