"""Payment providers: one adapter each, pure and apart from the others. docs/providers.md has what each signs, and the risks."""
