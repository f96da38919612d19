"""Known answers of a language model, `golden.json`: what the page and its tests compare with.

`exact` is the model as published (float32, no rounding of activations); `wasm` and `webgpu` are the
graphs themselves, run by ONNX Runtime on the CPU. A backend is right when its logits are within
`tolerance` (absolute, in logits) of its own section; how far that section is from `exact` is the
price of 8 bits and stated in the card.

Of the prompt a section holds `logits` at `logitIds` after the prompt, their `logsumexp`, the
`greedy` continuation, `earlyLogits` (after its first `EARLY` tokens: all that a page waits for),
`lastLogits` (those from which its last token was taken, so the cache is checked too) and `margin`,
the least lead of a chosen token over the second.
"""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
from tokenizers import Tokenizer

from ddmodels.lm.layout import Weights
from ddmodels.lm.run import Logits, Model
from ddmodels.lm.tokenizer import encode

CHOSEN = 16
"""How many logits are kept."""
CONTINUATION = 16
EARLY = 3
"""Tokens of the continuation that the page runs when it has loaded a model."""

TOKENIZER_TEXTS = (
    "Hello world",
    "a green dragon",
    "",
    " leading and trailing ",
    "\t tabs\n\n\nand   runs  of spaces    ",
    "The year 2026, 31415.926 and 1234567890",
    "don't can't we've I'm you'll he'd it's DON'T",
    "def area(r):\n    return 3.14 * r**2  # square\n",
    '{"key": [1, 2.5, null], "b": "c\\n"}',
    "<|im_start|>user\nHi<|im_end|>\n",
    "a<|im_end|>b < |im_end| >",
    "你好，世界！今天天气怎么样？",
    "日本語のテスト。カタカナ",
    "مرحبا بالعالم ٣٤٥",
    "שלום עולם",
    "हिन्दी १२३",
    "naïve café résumé e\u0301 ẞ İ ½ ² Ⅷ",
    "🐉 👩‍🚀 🇩🇪 ❤️‍🔥",
    "\u00a0non-breaking\u3000ideographic\u200b zero width",
    "\r\n windows\r\n",
    "Ω≈ç√∫ ~!@#$%^&*()_+{}|:<>?",
    "Здравствуй, мир",
)
"""Texts on which tokenizers tend to differ."""


def golden(
    prompt: str,
    tokenizer: Tokenizer,
    models: Mapping[str, Model],
    tolerances: Mapping[str, float],
    layouts: Mapping[str, Weights],
) -> dict[str, object]:
    """The content of `golden.json`.

    Args:
        prompt: A conversation as text, longer than the 31 tokens up to which kernels are others.
        tokenizer: Of the model.
        models: `exact`, `wasm` and `webgpu`.
        tolerances: For `wasm` and `webgpu`, in logits.
        layouts: Packed weights by backend, of which some hashes are kept.
    """
    ids = encode(tokenizer, prompt)
    return {
        "format": "decode-and-denoise/golden-language",
        "version": 1,
        "prompt": prompt,
        "promptIds": ids,
        "tokenizerCases": [
            {"text": text, "ids": encode(tokenizer, text)} for text in TOKENIZER_TEXTS
        ],
        **answers(ids, CONTINUATION, tokenizer, models, tolerances),
        "layout": {backend: layout_hashes(weights) for backend, weights in layouts.items()},
    }


def answers(
    ids: list[int],
    count: int,
    tokenizer: Tokenizer,
    models: Mapping[str, Model],
    tolerances: Mapping[str, float],
) -> dict[str, object]:
    """Every model's answer to one prompt.

    Args:
        ids: The prompt.
        count: Length of the greedy continuation.
        tokenizer: To show the continuation as text.
        models: `exact` and the graphs.
        tolerances: For the graphs, in logits.
    """
    found = {name: model.greedy(ids, count) for name, model in models.items()}
    chosen = chosen_ids(found["exact"][1][0])
    result: dict[str, object] = {"logitIds": chosen}
    for name, (greedy, rows) in found.items():
        section: dict[str, object] = {
            "logits": _numbers(rows[0][chosen]),
            "logsumexp": _number(logsumexp(rows[0])),
            "greedy": greedy,
            "greedyText": tokenizer.decode(greedy, skip_special_tokens=False),
            "earlyLogits": _numbers(rows[EARLY][chosen]),
            "lastLogits": _numbers(rows[-1][chosen]),
            "margin": _number(smallest_margin(rows)),
        }
        if name in tolerances:
            section["tolerance"] = tolerances[name]
        result[name] = section
    return result


def chosen_ids(logits: Logits) -> list[int]:
    """Ids whose logits are kept: the eight most likely ones and eight spread over the vocabulary.

    Args:
        logits: [vocab].
    """
    likely = [int(i) for i in np.argsort(-logits, kind="stable")[: CHOSEN // 2]]
    step = len(logits) / (CHOSEN // 2)
    spread = [int((k + 0.5) * step) for k in range(CHOSEN // 2)]
    return likely + [i for i in spread if i not in likely]


def smallest_margin(rows: Logits) -> float:
    """Least lead of the most likely token over the second, in logits, over all rows."""
    best = np.sort(rows, axis=-1)[:, -2:]
    return float((best[:, 1] - best[:, 0]).min())


def logsumexp(logits: Logits) -> float:
    """Logarithm of the sum of exponentials; a logit minus this is a log probability."""
    largest = float(logits.max())
    return largest + float(np.log(np.exp(logits.astype(np.float64) - largest).sum()))


def layout_hashes(weights: Weights) -> dict[str, str]:
    """sha256 of the packed bytes of the first layer's products, the embedding and the head."""
    wanted = ("blk.0.attn_qkv", "blk.0.attn_output", "blk.0.ffn_gate_up", "blk.0.ffn_down")
    names = [name for name in weights if name[:-2] in (*wanted, "token_embd", "output")]
    return {name: hashlib.sha256(weights[name].tobytes()).hexdigest() for name in names}


def _number(value: float) -> float:
    """Five decimals are enough for logits."""
    return round(float(value), 5)


def _numbers(values: Logits) -> Sequence[float]:
    return [_number(value) for value in values]
