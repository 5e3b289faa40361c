"""Reads, at a glance, the turns of a conversation that has images."""

from lifecycle.dataset.formats.conversation import Media, PlainConversation, PlainMessage
from lifecycle.dataset.formats.record import ADDRESS, SAME_TURN, TextsWithImage
from lifecycle.dataset.formats.texts import is_blank, is_s3_address
from lifecycle.dataset.rules import DatasetRules


class ImageGlance:
    """Made for the rules of one model: whatever they might object to is not for a glance."""

    def __init__(self, rules: DatasetRules) -> None:
        allowed = rules.media_of("image")
        self._formats = allowed.formats if allowed and not rules.text_only else ()
        self._most = allowed.max_per_record if allowed else 0

    def turn_texts(self, record: PlainConversation) -> TextsWithImage | None:
        """Of all turns, marked as passages are; None where anything is unusual."""
        texts = TextsWithImage()
        images = 0
        for message in record.messages:
            blocks = message.content
            if message.role == "assistant" and len(blocks) > 1:
                return None
            if not self._add_texts(message, texts):
                return None
            images += sum(block.image is not None for block in blocks)
        return texts if 0 < images <= (self._most or images) else None

    def _add_texts(self, message: PlainMessage, texts: TextsWithImage) -> bool:
        """Whether every block is one text or one image that the rules take."""
        mark = ""
        for block in message.content:
            text, image = block.text, block.image
            if (text is None) == (image is None):
                return False
            if image is None:
                if is_blank(str(text)):
                    return False
                texts.append(f"{mark}{text}")
                mark = SAME_TURN
            elif message.role == "assistant" or not self._takes(image):
                return False
            else:
                texts.append(ADDRESS + image.source.s3Location.uri)
        return bool(message.content)

    def _takes(self, image: Media) -> bool:
        return image.format.lower() in self._formats and is_s3_address(image.source.s3Location.uri)
