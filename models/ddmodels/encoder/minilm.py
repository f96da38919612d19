"""The sentence encoder all-MiniLM-L6-v2 as a plain PyTorch module: the float reference.

The picture model reads its captions through this encoder. Nothing here depends on
`transformers`; the numbers agree with it to about 1e-6.
"""

from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from ddmodels.common.packages import MINILM, MINILM_TOKENIZER, fetch

WIDTH = 384
LAYERS = 6
HEADS = 12
TOKENS = 16
"""Captions are cut and padded to this many tokens, the two markers included."""


class Encoded(NamedTuple):
    """What the denoiser is conditioned on.

    Attributes:
        tokens: `[B, 16, 384]` float32, the last hidden state; zero at padding.
        mask: `[B, 16]` float32, 1 for a token and 0 for padding.
        pooled: `[B, 384]` float32, mean over the tokens, of unit length.
    """

    tokens: Tensor
    mask: Tensor
    pooled: Tensor


class _SelfAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, length, _ = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        scores = q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + bias
        y: Tensor = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, WIDTH)
        return y


class _Residual(nn.Module):
    """`LayerNorm(dense(x) + skip)`; the names are those of the published weights."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, WIDTH)
        self.LayerNorm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        y: Tensor = self.LayerNorm(self.dense(x) + skip)
        return y


class _Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.ModuleDict({"self": _SelfAttention(), "output": _Residual(WIDTH)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(WIDTH, 4 * WIDTH)})
        self.output = _Residual(4 * WIDTH)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        x = self.attention["output"](self.attention["self"](x, bias), x)
        y: Tensor = self.output(F.gelu(self.intermediate["dense"](x)), x)
        return y


class MiniLM(nn.Module):
    """BERT with 6 layers of width 384; `forward` maps ids and mask to the last hidden state."""

    def __init__(self, vocabulary: int = 30522, positions: int = 512) -> None:
        super().__init__()
        self.embeddings = nn.ModuleDict(
            {
                "word_embeddings": nn.Embedding(vocabulary, WIDTH),
                "position_embeddings": nn.Embedding(positions, WIDTH),
                "token_type_embeddings": nn.Embedding(2, WIDTH),
                "LayerNorm": nn.LayerNorm(WIDTH, eps=1e-12),
            }
        )
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(_Layer() for _ in range(LAYERS))})

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Returns the last hidden state.

        Args:
            ids: `[B, L]` int64 token ids.
            mask: `[B, L]`, 1 for a token and 0 for padding.

        Returns:
            `[B, L, 384]` float32.
        """
        place = torch.arange(ids.shape[1], device=ids.device)
        kind = torch.zeros_like(ids)
        x = self.embeddings["word_embeddings"](ids)
        x = x + self.embeddings["token_type_embeddings"](kind)
        x = x + self.embeddings["position_embeddings"](place)
        x = self.embeddings["LayerNorm"](x)
        bias = (mask.to(x.dtype) - 1.0)[:, None, None, :] * 1e4
        layers = self.encoder["layer"]
        assert isinstance(layers, nn.ModuleList)
        for layer in layers:
            x = layer(x, bias)
        y: Tensor = x
        return y


class Encoder:
    """Tokenizer and network together: captions in, conditioning out."""

    def __init__(self, net: MiniLM, tokenizer: Tokenizer) -> None:
        self.net = net.eval().requires_grad_(False)
        self.tokenizer = tokenizer
        self.tokenizer.enable_truncation(TOKENS)
        self.tokenizer.no_padding()

    def ids(self, caption: str) -> list[int]:
        """Token ids of one caption, markers included, at most 16."""
        ids: list[int] = self.tokenizer.encode(caption).ids
        return ids

    @torch.inference_mode()
    def encode(self, captions: list[str]) -> Encoded:
        """Encodes captions; the empty caption is allowed (two markers, no word)."""
        rows = [self.ids(c) for c in captions]
        length = max(len(r) for r in rows)
        ids = torch.zeros(len(rows), length, dtype=torch.int64)
        mask = torch.zeros(len(rows), length)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = torch.tensor(row)
            mask[i, : len(row)] = 1
        hidden = self.net(ids, mask) * mask[..., None]
        pooled = F.normalize(hidden.sum(1) / mask.sum(1, keepdim=True), dim=-1)
        extra = TOKENS - length
        return Encoded(F.pad(hidden, (0, 0, 0, extra)), F.pad(mask, (0, extra)), pooled)


def fetch_published(work: Path) -> Encoder:
    """The published encoder, downloaded where it is not there yet.

    Args:
        work: Folder for downloads.

    Raises:
        WrongHashError: If a file is not the published one.
    """
    return load(fetch(MINILM, work), fetch(MINILM_TOKENIZER, work))


def load(weights: Path, tokenizer: Path) -> Encoder:
    """Loads the published safetensors and `tokenizer.json`."""
    net = MiniLM()
    state = load_file(weights)
    unused = {"embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias"}
    net.load_state_dict({k: v.float() for k, v in state.items() if k not in unused})
    return Encoder(net, Tokenizer.from_file(str(tokenizer)))
