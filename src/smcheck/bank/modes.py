"""Which mode asks what: a follow-up asks what the mode it is like asks, and what names it alone."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from smcheck.bank.model import Asked, Section, Settings


@lru_cache(maxsize=64)
def family(settings: Settings, mode: str) -> tuple[str, ...]:
    """Return *mode* and the modes that it is like, the nearest first; a circle is gone round once."""
    like = {each.id: each.like for each in settings.modes}
    found: list[str] = []
    following: str | None = mode
    while following is not None and following not in found:
        found.append(following)
        following = like.get(following)
    return tuple(found)


def asks(settings: Settings, asked: Asked, mode: str) -> bool:
    """Tell whether *mode* asks a question or column, conditions and roles aside."""
    return not asked.modes or any(name in asked.modes for name in family(settings, mode))


def minutes(settings: Settings, sections: Sequence[Section], mode: str) -> Mapping[str, int]:
    """Return how many minutes each of *sections* takes in *mode*; a follow-up has an estimate of its own, or that of
    the mode it is like."""
    estimated = [name for name in family(settings, mode) if any(section.minutes.get(name) for section in sections)]
    return {section.id: section.minutes.get(estimated[0], 0) if estimated else 0 for section in sections}
