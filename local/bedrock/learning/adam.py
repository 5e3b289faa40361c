"""The Adam optimizer (Kingma and Ba, 2014), with a linear warm-up of its rate."""

import numpy as np

from local.bedrock.learning.language_model import Weights

_MEAN_DECAY, _SQUARE_DECAY, _TINY = 0.9, 0.999, 1e-8


class Adam:
    def __init__(self, weights: Weights, rate: float, warmup_steps: int) -> None:
        self._weights, self._rate, self._warmup_steps = weights, rate, warmup_steps
        self._means = [np.zeros_like(weight) for weight in weights]
        self._squares = [np.zeros_like(weight) for weight in weights]
        self._steps = 0

    def step(self, gradient: Weights) -> None:
        """Changes the weights in place."""
        self._steps += 1
        rate = self._current_rate()
        parts = zip(self._weights, gradient, self._means, self._squares, strict=True)
        for weight, slope, mean, square in parts:
            mean += (1 - _MEAN_DECAY) * (slope - mean)
            square += (1 - _SQUARE_DECAY) * (slope * slope - square)
            weight -= rate * mean / (np.sqrt(square) + _TINY)

    def _current_rate(self) -> float:
        warmed_up = min(1.0, self._steps / (self._warmup_steps + 1))
        bias = (1 - _SQUARE_DECAY**self._steps) ** 0.5 / (1 - _MEAN_DECAY**self._steps)
        return self._rate * warmed_up * float(bias)
