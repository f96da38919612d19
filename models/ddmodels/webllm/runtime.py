"""Builds TVM's WebAssembly runtime and links it with a compiled model. Needs emscripten.

The sources are in the wheels: `apache-tvm` has the runtime and its entry files for the web,
`apache-tvm-ffi` what lies below. Seven headers are missing there and taken from two other wheels;
two are stood in for by stubs, because what they declare is never called on the web.
"""

import hashlib
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from ddmodels.common.packages import WORK, WrongHashError, download

EMSCRIPTEN = "3.1.69"
"""The version of `emcc` that the published library was linked with (Debian `emscripten`)."""


@dataclass(frozen=True)
class Sources:
    """What one wheel gives to the tree of sources.

    Attributes:
        requirement: The pinned package.
        sha256: Of the members' contents, one after the other, in the order of their paths.
        members: Paths in the wheel, files or folders, and where they go in the tree.
    """

    requirement: str
    sha256: str
    members: dict[str, str]


_SUPPORT = ("arena", "base64", "bytes_io", "ring_buffer", "utils")
_TILELANG = "tilelang/3rdparty/tvm"
WHEELS = (
    Sources(
        "apache-tvm==0.27.0.post1",
        "99e478ee5f926810f8fcdcccb1e32626e1a56cb94cbfc19c7864448c583259de",
        {"tvm/web/emcc/": "web/emcc/", "tvm/src/": "src/", "tvm/include/": "include/"},
    ),
    Sources(
        "apache-tvm-ffi==0.1.15.post2",
        "a3445f969ac06eb0fabe42807451a495b1a6fc15de9afc366b57c4d1ce3986ba",
        {
            f"tvm_ffi/{part}/": f"3rdparty/tvm-ffi/{part}/"
            for part in ("src", "include", "3rdparty/dlpack")
        },
    ),
    Sources(
        "tilelang==0.1.15",
        "ab0c413bef9a23e5e913c0556b9cc53452bfba55c306a3e76a0b8833ce0d0077",
        {f"{_TILELANG}/src/support/{name}.h": f"src/support/{name}.h" for name in _SUPPORT}
        | {f"{_TILELANG}/include/tvm/support/io.h": "include/tvm/support/io.h"},
    ),
    Sources(
        "apache-tvm-tirx==0.1.0a4",
        "de6aa1c5352a79a88e9bf8d168f28bab16e3b45eee5cd5f2bba1012b3ebe8145",
        {"tvm_tirx/include/tvm/support/serializer.h": "include/tvm/support/serializer.h"},
    ),
)
STUBS = {
    "include/tvm/support/cuda/nvtx.h": """#pragma once
// Marks ranges for NVIDIA's profiler; there is none on the web.
#include <string>
namespace tvm {
namespace support {
struct NVTXScopedRange {
  explicit NVTXScopedRange(const char*) {}
  explicit NVTXScopedRange(const std::string&) {}
};
}  // namespace support
}  // namespace tvm
""",
    "3rdparty/compiler-rt/builtin_fp16.h": """#pragma once
// For sorting half-precision numbers on the CPU, which no library here does.
template <typename From, typename FromBits, int FromSig, typename To, typename ToBits, int ToSig>
static inline To __extendXfYf2__(From) {
  __builtin_trap();
}
""",
}
UNITS = ("wasm_runtime", "tvmjs_support", "webgpu_runtime")
INCLUDES = (
    ".",
    "include",
    "3rdparty/tvm-ffi/include",
    "3rdparty/tvm-ffi/3rdparty/dlpack/include",
    "3rdparty/compiler-rt",
)
COMPILE = ("-O3", "-std=c++17", "-Wno-ignored-attributes", "-emit-llvm", "-c")
LINK = (
    "-O1",
    "-std=c++17",
    "--no-entry",
    *("-s", "WASM_BIGINT=1"),
    *("-s", "ERROR_ON_UNDEFINED_SYMBOLS=0"),
    *("-s", "STANDALONE_WASM=1"),
    *("-s", "ALLOW_MEMORY_GROWTH=1"),
    *("-s", "TOTAL_MEMORY=160MB"),
)


class MissingCompilerError(Exception):
    """There is no `emcc`, or one of another version."""


def check_compiler() -> None:
    """Looks for emscripten.

    Raises:
        MissingCompilerError: Saying what to install.
    """
    if shutil.which("emcc") is None:
        raise MissingCompilerError("emcc is missing: apt-get install emscripten")
    asked = ["emcc", "--version"]
    said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    if EMSCRIPTEN not in said.splitlines()[0]:
        raise MissingCompilerError(f"emcc {EMSCRIPTEN} is needed, found: {said.splitlines()[0]}")


def lay_out(folder: Path, wheels: tuple[Sources, ...] = WHEELS) -> None:
    """Lays the sources out as in TVM's repository.

    Args:
        folder: Where to; what is there is replaced.
        wheels: Where from.

    Raises:
        WrongHashError: If a wheel holds other sources.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for sources in wheels:
        unpack(download(sources.requirement, WORK / "wheels"), sources, folder)
    for path, text in STUBS.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def unpack(archive: Path, sources: Sources, folder: Path) -> None:
    """Writes what one wheel gives.

    Raises:
        WrongHashError: If it is not what is pinned.
    """
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(archive) as wheel:
        for name in sorted(wheel.namelist()):
            for member, place in sources.members.items():
                within = member.endswith("/") and name.startswith(member)
                if (within or name == member) and not name.endswith("/"):
                    found[place + name[len(member) :]] = wheel.read(name)
    digest = hashlib.sha256(b"".join(found.values())).hexdigest()
    if digest != sources.sha256:
        raise WrongHashError(f"{sources.requirement}: sources {digest}, not {sources.sha256}")
    for path, data in found.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def build_runtime(tree: Path) -> list[Path]:
    """Compiles the three units of the runtime; a minute.

    Args:
        tree: As `lay_out` leaves it.

    Returns:
        The units, for the linker; those that are there already are kept.
    """
    includes = [f"-I{tree / path}" for path in INCLUDES]
    units = [tree / "web" / f"{unit}.bc" for unit in UNITS]
    for unit in units:
        if not unit.exists():
            source = tree / "web" / "emcc" / f"{unit.stem}.cc"
            subprocess.run(["emcc", *includes, *COMPILE, "-o", str(unit), str(source)], check=True)
    return units


def link(units: list[Path], objects: list[Path], out: Path) -> None:
    """Links a library; half a minute.

    Args:
        units: Of the runtime.
        objects: Of the model.
        out: The library.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    parts = [str(part) for part in (*units, *objects)]
    subprocess.run(["emcc", *LINK, "-o", str(out), *parts], check=True)
