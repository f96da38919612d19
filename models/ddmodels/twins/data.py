"""Rows that the twins learn from: artwork as tokens, and definitions, with what is asked for."""

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from ddmodels.common.precision import mixed
from ddmodels.denoiser.batches import Emoji
from ddmodels.denoiser.config import Train as CaptionSettings
from ddmodels.encoder.minilm import Encoder
from ddmodels.text.corpus import Definition
from ddmodels.text.tokenizer import EOS, PAD
from ddmodels.tokens.network import Autoencoder
from ddmodels.twins.config import Mechanism, Network, Train
from ddmodels.twins.losses import Pictures, Texts
from ddmodels.twins.network import TEXT, Prompt

_AT_ONCE = 256
"""Words encoded at a time."""
_NEAR = 1 / 16
"""Share of the definitions, ordered by length, from which the causal twin's batch is drawn: the
less its lengths differ, the less is computed for nothing."""


class PictureRows:
    """Pictures drawn, captioned and recoloured exactly as for the denoiser, then made tokens."""

    def __init__(self, data: Emoji, settings: CaptionSettings, tokens: Autoencoder) -> None:
        """Takes what is needed.

        Args:
            data: The pictures and captions.
            settings: The denoiser's, with the number of rows as its batch.
            tokens: Makes codes of pictures.
        """
        self.data, self.settings, self.tokens = data, settings, tokens

    def draw(self, generator: torch.Generator) -> Pictures:
        """One batch; the same generator state gives the same batch."""
        batch = self.data.batch(self.settings, generator)
        with mixed("cpu"):
            codes = self.tokens.encode(batch.clean).clone()  # an inference tensor would not do
        return Pictures(Prompt(batch.tokens, batch.mask, batch.style), codes)


class Words:
    """Encodings of words; each is made once. A word takes 3 kB a token."""

    def __init__(self, encoder: Encoder) -> None:
        """Begins with none.

        Args:
            encoder: Makes them.
        """
        self.encoder = encoder
        self.known: dict[str, Tensor] = {}

    def __call__(self, words: list[str]) -> tuple[Tensor, Tensor]:
        """Tokens `[B, T, 384]` and mask `[B, T]`, T that of the longest word."""
        fresh = sorted({w for w in words if w not in self.known})
        for start in range(0, len(fresh), _AT_ONCE):
            some = fresh[start : start + _AT_ONCE]
            made = self.encoder.encode(some)
            for word, tokens, mask in zip(some, made.tokens, made.mask, strict=True):
                self.known[word] = tokens[mask > 0].clone()
        found = [self.known[w] for w in words]
        counts = torch.tensor([len(f) for f in found])
        mask = (torch.arange(int(counts.max())) < counts[:, None]).float()
        return pad_sequence(found, batch_first=True), mask


def rows_of(texts: list[list[int]], blocks: list[int], sizes: Network) -> tuple[Tensor, Tensor]:
    """Ids and which there are, `[B, L]` each: a text and its end fill their blocks, or are cut.

    Args:
        texts: Ids of each, without the end.
        blocks: How many blocks each one has.
        sizes: The network's.
    """
    length = max(blocks) * sizes.block
    ids = torch.full((len(texts), length), PAD)
    for i, (text, count) in enumerate(zip(texts, blocks, strict=True)):
        ids[i, : count * sizes.block] = EOS
        kept = text[: count * sizes.block]
        ids[i, : len(kept)] = torch.tensor(kept)
    place = torch.arange(length)
    return ids, place < torch.tensor(blocks)[:, None] * sizes.block


def texts_of(
    words: list[str],
    ids: list[list[int]],
    blocks: list[int],
    encoder: Words,
    sizes: Network,
    causal: bool,
) -> Texts:
    """Rows of texts.

    Args:
        words: What they define; empty for nothing asked.
        ids: Of each, without the end.
        blocks: How many blocks each has.
        encoder: Encodes the words.
        sizes: The network's.
        causal: Whether what comes after the end is left out.
    """
    tokens, mask = encoder(words)
    filled, real = rows_of(ids, blocks, sizes)
    if causal:
        longest = max(len(row) for row in ids) + 1
        filled, real = filled[:, :longest], real[:, :longest]
        real = torch.arange(filled.shape[1]) <= torch.tensor([len(row) for row in ids])[:, None]
    kind = torch.full((len(words),), TEXT)
    return Texts(Prompt(tokens, mask, kind), filled, real)


class TextRows:
    """Definitions of words that are not held out."""

    def __init__(
        self,
        definitions: list[Definition],
        tokenizer: Tokenizer,
        encoder: Encoder,
        sizes: Network,
        train: Train,
        mechanism: Mechanism,
        size: int,
    ) -> None:
        """Tokenises all of them.

        Args:
            definitions: The corpus; what is held out is never drawn.
            tokenizer: Its own.
            encoder: Encodes the words.
            sizes: The network's.
            train: How rows are drawn.
            mechanism: For whom.
            size: Rows of a batch.

        Raises:
            ValueError: If the tokenizer has other than `sizes.words` tokens at most, or nothing is
                left to learn from.
        """
        if tokenizer.get_vocab_size() > sizes.words:
            raise ValueError(f"{tokenizer.get_vocab_size()} tokens, the network has {sizes.words}")
        self.words, self.sizes, self.train, self.size = Words(encoder), sizes, train, size
        self.causal = mechanism == "autoregression"
        kept = [d for d in definitions if not d.held_out]
        encoded = tokenizer.encode_batch([d.text for d in kept])
        rows = [
            (d.word, e.ids)
            for d, e in zip(kept, encoded, strict=True)
            if len(e.ids) < sizes.length  # one place is for the end
        ]
        if not rows:
            raise ValueError("no definition to learn from")
        self.rows = sorted(rows, key=lambda row: len(row[1]))
        concepts = {d.word for d in kept if d.concept}
        self.concepts = [i for i, (word, _) in enumerate(self.rows) if word in concepts]

    def _chosen(self, generator: torch.Generator) -> list[int]:
        """Indices of a batch's rows; for the causal twin of about one length."""

        def uniform(count: int) -> list[float]:
            return torch.rand(count, generator=generator).tolist()

        near = _NEAR if self.causal else 1.0
        (place,) = uniform(1)
        first = place * (1 - near)
        every = range(len(self.rows))
        lists = (self.concepts, every) if self.concepts else (every, every)
        chosen = []
        for which, among in zip(uniform(self.size), uniform(self.size), strict=True):
            some = lists[0] if which < self.train.concept_share else lists[1]
            chosen.append(some[int((first + among * near) * len(some))])
        return chosen

    def draw(self, generator: torch.Generator) -> Texts:
        """One batch; the same generator state gives the same batch."""
        chosen = self._chosen(generator)
        nothing = torch.rand(self.size, generator=generator) < self.train.empty_share
        words = [
            "" if e else self.rows[i][0] for i, e in zip(chosen, nothing.tolist(), strict=True)
        ]
        most = self.sizes.length // self.sizes.block
        # How many blocks there are must not say how long a text is.
        drawn = int(torch.randint(1, most + 1, (1,), generator=generator))
        blocks = [most if self.causal else drawn] * self.size
        ids = [self.rows[i][1] for i in chosen]
        return texts_of(words, ids, blocks, self.words, self.sizes, self.causal)
