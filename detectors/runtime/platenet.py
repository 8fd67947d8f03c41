"""The plate reader's two networks as they are trained: one makes corners exact, one spells what is between them.

The speller is convolutions down to one row of columns, each with a sign or a blank, connectionist temporal
classification (Graves et al. 2006); convolutions alone, as in LPRNet (Zherzdev and Gruzdev 2018), since signs stand
beside one another and no language binds them. Drawn plates know where their signs stand, so every column is told its
sign as well.
"""

from typing import Any

WIDTHS = (16, 48, 96, 128)
NECK = 128
BLANK = 0
# Pixels of a crop from one column to the next.
STRIDE = 4
# A column that is between a sign and a gap is told nothing.
UNTOLD = -1
FINE = 3.0
CORNER_WIDTHS = (16, 32, 64)


def plate_net(signs: int) -> Any:
    """Build the speller: (b, 1, 40, 160), even crops, to logits (b, signs + 1, 1, 40); the first is the blank."""
    import torch
    from torch import nn

    from detectors.runtime.blocks import conv, residual, stage

    net = nn.Sequential(
        conv(1, WIDTHS[0], 2, 5),
        residual(WIDTHS[0]),
        stage(WIDTHS[0], WIDTHS[1], 1, 2),
        stage(WIDTHS[1], WIDTHS[2], 1, (2, 1)),
        stage(WIDTHS[2], WIDTHS[3], 1, (2, 1)),
        nn.Conv2d(WIDTHS[3], NECK, (3, 1), bias=False),
        nn.BatchNorm2d(NECK),
        nn.ReLU(inplace=True),
        nn.Conv2d(NECK, NECK, (1, 5), 1, (0, 2), bias=False),
        nn.BatchNorm2d(NECK),
        nn.ReLU(inplace=True),
        nn.Dropout(0.1),
        nn.Conv2d(NECK, signs + 1, 1),
    )
    return net.to(memory_format=torch.channels_last)


def plate_loss(logits: Any, texts: Any, lengths: Any, columns: Any, finest: int = 0) -> Any:
    """What a batch costs: minus the log likelihood of its texts, per sign, and of what each column shows.

    Parameters
    ----------
    logits: (b, signs + 1, 1, columns).
    texts: (b, 8) int64: places in the list of signs plus one.
    lengths: (b,) int64: signs of each text.
    columns: (b, columns) int64: the sign plus one, `BLANK`, or `UNTOLD`.
    finest: how many signs, the first of the list, have so fine strokes that their columns count `FINE` times.
    """
    import torch
    from torch.nn import functional

    rows = logits[:, :, 0].float().permute(2, 0, 1).log_softmax(2)
    widths = torch.full((rows.shape[1],), rows.shape[0], dtype=torch.int64)
    cost = functional.ctc_loss(rows, texts, widths, lengths, blank=BLANK, reduction="mean")
    weight = torch.ones(rows.shape[2])
    weight[1 : finest + 1] = FINE
    told = functional.nll_loss(rows.permute(1, 2, 0), columns, weight, ignore_index=UNTOLD)
    if not torch.isfinite(cost):
        raise FloatingPointError("the loss is not finite")
    return cost + told


def corner_net() -> Any:
    """Build the straightener: (b, 1, 40, 96), even crops, to (b, 8): x and y of each corner, as shares of the plate."""
    import torch
    from torch import nn

    from detectors.runtime.blocks import conv, stage

    net = nn.Sequential(
        conv(1, CORNER_WIDTHS[0], 2, 5),
        stage(CORNER_WIDTHS[0], CORNER_WIDTHS[1], 1, 2),
        stage(CORNER_WIDTHS[1], CORNER_WIDTHS[2], 1, 2),
        nn.Conv2d(CORNER_WIDTHS[2], 32, 1),
        nn.ReLU(inplace=True),
        nn.Flatten(),
        nn.Linear(32 * 5 * 12, 64),
        nn.ReLU(inplace=True),
        nn.Linear(64, 8),
    )
    return net.to(memory_format=torch.channels_last)


def corner_loss(moved: Any, missed: Any) -> Any:
    """What a batch costs: how far its corners (b, 8) are from where they should be, in hundredths of a plate."""
    from torch.nn import functional

    return functional.smooth_l1_loss(moved.float() * 100.0, missed * 100.0, beta=2.0)
