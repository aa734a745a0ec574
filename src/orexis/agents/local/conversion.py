"""Rewriting a quantised GGUF file in half precision.

A quantised model answers a little differently when its prompt comes out of the cache (up to 0.14
in log-odds for Q4_1), half precision hardly so (0.01): too large an error to read preferences by.
"""

from pathlib import Path
from typing import Any

import numpy as np

from orexis.agents.local.extras import load_extra

_HALF_PRECISION = 1
"""The `general.file_type` of a GGUF file whose tensors are mostly F16."""


def convert_to_f16(source: Path, target: Path) -> None:
    """Write a copy of a GGUF file with every tensor that is not F32 in F16.

    Args:
        source: The GGUF file to read.
        target: The file to write; one that is there is overwritten.

    Raises:
        OSError: The file cannot be written, for example because the disk is full.
        OrexisError: The package `gguf` is missing.
    """
    gguf = load_extra("gguf")
    reader = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(target, reader.fields["general.architecture"].contents())
    try:
        _copy_metadata(gguf, reader, writer)
        _copy_tensors(gguf, reader, writer)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()


def _copy_metadata(gguf: Any, reader: Any, writer: Any) -> None:
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name == "general.architecture":
            continue  # the writer sets these itself
        if name == "general.file_type":
            writer.add_file_type(_HALF_PRECISION)
        elif field.types[0] == gguf.GGUFValueType.ARRAY:
            writer.add_key_value(name, field.contents(), field.types[0], sub_type=field.types[-1])
        else:
            writer.add_key_value(name, field.contents(), field.types[0])


def _copy_tensors(gguf: Any, reader: Any, writer: Any) -> None:
    for tensor in reader.tensors:
        if tensor.tensor_type == gguf.GGMLQuantizationType.F32:
            writer.add_tensor(tensor.name, tensor.data)
        else:
            full = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
            writer.add_tensor(tensor.name, full.astype(np.float16))
