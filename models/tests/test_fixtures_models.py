"""The tiny models in the repository are those that the command makes, and stay tiny."""

import json

import numpy as np
import onnxruntime as ort
import pytest

from ddmodels import encoder_fixture, fixtures_denoiser, packages
from ddmodels.emoji_onnx import WEIGHTS, widen
from ddmodels.packages import FIXTURES


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    for fixture in (encoder_fixture, fixtures_denoiser):
        fixture.build(folder / fixture.ID)
    return folder


@pytest.mark.parametrize("name", ["tiny-llama", "tiny-llama-64", "tiny-encoder", "tiny-denoiser"])
def test_the_manifest_describes_the_files(name):
    manifest = packages.read_json(FIXTURES / name / "manifest.json")
    listed = {file["path"]: file["sha256"] for file in manifest["files"]}
    found = {path.name for path in (FIXTURES / name).iterdir()} - {"manifest.json"}
    assert set(listed) == found
    for path, sha256 in listed.items():
        assert packages.sha256_of(FIXTURES / name / path) == sha256


def test_all_together_stay_small():
    assert sum(path.stat().st_size for path in FIXTURES.rglob("*") if path.is_file()) < 1_700_000


@pytest.mark.parametrize(
    ("name", "weights"),
    [
        ("tiny-encoder", "weights.int8.bin.z"),
        ("tiny-denoiser", "weights.f16.bin"),
        ("tiny-encoder", "tokenizer.json"),
    ],
)
def test_the_command_makes_the_same_bytes(made, name, weights):
    assert (made / name / weights).read_bytes() == (FIXTURES / name / weights).read_bytes()


def test_the_encoder_gives_its_known_answers(made):
    kept = packages.read_json(FIXTURES / "tiny-encoder" / "golden.json")
    encoder = encoder_fixture.load(FIXTURES / "tiny-encoder")
    ids = encoder_fixture.Ids(FIXTURES / "tiny-encoder")
    for case in kept["cases"]:
        row = ids(case["caption"])
        assert row == case["ids"] and len(row) <= 16
        found = encoder.encode([row], 16)
        np.testing.assert_allclose(found.pooled[0, :16], case["pooled"], atol=kept["tolerance"])
        np.testing.assert_allclose(found.tokens[0, 0, :16], case["tokens"], atol=kept["tolerance"])


def test_the_denoiser_gives_its_known_answers(made):
    made_golden = packages.read_json(made / "tiny-denoiser" / "golden.json")
    kept = packages.read_json(FIXTURES / "tiny-denoiser" / "golden.json")
    assert json.dumps(made_golden["picture"]) == json.dumps(kept["picture"])
    folder = FIXTURES / "tiny-denoiser"
    weights = widen((folder / fixtures_denoiser.STORED).read_bytes())
    options = ort.SessionOptions()
    options.add_external_initializers_from_files_in_memory([WEIGHTS], [weights], [len(weights)])
    session = ort.InferenceSession(folder / "graph.onnx", options)
    for case in kept["denoise"]:
        x, text = fixtures_denoiser.seeded(case["seed"], case["sigma"], case["words"])
        feed = {
            "sample": x.numpy(),
            "sigma": np.array([case["sigma"]], np.float32),
            "tokens": text.tokens.numpy(),
            "mask": text.mask.numpy(),
            "pooled": text.pooled.numpy(),
            "style": np.array([case["style"]], np.int64),
        }
        found = session.run(None, feed)[0].ravel()
        np.testing.assert_allclose(found[case["at"]], case["values"], atol=case["tolerance"])
        assert found.mean() == pytest.approx(case["mean"], abs=case["tolerance"])
        assert found.std() == pytest.approx(case["std"], abs=case["tolerance"])
