"""What somebody might write to do harm: into sheets, banks, templates, words, and names of files."""

ENDLESS = "0123456789" * 120_000

YAML: dict[str, bytes] = {
    "brackets": b"a: " + b"[" * 30_000,
    "braces": b"a: " + b"{b: " * 30_000,
    "dashes": b"a:\n" + b"- " * 30_000,
    "questions": b"? " * 30_000,
    "stairs": b"".join(b" " * i + b"k:\n" for i in range(400)),
    "33 levels": b"a: " + b"[" * 33 + b"]" * 33,
    "closed too often": b"a: " + b"[" * 10 + b"]" * 3_000,
    "alias": b"a: &x 1\nb: *x\n",
    "alias of nothing": b"a: *x\n",
    "anchor": b"a: &x 1\n",
    "cycle": b"a: &x [*x]\n",
    "laughs": b"a: &a [l]\n" + b"".join(b"%c: &%c [%s]\n" % (i, i, b"*%c," % (i - 1) * 10) for i in range(98, 107)),
    "merge": b"a: {b: c}\nd:\n  <<: {b: c}\n",
    "python tag": b"a: !!python/object/apply:os.system ['touch owned']\n",
    "python module": b"a: !!python/module:os\n",
    "tag": b"a: !x y\n",
    "binary": b"a: !!binary aGVsbG8=\n",
    "set": b"a: !!set {b, c}\n",
    "tag of the root": b"!!map {a: b}\n",
    "tag by directive": b"%TAG ! tag:example.org,2000:\n---\na: !x y\n",
    "directive": b"%FOO bar\n---\na: b\n",
    "two documents": b"a: b\n---\na: c\n",
    "end and more": b"a: b\n...\nc: d\n",
    "NUL": b"a: b\x00c\n",
    "NUL at the end": b"a: b\n\x00",
    "NUL as a code": b'a: "\\0"\n',
    "bell": b"a: \x07\n",
    "escape": b"a: \x1b[31mred\x1b[0m\n",
    "escape as a code": b'a: "\\e]0;owned\\a"\n',
    "escape as hexadecimal": b'a: "\\x1b[2J"\n',
    "eight bits": "a: \x9b31m\n".encode(),
    "eight bits as a code": b'a: "\\x9b31m"\n',
    "delete": b"a: \x7f\n",
    "backspace": b"a: safe\x08\x08\x08\x08evil\n",
    "next line": "a: b\x85c: d\n".encode(),
    "line separator": "a: b\u2028c: d\n".encode(),
    "byte order mark within": "a: b\ufeffc\n".encode(),
    "not a character": "a: \uffff\n".encode(),
    "byte FF": b"a: \xff\n",
    "overlong": b"a: \xc0\xaf\n",
    "surrogate as bytes": b"a: \xed\xa0\x80\n",
    "cut in a character": b"a: \xe2\x82",
    "beyond Unicode": b"a: \xf4\x90\x80\x80\n",
    "lone surrogate": b'a: "\\ud800"\n',
    "two surrogates": b'a: "\\ud83d\\ude00"\n',
    "code beyond Unicode": b'a: "\\U00110000"\n',
    "latin 1": "a: Bücher\n".encode("latin-1"),
    "UTF-16": "a: b\n".encode("utf-16"),
    "UTF-16 without mark": "a: b\n".encode("utf-16-le"),
    "UTF-32": "a: b\n".encode("utf-32"),
    "too large": b"a: " + b"1" * (1 << 20),
    "1 MiB of NUL": b"\x00" * (1 << 20),
    "a key without end": b"1" * 1_000_000,
    "duplicate": b"a: 1\nb: 2\na: 3\n",
    "duplicate in quotes": b"a: 1\n'a': 2\n",
    "100,000 duplicates": b"a: 1\n" * 100_000,
    "blank key": b": a\n",
    "null key": b"null: a\n",
    "key of a list": b"[a]: b\n",
    "key of a mapping": b"{a: b}: c\n",
    "tab": b"a:\n\tb: c\n",
    "quote left open": b'a: "b\n',
    "quotes without end": b'a: "' + b"x\n" * 400_000,
    "block header": b"a: |x\n  b\n",
    "reserved": b"a: @b\n",
    "back quote": b"a: `b`\n",
    "nothing": b"",
    "blanks": b" \n\n   \n",
    "a comment": b"# nothing\n",
    "a word": b"hello\n",
    "a list": b"- a\n- b\n",
    "null": b"null\n",
    "200,000 documents": b"---\n" * 200_000,
    "200,000 colons": b": " * 200_000,
    "an image": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "an archive": b"PK\x03\x04\x14\x00\x00\x00",
    "a program": b"\x7fELF\x02\x01\x01\x00",
    "a page": b"<!doctype html><html><script>alert(1)</script></html>",
    "bytes": bytes(range(256)) * 40,
}

# fmt: off
TYPED = [
    # Markdown
    "# Title", "- item", "1. item", "> quote", "***", "---", "===", "| a | b |", "|---|---|", "**bold** _it_ `code`",
    "![x](http://x.example/a.png)", "[x](javascript:alert(1))", "[x]: http://x.example", "[^1]", "~~~", "``` chart pie",
    "<https://x.example>", "www.x.example", "x@example.org", "a\\", "\\*", "&lt;b&gt;", "&#60;", "\\# \\* \\|",
    "[[wiki]]", "{.class #id}", ":::warning", "$$x^2$$", "==mark==", "- [ ] task", "Setext", "<!-- comment",
    # HTML
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "</td></tr></table><h1>x",
    "<a href='javascript:alert(1)'>x</a>", "<style>*{display:none}</style>", "<!--#exec cmd='ls'-->", "<?php x ?>",
    "</title></head><body onload=x>", "<iframe src=//x.example>", "' onmouseover='alert(1)", "<base href=//x.example>",
    "<meta http-equiv=refresh content=0>", "javascript:alert(1)", "data:text/html,<script>x</script>", "]]><x>",
    # Typst, TeX
    '#import "x.typ": *', '#read("/etc/passwd")', "#eval(\"1\")", "$ sum $ <label> @ref", "\\input{/etc/passwd}",
    "\\write18{touch owned}", "#[*x*]", "%comment",
    # spreadsheets
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x")', "\uff1d1+1", "a;b\",c",
    # templates, formats, shells, databases
    "{{ 7 * 7 }}", "{% include 'x' %}", "{# x #}", "{{ q.__class__ }}", "{0.__class__}", "{n} {org_name} {x}", "%s%n%d",
    "${HOME}", "$(touch owned)", "`touch owned`", "; rm -rf x", "| cat", "'; DROP TABLE cases; --", "\\x1b[31m",
    "\\u001b]0;x\\u0007", "%0d%0aX: y", "../../etc/passwd", "C:\\x\\y", "\\\\x.example\\y", "file:///etc/passwd",
    # words that mean something somewhere
    "null", "~", "NaN", "Infinity", "undefined", "None", "yes", "no", "1e309", "0x10", "012", "1_000", "22:30",
    "2026-02-30", "[]", "{}", "-", "__proto__", "constructor", "NUL", "con.txt", "--help", "-o",
    # writing
    "\u202egnp.exe", "\u2066x\u2069y", "a\u200bb\u200d", "Z\u0351\u036b\u0343a\u0357", "\u0627\u0644\u0639",
    "\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u01c4\ufb03\u2167", "\u00e9 e\u0301", "\u00a0x\u00a0",
    "\u3000x", "\u0130\u0131\u017f\u1e9e", "\ufff9x\ufffb", "\U000e0041x", "\u2028x".strip(), "\u00adx\u00ad",
]
# fmt: on

DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# fmt: off
NAMES = [
    "../../owned", "..", ".", "/etc/passwd", "a/b", "a\\b", "C:\\owned", "\\\\x.example\\y", "~", "~root", "$HOME",
    ".hidden", "-o", "a--b", "a-", "con", "nul", "com1", "lpt9", "aux", "a b", "\xc4", "\xe4", "A", "a.b", "a:b",
    "a*", "%2e%2e%2f", "\uff0e\uff0e\uff0f", "a\u202eb", "a" * 61, "a" * 300, "0x", "", "x\ny", "\u0131", "a\u2024b",
]
# fmt: on

CONDITIONS = [
    *"""\
__import__('os').system('touch owned')
().__class__.__bases__[0].__subclasses__()
org_kind.__class__
any(s.__class__ for s in stalls)
open('/etc/passwd')
eval('1')
exec('1')
globals()
lambda: 1
[x for x in ().__class__.__base__.__subclasses__()]
f'{org_kind}'
'{0.__class__}'.format(org_kind)
9 ** 9 ** 9
1 << 10000000
1 ==
)
org_kind := 1
await x
yield
*stalls
stalls[0]
stalls[::1]
{1: 2}
`ls`
1 if 1
count(count)
count
mood == mood.mood
1e400 > 1
1j == 1
b'x' == 1
''' == 1
# nothing
org_kind == 'club'; 1
import os
print(1)
...
""".splitlines(),
    "(" * 400 + "1" + ")" * 400,
    "not " * 240 + "true",
    "-" * 400 + "1 == 1",
    "1 == 1 or " * 60 + "1 == 1",
    "x" * 501,
    "any(" * 60 + "1 == 1" + ")" * 60,
    "a\\\nb",
    "\u0430 == 1",
    "\u200b",
]
"""What somebody might write where a bank has a condition."""

ODD = [
    *("1 / 0", "'x' * 10000000000", "sum(org_kind)", "0x10 == 16", "9" * 400 + " == 1", "(" * 200 + "1" + ")" * 200),
    "any(any(any(s.stall_hours > t.stall_hours for t in stalls) for u in stalls) for s in stalls)",
]
"""Conditions that are none too good, and do no harm."""

# A file of the test bank, what stands there, and what is to stand there instead; `{}` is the hostile text.
SLOTS = [
    ("sections/basics.yaml", "    type: date\n", "    type: date\n    when: {}\n"),
    ("sections/basics.yaml", "unless: it <= 5000", "unless: {}"),
    ("values.yaml", "hours_plan: sum(s.stall_hours for s in stalls)", "hours_plan: {}"),
    ("findings/people.yaml", "if: mood >= 3", "if: {}"),
    ("findings/stalls.yaml", "planned: stalls_cost", "planned: {}"),
    ("findings/stalls.yaml", "{level: critical, if: budget == 0}", "{{level: critical, if: {}}}"),
    ("readiness.yaml", "{if: weekly_hours == 0,", "{{if: {},"),
    ("portraits.yaml", "if: spirit >= 3 and order < 2", "if: {}"),
]

# fmt: off
TEXTS = [
    "{0}", "{x.y}", "{org_name.__class__}", "{", "}", "{{", "{}", "{n!r}", "{n:>99999999999}", "%(x)s",
    "{{ 7 * 7 }}", "<script>alert(1)</script>", "# x | y", "=1+1", "\u202ex", "", "x" * 5000, "a\nb",
    "{das_team}" * 400,
]
# fmt: on

TEXT_SLOTS = [
    ("findings/people.yaml", "de: Die Stimmung trägt.", "de: {}"),
    ("findings/people.yaml", "de: Die Menschen mitnehmen", "de: {}"),
    ("readiness.yaml", "de: Vorfreude", "de: {}"),
    ("readiness.yaml", "de: Niemand hat Zeit zugesagt.", "de: {}"),
    ("portraits.yaml", "de: Es kann losgehen.", "de: {}"),
    ("sections/basics.yaml", 'de: "Wie heißt Ihre Organisation?"', "de: {}"),
    ("sections/basics.yaml", "de: Beginn", "de: {}"),
    ("bank.yaml", "de: Sommerfest", "de: {}"),
]

CHANGES: list[tuple[str, str, str, str]] = [
    ("bank.yaml", "sections: [basics, plan, feeling]", "sections: [basics, ../../../etc/passwd]", "refused"),
    ("bank.yaml", "sections: [basics, plan, feeling]", "sections: [basics, plan, feeling, basics]", "refused"),
    ("bank.yaml", "sections: [basics, plan, feeling]", "sections: []", "refused"),
    ("bank.yaml", "documents: [brief]", "documents: [../../../../../../etc/passwd]", "refused"),
    ("bank.yaml", "documents: [brief]", "documents: [brief/../brief, /brief]", "refused"),
    ("bank.yaml", "documents: [brief]", "documents: ['macros.md.j2\\0']", "refused"),
    ("bank.yaml", "id: every-type", "id: ../../owned", "refused"),
    ("bank.yaml", "id: every-type", "id: /etc", "refused"),
    ("bank.yaml", "id: every-type", "id: __class__", "refused"),
    ("bank.yaml", "version: 1.2.0", "version: 1.2.0; rm", "refused"),
    ("bank.yaml", "version: 1.2.0", f"version: {'9' * 5000}.0.0", "refused"),
    ("bank.yaml", "languages: [de, en]", "languages: [../../etc/passwd]", "refused"),
    ("bank.yaml", "languages: [de, en]", "languages: [de, en, de]", "either"),
    ("bank.yaml", "locale: {de: de-CH}", "locale: {de: ../../../etc/passwd}", "refused"),
    ("bank.yaml", "locale: {de: de-CH}", "locale: {de: de-CH-x-owned}", "refused"),
    ("bank.yaml", "currency: CHF", "currency: ../CHF", "refused"),
    ("bank.yaml", "currency: CHF", "currency: =1+1", "refused"),
    ("bank.yaml", "home: first(countries)", "home: first(first(countries))", "either"),
    ("bank.yaml", "title: org_name", "title: __dict__", "refused"),
    ("bank.yaml", "title: org_name", "title: stalls", "refused"),
    ("bank.yaml", "variants_by: org_kind", "variants_by: variants_by", "refused"),
    ("bank.yaml", "{id: long, text:", "{id: long, like: long, text:", "refused"),
    ("bank.yaml", "{id: short, text:", "{id: short, like: long, text:", "either"),
    ("bank.yaml", "- id: guest", "- id: boss", "refused"),
    ("bank.yaml", "- id: guest", "- id: __init__", "refused"),
    ("bank.yaml", "das_team: {de: das Team,", "das_team: {de: '{das_team}',", "either"),
    ("bank.yaml", "das_team: {de: das Team,", "das_team: {de: '{in_der_leitung}',", "either"),
    ("sections/basics.yaml", "id: org_name\n", "id: __class__\n", "refused"),
    ("sections/basics.yaml", "id: org_name\n", "id: any\n", "refused"),
    ("sections/basics.yaml", "id: org_name\n", "id: class\n", "refused"),
    ("sections/basics.yaml", "id: org_name\n", "id: members\n", "refused"),
    ("sections/basics.yaml", "id: org_name\n", f"id: {'x' * 100_000}\n", "refused"),
    ("sections/basics.yaml", "type: date\n", "type: ../date\n", "refused"),
    ("sections/basics.yaml", "was: [member_count]", "was: [org_name]", "refused"),
    ("sections/basics.yaml", "was: [member_count]", "was: [members]", "refused"),
    ("sections/basics.yaml", "min: 2\n    max: 80", "min: 80\n    max: 2", "refused"),
    ("sections/basics.yaml", "max: 100000", f"max: {'9' * 100_000}", "either"),
    ("sections/basics.yaml", "max: 100000", "max: 1e999999999", "refused"),
    ("sections/basics.yaml", "max: 100000", "max: 1/0", "refused"),
    ("sections/basics.yaml", "max: 100000", "max: NaN", "refused"),
    ("sections/basics.yaml", "max: 100000", "max: -1", "refused"),
    ("sections/basics.yaml", "example: Turnverein Altdorf", "example: {a: {b: {c: {d: e}}}}", "refused"),
    (
        "sections/plan.yaml",
        'choices_from: stalls, text: {de: "Welcher',
        'choices_from: shifts, text: {de: "Welcher',
        "either",
    ),
    ("sections/plan.yaml", 'choices: areas, text: {de: "Zu', 'choices: ../areas, text: {de: "Zu', "refused"),
    ("sections/plan.yaml", "score: 4}", "score: 1e400}", "refused"),
    ("values.yaml", "big_stalls: (s", "big_stalls: (s for s in big_stalls) #", "refused"),
    ("values.yaml", "stalls_cost: sum(", "stalls_cost: hours_plan #", "either"),
    ("values.yaml", "staffed(a): any(", "staffed(a): staffed(a) # ", "refused"),
    ("values.yaml", "staffed(a): any(", "staffed(a, a): any(", "either"),
    ("values.yaml", "staffed(a): any(", "__class__(a): any(", "refused"),
    ("values.yaml", "value: 0.5", "value: 1e999", "refused"),
    ("values.yaml", "kitchen: [cooking]", "kitchen: {cooking: {a: b}}", "refused"),
    ("findings/people.yaml", "severity: note", "severity: apocalyptic", "refused"),
    ("findings/people.yaml", "id: good_mood", "id: views_differ", "refused"),
    ("findings/people.yaml", "root: people\n    if: mood", "root: ../people\n    if: mood", "refused"),
    ("findings/stalls.yaml", "each: s in stalls", "each: s in s", "refused"),
    ("findings/stalls.yaml", "each: s in stalls", "each: __class__ in stalls", "refused"),
    ("findings/stalls.yaml", "each: s in stalls", "each: s in stalls for t in stalls", "refused"),
    ("findings/stalls.yaml", "by: s.stall_hours", "by: s.__class__", "refused"),
    ("findings/stalls.yaml", "who: crew, days: 30", "who: crew, days: 99999999999999999999", "refused"),
    ("readiness.yaml", "components: [mood, channels]", "components: [spirit]", "refused"),
    ("readiness.yaml", "components: [mood, channels]", "components: [mood, mood]", "either"),
    ("readiness.yaml", "max: 1, because", "max: 1e400, because", "refused"),
    ("readiness.yaml", "id: order", "id: spirit", "refused"),
    ("portraits.yaml", "id: ready_house", "id: eager_crew", "refused"),
    ("portraits.yaml", "count(dimensions) >= 2", "matched_portraits.x >= 2", "refused"),
]
"""File, what stands there, what is to stand there instead, and what has to become of the bank."""

REACHING = """\
{{ q.__class__ }}
{{ q['__class__'] }}
{{ q._entries }}
{{ ''.__class__.__mro__[1].__subclasses__() }}
{{ 'x'.upper() }}
{{ '{0.__class__}'.format(q) }}
{{ t.__globals__ }}
{{ t.__self__ }}
{{ t.__func__ }}
{{ number.__self__._words }}
{{ q.org_name['__class__'] }}
{{ self.__init__ }}
{{ namespace.__init__ }}
{{ config }}
{{ request }}
{{ g }}
{{ environment }}
{{ context }}
{{ self._TemplateReference__context }}
{{ cycler.__init__.__globals__.os }}
{{ joiner() }}
{{ lipsum.__globals__ }}
{{ range(10**9) }}
{{ dict() }}
{{ url_for.__globals__ }}
{{ get_flashed_messages }}
{{ open('/etc/passwd') }}
{{ __import__('os') }}
{% import '/etc/passwd' as x %}
{% include '/etc/passwd' %}
{% include '../../../../etc/passwd' %}
{% include 'words/de.yaml' %}
{% include 'brief.md.j2/../../x.md.j2' %}
{% extends '//x.example/y.j2' %}
{% include ['/etc/passwd', '/etc/hosts'] %}
{% from 'os' import system %}
{% import 'os' as os %}
{% do q.clear() %}
{% debug %}
{% set q.org_name = 1 %}
{% trans %}x{% endtrans %}
{{ q | attr('__class__') }}
{{ q | tojson }}
{{ q | pprint }}
{{ q | xmlattr }}
{{ [q] | map(attribute='_entries') | first }}
{{ sections | map(attribute='__class__') | first }}
{{ sections | sort(attribute='__init__.__globals__') }}
{{ sections | groupby('__class__') | list }}
{{ sections | sum(attribute='__class__') }}
{{ sections | unique(attribute='__doc__') | list }}
{{ sections | selectattr('__class__') | list }}
{{ sections | rejectattr('__class__') | list }}
{{ sections | max(attribute='__class__') }}
{{ [1] | map('attr', '__class__') | list }}
{{ (1).__class__ }}
{{ loop.__class__ }}
{{ caller.__class__ }}
{% for x in sections %}{{ loop.__init__ }}{% endfor %}
{% macro m() %}{% endmacro %}{{ m.__globals__ }}
{% macro m() %}{{ varargs.__class__ }}{% endmacro %}{{ m(1) }}
{% block b %}{{ self.b.__func__ }}{% endblock %}
{% call x() %}{% endcall %}
{{ q.org_name.line.__len__() }}
{{ q.mood.number.__class__ }}
{{ q.fair_date.date.today() }}
{% set ns = namespace() %}{{ ns.__class__ }}
{% set ns = namespace() %}{{ ns._Namespace__attrs }}
{{ namespace.mro() }}
{% import 'macros.md.j2' as m %}{{ m.__class__ }}
{% import 'macros.md.j2' as m %}{{ m._TemplateModule__x }}
{{ 'a'.join }}{{ ''.join(['a']) }}
{{ [].append(1) }}
{{ {}.update({'a': 1}) }}
{{ q.items() }}
{{ gettext('x') }}
""".splitlines()
"""Templates that reach for what is not theirs."""

SPOILT: dict[str, tuple[bytes, str]] = {
    "1000 brackets": (b"{{ " + b"(" * 1000 + b"1" + b")" * 1000 + b" }}", "refused"),
    "20,000 brackets": (b"{{ " + b"(" * 20_000 + b"1" + b")" * 20_000 + b" }}", "refused"),
    "20,000 lists": (b"{{ " + b"[" * 20_000 + b"]" * 20_000 + b" }}", "refused"),
    "20,000 sums": (b"{{ 1" + b" + 1" * 20_000 + b" }}", "refused"),
    "20,000 nots": (b"{{ " + b"not " * 20_000 + b"1 }}", "refused"),
    "500 conditions": (b"{% if 1 %}" * 500 + b"x" + b"{% endif %}" * 500, "refused"),
    "30 loops": (b"{% for a in [1] %}" * 30 + b"x" + b"{% endfor %}" * 30, "refused"),
    "5000 filters": (b"{{ 'x'" + b" | trim" * 5000 + b" }}", "refused"),
    "a macro of itself": (b"{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "refused"),
    "an include of itself": (b"{% include 'brief.md.j2' %}", "refused"),
    "an import of itself": (b"{% import 'brief.md.j2' as x with context %}", "refused"),
    "a parent of itself": (b"{% extends 'brief.md.j2' %}", "refused"),
    "a block of itself": (b"{% block x %}{{ self.x() }}{% endblock %}", "refused"),
    "a loop of itself": (b"{% for a in sections recursive %}{{ loop(sections) }}{% endfor %}", "refused"),
    "a division by nothing": (b"{{ 1 / 0 }}", "refused"),
    "a figure without end": (b"{{ 10 ** 400 }}", "either"),
    "a figure too large to print": (b"{{ 10 ** 5000 }}", "refused"),
    "a list without end": (b"{{ [0] * 10 ** 11 }}", "refused"),
    "a text without end": (b"{{ 'x' * 10 ** 11 }}", "refused"),
    "blanks without end": (b"{{ '%99999999999d' % 1 }}", "refused"),
    "a text replaced by longer ones": (b"{{ 'a' | replace('a', 'b' * 99999) | replace('b', 'c' * 99999) }}", "refused"),
    "no such character": (b"{{ '%c' % 1114112 }}", "refused"),
    "a lone surrogate": (b"{{ 'a\\ud800b' }}", "taken"),
    "escape sequences": (b"a \x1b[31mred\x1b]0;owned\x07 \x9b31m b".decode("latin-1").encode(), "taken"),
    "escape sequences as codes": (b"{{ '\\x1b[31mred\\x9b31m\\x07\\x08\\r' }} b", "taken"),
    "NUL": (b"a\x00b", "taken"),
    "byte FF": (b"a\xff", "refused"),
    "UTF-16": ("{{ case.title }}".encode("utf-16"), "refused"),
    "an expression left open": (b"{{ 'x", "refused"),
    "a tag left open": (b"{% if 1", "refused"),
    "a comment left open": (b"{# x", "refused"),
    "an end too many": (b"{% endif %}", "refused"),
    "an unknown tag": (b"{% exec 'ls' %}", "refused"),
    "an unknown filter": (b"{{ 'x' | system }}", "refused"),
    "an unknown test": (b"{{ 'x' is callable_ }}", "refused"),
    "Python": (b"{{ [x for x in q] }}", "refused"),
    "a lambda": (b"{{ (lambda: 1)() }}", "refused"),
    "a template in a text": (b"{{ '{{ 7 * 7 }}' }}", "taken"),
    "1 MiB of braces": (b"{" * (1 << 20), "refused"),
    "1 MiB of text": (b"x" * (1 << 20), "taken"),
    "nothing": (b"", "taken"),
}

MARKDOWN: dict[str, tuple[str, str]] = {
    "stars in stars": ("*" * 3000 + "a" + "*" * 3000, "refused"),
    "quotations in quotations": (">" * 3000 + " x", "taken"),
    "lists in lists": ("\n".join("  " * level + "- x" for level in range(200)), "taken"),
    "brackets": ("[" * 5000 + "](x)" * 5000, "taken"),
    "links that run": ("[a](javascript:x) [b](vbscript:x) [c](data:text/html,x) [d](file:///etc/passwd)", "taken"),
    "links that run, in disguise": (
        "[a](JaVa&#x53;cript:x) <javascript:x> [b](\\x.example\\y) [c](jav&#9;ascript:x)",
        "taken",
    ),
    "links to nowhere": ("[a]() [b](#) [c](?) [d](<a b>) [e](http://[::1) [f](http://x\x7fy)", "taken"),
    "a link without end": (f"[a](http://x.example/{'a' * 100_000})", "taken"),
    "pictures": ("![a](/etc/passwd) ![b](http://x.example/a.png) ![c](../../x.svg)", "taken"),
    "HTML": ("<script>x</script>\n\n<img src=x onerror=x>\n\n<!-- x -->", "taken"),
    "Typst": ('#read("/etc/passwd") #import "@preview/x:1.0.0" " + read("/etc/passwd") + " `\\"` $x$ <a> @b', "taken"),
    "fields": ('{ DDEAUTO c:\\cmd.exe } =HYPERLINK("x") ]]><w:p/>', "taken"),
    "a long table": ("|a|b|\n|-|-|\n" + "|x|y|\n" * 1500, "taken"),
    "a wide table": ("|" + "a|" * 150 + "\n|" + "-|" * 150 + "\n|" + "x|" * 150, "taken"),
    "a long word": ("x" * 100_000, "taken"),
    "a chart without end": ("```chart profile\na  " + "█" * 50_000 + " 2.0\n```", "taken"),
    "no chart": ("```chart line\n0 " + "·" * 5000 + "A 4\n```", "taken"),
    "references without end": ("\n".join(f"[a{n}]: x" for n in range(5000)) + "\n\n" + "[a1] " * 2000, "taken"),
    "one page that is none": ('{% set layout = "one page" %}\n' + "word " * 20_000, "taken"),
}
"""What a template may make a document of, and what has to become of it in other formats."""

# fmt: off
WORDS = [
    "heading: '{0.__class__}'", "still_open: '{what.__class__}'", "still_open: '{'",
    "still_open: '{what}' \nstill_open: x", "still_open: [a, b]", "still_open: {one: {one: {one: a}}}",
    "still_open: {de: {de: {de: a}}}", "__class__: x", "? a : b", "still_open: '<script>{what}</script>'",
    "still_open: '{{ 7 * 7 }}'", "still_open: ''", "still_open:",
]
# fmt: on

# fmt: off
FILES = [
    b"\xff.yaml", b"\x1b[31mred.yaml", b"\x1b]0;owned\x07.yaml", "\x9b31m.yaml".encode(), b"a\nb.yaml", b"a\rb.yaml",
    b"--help.yaml", b"-o.yaml", b"$(touch owned).yaml", b"`touch owned`.yaml", b"%s%n.yaml", b"{x}.yaml",
    b"[red]x[/].yaml", "\u202elmay.yaml".encode(), b"a" * 240 + b".yaml", b" .yaml", b"a:b.yaml",
    b"\xed\xa0\x80.yaml", b'\'".yaml', b"\\.yaml",
]
# fmt: on
"""Names of files."""
