"""Many readings of one plate made one: every sign is voted on over the looks at a passing vehicle."""

from dataclasses import dataclass, replace

from detectors.video.platereader import Text

# A reading of which a sign is less likely than not says nothing: railings spell plates, but never surely.
LEAST_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Ballot:
    """Votes on one vehicle's plate.

    ``votes`` are (length, place, sign, weight); ``x``, ``y`` and ``wide`` where the plate was last seen [px].
    """

    start_s: float
    time_s: float
    first: int
    last: int
    x: float
    y: float
    wide: float
    looks: int = 0
    votes: tuple[tuple[int, int, str, float], ...] = ()
    told: bool = False

    def cast(self, read: Text, time_s: float, index: int, x: float, y: float, wide: float) -> "Ballot":
        """Add a reading, each sign with the square of how sure it is."""
        votes = {(length, place, sign): weight for length, place, sign, weight in self.votes}
        for place, (sign, share) in enumerate(zip(read.text, read.shares, strict=True)):
            key = (len(read.text), place, sign)
            votes[key] = votes.get(key, 0.0) + share * share
        rows = tuple((*key, weight) for key, weight in sorted(votes.items()))
        return replace(self, time_s=time_s, last=index, x=x, y=y, wide=wide, looks=self.looks + 1, votes=rows)

    def outcome(self) -> Text:
        """The text that the votes make, and what share of its place's votes each sign has."""
        weights: dict[int, float] = {}
        for length, _, _, weight in self.votes:
            weights[length] = weights.get(length, 0.0) + weight / length
        if not weights:
            return Text("", ())
        length = max(weights, key=lambda one: (weights[one], one))
        text, shares = "", []
        for place in range(length):
            here = {sign: weight for size, at, sign, weight in self.votes if (size, at) == (length, place)}
            best = max(here, key=lambda sign: (here[sign], sign))
            text += best
            shares.append(here[best] / sum(here.values()) * weights[length] / sum(weights.values()))
        return Text(text, tuple(shares))
