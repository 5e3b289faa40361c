"""What a dataset teaches, beyond its form: secrets, answers, languages, near duplicates."""
