"""Names of cases and rounds: a file can be called after them, on every system."""

import re
import unicodedata

from smcheck.reading import refuse, shown

LONGEST_NAME = 60

_WINDOWS_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.ASCII)
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe"})


def name_from(text: str) -> str:
    """Return a name for files made from *text*: `bruehlmatt-energie-ag`; "" if nothing is left."""
    lower = unicodedata.normalize("NFC", text).lower().translate(_SPELLED)
    plain = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    name = "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_NAME].rstrip("-")
    return f"{name}-1" if _WINDOWS_DEVICE.fullmatch(name) else name


def read_name(text: str) -> str:
    """Read the name of a case or round; raises Problems with a name that would do."""
    proposal = name_from(text)
    if _WINDOWS_DEVICE.fullmatch(text):
        refuse("device_name", text=text, proposal=proposal)
    if not proposal:
        refuse("bad_name", text=shown(text))
    return text if text == proposal else refuse("bad_name_near", text=shown(text), proposal=proposal)
