"""Benches, in this process or in several.

A window's frames depend on the window alone (its warm-up, its encoder and its background model start with it), so
how windows are spread over benches changes no byte.
"""

import multiprocessing
import signal
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from scenarios.studio import Bench, Brief, FrameResult, Shots, Studio
from twin.bodies import Snapshot
from twin.imaging.rehearsal import Part

SAID_NOTHING = ("open", "brief")
PREPARING = ("rehearse", "prepare")
LEAVING_S = 60.0
ENDED = "a process that films has ended, as if killed; is there enough memory for so many workers?"


class StudioError(RuntimeError):
    """A bench failed; its process's message is in the text."""


class Crew(Protocol):
    """Benches, wherever they run."""

    def brief(self, brief: Brief) -> None:
        """Tell every bench what was surveyed, before the first window opens."""

    def prepare(self, camera: str, time_s: float) -> bool:
        """Let an idle bench get ready for a window to come; False when none is idle."""

    def open(self, key: str, camera: str, parked: Snapshot) -> None:
        """Begin a window."""

    def film(self, orders: Sequence[Shots]) -> dict[str, list[FrameResult]]:
        """Film every order; return results by window."""

    def close(self, key: str) -> None:
        """Finish a window."""

    def leave(self) -> None:
        """Let every bench go."""


class Alone:
    """A crew of one bench in this process."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._bench: Bench | None = None
        self._brief: Brief | None = None

    def brief(self, brief: Brief) -> None:
        """Keep it for the bench, which is made for the first window."""
        self._brief = brief

    def prepare(self, camera: str, time_s: float) -> bool:  # noqa: ARG002  nothing is gained by doing it early here
        """Leave it until the window opens: there is nobody else to do it meanwhile."""
        return True

    def open(self, key: str, camera: str, parked: Snapshot) -> None:
        """Begin a window."""
        if self._bench is None:
            self._bench = Bench(self._studio)
            if self._brief is not None:
                self._bench.brief(self._brief)
        self._bench.open(key, camera, parked)

    def film(self, orders: Sequence[Shots]) -> dict[str, list[FrameResult]]:
        """Film every order in turn."""
        return {} if self._bench is None else self._bench.film_all(orders)

    def close(self, key: str) -> None:
        """Finish a window."""
        if self._bench is not None:
            self._bench.close(key)

    def leave(self) -> None:
        """Nothing is held."""


class Processes:
    """A crew of processes; a window stays on the bench that had the fewest windows when it opened."""

    def __init__(self, studio: Studio, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(workers):
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs, studio), daemon=True)
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)
        self._home: dict[str, int] = {}
        self._preparing: set[int] = set()
        self._ready: dict[str, int] = {}
        self._unsaid: dict[int, Brief] = {}
        # What one process has compiled the others find in the cache, so each begins with another part.
        for bench, part in enumerate(list(Part)[:workers]):
            self._say(bench, "rehearse", part)
            self._preparing.add(bench)

    def brief(self, brief: Brief) -> None:
        """Tell every bench what was surveyed, before the first window opens."""
        # It is more than a pipe holds: to a bench that still rehearses, saying it now would mean to wait.
        self._unsaid = dict.fromkeys(range(len(self._pipes)), brief)

    def prepare(self, camera: str, time_s: float) -> bool:
        """Hand a camera to a bench that has nothing to do."""
        for bench, pipe in enumerate(self._pipes):
            if bench in self._preparing and pipe.poll():
                self._hear(bench)
            if bench not in self._preparing and bench not in self._home.values():
                self._say(bench, "prepare", camera, time_s)
                self._preparing.add(bench)
                self._ready[camera] = bench
                return True
        return False

    def open(self, key: str, camera: str, parked: Snapshot) -> None:
        """Begin a window on the least burdened bench, the one that has prepared for it when there is a choice."""
        load = [list(self._home.values()).count(i) for i in range(len(self._pipes))]
        least = [bench for bench, windows in enumerate(load) if windows == min(load)]
        ready = self._ready.pop(camera, least[0])
        self._home[key] = ready if ready in least else least[0]
        if self._home[key] in self._unsaid:
            self._say(self._home[key], "brief", self._unsaid.pop(self._home[key]))
        self._say(self._home[key], "open", key, camera, parked)

    def film(self, orders: Sequence[Shots]) -> dict[str, list[FrameResult]]:
        """Hand each bench its orders in one message, then collect: one question, one answer, so no pipe can jam."""
        shares: dict[int, list[Shots]] = {}
        for order in orders:
            shares.setdefault(self._home[order.key], []).append(order)
        for bench, share in shares.items():
            self._say(bench, "film_all", share)
        results: dict[str, list[FrameResult]] = {}
        for bench in shares:
            results |= self._answer(bench, "film_all")
        return results

    def close(self, key: str) -> None:
        """Finish a window."""
        bench = self._home.pop(key)
        self._say(bench, "close", key)
        self._answer(bench, "close")

    def leave(self) -> None:
        """Send every process home and wait until it has finished its clips; one that has died is not waited for."""
        for bench in range(len(self._pipes)):
            with suppress(StudioError):  # whoever asked it for something was told
                self._say(bench, "leave")
        for pipe, process in zip(self._pipes, self._processes, strict=True):
            while pipe in wait([pipe, process.sentinel], LEAVING_S):
                try:
                    pipe.recv()  # an answer nobody waits for any more would keep it from leaving
                except (EOFError, OSError):
                    break
            process.join(LEAVING_S)

    def _say(self, bench: int, word: str, *args: Any) -> None:
        try:
            self._pipes[bench].send((word, args))
        except OSError:
            raise StudioError(ENDED) from None

    def _answer(self, bench: int, word: str) -> Any:
        """Wait for a bench's answer to ``word``; answers to preparations may come before it."""
        while True:
            heard, answer = self._hear(bench)
            if heard == word:
                return answer

    def _hear(self, bench: int) -> tuple[str, Any]:
        try:
            word, failure, answer = self._pipes[bench].recv()
        except (EOFError, OSError):
            raise StudioError(ENDED) from None
        if failure:
            raise StudioError(failure)
        if word in PREPARING:
            self._preparing.discard(bench)
        return str(word), answer


def serve(pipe: Connection, studio: Studio) -> None:
    """A bench's process: do what the pipe says until told to leave, or until nobody is left to say anything."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the run's own decides
    with suppress(EOFError, ConnectionError):  # the run was killed
        work(pipe, studio)


def work(pipe: Connection, studio: Studio) -> None:
    """Follow the pipe's orders until told to leave; everything but `SAID_NOTHING` is answered."""
    bench: Bench | None = None
    failure = ""
    while True:
        word, args = pipe.recv()
        if word == "leave":
            return
        answer = None
        try:
            bench = bench or Bench(studio)
            answer = getattr(bench, word)(*args)
        except Exception as error:  # the runner names it and stops
            asked = " ".join([word, *(part for part in args if isinstance(part, str))])
            failure = failure or f"{asked}: {type(error).__name__}: {error}"
        if word not in SAID_NOTHING:
            pipe.send((word, failure, None if failure else answer))


def crew(studio: Studio, workers: int) -> Crew:
    """Return a crew for so many workers: one films in this process."""
    return Alone(studio) if workers <= 1 else Processes(studio, workers)
