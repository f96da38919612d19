"""The list of models follows from the manifests, and is the one in the repository."""

import json

import pytest

from ddmodels.common import catalogue
from ddmodels.common.catalogue import CatalogueError, Runtime, entries
from ddmodels.common.packages import FIXTURES, PUBLIC, read_json

COMMANDS = {
    PUBLIC: "python -m ddmodels.common.catalogue",
    FIXTURES: "python -m ddmodels.fixtures",
}


def manifest(id: str, kind: str, config: dict[str, object], *files: dict[str, object]):
    return {
        "kind": kind,
        "id": id,
        "name": id.title(),
        "summary": "For tests.",
        "parameters": 5,
        "licence": "MIT",
        "config": config,
        "files": files or [{"role": "weights", "bytes": 1000}],
    }


def folders(*manifests):
    return {m["id"]: m for m in manifests}


ENCODER = manifest("words", "text-encoder", {}, {"role": "weights", "bytes": 30})
DENOISER = manifest(
    "draws",
    "denoiser",
    {"encoder": "words"},
    {"role": "weights", "bytes": 500},
    {"role": "golden", "bytes": 4},
    {"role": "attention", "bytes": 70},
    {"role": "card", "bytes": 90},
)
LANGUAGE = manifest(
    "writes",
    "language",
    {},
    {"role": "weights", "bytes": 1000},
    {"role": "graph", "bytes": 3, "backend": "webgpu"},
    {"role": "graph", "bytes": 20, "backend": "wasm"},
)
LIBRARY = manifest("program", "webllm-library", {"model": "writes"})


@pytest.mark.parametrize("folder", [PUBLIC, FIXTURES], ids=["page", "fixtures"])
def test_it_is_current(folder):
    kept = read_json(folder / catalogue.NAME)
    made = json.loads(json.dumps(catalogue.catalogue(folder)))
    assert kept == made, f"run `{COMMANDS[folder]}`"


def test_the_page_offers_its_models():
    models = catalogue.catalogue(PUBLIC)["models"]
    assert [(m["id"], m["mechanism"], m["modality"]) for m in models] == [
        ("smollm2-135m-instruct", "autoregression", "text"),
        ("emoji-denoiser", "diffusion", "picture"),
        ("definitions-masked", "masked-diffusion", "text"),
        ("emoji-tokens", "autoregression-picture", "picture"),
        ("emoji-masked", "masked-diffusion-picture", "picture"),
    ]


def test_only_what_generates_is_an_entry_and_names_what_it_needs():
    writes, draws = entries(folders(ENCODER, DENOISER, LIBRARY, LANGUAGE))
    assert (writes.mechanism, writes.modality) == ("autoregression", "text")
    assert writes.runtimes == (Runtime("onnxruntime", ()), Runtime("webllm", ("program",)))
    assert (draws.mechanism, draws.modality) == ("diffusion", "picture")
    assert draws.runtimes == (Runtime("onnxruntime", ("words",)),)


def test_bytes_are_what_the_first_runtime_downloads():
    writes, draws = entries(folders(ENCODER, DENOISER, LIBRARY, LANGUAGE))
    assert writes.bytes == 1000 + 20, "the larger backend's graph, no library"
    assert draws.bytes == 500 + 4 + 30, "no card, no attention, but the encoder"


@pytest.mark.parametrize(
    ("manifests", "said"),
    [
        ([DENOISER], "draws needs a missing folder: words"),
        ([LIBRARY], "program is for a missing model: writes"),
        ([{**LIBRARY, "config": {"model": "words"}}, ENCODER], "for a missing model: words"),
    ],
)
def test_manifests_that_do_not_fit_are_refused(manifests, said):
    with pytest.raises(CatalogueError, match=said):
        entries(folders(*manifests))


def test_a_folder_of_another_name_is_refused():
    with pytest.raises(CatalogueError, match=r"copy/manifest\.json is of another model: writes"):
        entries({"copy": LANGUAGE})


def test_it_is_written_beside_the_folders(tmp_path):
    (tmp_path / "writes").mkdir()
    (tmp_path / "writes" / "manifest.json").write_text(json.dumps(LANGUAGE))
    value = read_json(catalogue.write(tmp_path))
    assert value["format"] == "decode-and-denoise/catalogue" and value["version"] == 1
    assert [m["id"] for m in value["models"]] == ["writes"]
