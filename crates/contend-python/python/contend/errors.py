"""What can go wrong, as exceptions that say where and what to do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """Something that was found in a scenario's text.

    Lines and columns count from 1, columns in characters; they are ``None`` where a finding has no place.
    """

    severity: str
    """``error``, ``warning`` or ``note``."""
    code: str
    """Its name, which ``contend explain`` takes: ``unit-mismatch``."""
    message: str
    """What is wrong."""
    cure: str | None
    """What to do."""
    file: str | None
    """Path of the file, inside the scenario's folder or, of a folder on disk, from where Python runs."""
    line: int | None
    column: int | None
    label: str
    """What is said of the place itself."""

    def __str__(self) -> str:
        place = "" if self.file is None else f"{self.file}:{self.line}:{self.column}: "
        label = f" ({self.label})" if self.label else ""
        cure = f"\n  do: {self.cure}" if self.cure else ""
        return f"{place}{self.severity}[{self.code}]: {self.message}{label}{cure}"


def findings_of(folder: str, check: dict[str, Any]) -> list[Finding]:
    """The findings of the JSON of ``contend check``; ``folder`` is written before paths."""
    return [
        Finding(
            severity=found["severity"],
            code=found["id"],
            message=found["message"],
            cure=found["hint"],
            file=folder + found["path"] if "path" in found else None,
            line=found.get("line"),
            column=found.get("column"),
            label=found["label"],
        )
        for found in check["findings"]
    ]


class ContendError(Exception):
    """Whatever Contend refuses."""


class ScenarioError(ContendError):
    """A scenario with errors. ``findings`` has all of them; the fields of the first stand on the exception itself."""

    def __init__(self, folder: str, check: str) -> None:
        super().__init__(folder, check)  # what pickling needs
        self.findings: list[Finding] = findings_of(folder, json.loads(check))
        """All findings, warnings included."""
        self.errors: list[Finding] = [f for f in self.findings if f.severity == "error"]
        """Those that are errors."""
        first = self.errors[0]
        self.code, self.cure = first.code, first.cure
        self.file, self.line, self.column = first.file, first.line, first.column

    def __str__(self) -> str:
        count = len(self.errors)
        head = f"{count} error{'s' if count > 1 else ''} in the scenario"
        return "\n".join([head, *(str(found) for found in self.errors)])


class RequestError(ContendError, ValueError):
    """Something that the scenario does not have, or that cannot be asked of it."""

    def __init__(self, message: str, cure: str = "", code: str = "") -> None:
        super().__init__(message, cure, code)
        self.message = message
        """What is wrong."""
        self.cure = cure
        """What to do; may be empty."""
        self.code = code
        """Its name in data: ``unknown-profile``; may be empty."""

    def __str__(self) -> str:
        return f"{self.message}\n  do: {self.cure}" if self.cure else self.message
