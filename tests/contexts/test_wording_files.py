from __future__ import annotations

from pathlib import Path

import pytest

from orexis.contexts import Factor, Wording, WordingError, parse_wordings

FACTORS = (
    Factor("trigger", ("high", "low", "none"), empty="none", values=("threshold",)),
    Factor("prompt", ("plain", "best")),
)
GOOD = "---\ntrigger: [high, low]\ndirection: [above, below]\n---\nScores {direction} {threshold}%."
BODY = "---\nText."

FAULTS = [
    ("no front matter", "Just a text.", 1, "starts with front matter"),
    ("an empty file", "", 1, "starts with front matter"),
    ("unclosed", "---\nprompt: plain\nText.", 1, "not closed"),
    ("empty front matter", f"---\n{BODY}", 2, "'name: value' lines"),
    ("an empty mapping", f"---\n{{}}\n{BODY}", 2, "'name: value' lines"),
    ("front matter that is a list", f"---\n- plain\n{BODY}", 2, "'name: value' lines"),
    ("bad YAML", f"---\nprompt: plain\nprompt: [plain\n{BODY}", 3, "is no YAML"),
    ("a tab", f"---\nprompt: plain\n\tx: y\n{BODY}", 3, "is no YAML"),
    ("a control character", f"---\nprompt: pl\x01ain\n{BODY}", 2, "is no YAML"),
    ("an unknown alias", f"---\nprompt: *plain\n{BODY}", 2, "is no YAML"),
    ("a list as a name", f"---\n? [a, b]\n: plain\n{BODY}", 2, "one word"),
    (
        "an unknown name",
        f"---\nprompt: plain\nmood: grim\n{BODY}",
        3,
        "unknown front matter 'mood'",
    ),
    ("no factor", f"---\nmood: grim\n{BODY}", 2, "names no factor"),
    ("two factors", f"---\nprompt: plain\ntrigger: high\n{BODY}", 3, "contradicts 'prompt'"),
    ("an unknown level", f"---\nprompt: plane\n{BODY}", 2, "takes no text at level 'plane'"),
    ("the empty level", f"---\ntrigger: none\n{BODY}", 2, "takes no text at level 'none'"),
    ("a level twice", f"---\nprompt: [plain, plain]\n{BODY}", 2, "one level twice"),
    ("a name twice", f"---\nprompt: plain\nprompt: best\n{BODY}", 3, "stands twice"),
    ("no value", f"---\nprompt:\n{BODY}", 2, "a word or a list of words"),
    ("an empty list", f"---\nprompt: []\n{BODY}", 2, "a word or a list of words"),
    ("a nested value", f"---\nprompt: {{a: b}}\n{BODY}", 2, "a word or a list of words"),
    ("a nested list", f"---\nprompt: [[plain]]\n{BODY}", 2, "a word or a list of words"),
    ("too few values", GOOD.replace("[above, below]", "[a, b, c]"), 3, "3 values for 2 level(s)"),
    ("too many values", "---\nprompt: plain\nx: [a, b]\n---\n{x}", 3, "2 values for 1 level(s)"),
    ("no text", "---\nprompt: plain\n---\n \n\n", 3, "no text"),
    ("an unknown placeholder", f"---\nprompt: plain\n{BODY}\n{{who}}", 4, "nothing fills {who}"),
    ("a placeholder of another factor", f"---\nprompt: plain\n{BODY}{{threshold}}", 4, "nothing"),
    ("a placeholder in a filling", GOOD.replace("below]", '"{who}"]'), 5, "nothing fills {who}"),
    ("the same text twice", f"---\nprompt: [plain, best]\n{BODY}", 4, "contradictory levels"),
    ("equal fillings", GOOD.replace("[above, below]", "above"), 5, "contradictory levels"),
]


def file(folder: Path, text: str) -> Path:
    path = folder / "wording.md"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "line", "says"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS]
)
def test_a_fault_names_file_line_and_what_is_wrong(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    path = file(tmp_path, text)
    with pytest.raises(WordingError) as fault:
        parse_wordings(path, FACTORS)
    assert str(fault.value).startswith(f"{path}, line {line}: ")
    assert says in str(fault.value)
    assert fault.value.line == line


def test_an_empty_mapping_is_a_fault_without_factors_too(tmp_path: Path) -> None:
    with pytest.raises(WordingError):
        parse_wordings(file(tmp_path, f"---\n{{}}\n{BODY}"))


@pytest.mark.parametrize("content", [b"---\nprompt: plain\n---\n\xff\xfe", b"\xff\xfe-\x00"])
def test_a_file_that_is_not_utf_8_is_a_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "wording.md"
    path.write_bytes(content)
    with pytest.raises(WordingError, match="cannot be read"):
        parse_wordings(path, FACTORS)


def test_a_folder_that_is_named_like_a_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(WordingError, match="cannot be read"):
        parse_wordings(tmp_path / "folder.md", FACTORS)


@pytest.mark.parametrize(
    "text",
    [GOOD, GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD, GOOD + "\n\n", "---  " + GOOD[3:]],
    ids=["plain", "CRLF", "BOM", "blank lines", "trailing blanks"],
)
def test_editors_leave_no_trace_in_the_texts(tmp_path: Path, text: str) -> None:
    assert parse_wordings(file(tmp_path, text), FACTORS) == (
        Wording("wording", "trigger", "high", "Scores above {threshold}%."),
        Wording("wording", "trigger", "low", "Scores below {threshold}%."),
    )


BRACES = 'Policy {"score": {"min": {threshold}, "n": 3}} x{2} {} {A} {1,2} ${threshold}$ a.b*c'


def test_braces_that_are_no_placeholder_stay_and_are_recognised(tmp_path: Path) -> None:
    (wording,) = parse_wordings(file(tmp_path, f"---\ntrigger: high\n---\n{BRACES}"), FACTORS)
    shown = wording.render({"threshold": 40})
    assert shown == BRACES.replace("{threshold}", "40")
    found = wording.pattern().fullmatch(shown)
    assert found
    assert found["threshold"] == "40"


def test_claims_may_differ_between_levels_and_stand_anywhere(tmp_path: Path) -> None:
    text = (
        "---\nconsequence: [loss, gain]\nside: [up, down]\ntrigger: [high, low]\n---\nIt is {side}"
    )
    path = file(tmp_path, text)
    read = parse_wordings(path, FACTORS)
    assert [(w.level, w.claims) for w in read] == [
        ("high", (("consequence", "loss"),)),
        ("low", (("consequence", "gain"),)),
    ]
    assert parse_wordings(path) == read


def test_a_rule_in_the_text_is_text(tmp_path: Path) -> None:
    (wording,) = parse_wordings(file(tmp_path, "---\nprompt: plain\n---\nOne.\n\n---\n\nTwo."))
    assert wording.text == "One.\n\n---\n\nTwo."


def test_yaml_does_not_turn_words_into_other_things(tmp_path: Path) -> None:
    factors = (Factor("prompt", ("no", "01", "2024-01-01")),)
    text = "---\nprompt: [no, 01, 2024-01-01]\nx: [yes, 1.0, ~]\n---\nSay {x}"
    read = parse_wordings(file(tmp_path, text), factors)
    assert [(w.level, w.text) for w in read] == [
        ("no", "Say yes"),
        ("01", "Say 1.0"),
        ("2024-01-01", "Say ~"),
    ]
