"""From a profile to models: which ones will run (found without loading them), and the stages."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.article import Article
from pipeline.errors import UsageError
from pipeline.models.checkpoint import Checkpoint, is_cached, resolve
from pipeline.models.engine import Decoding, Engine, EngineName
from pipeline.models.load import choose_engine, load
from pipeline.profile import Profile, SummarizerChoice
from pipeline.record import Models, SummarizerModel, TranslatorModel
from pipeline.run.stages import Stages, Summarizer
from pipeline.summarize import EXTRACTIVE, Abstractive, Extractive
from pipeline.text.chunks import chunk_blocks
from pipeline.translate.seq2seq import Seq2SeqTranslator

PREFERRED = "Helsinki-NLP/opus-mt-de-en"
EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True)
class Plan:
    """The models that a profile means on this machine, found but not yet loaded."""

    profile: Profile
    translator: Checkpoint
    engine: EngineName
    summarizer: Checkpoint | None

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
        return lines

    def translator_engine(self) -> Engine:
        """Load the translation model."""
        choice = self.profile.translator
        return load(
            self.translator,
            task="translate",
            engine=self.engine,
            device=self.profile.device,
            quantization=choice.quantization,
            prefix=choice.prefix,
            batch_tokens=self.profile.batch_tokens,
        )

    def load_translator(self) -> Seq2SeqTranslator:
        """The translator, loaded."""
        choice = self.profile.translator
        decoding = Decoding(beam=choice.beam, length_penalty=choice.length_penalty)
        return Seq2SeqTranslator(self.translator_engine(), decoding)

    def load_summarizer(self) -> Summarizer:
        """The summarizer, loaded if it is a model."""
        choice = self.profile.summarizer
        if self.summarizer is None:
            return Extractive(sentences=choice.sentences)
        engine = load(
            self.summarizer,
            task="summarize",
            engine=choice.engine,
            device=self.profile.device,
            prefix=choice.prefix,
            batch_tokens=self.profile.batch_tokens,
        )
        return Abstractive(engine, Decoding(beam=choice.beam), sentences=choice.sentences)

    def load_stages(self) -> Stages:
        """All models of a run, loaded."""
        translator = self.load_translator()

        def chunks(article: Article) -> int:
            return len(chunk_blocks(article.blocks, translator.engine.count, translator.budget))

        return Stages(self.load_summarizer(), translator, chunks)


def plan(profile: Profile) -> Plan:
    """Find the models of `profile` on this machine; the network is not touched.

    Raises ModelError with the remedy if one is missing, UsageError if the profile names none.
    """
    choice = profile.translator
    model = choice.model
    if model == "auto":
        model = PREFERRED if is_cached(PREFERRED) else EMBEDDED
    translator = resolve(model, choice.revision)
    return Plan(
        profile=profile,
        translator=translator,
        engine=choose_engine(translator, choice.engine),
        summarizer=_summarizer(profile.summarizer),
    )


def _summarizer(choice: SummarizerChoice) -> Checkpoint | None:
    if choice.kind == "extractive":
        return None
    if choice.model is None:
        raise UsageError(
            "the profile's summarizer is abstractive but names no model",
            'add `model = "…"` under [summarizer]',
        )
    return resolve(choice.model, choice.revision)
