"""The texts of a corpus, read from every form, and what is said of a file that is none."""

from pathlib import Path

import pytest

from lifecycle.dataset.corpus.texts import texts_of
from lifecycle.errors import DatasetRejected


@pytest.fixture
def read(tmp_path: Path):
    def texts(name: str, content: str | bytes) -> list[str]:
        file = tmp_path / "file"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return ["".join(lines) for lines in texts_of(file, name)]

    return texts


def test_a_plain_file_is_one_text_without_its_byte_order_mark(read) -> None:
    assert read("a.txt", "\ufeffone\r\ntwo\n\nthree") == ["one\ntwo\n\nthree"]
    assert read("A.TXT", "one") == ["one"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("---\ntitle: T\n---\nText\n", "Text\n"),
        ("---\ntitle: T\n...\nText\n", "Text\n"),
        ('+++\ntitle = "T"\n+++\nText\n', "Text\n"),
        ("Text\n---\nmore\n", "Text\n---\nmore\n"),
        ("---\nno end\n", "---\nno end\n"),
        ("", ""),
    ],
)
def test_front_matter_of_markdown_is_left_out(read, content: str, text: str) -> None:
    assert read("a.md", content) == [text]


def test_a_rule_far_down_does_not_end_front_matter(read) -> None:
    content = "---\n" + "line\n" * 300 + "---\nend\n"
    assert read("a.md", content) == [content]


def test_each_line_of_json_is_a_text_of_its_own(read) -> None:
    content = '{"input": "one\\ntwo"}\n\n{"text": "three", "id": 4}\n'
    assert read("a.jsonl", content) == ["onetwo", "three"]


def test_the_column_of_texts_of_a_table_is_found_by_its_title(read) -> None:
    assert read("a.csv", 'id,Text\n1,"a, b"\n2,"c\nd"\n') == ["a, b", "cd"]
    assert read("a.csv", "content\nx\n\ny\n") == ["x", "y"]
    assert read("a.csv", "text\n" + "x" * 200_000) == ["x" * 200_000]


def test_a_table_without_a_column_of_texts_is_read_row_by_row(read) -> None:
    content = "term,since,meaning\nloom,1750,A machine that weaves\nwarp,,\n"
    assert read("a.csv", content) == ["loom: A machine that weaves", "warp"]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.pdf", "x", "no text of a known form"),
        ("a", "x", "no text of a known form"),
        ("a.txt", b"\xff\xfe\x00", "is not UTF-8"),
        ("a.csv", b"text\n\xe9\n", "is not UTF-8"),
        ("a.jsonl", '{"input": "x"}\n{"input":\n', "line 2, is no JSON"),
        ("a.jsonl", "[" * 100_000, "line 1, is no JSON"),
        ("a.jsonl", '{"prompt": "x"}', "line 1, has no text"),
        ("a.jsonl", '"x"', "line 1, has no text"),
        ("a.jsonl", '{"input": 4}', "line 1, has no text"),
        ("a.csv", "id;text\n1;x\n", "names id;text"),
        ("a.csv", "", "names none"),
        ("a.csv", 'text\n"x" y\n', "is no CSV"),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(
    read, name: str, content: str | bytes, complaint: str
) -> None:
    with pytest.raises(DatasetRejected, match=complaint) as refused:
        read(f"sub/{name}", content)
    assert refused.value.where == f"sub/{name}"
    assert refused.value.fix
