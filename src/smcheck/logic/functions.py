"""The functions of the language in one table: what they take, what they give, what they are for."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from smcheck.logic import aggregates, respondents, single
from smcheck.logic.values import Value

Takes = Literal[
    "conditions",
    "members",
    "numbers",
    "comparables",
    "reference",
    "views",
    "figures",
    "table",
    "condition",
    "number",
    "date",
    "text",
    "role",
    "roles",
    "value",
    "steps",
]
Gives = Literal["condition", "number", "date", "member", "list", "view", "views", "entry", "step"]

LISTS: frozenset[str] = frozenset({"conditions", "members", "numbers", "comparables"})


class Function(NamedTuple):
    """One function: *signature* as the reference prints it, *takes* per argument; the last *optional* may be left out.

    *with_scope* functions are handed the scope first. *about* describes it in one line, in both languages.
    """

    name: str
    signature: str
    takes: tuple[Takes, ...]
    gives: Gives
    about: Mapping[str, str]
    example: str
    run: Callable[..., Value]
    optional: int = 0
    with_scope: bool = False


_ALL = (
    Function(
        "any",
        "any(condition for x in list)",
        ("conditions",),
        "condition",
        {
            "de": "Wahr, wenn die Bedingung für mindestens ein Element gilt; über nichts falsch.",
            "en": "True if the condition holds for at least one member; false over nothing.",
        },
        "any(e.kind == 'talk' for e in events)",
        aggregates.any_of,
    ),
    Function(
        "all",
        "all(condition for x in list)",
        ("conditions",),
        "condition",
        {
            "de": "Wahr, wenn die Bedingung für jedes Element gilt; über nichts wahr.",
            "en": "True if the condition holds for every member; true over nothing.",
        },
        "all(answered(e.host) for e in events)",
        aggregates.all_of,
    ),
    Function(
        "count",
        "count(list) or count(condition for x in list)",
        ("members",),
        "number",
        {
            "de": "Anzahl der Elemente, bei Bedingungen der wahren; unentschiedene ergeben einen Bereich.",
            "en": "The number of members, of conditions the true ones; undecided ones make a range.",
        },
        "count(e.kind == 'party' for e in events) > 3",
        aggregates.count,
    ),
    Function(
        "share",
        "share(condition for x in list)",
        ("conditions",),
        "number",
        {
            "de": "Anteil der wahren an allen Elementen, 0 bis 1; über nichts unbekannt.",
            "en": "The share of true members among all, 0 to 1; unknown over nothing.",
        },
        "4 * share(answered(e.host) for e in events)",
        aggregates.share,
    ),
    Function(
        "sum",
        "sum(number for x in list)",
        ("numbers",),
        "number",
        {"de": "Summe der Elemente; über nichts 0.", "en": "The sum of the members; 0 over nothing."},
        "sum(e.cost for e in events if e.kind == 'party')",
        aggregates.sum_of,
    ),
    Function(
        "mean",
        "mean(number for x in list)",
        ("numbers",),
        "number",
        {
            "de": "Genauer Mittelwert; über nichts unbekannt.",
            "en": "The exact arithmetic mean; unknown over nothing.",
        },
        "mean(e.cost for e in events)",
        aggregates.mean,
    ),
    Function(
        "median",
        "median(number for x in list)",
        ("comparables",),
        "member",
        {
            "de": "Unterer Median der Elemente; über nichts unbekannt.",
            "en": "The lower median of the members; unknown over nothing.",
        },
        "median(e.cost for e in events)",
        aggregates.median,
    ),
    Function(
        "min",
        "min(list) or min(a, b, …)",
        ("comparables",),
        "member",
        {
            "de": "Kleinste Zahl oder frühestes Datum; über nichts unbekannt.",
            "en": "The least number or the earliest date; unknown over nothing.",
        },
        "min(e.day for e in events if answered(e.day))",
        aggregates.minimum,
    ),
    Function(
        "max",
        "max(list) or max(a, b, …)",
        ("comparables",),
        "member",
        {
            "de": "Größte Zahl oder spätestes Datum; über nichts unbekannt.",
            "en": "The greatest number or the latest date; unknown over nothing.",
        },
        "sum(max(0, d.need - d.level) for d in duties)",
        aggregates.maximum,
    ),
    Function(
        "distinct",
        "distinct(list)",
        ("members",),
        "list",
        {
            "de": "Die Elemente, jedes nur einmal; Groß- und Kleinschreibung zählt nicht.",
            "en": "The members, each only once; upper and lower case are the same.",
        },
        "count(distinct(e.host for e in events)) == 1",
        aggregates.distinct,
    ),
    Function(
        "known",
        "known(list)",
        ("members",),
        "list",
        {
            "de": "Nur die Elemente, die entschieden sind; eine unbekannte Liste bleibt unbekannt.",
            "en": "Only the members that are decided; an unknown list stays unknown.",
        },
        "mean(known(e.cost for e in events))",
        aggregates.known,
    ),
    Function(
        "first",
        "first(list)",
        ("members",),
        "member",
        {
            "de": "Das erste Element einer Rangfolge oder Liste; von nichts unbekannt.",
            "en": "The first member of a ranking or list; unknown of nothing.",
        },
        "first(wishes) != 'quiet'",
        aggregates.first,
    ),
    Function(
        "lookup",
        "lookup(table, key)",
        ("table", "text"),
        "entry",
        {
            "de": "Der Eintrag einer Tabelle der Bank, Liste oder Wert; ohne Eintrag die leere Liste oder unbekannt.",
            "en": "The entry of one of the bank's tables, a list or a value; without one the empty list, or unknown.",
        },
        "any(e.kind in lookup(wish_kinds, first(wishes)) for e in events)",
        single.lookup,
    ),
    Function(
        "steps",
        "steps(number, limit, value, …, otherwise)",
        ("number", "steps"),
        "step",
        {
            "de": "Der Wert neben der ersten Grenze, die die Zahl erreicht, sonst der letzte.",
            "en": "The value beside the first limit that the number reaches, else the last one.",
        },
        "steps(budget / total_cost, 1.1, 4, 1, 3, 0.8, 2, 0)",
        single.steps,
    ),
    Function(
        "answered",
        "answered(name)",
        ("reference",),
        "condition",
        {
            "de": "Wahr, wenn ein Wert da ist, sonst falsch; nie unbekannt.",
            "en": "True if there is a value, else false; never unknown.",
        },
        "any(answered(e.host) and e.host != 'Anna' for e in events)",
        single.answered,
    ),
    Function(
        "empty",
        "empty(name)",
        ("reference",),
        "condition",
        {
            "de": "Wahr, wenn gefragt und leer gelassen; unbekannt, wenn nicht gefragt oder offen.",
            "en": "True if it was asked and left blank; unknown if it was not asked or is open.",
        },
        "any(empty(e.host) for e in events)",
        single.empty,
    ),
    Function(
        "surely",
        "surely(condition)",
        ("condition",),
        "condition",
        {
            "de": "Wahr nur, wenn die Bedingung wahr ist; falsch, wenn sie falsch oder unbekannt ist.",
            "en": "True only if the condition is true; false if it is false or unknown.",
        },
        "house == 'rented' and not surely(budget > 1000)",
        single.surely,
    ),
    Function(
        "months_until",
        "months_until(date)",
        ("date",),
        "number",
        {
            "de": "Monate vom Tag des Gesprächs bis zum Datum; ein begonnener zählt ganz, Vergangenes ist 0.",
            "en": "Months from the day of the conversation to the date; a begun one counts as whole, the past is 0.",
        },
        "any(months_until(e.day) > 12 for e in events)",
        single.months_until,
        with_scope=True,
    ),
    Function(
        "days_since",
        "days_since(date)",
        ("date",),
        "number",
        {
            "de": "Tage seit dem Datum, vom Tag des Gesprächs aus; Künftiges ist negativ.",
            "en": "Days since the date, as of the day of the conversation; negative for days to come.",
        },
        "any(days_since(e.day) > 60 for e in events)",
        single.days_since,
        with_scope=True,
    ),
    Function(
        "role_answered",
        "role_answered(role)",
        ("roles",),
        "condition",
        {
            "de": "Wahr, wenn jemand in dieser Rolle (oder einer aus der Liste) geantwortet hat.",
            "en": "True if somebody of this role (or of one in the list) has answered.",
        },
        "role_answered('board')",
        respondents.role_answered,
        with_scope=True,
    ),
    Function(
        "by_role",
        "by_role(question, role)",
        ("views", "role"),
        "view",
        {
            "de": "Was diese Rolle geantwortet hat; unbekannt, wenn niemand.",
            "en": "What this role answered; unknown if nobody did.",
        },
        "by_role(mood, 'board') >= 3",
        respondents.by_role,
        with_scope=True,
    ),
    Function(
        "others",
        "others(question, role)",
        ("views", "role"),
        "views",
        {
            "de": "Die Liste der Antworten aller anderen Rollen; unbekannt, wenn niemand.",
            "en": "The list of what all other roles answered; unknown if nobody did.",
        },
        "all(v <= 1 for v in others(mood, 'board'))",
        respondents.others,
        with_scope=True,
    ),
    Function(
        "median_of",
        "median_of(question) or median_of(question, role)",
        ("figures", "role"),
        "number",
        {
            "de": "Unterer Median der Antworten aller Befragten; mit Rolle: aller anderen Rollen.",
            "en": "The lower median of all respondents' answers; with a role: of all other roles.",
        },
        "by_role(mood, 'board') - median_of(mood, 'board') >= 2",
        respondents.median_of,
        optional=1,
        with_scope=True,
    ),
    Function(
        "spread",
        "spread(question)",
        ("figures",),
        "number",
        {
            "de": "Höchste minus niedrigste Antwort der Befragten.",
            "en": "The highest minus the lowest answer of the respondents.",
        },
        "spread(mood) >= 3",
        respondents.spread,
        with_scope=True,
    ),
    Function(
        "highest",
        "highest(question)",
        ("figures",),
        "number",
        {"de": "Höchste Antwort der Befragten.", "en": "The highest answer of the respondents."},
        "highest(budget) > 1.5 * lowest(budget)",
        respondents.highest,
        with_scope=True,
    ),
    Function(
        "lowest",
        "lowest(question)",
        ("figures",),
        "number",
        {"de": "Niedrigste Antwort der Befragten.", "en": "The lowest answer of the respondents."},
        "lowest(budget) / total_cost < 1",
        respondents.lowest,
        with_scope=True,
    ),
)

FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _ALL}


def reference(language: Literal["de", "en"]) -> str:
    """Return the table as Markdown, a line per function: how it is written, what it gives, an example."""
    head = {"de": "| Funktion | Was sie gibt | Beispiel |", "en": "| Function | What it gives | Example |"}[language]
    lines = [f"| `{each.signature}` | {each.about[language]} | `{each.example}` |" for each in FUNCTIONS.values()]
    return "\n".join([head, "| --- | --- | --- |", *lines]) + "\n"
