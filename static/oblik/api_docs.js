// The contract as a page. Reading can be tried out with a key; nothing can be changed from here.
SwaggerUIBundle({
  url: document.getElementById("docs").dataset.contract,
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "none", // nouns only: from some 125 operations on the page stops drawing them all at once
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: ["get"],
  validatorUrl: null,
});
