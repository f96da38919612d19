"""One transformer for both mechanisms and both modalities.

A prefix, a caption's 16 MiniLM tokens and one token for the style or for text, then the elements: a
picture's cells or a text's tokens. The autoregressive twin sees the elements before each one, the
masked twin all of them; nothing else differs. The prefix never sees the elements, so its keys and
values are computed once for a whole run of either.

RMSNorm before each part, norms of queries and keys (Henry et al. 2020, arXiv 2010.04245), SwiGLU
(Shazeer 2020, arXiv 2002.05202), outputs tied to inputs. The short names are those of the weights.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ddmodels.denoiser.refiner import STYLE_COUNT
from ddmodels.encoder.minilm import TOKENS
from ddmodels.encoder.minilm import WIDTH as TEXT_WIDTH
from ddmodels.twins.config import Mechanism, Modality, Network

PREFIX = TOKENS + 1
TEXT = STYLE_COUNT
"""The token after the styles: what follows is text."""


class Prompt(NamedTuple):
    """What is asked for.

    Attributes:
        tokens: `[B, T, 384]` of the caption or the word; T is 16, or less where all are shorter.
        mask: `[B, T]`, 1 for a token and 0 for padding.
        kind: `[B]` int64, a picture's style 0..6, or `TEXT`.
    """

    tokens: Tensor
    mask: Tensor
    kind: Tensor


def attend(q: Tensor, k: Tensor, v: Tensor, seen: Tensor) -> Tensor:
    """Attention, written out.

    PyTorch's own takes three times as long on a CPU with a mask in bfloat16: 92 ms a layer of 64
    rows for its gradient alone, where the whole layer takes 60 without it.

    Args:
        q: `[B, H, L, D]`.
        k: `[B, H, L, D]`.
        v: `[B, H, L, D]`.
        seen: `[B, 1, L, L]` bool, what each place sees.
    """
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    shares = scores.float().masked_fill(~seen, -1e9).softmax(-1)
    mixed: Tensor = shares.to(v.dtype) @ v
    return mixed


class _Norm(nn.RMSNorm):
    """RMSNorm whose weight takes the input's type: only then does PyTorch fuse it."""

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = F.rms_norm(x, self.normalized_shape, self.weight.to(x.dtype), self.eps)
        return y


class _Layer(nn.Module):
    """Attention and SwiGLU, each added to what they are given."""

    def __init__(self, sizes: Network) -> None:
        super().__init__()
        width, self.heads, self.rate = sizes.width, sizes.heads, sizes.dropout
        self.n1 = _Norm(width)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.nq = _Norm(width // self.heads)
        self.nk = _Norm(width // self.heads)
        self.o = nn.Linear(width, width, bias=False)
        self.n2 = _Norm(width)
        self.up = nn.Linear(width, 2 * sizes.hidden, bias=False)
        self.down = nn.Linear(sizes.hidden, width, bias=False)
        for last in (self.o, self.down):
            nn.init.zeros_(last.weight)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        batch, length, width = x.shape
        qkv = self.qkv(self.n1(x)).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        y = attend(self.nq(q), self.nk(k), v, seen)
        y = self.o(y.transpose(1, 2).reshape(batch, length, width))
        x = x + F.dropout(y, self.rate, self.training)
        gate, value = self.up(self.n2(x)).chunk(2, 2)
        out: Tensor = x + F.dropout(self.down(F.silu(gate) * value), self.rate, self.training)
        return out


class Twin(nn.Module):
    """The network; a code or token of the mask's index is not known yet."""

    def __init__(
        self,
        sizes: Network,
        mechanism: Mechanism,
        modality: Modality,
        text_width: int = TEXT_WIDTH,
    ) -> None:
        super().__init__()
        width = sizes.width
        self.sizes, self.causal = sizes, mechanism == "autoregression"
        self.tn = nn.LayerNorm(text_width)
        self.tt = nn.Linear(text_width, width)
        self.pp = nn.Parameter(torch.randn(TOKENS, width) * 0.02)
        self.ke = nn.Embedding(STYLE_COUNT + 1, width)
        nn.init.normal_(self.ke.weight, std=0.02)
        if modality != "text":
            # One more code than there are: the mask. Text has one among its tokens.
            self.c1 = nn.Embedding(sizes.codes + 1, width)
            self.c2 = nn.Embedding(sizes.codes + 1, width)
            self.row = nn.Parameter(torch.randn(sizes.side, 1, width) * 0.02)
            self.col = nn.Parameter(torch.randn(1, sizes.side, width) * 0.02)
            self.m = nn.Linear(2 * width, width)
            for table in (self.c1, self.c2):
                nn.init.normal_(table.weight, std=0.02)
        if modality != "picture":
            self.w = nn.Embedding(sizes.words, width)
            self.wp = nn.Parameter(torch.randn(sizes.length, width) * 0.02)
            nn.init.normal_(self.w.weight, std=0.02)
        self.layers = nn.ModuleList(_Layer(sizes) for _ in range(sizes.layers))
        self.n = _Norm(width)

    def outer(self) -> list[nn.Parameter]:
        """What AdamW trains though it is no vector: the first layer, tables and places."""
        inner = {id(p) for layer in self.layers for p in layer.parameters()}
        both = [self.m.weight] if hasattr(self, "m") else []
        inner |= {id(p) for p in both}
        return [p for p in self.parameters() if id(p) not in inner]

    def _seen(self, mask: Tensor, real: Tensor) -> Tensor:
        """Who sees whom, `[B, 1, P + L, P + L]` bool; P is the prefix's length, T + 1.

        Args:
            mask: `[B, T]` of the caption.
            real: `[B, L]` bool, which elements there are.
        """
        prefix = F.pad(mask > 0, (0, 1), value=True)
        first = prefix.shape[1]
        there = torch.cat([prefix, real], 1)
        count = there.shape[1]
        place = torch.arange(count)
        # An element sees the prefix and, if causal, those up to itself; the prefix sees itself.
        earlier = place[None, :] <= place[:, None] if self.causal else torch.ones(count, count) > 0
        allowed = earlier | (place < first)[None, :]
        allowed = allowed & ((place >= first)[:, None] | (place < first)[None, :])
        return (allowed & there[:, None, :])[:, None]

    def _hidden(self, prompt: Prompt, elements: Tensor, real: Tensor) -> Tensor:
        """What the network makes of it, one row for each element that is to be said.

        Where causal, an element is said at the place before it, the first one at the prefix's last.
        """
        count = prompt.tokens.shape[1]
        text = self.tt(self.tn(prompt.tokens)) + self.pp[:count]
        x = torch.cat([text, self.ke(prompt.kind)[:, None], elements], 1)
        seen = self._seen(prompt.mask, real)
        for layer in self.layers:
            x = layer(x, seen)
        x = self.n(x)
        out: Tensor = x[:, count:-1] if self.causal else x[:, count + 1 :]
        return out

    def cells(self, prompt: Prompt, codes: Tensor) -> Tensor:
        """What it makes of a picture's cells, `[B, cells, width]`, for `first` and `second`.

        Args:
            prompt: What is asked for.
            codes: `[B, cells, 2]` as far as known; `sizes.codes` for the mask.
        """
        places = (self.row + self.col).flatten(0, 1)
        x = self.c1(codes[..., 0]) + self.c2(codes[..., 1]) + places
        return self._hidden(prompt, x, torch.ones(codes.shape[:2], dtype=torch.bool))

    def picture(self, prompt: Prompt, codes: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of both codes of each cell, `[B, cells, codes]` each.

        Args:
            prompt: What is asked for.
            codes: As of `cells`.
            truth: `[B, cells]` int64, the first code, on which the second one depends.
        """
        h = self.cells(prompt, codes)
        return self.first(h), self.second(h, truth)

    def first(self, h: Tensor) -> Tensor:
        """Logits of a cell's first code, of what the network makes of it."""
        return h @ self.c1.weight[:-1].T

    def second(self, h: Tensor, first: Tensor) -> Tensor:
        """Logits of a cell's second code, once the first one is chosen."""
        both = torch.cat([h, self.c1(first)], 2)
        logits: Tensor = (h + F.silu(self.m(both))) @ self.c2.weight[:-1].T
        return logits

    def text(self, prompt: Prompt, ids: Tensor, real: Tensor) -> Tensor:
        """Logits of each token, `[B, L, words]`.

        Args:
            prompt: What is asked for.
            ids: `[B, L]` int64 as far as known.
            real: `[B, L]` bool, which tokens there are.
        """
        x = self.w(ids) + self.wp[: ids.shape[1]]
        return self._hidden(prompt, x, real) @ self.w.weight.T
