"""JSON Schemas of models, so that a text editor can complete keys and mark mistakes while one types."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from handouts.source.model import as_list

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _YamlSchema(GenerateJsonSchema):
    """The schema of what may be written: our reader keeps every scalar as text, so `38.0` may stand without quotes."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Text, also where it looks like a number."""
        made = super().str_schema(schema)
        return made if "pattern" in made else made | {"type": ["string", "number"]}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        """`yes` and `no` are words to YAML 1.2."""
        return {"anyOf": [super().bool_schema(schema), {"enum": ["yes", "no"]}]}

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """A list of names, or a single one without its list."""
        inner = super().function_before_schema(schema)
        if schema["function"]["function"] is as_list:
            return {"anyOf": [inner, inner.get("items", {})]}
        return inner


def schema_of(model: type[BaseModel], name: str, title: str) -> dict[str, Any]:
    """The schema of one sort of file as plain data; `name` is what the sort is called, such as `brand`."""
    made = model.model_json_schema(schema_generator=_YamlSchema, mode="validation")
    return {"$schema": DIALECT, "$id": file_name(name), **made, "title": title}


def schema_text(model: type[BaseModel], name: str, title: str) -> str:
    """The same as the text of a file."""
    return json.dumps(schema_of(model, name, title), indent=2, ensure_ascii=False) + "\n"


def file_name(name: str) -> str:
    """What the schema of a sort of file is called: `brand.schema.json`."""
    return f"{name}.schema.json"
