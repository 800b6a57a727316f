"""Translating: German segments to English, each with what the model says of its certainty."""
