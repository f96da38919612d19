"""Rows that the twins learn from: artwork as tokens, and definitions, with what is asked for."""

import torch
from tokenizers import Tokenizer
from torch import Tensor

from ddmodels.denoiser.batches import Emoji
from ddmodels.denoiser.config import Train as CaptionSettings
from ddmodels.encoder.minilm import Encoder
from ddmodels.text.corpus import Definition
from ddmodels.text.tokenizer import EOS, PAD
from ddmodels.tokens.network import Autoencoder
from ddmodels.twins.config import Mechanism, Network, Train
from ddmodels.twins.losses import Pictures, Texts
from ddmodels.twins.network import TEXT, Prompt


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
        codes = self.tokens.encode(batch.clean).clone()  # an inference tensor would not do
        return Pictures(Prompt(batch.tokens, batch.mask, batch.style), codes)


def rows_of(texts: list[list[int]], blocks: list[int], sizes: Network) -> tuple[Tensor, Tensor]:
    """Ids and which there are, `[B, L]` each: every text and its end fill their blocks.

    Args:
        texts: Ids of each, without the end.
        blocks: How many blocks each one has; enough for it.
        sizes: The network's.
    """
    length = max(blocks) * sizes.block
    ids = torch.full((len(texts), length), PAD)
    for i, (text, count) in enumerate(zip(texts, blocks, strict=True)):
        ids[i, : count * sizes.block] = EOS
        ids[i, : len(text)] = torch.tensor(text)
    place = torch.arange(length)
    return ids, place < torch.tensor(blocks)[:, None] * sizes.block


def texts_of(
    words: list[str],
    ids: list[list[int]],
    blocks: list[int],
    encoder: Encoder,
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
    text = encoder.encode(words)
    filled, real = rows_of(ids, blocks, sizes)
    if causal:
        real = torch.arange(filled.shape[1]) <= torch.tensor([len(row) for row in ids])[:, None]
    kind = torch.full((len(words),), TEXT)
    # Clones, as tensors of inference could not be learned from.
    return Texts(Prompt(text.tokens.clone(), text.mask.clone(), kind), filled, real)


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
        self.encoder, self.sizes, self.train, self.size = encoder, sizes, train, size
        self.causal = mechanism == "autoregression"
        kept = [d for d in definitions if not d.held_out]
        encoded = tokenizer.encode_batch([d.text for d in kept])
        self.rows = [
            (d.word, e.ids)
            for d, e in zip(kept, encoded, strict=True)
            if len(e.ids) < sizes.length  # one place is for the end
        ]
        if not self.rows:
            raise ValueError("no definition to learn from")
        concepts = {d.word for d in kept if d.concept}
        self.concepts = [i for i, (word, _) in enumerate(self.rows) if word in concepts]

    def draw(self, generator: torch.Generator) -> Texts:
        """One batch; the same generator state gives the same batch."""
        size, train, block = self.size, self.train, self.sizes.block

        def uniform() -> list[float]:
            return torch.rand(size, generator=generator).tolist()

        chosen: list[int] = []
        for which, place in zip(uniform(), uniform(), strict=True):
            some = self.concepts if which < train.concept_share and self.concepts else None
            chosen.append(some[int(place * len(some))] if some else int(place * len(self.rows)))
        empty = [u < train.empty_share for u in uniform()]
        words = ["" if e else self.rows[i][0] for i, e in zip(chosen, empty, strict=True)]
        ids = [self.rows[i][1] for i in chosen]
        most = self.sizes.length // block
        needed = [len(row) // block + 1 for row in ids]
        # How many blocks there are must not say how long a text is: some have more than they need.
        blocks = [n + int(u * (most - n + 1)) for n, u in zip(needed, uniform(), strict=True)]
        return texts_of(words, ids, blocks, self.encoder, self.sizes, self.causal)
