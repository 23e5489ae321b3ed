"""Answers are sent compressed, and files are compressed once."""

import gzip

import pyarrow as pa
import pytest
from flask import Flask, Response

from sales_platform.dashboard import compression
from sales_platform.dashboard.compression import FOREVER, add_compression

TEXT = "revenue,1\n" * 1000


@pytest.fixture
def server() -> Flask:
    """Text of some length as an answer, as a file with a tag, and as what should not be compressed."""
    made = Flask("test", static_folder=None)
    add_compression(made)

    def file() -> Response:
        response = Response(TEXT, mimetype="text/css")
        response.add_etag()
        return response

    made.add_url_rule("/answer", "answer", lambda: Response(TEXT, mimetype="application/json"))
    made.add_url_rule("/assets/a.css", "file", file)
    made.add_url_rule("/picture", "picture", lambda: Response(TEXT.encode(), mimetype="image/png"))
    made.add_url_rule("/short", "short", lambda: Response("short", mimetype="text/plain"))
    made.add_url_rule("/wrong", "wrong", lambda: Response(TEXT, 400, mimetype="text/plain"))
    return made


@pytest.mark.parametrize("path", ["/answer", "/assets/a.css"])
def test_the_smaller_encoding_that_the_browser_takes_is_used(server: Flask, path: str) -> None:
    client = server.test_client()
    by_gzip = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert (by_gzip.headers["Content-Encoding"], gzip.decompress(by_gzip.data).decode()) == ("gzip", TEXT)
    by_brotli = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert by_brotli.headers["Content-Encoding"] == "br"
    assert pa.decompress(by_brotli.data, len(TEXT), codec="brotli", asbytes=True).decode() == TEXT
    assert int(by_brotli.headers["Content-Length"]) == len(by_brotli.data)
    plain = client.get(path)
    assert ("Content-Encoding" in plain.headers, plain.get_data(as_text=True)) == (False, TEXT)
    assert {answer.headers["Vary"] for answer in (by_gzip, by_brotli, plain)} == {"Accept-Encoding"}


@pytest.mark.parametrize("path", ["/picture", "/short", "/wrong"])
def test_pictures_short_answers_and_errors_are_sent_as_they_are(server: Flask, path: str) -> None:
    assert "Content-Encoding" not in server.test_client().get(path, headers={"Accept-Encoding": "gzip, br"}).headers


def test_a_browser_that_refuses_an_encoding_does_not_get_it(server: Flask) -> None:
    assert "Content-Encoding" not in server.test_client().get("/answer", headers={"Accept-Encoding": "gzip;q=0, br;q=0"}).headers


def test_a_file_is_compressed_once_and_an_answer_each_time(server: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setitem(compression.ENCODINGS, "gzip", lambda data: calls.append(len(data)) or gzip.compress(data))  # type: ignore[func-returns-value]
    client = server.test_client()
    server.add_url_rule("/grid.v35_3_0m1795635472.min.js", "script", lambda: Response(TEXT, mimetype="text/javascript"))
    for path in ("/assets/a.css", "/assets/a.css", "/answer", "/answer", *["/grid.v35_3_0m1795635472.min.js"] * 2):
        assert gzip.decompress(client.get(path, headers={"Accept-Encoding": "gzip"}).data).decode() == TEXT
    assert len(calls) == 4


def test_a_script_whose_address_has_the_time_of_its_change_is_kept_by_the_browser(server: Flask) -> None:
    client = server.test_client()
    assert client.get("/assets/a.css?m=1.5").headers["Cache-Control"] == FOREVER
    assert "Cache-Control" not in client.get("/assets/a.css").headers
