"""Writes `manifest.json`, the description of an embedded model that the page reads.

The format is the page's own, `src/core/manifest.ts`; the checks here are the same ones, so that a
wrong manifest fails on this side and not in the browser.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from ddmodels.common.packages import sha256_of, write_json
from ddmodels.common.work import kernels_of, work_of

Kind = Literal[
    "language",
    "text-encoder",
    "denoiser",
    "masked-text",
    "picture-decoder",
    "picture-by-tokens",
    "masked-picture",
    "webllm-library",
]
Role = Literal[
    "weights",
    "graph",
    "head",
    "attention",
    "tokenizer",
    "tokenizer-config",
    "golden",
    "card",
    "library",
    "chat-config",
]
Backend = Literal["webgpu", "wasm"]

KINDS = get_args(Kind)
ROLES = get_args(Role)
BACKENDS = (None, "webgpu", "wasm")
_PROMPT = 17
"""Positions of a picture twin's prompt: a caption's tokens and the style."""
LARGEST_FILE = 95 * 2**20
"""Bytes; hosts of repositories refuse files over 100 MB."""

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_POSITIVE: dict[str, tuple[str, ...]] = {
    "language": (
        "layers",
        "hidden",
        "heads",
        "kvHeads",
        "headDim",
        "ffn",
        "vocab",
        "context",
    ),
    "text-encoder": ("hidden", "maxTokens"),
    "denoiser": ("size",),
    "masked-text": ("vocab", "length", "block"),
    "picture-decoder": ("size", "side", "codes"),
    "picture-by-tokens": ("side", "codes", "layers", "heads", "headDim"),
    "masked-picture": ("side", "codes", "layers", "heads", "headDim"),
    "webllm-library": ("context", "chunk"),
}
_NUMBERS: dict[str, tuple[str, ...]] = {
    "language": ("ropeTheta",),
    "text-encoder": (),
    "denoiser": ("sigmaMin", "sigmaMax", "guidanceMaxSigma", "clamp"),
    "masked-text": ("padId", "endId", "maskId"),
    "picture-decoder": (),
    "picture-by-tokens": (),
    "masked-picture": (),
    "webllm-library": (),
}


class ManifestError(ValueError):
    """The manifest would not be read by the page."""


@dataclass(frozen=True)
class FileEntry:
    """One file of a model's folder.

    Attributes:
        role: What the page uses it for.
        path: Its plain name in the folder.
        backend: Only for this backend; both where None.
        encoding: `deflate` (zlib, RFC 1950) where the bytes are packed.
        dtype: Of the values as stored, in the source's words.
    """

    role: Role
    path: str
    backend: Backend | None = None
    encoding: Literal["deflate"] | None = None
    dtype: str | None = None


@dataclass(frozen=True)
class Manifest:
    """All of a manifest but the sizes and hashes, which `write` reads from the files.

    A known answer (role `golden`) may be absent: the page then says that the model was not checked.
    A `card` may be absent, too.
    """

    kind: Kind
    id: str
    name: str
    summary: str
    parameters: int
    licence: str
    attribution: str
    source: str
    config: Mapping[str, object]
    files: tuple[FileEntry, ...]
    source_sha256: str | None = None

    def write(self, folder: Path) -> Path:
        """Checks everything and writes `manifest.json` into the model's folder.

        Raises:
            ManifestError: Naming the first field that the page would refuse.
        """
        self._check()
        source: dict[str, object] = {"from": self.source}
        if self.source_sha256 is not None:
            source["sha256"] = self.source_sha256
        value = {
            "format": "decode-and-denoise/model",
            "version": 1,
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "summary": self.summary,
            "parameters": self.parameters,
            "licence": self.licence,
            "attribution": self.attribution,
            "source": source,
            "config": dict(self.config),
            **self._work(folder),
            "files": [entry_of(folder, file) for file in self.files],
        }
        path = folder / "manifest.json"
        write_json(path, value)
        return path

    def _work(self, folder: Path) -> dict[str, object]:
        """What one pass takes, counted on the graph; a language model's follows from its config."""
        graphs = [file.path for file in self.files if file.role == "graph"]
        if self.kind == "language" or not graphs:
            return {}
        return {"work": asdict(work_of(folder / graphs[0], self._dims()))}

    def _dims(self) -> dict[str, int]:
        """Sizes of the graphs' symbolic dimensions in the pass that is counted."""

        def number(key: str) -> int:
            value = self.config.get(key)
            return value if isinstance(value, int) else 1

        sizes = {"batch": 1, "tokens": number("maxTokens")}
        # A picture twin says one cell after the other, and its past has room for all; or it says
        # all of them, and its past is the prompt.
        cells = number("side") ** 2
        if self.kind == "masked-picture":
            return {**sizes, "length": cells, "past": _PROMPT}
        return {**sizes, "length": number("length"), "past": cells}

    def _check(self) -> None:
        _require(self.kind in KINDS, "kind", self.kind)
        _require(_FILE_NAME.fullmatch(self.id) is not None, "id", self.id)
        _require(0 < len(self.name) <= 200, "name", self.name)
        _require(_positive(self.parameters), "parameters", self.parameters)
        _require(len(self.files) > 0, "files", self.files)
        sha = self.source_sha256
        _require(sha is None or re.fullmatch(r"[0-9a-f]{64}", sha) is not None, "source", sha)
        for key in _POSITIVE[self.kind]:
            _require(_positive(self.config.get(key)), f"config.{key}", self.config.get(key))
        for key in _NUMBERS[self.kind]:
            _require(_number(self.config.get(key)), f"config.{key}", self.config.get(key))
        if self.kind == "language":
            _require(self.config.get("architecture") == "llama", "config.architecture", self.config)
            stops = self.config.get("stopIds")
            right = isinstance(stops, list) and all(_count(stop) for stop in stops)
            _require(right, "config.stopIds", stops)
        seen = [(file.path, file.role) for file in self.files]
        _require(len(seen) == len(set(seen)), "files", seen)


def entry_of(folder: Path, file: FileEntry) -> dict[str, object]:
    """The manifest's words for one file, with its size and hash."""
    _require(file.role in ROLES, "files.role", file.role)
    _require(file.backend in BACKENDS, "files.backend", file.backend)
    _require(file.encoding in (None, "deflate"), "files.encoding", file.encoding)
    _require(_FILE_NAME.fullmatch(file.path) is not None, "files.path", file.path)
    path = folder / file.path
    _require(path.is_file(), "files.path", f"{file.path}: no such file")
    size = path.stat().st_size
    _require(0 < size <= LARGEST_FILE, "files.bytes", f"{file.path}: {size}")
    optional = {"backend": file.backend, "encoding": file.encoding, "dtype": file.dtype}
    return {
        "role": file.role,
        "path": file.path,
        "bytes": size,
        "sha256": sha256_of(path),
        **{key: value for key, value in optional.items() if value is not None},
        **({"kernels": kernels_of(path)} if file.role == "graph" else {}),
    }


def _require(right: bool, name: str, value: object) -> None:
    if not right:
        raise ManifestError(f"{name}: the page would refuse {value!r}")


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _positive(value: object) -> bool:
    return _count(value) and value != 0
