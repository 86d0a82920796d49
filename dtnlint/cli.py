"""The commands. Each turns words into values, calls the part that does the work, and prints.

Nothing heavy is imported before a command needs it: `--help`, `--version` and
completion start neither Slither nor a compiler.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from dtnlint import __version__, disk, programs, recall, replacing
from dtnlint.deadline import OutOfTime
from dtnlint.escaping import clean, json_text, paragraph, printable
from dtnlint.installation import advice
from dtnlint.report import DRAWINGS, FORMATS
from dtnlint.report.options import Options, wants_color, wants_links
from dtnlint.settings import IMPACTS, THRESHOLDS, UNKNOWN, Given, SettingsError
from dtnlint.shelf import Shelf, user_cache

if TYPE_CHECKING:
    from rich.status import Status

    from dtnlint.analysis import Limits
    from dtnlint.catalogue import Catalogue, Entry
    from dtnlint.findings.assembly import Report
    from dtnlint.findings.baseline import Baseline
    from dtnlint.findings.finding import ContractRef, Finding, Notification
    from dtnlint.fixes.mending import Mended
    from dtnlint.run import Progress, Request, Timings

USAGE = 2
"""Exit code: what was asked for makes no sense. Those of reports are `findings.assembly`'s."""
BROKEN = 3
"""Exit code: dtnlint itself failed, and so nothing was analysed."""
INTERRUPTED = 130

_NO_PLACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""What is wrong with an open file when it takes nothing."""

PATIENCE = 0.7
"""Seconds after which a run on a terminal says what it is doing."""

_CLEARED = "\x1b[2J\x1b[3J\x1b[H"
"""Empties a terminal, so that it shows the newest report alone."""

_SLOWEST = 20
"""Closures that --timings tells of."""

_DOES_MORE = (
    "affected_by",
    "diff",
    "fix",
    "new_since",
    "output",
    "replay",
    "reports",
    "timings",
    "write_baseline",
)
"""Options of checks that do more than to write a report, or leave out how it came about."""

SHELLS = ("bash", "zsh", "fish")

_FILE = click.Path(path_type=Path)
_VERSION = re.compile(r"[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}")


def main(unclear: str | None = None) -> None:
    """Run the command line; every failure is a sentence, and its exit code says whose it is.

    `unclear` is a word of it that may be meant as an option or as a file's name: nothing is run.
    """
    try:
        if unclear is not None:
            raise click.UsageError(
                f"{unclear} is an option as it stands, and there is a file of this name. Write -- "
                f"between the options and the names of files, ./{unclear} for the file, or rename "
                "it to give the option."
            )
        # Names that stand for a pattern would be words like any other (only Windows expands here).
        sys.exit(cli.main(prog_name="dtnlint", standalone_mode=False, windows_expand_args=False))
    except click.ClickException as error:
        context = error.ctx if isinstance(error, click.UsageError) else None
        text = paragraph(error.format_message())
        (click.ClickException(text) if context is None else click.UsageError(text, context)).show()
        sys.exit(USAGE)
    except (click.Abort, KeyboardInterrupt):
        _say("Interrupted.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _leave_output()  # who reads it has had enough
        sys.exit(INTERRUPTED)
    except OutOfTime as error:
        click.echo(f"dtnlint: Nothing can be reported: {error}. Name fewer paths.", err=True)
        sys.exit(BROKEN)
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None and error.errno in _NO_PLACE:
            _leave_output()
            _say(f"dtnlint: The output cannot be written: {error.strerror}.")
            sys.exit(BROKEN)
        if isinstance(error, FileNotFoundError) and _is_nowhere():
            _say("dtnlint: The working directory is gone; change to one that is there.")
            sys.exit(USAGE)
        if os.environ.get("DTNLINT_DEBUG"):
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())
        _say(
            f"dtnlint failed, and that is its own fault ({what}). "
            "Set DTNLINT_DEBUG=1 to see where, and report it."
        )
        sys.exit(BROKEN)


def _is_nowhere() -> bool:
    """Whether the working directory has been removed."""
    try:
        os.getcwd()
    except OSError:
        return True
    return False


def _leave_output() -> None:
    """Write no more, so that the interpreter's last flush does not complain."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(*lines: str) -> None:
    """On standard error; names come from whoever wrote what is checked."""
    click.echo("\n".join(map(printable, lines)), err=True)


def _wrong(*lines: str) -> click.UsageError:
    """What to raise for what makes no sense."""
    return click.UsageError("\n".join(map(printable, lines)))


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="dtnlint %(version)s")
def cli() -> None:
    """Prove the session protocol of Deep Trust Network consumers, or show what breaks it.

    Exit codes of check: 0 nothing at or above the threshold, 1 findings, 2 wrong usage,
    3 something could not be analysed.
    """


def _rule_words(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> Any:
    return tuple(word for given in words for word in re.split(r"[,\s]+", given) if word)


def _complete_rule(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    names = (entry.info.name for entry in _catalogue().entries)
    return [name for name in names if incomplete in name]


def _complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Rules and families; of several words with commas between them, the last."""
    before, comma, word = incomplete.rpartition(",")
    return [
        before + comma + known for known in sorted(_catalogue().selectors) if known.startswith(word)
    ]


def _complete_threshold(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    return [word for word in (*THRESHOLDS, UNKNOWN) if word.startswith(incomplete.lower())]


def _complete_report(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    return [f"{form}=" for form in FORMATS if form.startswith(incomplete)]


def _threshold_words(
    ctx: click.Context, param: click.Parameter, words: tuple[str, ...]
) -> tuple[str, ...]:
    """An impact, `unknown`, or both."""
    given = tuple(word.lower() for word in _rule_words(ctx, param, words))
    for word in given:
        if word not in (*THRESHOLDS, UNKNOWN):
            known = ", ".join((*THRESHOLDS, UNKNOWN))
            raise click.BadParameter(f"{word!r} is not one of {known}.", ctx, param)
    if len(set(given) - {UNKNOWN}) > 1:
        raise click.BadParameter("Name one impact; those above it count, too.", ctx, param)
    return given


def _report_words(
    ctx: click.Context, param: click.Parameter, words: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    pairs = []
    for word in words:
        form, equals, file = word.partition("=")
        if form not in FORMATS or not equals or not file:
            raise click.BadParameter(
                f"{word!r} is not FORMAT=FILE, with a format out of {', '.join(FORMATS)}.",
                ctx,
                param,
            )
        pairs.append((form, file))
    return tuple(pairs)


def _named_paths(
    ctx: click.Context, param: click.Parameter, words: tuple[str, ...]
) -> tuple[Path, ...]:
    if "" in words:  # what a script makes of a variable that is not set
        raise click.BadParameter("It is empty; name a file or a folder.", ctx, param)
    return tuple(map(Path, words))


@cli.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(), callback=_named_paths)
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    type=click.Choice(FORMATS),
    default="text",
    help=f"How to report: {', '.join(FORMATS)}.",
)
@click.option(
    "--output", "-o", metavar="FILE", help="Write the report to FILE (-: standard output)."
)
@click.option(
    "--report",
    "reports",
    metavar="FORMAT=FILE",
    multiple=True,
    callback=_report_words,
    shell_complete=_complete_report,
    help="Also write the report in FORMAT to FILE. sarif is what is open and new, for code "
    "scanning; sarif-full is all.",
)
@click.option(
    "--select",
    metavar="RULES",
    multiple=True,
    callback=_rule_words,
    shell_complete=_complete_rules,
    help="Run only these rules or families.",
)
@click.option(
    "--ignore",
    metavar="RULES",
    multiple=True,
    callback=_rule_words,
    shell_complete=_complete_rules,
    help="Do not run these.",
)
@click.option(
    "--fail-on",
    metavar="IMPACT",
    multiple=True,
    callback=_threshold_words,
    shell_complete=_complete_threshold,
    help=f"Lowest impact that makes the exit code 1: {', '.join(THRESHOLDS)}; "
    "and `unknown`: also what could not be decided.  [default: medium]",
)
@click.option(
    "--min-impact",
    metavar="IMPACT",
    type=click.Choice(IMPACTS, case_sensitive=False),
    help="Lowest impact of findings to tell; text, markdown and github count those below.  "
    "[default: low]",
)
@click.option("--strict", is_flag=True, help="Short for --fail-on unknown.")
@click.option(
    "--exit-zero",
    is_flag=True,
    help="Exit with 0 whatever is found; with 3 if something could not be analysed.",
)
@click.option("--replay", is_flag=True, help="Execute the traces, and tell what is confirmed.")
@click.option("--verdicts", is_flag=True, help="Also tell what was proved and what is unknown.")
@click.option(
    "--affected-by",
    is_flag=True,
    help="Each PATH that is a file has changed: check only the consumers that this affects, "
    "in each PATH that is a folder (the current one if none is).",
)
@click.option("--baseline", metavar="FILE", type=_FILE, help="Report only what FILE does not know.")
@click.option(
    "--new-since",
    metavar="REV",
    help="Report only what is new since a revision: it is judged, too, and what it had is known.",
)
@click.option("--write-baseline", metavar="FILE", type=_FILE, help="Write what is found to FILE.")
@click.option("--fix", is_flag=True, help="Change the files where a safe fix holds.")
@click.option("--unsafe-fixes", is_flag=True, help="Also fix what may change what works now.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--solc", metavar="PATH|VERSION", help="The compiler, or which version of it.")
@click.option("--no-stubs", is_flag=True, help="Bring no interface files for missing packages.")
@click.option("--settings", metavar="FILE", type=_FILE, help="Read this settings file, no other.")
@click.option("--no-settings", is_flag=True, help="Read no settings file.")
@click.option("--no-cache", is_flag=True, help="Keep and use no results of other runs.")
@click.option(
    "--jobs", "-j", metavar="N", type=click.IntRange(1), help="Processes.  [default: what helps]"
)
@click.option(
    "--time-limit",
    metavar="SECONDS",
    type=click.FloatRange(0, min_open=True),
    help="Give up on a consumer that takes longer; the rest stands.  [default: 60]",
)
@click.option(
    "--memory-limit",
    metavar="MB",
    type=click.IntRange(1),
    help="Give up on a consumer that takes more memory; the rest stands.",
)
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of telling them.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("--timings", is_flag=True, help="Say on standard error where the time went.")
@click.option("--quiet", "-q", is_flag=True, help="Print findings and errors, one line each.")
@click.option("--verbose", "-v", is_flag=True, help="Print what else is known about findings.")
def check(paths: tuple[Path, ...], **options: Any) -> int:
    """Check the consumers in each PATH: a file, a folder or a project (if none, what is here).

    Settings come from the nearest dtnlint.toml, or pyproject.toml with a table
    [tool.dtnlint], from each consumer upwards; options win over them.
    """
    from dtnlint import run
    from dtnlint.findings.assembly import FAILED

    started = _now()
    _check_fixing(options)
    if options["statistics"] and options["form"] != "text":
        raise _wrong("--statistics counts in text; --format json has the counts in its summary.")
    if options["replay"]:
        _check_replaying("--replay")
    given, solc = _given(options)
    for option in ("settings", "baseline"):
        file = options[option]
        if file is not None and not (
            disk.is_file(file) or (option == "baseline" and file.is_fifo())
        ):
            raise _wrong(f"--{option}: there is no file {file}.")
    _check_outputs(paths, options)
    folders = tuple(path for path in paths if _is_asked_for(path, options["affected_by"]))
    request = run.Request(
        paths=(folders if options["affected_by"] else paths) or (Path(),),
        given=given,
        affected_by=tuple(set(paths) - set(folders)) if options["affected_by"] else None,
        solc=solc,
        baseline=_baseline(options["baseline"]),
        cache=None if options["no_cache"] else _own_cache(paths),
        jobs=options["jobs"],
        limits=_limits(options),
    )
    request, notes = _since(request, options)
    if options["watch"]:
        _check_watching(options)
        return _watch(request, options)
    with _usage_errors(), _progress(quiet=options["quiet"]) as progress:
        report = run.check(request, progress)
        mended = None
        if options["fix"] or options["diff"]:
            mended = run.mend(request, report, progress, unsafe=options["unsafe_fixes"])
        if mended is not None and mended.changes and not options["diff"]:
            from dtnlint.fixes import writing

            unwritten = writing.write(run.root_of(request), mended.changes)
            found = len(report.active)
            report = run.check(request, progress)
            if unwritten:
                mended = mended.without(
                    {told.path for told in unwritten}, gone=found - len(report.active)
                )
                report = _failed(report, unwritten)
        if options["replay"]:
            from dtnlint import replaying

            report = replaying.replayed(request, report, progress)
    report = replace(report, notifications=(*report.notifications, *notes))
    if mended is not None:
        _tell_story(mended, done=not options["diff"], quiet=options["quiet"])
    if mended is not None and options["diff"]:
        return _show_diff(mended, report, options["output"])
    if options["write_baseline"] is not None or options["exit_zero"]:
        report = _accepted(report)
    text = _write_reports(request, report, options, started)
    told = not options["quiet"] and _say_left_out(report, options)
    if options["write_baseline"] is not None:
        _write_baseline(options["write_baseline"], report)
    if (options["output"] is not None or options["form"] != "text") and not options["quiet"]:
        _say_errors(report)
    if options["timings"]:
        _say_timings(request.timings)
    if report.exit_code != FAILED and not told and not _does_more(options):
        recall.keep(text, report.exit_code)
    return report.exit_code


def _write_reports(request: Request, report: Report, options: dict[str, Any], started: str) -> str:
    """Write the report in every form that is asked for; returns the first."""
    from dtnlint.report import render

    texts = []
    for form, output in ((options["form"], options["output"]), *options["reports"]):
        shown = Options(
            color=output is None and wants_color(sys.stdout),
            links=_link_base(request) if output is None else None,
            statistics=options["statistics"],
            verdicts=options["verdicts"],
            verbose=options["verbose"],
            quiet=options["quiet"],
            started=started,
            ended=_now(),
        )
        texts.append(render(form, report, shown))
        _write(output, texts[-1])
    return texts[0]


def _now() -> str:
    """The time in UTC, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())


def _since(request: Request, options: dict[str, Any]) -> tuple[Request, tuple[Notification, ...]]:
    """The request, with what another revision had as known, and what else to tell."""
    if options["new_since"] is None:
        return request, ()
    if options["baseline"] is not None:
        raise _wrong("--new-since and --baseline both say what is known; give one.")
    from dtnlint import since

    with _usage_errors(), _progress(quiet=options["quiet"]) as progress:
        return since.compared_with(request, options["new_since"], progress)


def _does_more(options: dict[str, Any]) -> bool:
    return any(options[option] for option in _DOES_MORE)


def _say_left_out(report: Report, options: dict[str, Any]) -> bool:
    """On standard error, what a SARIF log for code scanning does not hold; whether that was."""
    from dtnlint.report.wording import aside

    forms = {options["form"], *(form for form, _ in options["reports"])}
    beside = aside(report)
    if "sarif" not in forms or "sarif-full" in forms or not beside:
        return False
    _say(
        "dtnlint: The SARIF log holds what is open and new, for code scanning; "
        f"the format sarif-full also holds the rest ({beside})."
    )
    return True


def _is_asked_for(path: Path, changed: bool) -> bool:
    """Whether it is a folder; of what has `changed`, a link is a file, wherever it leads."""
    return disk.is_folder(path) and not (changed and path.is_symlink())


def _baseline(file: Path | None) -> Path | Baseline | None:
    """A file to read, or what a pipe says, which can be read but once."""
    from dtnlint import run

    if file is None or not file.is_fifo():
        return file
    disk.unrecorded()
    with _usage_errors():
        return run.read_baseline(file)


def _check_replaying(what: str) -> None:
    from dtnlint import replaying

    with _usage_errors():
        replaying.check_installed(what)


def _check_outputs(paths: Iterable[Path], options: dict[str, Any]) -> None:
    """Before the work: that what is to be written has a place, and each its own."""
    outputs = [
        "-" if options["output"] is None else options["output"],
        *(file for _, file in options["reports"]),
    ]
    if options["write_baseline"] is not None:
        outputs.append(str(options["write_baseline"]))
    asked = {os.path.realpath(path) for path in paths if path.is_file()}
    taken: set[str] = set()
    for output in outputs:
        _check_output(output)
        place = output if output == "-" else _place(output)
        if place in taken and (output == "-" or not _is_written_to(output)):
            where = "standard output" if output == "-" else output
            raise _wrong(f"Two reports cannot both go to {where}; name another file.")
        if place in asked:
            raise _wrong(f"{output} is what is to be checked; name another file.")
        taken.add(place)


def _check_output(output: str, ours: str | None = None) -> None:
    """That a file can be written, and that no contract is lost, unless `ours` is in its text."""
    if output == "-":
        return
    if not output:
        raise _wrong("The name of a file to write to is empty.")
    folder = os.path.dirname(output) or "."
    if not os.path.isdir(folder):
        raise _wrong(f"{output} cannot be written: there is no folder {folder}.")
    file = _place(output)
    if file.endswith(".sol") and os.path.isfile(file):
        text = b""  # what cannot be read is not ours either
        with suppress(OSError):
            text = disk.beginning(file, disk.LARGEST, within=None)
        if ours is None or ours.encode() not in text:
            raise _wrong(
                f"{output} is there already, and dtnlint overwrites no contract; name another file."
            )


def _place(output: str) -> str:
    """The real path of what is to be written; no link of a project's leads out of it.

    A link may have come with what is checked, and lead to any file of the user's.
    """
    path = os.path.abspath(output)
    for folder in (*map(str, Path(path).parents), os.getcwd()):
        project = folder == os.getcwd() or os.path.lexists(os.path.join(folder, ".git"))
        if project and disk.is_under(path, folder) and disk.leads_out(path, folder):
            raise _wrong(
                f"{output} is a link that leads out of {folder}; name the file that is meant."
            )
    return os.path.realpath(output)


def _check_watching(options: dict[str, Any]) -> None:
    for option in ("fix", "diff", "affected_by", "replay", "write_baseline", "reports", "output"):
        if options[option]:
            name = "--report" if option == "reports" else f"--{option.replace('_', '-')}"
            raise _wrong(f"--watch shows findings as they come; leave out {name}.")


def _watch(request: Request, options: dict[str, Any]) -> int:
    """Check, and check again after changes; ends with Ctrl-C."""
    from dtnlint import watch
    from dtnlint.report import render

    shown = Options(
        color=wants_color(sys.stdout),
        links=_link_base(request),
        statistics=options["statistics"],
        verbose=options["verbose"],
        quiet=options["quiet"],
    )
    try:
        for answer in watch.reports(request):
            if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
                click.echo(_CLEARED, nl=False)
            if isinstance(answer, str):
                _say(f"dtnlint: {answer}")
            else:
                _write(None, render(options["form"], answer, shown))
            _say(f"{time.strftime('%H:%M:%S')} Waiting for changes. Ctrl-C ends this.")
    except watch.CannotWatch as error:
        raise click.UsageError(str(error)) from error
    return 0


def _link_base(request: Request) -> str | None:
    """The folder that places are linked to, where the terminal knows links."""
    from dtnlint.run import root_of

    return root_of(request).as_posix() if wants_links(sys.stdout) else None


def _limits(options: dict[str, Any]) -> Limits:
    from dtnlint.analysis import Limits

    if options["memory_limit"] is not None and os.name != "posix":
        raise _wrong("--memory-limit cannot be kept on this system; leave it out.")
    return Limits.of(options["time_limit"], options["memory_limit"])


def _say_timings(timings: Timings) -> None:
    """By phase, then by what was analysed together, the longest first."""
    lines = [f"{seconds:8.2f} s  {phase}" for phase, seconds in timings.phases.items()]
    slowest = sorted(timings.closures, key=lambda one: -one[1])
    lines += [f"{seconds:8.2f} s  {name}" for name, seconds in slowest[:_SLOWEST]]
    if timings.kept:
        lines.append(f"{timings.kept:8}    files were known from earlier runs")
    _say(*lines)


def _check_fixing(options: dict[str, Any]) -> None:
    if options["unsafe_fixes"] and not (options["fix"] or options["diff"]):
        raise _wrong("--unsafe-fixes does nothing by itself; add --fix or --diff.")
    if options["diff"]:
        for option in ("reports", "replay", "write_baseline"):
            if options[option]:
                name = "--report" if option == "reports" else f"--{option.replace('_', '-')}"
                raise _wrong(f"--diff shows changes and no findings; leave out {name}.")
        if options["form"] != "text":
            raise _wrong("--diff shows changes and no findings; leave out --format.")


def _given(options: dict[str, Any]) -> tuple[Given, Path | None]:
    """What the options say of settings, and the compiler to run if they name one."""
    if options["settings"] is not None and options["no_settings"]:
        raise _wrong("--settings and --no-settings contradict each other; give one.")
    version, compiler = _solc(options["solc"])
    given = Given(
        file=options["settings"],
        ignore_files=options["no_settings"],
        select=options["select"],
        ignore=options["ignore"],
        fail_on=next((word for word in options["fail_on"] if word != UNKNOWN), None),
        min_impact=options["min_impact"],
        strict=options["strict"] or UNKNOWN in options["fail_on"],
        solc=version,
        stubs=False if options["no_stubs"] else None,
    )
    return given, compiler


def _solc(word: str | None) -> tuple[str | None, Path | None]:
    """What --solc names: a version, or a compiler to run."""
    if word is None or _VERSION.fullmatch(word):
        return word, None
    if not disk.is_file(word):
        raise _wrong(
            f"--solc: there is no compiler {word!r}; give the path of an executable that speaks "
            "--standard-json, or a version such as 0.8.28."
        )
    return None, Path(word)


def _request(path: Path, solc: str | None) -> Request:
    """To check one path for what is not about its findings alone."""
    from dtnlint.analysis import PATIENCE, Limits
    from dtnlint.run import Request

    version, compiler = _solc(solc)
    cache, limits = _own_cache((path,)), Limits(PATIENCE)
    return Request((path,), Given(solc=version), solc=compiler, cache=cache, limits=limits)


def _own_cache(paths: Iterable[Path]) -> Path | None:
    """The user's cache; none where others than the user can write what would be believed."""
    folder = user_cache()
    places = [str(path) for path in paths] or [os.curdir]
    return folder if programs.is_ours(str(folder), places) else None


@contextmanager
def _usage_errors() -> Iterator[None]:
    from dtnlint.run import UsageError

    try:
        yield
    except (SettingsError, UsageError) as error:
        raise click.UsageError(str(error)) from error


def _progress(*, quiet: bool) -> AbstractContextManager[Progress]:
    """On a terminal, for a run that takes long, a line that says what is being checked."""
    return nullcontext(_untold) if quiet or not sys.stderr.isatty() else _Status()


def _untold(done: int, total: int, name: str) -> None:
    """Nobody watches."""


class _Status:
    """A line on the terminal that appears when patience ends, and goes with the run."""

    def __init__(self) -> None:
        self._text = "Looking for consumers"
        self._status: Status | None = None
        self._timer = Timer(PATIENCE, self._show)
        self._timer.daemon = True

    def __enter__(self) -> Progress:
        self._timer.start()
        return self._tell

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._status is not None:
            self._status.stop()

    def _show(self) -> None:
        from rich.console import Console
        from rich.text import Text

        status = Console(stderr=True).status(Text(self._text))
        status.start()
        self._status = status
        status.update(Text(self._text))  # it may have changed meanwhile

    def _tell(self, done: int, total: int, name: str) -> None:
        count = f" ({done + 1} of {total})" if total > 1 else ""
        self._text = f"Checking {printable(name)}{count}"
        if self._status is not None:
            from rich.text import Text

            self._status.update(Text(self._text))


def _tell_story(mended: Mended, *, done: bool, quiet: bool) -> None:
    from dtnlint.report.mended import story

    if not quiet:
        click.echo(story(mended, done=done), err=True, nl=False)


def _show_diff(mended: Mended, report: Report, output: str | None) -> int:
    """Write the diff; the exit code says whether there is one."""
    from dtnlint.findings.assembly import CLEAN, FAILED, FOUND
    from dtnlint.report.mended import diff, log

    color = output is None and wants_color(sys.stdout)
    exact = diff(mended.changes, color=color)
    shown = exact if color or output not in (None, "-") else log(mended.changes)
    _write(output, shown)
    if shown != exact:
        _say(
            "Some characters are shown as escapes, since a terminal or a log would obey them: "
            "--output FILE writes the diff as git apply takes it."
        )
    if report.exit_code == FAILED:
        _say_errors(report)
        return FAILED
    return FOUND if mended.changes else CLEAN


def _write(output: str | None, text: str) -> None:
    """To a file at once or not at all; to standard output as UTF-8, whatever the locale."""
    data = clean(text).encode()
    if output is None or output == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    place = _place(output)
    try:
        if _is_written_to(output):
            # Added to, since /dev/stdout may be a file, and others write to it, too.
            with open(output, "ab") as stream:
                stream.write(data)
            return
        replacing.replace(place, data)
    except OSError as error:
        raise _wrong(f"{output} cannot be written: {error.strerror}.") from error


def _is_written_to(output: str) -> bool:
    """Whether it is a pipe or a device, or one by its name, and no file that can be replaced."""
    folder = os.path.realpath(os.path.dirname(output))
    descriptor = os.path.islink(output) and (folder == "/dev" or folder.startswith("/proc/"))
    return descriptor or (os.path.exists(output) and not os.path.isfile(output))


def _failed(report: Report, told: Iterable[Notification]) -> Report:
    """A report that also tells what was asked and could not be done."""
    from dtnlint.findings.assembly import FAILED

    notifications = sorted((*report.notifications, *told), key=lambda one: one.sort_key())
    return replace(report, notifications=tuple(notifications), exit_code=FAILED)


def _accepted(report: Report) -> Report:
    """A report whose findings fail nothing: they become known, or were asked not to count."""
    from dtnlint.findings.assembly import CLEAN, FOUND

    return replace(report, exit_code=CLEAN) if report.exit_code == FOUND else report


def _write_baseline(file: Path, report: Report) -> None:
    from dtnlint.findings.baseline import written

    _write(str(file), written(report.findings))
    known = sum(finding.suppression is None for finding in report.findings)
    findings = "1 finding" if known == 1 else f"{known} findings"
    _say(f"Wrote a baseline of {findings} to {file}.")


def _say_errors(report: Report) -> None:
    """On standard error, what a reader of the log alone would miss."""
    from dtnlint.findings.finding import Level

    for told in report.notifications:
        if told.level is Level.ERROR:
            where = "" if told.path is None or told.path in told.text else f"{told.path}: "
            _say(f"dtnlint: {where}{told.text}")


@cli.command()
@click.argument("contract")
@click.argument("path", type=click.Path(path_type=Path, exists=True), default=".")
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    type=click.Choice(DRAWINGS),
    default="mermaid",
    help=f"How to draw: {', '.join(DRAWINGS)}.",
)
@click.option(
    "--output", "-o", metavar="FILE", help="Write the drawing to FILE (-: standard output)."
)
@click.option("--solc", metavar="PATH|VERSION", help="The compiler, or which version of it.")
def graph(contract: str, path: Path, form: str, output: str | None, solc: str | None) -> int:
    """Draw the lifecycle of CONTRACT, a consumer in PATH: its states, and what breaks it.

    CONTRACT is a name, or FILE:NAME where several contracts share one.
    """
    from dtnlint import run
    from dtnlint.report.diagram import draw, drawing_of
    from dtnlint.settings import did_you_mean

    if output is not None:
        _check_output(output)
    with _usage_errors(), _progress(quiet=False) as progress:
        report = run.check(_request(path, solc), progress)
    names = {f"{one.contract.path}:{one.contract.name}": one for one in report.lifecycles}
    wanted = [
        name
        for name, one in names.items()
        if contract == one.contract.name or f"/{name}".endswith(f"/{contract}")
    ]
    if len(wanted) > 1:
        raise _wrong(f"{contract} is several: {', '.join(wanted)}. Name one in full.")
    if not wanted:
        _say_errors(report)
        if not names:
            raise _wrong(f"No consumer could be judged in {path}, so none can be drawn.")
        known = [one.contract.name for one in report.lifecycles]
        raise _wrong(f"There is no consumer {contract!r} in {path}{did_you_mean(contract, known)}")
    _write(output, draw(form, drawing_of(names[wanted[0]], report.findings, report.rules)))
    return 0


@cli.command()
@click.argument("contract")
@click.argument("path", type=click.Path(path_type=Path, exists=True), default=".")
@click.option("--language", is_flag=True, help="Print the code that is judged, line by line.")
@click.option("--via-ir", is_flag=True, help="As solc's IR pipeline evaluates it.")
@click.option("--solc", metavar="PATH|VERSION", help="The compiler, or which version of it.")
def debug(contract: str, path: Path, language: bool, via_ir: bool, solc: str | None) -> int:
    """Show what the analysis of CONTRACT in PATH stands on: its code in dtnlint's language.

    CONTRACT is a name, or FILE:NAME where several contracts share one.
    """
    from dtnlint import debugging

    if not language:
        raise _wrong("Say what to show: --language.")
    with _usage_errors(), _progress(quiet=False):
        lines = list(debugging.language(_request(path, solc), contract, via_ir=via_ir))
    _write(None, "".join(f"{printable(line)}\n" for line in lines))
    return 0


@cli.command()
@click.argument(
    "sources",
    metavar="SOURCE...",
    nargs=-1,
    required=True,
    type=click.Path(),
    callback=_named_paths,
)
@click.option(
    "--output",
    "-o",
    metavar="FOLDER",
    required=True,
    type=_FILE,
    help="Where the datasets go; a run that was ended there goes on.",
)
@click.option(
    "--jobs", "-j", metavar="N", type=click.IntRange(1), help="Workers here.  [default: one a core]"
)
@click.option("--scheduler", metavar="ADDRESS", help="Work on the cluster of this Dask scheduler.")
@click.option("--dashboard", metavar="[HOST]:PORT", help="Serve Dask's own page there.")
@click.option(
    "--time-limit",
    metavar="SECONDS",
    type=click.FloatRange(0, min_open=True),
    help="Give up on a contract that takes longer; the rest stands.  [default: 60]",
)
@click.option("--no-cache", is_flag=True, help="Keep and use no results of other runs.")
@click.option("--sarif", metavar="ADDRESS", help="Write the SARIF log of this one instead.")
def fleet(sources: tuple[Path, ...], **options: Any) -> int:
    """Judge every consumer in each SOURCE once, for all chains; see docs/fleet.md.

    A SOURCE is Sourcify's export (the folder of its Parquet tables), a file or folder of
    verified sources, or a .txt that lists such paths.
    """
    from dtnlint.analysis import Limits

    try:
        import distributed  # noqa: F401 - whether it is there
        import pyarrow.parquet  # noqa: F401

        from dtnlint.fleet import cluster, survey
    except ImportError as error:
        raise _wrong(
            f"fleet needs the package {error.name}, which is not installed. "
            f"Install it: {advice('fleet')}"
        ) from error
    for name in ("", *survey.FOLDERS):
        _place(os.path.join(options["output"], name))
    cache = None if options["no_cache"] else _own_cache(sources)
    request = survey.Request(
        sources=tuple(Path(os.path.abspath(source)) for source in sources),
        output=Path(os.path.abspath(options["output"])),
        limits=Limits.of(options["time_limit"]),
        cache=None if cache is None else str(cache),
        workers=options["jobs"],
        scheduler=options["scheduler"],
        dashboard=options["dashboard"],
    )
    try:
        with _progress(quiet=False) as progress:
            if options["sarif"] is not None:
                file = survey.sarif(request, options["sarif"], progress)
                _say(str(file))
                return 0
            done = survey.survey(request, progress)
    except (survey.FleetError, cluster.NoCluster) as error:
        raise _wrong(str(error)) from error
    rows = ", ".join(f"{number} {name}" for name, number in done.rows.items())
    _write(
        None,
        f"Looked at {done.looked} contracts: {done.distinct} distinct ones may be consumers, "
        f"{done.fresh} of them judged now. {rows}: {printable(str(options['output']))}\n",
    )
    return 0


@cli.command()
@click.argument("finding", shell_complete=_complete_rule)
@click.argument("path", type=click.Path(path_type=Path, exists=True), default=".")
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="Write the test to FILE, or into a folder: one that is there, or that is named with a "
    "slash at its end.  [default: standard output]",
)
@click.option("--solc", metavar="PATH|VERSION", help="The compiler, or which version of it.")
def poc(finding: str, path: Path, output: str | None, solc: str | None) -> int:
    """Write a Foundry test that shows FINDING, which a check of PATH has found.

    FINDING is a rule, CONTRACT:RULE, FILE:LINE, or the beginning of a fingerprint. The
    test needs nothing but the contract: it brings a model of the network with it.
    """
    from dtnlint import replaying

    _write_test(
        "poc",
        path,
        solc,
        output,
        lambda request, report, test, into, _: replaying.foundry_test(
            request, _meant(finding, report, path), test, into=into
        ),
    )
    return 0


@cli.command()
@click.argument("contract")
@click.argument("path", type=click.Path(path_type=Path, exists=True), default=".")
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="Write the test to FILE, or into a folder: one that is there, or that is named with a "
    "slash at its end.  [default: standard output]",
)
@click.option("--solc", metavar="PATH|VERSION", help="The compiler, or which version of it.")
def invariants(contract: str, path: Path, output: str | None, solc: str | None) -> int:
    """Write a Foundry invariant test of what was proved of CONTRACT, a consumer at PATH.

    CONTRACT is its name, or FILE:NAME. What was proved becomes invariants, what was found
    and can be executed becomes tests of its own, what is unknown open questions. The test
    needs nothing but the contract: it brings a model of the network with it.
    """
    from dtnlint import replaying

    _write_test(
        "invariants",
        path,
        solc,
        output,
        lambda request, report, test, into, progress: replaying.invariant_test(
            request, report, _consumer(contract, report, path), test, progress, into=into
        ),
    )
    return 0


def _write_test(
    command: str,
    path: Path,
    solc: str | None,
    output: str | None,
    made: Callable[[Request, Report, Path | None, bool, Progress], tuple[Path, str]],
) -> None:
    """Check `path`, write the Foundry test that is made of the report, and say where it is."""
    from dtnlint import run

    _check_replaying(command)
    from dtnlint.replay.foundry import WRITTEN

    into = output is not None and (output.endswith(("/", os.sep)) or os.path.isdir(output))
    if output is not None and not into:
        _check_output(output, ours=WRITTEN)
    request = _request(path, solc)
    with _usage_errors(), _progress(quiet=False) as progress:
        report = run.check(request, progress)
        test = None if output is None else Path(output)
        file, text = made(request, report, test, into, progress)
    if into:
        _place(str(file))  # no folder is made behind a link that leads out
        _make_folder(file.parent)
    if output is not None:
        _check_output(str(file), ours=WRITTEN)  # it may be a file in the folder that was named
    _write(None if output is None else str(file), text)
    if output is None:
        _say(f"The imports are those of a test at {os.path.relpath(file)}.")
    else:
        _say(os.path.relpath(file))


def _consumer(word: str, report: Report, path: Path) -> ContractRef:
    """The one consumer that a word names."""
    from dtnlint.settings import did_you_mean

    consumers = sorted(
        {one.contract for one in report.judgements}
        | {contract for finding in report.active for contract in finding.contracts[:1]},
        key=lambda one: (one.path, one.name),
    )
    meant = [one for one in consumers if word in (one.name, f"{one.path}:{one.name}")]
    if len(meant) == 1:
        return meant[0]
    if meant:
        listed = ", ".join(f"{one.path}:{one.name}" for one in meant)
        raise _wrong(f"{printable(word)} are several: {printable(listed)}. Name one so.")
    if not consumers:
        raise _wrong(f"There is no consumer of the network in {printable(str(path))}.")
    known = [one.name for one in consumers]
    raise _wrong(
        f"There is no consumer {printable(word)} in {printable(str(path))}"
        f"{printable(did_you_mean(word, known[:20]))}"
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _wrong(f"{folder} cannot be made: {error.strerror}.") from error


def _meant(word: str, report: Report, path: Path) -> Finding:
    """The one finding that a word names; those that can be executed come before the others."""
    from dtnlint.replay.confirm import REPLAYED
    from dtnlint.report.wording import place

    named = {one: place(one.location, report.sources) for one in report.active}
    there = [one for one in named if one.rule in REPLAYED and one.trace]
    meant = [one for one in there if _is_meant(word, one, named[one])]
    meant = meant or [one for one in named if _is_meant(word, one, named[one])]
    if len(meant) == 1:
        return meant[0]
    if not meant:
        _say_errors(report)
    listed = [
        f"  {one.fingerprint}  {one.contract}:{one.rule} at {named[one]}" for one in meant or there
    ]
    said = (
        f"{word!r} names several findings" if meant else f"There is no finding {word!r} in {path}"
    )
    if not listed:
        raise _wrong(f"{said}, and none of which an execution could be shown.")
    raise _wrong(f"{said}; name one of these:", *listed)


def _is_meant(word: str, finding: Finding, where: str) -> bool:
    path, line, _ = where.rsplit(":", 2) if where.count(":") > 1 else (where, "", "")
    return (
        word in (finding.rule, f"{finding.contract}:{finding.rule}", where)
        or f"/{path}:{line}".endswith(f"/{word}")
        or (len(word) > 5 and finding.fingerprint.startswith(word))
    )


@cli.command()
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@click.option(
    "--pages",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Write a page for each rule, and an index, into FOLDER instead.",
)
def rules(form: str, pages: Path | None) -> None:
    """List the rules, by family."""
    entries = _catalogue().entries
    if pages is not None:
        from dtnlint.report.rule_pages import pages as written

        for name, text in written(entry.info for entry in entries).items():
            _write(str(pages / name), text)
        return
    if form == "json":
        listing = [
            {
                "name": entry.info.name,
                "family": entry.info.family,
                "impact": entry.info.impact.value,
                "confidence": entry.info.confidence.value,
                "summary": entry.info.summary,
            }
            for entry in entries
        ]
        _write(None, json_text(listing) + "\n")
        return
    lines: list[str] = []
    width = max((len(entry.info.name) for entry in entries), default=0)
    for family in dict.fromkeys(sorted(entry.info.family for entry in entries)):
        head = family.capitalize()
        lines.append(click.style(head, bold=True) if wants_color(sys.stdout) else head)
        for info in (entry.info for entry in entries if entry.info.family == family):
            lines.append(f"  {info.name:<{width}}  {info.impact.value:<13}  {info.summary}")
    lines += ["", "More about one: dtnlint explain RULE", ""]
    _write(None, "\n".join(lines))


@cli.command()
@click.argument("rule", shell_complete=_complete_rule)
def explain(rule: str) -> None:
    """Say what RULE is about, what it costs, and how to mend it."""
    from dtnlint.report.rule_pages import page

    text = page(_entry(rule).info, linked=False)
    if sys.stdout.isatty() and wants_color(sys.stdout):
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(text))
    else:
        _write(None, text)


def _entry(rule: str) -> Entry:
    from dtnlint.settings import did_you_mean

    known = _catalogue()
    entry = known.get(rule)
    if entry is None:
        names = [entry.info.name for entry in known.entries]
        raise _wrong(f"There is no rule {rule!r}{did_you_mean(rule, names)}")
    return entry


def _catalogue() -> Catalogue:
    from dtnlint.catalogue import installed

    known = installed()
    for told in known.notifications:
        _say(f"dtnlint: {told.text}")
    return known


@cli.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True), default=".")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of settings files instead.")
@click.option("--settings", "file", metavar="FILE", type=_FILE, help="Read this file, no other.")
def settings(path: Path, schema: bool, file: Path | None) -> None:
    """Print the settings in force for PATH, and where each value comes from."""
    from dtnlint import settings as values

    if schema:
        _write(None, json_text(values.json_schema()) + "\n")
        return
    with _usage_errors():
        loaded = values.load(path, Given(file=file))
    _write(None, values.listing(loaded))


@cli.command()
def schema() -> None:
    """Print the JSON Schema of what check --format json writes."""
    from importlib.resources import files

    text = (files("dtnlint.report") / "report.schema.json").read_text(encoding="utf-8")
    click.echo(text, nl=False)


@cli.group()
def cache() -> None:
    """See or empty what dtnlint keeps between runs. Downloaded compilers are no part of it."""


@cache.command()
def info() -> None:
    """Say where it is and how large."""
    lines = [str(user_cache())]
    for shelf in _shelves():
        count, size = shelf.held()
        lines.append(f"{count:6} {shelf.folder.name}, {size / 1_000_000:.1f} MB")
    _write(None, "".join(f"{printable(line)}\n" for line in lines))


@cache.command()
def clear() -> int:
    """Empty it."""
    code = 0
    for shelf in _shelves():
        try:
            shelf.clear()
        except OSError as error:
            code = BROKEN
            _say(f"dtnlint: {shelf.folder} cannot be emptied: {error.strerror}.")
    return code


def _shelves() -> tuple[Shelf, ...]:
    folder = user_cache()
    return (
        Shelf(folder / "results"),
        Shelf(folder / "replays"),
        Shelf(folder / "revisions"),
        Shelf(folder / "rules"),
        recall.shelf(),
        Shelf(folder / "solc" / "answers"),
        Shelf(folder / "solc" / "unpacked"),
    )


@cli.command("new-rule")
@click.argument("name")
@click.option(
    "--family", "-f", metavar="FAMILY", required=True, help="A folder in detectors/, as sessions."
)
def new_rule(name: str, family: str) -> None:
    """Start the rule NAME in a checkout: its module, examples, test, place in the registry."""
    try:
        from dtnlint import author
    except ImportError as error:
        raise _wrong(
            f"new-rule needs the package {error.name}, which is not installed. "
            f"Install it: {advice('author')}"
        ) from error
    try:
        created = author.start(Path.cwd(), name, family)
    except author.AuthorError as error:
        raise click.UsageError(str(error)) from error
    for file in created:
        _write(None, f"{printable(str(file))}\n")
    _say(
        "Next: say in the contracts what is to be found, then find it in `find`; "
        "pytest tests/corpus tests/detectors tells when both agree."
    )


@cli.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True), default=".")
def doctor(path: Path) -> int:
    """Say what dtnlint finds on this machine and in PATH, and what is wrong with it."""
    from dtnlint import doctor as surgery

    with _usage_errors():
        diagnosis = surgery.examine(path)
    _write(None, surgery.letter(diagnosis))
    return 0 if diagnosis.well else BROKEN


@cli.command()
@click.option(
    "--check",
    "once",
    is_flag=True,
    help="Serve a client of its own once, over a contract of its own, and say how it went.",
)
@click.option("--solc", metavar="PATH|VERSION", help="The compiler, or which version of it.")
@click.option("--no-cache", is_flag=True, help="Keep and use no results of other runs.")
@click.option("--stdio", is_flag=True, help="As always: some clients say so.")
def lsp(once: bool, solc: str | None, no_cache: bool, stdio: bool) -> int:
    """Serve an editor (a language server, on standard input and output)."""
    programs.keep_to_environment()  # which folders are projects, the editor says later
    version, compiler = _solc(solc)
    try:
        if once:
            from dtnlint.lsp import selftest

            said, well = selftest.run()
            _write(None, said)
            return 0 if well else BROKEN
        from dtnlint.lsp.engine import start

        engine = start()  # it loads what it needs while the server does so
        try:
            from dtnlint.lsp.server import serve

            serve(engine, version, None if compiler is None else str(compiler), cache=not no_cache)
        finally:
            engine.end()
    except ImportError as error:
        raise _wrong(
            f"lsp needs the package {error.name}, which is not installed. "
            f"Install it: {advice('lsp')}"
        ) from error
    return 0


@cli.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that completes dtnlint's commands, options and rules in SHELL."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(cli, {}, "dtnlint", "_DTNLINT_COMPLETE").source())
