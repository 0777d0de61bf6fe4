// The contract as a page: found by word, in each of its versions, tried out with a key of the reader's.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const [docs, find, version, key, nothing] = ["docs", "find", "version", "key", "nothing"].map(byId);
  const KEPT = "oblik-docs-key"; // of this tab, gone when it is closed
  const MOST_OPEN = 8; // nouns that a search opens by itself
  const address = () => `${docs.dataset.contract}?version=${version.value}`;

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = JSON.parse(localStorage.getItem("adminTheme") || "null"); // in the admin
  const shade = () => document.documentElement.classList.toggle("dark-mode", ["dark", "light"].includes(chosen) ? chosen === "dark" : dark.matches);
  dark.addEventListener("change", shade);
  shade();

  key.value = sessionStorage.getItem(KEPT) ?? "";
  key.addEventListener("input", () => (key.value ? sessionStorage.setItem(KEPT, key.value.trim()) : sessionStorage.removeItem(KEPT)));

  // Every word must be in the address, the name or the explanation of an operation.
  const holds = (operation, phrase) => {
    const told = [operation.get("method"), operation.get("path"), ...["summary", "description"].map((name) => operation.getIn(["operation", name]))];
    const text = told.join(" ").toLowerCase();
    return phrase.toLowerCase().split(/\s+/).every((word) => text.includes(word));
  };
  const search = () => ({
    fn: {
      opsFilter: (nouns, phrase) =>
        nouns.map((noun) => noun.update("operations", (all) => all.filter((one) => holds(one, phrase)))).filter((noun) => noun.get("operations").size),
    },
  });

  const ui = SwaggerUIBundle({
    url: address(),
    dom_id: "#docs",
    deepLinking: true,
    docExpansion: "none", // nouns only: from some 125 operations on the page stops drawing them all at once
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    filter: true,
    plugins: [search],
    syntaxHighlight: { activated: true },
    validatorUrl: null,
    // By the key that was given and by nothing else: no session of this browser goes along.
    requestInterceptor: (request) => {
      if (request.loadSpec) return request;
      request.credentials = "omit";
      request.headers["Oblik-Version"] ??= version.value;
      request.headers["Accept-Language"] = document.documentElement.lang;
      if (key.value) request.headers.Authorization = `Bearer ${key.value.trim()}`;
      return request;
    },
  });

  version.addEventListener("change", () => {
    ui.specActions.updateUrl(address());
    ui.specActions.download(address());
  });

  let waiting;
  const look = () => {
    const phrase = find.value.trim();
    ui.layoutActions.updateFilter(phrase || true);
    const nouns = ui.specSelectors.taggedOperations();
    const found = phrase ? ui.fn.opsFilter(nouns, phrase) : nouns;
    nothing.hidden = found.size > 0;
    for (const noun of nouns.keys()) ui.layoutActions.show(["operations-tag", noun], Boolean(phrase) && found.size <= MOST_OPEN && found.has(noun));
  };
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 200);
  });

  // What the library says in English only, in the reader's language.
  const words = JSON.parse(byId("words").textContent);
  const translate = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = root.nodeType === Node.TEXT_NODE ? root : walker.nextNode(); node; node = walker.nextNode()) {
      const said = words[node.data.trim()];
      if (said && !node.parentElement.closest("pre, code, textarea, .markdown")) node.data = node.data.replace(node.data.trim(), said);
    }
  };
  if (Object.keys(words).length)
    new MutationObserver((changes) => {
      for (const change of changes) (change.type === "characterData" ? [change.target] : change.addedNodes).forEach(translate);
    }).observe(docs, { childList: true, subtree: true, characterData: true });
})();
