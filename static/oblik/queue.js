// The queue by keys: j and k move, x chooses, a approves, r asks for the reason and rejects, Enter opens.
document.addEventListener("DOMContentLoaded", () => {
  const rows = [...document.querySelectorAll("[data-queue] [data-row]")];
  rows[0]?.focus();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !rows.length) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) {
      if (event.key === "Escape") event.target.closest("[data-row]")?.focus();
      return;
    }
    const row = event.target.closest?.("[data-row]");
    const at = rows.indexOf(row);
    const form = row?.querySelector("[data-decide]");
    const acts = {
      j: () => rows[Math.min(at + 1, rows.length - 1)].focus(),
      k: () => rows[Math.max(at - 1, 0)].focus(),
      x: () => row?.querySelector("input[type=checkbox]").click(),
      a: () => form?.requestSubmit(form.querySelector("[value=approve]")),
      r: () => {
        const comment = form?.querySelector("[name=comment]");
        if (!comment) return;
        if (comment.value.trim()) form.requestSubmit(form.querySelector("[value=reject]"));
        else { comment.required = true; comment.focus(); }
      },
    };
    if (event.key === "Enter" && row === event.target) { row.querySelector("[data-open]").click(); return; }
    if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
  });
  // Enter in the comment that r asked for rejects; in one that was typed freely it approves nothing.
  document.querySelectorAll("[data-decide] [name=comment]").forEach((comment) => comment.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (comment.required && comment.value.trim()) comment.form.requestSubmit(comment.form.querySelector("[value=reject]"));
  }));
});
