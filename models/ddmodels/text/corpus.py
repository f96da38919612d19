"""The corpus: one definition for each word, 5% of them kept from training.

`definitions.jsonl` has one line for each: the concepts of the picture data set first, then all
other nouns.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ddmodels.text.wordnet import Nouns, Sense

HELD_OUT = 0.05
"""Share of the sentences that training never sees."""
FILE = "definitions.jsonl"


@dataclass(frozen=True)
class Definition:
    """One word and what it means.

    Attributes:
        word: What is asked for: a concept's name or a noun.
        noun: WordNet's word; another than `word` where a concept is not a noun of its own.
        text: One sentence with a full stop.
        concept: Whether the picture data set shows it.
        held_out: Whether training must never see it.
    """

    word: str
    noun: str
    text: str
    concept: bool
    held_out: bool


Choose = Callable[[str, str, Sequence[Sense]], int]
"""The sense that is meant: takes a concept, the noun and its senses, returns an index."""


def held_out(text: str, share: float = HELD_OUT) -> bool:
    """Whether a sentence is kept from training; its hash decides.

    The sentence's and not the word's, so that words of one meaning stay together.
    """
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 < share


def heads(concept: str) -> Iterator[str]:
    """What a concept may be called in a dictionary, the most exact first.

    "smiling face with sunglasses" is a "smiling face", "smiling" and a "face"; "cat face" is a
    "cat", and "red apple" an "apple".
    """
    name = concept.split(" with ")[0].split(":")[0].strip()
    yield from dict.fromkeys((concept, name))
    words = name.split()
    if words[-1] == "face" and len(words) > 1:
        yield " ".join(words[:-1])
    for at in range(1, len(words)):
        yield " ".join(words[at:])


def of_concept(concept: str, nouns: Nouns, choose: Choose) -> tuple[str, str] | None:
    """Noun and sentence of a concept; None where WordNet has neither it nor its head."""
    for form in heads(concept):
        senses = nouns.find(form)
        if senses:
            return form, senses[choose(concept, form, senses)].text
    return None


def collect(concepts: Sequence[str], nouns: Nouns, choose: Choose) -> list[Definition]:
    """The corpus: a definition of each concept that has one, then of each other noun.

    Args:
        concepts: Names of what the pictures show.
        nouns: WordNet's.
        choose: Which sense of a concept is meant; of other nouns it is the most frequent one.
    """
    out: dict[str, Definition] = {}
    for concept in concepts:
        found = of_concept(concept, nouns, choose)
        if found is not None:
            out[concept] = Definition(concept, *found, True, held_out(found[1]))
    for noun in sorted(nouns.senses):
        if noun not in out:
            text = nouns.senses[noun][0].text
            out[noun] = Definition(noun, noun, text, False, held_out(text))
    return list(out.values())


def write(folder: Path, definitions: Sequence[Definition]) -> None:
    """Writes the corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(asdict(d)) for d in definitions]
    (folder / FILE).write_text("\n".join(lines) + "\n")


def read(folder: Path) -> list[Definition]:
    """Reads what `write` wrote."""
    return [Definition(**json.loads(line)) for line in (folder / FILE).read_text().splitlines()]


def figures(
    definitions: Sequence[Definition], tokens: Callable[[str], int]
) -> Mapping[str, int | float]:
    """How large a corpus is.

    Args:
        definitions: The corpus.
        tokens: How many a sentence has.
    """
    texts = {d.text for d in definitions}
    counts = [tokens(d.text) for d in definitions]
    return {
        "words": len(definitions),
        "concepts": sum(d.concept for d in definitions),
        "sentences": len(texts),
        "tokens": sum(counts),
        "tokensOfSentences": sum(tokens(t) for t in texts),
        "longest": max(counts, default=0),
        "heldOutWords": sum(d.held_out for d in definitions),
        "heldOutConcepts": sum(d.held_out and d.concept for d in definitions),
        "heldOutSentences": sum(held_out(t) for t in texts),
    }
