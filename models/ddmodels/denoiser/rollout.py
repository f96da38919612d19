"""Training on what sampling makes of a picture: a few guided steps of the network's own first.

While it is sampled from, the network sees its own slightly wrong pictures and not artwork with
noise added, and it never learned to put them right: soft and mottled areas stay so. Here some of a
batch starts as artwork with noise, is taken to less noise by the sampler, without gradient, and
stands in the batch as it then is; what is to be predicted is still the artwork (scheduled sampling;
Ning et al. 2023, arXiv 2301.11706, on why the two differ).
"""

import math
from dataclasses import replace

import torch
from torch import Tensor, nn

from ddmodels.denoiser.batches import Batch
from ddmodels.denoiser.config import Rollout
from ddmodels.denoiser.sampling import Guided, Settings
from ddmodels.encoder.minilm import Encoded


def _between(bounds: tuple[float, float], draw: Tensor) -> Tensor:
    """Even in the logarithm between two bounds."""
    low, high = bounds
    return (math.log(low) + math.log(high / low) * draw).exp()


@torch.no_grad()
def rolled_out(
    net: nn.Module, batch: Batch, empty: Encoded, rollout: Rollout, generator: torch.Generator
) -> Batch:
    """The batch with the share `rollout.share` of its rows as the sampler leaves them.

    Such a row has another `t`, and as `noise` everything that stands between it and its picture.

    Args:
        net: The network as it is.
        batch: B pictures as drawn; stays as it is.
        empty: Conditioning of the empty caption, batch 1, where the batch is.
        rollout: How.
        generator: On the CPU.
    """
    size, device = len(batch.t), batch.t.device
    count = int(rollout.share * size)
    if count == 0:
        return batch
    # Times are spread evenly from the first row to the last: take rows from everywhere.
    rows = torch.arange(count, device=device) * size // count

    def uniform() -> Tensor:
        return torch.rand(count, generator=generator)[:, None, None, None].to(device)

    clean = batch.clean[rows]
    text = Encoded(batch.tokens[rows], batch.mask[rows], batch.pooled[rows])
    settings = Settings(guidance=rollout.guidance)
    predict = Guided(net, text, empty, batch.style[rows], settings, half=True)
    sigma = _between(rollout.sigma, uniform())
    shrink = _between(rollout.shrink, uniform()) ** (1 / rollout.steps)
    ancestral = (uniform() < 0.5).float()
    x = clean + sigma * batch.noise[rows]
    for _ in range(rollout.steps):
        guess = predict(x, sigma.flatten())
        following = sigma * shrink
        up = ancestral * following * (1 - shrink**2).sqrt()
        down = (following**2 - up**2).sqrt()
        fresh = torch.randn(x.shape, generator=generator).to(device)
        x = guess + down / sigma * (x - guess) + up * fresh
        sigma = following
    t, noise = batch.t.clone(), batch.noise.clone()
    t[rows] = 1 / (1 + sigma.flatten())
    noise[rows] = (x - clean) / sigma
    return replace(batch, t=t, noise=noise)
