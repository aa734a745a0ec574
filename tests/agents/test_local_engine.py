"""The engine: faults of files and settings are sentences, and nothing heavy is imported early."""

import subprocess
import sys
from pathlib import Path

import pytest

from orexis.agents.local.engine import default_threads, start_engine
from orexis.errors import OrexisError


def test_importing_the_room_imports_neither_engine_nor_converter() -> None:
    code = (
        "import sys, orexis.agents.local, orexis.agents.local.provider\n"
        "sys.exit(any(name in sys.modules for name in ('xllamacpp', 'gguf')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(OrexisError, match=r"nowhere\.gguf cannot be read.*correct the path"):
        start_engine(tmp_path / "nowhere.gguf")


def test_a_file_of_another_kind_is_said(tmp_path: Path) -> None:
    junk = tmp_path / "junk.gguf"
    junk.write_bytes(b"PK\x03\x04 and so on")

    with pytest.raises(OrexisError, match="no GGUF model file"):
        start_engine(junk)


def test_a_file_that_does_not_load_is_said(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason="needs the extra local")
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(100))

    with pytest.raises(OrexisError, match=r"llama\.cpp cannot load .*damaged"):
        start_engine(broken)


def test_a_missing_engine_is_said_with_the_command_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    model = tmp_path / "model.gguf"
    model.write_bytes(b"GGUF" + bytes(100))

    with pytest.raises(OrexisError, match=r"'xllamacpp'.*pip install 'orexis\[local\]'"):
        start_engine(model)


def test_threads_are_two_at_most_unless_the_variable_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OREXIS_THREADS", raising=False)
    assert default_threads() in {1, 2}
    monkeypatch.setenv("OREXIS_THREADS", "7")
    assert default_threads() == 7


@pytest.mark.parametrize("wrong", ["0", "two", "-1", "1.5"])
def test_a_senseless_number_of_threads_is_said(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OREXIS_THREADS", wrong)
    with pytest.raises(OrexisError, match="OREXIS_THREADS must be a whole number"):
        default_threads()
