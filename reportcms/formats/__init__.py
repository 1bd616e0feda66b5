"""Dates as reports print them, where Django's own form for a language differs."""
