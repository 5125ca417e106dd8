"""One config in its project: everything that is known of it, each thing worked out once."""
