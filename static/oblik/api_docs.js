// The contract as a page. Reading can be tried out with a key; nothing can be changed from here.
SwaggerUIBundle({
  url: document.getElementById("docs").dataset.contract,
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: ["get"],
  validatorUrl: null,
});
