"""MOTChallenge 2016 (motchallenge.net/instructions): a folder per clip with ``seqinfo.ini`` and ``gt/gt.txt``.

Rows are frame, id (both from 1), x, y, width, height px of the whole box, whether it counts (people do), class,
share that shows. Laid out as trackeval's ``GT_FOLDER`` expects: benchmark ``ringfence``, split ``train``.
"""

from pathlib import Path

from reports.export.filmed import Film, write_pictures

SPLIT = "ringfence-train"
# Classes of MOT16; what has none is a distractor.
CLASSES = {"person": 1, "car": 3, "truck": 3, "bicycle": 4, "motorcycle": 5, "pushchair": 6, "wheelchair": 6}
PERSON, DISTRACTOR = 1, 8


def write_mot(found: list[Film], out: Path, pictures: bool) -> None:
    """Write one sequence per clip, and the list of sequences."""
    for film in found:
        folder = out / SPLIT / film.name
        (folder / "gt").mkdir(parents=True)
        (folder / "gt" / "gt.txt").write_text("".join(f"{line}\n" for line in rows(film)), encoding="utf-8")
        info = {
            "name": film.name,
            "imDir": "img1",
            "frameRate": f"{film.clip.fps:g}",
            "seqLength": film.clip.frames,
            "imWidth": film.width,
            "imHeight": film.height,
            "imExt": ".jpg",
        }
        text = "[Sequence]\n" + "".join(f"{key}={value}\n" for key, value in info.items())
        (folder / "seqinfo.ini").write_text(text, encoding="utf-8")
        if pictures:
            for _ in write_pictures(film, folder / "img1", 1):
                pass
    (out / "seqmaps").mkdir()
    names = "".join(f"{film.name}\n" for film in found)
    (out / "seqmaps" / f"{SPLIT}.txt").write_text(f"name\n{names}", encoding="utf-8")


def rows(film: Film) -> list[str]:
    """Lines of a sequence's truth."""
    numbers, lines = film.numbers(), []
    for k, boxes in film.frames.items():
        for truth in boxes:
            x0, y0, x1, y1 = truth.whole
            kind = CLASSES.get(truth.label, DISTRACTOR)
            numbers_of = (x0, y0, x1 - x0, y1 - y0)
            place = ",".join(repr(value) for value in numbers_of)
            lines.append(f"{k + 1},{numbers[truth.body]},{place},{int(kind == PERSON)},{kind},{truth.share!r}")
    return lines
