from ddmodels.common import catalogue, record
from ddmodels.common.packages import PUBLIC, read_json
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


def test_the_records_of_a_folder_of_models_are_gathered(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}")
    Record(Seen(64, "texts")).write(tmp_path / "two")
    assert catalogue.records(tmp_path) == {"two": {"seen": {"count": 64, "of": "texts"}}}


def test_the_records_of_the_page_are_those_of_its_models():
    assert read_json(PUBLIC / catalogue.RECORDS) == catalogue.records(PUBLIC)
