"""A manifest that the page would refuse is not written."""

import hashlib
import json
from dataclasses import replace

import pytest

from ddmodels.common.manifest import FileEntry, Manifest, ManifestError

SIZES = {"layers": 1, "hidden": 64, "heads": 2, "kvHeads": 1, "headDim": 32, "ffn": 8}
CONFIG = {
    "architecture": "llama",
    **SIZES,
    "vocab": 9,
    "context": 7,
    "ropeTheta": 1e4,
    "stopIds": [2],
}
GOOD = Manifest(
    kind="language",
    id="a-model",
    name="A model",
    summary="For tests.",
    parameters=5,
    licence="MIT",
    attribution="Nobody",
    source="here",
    config=CONFIG,
    files=(FileEntry("weights", "w.bin", backend="wasm", encoding="deflate", dtype="int8"),),
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "w.bin").write_bytes(b"weights")
    (tmp_path / "empty.bin").write_bytes(b"")
    return tmp_path


def test_sizes_and_hashes_come_from_the_files(folder):
    value = json.loads(GOOD.write(folder).read_text())
    assert value["format"] == "decode-and-denoise/model" and value["version"] == 1
    assert value["source"] == {"from": "here"}
    assert value["files"] == [
        {
            "role": "weights",
            "path": "w.bin",
            "bytes": 7,
            "sha256": hashlib.sha256(b"weights").hexdigest(),
            "backend": "wasm",
            "encoding": "deflate",
            "dtype": "int8",
        }
    ]


def test_a_known_answer_and_a_card_may_be_absent(folder):
    roles = [file["role"] for file in json.loads(GOOD.write(folder).read_text())["files"]]
    assert roles == ["weights"]


def test_the_source_may_have_a_hash(folder):
    value = json.loads(replace(GOOD, source_sha256="0" * 64).write(folder).read_text())
    assert value["source"]["sha256"] == "0" * 64


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "video"},
        {"id": "../up"},
        {"name": ""},
        {"parameters": 0},
        {"files": ()},
        {"files": (FileEntry("weights", "missing.bin"),)},
        {"files": (FileEntry("weights", "empty.bin"),)},
        {"files": (FileEntry("weights", "sub/w.bin"),)},
        {"files": (FileEntry("weights", ".hidden"),)},
        {"files": (FileEntry("weights", "w.bin"), FileEntry("weights", "w.bin"))},
        {"files": (FileEntry("picture", "w.bin"),)},
        {"files": (FileEntry("weights", "w.bin", backend="cuda"),)},
        {"files": (FileEntry("weights", "w.bin", encoding="gzip"),)},
        {"source_sha256": "abc"},
        {"config": {**CONFIG, "layers": 0}},
        {"config": {**CONFIG, "layers": True}},
        {"config": {**CONFIG, "vocab": 1.5}},
        {"config": {**CONFIG, "ropeTheta": "1e4"}},
        {"config": {**CONFIG, "architecture": "bert"}},
        {"config": {**CONFIG, "stopIds": [-1]}},
        {"config": {k: v for k, v in CONFIG.items() if k != "headDim"}},
        {"kind": "text-encoder", "config": {"hidden": 8}},
        {"kind": "denoiser", "config": {"size": 8}},
    ],
)
def test_what_the_page_would_refuse_is_refused(folder, changes):
    with pytest.raises(ManifestError):
        replace(GOOD, **changes).write(folder)
    assert not (folder / "manifest.json").exists()
