"""A sentence encoder made on the spot: one vector per word, as ONNX with its tokenizer, small enough to read."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

WIDTH = 16


def make_folder(folder: Path, alike: Mapping[str, Sequence[str]], words: Sequence[str]) -> Path:
    """`alike`: a word -> others that mean the same; every other word of `words` has a vector of its own."""
    vocabulary = ["[PAD]", "[UNK]", *dict.fromkeys([*words, *alike, *(w for others in alike.values() for w in others)])]
    rng = np.random.default_rng(5)
    table = rng.normal(size=(len(vocabulary), WIDTH)).astype(np.float32)
    for word, others in alike.items():
        for other in others:
            table[vocabulary.index(other)] = table[vocabulary.index(word)]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
    mask = helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "length"])
    out = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "length", WIDTH])
    node = helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])
    graph = helper.make_graph([node], "tiny", [ids, mask], [out], [numpy_helper.from_array(table, "table")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    onnx.save(model, str(folder / "model.onnx"))
    return folder
