"""Media types by the end of a file's name. Never by its content, which is hostile."""

MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "txt": "text/plain",
    "log": "text/plain",
    "md": "text/markdown",
    "html": "text/html",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "joblib": "application/octet-stream",
    "zip": "application/zip",
}
UNKNOWN = "application/octet-stream"


def media_type_of(name: str) -> str:
    """Return the media type for a file name."""
    _, dot, extension = name.rpartition(".")
    return MEDIA_TYPES.get(extension.lower(), UNKNOWN) if dot else UNKNOWN
