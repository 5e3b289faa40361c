"""Graders for reinforcement fine-tuning: each file is one, deployed as a function of its own.

`graders/exact_answer.py` is `grader: exact-answer` in job.yaml. A grader is a pure function
`grade(sample: Sample) -> float`, higher for better answers; it raises SampleInvalid for a sample
that lacks what it needs, and gives a bad answer a low score. tests/graders/<file>.jsonl holds the
samples, each with its expected score, on which the contract is tested.
"""
