"""Texts as vectors, by the weights that the distribution `wordllama` carries.

The vector of a text is the mean of the vectors of its tokens, stop words left aside, scaled to
the length one. Only the two data files of the package are used, a table of 32,000 vectors and
a tokenizer: its own loader sets up logging for the whole process, imports an HTTP client and
may look for files on the network. The table is mapped, so that processes share its 16 MB.
"""

from __future__ import annotations

import importlib.util
import json
import re
import struct
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import structlog

from kb.search import analysis

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Matrix = npt.NDArray[np.float32]
DIMENSIONS: Final = 256
#: What vectors were made with; raise the number when the text or the way of making them changes.
MADE_BY: Final = "l2_supercat_256.1"
_WEIGHTS: Final = "weights/l2_supercat_256.safetensors"
_TOKENIZER: Final = "tokenizers/l2_supercat_tokenizer_config.json"
_TENSOR: Final = "embedding.weight"
_LANGUAGES: Final = ("en", "de", "fr", "ru")
_WORD: Final = re.compile(r"\w+")
_BATCH: Final = 256

log = structlog.get_logger()


class Model:
    """Safe for threads. Making a vector takes about 0.1 ms for a question, 0.3 ms for an entry."""

    def __init__(self, weights: npt.NDArray[np.float16], tokenizer: Tokenizer) -> None:
        self._weights = weights
        self._tokenizer = tokenizer

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """One row of length one a text, in their order; zeros for a text without any token."""
        made = np.zeros((len(texts), DIMENSIONS), np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [telling(text) for text in texts[start : start + _BATCH]]
            encoded = self._tokenizer.encode_batch(batch, add_special_tokens=False)
            for row, tokens in enumerate(encoded, start):
                if tokens.ids:
                    made[row] = self._weights[tokens.ids].astype(np.float32).mean(axis=0)
        return unit(made)


def unit(rows: Matrix) -> Matrix:
    """The rows scaled to the length one; those of zeros stay."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Matrix = rows / np.maximum(lengths, np.float32(1e-9))
    return scaled


@cache
def _stop_words() -> frozenset[str]:
    return frozenset[str]().union(*(analysis.stop_words(language) for language in _LANGUAGES))


def telling(text: str) -> str:
    """The words of a text that are no stop words; all of it if there are no others."""
    words = [word for word in _WORD.findall(text) if word.casefold() not in _stop_words()]
    return " ".join(words) or text


@cache
def load_model() -> Model | None:
    """The model, loaded once in a process (0.1 s); None without the extra, which is logged."""
    try:
        found = importlib.util.find_spec("wordllama")
        if found is None or not found.submodule_search_locations:
            log.info("searching by words alone; the extra `meaning` is not installed")
            return None
        from tokenizers import Tokenizer

        folder = Path(found.submodule_search_locations[0])
        tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return Model(_mapped(folder / _WEIGHTS), tokenizer)
    except Exception as error:
        log.warning("searching by words alone; the extra `meaning` is damaged", exc_info=error)
        return None


def _mapped(path: Path) -> npt.NDArray[np.float16]:
    """The table of a safetensors file: eight bytes of length, a JSON header, the numbers."""
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        tensor = json.loads(file.read(length))[_TENSOR]
    if tensor["dtype"] != "F16" or tensor["shape"][1] != DIMENSIONS:
        raise ValueError(f"{path} has other weights than expected")
    start = 8 + length + tensor["data_offsets"][0]
    return np.memmap(path, np.float16, "r", offset=start, shape=tuple(tensor["shape"]))
