from pathlib import Path

from ddmodels import emoji_card
from ddmodels.packages import write_json

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
    "table": {
        "prompts": 40,
        "rows": [
            {
                "sampler": "euler",
                "schedule": "flow",
                "steps": 8,
                "guidance": 3.0,
                "top1": 0.1,
                "top5": 0.3,
            }
        ],
    },
}


def test_the_card_states_the_figures_and_the_aims_missed(tmp_path: Path) -> None:
    write_json(tmp_path / "evaluation.json", FIGURES)
    emoji_card.write(tmp_path, "From nothing.", "Hearts are good.", 1174)
    card = (tmp_path / "README.md").read_text()
    assert "456,512 training pictures" in card and "From nothing. The log" in card
    assert "- Hearts are good." in card
    assert "| top-1, 200 prompts, any style | 20.0% | 40.0% |" in card
    assert "| top-1 at least 0.6 of the ceiling | 0.50 | no |" in card
    assert "| colour obeyed at least 0.8 | 0.85 | yes |" in card
    assert "| euler | flow | 8 | 3 | 10% | 30% |" in card
    assert "{" not in card


def test_a_card_without_a_table(tmp_path: Path) -> None:
    write_json(tmp_path / "evaluation.json", {**FIGURES, "table": {"prompts": 0, "rows": []}})
    emoji_card.write(tmp_path, "From nothing.", "Hearts are good.", 1174)
    assert "At other settings" not in (tmp_path / "README.md").read_text()
