"""Makes the tiny models that the page's tests run: `tests/fixtures/models/`.

    python -m ddmodels.fixtures

Same formats and interfaces as the real models, random weights from fixed seeds: running the command
again changes no byte.
"""

from collections.abc import Callable
from pathlib import Path

from ddmodels import encoder_fixture, fixtures_denoiser, lm_fixture
from ddmodels.packages import FIXTURES


def main() -> None:
    """Writes every fixture and says how large it is."""
    builders: dict[str, Callable[[Path], None]] = {
        lm_fixture.ID: lm_fixture.build,
        lm_fixture.WIDE_ID: lambda folder: lm_fixture.build(folder, lm_fixture.WIDE),
        encoder_fixture.ID: encoder_fixture.build,
        fixtures_denoiser.ID: fixtures_denoiser.build,
    }
    for name, build in builders.items():
        folder = FIXTURES / name
        build(folder)
        size = sum(path.stat().st_size for path in folder.iterdir())
        print(f"{name}: {size:,} bytes")


if __name__ == "__main__":
    main()
