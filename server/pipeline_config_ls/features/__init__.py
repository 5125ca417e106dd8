"""One module an LSP feature: pure functions of a document and a position."""
