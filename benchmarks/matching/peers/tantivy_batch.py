"""Tantivy: a batch of articles indexed in memory, every rule asked of it.

    python tantivy_batch.py < JOB.json      in an environment of requirements-tantivy.txt

Rules are parsed once, untimed. What it does not do: nearness of lists (AND instead), RE2,
evidence, captures, capitals.
"""

import json
import sys
from time import process_time

import tantivy


def main() -> None:
    """Read a job, then a line a batch; answer each with its seconds and how many pairs matched."""
    job = json.loads(sys.stdin.readline())
    schema = _schema()
    parse = tantivy.Index(schema).parse_query
    queries = [parse(rule, ["title", "body"]) for rule in job["rules"]]
    print(json.dumps({"version": tantivy.__version__.split(",")[0]}), flush=True)
    for line in sys.stdin:
        batch = job["articles"][: int(line)]
        began = process_time()
        matches = _matches(schema, batch, queries)
        print(json.dumps({"seconds": process_time() - began, "matches": matches}), flush=True)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in ("title", "body"):
        builder.add_text_field(field, tokenizer_name="whitespace")
    return builder.build()


def _matches(
    schema: tantivy.Schema, batch: list[dict[str, str]], queries: list[tantivy.Query]
) -> int:
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    for article in batch:
        document = tantivy.Document()
        document.add_text("title", article["title"])
        document.add_text("body", article["body"])
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    return sum(len(searcher.search(query, limit=len(batch)).hits) for query in queries)


if __name__ == "__main__":
    main()
