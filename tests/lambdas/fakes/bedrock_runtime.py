"""Amazon Bedrock's models in memory: all give the one answer that the test has set."""

from typing import Any

from tests.lambdas.fakes.client import Answer, FakeClient, Journal


class FakeBedrockRuntime(FakeClient):
    service = "bedrock-runtime"

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.answer = [{"text": "Four."}]

    def converse(self, **_: Any) -> Answer:
        return {
            "output": {"message": {"role": "assistant", "content": self.answer}},
            "stopReason": "end_turn",
            "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
            "metrics": {"latencyMs": 1},
        }
