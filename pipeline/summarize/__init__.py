"""Summaries: sentences chosen from the article itself, or a model's own words.

Every summarizer takes articles and gives back one summary each, in order, and each summary
sentence names the sentences of the article that it rests on.
"""

from pipeline.summarize.abstractive import Abstractive
from pipeline.summarize.base import Summarizer
from pipeline.summarize.extractive import EXTRACTIVE, Extractive
from pipeline.summarize.instruct import Instruct

__all__ = ["EXTRACTIVE", "Abstractive", "Extractive", "Instruct", "Summarizer"]
