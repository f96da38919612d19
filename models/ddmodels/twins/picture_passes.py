"""The graphs of a picture twin, run as the page runs them: with keys and values that are kept."""

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from ddmodels.denoiser import graph_layers
from ddmodels.denoiser.refiner import STYLE_COUNT
from ddmodels.twins.config import Network
from ddmodels.twins.network import PREFIX, Prompt
from ddmodels.twins.picture_graph import INPUTS, Graphs

Floats = NDArray[np.float32]


def session_of(graph: bytes, weights: bytes) -> ort.InferenceSession:
    """A graph with its float32 weights on the CPU."""
    options = ort.SessionOptions()
    options.add_external_initializers_from_files_in_memory(
        [graph_layers.WEIGHTS], [weights], [len(weights)]
    )
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


class Passes:
    """Both sessions; what earlier positions left is kept from one pass to the next."""

    def __init__(self, graphs: Graphs, weights: bytes, sizes: Network) -> None:
        """Opens them.

        Args:
            graphs: Of a twin.
            weights: Its float32 file.
            sizes: The network's.
        """
        both = (graph.SerializeToString() for graph in (graphs.body, graphs.head))
        self.body, self.head = (session_of(graph, weights) for graph in both)
        self.sizes = sizes

    def begin(self, prompt: Prompt) -> tuple[Floats, Floats]:
        """Reads a prompt; returns state and first logits of its last position, `[B, 1, ...]`."""
        sizes, rows = self.sizes, len(prompt.kind)
        shape = (2 * sizes.layers, rows, sizes.heads, PREFIX + sizes.cells, sizes.width)
        self.past = np.zeros((*shape[:-1], sizes.width // sizes.heads), np.float32)
        self.seen = np.zeros((rows, PREFIX + sizes.cells), np.float32)
        self.filled = 0
        tokens = np.pad(prompt.tokens.numpy(), ((0, 0), (0, 1), (0, 0)))
        own = np.pad(prompt.mask.numpy(), ((0, 0), (0, 1)), constant_values=1)
        kinds = np.full((rows, PREFIX), STYLE_COUNT)
        kinds[:, -1] = prompt.kind.numpy()
        codes = np.full((rows, PREFIX, 2), sizes.codes + 1)
        found = self._pass(tokens, kinds, codes, np.arange(PREFIX), own, keep=True)
        return found[0][:, -1:], found[1][:, -1:]

    def cells(
        self, codes: NDArray[np.int64], places: NDArray[np.int64], keep: bool
    ) -> tuple[Floats, Floats]:
        """State and first logits of cells, `[B, L, ...]` each.

        Args:
            codes: `[B, L, 2]`.
            places: `[L]`, which cells they are.
            keep: Whether later passes see them.
        """
        rows, count = codes.shape[:2]
        tokens = np.zeros((rows, count, self.body.get_inputs()[0].shape[2]), np.float32)
        kinds = np.full((rows, count), STYLE_COUNT)
        own = np.ones((rows, count), np.float32)
        return self._pass(tokens, kinds, codes, places + PREFIX, own, keep)

    def second(self, state: Floats, first: NDArray[np.int64]) -> Floats:
        """Logits of second codes `[B, L, codes]`, of first ones `[B, L]`."""
        found: Floats = self.head.run(None, {"state": state, "first": first})[0]
        return found

    def _pass(
        self,
        tokens: Floats,
        kinds: NDArray[np.int64],
        codes: NDArray[np.int64],
        places: NDArray[np.int64],
        own: Floats,
        keep: bool,
    ) -> tuple[Floats, Floats]:
        values = (tokens, kinds, codes, places, own, self.past, self.seen)
        state, logits, new = self.body.run(None, dict(zip(INPUTS, values, strict=True)))
        if keep:
            end = self.filled + len(places)
            self.past[:, :, :, self.filled : end] = new
            self.seen[:, self.filled : end] = own
            self.filled = end
        return state, logits
