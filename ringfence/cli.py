"""The command line: one list of commands, each a function in `ringfence.commands`."""

import typer

from ringfence.commands import (
    bench,
    calibrating,
    checking,
    compare,
    detect,
    estate,
    export,
    files,
    gallery,
    look,
    plan,
    purge,
    regress,
    running,
    score,
    search,
    sweep,
    train,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A digital twin of a residential compound: what will this deployment see, tell whom, and in time?",
)
app.command()(running.demo)
app.command()(running.run)
app.command()(running.selftest)
app.command()(compare.compare)
app.command()(regress.regress)
app.command()(sweep.sweep)
app.command()(score.score)
app.command()(look.look)
app.command()(gallery.gallery)
app.command()(export.export)
app.command()(detect.detect)
app.command()(checking.check_detector)
app.command()(plan.plan)
app.command(name="import")(files.import_site)
app.command()(estate.estate)
app.command()(search.search)
app.command()(purge.purge)
app.command()(files.check)
app.command()(files.schema)
app.command()(bench.bench)
app.command()(train.train)
app.command()(calibrating.calibrate)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
