r"""Writes the GGUF's tokenizer as `tokenizer.json` and `tokenizer_config.json`.

Byte-level BPE with the pre-tokenizer of SmolLM (llama.cpp's `smollm`): digits one by one, then the
word pattern of GPT-2. transformers.js and `tokenizers` read the same two files. The digits are a
`Split` on `\p{N}` and not the published `Digits` step: the two mean the same in `tokenizers`, but
transformers.js takes only 0-9 for `Digits` and would cut Arabic or Devanagari numerals otherwise.
"""

from pathlib import Path

import jinja2.sandbox
from tokenizers import Tokenizer

from ddmodels.common.packages import write_json
from ddmodels.lm.gguf_weights import GgufTokenizer

Message = dict[str, str]


def tokenizer_json(parts: GgufTokenizer) -> dict[str, object]:
    """The content of `tokenizer.json`."""
    byte_level = {
        "type": "ByteLevel",
        "add_prefix_space": False,
        "trim_offsets": True,
        "use_regex": True,
    }
    digits = {
        "type": "Split",
        "pattern": {"Regex": r"\p{N}"},
        "behavior": "Isolated",
        "invert": False,
    }
    added = [
        {
            "id": i,
            "content": token,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for i, token in enumerate(parts.tokens)
        if parts.special[i]
    ]
    return {
        "version": "1.0",
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [digits, byte_level]},
        "post_processor": None,
        "decoder": byte_level,
        "model": {
            "type": "BPE",
            "vocab": {token: i for i, token in enumerate(parts.tokens)},
            "merges": parts.merges,
        },
    }


def tokenizer_config(parts: GgufTokenizer) -> dict[str, object]:
    """The content of `tokenizer_config.json`."""
    return {
        "tokenizer_class": "GPT2Tokenizer",
        "add_prefix_space": False,
        "clean_up_tokenization_spaces": False,
        "eos_token": parts.tokens[parts.eos],
        "chat_template": parts.chat_template,
    }


def write(folder: Path, parts: GgufTokenizer) -> Tokenizer:
    """Writes both files and returns the tokenizer as read back from them."""
    path = folder / "tokenizer.json"
    write_json(path, tokenizer_json(parts), indent=None)
    write_json(folder / "tokenizer_config.json", tokenizer_config(parts))
    return Tokenizer.from_file(str(path))


def chat(template: str, messages: list[Message]) -> str:
    """The prompt text of a conversation, ready for the model's answer."""
    environment = jinja2.sandbox.ImmutableSandboxedEnvironment()
    source = environment.from_string(template)
    return source.render(messages=messages, add_generation_prompt=True)


def encode(tokenizer: Tokenizer, text: str) -> list[int]:
    """Ids of a text; special tokens in it count as such, none are added."""
    ids: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
    return ids
