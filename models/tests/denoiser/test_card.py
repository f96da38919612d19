import json
from pathlib import Path

from ddmodels.common.packages import write_json
from ddmodels.denoiser import card as denoiser_card
from ddmodels.denoiser import plots

FIGURES = {
    "top1": 0.2,
    "top5": 0.5,
    "nearest": 0.9,
    "colour": 0.85,
    "style": 0.4,
    "styledTop1": 0.3,
    "ceilingTop1": 0.4,
    "ceilingTop5": 0.6,
    "ceilingStyle": 0.5,
    "nearestHeldOut": 0.95,
    "steps": 20,
    "sampler": "dpmpp2m",
    "schedule": "karras",
    "guidance": 3.0,
    "prompts": 200,
    "recolourPrompts": 64,
    "stylePrompts": 60,
    "heldOutPictures": 231,
    "trainingImages": 456512,
    "composed": {
        "pairs": 231,
        "heldOut": {"top1": 0.31, "top5": 0.45, "style": 0.62},
        "trained": {"top1": 0.5, "top5": 0.7, "style": 0.65},
    },
    "table": {
        "prompts": 40,
        "recolourPrompts": 13,
        "stylePrompts": 12,
        "rows": [
            {
                "sampler": "euler",
                "schedule": "flow",
                "steps": 8,
                "guidance": 3.0,
                "top1": 0.1,
                "top5": 0.3,
                "colour": 0.7,
                "style": 0.35,
                "nearest": 0.88,
            },
            *(
                {
                    "sampler": "dpmpp2m",
                    "schedule": "karras",
                    "steps": steps,
                    "guidance": 3.0,
                    "top1": 0.2,
                    "top5": 0.5,
                    "colour": 0.8,
                    "style": 0.4,
                    "nearest": 0.9,
                }
                for steps in (20, 4)
            ),
        ],
    },
}


def test_the_card_states_the_figures_and_the_aims_missed(tmp_path: Path) -> None:
    write_json(tmp_path / "evaluation.json", FIGURES)
    log = tmp_path / "loss.jsonl"
    log.write_text('{"run": "one", "pictures": 64, "loss": 0.5}\n')
    denoiser_card.write(tmp_path, log, "From nothing.", "Hearts are good.", 1174, 5_897_121)
    card = (tmp_path / "README.md").read_text()
    assert "a U-Net of 5.9 million parameters" in card and "| `weights.f16.bin.z` |" in card
    assert "456,512 training pictures" in card and "From nothing. The log" in card
    assert "- Hearts are good." in card
    assert "| top-1, 200 prompts, any style | 20.0% | 40.0% |" in card
    assert "| top-1 at least 0.6 of the ceiling | 0.50 | no |" in card
    assert "| colour obeyed at least 0.8 | 0.85 | yes |" in card
    assert "| euler | flow | 8 | 3 | 10% | 30% | 70% | 35% | 0.88 |" in card
    assert "231 concepts in the one style" in card
    assert "| held out | 31.0% | 45.0% | 62.0% |" in card
    assert "{" not in card


def test_a_card_without_a_table(tmp_path: Path) -> None:
    write_json(tmp_path / "evaluation.json", {**FIGURES, "table": {"prompts": 0, "rows": []}})
    log = tmp_path / "loss.jsonl"
    log.write_text('{"run": "one", "pictures": 64, "loss": 0.5}\n')
    denoiser_card.write(tmp_path, log, "From nothing.", "Hearts are good.", 1174, 5_897_121)
    assert "At other settings" not in (tmp_path / "README.md").read_text()


def test_plots_show_the_runs_and_the_recommended_setting_by_steps(tmp_path: Path) -> None:
    log = tmp_path / "loss.jsonl"
    rows = [("first run", 64, 0.5), ("first run", 128, 0.4), ("second run", 192, 0.3)]
    keys = ("run", "pictures", "loss")
    log.write_text("\n".join(json.dumps(dict(zip(keys, r, strict=True))) for r in rows))
    runs = plots.read_log(log)
    assert {name: len(run) for name, run in runs.items()} == {"first run": 2, "second run": 1}
    assert [r["steps"] for r in plots.step_rows(FIGURES)] == [4, 20]
    for name in ("a.svg", "b.svg"):
        plots.draw(FIGURES, runs, tmp_path / name)
    drawn = (tmp_path / "a.svg").read_text()
    assert "first run" in drawn and "second run" in drawn and "style obeyed" in drawn
    assert drawn == (tmp_path / "b.svg").read_text()
