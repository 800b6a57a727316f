"""Depesche: German news, summarized, translated to English, checked and paired."""

__version__ = "0.1.0"
