"""The JSON Schema of the settings, for editors.

``python -m streamer.config.schema > docs/config.schema.json`` writes it.
"""

import json
import sys
from datetime import timedelta
from typing import Any

from pydantic import SecretStr
from pydantic.json_schema import GenerateJsonSchema

from streamer.config.options import Config
from streamer.quantity import show_duration


class _Schema(GenerateJsonSchema):
    def encode_default(self, dft: Any) -> Any:
        """Show a default as a person would write it."""
        if isinstance(dft, SecretStr):
            return dft.get_secret_value()
        return show_duration(dft) if isinstance(dft, timedelta) else super().encode_default(dft)


def schema() -> str:
    """Return the schema as its file has it."""
    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Config.model_json_schema(schema_generator=_Schema),
        "title": "config.yaml of streamer",
    }
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema())
