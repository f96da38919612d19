import json
from pathlib import Path

import pytest

from ddmodels.denoiser import tiny
from ddmodels.emoji.pictures import Picture, read_records
from ddmodels.encoder.minilm import Encoder
from ddmodels.text import build, corpus, tokenizer
from ddmodels.text.wordnet import Sense, nouns, sentence, singulars

DATA = """  1 This software and database is being provided to you, the LICENSEE, by
00000001 05 n 01 cat 0 001 @ 00000009 n 0000 | feline mammal with thick soft fur; "the cat purred"
00000002 18 n 02 cat 0 gossip 1 000 | (slang) a spiteful woman (or man) who talks
00000003 05 n 02 sea_lion 0 seal 2 000 | a marine mammal that comes on shore to breed
00000004 06 n 01 seal 0 000 | fastener that is closed, , with wax (red (or blue))
00000005 18 n 01 Seal 0 000 | a singer who was born in London
00000006 04 n 01 pizza 0 000 | Italian pie of e.g. tomato sauce and cheese
00000007 04 n 01 year 0 000 | a period of 365 days
00000008 04 n 01 man 0 000 | an adult who is male
"""
INDEX = """  1 This software and database is being provided to you, the LICENSEE, by
cat n 2 1 @ 2 1 00000001 00000002
gossip n 1 1 @ 1 0 00000002
sea_lion n 1 0 1 0 00000003
seal n 3 0 3 0 00000004 00000005 00000003
pizza n 1 0 1 0 00000006
year n 1 0 1 0 00000007
man n 1 0 1 0 00000008
"""


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return tiny.tiny_encoder()


def first(_: str, noun: str, senses: object) -> int:
    return 0


def test_glosses_become_one_sentence() -> None:
    found = nouns(DATA, INDEX).senses
    assert [s.thing for s in found["cat"]] == [True, False], "an animal, a person"
    known = {word: tuple(s.text for s in senses) for word, senses in found.items()}
    assert known["cat"] == (
        "feline mammal with thick soft fur.",
        "a spiteful woman who talks.",
    )
    assert known["sea lion"] == ("a marine mammal that comes on shore to breed.",)
    assert known["seal"] == ("fastener that is closed, with wax.", *known["sea lion"])
    assert known["pizza"] == ("Italian pie of for example tomato sauce and cheese.",)
    assert "year" not in known, "digits"


@pytest.mark.parametrize("gloss", ["two words", "word " * 25, "a café in Paris", "(all of it)", ""])
def test_what_is_no_plain_sentence_is_left_out(gloss: str) -> None:
    assert sentence(gloss) is None


def test_plurals_are_found() -> None:
    known = nouns(DATA, INDEX)
    assert known.find("cats") == known.find("cat") != ()
    assert known.find("men") == known.senses["man"]
    assert known.find("unicorn") == ()
    assert "cherry" in singulars("cherries")


def test_concepts_come_first_and_by_their_head() -> None:
    made = corpus.collect(["red seals", "cat face", "unicorn"], nouns(DATA, INDEX), first)
    assert [(d.word, d.noun, d.concept) for d in made[:2]] == [
        ("red seals", "seals", True),
        ("cat face", "cat", True),
    ]
    words = [d.word for d in made]
    assert "unicorn" not in words and words[2:] == sorted(nouns(DATA, INDEX).senses)
    assert list(corpus.heads("smiling face with sunglasses"))[:3] == [
        "smiling face with sunglasses",
        "smiling face",
        "smiling",
    ]


def test_a_twentieth_is_held_out_and_words_of_one_meaning_together() -> None:
    out = [corpus.held_out(f"a thing of number {i}.") for i in range(4000)]
    assert sum(out) / len(out) == pytest.approx(0.05, abs=0.01)
    made = {d.word: d for d in corpus.collect([], nouns(DATA, INDEX), first)}
    assert made["sea lion"].held_out == corpus.held_out(made["sea lion"].text)


def test_any_text_is_written_and_read_back() -> None:
    texts = ["a small bird.", "a small, small boat.", "a bird that is small."] * 5
    made = tokenizer.train(texts, 300)
    assert [made.token_to_id(s) for s in tokenizer.SPECIAL] == [0, 1, 2, 3]
    assert made.encode("a small bird.").tokens == ["▁a", "▁small", "▁bird", "."]
    for text in ("a small bird.", "Zürich’s boat, 7 €", "\n"):
        ids = made.encode(text).ids
        assert made.decode(ids) == text and max(ids) < made.get_vocab_size() <= 300
    assert "<0xC3>" in made.encode("Zürich").tokens
    again = tokenizer.Tokenizer.from_str(made.to_str())
    assert again.encode("a bird, Zürich").ids == made.encode("a bird, Zürich").ids
    with pytest.raises(ValueError, match="260 are special"):
        tokenizer.train(texts, 260)


def test_the_corpus_is_built_from_the_files(tmp_path: Path, encoder: Encoder) -> None:
    pictures = [Picture(1, "cat", ("pet",), "1f408"), Picture(2, "cat", ("pet",), "1f408")]
    made = build.build(DATA, INDEX, pictures, encoder, tmp_path, 300)
    definitions = corpus.read(tmp_path)
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert definitions[0].word == "cat" and definitions[0].concept
    assert figures["words"] == len(definitions) == 6 and figures["concepts"] == 1
    assert figures["sentences"] == len({d.text for d in definitions})
    assert figures["tokens"] == sum(len(made.encode(d.text).ids) for d in definitions)


def test_the_nearest_sense_is_chosen(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    senses = build.Senses(encoder, [Picture(1, "ring", ("circle", "toy"), "25ef")])

    def chosen(*texts: str, thing: int = 9) -> int:
        return senses("ring", "ring", [Sense(t, i == thing) for i, t in enumerate(texts)])

    assert chosen("circle toy", "circle toy") == 0, "the more frequent one"
    assert chosen("circle toy", "circle toy", thing=1) == 1, "what can be drawn"
    monkeypatch.setattr(build, "RANKED", 0.0)
    assert chosen("a red bar", "circle toy", "a bow") == 1, "the nearest"
    assert chosen("a red bar") == 0


def test_missing_pictures_say_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"ddmodels\.emoji\.build first"):
        read_records(tmp_path)
