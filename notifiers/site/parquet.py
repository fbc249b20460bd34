"""The agreements and events as Parquet, for whoever works with many rows. It needs pyarrow."""

import io
from collections.abc import Mapping, Sequence

from notifiers.site.documents import Document


def as_parquet(fields: Mapping[str, tuple[str, str]], documents: Sequence[Document]) -> bytes:
    """Documents as one table: dates and times as such, lists as JSON."""
    import orjson
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    columns = {}
    for name, (type_, meaning) in fields.items():
        values = [document[name] for document in documents]
        if type_ == "list":
            values = [orjson.dumps(value).decode() for value in values]
        column = pa.array(values, pa.int64() if type_ == "integer" else pa.string())
        match type_.rstrip("?"):
            case "date":
                column = pc.cast(column, pa.date32())
            case "time":
                column = pc.cast(column, pa.timestamp("us", tz="UTC"))
        columns[pa.field(name, column.type, metadata={"meaning": meaning})] = column
    out = io.BytesIO()
    pq.write_table(pa.table(list(columns.values()), schema=pa.schema(list(columns))), out, compression="zstd")
    return out.getvalue()
