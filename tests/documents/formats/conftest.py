"""Papers to make files of: real briefs, every element of Markdown, and texts that would do harm if they could."""

import datetime
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from smcheck.documents import markdown
from smcheck.documents.formats.paper import Paper

ROOT = Path(__file__).parents[3]

EVERYTHING = r"""# Strategie: *Muster* `AG`

- **Grundlage:** ein Gespräch
- **Stand:** heute

## Ziele

Ein Absatz mit **Fett**, *Kursiv*, ~~gestrichen~~, `Code`, einem [Verweis](https://example.org/?a=1&b=2)
und weiter\
in einer neuen Zeile.

**Stunden pro Woche**

| Ziel | Stunden | Bemerkung |
| --- | ---: | --- |
| Bekannt **werden** | 7,5 | |
| Gefunden werden | 12 | ein \| Strich |

### Ziele

1. eins
2. zwei
   - tiefer

     mit Absatz
3. drei

> **Noch zu klären:** wer es macht.
>
> - und wann

---

```
kein Bild
```

![Ein Bild](../../etc/passwd.png)

## Bilder

**Reifeprofil**

```chart profile
Ziele und Nutzen         ████░░░░ 2,0
Führung                  ▒▒▒▒▒░░░ 2,5  ~ ?3
Dialog mit dem Publikum  ███████░ 3,3  ?1
Rollen                   ········ –
```

```chart then-and-now
         2026-12       2027-12
Ziele    ████░░░░ 2,0  ██████░░ 3,0  ↑
Führung  ▒▒▒▒▒░░░ 2,5  █████░░░ 2,6
Kultur   ███░░░░░ 1,5  █░░░░░░░ 0,5  ↓
```

```chart line
0 ··(S T)···L·· 4
L  Leitung
S  Social-Media-Verantwortung
T  Team
```

```chart amounts
                                   Stunden  Gegenüber den freigegebenen
Geplant      ███████████▒▒▒▒▒▒▒▒▒  14,5     6,5 mehr
Freigegeben  ███████████░░░░░░░░░  8        –
Geleistet    ····················  ≥ 6
```

```chart timeline
Schritt     1···5···9··13  Bis wann
Nachfragen  ━━━◆·········  24.12.2026
Anfangen    ━━━━━━━━◆····  29.01.2027
```

```chart pie
unbekannt ███
```
"""


def hostile_texts() -> list[str]:
    """What tests/documents/test_markdown.py types to break Markdown, and what would break other formats."""
    place = Path(__file__).parents[1] / "test_markdown.py"
    spec = spec_from_file_location("markdown_texts", place)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    more = [
        '"><script>alert(1)</script>',
        "</style><img src=x onerror=alert(1)>",
        '#read("/etc/passwd")',
        '" + read("/etc/passwd") + "',
        '\\" #panic()',
        "\\u{0}",
        "#{1+1} $x^2$ @ref <label> = Titel",
        "]]><w:p/>",
        "{{ 7 * 7 }} {% raw %}",
        "' onmouseover='x",
        "&lt;b&gt; &#x3c;",
    ]
    return [text for text in (*module.NASTY, *more) if module.shown(text)]


HOSTILE = hostile_texts()


def hostile_markdown(text: str) -> str:
    """A document that has *text* in every place where a template may print what a client typed."""
    line, block = markdown.line(text), markdown.block(text)
    return (
        f"# {line}\n\n- **{line}:** {line}\n\n## {line}\n\nSatz {line} Satz.\n\n**{line}**\n\n"
        f"| {line} | b |\n| --- | --- |\n| {line} | x {line} |\n\n{block}\n\n> {line}\n"
    )


def paper(text: str, locale: str = "de-CH", layout: str = "flow") -> Paper:
    return Paper(text, locale, date=datetime.date(2026, 12, 1), organisation="Muster & Töchter AG", layout=layout)


@pytest.fixture(scope="session")
def paper_of() -> Callable[..., Paper]:
    """Make a paper of Markdown."""
    return paper


@pytest.fixture(scope="session")
def everything() -> Paper:
    """Every element that a document may have, and every chart."""
    return paper(EVERYTHING)


@pytest.fixture(scope="session")
def long_brief() -> Paper:
    """Documents of every kind one after the other: some pages, long enough for a table of contents."""
    golden = ROOT / "tests" / "golden"
    paths = [*sorted(golden.glob("stadtwerke-ellerbach.*.de.md")), *sorted(golden.glob("*.review.de.md"))]
    parts = [path.read_text(encoding="utf-8") for path in paths]
    return paper("\n\n".join(parts))


@pytest.fixture(params=HOSTILE, ids=ascii)
def hostile(request: pytest.FixtureRequest) -> str:
    """A text that somebody may type."""
    return str(request.param)


@pytest.fixture
def hostile_paper(hostile: str) -> Paper:
    """A paper with it in every place."""
    return paper(hostile_markdown(hostile))


@pytest.fixture(scope="session")
def harmless_paper() -> Paper:
    """The same paper with a word in its place."""
    return paper(hostile_markdown("Qzjx"))


@pytest.fixture
def shown() -> Callable[[str], str]:
    """What a reader sees of a text."""
    return lambda text: " ".join(markdown.literal(markdown.block(text).replace("\\\n", " ")).split())
