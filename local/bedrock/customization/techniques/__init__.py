"""The customization techniques that the stand-in emulates."""

from local.bedrock.customization.techniques.distillation import DISTILLATION
from local.bedrock.customization.techniques.reinforcement import REINFORCEMENT
from local.bedrock.customization.techniques.supervised import SUPERVISED
from local.bedrock.customization.techniques.technique import AnyTechnique

TECHNIQUES: dict[str, AnyTechnique] = {
    "FINE_TUNING": SUPERVISED,
    "CONTINUED_PRE_TRAINING": SUPERVISED,
    "DISTILLATION": DISTILLATION,
    "REINFORCEMENT_FINE_TUNING": REINFORCEMENT,
}
