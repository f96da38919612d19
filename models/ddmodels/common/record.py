"""`record.json` of a model's folder: the few figures of its card that the page's table shows.

The cards write it; `common.catalogue` gathers those of all models in `records.json`.
`src/core/record.ts` is the format.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from ddmodels.common.packages import read_json, write_json

NAME = "record.json"


@dataclass(frozen=True)
class Seen:
    """What training showed it.

    Attributes:
        count: How many; the same picture counts each time that it was drawn.
        of: Of what.
        source: Where the number is from, if not from the training's own log.
    """

    count: int
    of: Literal["pictures", "texts", "tokens"]
    source: str | None = None


@dataclass(frozen=True)
class Hits:
    """Shares that a judge, trained on real pictures alone, names right."""

    top1: float
    top5: float


@dataclass(frozen=True)
class Judged:
    """What judges say.

    Attributes:
        prompts: How many, one picture each.
        made: Of the model's pictures.
        real: Of real ones that neither model nor judge was trained on.
        tokens: Of the same ones as tokens and back, where the model is one of tokens.
    """

    prompts: int
    made: Hits
    real: Hits
    tokens: Hits | None = None


@dataclass(frozen=True)
class Diversity:
    """Mean cosine distance between pictures of one prompt, in a judge's features."""

    distance: float
    prompts: int
    seeds: int


@dataclass(frozen=True)
class Nearest:
    """Mean cosine similarity to the nearest training picture, of the model's and of real ones."""

    made: float
    real: float


@dataclass(frozen=True)
class Nats:
    """Nats of a token or cell; a bound from above where not exact."""

    heldOut: float
    trained: float
    exact: bool


@dataclass(frozen=True)
class Record:
    """All of it; what was not measured is None and left out."""

    seen: Seen
    judged: Judged | None = None
    diversity: Diversity | None = None
    nearest: Nearest | None = None
    nats: Nats | None = None

    def write(self, folder: Path) -> Path:
        """Writes `record.json` into the model's folder."""
        path = folder / NAME
        write_json(path, _known(asdict(self)))
        return path


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is None, at every depth."""
    return {
        key: _known(value) if isinstance(value, dict) else value
        for key, value in values.items()
        if value is not None
    }


def read(folder: Path) -> dict[str, Any] | None:
    """The record of a model's folder; None where there is none."""
    path = folder / NAME
    return dict(read_json(path)) if path.exists() else None
