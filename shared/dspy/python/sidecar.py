"""What DSPy's own JSON lacks, for a runtime without Python: names, types and notes, as DSPy itself writes them."""

from typing import Any, Literal, get_args, get_origin

import dspy
from dspy.adapters.types.base_type import Type
from dspy.adapters.utils import get_annotation_name, translate_field_type
from pydantic.fields import FieldInfo


def describe(signature: type[dspy.Signature], stable: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return `{"fields": [{name, role, kind, type, desc, note, constraints?, values?, stable?}]}`, inputs first.

    Raises TypeError for what the runtime cannot carry: DSPy's own types, optional outputs, defaults.
    """
    fields = {**signature.input_fields, **signature.output_fields}
    return {"fields": [_describe_field(name, field, stable) for name, field in fields.items()]}


def _describe_field(name: str, field: FieldInfo, stable: frozenset[str]) -> dict[str, Any]:
    extra: Any = field.json_schema_extra
    annotation = field.annotation
    role = extra["__dspy_field_type"]
    if Type.extract_custom_type_from_annotation(annotation) or not field.is_required():
        raise TypeError(f"{name}: a type of DSPy's own, or a default, has no counterpart in the runtime")
    note = translate_field_type(name, field).removeprefix(f"{{{name}}}")
    described = {
        "name": name,
        "role": role,
        "kind": _kind(annotation),
        "type": get_annotation_name(annotation),
        "desc": extra["desc"],
        "note": note,
    }
    if extra.get("constraints"):
        described["constraints"] = extra["constraints"]
    if described["kind"] == "literal":
        described["values"] = list(get_args(annotation))
    if role == "input" and name in stable:
        described["stable"] = True
    return described


def _kind(annotation: Any) -> str:
    if annotation is str:
        return "str"
    is_choice = get_origin(annotation) is Literal and all(isinstance(value, str) for value in get_args(annotation))
    return "literal" if is_choice else "other"
