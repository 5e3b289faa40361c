"""What an inspection amounts to: findings for the report, and counts for the statistics."""

from collections.abc import Iterator

import msgspec

from lifecycle.dataset.findings import Finding, Severity
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.quality.answer_distribution import DOMINANT_SHARE, LONG_TIMES_MEDIAN
from lifecycle.dataset.quality.answers import AnswerFault
from lifecycle.dataset.quality.inspection import Inspection, Places
from lifecycle.dataset.quality.secrets import Sensitive

SOURCE = "Tailor: good practice, no rule of the service"


def quality_findings(inspection: Inspection, file: str) -> Iterator[Finding]:
    """At most SHOWN_PER_CODE of a code; the last one counts the rest."""
    for kind, problem in _PROBLEMS.items():
        yield from _at(inspection.places.get(kind, Places()), problem, file)
    count, lines = inspection.answers.long_answers()
    yield from _at(Places(count, lines), _LONG_ANSWER, file)
    share = inspection.answers.dominant_share()
    if share >= DOMINANT_SHARE:
        yield _dominant_answer(share).at(file, 0)
    if inspection.one_in > 1:
        yield _only_a_sample(inspection).at(file, 0)


def quality_tallies(inspection: Inspection) -> dict[str, int]:
    """`inspected` is the number of records read closely, `language looked at` that of guesses."""
    tallies = {"inspected": inspection.records}
    tallies["language looked at"] = sum(inspection.languages.values())
    for label, counts in (
        ("language", inspection.languages),
        ("script", inspection.scripts),
        ("occurrences", inspection.occurrences),
    ):
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        tallies |= {f"{label} {key}": count for key, count in ordered}
    return tallies


def _at(places: Places, problem: Problem, file: str) -> Iterator[Finding]:
    for line in places.lines[:-1]:
        yield problem.at(file, line)
    if places.lines:
        last = problem.at(file, places.lines[-1])
        yield msgspec.structs.replace(last, count=places.records - len(places.lines) + 1)


def _warning(code: str, message: str, fix: str) -> Problem:
    return Problem(code=code, message=message, fix=fix, source=SOURCE, severity=Severity.WARNING)


def _secret(kind: Sensitive, name: str) -> Problem:
    return _warning(
        f"secret-{kind}",
        f"the record holds {name}",
        "revoke it and take it out: a model can repeat what it learned",
    )


def _personal(kind: Sensitive, name: str) -> Problem:
    return _warning(
        f"personal-{kind}",
        f"the record holds {name}",
        "replace it by a made-up one, unless the model is meant to know it",
    )


def _dominant_answer(share: float) -> Problem:
    return _warning(
        "answer-dominates",
        f"{share:.0%} of the records give one and the same answer",
        "add records with other answers: the model would learn to give this one to everything",
    )


def _only_a_sample(inspection: Inspection) -> Problem:
    return Problem(
        code="read-in-part",
        message=f"one record of {inspection.one_in} was searched for secrets and odd answers, "
        f"{inspection.records:,} in all: the file is large",
        fix="check its parts one by one to have all of them searched",
        source=SOURCE,
        severity=Severity.HINT,
    )


_LONG_ANSWER = _warning(
    "answer-long",
    f"the answer is over {LONG_TIMES_MEDIAN} times as long as the median one",
    "look whether it is one answer; split or shorten it",
)

_PROBLEMS: dict[str, Problem] = {
    Sensitive.AWS_KEY: _secret(Sensitive.AWS_KEY, "an AWS access key"),
    Sensitive.PRIVATE_KEY: _secret(Sensitive.PRIVATE_KEY, "a private key"),
    Sensitive.WEB_TOKEN: _secret(Sensitive.WEB_TOKEN, "a JSON web token"),
    Sensitive.API_TOKEN: _secret(Sensitive.API_TOKEN, "an API token"),
    Sensitive.URL_PASSWORD: _secret(Sensitive.URL_PASSWORD, "a URL with a password"),
    Sensitive.CARD_NUMBER: _personal(Sensitive.CARD_NUMBER, "a payment card's number"),
    Sensitive.IBAN: _personal(Sensitive.IBAN, "a bank account's number"),
    Sensitive.EMAIL: _personal(Sensitive.EMAIL, "an e-mail address"),
    Sensitive.PHONE_NUMBER: _personal(Sensitive.PHONE_NUMBER, "a phone number"),
    AnswerFault.PLACEHOLDER: _warning(
        "answer-placeholder", "the answer is a placeholder", "write an answer or drop the record"
    ),
    AnswerFault.COPIES_PROMPT: _warning(
        "answer-copies-prompt",
        "the answer repeats the prompt",
        "write the answer alone, or drop the record",
    ),
    AnswerFault.NOT_JSON: _warning(
        "answer-not-json",
        "the prompt asks for JSON, the answer is none",
        "write the answer as the prompt demands it, or change the prompt",
    ),
}
