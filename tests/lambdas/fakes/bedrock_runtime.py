"""Amazon Bedrock's models in memory: all give the one answer that the test has set."""

import io
import json
from typing import Any

from botocore.response import StreamingBody

from tests.lambdas.fakes.client import Answer, FakeClient, Journal


class FakeBedrockRuntime(FakeClient):
    service = "bedrock-runtime"

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.answer = [{"text": "Four."}]

        self.body: Answer = {}
        """What InvokeModel answers."""

    def invoke_model(self, **_: Any) -> Answer:
        body = json.dumps(self.body).encode()
        return {
            "body": StreamingBody(io.BytesIO(body), len(body)),
            "contentType": "application/json",
        }

    def converse(self, **_: Any) -> Answer:
        return {
            "output": {"message": {"role": "assistant", "content": self.answer}},
            "stopReason": "end_turn",
            "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
            "metrics": {"latencyMs": 1},
        }
