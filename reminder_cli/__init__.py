"""Reminders, inkassokrav and late interest for a small Swedish firm."""

__version__ = "0.1.0"
