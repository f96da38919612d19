"""How the twins write: one element after the other, or all masked ones at once, again and again.

The reference for the page's own loops; every pass is a whole one, without kept keys and values. The
masked twin reveals what it is surest of, with Gumbel noise that fades (Chang et al. 2022, arXiv
2202.04200): without it, it says the same again and again. Text is unmasked block by block (Nie et
al. 2025, arXiv 2502.09992). Guidance adds up logits with and without the prompt.
"""

import itertools
import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ddmodels.text.tokenizer import EOS, MASK, PAD
from ddmodels.twins.network import Prompt, Twin


@dataclass(frozen=True)
class Settings:
    """How is sampled.

    Attributes:
        temperature: Of each choice; 0 takes the likeliest.
        top_p: Least probability that the likeliest choices must have together to be all there are.
        guidance: 1 for none.
        passes: Of the masked twin, for a picture or a block of text.
        noise: Of the order in which it reveals; falls to 0 at the last pass.
    """

    temperature: float = 1.0
    top_p: float = 0.95
    guidance: float = 2.0
    passes: int = 12
    noise: float = 4.5


def choose(logits: Tensor, settings: Settings, generator: torch.Generator) -> Tensor:
    """Draws an index from each row of logits `[..., V]`."""
    if settings.temperature == 0:
        return logits.argmax(-1)
    share = (logits.float() / settings.temperature).softmax(-1)
    ordered, index = share.sort(-1, descending=True)
    before = ordered.cumsum(-1) - ordered  # that of all likelier ones; 0 for the likeliest
    kept = torch.where(before < settings.top_p, ordered, 0.0).flatten(0, -2)
    drawn = torch.multinomial(kept, 1, generator=generator).view(*logits.shape[:-1], 1)
    return index.gather(-1, drawn)[..., 0]


def revealed(size: int, passes: int) -> list[int]:
    """How many of `size` masked positions each pass reveals, by a cosine; they add up."""
    left = [round(size * math.cos(math.pi / 2 * k / passes)) for k in range(passes + 1)]
    return [before - after for before, after in itertools.pairwise(left)]


def most_sure(
    sure: Tensor, hidden: Tensor, count: int, noise: float, generator: torch.Generator
) -> Tensor:
    """Which hidden positions are revealed, `[B, L]` bool: the surest, disturbed.

    Args:
        sure: `[B, L]` log-probabilities.
        hidden: `[B, L]` bool.
        count: How many of each row.
        noise: Factor of the Gumbel noise.
        generator: Draws it.
    """
    even = torch.rand(sure.shape, generator=generator).clamp(1e-9, 1 - 1e-7)
    gumbel = -(-even.log()).log()
    order = (sure + gumbel * noise).masked_fill(~hidden, -torch.inf).argsort(1, descending=True)
    return (order.argsort(1) < count) & hidden


class Writer:
    """A network with a prompt, and with none for guidance."""

    def __init__(
        self, net: Twin, prompt: Prompt, empty: Prompt, settings: Settings, seed: int
    ) -> None:
        """Prepares a run.

        Args:
            net: The network, in evaluation mode.
            prompt: What is asked for, `B` rows.
            empty: The same number of rows that ask for nothing.
            settings: How.
            seed: Of everything drawn.

        Raises:
            ValueError: If the masked twin is given no pass.
        """
        if settings.passes < 1:
            raise ValueError(f"{settings.passes} passes")
        self.net, self.settings, self.rows = net, settings, len(prompt.kind)
        self.guided = settings.guidance != 1
        pairs = zip(prompt, empty, strict=True)
        self.prompt = Prompt(*(torch.cat(p) for p in pairs)) if self.guided else prompt
        self.generator = torch.Generator().manual_seed(seed)

    def _doubled(self, values: Tensor) -> Tensor:
        return torch.cat([values, values]) if self.guided else values

    def _logits(self, logits: Tensor) -> Tensor:
        """Log-probabilities after guidance, one row for each asked for."""
        found = logits.float().log_softmax(-1)
        if not self.guided:
            return found
        asked, nothing = found.chunk(2)
        return (nothing + self.settings.guidance * (asked - nothing)).log_softmax(-1)

    def _cells(self, codes: Tensor) -> tuple[Tensor, Tensor]:
        """Codes of all cells `[B, cells, 2]` drawn at once, and their log-probabilities."""
        h = self.net.cells(self.prompt, self._doubled(codes))
        logits = self._logits(self.net.first(h))
        first = choose(logits, self.settings, self.generator)
        sure = logits.gather(2, first[..., None])[..., 0]
        logits = self._logits(self.net.second(h, self._doubled(first)))
        second = choose(logits, self.settings, self.generator)
        return torch.stack([first, second], 2), sure + logits.gather(2, second[..., None])[..., 0]

    def _words(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens of all positions `[B, L]` drawn at once, and their log-probabilities."""
        real = torch.ones(ids.shape, dtype=torch.bool)
        logits = self.net.text(self.prompt, self._doubled(ids), self._doubled(real))
        logits = self._logits(logits)
        logits[..., [PAD, MASK]] = -torch.inf
        logits = logits.log_softmax(-1)
        drawn = choose(logits, self.settings, self.generator)
        return drawn, logits.gather(2, drawn[..., None])[..., 0]

    def _most_sure(self, sure: Tensor, hidden: Tensor, count: int, through: float) -> Tensor:
        """`[B, L]` bool, so many hidden positions to reveal; `through` is 1 at the last pass."""
        noise = self.settings.noise * (1 - through)
        return most_sure(sure, hidden, count, noise, self.generator)

    @torch.inference_mode()
    def picture(self) -> Tensor:
        """Codes `[B, cells, 2]`."""
        sizes = self.net.sizes
        codes = torch.full((self.rows, sizes.cells, 2), sizes.codes)
        if self.net.causal:
            for at in range(sizes.cells):
                codes[:, at] = self._cells(codes)[0][:, at]
            return codes
        for k, count in enumerate(revealed(sizes.cells, self.settings.passes)):
            hidden = codes[..., 0] == sizes.codes
            drawn, sure = self._cells(codes)
            now = self._most_sure(sure, hidden, count, (k + 1) / self.settings.passes)
            codes = torch.where(now[..., None], drawn, codes)
        return codes

    @torch.inference_mode()
    def text(self) -> list[list[int]]:
        """Ids of each row, without its end; at most the network's length."""
        sizes = self.net.sizes
        ids = torch.full((self.rows, 0), MASK)
        while ids.shape[1] < sizes.length and not (ids == EOS).any(1).all():
            if self.net.causal:
                more = torch.cat([ids, torch.full((self.rows, 1), MASK)], 1)
                ids = torch.cat([ids, self._words(more)[0][:, -1:]], 1)
            else:
                ids = self._block(ids)
        rows = [row.tolist() for row in ids]
        return [row[: row.index(EOS)] if EOS in row else row for row in rows]

    def _block(self, ids: Tensor) -> Tensor:
        """One more block, unmasked."""
        size = self.net.sizes.block
        ids = torch.cat([ids, torch.full((self.rows, size), MASK)], 1)
        for k, count in enumerate(revealed(size, self.settings.passes)):
            drawn, sure = self._words(ids)
            now = self._most_sure(sure, ids == MASK, count, (k + 1) / self.settings.passes)
            ids = torch.where(now, drawn, ids)
        return ids
