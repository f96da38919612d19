"""The packages' order, `[tool.importlinter]` in pyproject.toml."""

from pathlib import Path

from importlinter.cli import lint_imports

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def test_nothing_imports_upwards_or_in_a_circle(capsys):
    code = lint_imports(config_filenames=[str(PYPROJECT)], no_logo=True, no_cache=True)
    assert code == 0, capsys.readouterr().out
