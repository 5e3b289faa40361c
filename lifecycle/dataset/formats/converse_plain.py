"""Reads the turns of plain conversations at a second glance: those with images, too."""

from lifecycle.dataset.formats.conversation import Media, PlainConversation, PlainMessage
from lifecycle.dataset.formats.record import ADDRESS, SAME_TURN, TextsWithImage
from lifecycle.dataset.formats.texts import is_blank, is_s3_address
from lifecycle.dataset.rules import DatasetRules


def keys_of_images(record: PlainConversation) -> int:
    """How many keys they take, beyond one text for each turn."""
    blocks = [block for message in record.messages for block in message.content]
    images = [block.image for block in blocks if block.image is not None]
    owners = sum(image.source.s3Location.bucketOwner != "" for image in images)
    return len(blocks) - len(record.messages) + 4 * len(images) + owners


class PlainTurns:
    """Made for the rules of one model: whatever they might object to is not plain."""

    def __init__(self, rules: DatasetRules) -> None:
        allowed = rules.media_of("image")
        self._formats = allowed.formats if allowed and not rules.text_only else ()
        self._one_block = ("user", "assistant") if rules.text_only else ("assistant",)
        self._most = allowed.max_per_record if allowed else 0

    def texts(self, record: PlainConversation) -> list[str] | None:
        """Of all turns, marked as passages are; None where anything is unusual."""
        texts = TextsWithImage()
        images = 0
        for message in record.messages:
            if message.role in self._one_block and len(message.content) > 1:
                return None
            if not self._add(message, texts):
                return None
            images += sum(block.image is not None for block in message.content)
        if self._most and images > self._most:
            return None
        return texts if images else list(texts)

    def _add(self, message: PlainMessage, texts: list[str]) -> bool:
        """Whether every block is one text or one image that the rules take."""
        mark = ""
        for block in message.content:
            if block.image is None and block.text is not None and not is_blank(block.text):
                texts.append(mark + block.text)
                mark = SAME_TURN
            elif (
                block.image is None
                or block.text is not None
                or message.role == "assistant"
                or not self._takes(block.image)
            ):
                return False
            else:
                texts.append(ADDRESS + block.image.source.s3Location.uri)
        return bool(message.content)

    def _takes(self, image: Media) -> bool:
        address = image.source.s3Location.uri
        return image.format.lower() in self._formats and is_s3_address(address)
