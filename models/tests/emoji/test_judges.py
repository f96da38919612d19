from dataclasses import replace
from pathlib import Path

import pytest
import torch

from ddmodels.denoiser import tiny
from ddmodels.emoji import fit_classifier, judges
from ddmodels.emoji.concept_classifier import Schedule, train
from ddmodels.emoji.eval_prompts import RealPictures
from ddmodels.emoji.pictures import write_pictures
from ddmodels.emoji.sources import STYLES

SCHEDULE = Schedule(epochs=1, batch=16, widths=(4, 4, 8, 8))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> RealPictures:
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("pictures")
    write_pictures(folder, *tiny.tiny_pictures(0.5))
    return RealPictures.read(folder)


def test_each_judge_has_a_file_and_is_trained_once(
    real: RealPictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = judges.judge_of(tmp_path, real, SCHEDULE)
    second = judges.judge_of(tmp_path, real, replace(SCHEDULE, seed=judges.SECOND))
    assert {p.name for p in tmp_path.iterdir()} == {"judge.safetensors", "judge-103.safetensors"}
    found = judges.compare(first, second, real, real.held_out)
    assert found["pictures"] == int(real.held_out.sum()) and 0 <= found["agree"] <= 1
    alone = judges.accuracy(second, real, real.held_out)
    assert alone == {"top1": found["top1Second"], "top5": found["top5Second"]}
    monkeypatch.setattr(judges.concept_classifier, "train", None)
    again = judges.judge_of(tmp_path, real, SCHEDULE)
    assert torch.equal(again.concept.weight, first.concept.weight)
    assert not torch.equal(second.concept.weight, first.concept.weight)


def test_a_judge_without_a_style_never_sees_it(
    real: RealPictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[torch.Tensor] = []

    def watched(*arguments: object) -> object:
        seen.append(arguments[2])  # type: ignore[arg-type]
        return train(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(judges.concept_classifier, "train", watched)
    judges.judge_of(tmp_path, real, SCHEDULE, "noto")
    assert set(seen[0].tolist()) == {0, 1, 2, 4, 5} and STYLES[3] == "noto"
    assert (tmp_path / "judge-without-noto.safetensors").exists()
    with pytest.raises(ValueError, match="no style cubist"):
        judges.judge_of(tmp_path, real, SCHEDULE, "cubist")


def test_a_training_that_was_cut_ends_as_one_in_one_go(
    real: RealPictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = slice(0, 32)
    two = replace(SCHEDULE, epochs=2)
    parts = (real.pixels[some], real.concept[some], real.style[some], len(real.names), two)
    whole = train(*parts).state_dict()
    monkeypatch.setattr(fit_classifier, "SAVE_SECONDS", 0)
    state, calls = tmp_path / "judge.state", 0
    save = torch.save

    def cut(*arguments: object) -> None:
        nonlocal calls
        save(*arguments)  # type: ignore[arg-type]
        calls += 1
        if calls == 4:  # the fourth state is not put in place any more; the third is mid-epoch
            raise KeyboardInterrupt

    monkeypatch.setattr(torch, "save", cut)
    with pytest.raises(KeyboardInterrupt):
        train(*parts, state)
    torch.manual_seed(99)
    rest = train(*parts, state).state_dict()
    assert not state.exists() and all(torch.equal(rest[k], v) for k, v in whole.items())


def test_agreement_counts_names_and_rights() -> None:
    first = torch.eye(4)[[0, 1, 2, 3]]
    second = torch.eye(4)[[0, 1, 3, 3]]
    found = judges.agreement(first, second, torch.tensor([0, 2, 2, 3]))
    assert (found["top1"], found["top1Second"]) == (0.75, 0.5)
    assert (found["agree"], found["bothRight"]) == (0.75, 0.5)
