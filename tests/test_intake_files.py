"""What the intake opens: links, pipes, other names, students' ids, times, reports."""

import os
import time
from datetime import UTC, datetime, timedelta

import contract
import pytest
from handed_in import UNIT, answers, kept_release, messages, notebook, place, poured, read, release

from course_utils.grading import submission_time, submissions
from course_utils.grading.intake import Intake, read_submission
from course_utils.grading.intake_report import report, write_report
from course_utils.grading.notes import Note, Unusable
from course_utils.grading.safe_files import LARGEST_FILE, Folder
from course_utils.grading.student_ids import check_student_id, colliding, is_student_id
from course_utils.grading.submissions import find_submissions

needs_links = pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
NOTEBOOK = f"{UNIT}.ipynb"


def refused(submission, says, who="ann"):
    """Whether a folder is refused for that reason."""
    intake = read(submission, who)
    assert intake.notebook is None
    return says in messages(intake, "refused")


# Links, pipes, sizes


@needs_links
@pytest.mark.parametrize("relative", [False, True])
def test_a_linked_notebook_is_refused(relative, tmp_path):
    """Is a link to another student's notebook refused, and nothing of it read?"""
    theirs = place(tmp_path, notebook(), who="ben") / NOTEBOOK
    mine = place(tmp_path, "", "notes.txt")
    (mine / NOTEBOOK).symlink_to(os.path.relpath(theirs, mine) if relative else theirs)
    assert refused(mine, "link")


@needs_links
@pytest.mark.parametrize("level", ["assignment", "student"])
def test_a_linked_folder_is_refused(level, tmp_path):
    """Is a folder that is a link to another student's refused?"""
    place(tmp_path, notebook(), who="ben")
    submitted = tmp_path / "submitted"
    if level == "student":
        (submitted / "ann").symlink_to(submitted / "ben")
    else:
        (submitted / "ann").mkdir()
        (submitted / "ann" / UNIT).symlink_to(submitted / "ben" / UNIT)
    assert refused(submitted / "ann" / UNIT, "link")
    found = find_submissions(tmp_path, UNIT)
    if level == "student":
        assert [s.student for s in found.submissions] == ["ben"]
        assert found.refused[0][0] == "ann"
    else:
        assert [s.student for s in found.submissions] == ["ann", "ben"]


@needs_links
def test_a_hard_link_is_refused(tmp_path):
    """Is a notebook refused that is another file under a second name, such as the master?"""
    master = place(tmp_path, notebook(), who="ben") / NOTEBOOK
    mine = place(tmp_path, "", "notes.txt")
    os.link(master, mine / NOTEBOOK)
    assert refused(mine, "hard link")


@needs_links
def test_the_folder_of_submissions_may_be_a_link(tmp_path):
    """Does an instructor's own link to the folder of submissions work?"""
    place(tmp_path / "elsewhere", notebook())
    (tmp_path / "submitted").symlink_to(tmp_path / "elsewhere" / "submitted")
    (submission,) = find_submissions(tmp_path, UNIT).submissions
    assert poured(read(submission.folder)) == answers()


@needs_pipes
@pytest.mark.parametrize("name", [NOTEBOOK, "timestamp.txt"])
def test_a_pipe_is_not_waited_for(name, tmp_path):
    """Is a pipe in place of a file refused at once?"""
    mine = place(tmp_path, notebook())
    (mine / name).unlink(missing_ok=True)
    os.mkfifo(mine / name)
    intake = read(mine)
    if name == NOTEBOOK:
        assert intake.notebook is None
        assert "pipe" in messages(intake, "refused")
    else:
        assert poured(intake) == answers()
        assert "pipe" in messages(intake, "suspicious")


def test_a_folder_in_place_of_the_notebook_is_refused(tmp_path):
    """Is a folder with the notebook's name refused?"""
    mine = place(tmp_path, "", f"{NOTEBOOK}/notes.txt")
    assert refused(mine, "is a folder")


def test_a_file_in_place_of_a_folder_is_refused(tmp_path):
    """Is a file with the assignment's name refused?"""
    (tmp_path / "submitted" / "ann").mkdir(parents=True)
    (tmp_path / "submitted" / "ann" / UNIT).touch()
    assert refused(tmp_path / "submitted" / "ann" / UNIT, "is a file")


def test_a_sparse_file_is_refused_unread(tmp_path):
    """Is a file of a terabyte without content refused by its size?"""
    mine = place(tmp_path, "", NOTEBOOK)
    os.truncate(mine / NOTEBOOK, 2**40)
    assert refused(mine, "larger than")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser can read every file"
)
def test_an_unreadable_file_is_refused(tmp_path):
    """Is a file without the right to read it refused in words?"""
    mine = place(tmp_path, notebook())
    (mine / NOTEBOOK).chmod(0)
    assert refused(mine, "can't be opened")


def test_a_missing_folder_is_refused(tmp_path):
    """Does a submission that is not there at all come back as refused?"""
    (tmp_path / "submitted").mkdir()
    assert refused(tmp_path / "submitted" / "ann" / UNIT, "not there")
    nowhere = tmp_path / "nowhere" / "ann" / UNIT
    assert refused(nowhere, "No such file")
    assert str(tmp_path) not in messages(read(nowhere))


@needs_links
def test_a_link_put_in_meanwhile_is_not_followed(tmp_path, monkeypatch):
    """If a file is exchanged for a link after it was looked at, is the link refused?"""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (tmp_path / "link").symlink_to(secret)
    with Folder.trusted(tmp_path) as folder:
        monkeypatch.setattr(folder, "what", lambda name: "file")
        with pytest.raises(Unusable, match="link"):
            folder.read("link")


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../x", "/etc/passwd", "a\0b"])
def test_only_plain_names_are_looked_up(name, tmp_path):
    """Is every name that leads elsewhere refused?"""
    with Folder.trusted(tmp_path) as folder:
        with pytest.raises(Unusable):
            folder.read(name)
        with pytest.raises(Unusable):
            folder.enter(name)


def test_a_growing_file_is_read_up_to_the_limit(tmp_path):
    """Is a file larger than the limit refused, and one of just that size read?"""
    (tmp_path / "a").write_bytes(b"x" * 10)
    with Folder.trusted(tmp_path) as folder:
        assert folder.read("a", 10).data == b"x" * 10
        with pytest.raises(Unusable, match="larger than 9 bytes"):
            folder.read("a", 9)
    assert LARGEST_FILE == 20 * 2**20


# Names of the notebook


@pytest.mark.parametrize(
    "name",
    [
        "01_Preprocessing.ipynb",
        "01_preprocessing (1).ipynb",
        "01_preprocessing-Copy1.ipynb",
        "my solution.ipynb",
        "01_preprocessing.ipynb.txt",
        "01_preprocessing.ipynb.json",
        "=cmd|' /C calc'!A0.ipynb",
        "a\nb.ipynb",
        "inner/01_preprocessing.ipynb",
        "a/b/x.ipynb",
    ],
)
def test_a_renamed_notebook_is_read(name, tmp_path):
    """Is the only notebook read whatever its name, with a note on one line?"""
    intake = read(place(tmp_path, notebook(), name))
    assert poured(intake) == answers()
    (note,) = intake.notes
    assert note.kind == "repaired"
    assert "\n" not in note.message


def test_the_right_name_wins(tmp_path):
    """With several notebooks, is the one with the right name read and the others named?"""
    mine = place(tmp_path, notebook())
    place(tmp_path, "{}", "other.ipynb")
    place(tmp_path, "print('hello')", "numpy.py")
    place(tmp_path, "{}", ".ipynb_checkpoints/01_preprocessing-checkpoint.ipynb")
    place(tmp_path, "3f2a", "submission_secret.txt")
    intake = read(mine)
    assert poured(intake) == answers()
    assert messages(intake, "dropped").endswith("left out beside it: 'numpy.py', 'other.ipynb'.")


def test_a_likely_name_wins_over_others(tmp_path):
    """Is a browser's second copy preferred to a notebook with another name?"""
    place(tmp_path, "{}", "scratch.ipynb")
    assert poured(read(place(tmp_path, notebook(), "01_preprocessing(2).ipynb"))) == answers()


@pytest.mark.parametrize("names", [("a.ipynb", "b.ipynb"), ("x/a.ipynb", "y/b.ipynb")])
def test_several_wrong_names_are_refused(names, tmp_path):
    """If nobody can tell which notebook is meant, is the submission refused?"""
    for name in names:
        mine = place(tmp_path, notebook(), name)
    assert refused(mine, "several")


@pytest.mark.parametrize("name", ["01_preprocessing.zip", "hand in.tar.gz"])
def test_an_archive_is_refused_in_words(name, tmp_path):
    """Does the reason say that an archive was handed in?"""
    assert refused(place(tmp_path, b"PK\x03\x04", name), "is an archive")


def test_names_and_folders_made_to_be_slow_take_no_time(tmp_path):
    """Is a name that a pattern could hang on, or a tree of many folders, looked at in seconds?"""
    start = time.perf_counter()
    assert poured(read(place(tmp_path, notebook(), f"{UNIT}{'copy1' * 40}x.ipynb"))) == answers()
    for n in range(300):
        mine = place(tmp_path, "", f"{n}/{n}/a.txt", who="ben")
    assert refused(mine, "There is no", "ben")
    assert time.perf_counter() - start < 10


def test_an_error_of_our_own_refuses_one_submission(tmp_path, monkeypatch):
    """If something unforeseen happens to one submission, is it refused instead of stopping all?"""
    from course_utils.grading import intake

    monkeypatch.setattr(intake, "read_versions", lambda data: 1 / 0)
    assert refused(place(tmp_path, notebook()), "ZeroDivisionError")


def test_an_empty_folder_is_refused(tmp_path):
    """Does an empty folder come back as refused, not as an empty notebook?"""
    (mine := tmp_path / "submitted" / "ann" / UNIT).mkdir(parents=True)
    assert refused(mine, "empty")


def test_a_huge_folder_is_not_read_to_its_end(tmp_path):
    """Is the notebook found among thousands of files?"""
    mine = place(tmp_path, notebook())
    for n in range(2000):
        (mine / f"{n}").touch()
    intake = read(mine)
    assert poured(intake) == answers()
    assert len(messages(intake)) < 500


# Students


@pytest.mark.parametrize("name", ["ann", "a.b-c_d@e.org", "A1", "x+y", "_x", "7", "a" * 64])
def test_usual_ids_are_accepted(name):
    """Are user names, e-mail addresses and numbers accepted?"""
    assert check_student_id(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        ".hidden",
        "-rf",
        "=1+1",
        "+1",
        "@SUM",
        "a b",
        "a/b",
        "a\\b",
        "a\nb",
        "a\n",
        "*",
        "a?",
        "[a]",
        "a\0b",
        "é",
        "a;b",
        "$HOME",
        "a'b",
        'a"b',
        "<b>",
        "a" * 65,
        "a.",
        "\u202ea",
    ],
)
def test_other_ids_are_refused(name):
    """Is each id refused that could be a path, a pattern, an option or a formula?"""
    assert not is_student_id(name)
    with pytest.raises(Unusable, match="not a student id") as refusal:
        check_student_id(name)
    assert str(refusal.value).isprintable()


def test_submissions_are_found_and_others_refused_by_name(tmp_path):
    """Are good folders listed, bad ones refused under a printable name, and others not touched?"""
    for who in ("ben", "ann"):
        place(tmp_path, notebook(), who=who)
    bad = ["=1+1", "a\nb", "*", "-n", "a b"]
    for who in bad:
        (tmp_path / "submitted" / who / UNIT).mkdir(parents=True)
    (tmp_path / "submitted" / "zoe").mkdir()
    (tmp_path / "submitted" / "list.csv").touch()
    (tmp_path / "submitted" / ".gitkeep").touch()
    found = find_submissions(tmp_path, UNIT)
    assert [s.student for s in found.submissions] == ["ann", "ben"]
    assert sorted(name for name, _ in found.refused) == sorted(map(repr, bad))
    assert found.remarks == ("Files in submitted/ itself are no submissions: 'list.csv'.",)
    assert all(name.isprintable() and reason.isprintable() for name, reason in found.refused)


def test_some_students_can_be_asked_for(tmp_path):
    """Are the students named the only ones, and is one without a submission told?"""
    for who in ("ben", "ann"):
        place(tmp_path, notebook(), who=who)
    found = find_submissions(tmp_path, UNIT, ["ben", "cleo", "../ann"])
    assert [s.student for s in found.submissions] == ["ben"]
    assert [name for name, _ in found.refused] == ["cleo", "'../ann'"]


def test_a_notebook_one_folder_too_high_is_told(tmp_path):
    """Does a notebook in the student's folder itself have a reason?"""
    mine = place(tmp_path, notebook())
    (mine / NOTEBOOK).rename(mine.parent / NOTEBOOK)
    mine.rmdir()
    ((name, reason),) = find_submissions(tmp_path, UNIT).refused
    assert (name, "belongs in a folder ann/" in reason) == ("ann", True)


def test_a_misspelt_folder_is_told(tmp_path):
    """Is a folder that is almost the assignment's remarked on, and another unit's not?"""
    place(tmp_path, notebook(), who="ben")
    for name in (UNIT.replace("ss", "s"), "01_preprocessing_2"):
        (tmp_path / "submitted" / "max" / name).mkdir(parents=True)
    (tmp_path / "release" / "01_preprocessing_2").mkdir(parents=True)
    (remark,) = find_submissions(tmp_path, UNIT).remarks
    assert "max has a folder '01_preproces" in remark and "rename it" in remark
    assert "01_preprocessing_2" not in remark


def test_a_folder_that_goes_meanwhile_stops_nobody(tmp_path, monkeypatch):
    """Is a student refused, and the next one found, if a folder can't be looked into?"""
    place(tmp_path, notebook(), who="ben")
    (tmp_path / "submitted" / "ann").mkdir()

    def gone(*_):
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(submissions, "_similar", gone)
    found = find_submissions(tmp_path, UNIT)
    assert [s.student for s in found.submissions] == ["ben"]
    assert [name for name, _ in found.refused] == ["ann"]


def test_a_misspelt_student_is_told_from_one_without_a_submission(tmp_path):
    """Does a name that nobody has say so, with the one that may be meant?"""
    place(tmp_path, notebook(), who="ann")
    (tmp_path / "submitted" / "ben").mkdir()
    reasons = dict(find_submissions(tmp_path, UNIT, ["anna", "ben"]).refused)
    assert reasons["anna"] == "There is no such student in submitted/. Is 'ann' meant?"
    assert "Nothing was handed in" in reasons["ben"]


def test_the_lecture_in_the_assignments_place_is_told(tmp_path):
    """Is the notebook of the same name in notebooks/ worth a look, and a stripped answer not?"""
    lecture = (contract.ROOT / "notebooks" / NOTEBOOK).read_text(encoding="utf-8")
    intake = read(place(tmp_path, lecture, who="nina"))
    assert "The lecture has the same name" in messages(intake, "suspicious")
    stripped = notebook()
    for cell in stripped["cells"]:
        cell["metadata"] = {}
    assert not messages(read(place(tmp_path, stripped, who="ann")), "suspicious")


def test_a_folder_in_other_case_is_read(tmp_path):
    """Is an assignment's folder in other case read, with a note?"""
    (place(tmp_path, notebook())).rename(tmp_path / "submitted" / "ann" / UNIT.upper())
    (submission,) = find_submissions(tmp_path, UNIT).submissions
    intake = read(submission.folder)
    assert poured(intake) == answers()
    assert "folder's name" in messages(intake, "repaired")


def test_colliding_ids_are_told():
    """Are ids that differ in case alone named, and are others not?"""
    assert colliding(["Ann", "ann", "ben", "ANN"]) == ["ANN", "Ann", "ann"]
    assert colliding(["ann", "ben"]) == []


def test_without_a_folder_of_submissions_the_reason_is_said(tmp_path):
    """Does a course without submitted/ say where they belong?"""
    for _ in range(2):
        with pytest.raises(FileNotFoundError, match=f"submitted/<student>/{UNIT}/{UNIT}.ipynb"):
            find_submissions(tmp_path, UNIT)
        # And the same when it is empty.
        (tmp_path / "submitted").mkdir(exist_ok=True)


def test_a_bad_submission_touches_no_other(tmp_path):
    """Do neighbours before and after a refused submission come out as they would alone?"""
    for who in ("ann", "cleo"):
        place(tmp_path, notebook(), who=who)
    place(tmp_path, "no notebook", who="ben")
    found = find_submissions(tmp_path, UNIT).submissions
    intakes = [read_submission(s.folder, release(), UNIT, s.student) for s in found]
    assert [intake.notebook is None for intake in intakes] == [False, True, False]
    assert intakes[0].digest == intakes[2].digest
    assert all(kept_release(intake) for intake in intakes[::2])


# Times

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-02-02 15:58:23.948203 UTC", "2026-02-02 15:58:23.948203"),
        ("2026-02-02 15:58:23 America/Los_Angeles\n", "2026-02-02 23:58:23"),
        ("2026-02-02 15:58:23 +0100", "2026-02-02 14:58:23"),
        ("2026-02-02T15:58:23Z", "2026-02-02 15:58:23"),
        ("2026-02-02 15:58:23", "2026-02-02 15:58:23"),
    ],
)
def test_nbgraders_times_are_read(text, wanted):
    """Are the forms read that nbgrader writes, and others like them?"""
    from nbgrader.utils import parse_utc

    assert submission_time.parse(text) == datetime.fromisoformat(wanted).replace(tzinfo=UTC)
    # nbgrader takes an offset for seconds; it writes the name of a zone.
    assert "+" in text or parse_utc(text.strip()) == datetime.fromisoformat(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "1e9",
        "\0" * 20,
        "2026-02-02",
        "2026-13-45 99:99:99 UTC",
        "0000-00-00 00:00:00",
        "0001-01-01 00:00:00 +2300",
        "9999-12-31 23:59:59 -2300",
        "2026-02-02 15:58:23 +9999",
        "2026-02-02 15:58:23 No/Where",
        "2026-02-02 15:58:23 America",
        "2026-02-02 15:58:23 ../../etc/passwd",
        "2026-02-02 15:58:23 UTC\n2026-02-02 15:58:23 UTC",
        "２026-02-02 15:58:23",
    ],
)
def test_other_times_are_none(text):
    """Is everything else no time, without an error?"""
    assert submission_time.parse(text) is None
    moment, (note,) = submission_time.submitted_at(text.encode(), NOW, NOW)
    assert (moment, note.kind) == (None, "dropped")


def test_a_time_to_come_is_ignored():
    """Does a time in the future count for nothing?"""
    moment, (note,) = submission_time.submitted_at(b"2026-03-01 13:00:00 UTC", None, NOW)
    assert (moment, note.kind) == (None, "suspicious")


def test_a_time_long_past_is_ignored():
    """Does a time before any course count for nothing, whatever the file's time is?"""
    past = datetime(1, 1, 1, tzinfo=UTC)
    for modified in (None, past):
        moment, (note,) = submission_time.submitted_at(b"0001-01-01 00:00:00", modified, NOW)
        assert (moment, note.kind) == (None, "suspicious")


def test_a_back_dated_time_gives_way_to_the_files():
    """Is a time earlier than the notebook's last change replaced, one a little earlier not?"""
    text = b"2026-02-01 12:00:00 UTC"
    at = datetime(2026, 2, 1, 12, tzinfo=UTC)
    later = at + timedelta(days=3)
    assert submission_time.submitted_at(text, at + timedelta(minutes=5), NOW) == (at, [])
    moment, (note,) = submission_time.submitted_at(text, later, NOW)
    assert (moment, note.kind) == (later, "suspicious")


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"x" * 10_000, b"1970-01-01 00:00:00 UTC"])
def test_a_bad_timestamp_costs_no_answer(data, tmp_path):
    """Whatever timestamp.txt holds, is the notebook read?"""
    mine = place(tmp_path, data, "timestamp.txt")
    intake = read(place(tmp_path, notebook()))
    assert poured(intake) == answers()
    assert len(intake.notes) == 1
    assert (mine / "timestamp.txt").read_bytes() == data


def test_a_time_is_read_with_its_notebook(tmp_path):
    """Is an honest time taken over, and is a file's impossible one no error?"""
    mine = place(tmp_path, notebook())
    place(tmp_path, "2026-02-02 15:58:23 UTC", "timestamp.txt")
    at = datetime(2026, 2, 2, 15, 58, 23, tzinfo=UTC)
    os.utime(mine / NOTEBOOK, (at.timestamp(), at.timestamp()))
    intake = read(mine)
    assert intake.submitted_at == at
    assert intake.notes == ()
    os.utime(mine / NOTEBOOK, (0, -(2**40)))
    assert read(mine).submitted_at == at


# Reports


def test_a_report_says_what_happened(tmp_path):
    """Does a student's page name each note, and can a name in it do nothing?"""
    notes = (
        Note("refused", "prepare", "This cell is longer."),
        Note("dropped", "", "left out: '<script>alert(1)</script>[x](javascript:y)`'"),
    )
    intake = Intake("ann", UNIT, release(), notes, NOW, "")
    (path,) = write_report([intake], tmp_path / "pages")
    text = path.read_text(encoding="utf-8")
    assert path == tmp_path / "pages" / "ann.md"
    assert "- `prepare`: This cell is longer." in text
    assert "2026-03-01 12:00 UTC" in text
    assert "<script>" not in text
    assert "[x](" not in text


def test_reports_of_refused_and_perfect_submissions():
    """Does a refused one say that it isn't a 0, and a perfect one that nothing was changed?"""
    refusal = Intake("ann", UNIT, None, (Note("refused", "", "Empty."),), None, "")
    assert "That is not a 0" in report(refusal)
    assert "Nothing had to be changed" in report(Intake("ann", UNIT, release(), (), None, ""))


def test_a_report_is_written_for_student_ids_alone(tmp_path):
    """Does an id that would be a path write nothing?"""
    with pytest.raises(ValueError, match="no student id"):
        write_report([Intake("../ann", UNIT, None, (), None, "")], tmp_path / "pages")
    assert not (tmp_path / "ann.md").exists()
