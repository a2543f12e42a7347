"""Whatever a client types appears literally and changes no structure around it."""

import unicodedata
from collections.abc import Callable
from importlib.util import find_spec

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from smcheck.documents import markdown

COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])
READERS = {"commonmark": COMMONMARK, "without html": MarkdownIt("commonmark", {"html": False}).enable("table")}
if find_spec("linkify_it"):
    READERS["github"] = MarkdownIt("gfm-like")

LINES = {
    "paragraph": "{}",
    "after a paragraph": "Eins.\n\n{}\n\nZwei.",
    "sentence": "Das Ziel {} steht.",
    "end of sentence": "Das Ziel: {}",
    "quoted": "„{}“ ist offen.",
    "Swiss quotes": "«{}», sagt sie.",
    "English quotes": "“{}” is open.",
    "in brackets": "Ziel ({}) offen",
    "list": "- {}\n- zwei",
    "second item": "- eins\n- {}",
    "numbered list": "1. {}\n2. zwei",
    "nested list": "- eins\n  - {}",
    "cell": "| a | b |\n|---|---|\n| {} | x |\n| y | z |",
    "last cell": "| a | b |\n|---|---|\n| x | {} |",
    "column head": "| {} | b |\n|---|---|\n| x | y |",
    "heading": "## {}\n\nText",
    "bold": "**{}**",
    "bold in a sentence": "Es ist **{}** geblieben.",
    "bold cell": "| a | b |\n|---|---|\n| **{}** | x |",
    "bold with colon": "**{}**: offen",
    "bold item with colon": "- **{}:** offen",
    "after bold": "- **Ziel:** {}",
    "after bold colon": "**Ziel**: {}",
    "emphasis": "*{}*",
    "quotation": "> {}\n\nText",
}
BLOCKS = {
    "paragraph": "{}",
    "after a paragraph": "Eins.\n\n{}\n\nZwei.",
    "after a heading": "## Titel\n\n{}\n\n## Zwei",
    "after a table": "| a |\n|---|\n| b |\n\n{}",
    "after a list": "- a\n\n**Text:**\n\n{}",
}
# fmt: off
NASTY = [
    "-", "- x", "---", "- - -", "--", "=", "===", "+", "+ x", "*", "* x", "***", "#", "# x", "x #", "x ##", "##",
    "#x", ">", "> x", ">x", "1.", "1. x", "12) x", "1.x", "1", "0. x", "1234567890. x", "a&amp;b", "&copy;", "&#42;",
    "&", "x\\", "\\", "\\\\*", "`x`", "``", "~~x~~", "~x~", "http://x.ch", "https://www.a-b.example/c_d?e=f&g=h#i",
    "www.x.ch", "WWW.x.ch", "ftp://x.ch", "//x.ch/y", "x.ch", "a.b@c.ch", "mailto:a@b.ch", "http://1.2.3.4/",
    "//localhost", "xmpp:a@b.ch/x", "a_b@c.de", "<http://x.ch>", "<b>x</b>", "<!-- x", "<", "x <", "<?php", "</p>",
    "<a", "[x](y)", "![x](y)", "[x]: y", "[x]", "[ ] x", "[^1]", "]", "_x_", "__x__", "a_b", "a_b_c", "_a", "a_",
    "_", "a__b", "*x*", "a*b*c", "**", "|", "a|b", "|---|", "-|-", ":-", ":-:", "a|b\n-:|-", "a|b\n:-", "x\n---",
    "x\n===", "x\n# y", "x\n1. y", "x\n- y", "x\n> y", "x\n    y", "\tx", "    x", "```\nx\n```", "~~~\nx",
    "x\n\n\ny", "x\n\n- y", "x\r\ny", "x\ry", "x  \ny", "x\\\ny", "$x$", "12'000", "7.5", "31.12.2027", "-5", "+5",
    "z. B. x", "Strategie (Entwurf)", "„x“", "«x»", "x:", "::", "!", "x!", "Straße", "\xa0x\xa0", "x\u2028y",
    "a\x00b", "\x1b[31m", "a\u202eb", "\ufeffx",
]
SIGNS = [
    "#", "*", "_", "-", "+", "=", "`", "~", "<", ">", "[", "]", "(", ")", "|", "!", "&", ";", "\\", ".", ":", "\"",
    "'", "/", "{", "}", "$", "^", "@", ",", " ", "\n", "\r", "\t", "1", "a", "0", "w", ")", "ä", "ß", "“", "„", "©",
    "&", ":", "http://", "www.", "a@b.ch", ".ch", "&amp;", "- ", "1. ", "\n\n", "**",
]
# fmt: on
TEXTS = st.lists(
    st.one_of(st.sampled_from(SIGNS), st.characters(exclude_categories=("Cs",))), min_size=1, max_size=14
).map("".join)


def shown(text: str) -> str:
    """What a reader sees of *text*: no control or direction signs, blanks as one."""
    invisible = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"}
    visible = (
        sign for sign in text if sign.isspace() or (unicodedata.category(sign) != "Cc" and sign not in invisible)
    )
    return " ".join("".join(visible).split())


def structure(tokens: list[Token]) -> list[str]:
    """The types of all tokens, inline ones too; runs of text count as one."""
    types: list[str] = []
    for token in tokens:
        types.append(token.type)
        for child in token.children or ():
            kind = "text" if child.type == "text_special" else child.type
            if kind != "text" or types[-1] != "text":
                types.append(kind)
    return types


def text_of(tokens: list[Token]) -> str:
    pieces: list[str] = []
    for token in tokens:
        pieces += [child.content if child.content else "\n" for child in token.children or ()]
        pieces.append("\n" if token.type != "inline" else "")
    return " ".join("".join(pieces).split())


def same(context: str, text: str, form: Callable[[str], str]) -> None:
    """Compare *text* in *context* with a harmless word in its place."""
    source = context.format(form(text))
    for reader in READERS.values():
        tokens, model = reader.parse(source), reader.parse(context.format("Qzjx"))
        assert structure(tokens) == structure(model), source
        assert text_of(tokens) == " ".join(text_of(model).replace("Qzjx", shown(text)).split()), source


@pytest.mark.parametrize("text", NASTY)
def test_line_of_nasty_texts(text: str) -> None:
    """Every sign that means something to Markdown is shown in every context."""
    if shown(text):
        for context in LINES.values():
            same(context, text, markdown.line)


@pytest.mark.parametrize("context", LINES.values(), ids=LINES)
@given(text=TEXTS.filter(shown))
def test_line_shows_any_text_literally(context: str, text: str) -> None:
    """The one-line form changes nothing around it."""
    same(context, text, markdown.line)


@given(text=TEXTS)
@example(text="1. \\*a\\* #")
def test_literal_shows_in_code_what_a_line_shows_elsewhere(text: str) -> None:
    """Escapes would be seen there."""
    assert " ".join(markdown.literal(markdown.line(text)).split()) == shown(text)  # readers fold every kind of blank


@pytest.mark.parametrize("text", NASTY)
def test_block_of_nasty_texts(text: str) -> None:
    """A text of several lines keeps its lines and becomes nothing else."""
    if shown(text):
        for context in BLOCKS.values():
            same_lines(context, text)


@pytest.mark.parametrize("context", BLOCKS.values(), ids=BLOCKS)
@given(text=TEXTS.filter(shown))
@example(text="a\n\n\n\nb\nc\n")
def test_block_shows_any_text_literally(context: str, text: str) -> None:
    """The block form consists of paragraphs, whatever is in them."""
    same_lines(context, text)


def same_lines(context: str, text: str) -> None:
    """Compare with a model made of harmless words, one for each line that was typed."""
    paragraphs: list[list[str]] = [[]]
    for written in text.splitlines():
        if shown(written):
            paragraphs[-1].append(shown(written))
        else:
            paragraphs.append([])
    paragraphs = [lines for lines in paragraphs if lines]
    model = "\n\n".join("\\\n".join("Qzjx" for _ in lines) for lines in paragraphs)
    source = context.format(markdown.block(text))
    for reader in READERS.values():
        tokens = reader.parse(source)
        assert structure(tokens) == structure(reader.parse(context.format(model))), source
        expected = context.format("\n".join(" ".join(lines) for lines in paragraphs))
        assert shown(text) in text_of(tokens), expected


@given(text=TEXTS)
def test_line_is_one_line_without_doubled_blanks(text: str) -> None:
    """The one-line form can stand in a table."""
    line = markdown.line(text)
    assert len(line.splitlines()) <= 1
    assert "  " not in line
    assert line == line.strip()


@pytest.mark.parametrize(
    "text",
    [
        "Bis 31.12.2027 kommen 30 Bewerbungen im Jahr (heute: unbekannt); verantwortlich: Leitung Personal.",
        "Freigabe von 12 Stunden pro Woche ab 1. Februar.",
        "CHF 12'000 oder 7,5 % – je nachdem: ja/nein, A & B!",
        "z. B. mehr als 5 > 3 und C# $ 5",
        "Leitung + Team = stark",
        "fach_bereich",
        "3 < 5",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    """The file reads well as plain text: nothing is escaped that needs no escape."""
    assert markdown.line(text) == text
    assert markdown.block(text) == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("*wichtig*", r"\*wichtig\*"),
        ("www.brühlmatt.ch", r"www\.brühlmatt\.ch"),
        ("info@example.org", r"info\@example\.org"),
        ("https://example.org", r"https:/\/example\.org"),
        ("1. Ziel", r"1\. Ziel"),
        ("a\n  b\t c ", "a b c"),
    ],
)
def test_escapes_are_few(text: str, line: str) -> None:
    """Only the signs that would act are escaped."""
    assert markdown.line(text) == line


def test_block_keeps_lines_and_paragraphs() -> None:
    """Line breaks stay line breaks, empty lines part paragraphs."""
    assert markdown.block("Eins\r\nzwei\n\n\n- drei\n") == "Eins\\\nzwei\n\n\\- drei"


def test_nothing_is_left_of_blanks() -> None:
    """A text without a visible sign is empty in both forms."""
    assert markdown.line(" \n\t\x07 ") == markdown.block(" \n\t\x07 ") == ""
