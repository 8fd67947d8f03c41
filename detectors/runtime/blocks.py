"""The blocks that the networks to be trained are built of; torch is imported when one is built."""

from typing import Any


def conv(inner: int, outer: int, stride: int | tuple[int, int] = 1, size: int = 3) -> Any:
    """Convolution, batch normalisation (Ioffe and Szegedy 2015), ReLU."""
    from torch import nn

    middle = nn.Conv2d(inner, outer, size, stride, size // 2, bias=False)
    return nn.Sequential(middle, nn.BatchNorm2d(outer), nn.ReLU(inplace=True))


def residual(width: int) -> Any:
    """Two convolutions round a shortcut (He et al. 2016)."""
    import torch
    from torch import nn

    class Residual(nn.Module):  # type: ignore[misc]  # torch has no types where it is not installed
        def __init__(self) -> None:
            super().__init__()
            self.first = conv(width, width)
            self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

        def forward(self, x: Any) -> Any:
            return torch.relu(x + self.second(self.first(x)))

    return Residual()


def stage(inner: int, outer: int, depth: int, stride: int | tuple[int, int] = 2) -> Any:
    """A step down in size, then ``depth`` residual blocks."""
    from torch import nn

    return nn.Sequential(conv(inner, outer, stride), *[residual(outer) for _ in range(depth)])
