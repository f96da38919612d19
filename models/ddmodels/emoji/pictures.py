"""The data set's pictures and their records: `pictures.npy`, `pictures.json`."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Picture:
    """One picture's record.

    Attributes:
        style: Index 1..6 into the styles (0 means "any" and is never a picture's).
        concept: The CLDR short name in lower case.
        keywords: CLDR keywords and emojibase tags in lower case.
        code: Code points, hyphenated hex without variation selectors.
        held_out: True if training must never see it.
    """

    style: int
    concept: str
    keywords: tuple[str, ...]
    code: str
    held_out: bool = False


def write_pictures(folder: Path, arrays: NDArray[np.uint8], pictures: list[Picture]) -> None:
    """Writes pictures and their records."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "pictures.npy", arrays)
    records = [asdict(p) for p in pictures]
    (folder / "pictures.json").write_text(json.dumps(records))


def read_records(folder: Path) -> list[Picture]:
    """Reads the records alone.

    Raises:
        FileNotFoundError: If the data set was not built, saying how to.
    """
    path = folder / "pictures.json"
    if not path.exists():
        raise FileNotFoundError(f"no {path}: run python -m ddmodels.emoji.build first")
    records = json.loads(path.read_text())
    return [Picture(**{**r, "keywords": tuple(r["keywords"])}) for r in records]


def read_pictures(folder: Path) -> tuple[NDArray[np.uint8], list[Picture]]:
    """Reads what `write_pictures` wrote."""
    pictures = read_records(folder)
    return np.load(folder / "pictures.npy"), pictures
