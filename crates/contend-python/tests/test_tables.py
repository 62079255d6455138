"""Tables are read where they lie."""

import polars as pl
import pyarrow as pa


def addresses(table: pa.Table, column: str) -> list[int]:
    chunk = table.column(column).combine_chunks() if table.column(column).num_chunks != 1 else table.column(column).chunk(0)
    return [buffer.address for buffer in chunk.buffers() if buffer is not None]


def test_whoever_reads_a_table_sees_the_same_memory(lake_run):
    for table, column in [(lake_run.outcomes, "reliability"), (lake_run.inputs, "loss_rate"), (lake_run.series("phosphorus"), "value")]:
        first, second = pa.table(table), pa.table(table)
        assert addresses(first, column) == addresses(second, column)
        # Of Polars by way of NumPy, which is not allowed to copy either.
        assert pl.DataFrame(table)[column].to_numpy(allow_copy=False).ctypes.data == addresses(first, column)[-1]
        array = pa.record_batch(table)
        assert [b.address for b in array.column(column).buffers() if b is not None] == addresses(first, column)


def test_memory_outlives_the_run(lake):
    run = lake.run(worlds=50, progress=False)
    table = pa.table(run.outcomes)
    before = table.column("reliability").to_pylist()
    del run
    assert table.column("reliability").to_pylist() == before
    table.validate(full=True)


def test_capsules_that_nobody_reads_are_freed(lake_run):
    for _ in range(1000):
        lake_run.outcomes.__arrow_c_stream__()
        lake_run.outcomes.__arrow_c_array__()
        lake_run.outcomes.__arrow_c_schema__()


def test_names_units_and_shapes(lake, lake_run):
    assert lake_run.inputs.column_names == ["world", *lake.inputs]
    assert lake_run.outcomes.column_names == ["world", "profile", *lake.outcomes, "faults"]
    assert len(lake_run.outcomes) == 300 * 5 and len(lake_run.claims) == 300
    units = lake_run.inputs.units
    assert units["loss_rate"] == lake.inputs["loss_rate"] == "1/year"
    assert pa.schema(lake_run.inputs).field("loss_rate").metadata[b"unit"] == b"1/year"
    assert pl.DataFrame(lake_run.inputs)["world"].to_list() == list(range(300))
    assert repr(lake_run.outcomes).startswith("contend.Table of 1,500 rows")


def test_to_polars_and_to_arrow(lake_run):
    assert lake_run.outcomes.to_polars().equals(pl.DataFrame(lake_run.outcomes))
    assert lake_run.outcomes.to_arrow().equals(pa.table(lake_run.outcomes))
