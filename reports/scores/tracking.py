"""How well found tracks follow true ones: HOTA, CLEAR and identity scores of one sequence.

HOTA: Luiten et al. 2021, Int. J. Comput. Vis. 129, 548. CLEAR MOT: Bernardin and Stiefelhagen 2008, EURASIP J. Image
Video Process. 246309. IDF1: Ristani et al. 2016, ECCV workshops, eqs. 9 to 11. Sums and the order of ties are those of
the authors' TrackEval, so that figures can be laid beside published ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Ids = NDArray[np.int64]
Values = NDArray[np.float64]

ALPHAS: Values = np.arange(0.05, 0.99, 0.05)
EPS = float(np.finfo("float").eps)
THRESHOLD = 0.5
KEEP = 1000.0  # what continuing last frame's pairing weighs against any overlap


@dataclass(frozen=True, slots=True)
class Sequence2D:
    """One sequence, frame by frame: true ids (n,), found ids (m,) and their overlaps (n, m) in [0, 1].

    Ids count from zero without gaps over the sequence; no id stands twice in a frame.
    """

    true_ids: tuple[Ids, ...]
    found_ids: tuple[Ids, ...]
    overlaps: tuple[Values, ...]

    def frames(self) -> Iterator[tuple[Ids, Ids, Values]]:
        """Yield true ids, found ids and overlaps of each frame."""
        yield from zip(self.true_ids, self.found_ids, self.overlaps, strict=True)


@dataclass(frozen=True, slots=True)
class Hota:
    """Scores per localisation threshold `ALPHAS`, each (19,), and their means over thresholds."""

    hota: Values
    det_a: Values
    ass_a: Values
    det_re: Values
    det_pr: Values
    ass_re: Values
    ass_pr: Values
    loc_a: Values

    def mean(self, name: str) -> float:
        """Mean over the thresholds: what is published as HOTA, DetA and so on."""
        return float(np.mean(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Clear:
    """CLEAR MOT at IoU 0.5."""

    mota: float
    motp: float
    hits: int
    misses: int
    false: int
    switches: int
    fragments: int
    mostly_tracked: int
    partly_tracked: int
    mostly_lost: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Identity scores at IoU 0.5."""

    idf1: float
    id_recall: float
    id_precision: float
    hits: int
    misses: int
    false: int


def counts(ids: Sequence[Ids]) -> Values:
    """How many frames each id is in, (n_ids,)."""
    joined = np.concatenate([np.asarray(held, dtype=np.int64) for held in ids]) if ids else np.zeros(0, dtype=np.int64)
    return np.bincount(joined).astype(np.float64) if joined.size else np.zeros(0)


def hota(sequence: Sequence2D) -> Hota:
    """Higher-order tracking accuracy (Luiten et al. 2021, eqs. 13 to 18).

    A sequence with nothing true or nothing found scores zero, its localisation one.
    """
    true, found = counts(sequence.true_ids), counts(sequence.found_ids)
    none = np.zeros(len(ALPHAS))
    if not true.size or not found.size:
        return Hota(none, none, none, none, none, none, none, np.ones(len(ALPHAS)))
    alignment = global_alignment(sequence, true, found)
    matched = np.zeros((len(ALPHAS), len(true), len(found)))
    located = np.zeros(len(ALPHAS))
    for true_ids, found_ids, overlaps in sequence.frames():
        if not len(true_ids) or not len(found_ids):
            continue
        rows, columns = linear_sum_assignment(-(alignment[np.ix_(true_ids, found_ids)] * overlaps))
        shared = overlaps[rows, columns]
        for index, alpha in enumerate(ALPHAS):
            held = shared >= alpha - EPS
            located[index] += sum(shared[held])
            matched[index, true_ids[rows[held]], found_ids[columns[held]]] += 1
    hits = matched.sum(axis=(1, 2))
    ones = np.maximum(1.0, hits)
    lengths = true[:, None] + found[None, :]
    ass_a, ass_re, ass_pr = (
        (matched * (matched / np.maximum(1.0, whole))).sum(axis=(1, 2)) / ones
        for whole in (lengths - matched, true[:, None], found[None, :])
    )
    det_re, det_pr = hits / max(1.0, true.sum()), hits / max(1.0, found.sum())
    det_a = hits / np.maximum(1.0, true.sum() + found.sum() - hits)
    loc_a = np.maximum(1e-10, located) / np.maximum(1e-10, hits)
    return Hota(np.sqrt(det_a * ass_a), det_a, ass_a, det_re, det_pr, ass_re, ass_pr, loc_a)


def global_alignment(sequence: Sequence2D, true: Values, found: Values) -> Values:
    """Jaccard index of every true with every found track before one-to-one matching, (n_true, n_found)."""
    potential = np.zeros((len(true), len(found)))
    for true_ids, found_ids, overlaps in sequence.frames():
        union = overlaps.sum(0)[None, :] + overlaps.sum(1)[:, None] - overlaps
        shared = np.divide(overlaps, union, out=np.zeros_like(overlaps), where=union > EPS)
        potential[np.ix_(true_ids, found_ids)] += shared
    aligned: Values = potential / (true[:, None] + found[None, :] - potential)
    return aligned


def clear(sequence: Sequence2D, threshold: float = THRESHOLD) -> Clear:
    """CLEAR MOT: hits, switches and the accuracy MOTA = 1 - (misses + false + switches) / true boxes.

    Where nothing was true MOTA has no denominator; it is 0 then, as in TrackEval.
    """
    true, found = counts(sequence.true_ids), counts(sequence.found_ids)
    n_true, n_found = int(true.sum()), int(found.sum())
    if not true.size or not found.size:
        return Clear(0.0, 0.0, 0, n_true, n_found, 0, 0, 0, 0, len(true))
    last_seen, last_frame = np.full(len(true), -1), np.full(len(true), -1)
    matched, begun = np.zeros(len(true)), np.zeros(len(true))
    hits = switches = 0
    located = 0.0
    for true_ids, found_ids, overlaps in sequence.frames():
        if not len(true_ids) or not len(found_ids):
            continue
        same = found_ids[None, :] == last_frame[true_ids][:, None]
        weights = np.where(overlaps < threshold - EPS, 0.0, KEEP * same + overlaps)
        rows, columns = linear_sum_assignment(-weights)
        held = weights[rows, columns] > EPS
        who, whom = true_ids[rows[held]], found_ids[columns[held]]
        before = last_seen[who]
        switches += int(((before >= 0) & (before != whom)).sum())
        matched[who] += 1
        fresh = last_frame < 0
        last_seen[who] = whom
        last_frame[:] = -1
        last_frame[who] = whom
        begun += fresh & (last_frame >= 0)
        hits += len(who)
        located += sum(overlaps[rows[held], columns[held]])
    ratio = matched[true > 0] / true[true > 0]
    mostly = int((ratio > 0.8).sum())
    partly = int((ratio >= 0.2).sum()) - mostly
    fragments = int((begun[begun > 0] - 1).sum())
    misses, false = n_true - hits, n_found - hits
    mota = (hits - false - switches) / max(1, n_true)
    spans = (mostly, partly, len(true) - mostly - partly)
    return Clear(mota, located / max(1, hits), hits, misses, false, switches, fragments, *spans)


def identity(sequence: Sequence2D, threshold: float = THRESHOLD) -> Identity:
    """Identity scores: one found track per true one over the whole sequence, fewest boxes explained wrongly."""
    true, found = counts(sequence.true_ids), counts(sequence.found_ids)
    n_true, n_found = int(true.sum()), int(found.sum())
    if not true.size or not found.size:
        return Identity(0.0, 0.0, 0.0, 0, n_true, n_found)
    together = np.zeros((len(true), len(found)))
    for true_ids, found_ids, overlaps in sequence.frames():
        rows, columns = np.nonzero(overlaps >= threshold)
        together[true_ids[rows], found_ids[columns]] += 1
    # Pairing what never meets explains nothing, so the best pairing is the one with most boxes in common.
    rows, columns = linear_sum_assignment(-together)
    hits = int(together[rows, columns].sum())
    misses, false = n_true - hits, n_found - hits
    f1 = hits / max(1.0, hits + 0.5 * false + 0.5 * misses)
    return Identity(f1, hits / max(1.0, n_true), hits / max(1.0, n_found), hits, misses, false)
