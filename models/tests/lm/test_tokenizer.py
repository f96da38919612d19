"""The tokenizer files, on the tiny model's vocabulary."""

import pytest

from ddmodels.fixtures import tiny_llama
from ddmodels.lm import golden
from ddmodels.lm import tokenizer as lm_tokenizer
from ddmodels.lm.gguf_weights import LlamaGguf


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    path = tmp_path_factory.mktemp("tiny") / "model.gguf"
    tiny_llama.write_gguf(path, tiny_llama.CONFIG, tiny_llama.SEED)
    return LlamaGguf(path).tokenizer()


@pytest.fixture(scope="module")
def tokenizer(parts, tmp_path_factory):
    return lm_tokenizer.write(tmp_path_factory.mktemp("tokenizer"), parts)


@pytest.mark.parametrize("text", golden.TOKENIZER_TEXTS)
def test_every_text_comes_back(tokenizer, text):
    ids = lm_tokenizer.encode(tokenizer, text)
    assert tokenizer.decode(ids, skip_special_tokens=False) == text


@pytest.mark.parametrize("digits", ["2026", "٣٤٥", "१२३"])
def test_digits_stand_alone(tokenizer, digits):
    pieces = tokenizer.pre_tokenizer.pre_tokenize_str(f"in {digits}")
    assert [end - start for _, (start, end) in pieces][-len(digits) :] == [1] * len(digits)


def test_special_tokens_are_found_in_text(tokenizer):
    ids = lm_tokenizer.encode(tokenizer, "<|im_start|>a<|im_end|>")
    assert (ids[0], ids[-1]) == (1, 2)


def test_chat_has_a_system_message_of_its_own(parts):
    text = lm_tokenizer.chat(parts.chat_template, [{"role": "user", "content": "Hi"}])
    assert text == (
        "<|im_start|>system\nYou are tiny<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
        "<|im_start|>assistant\n"
    )


def test_config_names_the_stop_token(parts):
    config = lm_tokenizer.tokenizer_config(parts)
    assert config["eos_token"] == "<|im_end|>"
    assert config["chat_template"] == tiny_llama.TEMPLATE
