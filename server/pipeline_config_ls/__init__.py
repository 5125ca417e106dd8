"""Language server, editor extension and command line for pipeline.config files."""
