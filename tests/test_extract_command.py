"""`dateline extract`: what it takes, the forms in which it answers, and how it says that something is no article."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from seed.extract import language
from seed.extract.reading import NoExtraction, model
from seed.importers.records import records
from service import extract_command
from service.command import main
from tests.servers import ROOT

STORY = "Ministers meet in Geneva\n\nForeign Minister John Doe of Iran said on Sunday that Israel hit Hezbollah in Lebanon.\n"


@pytest.fixture(autouse=True)
def installed():
    try:
        model()
    except NoExtraction as reason:
        pytest.skip(str(reason))


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return str(path)


def ran(*arguments, given=None):
    return CliRunner().invoke(main, ["extract", *arguments], input=given)


def objects(result):
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_an_article_is_answered_as_one_object_of_lines_that_can_be_loaded(story):
    (said,) = objects(ran(story, "--published", "2024-08-05"))
    assert set(said) == {"dataset", "entities", "article", "events", "quotes"}
    lines = [said["dataset"], *said["entities"], said["article"], *said["events"], *said["quotes"]]
    assert len([record for line in lines for record in records({"json": json.dumps(line)})]) == len(lines)


def test_the_text_is_kept_to_the_letter_and_every_mention_stands_in_it(tmp_path):
    path = tmp_path / "story.txt"
    path.write_bytes(STORY.replace("\n", "\r\n").encode())
    (said,) = objects(ran(str(path)))
    article = said["article"]
    assert article["text"] == STORY.replace("\n", "\r\n")
    spans = [mention["span"] for mention in article["mentions"]]
    assert spans
    assert all(article["text"][one["start"] : one["end"]] == one["text"] for one in spans)


def test_what_the_command_line_says_of_an_article_is_kept(story):
    options = ("--published", "2024-08-05", "--url", "https://example.org/a?utm_source=x", "--publisher", "The Example")
    (said,) = objects(ran(story, *options))
    assert said["article"]["url"] == "https://example.org/a"
    assert said["article"]["published"] == "2024-08-05T00:00:00Z"
    assert said["source"]["name"] == "The Example"


def test_several_files_are_answered_one_a_line(story):
    assert len(objects(ran(story, story))) == 2


def test_lines_on_standard_input_are_articles(story):
    lines = [{"text": STORY, "published": "2024-08-05", "title": f"Story {number}"} for number in (1, 2)]
    found = objects(ran("-", given="".join(json.dumps(line) + "\n" for line in lines)))
    assert [one["article"]["published"] for one in found] == ["2024-08-05T00:00:00Z"] * 2


def test_text_on_standard_input_is_an_article():
    assert objects(ran("-", given=STORY))[0]["article"]["text"] == STORY


def test_a_line_is_answered_before_the_next_is_written():
    command = [sys.executable, "-m", "service.command", "extract", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in (1, 2):
            process.stdin.write(json.dumps({"text": STORY, "url": f"https://example.org/{number}"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["article"]["url"] == f"https://example.org/{number}"
        process.stdin.close()
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\n ", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "binary file"),
        (b"Caf\xe9 owners met on Monday.", "not UTF-8"),
        ("Министры встретились в понедельник в Женеве.".encode(), "not English"),
        (
            "Die Minister trafen sich am Montag in Genf und berieten über die Lage.".encode(),
            "not seem to be English",
        ),
        (b"word " * 200_001, "1,000,005 characters"),
        (b"x" * 4_000_001, "larger than"),
        (b"<html><body></body></html>", "No article is found"),
        (b'{"txt": "no"}\n', "Did you mean text"),
        (b'{"text": "Ministers met.", "published": "soon"}\n', "published is 'soon'"),
        (b'{"text": \n', "not JSON"),
    ],
)
def test_what_is_no_article_is_refused_in_one_line(tmp_path, content, said):
    path = tmp_path / "given"
    path.write_bytes(content)
    result = ran(str(path))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_what_is_no_article_does_not_keep_others_from_being_read(story, tmp_path):
    result = ran(str(tmp_path / "missing.txt"), story)
    assert result.exit_code == 2
    assert "no such file" in result.stderr
    assert json.loads(result.stdout)["article"]["text"] == STORY


def test_a_day_that_is_none_is_refused(story):
    result = ran(story, "--published", "yesterday")
    assert result.exit_code == 2
    assert "2024-08-05" in result.stderr


def test_an_address_that_is_none_is_refused(story):
    result = ran(story, "--url", "not-a-url")
    assert result.exit_code == 2
    assert "Invalid value for --url: 'not-a-url' is no http or https address." in result.stderr


def test_without_the_extra_one_line_says_how_to_install_it(story, monkeypatch):
    monkeypatch.setattr(extract_command, "EXTRA", ("no_such_parser",))
    result = ran(story)
    assert result.exit_code == 1
    assert "pip install 'dateline[extract]'" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_table_names_who_and_what(story):
    result = ran(story, "--format", "table")
    assert result.exit_code == 0
    assert re.search(r"John Doe +person", result.stdout)
    assert "Quotes" in result.stdout
    assert not re.search(r" $", result.stdout, re.MULTILINE)


def test_nothing_in_a_text_moves_the_terminals_cursor(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text("The \x1b[2J ministers [red]met[/red] on Monday.\n", encoding="utf-8")
    assert "\x1b" not in ran(str(path), "--format", "table", "--title", "\x1b]0;title\x07").stdout


def test_a_folder_for_brat_holds_each_text_with_its_annotation(story, tmp_path):
    assert ran(story, story, "--format", "brat", "--into", str(tmp_path / "out")).exit_code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"annotation.conf", "story.txt", "story.ann", "story-2.txt", "story-2.ann"}
    assert (tmp_path / "out" / "story.txt").read_text(encoding="utf-8") == STORY


def test_a_file_of_a_pattern_that_is_no_article_does_not_keep_the_others_from_being_read(story, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    result = ran(str(tmp_path / "*.txt"))
    assert (result.exit_code, len(result.stdout.splitlines())) == (2, 1)
    assert "empty.txt is empty" in result.stderr


@pytest.mark.parametrize("form", ["brat", "html"])
def test_of_several_lines_the_first_is_one_page_and_the_others_are_refused(form):
    result = ran("-", "--format", form, given=f"{json.dumps({'text': STORY})}\n" * 2)
    assert result.exit_code == 2
    assert result.stdout == ran("-", "--format", form, given=f"{json.dumps({'text': STORY})}\n").stdout
    assert "line 2" in result.stderr
    assert "--into" in result.stderr


def test_several_articles_are_not_one_page(story):
    result = ran(story, story, "--format", "html")
    assert result.exit_code == 2
    assert "--into" in result.stderr


@pytest.mark.parametrize("option", [("--url", "https://example.org/a"), ("--title", "Ministers meet")])
def test_what_is_said_of_one_article_is_not_said_of_several(story, tmp_path, option):
    (tmp_path / "other.txt").write_text(STORY, encoding="utf-8")
    for files in ([story, story], [str(tmp_path / "*.txt")]):
        result = ran(*files, *option)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "--url and --title are of one article" in result.stderr


def test_of_several_lines_the_first_alone_has_the_address_that_is_given():
    result = ran("-", "--url", "https://example.org/a", given=f"{json.dumps({'text': STORY})}\n" * 2)
    assert result.exit_code == 2
    assert [json.loads(line)["article"]["url"] for line in result.stdout.splitlines()] == ["https://example.org/a"]
    assert "line 2: --url and --title are of one article" in result.stderr


def test_a_fault_of_the_program_costs_one_article(story, tmp_path, monkeypatch):
    fault = language.fault

    def faulty(text):
        if text.startswith("Unlucky"):
            raise IndexError("a rule")
        return fault(text)

    monkeypatch.setattr(language, "fault", faulty)
    (tmp_path / "unlucky.txt").write_text(f"Unlucky {STORY}", encoding="utf-8")
    result = ran(str(tmp_path / "unlucky.txt"), story)
    assert result.exit_code == 2
    assert json.loads(result.stdout)["article"]["text"] == STORY
    assert [line for line in result.stderr.splitlines() if "fault of this program: IndexError: a rule" in line]
    assert len(result.stderr.splitlines()) == 1


def test_a_folder_without_dictionaries_is_refused(story, tmp_path):
    result = ran(story, "--dictionaries", str(tmp_path))
    assert result.exit_code == 2
    assert "holds no dictionary" in result.stderr


def test_dictionaries_say_who_acts_and_what_is_done(story, tmp_path):
    for name, content in {
        "Own.actors.txt": "TESTLAND [TST]\n;\nISRAEL [AAA]\nHEZBOLLAH [BBB]\n",
        "Own.agents.txt": "MINISTER [~GOV]\n",
        "Own.discards.txt": "CRICKET\n",
        "Own.verbs.txt": "--- ATTACK [190] ---\nATTACK {ATTACKED ATTACKING ATTACKS}\n- * [173]\n",
    }.items():
        (tmp_path / name).write_text(content, encoding="latin-1")
    path = tmp_path / "given.txt"
    path.write_text("Israel attacked Hezbollah on Sunday.\n", encoding="utf-8")
    (said,) = objects(ran(str(path), "--published", "2024-08-05", "--dictionaries", str(tmp_path)))
    assert [(one["cameo"], one["actor1"][0]["code"], one["actor2"][0]["code"]) for one in said["events"]] == [
        ("173", "AAA", "BBB")
    ]


def test_the_command_is_there_without_what_extraction_needs():
    code = "import sys; sys.modules['spacy'] = None; from service.command import main; main(['extract', '--help'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


def test_what_serves_and_what_stores_are_not_imported_to_read_an_article(story):
    code = (
        "import sys; from service.command import main\n"
        f"main(['extract', {story!r}, '--published', '2024-08-05'], standalone_mode=False)\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert json.loads(done.stdout)["events"]
    assert {"flask", "sqlalchemy", "alembic", "trafilatura", "service.application"} & set(done.stderr.split()) == set()
