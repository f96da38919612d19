from ddmodels.common import record
from ddmodels.common.record import Hits, Judged, Record, Seen


def test_what_was_not_measured_is_left_out(tmp_path):
    judged = Judged(200, Hits(0.5, 0.75), Hits(0.625, 0.875))
    path = Record(Seen(64, "pictures"), judged).write(tmp_path)
    assert path.name == "record.json"
    assert record.read(tmp_path) == {
        "seen": {"count": 64, "of": "pictures"},
        "judged": {
            "prompts": 200,
            "made": {"top1": 0.5, "top5": 0.75},
            "real": {"top1": 0.625, "top5": 0.875},
        },
    }


def test_a_folder_may_have_none(tmp_path):
    assert record.read(tmp_path) is None
