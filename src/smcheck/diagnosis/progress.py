"""What has changed between two rounds of one case."""

from fractions import Fraction

VISIBLE = Fraction(1, 2)
"""A dimension that moves by less has not moved: two conversations differ by as much on the same day."""


def direction(before: Fraction | int | None, now: Fraction | int | None) -> int:
    """Return 1 where a dimension rose, -1 where it fell, 0 where it stayed or was not assessed in both rounds."""
    if before is None or now is None:
        return 0
    change = Fraction(now) - Fraction(before)
    return (change >= VISIBLE) - (change <= -VISIBLE)
