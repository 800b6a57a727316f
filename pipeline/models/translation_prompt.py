"""How a server is asked for a translation by a model that does nothing else (TranslateGemma).

Its template wants the two languages beside the text, for which OpenAI's format has no place. Each
server has its own way out, told apart by the model's name there.
"""

from __future__ import annotations

from typing import Any

from pipeline.models.chat import Message

_NAMES = {"de": "German", "en": "English"}
# Google's own prompt, which its template writes, for servers without the template.
_WRITTEN = """\
You are a professional {source} ({source_code}) to {target} ({target_code}) translator. Your \
goal is to accurately convey the meaning and nuances of the original {source} text while \
adhering to {target} grammar, vocabulary, and cultural sensitivities.
Produce only the {target} translation, without any additional explanations or commentary. Please \
translate the following {source} text into {target}:


{text}"""


def is_translation_model(model: str) -> bool:
    """Whether a model that a server calls by this name does nothing but translate."""
    return "translategemma" in model.lower()


def translation_body(model: str, message: Message) -> dict[str, Any]:
    """The fields of a request for the translation of `message`.

    vLLM runs variants that take marks in the text (Infomaniak-AI/vllm-translategemma-…), Ollama
    names its models NAME:SIZE and has no template for it, llama.cpp takes the languages for the
    template apart.
    """
    source, target = message.languages or ("de", "en")
    if "vllm-translategemma" in model.lower():
        return _body(f"<<<source>>>{source}<<<target>>>{target}<<<text>>>{message.content}")
    if ":" in model:
        return _body(
            _WRITTEN.format(
                source=_NAMES[source],
                source_code=source,
                target=_NAMES[target],
                target_code=target,
                text=message.content,
            )
        )
    codes = {"source_lang_code": source, "target_lang_code": target}
    return _body(message.content) | {"chat_template_kwargs": codes}


def _body(content: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": content}]}
