"""What all parts of the settings have in common."""

from pydantic import BaseModel, ConfigDict


class Options(BaseModel):
    """Frozen, strict about names, and silent about values, which may be secrets."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )
