"""The hands of watch287g: config, polling, delivery, the command line."""

__version__ = "0.1.0"
