"""The objects network as it is trained: one level of cells, eight pixels apart, each with classes and a box.

Anchor-free as in FCOS (Tian et al. 2019): cells near a body's middle learn its class, by focal loss, and the distances
of its box's sides, by generalised IoU (Rezatofighi et al. 2019). Beside the picture the network sees what has changed
against the camera's background; it is taught to do without, too.
"""

from typing import Any

STRIDE = 8
WIDTHS = (32, 56, 112)
ALPHA, CLASS_WEIGHT = 0.5, 1.0
# Half the share of a body's sides within which a cell counts as near its middle.
CORE = 0.22


def object_net(classes: int) -> Any:
    """Build the network: (b, 2, H, W), grey and change in 0..1, to raw heads (b, classes + 4, H / 8, W / 8)."""
    import torch
    from torch import nn
    from torch.nn import functional

    from detectors.runtime.blocks import conv, residual, stage

    class ObjectNet(nn.Module):  # type: ignore[misc]  # torch has no types where it is not installed
        def __init__(self) -> None:
            super().__init__()
            # One step by four at once: most of a small network's time would go into its first, widest maps.
            patches = nn.Sequential(
                nn.Conv2d(2, WIDTHS[0], 6, 4, 1, bias=False), nn.BatchNorm2d(WIDTHS[0]), nn.ReLU(inplace=True)
            )
            self.fine = nn.Sequential(patches, residual(WIDTHS[0]), stage(WIDTHS[0], WIDTHS[1], 1))
            self.coarse = stage(WIDTHS[1], WIDTHS[2], 2)
            self.down = nn.Conv2d(WIDTHS[2], WIDTHS[1], 1)
            self.mix = nn.Sequential(conv(WIDTHS[1], WIDTHS[1]), conv(WIDTHS[1], WIDTHS[1]))
            self.out = nn.Conv2d(WIDTHS[1], classes + 4, 1)
            with torch.no_grad():
                self.out.bias[:classes] = -4.0
                self.out.bias[classes:] = 2.0

        def forward(self, x: Any) -> Any:
            fine = self.fine(x)
            wide = functional.interpolate(self.down(self.coarse(fine)), scale_factor=2.0)
            return self.out(self.mix(torch.relu(fine + wide)))

    return ObjectNet().to(memory_format=torch.channels_last)


def object_loss(heads: Any, truth: Any) -> Any:
    """What a batch costs.

    Parameters
    ----------
    heads: raw heads (b, c + 4, h, w).
    truth: (b, m, 6) float32: class, box [px], and 1 to learn, 0 to pass over, -1 for an empty row.
    """
    import torch
    from torch.nn import functional

    classes = heads.shape[1] - 4
    flat = heads.flatten(2).transpose(1, 2)
    raw = flat[..., :classes]
    boxes, middles = _boxes(flat[..., classes:], heads.shape[2], heads.shape[3])
    target, goal, spared = _assign(middles, truth, classes)
    chance = raw.sigmoid()
    scores = functional.binary_cross_entropy_with_logits(raw, target, reduction="none")
    # Easy cells count less (Lin et al. 2017, eq. 4 and 5).
    focus = torch.where(target > 0.0, ALPHA * (1.0 - chance), (1.0 - ALPHA) * chance.square() * spared[..., None])
    hit = target.sum(-1) > 0.0
    count = hit.sum().clamp(min=1)
    class_cost = (scores * focus).sum() / count
    box_cost = (1.0 - generalised(boxes[hit], goal[hit])).sum() / count
    if not torch.isfinite(class_cost + box_cost):
        raise FloatingPointError("the loss is not finite")
    return CLASS_WEIGHT * class_cost + box_cost


def _boxes(sides: Any, rows: int, columns: int) -> tuple[Any, Any]:
    """Boxes (b, n, 4) px and cell middles (n, 2) px of raw sides."""
    import torch
    from torch.nn import functional

    ys, xs = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    middles = (torch.stack([xs, ys], -1).reshape(-1, 2).float() + 0.5) * STRIDE
    away = functional.softplus(sides) * STRIDE
    return torch.cat([middles - away[..., :2], middles + away[..., 2:]], -1), middles


def _assign(middles: Any, truth: Any, classes: int) -> tuple[Any, Any, Any]:
    """Class targets (b, n, c), the box each cell should give (b, n, 4), and whether a cell may learn of nothing (b, n).

    Cells near a body's middle learn it, and that it is of no other class; a cell near several learns the one whose
    middle is nearest for its size. All others learn that nothing's middle is there, but for those in a body to be
    passed over.
    """
    import torch

    boxes = truth[..., 1:5]
    centre, size = (boxes[..., :2] + boxes[..., 2:]) / 2.0, boxes[..., 2:] - boxes[..., :2]
    apart = (middles - centre[..., None, :]).abs()
    core = (CORE * size).clamp(min=0.55 * STRIDE)[..., None, :]
    valid, learnt = (truth[..., 5] >= 0.0)[..., None], (truth[..., 5] > 0.0)[..., None]
    near = torch.all(apart < core, -1) & learnt
    passed = torch.all(apart < (0.5 * size)[..., None, :], -1) & valid & ~learnt
    far = torch.where(near, (apart / core).square().sum(-1) + 1e-4 * size.prod(-1)[..., None], torch.inf)
    owner = far.argmin(1)
    taken = near.any(1)
    kind = torch.gather(truth[..., 0].long(), 1, owner)
    target = torch.zeros(*owner.shape, classes).scatter_(2, kind[..., None], taken[..., None].float())
    goal = torch.gather(boxes, 1, owner[..., None].expand(-1, -1, 4))
    return target, goal, (taken | ~passed.any(1)).float()


def generalised(one: Any, other: Any) -> Any:
    """Generalised intersection over union of paired boxes."""
    import torch

    hull = torch.maximum(one[..., 2:], other[..., 2:]) - torch.minimum(one[..., :2], other[..., :2])
    low, high = torch.maximum(one[..., :2], other[..., :2]), torch.minimum(one[..., 2:], other[..., 2:])
    both = (high - low).clamp(min=0.0).prod(-1)
    union = (_area(one) + _area(other) - both).clamp(min=1e-6)
    whole = hull.prod(-1).clamp(min=1e-6)
    return both / union - (whole - union) / whole


def _area(box: Any) -> Any:
    return (box[..., 2:] - box[..., :2]).clamp(min=0.0).prod(-1)
