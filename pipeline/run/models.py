"""From a profile to models: which ones will run (found without loading them), and the stages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from pipeline.article import Article, Chunk
from pipeline.check.evidence import Scorer
from pipeline.check.glossary import read_glossary
from pipeline.errors import UsageError
from pipeline.models.chat import Chat
from pipeline.models.chat_served import URL, Served, served
from pipeline.models.checkpoint import Checkpoint, is_cached, resolve
from pipeline.models.engine import Decoding, Engine, EngineName, ModelCard
from pipeline.models.late import Late
from pipeline.models.load import choose_chat_engine, choose_engine, load, open_chat
from pipeline.models.tasks import Task
from pipeline.plugins import plugin
from pipeline.profile import Profile, SummarizerChoice, TranslatorChoice, glossary_file
from pipeline.record import Models, SummarizerModel, TranslatorModel
from pipeline.run.stages import Stages, Summarizer
from pipeline.summarize import EXTRACTIVE, Abstractive, Extractive, Instruct
from pipeline.text.chunks import chunk_blocks
from pipeline.translate.base import Translator
from pipeline.translate.instruct import InstructTranslator
from pipeline.translate.scoring import embedded_scorer, if_possible
from pipeline.translate.seq2seq import Seq2SeqTranslator

PREFERRED = "Helsinki-NLP/opus-mt-de-en"
EMBEDDED = "embedded"
_TRANSLATORS = ("seq2seq", "chat")
_SUMMARIZERS = ("extractive", "abstractive", "chat")


@dataclass(frozen=True, slots=True)
class Plugged:
    """A translator or summarizer that a package brings, by its name and the package's version."""

    id: str
    revision: str

    @property
    def card(self) -> ModelCard:
        """What records call it."""
        return ModelCard(self.id, self.revision)


Found = Checkpoint | Served | Plugged


class CountingTranslator(Translator, Protocol):
    """A translator that says how much it takes at once: what a plugin has to be."""

    @property
    def budget(self) -> int:
        """The most source tokens of one input."""
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """Source tokens of each text."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """The models that a profile means on this machine, found but not yet loaded.

    threads: cores that each computes on; all of them if None. second: another translator for what
    the first one gets wrong, loaded only when that happens.
    """

    profile: Profile
    translator: Found
    engine: EngineName
    summarizer: Found | None
    threads: int | None = None
    second: Checkpoint | None = None

    @property
    def models(self) -> Models:
        """The models as a record names them."""
        summarizer = self.summarizer.card if self.summarizer else EXTRACTIVE
        translator = self.translator
        return Models(
            summarizer=SummarizerModel(id=summarizer.id, revision=summarizer.revision),
            translator=TranslatorModel(
                id=translator.id, revision=translator.revision, engine=self.engine
            ),
        )

    def notices(self) -> list[str]:
        """Which models run and how good they are known to be, for a person, one line each."""
        card = self.translator.card
        known = f"; {card.quality}" if card.quality else ""
        lines = [f"translator: {card.id} ({card.revision[:12]}, {self.engine}){known}"]
        if self.profile.translator.model == "auto" and card.id != PREFERRED:
            lines.append(f"a better translator: depesche models pull {PREFERRED}")
        hosts = {urlsplit(m.url).hostname for m in self.models_in_use() if isinstance(m, Served)}
        return lines + [f"articles are sent to {host}" for host in sorted(filter(None, hosts))]

    @property
    def checkpoint(self) -> Checkpoint:
        """The translator's files. Raises UsageError if it has none here."""
        if not isinstance(self.translator, Checkpoint):
            raise UsageError(
                f"{self.translator.id} runs on a server or is a plugin",
                "choose a profile whose translator is a checkpoint",
            )
        return self.translator

    def models_in_use(self) -> list[Found]:
        """The translators and, if it is a model, the summarizer; one that is both, once."""
        models = (self.translator, self.second, self.summarizer)
        return list(dict.fromkeys(model for model in models if model is not None))

    def load_translator(self) -> Translator:
        """The translator, loaded."""
        return self._translator()

    def load_summarizer(self) -> Summarizer:
        """The summarizer, loaded if it is a model."""
        return self._summarizer()

    def load_stages(self) -> Stages:
        """All models of a run, loaded; an instruct model that does both but once."""
        translator = self._translator()
        shared = None
        if isinstance(translator, Seq2SeqTranslator):
            count = translator.engine.count
        else:
            count = translator.count
        if isinstance(translator, InstructTranslator) and self.summarizer == self.translator:
            shared = translator.chat

        def chunks(article: Article) -> list[Chunk]:
            return chunk_blocks(article.blocks, count, translator.budget)

        return Stages(self._summarizer(shared), translator, chunks)

    def _translator(self) -> Seq2SeqTranslator | InstructTranslator | CountingTranslator:
        choice = self.profile.translator
        if isinstance(self.translator, Plugged):
            made: CountingTranslator = plugin("translators", choice.kind).load()(
                choice, self.profile.device
            )
            return made
        terms = read_glossary(glossary_file(choice))
        if choice.kind == "chat":
            return InstructTranslator(self._chat(self.translator, choice), terms)
        decoding = Decoding(beam=choice.beam, length_penalty=choice.length_penalty)
        engine = self._engine(self.translator, "translate", choice)
        return Seq2SeqTranslator(engine, decoding, terms, self._second(choice), self._witness())

    def _witness(self) -> Scorer | None:
        """The embedded translator, to be asked about what another one made."""
        own = isinstance(self.translator, Checkpoint) and self.translator.id == EMBEDDED
        return None if own else if_possible(embedded_scorer(threads=1))

    def _second(self, choice: TranslatorChoice) -> Late[Engine] | None:
        second = self.second
        if second is None:
            return None
        own = choice.model_copy(update={"prefix": None})  # a prefix is the first model's
        return Late(lambda: self._engine(second, "translate", own))

    def _summarizer(self, shared: Chat | None = None) -> Summarizer:
        choice = self.profile.summarizer
        if self.summarizer is None:
            return Extractive(sentences=choice.sentences)
        if isinstance(self.summarizer, Plugged):
            made: Summarizer = plugin("summarizers", choice.kind).load()(
                choice, self.profile.device
            )
            return made
        if choice.kind == "chat":
            chat = shared or self._chat(self.summarizer, choice)
            return Instruct(chat, sentences=choice.sentences)
        engine = self._engine(self.summarizer, "summarize", choice)
        return Abstractive(engine, Decoding(beam=choice.beam), sentences=choice.sentences)

    def _engine(
        self,
        model: Found,
        task: Task,
        choice: TranslatorChoice | SummarizerChoice,
    ) -> Engine:
        assert isinstance(model, Checkpoint), "only instruct models are served"
        return load(
            model,
            task=task,
            engine=choice.engine,
            device=self.profile.device,
            quantization=choice.quantization if isinstance(choice, TranslatorChoice) else "auto",
            prefix=choice.prefix,
            threads=self.threads,
            batch_tokens=self.profile.batch_tokens,
            compiled=isinstance(choice, TranslatorChoice) and choice.compiled,
        )

    def _chat(self, model: Found, choice: TranslatorChoice | SummarizerChoice) -> Chat:
        assert not isinstance(model, Plugged), "a plugin is no instruct model"
        return open_chat(
            model,
            self.profile.device,
            self.profile.batch_tokens,
            choice.engine,
            choice.quantization if isinstance(choice, TranslatorChoice) else "auto",
            self.threads,
        )


def plan(profile: Profile) -> Plan:
    """Find the models of `profile` on this machine; the network is not touched.

    Raises ModelError with the remedy if one is missing, UsageError if the profile names none.
    """
    translator = _find_translator(profile.translator)
    engine: EngineName
    if isinstance(translator, Served):
        engine = "server"
    elif isinstance(translator, Plugged):
        engine = profile.translator.kind
    elif profile.translator.kind == "chat":
        engine = choose_chat_engine(translator, profile.translator.engine)
    else:
        engine = choose_engine(translator, profile.translator.engine)
    second = profile.translator.second
    return Plan(
        profile,
        translator,
        engine,
        _find_summarizer(profile.summarizer),
        second=resolve(second) if second else None,
    )


def hub_models(profile: Profile) -> list[tuple[str, str | None]]:
    """The models of the Hub that a profile names, each with its revision, if it says one.

    Raises UsageError if it names none.
    """
    named = [
        (PREFERRED if choice.model == "auto" else choice.model, choice.revision)
        for choice in (profile.translator, profile.summarizer)
        if choice.kind in (*_TRANSLATORS, *_SUMMARIZERS)
        and choice.model not in (None, EMBEDDED)
        and not Path(str(choice.model)).exists()
        and not (choice.kind == "chat" and (os.environ.get(URL) or choice.url))
    ]
    second = profile.translator.second
    if second and second != EMBEDDED and not Path(second).exists():
        named.append((second, None))
    found = list(dict.fromkeys((str(model), revision) for model, revision in named))
    if not found:
        raise UsageError(
            f"the profile {profile.name} needs no model of the Hub", "nothing is to be fetched"
        )
    return found


def _find_translator(choice: TranslatorChoice) -> Found:
    model = choice.model
    if choice.kind not in _TRANSLATORS:
        found = plugin("translators", choice.kind, _TRANSLATORS)
        return Plugged(choice.kind if model == "auto" else model, found.version)
    if choice.kind == "chat":
        if model in ("auto", EMBEDDED):
            raise UsageError(
                "the profile's translator is an instruct model but names none",
                'add `model = "…"` under [translator]',
            )
        return _find_chat(model, choice)
    if model == "auto":
        model = PREFERRED if is_cached(PREFERRED) else EMBEDDED
    return resolve(model, choice.revision)


def _find_summarizer(choice: SummarizerChoice) -> Found | None:
    if choice.kind not in _SUMMARIZERS:
        found = plugin("summarizers", choice.kind, _SUMMARIZERS)
        return Plugged(choice.model or choice.kind, found.version)
    if choice.kind == "extractive":
        return None
    if choice.model is None:
        raise UsageError(
            f"the profile's summarizer is of kind {choice.kind} but names no model",
            'add `model = "…"` under [summarizer]',
        )
    if choice.kind == "chat":
        return _find_chat(choice.model, choice)
    return resolve(choice.model, choice.revision)


def _find_chat(model: str, choice: TranslatorChoice | SummarizerChoice) -> Checkpoint | Served:
    """The instruct model on the server that the environment or the profile names, else here."""
    url = os.environ.get(URL) or choice.url
    return served(model, url) if url else resolve(model, choice.revision)
