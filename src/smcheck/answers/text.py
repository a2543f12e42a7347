"""Texts as people write them: cleaned, compared with what is known."""

import re
from collections.abc import Sequence
from typing import Any, NoReturn

from smcheck import yamlio
from smcheck.bank.reading import unknown
from smcheck.logic.values import normal
from smcheck.reading import refuse, shown


class Suggestions:
    """What was probably meant by the words of one sheet that nobody knows.

    Only the first hundred are compared: it takes time, and a file full of them is no sheet with typing mistakes.
    """

    def __init__(self) -> None:
        self._left = 100

    def values(self, word: str, known: Sequence[str]) -> dict[str, Any]:
        """Return the values of a sentence that says *word* is not known: the nearest one, else all there are."""
        short = shown(word)
        self._left -= 1
        if self._left < 0:
            return {"word": short, "known": ["…"], "n": 2}
        spelt = {normal(one): one for one in known}
        values = unknown(normal(short), list(spelt))
        return values | {"word": short, "known": [spelt.get(one, one) for one in values["known"]]}

    def refuse(self, code: str, word: str, known: Sequence[str]) -> NoReturn:
        """Raise the problem `answers.<code>` that *word* is not known."""
        refuse(code, **self.values(word, known))


def clean(text: str) -> str:
    """Return *text* without outer space, with `\\n` as line end and without signs that no file can hold.

    A paste from a word processor may carry such signs unseen: they are dropped, not refused.
    """
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text.strip()
    whole = re.sub("[\ud800-\udfff]", "\ufffd", re.sub("\r\n?|[\x85\u2028\u2029]", "\n", text))
    return re.sub(yamlio.CONTROL, "", whole).replace("\ufeff", "").strip()
