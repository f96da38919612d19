"""The card's two plots: loss against pictures seen, figures against steps."""

import json
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

STEP_FIGURES = {
    "top5": ("top-5", "#1f6feb"),
    "top1": ("top-1", "#8250df"),
    "colour": ("colour obeyed", "#bf5700"),
    "style": ("style obeyed", "#1a7f37"),
}
"""Keys of a table row, what they are called and drawn in."""


def read_log(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Rows of a loss log by their `run`, in the order of the file.

    Args:
        path: One JSON object a line, with `run`, `pictures` (seen in all) and `loss` (smoothed).
    """
    runs: dict[str, list[dict[str, Any]]] = {}
    for line in path.read_text().splitlines():
        row = json.loads(line)
        runs.setdefault(row["run"], []).append(row)
    return runs


def step_rows(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The table's rows that differ from the recommended setting in steps alone, by steps."""
    same = ("sampler", "schedule", "guidance")
    rows = [r for r in figures["table"]["rows"] if all(r[k] == figures[k] for k in same)]
    return sorted(rows, key=lambda r: r["steps"])


def _losses(axes: Axes, runs: dict[str, list[dict[str, Any]]]) -> None:
    for name, rows in runs.items():
        seen = [r["pictures"] / 1e3 for r in rows]
        axes.plot(seen, [r["loss"] for r in rows], label=name, linewidth=1.5)
    axes.set_xlabel("pictures seen, thousands")
    axes.set_ylabel("smoothed training loss")
    axes.legend(frameon=False, fontsize=8)


def _steps(axes: Axes, figures: dict[str, Any]) -> None:
    rows = step_rows(figures)
    steps = [r["steps"] for r in rows]
    for key, (name, color) in STEP_FIGURES.items():
        axes.plot(steps, [r[key] for r in rows], "o-", color=color, label=name, markersize=4)
    for key in ("top5", "top1", "style"):
        level = figures["ceiling" + key[0].upper() + key[1:]]
        axes.axhline(level, color=STEP_FIGURES[key][1], linestyle=":", linewidth=1)
    axes.set_xscale("log", base=2)
    axes.set_xticks(steps, [str(n) for n in steps])
    axes.minorticks_off()
    axes.set_ylim(0, 1)
    axes.set_xlabel("steps (dotted: the judges on real pictures)")
    axes.legend(frameon=False, fontsize=8, ncols=2, loc="lower right")


def draw(figures: dict[str, Any], runs: dict[str, list[dict[str, Any]]], out: Path) -> None:
    """Writes both plots as one SVG, the same bytes for the same figures.

    Args:
        figures: Of `evaluation.json`; without a table there is nothing against steps.
        runs: What `read_log` returns.
        out: The file.
    """
    with plt.rc_context({"svg.hashsalt": "card", "svg.fonttype": "none", "font.size": 9}):
        figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
        _losses(left, runs)
        _steps(right, figures)
        for axes in (left, right):
            axes.spines[["top", "right"]].set_visible(False)
            axes.grid(alpha=0.25)
        figure.savefig(out, format="svg", metadata={"Date": None})
        plt.close(figure)
