"""Documents beside the tables of a lake, in a folder and in a bucket."""

from pathlib import Path

import pytest

from sales_platform.storage.documents import write_document, write_file
from sales_platform.storage.found_tables import own_tables
from sales_platform.storage.lake import Lake
from sales_platform.storage.s3 import S3Address, read_object, s3_client
from sales_platform_tests.s3_servers import S3Server
from sales_platform_tests.storage.s3_bucket import LAKE

PATH = "reports/monthly/2025-07.html"


def test_a_document_in_a_folder_takes_the_place_of_the_former_one(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        assert write_document(str(tmp_path), PATH, content, "text/html") == str(tmp_path / PATH)
    assert (tmp_path / PATH).read_bytes() == b"second"
    assert list((tmp_path / PATH).parent.iterdir()) == [tmp_path / PATH]


def test_a_document_that_cannot_be_put_in_place_leaves_the_former_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(tmp_path / "a", b"first")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fails)
    with pytest.raises(OSError, match="No space"):
        write_file(tmp_path / "a", b"second")
    assert (tmp_path / "a").read_bytes() == b"first"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_document_in_a_bucket_is_an_object_with_its_type(bucket: S3Server) -> None:
    assert write_document(LAKE, PATH, b"<p>", "text/html; charset=utf-8") == f"{LAKE}/{PATH}"
    address, client = S3Address.parse(LAKE), s3_client()
    assert read_object(client, address, PATH) == b"<p>"
    assert client.head_object(Bucket=address.bucket, Key=address.key(PATH))["ContentType"].startswith("text/html")
    assert bucket.keys("lake/reports/") == [f"lake/{PATH}"]


def test_documents_are_no_tables(tmp_path: Path) -> None:
    write_document(str(tmp_path), PATH, b"x", "text/html")
    assert list(own_tables(Lake(str(tmp_path)))) == []
