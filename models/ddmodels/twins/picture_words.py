"""What the picture twins are called, and the settings that are recommended for them."""

from dataclasses import dataclass

from ddmodels.denoiser.export import ENCODER
from ddmodels.tokens.export import DECODER
from ddmodels.twins.config import Mechanism
from ddmodels.twins.sampling import Settings

STORED = "weights.f16.bin.z"


@dataclass(frozen=True)
class PictureWords:
    """What a model is called.

    Attributes:
        id: Of its folder.
        name: For people.
        summary: A sentence.
        encoder: Id of the encoder of its prompts.
        decoder: Id of what turns its codes into pixels.
    """

    id: str
    name: str
    summary: str
    encoder: str = ENCODER
    decoder: str = DECODER


WORDS: dict[Mechanism, PictureWords] = {
    "autoregression": PictureWords(
        "emoji-tokens",
        "Emoji, token by token",
        "Draws an emoji as 64 picture tokens, one after the other.",
    ),
    "masked-diffusion": PictureWords(
        "emoji-masked",
        "Emoji, masked",
        "Draws an emoji as 64 picture tokens, all of them at once, again and again.",
    ),
}
CHOSEN: dict[Mechanism, Settings] = {
    "autoregression": Settings(temperature=1.0, top_p=0.9, guidance=1.5),
    "masked-diffusion": Settings(temperature=0.8, top_p=0.9, guidance=3.0, passes=12, noise=2.0),
}
"""The recommended settings, chosen by eye on prompts that the evaluation does not ask for.

Of the causal twin, guidance of 3 and more breaks pictures into patches: what the prompt makes
likelier is drawn, and hardly what fits the cells before.
"""
