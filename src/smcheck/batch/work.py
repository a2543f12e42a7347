"""The unit of work of a batch: one case, from the bytes of its sheets to the bytes of its documents.

Another process or another machine can do it: no file of the case is read or written. Whoever only hands out cases does
not load this, nor bank, templates and libraries, which are most of what a process has in memory.
"""

import atexit
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from smcheck import __version__
from smcheck.answers.find import Key
from smcheck.answers.model import Sheet, UnreadableSheet
from smcheck.answers.read import read_sheet
from smcheck.bank.load import Bank, load
from smcheck.batch.model import Document, Job, Made, Options, Parcel, Source, made_with
from smcheck.batch.row import row
from smcheck.case import Case, Round, group
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.documents.environment import Templates, templates
from smcheck.documents.folders import chain
from smcheck.documents.make import left_out, only_reviews, orders
from smcheck.problems import Problem, Problems, has_errors, trace


def make(job: Job, options: Options) -> Made:
    """Make one case. Whatever is wrong with it, or with us, is in what is returned."""
    start = time.perf_counter()
    try:
        made = _make(job, options)
    except Problems as wrong:
        made = Made(job.key, problems=tuple(wrong.problems), locale=wrong.locale)
    except Exception as bug:
        made = Made(job.key, bug=trace(bug))
    problems = tuple(_at_home(problem, options) for problem in made.problems)
    return made._replace(problems=problems, seconds=time.perf_counter() - start)


def _make(job: Job, options: Options) -> Made:
    if job.problems:
        raise Problems(job.problems)
    bank = _bank(job, options)
    case = _case(job.sheets, job.key, bank, as_of=options.as_of)
    try:
        return _made(job, case, options)
    except Problems as wrong:
        raise UnreadableSheet(wrong.problems, case.locale) from None


def _made(job: Job, case: Case, options: Options) -> Made:
    bank, found = case.bank, _templates(case.bank, options)
    if only_reviews(bank, options.documents) and not job.latest:
        return Made(job.key, left_out=True, row=_row(Diagnosis(case), options), locale=case.locale)
    problems = list(case.problems)
    given = Round(case, None, latest=job.latest)
    if job.before:
        try:
            before = _case(job.before, None, bank)
            if has_errors(before.problems):
                raise Problems(before.problems)
            given = given._replace(before=before)
        except Problems as wrong:  # no document of both rounds, but all the rest
            problems += wrong.problems
            given = given._replace(latest=False)
    problems += left_out(given, options.documents)
    if has_errors(case.problems):
        return Made(job.key, problems=tuple(problems), locale=case.locale)
    wanted = orders(
        given,
        options.documents,
        language=options.language,
        found=found,
        notes=options.notes,
        formats=options.formats,
        letterhead=options.letterhead,
    )
    documents: list[Document] = []
    bugs: list[str] = []
    for order in wanted if job.render else ():
        start = time.perf_counter()
        data = None
        try:
            file = order.made()
        except Problems as wrong:
            told = wrong.problems
        except Exception as bug:  # it fails this document and no other
            told = (Problem("documents.not_made", {"reason": type(bug).__name__}, file=order.file),)
            bugs.append(trace(bug))
        else:
            data, told = file.data, file.problems
        problems += [problem for problem in told if problem not in problems]  # a template may fail in every format
        documents.append(Document(order.file, data, time.perf_counter() - start))
    line = _row(wanted[0].diagnosis if wanted else Diagnosis(case), options)
    return Made(job.key, tuple(documents), len(wanted), tuple(problems), case.locale, line, bug=next(iter(bugs), None))


def _case(sources: Iterable[Source], key: Key | None, bank: Bank | None, *, as_of: date | None = None) -> Case:
    """Read the sheets of one case. Raises Problems with all that is wrong in any of them."""
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    locale: str | None = None
    for source in sources:
        try:
            home = next((sheet.home for sheet in sheets if sheet.home), None)  # so that few are read twice
            sheets.append(read_sheet(source.data, source.file, bank=bank, home=home))
        except Problems as wrong:
            problems += wrong.problems
            locale = locale or wrong.locale
    if problems:
        problems += [problem for sheet in sheets for problem in sheet.problems]
        raise UnreadableSheet(problems, locale or next((sheet.locale for sheet in sheets), None))
    cases = group(sheets, as_of=as_of)
    if len(cases) > 1 or (key and (cases[0].id, cases[0].round) != (key.case, key.round)):
        raise UnreadableSheet([Problem("batch.changed", file=sheets[0].file)], sheets[0].locale)
    return cases[0]


def _row(diagnosis: Diagnosis, options: Options) -> Mapping[str, str] | None:
    return row(diagnosis, options.index_in) if options.index_in else None


# What documents are made with


def _bank(job: Job, options: Options) -> Bank:
    """Return the bank of a case. Raises Problems, each at the place of a sheet that names a bank there is not."""
    try:
        return _load(job.key.bank, options)
    except Problems:
        if not options.bank and job.key.bank not in options.banks:
            _case(job.sheets, job.key, None)
        raise


# Looking where banks and templates stand takes a twentieth of the time of a small case; what was found for one case
# stands for all that are handed out with it.


@lru_cache(maxsize=1)
def _load(name: str, options: Options) -> Bank:
    carried = options.banks.get(name)
    return load(_unpacked(carried) if carried else options.bank or name)


@lru_cache(maxsize=1)
def _templates(bank: Bank, options: Options) -> Templates:
    """Return the templates for *bank*. Raises Problems where they, or the bank, are not those of whoever asks."""
    folders = options.folders.get(bank.id)
    found = templates(tuple(map(_unpacked, folders)) if folders else chain(bank.id, options.templates))
    expected = options.digests.get(bank.id)
    if expected is not None and expected != made_with(bank.digest, found.digest):
        raise Problems([Problem("batch.other_version", {"version": __version__})])
    return found


def _at_home(problem: Problem, options: Options) -> Problem:
    """Return *problem* with the place of a file as whoever sent it knows it."""
    parcels = (*options.banks.values(), *(parcel for chain in options.folders.values() for parcel in chain))
    for parcel in parcels if problem.file else ():
        file = Path.cwd() / str(problem.file)
        if file.is_relative_to(_unpacked(parcel)):
            return problem._replace(file=str(Path(parcel.origin) / file.relative_to(_unpacked(parcel))))
    return problem


@lru_cache(maxsize=32)
def _unpacked(parcel: Parcel) -> Path:
    """Return a folder with the files of *parcel*; it is there as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="smcheck-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name, data in parcel.files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
