"""Tiny checkpoints of every architecture, laid down on the spot: random weights, real tokenizers.

Each builder writes a whole folder (config, tokenizer, weights) of some hundred kilobytes, as
`save_pretrained` does, from a fixed seed. The weights are drawn wide, so that one token clearly
wins at each step and two engines can be compared token by token.
"""

import json
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SUBJECTS = [
    ("Der Bundestag", "The Bundestag"),
    ("Die Landesregierung", "The state government"),
    ("Ein Sprecher der Polizei", "A police spokesman"),
    ("Die Gewerkschaft", "The union"),
    ("Das Verfassungsgericht", "The constitutional court"),
    ("Der Wetterdienst", "The weather service"),
    ("Die Bürgermeisterin von Köln", "The mayor of Cologne"),
    ("Der größte Energieversorger", "The largest energy supplier"),
]
EVENTS = [
    ("hat den Haushalt beschlossen", "has passed the budget"),
    ("warnt vor schweren Stürmen", "warns of severe storms"),
    ("rechnet mit 3.500 neuen Stellen", "expects 3,500 new jobs"),
    ("hat die Gespräche überraschend abgebrochen", "has unexpectedly ended the talks"),
    ("will die Preise um 4,5 Prozent erhöhen", "wants to raise prices by 4.5 percent"),
]
TIMES = [
    ("am Freitag", "on Friday"),
    ("nach Angaben des Ministeriums", "according to the ministry"),
    ("wegen der hohen Kosten", "because of the high costs"),
    ("im Dezember 2022", "in December 2022"),
    ("trotz heftiger Kritik", "despite fierce criticism"),
]
GERMAN = [f"{s} {e}, {t}." for s, _ in SUBJECTS for e, _ in EVENTS for t, _ in TIMES]
ENGLISH = [f"{s} {e}, {t}." for _, s in SUBJECTS for _, e in EVENTS for _, t in TIMES]

PIECES = 320
POSITIONS = 128
LONG = 512  # positions of the models for long input
WIDTH = 32
# Wide enough that the most likely token is likelier than the next by more than rounding errors.
SPREAD = 0.5


def marian(folder: Path) -> Path:
    """OPUS-MT's architecture; the vocabulary does not follow SentencePiece's ids, as there."""
    from transformers import MarianConfig, MarianMTModel

    folder.mkdir(parents=True)
    pieces = _sentencepiece(folder / "source.spm")
    shutil.copy(folder / "source.spm", folder / "target.spm")
    ordered = ["</s>", "<unk>", *sorted(set(pieces) - {"</s>", "<unk>", "<s>"}), "<pad>"]
    _write(folder / "vocab.json", {piece: id_ for id_, piece in enumerate(ordered)})
    _write(
        folder / "tokenizer_config.json",
        {"tokenizer_class": "MarianTokenizer", "source_lang": "de", "target_lang": "en"}
        | {"model_max_length": POSITIONS, "separate_vocabs": False},
    )
    pad = len(ordered) - 1
    config = MarianConfig(
        **_transformer(len(ordered)),
        decoder_vocab_size=len(ordered),
        pad_token_id=pad,
        eos_token_id=0,
        forced_eos_token_id=0,
        decoder_start_token_id=pad,
        activation_function="swish",
        scale_embedding=True,
        static_position_embeddings=True,
    )
    return _save(folder, MarianMTModel, config)


def mbart(folder: Path) -> Path:
    """Pre-norm mBART with a byte-level BPE of its own: the architecture of the embedded model."""
    from transformers import MBartConfig, MBartForConditionalGeneration

    vocabulary = _byte_level_bpe(folder)
    config = MBartConfig(
        **_transformer(vocabulary),
        **_FAIRSEQ_IDS,
        decoder_start_token_id=2,
        forced_eos_token_id=None,
        activation_function="relu",
        scale_embedding=True,
    )
    return _save(folder, MBartForConditionalGeneration, config)


def bart(folder: Path) -> Path:
    """BART, whose own settings force the first and the last token, as bart-large-cnn's do."""
    from transformers import BartConfig, BartForConditionalGeneration

    vocabulary = _byte_level_bpe(folder)
    config = BartConfig(
        **_transformer(vocabulary),
        **_FAIRSEQ_IDS,
        decoder_start_token_id=2,
        forced_bos_token_id=0,
        forced_eos_token_id=2,
        num_beams=6,
        min_length=20,
        no_repeat_ngram_size=3,
    )
    return _save(folder, BartForConditionalGeneration, config)


def mbart50(folder: Path) -> Path:
    """mBART-50, which marks the source's language and writes the target's first."""
    from transformers import MBart50Tokenizer, MBartConfig, MBartForConditionalGeneration

    tokenizer = MBart50Tokenizer(vocab=_unigram([]), model_max_length=POSITIONS)
    tokenizer.save_pretrained(folder)
    config = MBartConfig(
        **_transformer(len(tokenizer)),
        **_FAIRSEQ_IDS,
        decoder_start_token_id=2,
        forced_eos_token_id=2,
        scale_embedding=True,
        tokenizer_class="MBart50Tokenizer",
    )
    return _save(folder, MBartForConditionalGeneration, config)


def mbart25(folder: Path) -> Path:
    """mBART-25, whose decoder starts from the target's language."""
    from transformers import MBartConfig, MBartForConditionalGeneration, MBartTokenizer

    vocabulary = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), *_unigram([])]
    tokenizer = MBartTokenizer(vocab=vocabulary, model_max_length=POSITIONS)
    tokenizer.save_pretrained(folder)
    config = MBartConfig(
        **_transformer(len(tokenizer)),
        **_FAIRSEQ_IDS,
        decoder_start_token_id=tokenizer.convert_tokens_to_ids("ro_RO"),
        scale_embedding=True,
    )
    return _save(folder, MBartForConditionalGeneration, config)


def nllb(folder: Path) -> Path:
    """NLLB: M2M100's architecture with codes such as deu_Latn."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import NllbTokenizer

    backend = Tokenizer(models.BPE(unk_token="<unk>"))
    backend.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    backend.train_from_iterator(
        GERMAN + ENGLISH, trainers.BpeTrainer(vocab_size=PIECES, special_tokens=special)
    )
    model = json.loads(backend.to_str())["model"]
    merges = [tuple(merge) for merge in model["merges"]]
    tokenizer = NllbTokenizer(vocab=model["vocab"], merges=merges, model_max_length=POSITIONS)
    tokenizer.save_pretrained(folder)
    return _m2m100(folder, len(tokenizer))


def m2m100(folder: Path) -> Path:
    """M2M100, whose tokenizer marks languages as __de__ and __en__."""
    from transformers import M2M100Tokenizer

    folder.mkdir(parents=True)
    model = folder / "sentencepiece.bpe.model"
    pieces = [p for p in _sentencepiece(model) if p not in {"<s>", "</s>", "<unk>"}]
    ordered = ["<s>", "<pad>", "</s>", "<unk>", *pieces]
    _write(folder / "vocab.json", {piece: id_ for id_, piece in enumerate(ordered)})
    tokenizer = M2M100Tokenizer(
        str(folder / "vocab.json"), str(model), model_max_length=POSITIONS, num_madeup_words=8
    )
    tokenizer.save_pretrained(folder)
    return _m2m100(folder, len(ordered) + len(tokenizer.lang_code_to_id), unused=8)


def t5(folder: Path) -> Path:
    """T5 of the first kind: tied embeddings, ReLU."""
    from transformers import T5ForConditionalGeneration

    return _t5(folder, T5ForConditionalGeneration, tie_word_embeddings=True)


def mt5(folder: Path) -> Path:
    """mT5: untied output, gated GELU."""
    from transformers import MT5ForConditionalGeneration

    return _t5(
        folder,
        MT5ForConditionalGeneration,
        tie_word_embeddings=False,
        feed_forward_proj="gated-gelu",
    )


def pegasus(folder: Path) -> Path:
    """Pegasus: sinusoidal positions, no start-of-text."""
    from transformers import PegasusConfig, PegasusForConditionalGeneration, PegasusTokenizer

    vocabulary = _unigram(["<pad>", "</s>", "<mask_1>", "<mask_2>"])
    tokenizer = PegasusTokenizer(vocab=vocabulary, offset=5, model_max_length=POSITIONS)
    tokenizer.save_pretrained(folder)
    config = PegasusConfig(
        **_transformer(len(tokenizer)),
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=tokenizer.pad_token_id,
        forced_eos_token_id=tokenizer.eos_token_id,
        activation_function="relu",
        scale_embedding=True,
    )
    return _save(folder, PegasusForConditionalGeneration, config)


def madlad(folder: Path) -> Path:
    """MADLAD-400: T5 1.1 with a piece that names the target language."""
    from transformers import T5ForConditionalGeneration

    return _t5(
        folder,
        T5ForConditionalGeneration,
        special=["<2en>", "<2de>"],
        tie_word_embeddings=False,
        feed_forward_proj="gated-gelu",
    )


def longt5(folder: Path) -> Path:
    """LongT5 with transient-global attention: long inputs in blocks, relative positions."""
    from transformers import LongT5ForConditionalGeneration

    return _t5(
        folder,
        LongT5ForConditionalGeneration,
        tie_word_embeddings=False,
        feed_forward_proj="gated-gelu",
        encoder_attention_type="transient-global",
        local_radius=7,
        global_block_size=4,
        n_positions=LONG,
    )


def led(folder: Path) -> Path:
    """LED: BART whose encoder attends within windows, and everywhere from the first token."""
    from transformers import LEDConfig, LEDForConditionalGeneration

    vocabulary = _byte_level_bpe(folder, LONG)
    sizes = _transformer(vocabulary)
    del sizes["max_position_embeddings"]
    config = LEDConfig(
        **sizes,
        **_FAIRSEQ_IDS,
        max_encoder_position_embeddings=LONG,
        max_decoder_position_embeddings=POSITIONS,
        attention_window=16,
        decoder_start_token_id=2,
        forced_bos_token_id=0,
        forced_eos_token_id=2,
    )
    return _save(folder, LEDForConditionalGeneration, config)


def bert2bert(folder: Path) -> Path:
    """Two BERTs as encoder and decoder, the older way of German summarizers."""
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertTokenizer, EncoderDecoderConfig, EncoderDecoderModel

    backend = BertWordPieceTokenizer(lowercase=False)
    backend.train_from_iterator(GERMAN + ENGLISH, vocab_size=PIECES, show_progress=False)
    tokenizer = BertTokenizer(
        vocab=backend.get_vocab(), do_lower_case=False, model_max_length=POSITIONS
    )
    tokenizer.save_pretrained(folder)
    part = {
        "vocab_size": len(tokenizer),
        "hidden_size": WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "intermediate_size": 2 * WIDTH,
        "max_position_embeddings": POSITIONS,
        "initializer_range": SPREAD,
    }
    config = EncoderDecoderConfig.from_encoder_decoder_configs(
        BertConfig(**part), BertConfig(**part)
    )
    config.decoder_start_token_id = tokenizer.cls_token_id
    config.eos_token_id = tokenizer.sep_token_id
    config.pad_token_id = tokenizer.pad_token_id
    return _save(folder, EncoderDecoderModel, config)


def fsmt(folder: Path) -> Path:
    """The winner of WMT19 in transformers' form, which CTranslate2 does not run."""
    from transformers import FSMTConfig, FSMTForConditionalGeneration

    folder.mkdir(parents=True)
    characters = sorted({c for text in GERMAN + ENGLISH for c in text if c != " "})
    ends = [f"{character}</w>" for character in characters]
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", *characters, *ends]
    for side in ("src", "tgt"):
        _write(folder / f"vocab-{side}.json", {piece: i for i, piece in enumerate(vocabulary)})
    folder.joinpath("merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    _write(
        folder / "tokenizer_config.json",
        {"tokenizer_class": "FSMTTokenizer", "langs": ["de", "en"], "model_max_length": POSITIONS}
        | {"do_lower_case": False},
    )
    sizes = _transformer(len(vocabulary))
    del sizes["vocab_size"]
    config = FSMTConfig(
        **sizes,
        langs=["de", "en"],
        src_vocab_size=len(vocabulary),
        tgt_vocab_size=len(vocabulary),
        decoder_start_token_id=2,
        forced_eos_token_id=2,
        **_FAIRSEQ_IDS,
    )
    return _save(folder, FSMTForConditionalGeneration, config)


def llama(folder: Path) -> Path:
    """An instruct model: a decoder alone, with a chat template that knows thinking."""
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

    vocabulary = _byte_level_bpe(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.chat_template = (
        "{% for m in messages %}<s>{{ m.role }}\n{{ m.content }}</s>{% endfor %}"
        "{% if add_generation_prompt %}<s>assistant\n"
        "{% if enable_thinking %}<think>{% endif %}{% endif %}"
    )
    tokenizer.model_max_length = 4096
    tokenizer.save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=4096,
        initializer_range=SPREAD,
        **_FAIRSEQ_IDS,
    )
    return _save(folder, LlamaForCausalLM, config)


def qwen3(folder: Path) -> Path:
    """Qwen 3: heads with norms of their own, embeddings tied, turns that end with a mark."""
    from transformers import AutoTokenizer, Qwen3Config, Qwen3ForCausalLM

    vocabulary = _byte_level_bpe(folder, special=["<|im_start|>", "<|im_end|>"])
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.chat_template = (
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n"
        "{% if enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}{% endif %}"
    )
    tokenizer.model_max_length = 4096
    tokenizer.save_pretrained(folder)
    config = Qwen3Config(
        vocab_size=vocabulary,
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        max_position_embeddings=4096,
        initializer_range=SPREAD,
        tie_word_embeddings=True,
        **_FAIRSEQ_IDS,
    )
    return _save(folder, Qwen3ForCausalLM, config)


def translategemma(folder: Path) -> Path:
    """TranslateGemma: Gemma 3 with its eyes, and a template that asks for two languages."""
    from transformers import AutoTokenizer, Gemma3Config, Gemma3ForConditionalGeneration

    vocabulary = _byte_level_bpe(folder, special=["<start_of_turn>", "<end_of_turn>"])
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.chat_template = (
        "{{ '<s>' }}{% for m in messages %}{% if m.role == 'user' %}"
        "{% if m.content is string or m.content | length != 1 %}"
        "{{ raise_exception('content must be a list with one item') }}{% endif %}"
        "{% set c = m.content[0] %}<start_of_turn>user\n"
        "Translate {{ c['source_lang_code'] }} to {{ c['target_lang_code'] }}:\n\n\n"
        "{{ c['text'] | trim }}<end_of_turn>\n{% endif %}{% endfor %}"
        "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
    )
    tokenizer.model_max_length = 8192
    tokenizer.save_pretrained(folder)
    text = {
        "vocab_size": vocabulary,
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 8,
        "max_position_embeddings": 8192,
        "initializer_range": SPREAD,
    }
    vision = {
        "hidden_size": 16,
        "intermediate_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "image_size": 28,
        "patch_size": 14,
    }
    config = Gemma3Config(
        text_config=text, vision_config=vision, mm_tokens_per_image=4, **_FAIRSEQ_IDS
    )
    return _save(folder, Gemma3ForConditionalGeneration, config)


GOLDEN = (
    "Der Bundestag hat am Freitag den Haushalt beschlossen.",
    "The Bundestag passed the budget on Friday.",
)


def fluent(folder: Path) -> Path:
    """A tiny NLLB that has learned one sentence: its English, or itself where German is forced."""
    import torch
    from transformers import AutoTokenizer, M2M100Config, M2M100ForConditionalGeneration

    nllb(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder, src_lang="deu_Latn")
    source = tokenizer([GOLDEN[0]] * 2, return_tensors="pt")
    rows = [
        [2, tokenizer.convert_tokens_to_ids(code), *tokenizer(text).input_ids[1:]]
        for code, text in (("deu_Latn", GOLDEN[0]), ("eng_Latn", GOLDEN[1]))
    ]
    longest = max(map(len, rows))
    target = torch.tensor([row + [1] * (longest - len(row)) for row in rows])
    config = M2M100Config.from_pretrained(folder, init_std=0.05, dropout=0.0)
    with _seeded():
        model = M2M100ForConditionalGeneration(config).train()
        optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
        for _ in range(150):
            logits = model(**source, decoder_input_ids=target[:, :-1]).logits
            loss = torch.nn.functional.cross_entropy(
                logits.flatten(0, 1), target[:, 1:].flatten(), ignore_index=1
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if loss < 0.02:
                break
    model.eval().save_pretrained(folder)
    return folder


Builder = Callable[[Path], Path]
CONVERTIBLE: dict[str, Builder] = {
    "marian": marian,
    "mbart": mbart,
    "bart": bart,
    "mbart25": mbart25,
    "mbart50": mbart50,
    "nllb": nllb,
    "m2m100": m2m100,
    "t5": t5,
    "mt5": mt5,
    "madlad": madlad,
    "pegasus": pegasus,
}
TORCH_ONLY: dict[str, Builder] = {
    "bert2bert": bert2bert,
    "fsmt": fsmt,
    "led": led,
    "longt5": longt5,
}
GENERATORS: dict[str, Builder] = {"llama": llama, "qwen3": qwen3}
CAUSAL: dict[str, Builder] = GENERATORS | {"translategemma": translategemma}
BUILDERS: dict[str, Builder] = CONVERTIBLE | TORCH_ONLY
EVERY: dict[str, Builder] = BUILDERS | CAUSAL
LEARNED: dict[str, Builder] = {"fluent": fluent}

_FAIRSEQ_IDS = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2}


def _transformer(vocabulary: int) -> dict[str, Any]:
    sides = ("encoder", "decoder")
    return {
        "vocab_size": vocabulary,
        "d_model": WIDTH,
        "max_position_embeddings": POSITIONS,
        "init_std": SPREAD,
        "dropout": 0.0,
        **{f"{side}_layers": 2 for side in sides},
        **{f"{side}_attention_heads": 4 for side in sides},
        **{f"{side}_ffn_dim": 2 * WIDTH for side in sides},
    }


def _m2m100(folder: Path, vocabulary: int, unused: int = 0) -> Path:
    """`unused` rows end the embedding, as in the published checkpoints; none is ever put out."""
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    config = M2M100Config(
        **_transformer(vocabulary + unused),
        **_FAIRSEQ_IDS,
        decoder_start_token_id=2,
        max_length=20,
        scale_embedding=True,
    )
    return _save(folder, M2M100ForConditionalGeneration, config, zero_rows=unused)


def _t5(folder: Path, model: type, special: Sequence[str] = (), **settings: Any) -> Path:
    from transformers import T5Tokenizer

    vocabulary = _unigram(["<pad>", "</s>", *special])
    tokenizer = T5Tokenizer(vocab=vocabulary, extra_ids=10)
    tokenizer.save_pretrained(folder)
    config = model.config_class(
        vocab_size=len(tokenizer) + 6,  # as published: the embedding is longer than the vocabulary
        d_model=WIDTH,
        d_kv=8,
        d_ff=2 * WIDTH,
        num_layers=2,
        num_heads=4,
        dropout_rate=0.0,
        initializer_factor=3.0,
        decoder_start_token_id=0,
        pad_token_id=0,
        eos_token_id=1,
        **settings,
    )
    return _save(folder, model, config)


def _save(folder: Path, model: Any, config: Any, zero_rows: int = 0) -> Path:
    import torch

    with _seeded(), torch.no_grad():
        made = model(config).eval()
        if zero_rows:
            made.get_input_embeddings().weight[-zero_rows:] = 0.0
        made.save_pretrained(folder)
    return folder


@contextmanager
def _seeded() -> Iterator[None]:
    import torch
    from transformers.utils import logging

    logging.disable_progress_bar()
    with torch.random.fork_rng():
        torch.manual_seed(20221109)
        yield


def _sentencepiece(path: Path) -> list[str]:
    """Train a unigram model into `path` and return its pieces."""
    import sentencepiece

    with path.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(GERMAN + ENGLISH),
            model_writer=file,
            vocab_size=PIECES,
            hard_vocab_limit=False,
            minloglevel=2,
            num_threads=1,
        )
    model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [model.id_to_piece(i) for i in range(model.get_piece_size())]


def _unigram(special: list[str]) -> list[tuple[str, float]]:
    """Pieces and scores of a unigram vocabulary: `special` first, then <unk>, then the pieces."""
    import sentencepiece

    # The trainer of `tokenizers` gives other pieces each time; this one always the same.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "unigram.model"
        _sentencepiece(path)
        model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    numbers = [n for n in range(model.get_piece_size()) if not model.is_control(n)]
    pieces = [
        (model.id_to_piece(n), model.get_score(n)) for n in numbers if not model.is_unknown(n)
    ]
    return [*((piece, 0.0) for piece in (*special, "<unk>")), *pieces]


def _byte_level_bpe(folder: Path, length: int = POSITIONS, special: Sequence[str] = ()) -> int:
    """Write the tokenizer of the embedded model in small; returns the size of its vocabulary."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=2 * PIECES,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", *special],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    backend.train_from_iterator(GERMAN + ENGLISH, trainer)
    backend.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=backend,
        bos_token="<s>",
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
        model_max_length=length,
    ).save_pretrained(folder)
    return backend.get_vocab_size()


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def sentences(count: int = 200, seed: int = 7) -> list[str]:
    """`count` distinct German sentences of mixed length, the same each time."""
    chosen = random.Random(seed).sample(GERMAN, min(count, len(GERMAN)))
    return [" ".join(text.split()[: 3 + i % 9]) for i, text in enumerate(chosen)]
