from pathlib import Path

import numpy as np
import torch

from ddmodels import emoji_card, emoji_sheet_eval
from ddmodels.emoji_sheet import tile
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
    emoji_card.write(tmp_path, "Hearts are good.", 1174)
    card = (tmp_path / "README.md").read_text()
    assert "456,512 training pictures" in card and "- Hearts are good." in card
    assert "| top-1, 200 prompts, any style | 20.0% | 40.0% |" in card
    assert "| top-1 at least 0.6 of the ceiling | 0.50 | no |" in card
    assert "| colour obeyed at least 0.8 | 0.85 | yes |" in card
    assert "| euler | flow | 8 | 3 | 10% | 30% |" in card
    assert "{" not in card


def test_a_card_without_a_table(tmp_path: Path) -> None:
    write_json(tmp_path / "evaluation.json", {**FIGURES, "table": {"prompts": 0, "rows": []}})
    emoji_card.write(tmp_path, "Hearts are good.", 1174)
    assert "At other settings" not in (tmp_path / "README.md").read_text()


def test_a_sheet_is_cut_into_the_pictures_it_was_made_of(tmp_path: Path) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (6, 64, 64, 3), dtype=np.uint8)
    tile(pictures, 3).save(tmp_path / "sheet.png")
    cut = emoji_sheet_eval.cut(tmp_path / "sheet.png")
    again = ((cut + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()
    np.testing.assert_array_equal(again, pictures)


def test_any_of_the_right_classes_is_a_hit() -> None:
    logits = torch.tensor([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0]])
    assert emoji_sheet_eval.hits(logits, [[1, 2], [2]], 1) == 0.5
    assert emoji_sheet_eval.hits(logits, [[1, 2], [2]], 2) == 1.0


def test_few_prompts_are_said_to_be_few(tmp_path: Path) -> None:
    write_json(tmp_path / "evaluation.json", {**FIGURES, "prompts": 25})
    emoji_card.write(tmp_path, "Hearts are good.", 1174)
    assert "not from 200 prompts" in (tmp_path / "README.md").read_text()
