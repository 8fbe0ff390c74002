"""What stands in a policy beside the fields that this program declares."""

from collections.abc import Iterator, Mapping

from db.policy import parts


def extra(value: object, place: str) -> Iterator[str]:
    """Fields that no part declares, at any depth."""
    if isinstance(value, parts.Part):
        yield from (f"{place}.{name}" for name in value.model_extra or ())
        for name in type(value).model_fields:
            yield from extra(getattr(value, name), f"{place}.{name}")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from extra(each, f"{place}.{key}")
    elif isinstance(value, tuple):
        for number, each in enumerate(value, 1):
            yield from extra(each, f"{place}.{number}")
