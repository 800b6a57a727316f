"""Measuring: each score with the baseline beside it, on files that anyone can bring."""
