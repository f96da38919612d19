import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch

from ddmodels.common.npm import Archive, NpmPackage, fetch_npm
from ddmodels.common.packages import WrongHashError
from ddmodels.denoiser import tiny
from ddmodels.emoji import build, sources
from ddmodels.emoji import captions as emoji_captions
from ddmodels.emoji.color import (
    COLOR_ANGLES,
    COLORS,
    dominant_hue,
    nearest_color,
    recolorable,
    turn_hue,
)


def archive(folder: Path, name: str, files: dict[str, object]) -> Archive:
    path = folder / f"{name}.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for file, value in files.items():
            data = json.dumps(value).encode()
            info = tarfile.TarInfo(f"package/{file}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return Archive(path)


def words(folder: Path) -> build.Vocabulary:
    names = {
        "😀": {"default": ["Face", "1", "grin"], "tts": ["grinning face"]},
        "❤": {"default": ["love"], "tts": ["Red Heart’s"]},
        "🕐": {"default": [], "tts": ["one o’clock"]},
        "🇩🇪": {"default": [], "tts": ["flag: Germany"]},
    }
    return build.Vocabulary(
        archive(folder, "a", {"annotations/en/annotations.json": nest("annotations", names)}),
        archive(
            folder, "d", {"annotationsDerived/en/annotations.json": nest("annotationsDerived", {})}
        ),
        archive(
            folder,
            "e",
            {
                "en/messages.json": {
                    "groups": [
                        {"order": 0, "key": "smileys-emotion"},
                        {"order": 5, "key": "flags"},
                    ],
                    "subgroups": [{"order": 1, "key": "time"}, {"order": 2, "key": "heart"}],
                },
                "en/data.json": [
                    {"hexcode": "1F600", "group": 0, "subgroup": 2, "tags": ["Smile"]},
                    {"hexcode": "2764-FE0F", "group": 0, "subgroup": 2},
                    {"hexcode": "1F550", "group": 0, "subgroup": 1},
                    {"hexcode": "1F1E9-1F1EA", "group": 5, "subgroup": 2},
                ],
            },
        ),
    )


def nest(name: str, value: object) -> object:
    return {name: {"annotations": value}}


def test_vocabulary_keeps_what_the_picture_model_learns(tmp_path: Path) -> None:
    found = words(tmp_path)
    assert found.lookup("1f600") == ("grinning face", ("face", "grin", "smile"))
    assert found.lookup("2764-fe0f") == ("red heart's", ("love",))
    assert found.lookup("1f550") is None, "clock faces are left out"
    assert found.lookup("1f1e9-1f1ea") is None, "flags are left out"
    assert found.lookup("1f999") is None, "unknown code points are left out"


def test_icons_are_found_by_code_points_names_and_aliases(tmp_path: Path) -> None:
    icons = {
        "icons": {"grin": {"body": "<g/>"}, "wide": {"body": "<g/>", "width": 40}},
        "height": 20,
    }
    aliases = {"smile": {"parent": "grin"}, "back": {"parent": "grin", "hFlip": True}}
    chars = {
        "1f600": "grin",
        "1f601": "smile",
        "1f602": "back",
        "1f44d-1f3fb": "grin",
        "1f603": "no",
    }
    named = archive(
        tmp_path, "n", {"icons.json": {**icons, "aliases": aliases}, "chars.json": chars}
    )
    assert [c for c, _, _ in build.icons_of(named, {})] == ["1f600", "1f601"]
    nameless = archive(tmp_path, "m", {"icons.json": icons, "chars.json": {}})
    [(code, name, svg)] = build.icons_of(nameless, {"wide": "1f600", "other": "1f601"})
    assert (code, name) == ("1f600", "wide")
    assert 'viewBox="0 -10 40 40"' in svg


def test_pictures_are_drawn_on_white_and_centred() -> None:
    picture = build.rasterise(build.frame({"body": '<path d="M0 0h8v16h-8z"/>'}, 8, 16))
    assert picture.shape == (64, 64, 3) and picture.dtype == np.uint8
    assert picture[:, :12].min() == 255 and picture[:, 20:44].max() == 0


def test_one_style_of_some_concepts_is_held_out() -> None:
    styles = [1, 2, 4, 6]
    out = {
        name: [s for s in styles if build.held_out(name, s, styles, 0.3)]
        for name in map(str, range(400))
    }
    assert {len(v) for v in out.values()} == {0, 1}
    assert 80 < sum(len(v) for v in out.values()) < 160
    assert {s for v in out.values() for s in v} == set(styles)
    assert not build.held_out("a", 1, [1, 2, 3], 1.0), "concepts of few styles stay whole"


def test_a_changed_package_is_refused(tmp_path: Path) -> None:
    package = NpmPackage("@x/y", "1.0.0", "AAAA", "MIT")
    (tmp_path / package.tarball).write_bytes(b"not it")
    with pytest.raises(WrongHashError, match=r"x-y-1\.0\.0\.tgz"):
        fetch_npm(package, tmp_path)


def test_style_indices_are_those_of_the_published_weights() -> None:
    expected = ("emojione", "fluent-emoji", "fluent-emoji-flat", "noto", "noto-v1", "twemoji")
    assert expected == sources.STYLES


def test_hue_is_turned_to_the_named_colour() -> None:
    arrays, _ = tiny.tiny_pictures(0.0)
    red = torch.from_numpy(arrays[:1]).permute(0, 3, 1, 2).float() / 255
    assert COLORS[int(nearest_color(dominant_hue(red).angle))] == "red"
    assert bool(recolorable(dominant_hue(red)))
    for i, color in enumerate(COLORS):
        turned = turn_hue(red, COLOR_ANGLES[i : i + 1] - dominant_hue(red).angle)
        assert COLORS[int(nearest_color(dominant_hue(turned).angle))] == color


def test_captions_name_the_concept_most_often() -> None:
    keywords = {"cat": ["pet", "animal", "kitty"], "apple": ["fruit", "pet"], "dog": ["pet"]}
    captions = emoji_captions.compose(keywords, seed=1)
    assert captions.texts == emoji_captions.compose(keywords, seed=1).texts
    assert {"cat", "a cat", "an apple", "a blue cat", "blue cat"} <= set(captions.texts)
    for name, options in captions.plain.items():
        named = sum(w for i, w in options if name in captions.texts[i])
        assert named > 0.7 * sum(w for _, w in options)
    alone = [captions.texts[i] for i, _ in captions.plain["cat"]]
    assert not {"pet", "a pet"} & set(alone), "a keyword that many share does not stand alone"


def test_embedding_equals_encoding_one_by_one() -> None:
    encoder = tiny.tiny_encoder()
    texts = ["a circle", "", "a teal ring , a picture of a drawing", "bow"]
    tokens, mask, pooled = emoji_captions.embed(texts, encoder, batch=3)
    for i, text in enumerate(texts):
        one = encoder.encode([text])
        np.testing.assert_allclose(tokens[i], one.tokens[0], atol=2e-3)
        np.testing.assert_array_equal(mask[i], one.mask[0] > 0)
        np.testing.assert_allclose(pooled[i], one.pooled[0], atol=1e-5)
    assert mask[1].sum() == 2 and not tokens[1, 2:].any()
