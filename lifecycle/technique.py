"""The ways to customize a model."""

from enum import StrEnum


class Technique(StrEnum):
    FINE_TUNING = "fine-tuning"
    CONTINUED_PRE_TRAINING = "continued-pre-training"
    DISTILLATION = "distillation"
    REINFORCEMENT_FINE_TUNING = "reinforcement-fine-tuning"
    IMPORT = "import"
