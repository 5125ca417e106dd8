"""Language server, editor extension and command line for pipeline.config files."""

__version__ = '0.1.0'
