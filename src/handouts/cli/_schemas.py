"""JSON Schemas of every content file, so that a text editor can complete keys and mark mistakes while one types."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from handouts.clinic.brand import Brand
from handouts.content.blocks import ShortItem
from handouts.content.documents import (
    ClaimsFile,
    DiseaseType,
    Document,
    Edition,
    GlossaryFile,
    Kind,
    Labels,
    Paper,
    SharedFile,
    SourcesFile,
)
from handouts.content.drawings import BodyFigure, StepsFigure
from handouts.content.wordlists import (
    BannedFile,
    GlossaryTerms,
    ReadabilityFile,
    SpellingFile,
    StandardsFile,
    StandardsWords,
)
from handouts.source.model import as_list

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS: dict[str, tuple[Any, str]] = {
    "banned-words": (BannedFile, "Words that no handout uses: content/<lang>/banned-words.yaml"),
    "brand": (Brand, "A clinic's brand: brand.yaml"),
    "claims": (ClaimsFile, "Claims: content/claims/<topic>.yaml"),
    "document": (Document, "A document: content/<lang>/<type>/<kind>.yaml"),
    "edition": (Edition, "An edition: content/editions/<edition>.yaml"),
    "figure-body": (BodyFigure, "The figure of the body: content/figures/body.yaml"),
    "figure-steps": (StepsFigure, "The figure of the steps of spread: content/figures/steps.yaml"),
    "glossary": (GlossaryFile, "The glossary of a language: content/<lang>/glossary.yaml"),
    "glossary-terms": (GlossaryTerms, "Words that a glossary may hold unmarked: content/glossary-terms.yaml"),
    "kind": (Kind, "A document kind: content/kinds/<kind>.yaml"),
    "labels": (Labels, "The fixed words of a language: content/<lang>/labels.yaml"),
    "paper": (Paper, "A paper: content/papers/<paper>.yaml"),
    "readability": (ReadabilityFile, "Syllables: content/readability.yaml"),
    "shared": (SharedFile, "What documents share: content/<lang>/shared/<file>.yaml"),
    "sources": (SourcesFile, "The bibliography: content/sources.yaml"),
    "spelling": (SpellingFile, "Words that the dictionary lacks: content/<lang>/spelling.yaml"),
    "standards": (StandardsFile, "Standards and their limits: content/standards.yaml"),
    "standards-words": (StandardsWords, "What the checks look for: content/<lang>/standards-words.yaml"),
    "type": (DiseaseType, "A disease type: content/types/<type>.yaml"),
}
# A single entry may stand without its list, and a list entry may be bare words.
_SHORT_LIST = as_list
_SHORT_ITEM = ShortItem.__metadata__[0].func


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
        """What a shorthand stands for, or the shorthand."""
        inner = super().function_before_schema(schema)
        function = schema["function"]["function"]
        if function is _SHORT_LIST:
            return {"anyOf": [inner, inner.get("items", {})]}
        if function is _SHORT_ITEM:
            return {"anyOf": [inner, {"type": ["string", "number"]}]}
        return inner


def schema_of(name: str) -> dict[str, Any]:
    """The schema of one sort of file; `name` is a key of SCHEMAS."""
    model, title = SCHEMAS[name]
    made = model.model_json_schema(schema_generator=_YamlSchema, mode="validation")
    return {"$schema": DIALECT, "$id": file_name(name), **made, "title": title}


def schema_text(name: str) -> str:
    """The same as the text of a file."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


def file_name(name: str) -> str:
    """`brand.schema.json`."""
    return f"{name}.schema.json"
