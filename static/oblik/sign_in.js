// The theme that was chosen in the admin holds here too.
try {
  const theme = JSON.parse(localStorage.getItem("adminTheme") || "null");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch { /* storage is closed: the browser's own theme is used */ }

// A passkey that was cancelled or failed: said on the page, not only in the console.
document.addEventListener("allauth.error", event => {
  event.preventDefault();
  const note = document.getElementById("key_error");
  if (note) note.hidden = false;
});
