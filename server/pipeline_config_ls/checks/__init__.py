"""Problems: one module a family, each check a small function from a document to findings and their fixes."""
