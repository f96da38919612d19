"""Writes `public/models/index.json`, the list of models that the page offers, from the manifests.

    python -m ddmodels.common.catalogue

An entry is a model that generates. What it needs beside its own folder (a text encoder, a library
to run it with) stands in the entry, for each runtime. Run it again after a manifest has changed; a
test says when it was forgotten.
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ddmodels.common import record
from ddmodels.common.manifest import Kind
from ddmodels.common.packages import PUBLIC, read_json, write_json

FORMAT = "decode-and-denoise/catalogue"
VERSION = 1
NAME = "index.json"
RECORDS = "records.json"
"""Apart from the list, which is part of the page's first look."""

Manifests = Mapping[str, Mapping[str, Any]]
"""Parsed manifests by the name of their folder, which is the model's id."""


@dataclass(frozen=True)
class Generates:
    """What a kind of manifest stands for.

    Attributes:
        mechanism: How it generates.
        modality: What comes out.
        needs: Fields of `config` that name folders which ONNX Runtime needs, too.
    """

    mechanism: str
    modality: str
    needs: tuple[str, ...] = ()


GENERATES: Mapping[Kind, Generates] = {
    "language": Generates("autoregression", "text"),
    "denoiser": Generates("diffusion", "picture", ("encoder",)),
    "masked-text": Generates("masked-diffusion", "text", ("encoder",)),
    "picture-by-tokens": Generates("autoregression-picture", "picture", ("encoder", "decoder")),
    "masked-picture": Generates("masked-diffusion-picture", "picture", ("encoder", "decoder")),
}
"""Kinds that are entries, in the catalogue's order."""
LIBRARIES: Mapping[Kind, str] = {"webllm-library": "webllm"}
"""Kinds that bring a runtime to the model that their `config.model` names."""
UNLOADED = ("card", "attention")
"""Roles that no load asks for: the card is never read, the graph with attention on demand."""


class CatalogueError(ValueError):
    """The manifests do not fit together."""


@dataclass(frozen=True)
class Runtime:
    """What computes a model: `id`, and the other folders that it then needs."""

    id: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One model.

    Attributes:
        id: Its folder's name.
        name: For people.
        summary: One sentence.
        mechanism: How it generates.
        modality: What comes out.
        runtimes: What can compute it; the first is the one that it is opened with.
        bytes: What the first runtime downloads before it is ready, as stored: the folders that it
            needs and known answers included, cards and the graph with attention left out. Where
            each backend has a graph of its own, the larger one counts.
        licence: SPDX.
        parameters: Of the model itself.
    """

    id: str
    name: str
    summary: str
    mechanism: str
    modality: str
    runtimes: tuple[Runtime, ...]
    bytes: int
    licence: str
    parameters: int


def entries(manifests: Manifests) -> list[Entry]:
    """The catalogue's entries, by kind and then by id.

    Raises:
        CatalogueError: If a folder that is needed is missing, or stands for another id.
    """
    for folder, manifest in manifests.items():
        if manifest["id"] != folder:
            raise CatalogueError(f"{folder}/manifest.json is of another model: {manifest['id']}")
    chosen = [
        (manifest, generates)
        for kind, generates in GENERATES.items()
        for _, manifest in sorted(manifests.items())
        if manifest["kind"] == kind
    ]
    known = {manifest["id"] for manifest, _ in chosen}
    for folder, manifest in manifests.items():
        if manifest["kind"] in LIBRARIES and manifest["config"]["model"] not in known:
            raise CatalogueError(f"{folder} is for a missing model: {manifest['config']['model']}")
    return [_entry(manifests, manifest, generates) for manifest, generates in chosen]


def _entry(manifests: Manifests, manifest: Mapping[str, Any], generates: Generates) -> Entry:
    needs = tuple(str(manifest["config"][field]) for field in generates.needs)
    missing = [id for id in needs if id not in manifests]
    if missing:
        raise CatalogueError(f"{manifest['id']} needs a missing folder: {missing[0]}")
    return Entry(
        id=manifest["id"],
        name=manifest["name"],
        summary=manifest["summary"],
        mechanism=generates.mechanism,
        modality=generates.modality,
        runtimes=(Runtime("onnxruntime", needs), *_libraries(manifests, manifest["id"])),
        bytes=sum(_loaded(manifests[id]) for id in (manifest["id"], *needs)),
        licence=manifest["licence"],
        parameters=manifest["parameters"],
    )


def _libraries(manifests: Manifests, id: str) -> Iterator[Runtime]:
    for folder, manifest in sorted(manifests.items()):
        runtime = LIBRARIES.get(manifest["kind"])
        if runtime is not None and manifest["config"]["model"] == id:
            yield Runtime(runtime, (folder,))


def _loaded(manifest: Mapping[str, Any]) -> int:
    """Bytes of a folder that a load asks for."""
    files = [file for file in manifest["files"] if file["role"] not in UNLOADED]
    backends = {file["backend"] for file in files if "backend" in file} or {None}
    sums: list[int] = [
        sum(file["bytes"] for file in files if file.get("backend", backend) == backend)
        for backend in backends
    ]
    return max(sums)


def catalogue(folder: Path) -> dict[str, object]:
    """The content of `index.json` for a folder of models.

    Raises:
        CatalogueError: If the manifests do not fit together.
    """
    manifests = {path.parent.name: read_json(path) for path in folder.glob("*/manifest.json")}
    models = [asdict(entry) for entry in entries(manifests)]
    return {"format": FORMAT, "version": VERSION, "models": models}


def records(folder: Path) -> dict[str, object]:
    """The content of `records.json`: of each model that has one its record, by id."""
    found = {path.parent.name: record.read(path.parent) for path in folder.glob("*/manifest.json")}
    return {id: value for id, value in sorted(found.items()) if value is not None}


def write(folder: Path) -> Path:
    """Writes `index.json` into a folder of models, and `records.json` where there are any."""
    path = folder / NAME
    write_json(path, catalogue(folder))
    if found := records(folder):
        write_json(folder / RECORDS, found)
    return path


def main() -> None:
    """Writes it for the page, or for another folder."""
    parser = argparse.ArgumentParser(description="Write the list of models from their manifests.")
    parser.add_argument("--folder", type=Path, default=PUBLIC)
    print(write(parser.parse_args().folder))


if __name__ == "__main__":
    main()
