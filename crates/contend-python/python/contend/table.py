"""Worlds as Arrow tables, which lie in the extension's memory and are read there by other libraries."""

from __future__ import annotations

from typing import Any

from . import _native


class Table:
    """An Arrow table. Polars, PyArrow, DuckDB, pandas (3.0 or newer) and others read it where it lies, without copying:

    ``polars.DataFrame(table)``, ``pyarrow.table(table)``, ``pandas.DataFrame.from_arrow(table)``.

    A row is what the documentation of whatever gave the table says. Metadata of a field tell its unit and what it holds.
    """

    __slots__ = ("_native",)

    def __init__(self, native: _native.Table) -> None:
        self._native = native

    @property
    def num_rows(self) -> int:
        """Number of rows."""
        return self._native.num_rows()

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in order."""
        return self._native.column_names()

    @property
    def units(self) -> dict[str, str]:
        """The unit of each column that has one."""
        return self._native.units()

    def __len__(self) -> int:
        return self.num_rows

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._native.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self._native.__arrow_c_schema__()

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        return self._native.__arrow_c_array__(requested_schema)

    def to_polars(self) -> Any:
        """As a data frame of Polars, which must be installed."""
        import polars

        return polars.DataFrame(self)

    def to_arrow(self) -> Any:
        """As a table of PyArrow, which must be installed."""
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self) -> Any:
        """As a data frame of pandas, by way of PyArrow; both must be installed."""
        return self.to_arrow().to_pandas()

    def __repr__(self) -> str:
        names = self.column_names
        shown = ", ".join(names[:8]) + (f", … {len(names) - 8} more" if len(names) > 8 else "")
        return (
            f"contend.Table of {self.num_rows:,} rows and {len(names):,} columns: {shown}\n"
            "  polars.DataFrame(table), pyarrow.table(table) and others read it without copying"
        )
