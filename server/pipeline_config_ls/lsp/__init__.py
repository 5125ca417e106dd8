"""The language server: the connection, one editor session, and the answers to its requests."""
