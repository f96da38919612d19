"""Emoji artwork from pinned npm packages to 64x64 RGB arrays: `python -m ddmodels.emoji.build`.

Writes `pictures.npy` (uint8 `[N, 64, 64, 3]`), `pictures.json` (one record per picture) and,
through `emoji.captions`, the captions with their embeddings. The result depends only on the
packages and the configuration. Left out: flags, clock faces, letters, gender and skin variants.
"""

import argparse
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import resvg_py
from numpy.typing import NDArray
from PIL import Image

from ddmodels.common.npm import Archive, fetch_npm
from ddmodels.emoji import captions
from ddmodels.emoji.config import SIZE, DataConfig, data_config
from ddmodels.emoji.pictures import Picture, write_pictures
from ddmodels.emoji.sources import SETS, WORDS
from ddmodels.encoder import minilm

SUPERSAMPLE = 4

_GROUPS = {
    "smileys-emotion",
    "animals-nature",
    "food-drink",
    "travel-places",
    "activities",
    "objects",
}
_SUBGROUPS = {
    "hand-fingers-open",
    "hand-fingers-partial",
    "hand-single-finger",
    "hand-fingers-closed",
    "hands",
    "hand-prop",
    "body-parts",
    "person-fantasy",
    "person-role",
    "geometric",
    "other-symbol",
}


def plain(code: str) -> str:
    """Code points in lower case without the emoji variation selector."""
    return code.lower().replace("-fe0f", "")


def frame(icon: dict[str, Any], width: float, height: float) -> str:
    """Wraps an Iconify body into a square SVG, the picture centred.

    Args:
        icon: Iconify icon record (`body`, optional `left`, `top`).
        width: Width of the icon's own box.
        height: Height of the icon's own box.
    """
    side = max(width, height)
    left = icon.get("left", 0) - (side - width) / 2
    top = icon.get("top", 0) - (side - height) / 2
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{left:g} {top:g} {side:g} {side:g}">{icon["body"]}</svg>'
    )


def rasterise(svg: str) -> NDArray[np.uint8]:
    """Draws an SVG on white at four times the size and reduces it to `[64, 64, 3]`."""
    side = SIZE * SUPERSAMPLE
    png = resvg_py.svg_to_bytes(
        svg_string=svg, background="#ffffff", skip_system_fonts=True, width=side, height=side
    )
    image = Image.open(io.BytesIO(bytes(png))).convert("RGB")
    return np.asarray(image.resize((SIZE, SIZE), Image.Resampling.LANCZOS))


def icons_of(archive: Archive, fallback: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yields `(code points, name, svg)` of one set.

    Args:
        archive: The set's package.
        fallback: Icon name to code points, for sets that do not state theirs.
    """
    data = archive.json("icons.json")
    icons, aliases = data["icons"], data.get("aliases", {})
    codes: dict[str, str] = archive.json("chars.json")
    if not codes:
        names = [n for n in [*icons, *aliases] if n in fallback and "tone" not in n]
        codes = {fallback[n]: n for n in names}
    for code, name in codes.items():
        if re.search("1f3f[b-f]", code):
            continue
        icon = icons.get(name)
        if icon is None:
            alias = aliases.get(name, {})
            if alias.keys() & {"hFlip", "vFlip", "rotate"} or alias.get("parent") not in icons:
                continue
            icon = icons[alias["parent"]]
        width = icon.get("width") or data.get("width") or 16
        height = icon.get("height") or data.get("height") or 16
        yield code, name, frame(icon, width, height)


class Vocabulary:
    """Names, keywords and groups of emoji by code points."""

    def __init__(self, annotations: Archive, derived: Archive, emojibase: Archive) -> None:
        self._names: list[dict[str, Any]] = [
            annotations.json("annotations/en/annotations.json")["annotations"]["annotations"],
            derived.json("annotationsDerived/en/annotations.json")["annotationsDerived"][
                "annotations"
            ],
        ]
        messages = emojibase.json("en/messages.json")
        self._group = {g["order"]: g["key"] for g in messages["groups"]}
        self._subgroup = {g["order"]: g["key"] for g in messages["subgroups"]}
        self._base = {plain(e["hexcode"]): e for e in emojibase.json("en/data.json")}

    def lookup(self, code: str) -> tuple[str, tuple[str, ...]] | None:
        """Returns concept and keywords, or None where the emoji is unknown or left out."""
        text = "".join(chr(int(c, 16)) for c in code.split("-"))
        bare = text.replace("\ufe0f", "")
        found = next((n[k] for n in self._names for k in (text, bare) if k in n), None)
        base = self._base.get(plain(code))
        if found is None or base is None or not found.get("tts"):
            return None
        name: str = found["tts"][0]
        group = self._group.get(base.get("group"), "")
        subgroup = self._subgroup.get(base.get("subgroup"), "")
        if not self.wanted(name, group, subgroup):
            return None
        words = [w.lower() for w in [*found.get("default", []), *base.get("tags", [])]]
        keywords = tuple(dict.fromkeys(w for w in words if re.search("[a-z]", w)))
        return name.replace("’", "'").lower(), keywords

    @staticmethod
    def wanted(name: str, group: str, subgroup: str) -> bool:
        """Whether a concept is kept."""
        if group not in _GROUPS and subgroup not in _SUBGROUPS:
            return False
        if subgroup == "time" and re.search("o’clock|thirty", name):
            return False
        if group == "people-body" and re.search(r"^(man|woman)\b|men |women |clock face", name):
            return False
        return not (group == "symbols" and re.match("Japanese|ON!|END|BACK", name))


def held_out(concept: str, style: int, shown: list[int], share: float) -> bool:
    """Whether a picture is kept from training: one style of some concepts drawn in four or more.

    Args:
        concept: The concept's name; its hash decides.
        style: The picture's style index.
        shown: Style indices in which the concept is drawn, ascending.
        share: Share of the eligible concepts that lose one style.
    """
    if len(shown) < 4:
        return False
    digest = hashlib.sha256(concept.encode()).digest()
    chosen = int.from_bytes(digest[:4], "big") / 2**32 < share
    return chosen and style == shown[digest[4] % len(shown)]


def collect(config: DataConfig) -> tuple[NDArray[np.uint8], list[Picture]]:
    """Fetches the packages and draws every chosen picture."""
    folder = config.paths.work / "npm"
    archives = {s: Archive(fetch_npm(p, folder)) for s, p in SETS.items()}
    words = Vocabulary(*(Archive(fetch_npm(p, folder)) for p in WORDS))
    fallback: dict[str, str] = {}
    for source in ("noto", "fluent-emoji-flat"):
        for code, name in archives[source].json("chars.json").items():
            fallback.setdefault(name, code)
    arrays: list[NDArray[np.uint8]] = []
    pictures: list[Picture] = []
    for index, (style, archive) in enumerate(archives.items(), start=1):
        seen: set[str] = set()
        for code, _, svg in sorted(icons_of(archive, fallback)):
            found = words.lookup(code)
            if found is None or plain(code) in seen:
                continue
            seen.add(plain(code))
            arrays.append(rasterise(svg))
            pictures.append(Picture(index, *found, plain(code)))
        print(f"{style}: {len(seen)} pictures", flush=True)
    shown: dict[str, list[int]] = {}
    for p in pictures:
        shown.setdefault(p.concept, []).append(p.style)
    split = [
        Picture(
            p.style,
            p.concept,
            p.keywords,
            p.code,
            held_out(p.concept, p.style, shown[p.concept], config.data.held_out),
        )
        for p in pictures
    ]
    return np.stack(arrays), split


def main() -> None:
    """Makes the whole data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("config/emoji-denoiser.toml"))
    config = data_config(parser.parse_args().config)
    arrays, pictures = collect(config)
    write_pictures(config.paths.data, arrays, pictures)
    concepts = {p.concept for p in pictures}
    kept_out = sum(p.held_out for p in pictures)
    print(f"{len(pictures)} pictures, {len(concepts)} concepts, {kept_out} held out", flush=True)
    encoder = minilm.fetch_published(config.paths.work)
    captions.build(config, arrays, pictures, encoder)


if __name__ == "__main__":
    main()
