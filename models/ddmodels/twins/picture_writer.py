"""Pictures by a twin's own graphs, many at once: what the page does, in batches.

The same choices as `sampling.Writer`, and the same codes where nothing is left to chance; with keys
and values kept, a picture takes a fiftieth of the arithmetic.
"""

import numpy as np
import torch
from torch import Tensor

from ddmodels.twins.network import Prompt
from ddmodels.twins.picture_passes import Floats, Passes
from ddmodels.twins.sampling import Settings, choose, most_sure, revealed


class PictureWriter:
    """Codes of pictures, for prompts beside those that ask for nothing."""

    def __init__(self, passes: Passes, causal: bool, settings: Settings, seed: int) -> None:
        """Prepares it.

        Args:
            passes: The graphs.
            causal: Whether one cell comes after the other.
            settings: How.
            seed: Of everything drawn.
        """
        self.passes, self.causal, self.settings = passes, causal, settings
        self.generator = torch.Generator().manual_seed(seed)

    def __call__(self, prompt: Prompt, empty: Prompt) -> Tensor:
        """Codes `[B, cells, 2]`."""
        rows = len(prompt.kind)
        both = Prompt(*(torch.cat(pair) for pair in zip(prompt, empty, strict=True)))
        self.guided = self.settings.guidance != 1
        said = self.passes.begin(both if self.guided else prompt)
        return self._one_by_one(rows, *said) if self.causal else self._again_and_again(rows)

    def _logits(self, found: Floats) -> Tensor:
        """Log-probabilities after guidance."""
        logits = torch.from_numpy(found).log_softmax(-1)
        if not self.guided:
            return logits
        asked, nothing = logits.chunk(2)
        return (nothing + self.settings.guidance * (asked - nothing)).log_softmax(-1)

    def _drawn(self, state: Floats, found: Floats) -> tuple[Tensor, Tensor]:
        """Codes `[B, L, 2]`, and their log-probabilities."""
        logits = self._logits(found)
        first = choose(logits, self.settings, self.generator)
        sure = logits.gather(2, first[..., None])[..., 0]
        logits = self._logits(self.passes.second(state, self._doubled(first)))
        second = choose(logits, self.settings, self.generator)
        return torch.stack([first, second], 2), sure + logits.gather(2, second[..., None])[..., 0]

    def _doubled(self, values: Tensor) -> np.ndarray:
        found: np.ndarray = torch.cat([values, values] if self.guided else [values]).numpy()
        return found

    def _one_by_one(self, rows: int, state: Floats, logits: Floats) -> Tensor:
        cells = self.passes.sizes.cells
        codes = torch.zeros(rows, cells, 2, dtype=torch.int64)
        for at in range(cells):
            codes[:, at] = self._drawn(state, logits)[0][:, 0]
            if at + 1 < cells:
                newest = self._doubled(codes[:, at : at + 1])
                state, logits = self.passes.cells(newest, np.array([at]), keep=True)
        return codes

    def _again_and_again(self, rows: int) -> Tensor:
        sizes, settings = self.passes.sizes, self.settings
        codes = torch.full((rows, sizes.cells, 2), sizes.codes)
        places = np.arange(sizes.cells)
        for k, count in enumerate(revealed(sizes.cells, settings.passes)):
            hidden = codes[..., 0] == sizes.codes
            drawn, sure = self._drawn(*self.passes.cells(self._doubled(codes), places, keep=False))
            noise = settings.noise * (1 - (k + 1) / settings.passes)
            now = most_sure(sure, hidden, count, noise, self.generator)
            codes = torch.where(now[..., None], drawn, codes)
        return codes
