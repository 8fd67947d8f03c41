"""The plate reader as it is trained: convolutions down to one row of columns, each with a sign or a blank (CTC).

Connectionist temporal classification (Graves et al. 2006); convolutions alone, as in LPRNet (Zherzdev and Gruzdev
2018), since signs stand beside one another and no language binds them.
"""

from typing import Any

WIDTHS = (16, 32, 64)
NECK = 96
BLANK = 0


def plate_net(signs: int) -> Any:
    """Build the network: (b, 1, 32, 128), even crops, to logits (b, signs + 1, 1, 32); the first is the blank."""
    import torch
    from torch import nn

    from detectors.runtime.blocks import conv, residual, stage

    net = nn.Sequential(
        conv(1, WIDTHS[0], 2, 5),
        residual(WIDTHS[0]),
        stage(WIDTHS[0], WIDTHS[1], 1, 2),
        stage(WIDTHS[1], WIDTHS[2], 1, (2, 1)),
        nn.Conv2d(WIDTHS[2], NECK, (4, 1), bias=False),
        nn.BatchNorm2d(NECK),
        nn.ReLU(inplace=True),
        nn.Conv2d(NECK, NECK, (1, 5), 1, (0, 2), bias=False),
        nn.BatchNorm2d(NECK),
        nn.ReLU(inplace=True),
        nn.Dropout(0.1),
        nn.Conv2d(NECK, signs + 1, 1),
    )
    return net.to(memory_format=torch.channels_last)


def plate_loss(logits: Any, texts: Any, lengths: Any) -> Any:
    """What a batch costs: minus the log likelihood of its texts, per sign.

    Parameters
    ----------
    logits: (b, signs + 1, 1, columns).
    texts: (b, 8) int64: places in the list of signs plus one.
    lengths: (b,) int64: signs of each text.
    """
    import torch
    from torch.nn import functional

    rows = logits[:, :, 0].permute(2, 0, 1).log_softmax(2)
    columns = torch.full((rows.shape[1],), rows.shape[0], dtype=torch.int64)
    cost = functional.ctc_loss(rows, texts, columns, lengths, blank=BLANK, reduction="mean")
    if not torch.isfinite(cost):
        raise FloatingPointError("the loss is not finite")
    return cost
