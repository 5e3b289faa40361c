"""The same checks of a Converse file as one DuckDB query on one thread.

It still knows less: no place of a mistake, unknown keys ignored, ended by the first broken line.
"""

import sys

import duckdb

TYPES = {
    "schemaVersion": "VARCHAR",
    "system": "STRUCT(text VARCHAR)[]",
    "messages": """STRUCT(role VARCHAR, content STRUCT(
        text VARCHAR,
        image STRUCT(format VARCHAR, source STRUCT(s3Location STRUCT(
            uri VARCHAR, bucketOwner VARCHAR)))
    )[])[]""",
}

CHECKS = """
WITH turns AS (
    SELECT *, list_transform(messages, lambda m: m.role) AS roles,
        list_transform(messages, lambda m: array_to_string(list_transform(m.content,
            lambda b: coalesce(b.text, b.image.source.s3Location.uri)), chr(10))) AS texts
    FROM read_json(?, format = 'newline_delimited', columns = {columns})
), facts AS (
    SELECT
        hash(system, texts) AS record,
        hash(system, texts[:-2]) AS prompt,
        list_sum(list_transform(texts, lambda t: length(t))) AS characters,
        schemaVersion IS DISTINCT FROM 'bedrock-conversation-2024' AS other_version,
        NOT regexp_full_match(array_to_string(roles, ','), '(user,assistant,?)+') AS bad_turns,
        list_bool_or(list_transform(texts, lambda t: trim(t) = '')) AS empty_text,
        list_bool_or(list_transform(texts, lambda t: contains(t, ':') AND
            regexp_matches(t, '(^|\\n)(User|Bot|Assistant|System):'))) AS reserved,
        list_bool_or(list_transform(texts, lambda t: contains(t, '[EOS]') OR
            contains(t, '<image>') OR contains(t, '<video>'))) AS token,
        list_bool_or(list_transform(messages, lambda m: m.role = 'assistant' AND
            list_bool_or(list_transform(m.content, lambda b: b.image IS NOT NULL)))) AS misplaced,
        list_bool_or(list_transform(messages, lambda m: list_bool_or(list_transform(m.content,
            lambda b: b.image.format NOT IN ('png', 'jpeg', 'gif', 'webp'))))) AS bad_image
    FROM turns
), prompts AS (
    SELECT prompt, count(*) AS records, count(DISTINCT record) AS answers,
        max(characters) AS longest, approx_quantile(characters, 0.5) AS median,
        count(*) FILTER (other_version OR bad_turns OR empty_text OR reserved OR token
            OR misplaced OR bad_image) AS bad
    FROM facts GROUP BY prompt
)
SELECT sum(records) AS records, sum(records - answers) AS duplicates,
    count(*) FILTER (answers > 1) AS conflicts, max(longest), sum(bad) AS bad
FROM prompts
"""


def main(path: str) -> None:
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in TYPES.items())
    query = CHECKS.replace("{columns}", f"{{{columns}}}")
    connection = duckdb.connect(config={"threads": 1})
    print(connection.execute(query, [path]).fetchall())


if __name__ == "__main__":
    main(sys.argv[1])
