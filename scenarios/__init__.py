"""What happens: schemas, library, wiring, runner, run folder."""
