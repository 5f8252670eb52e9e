"""Pandas' values: DataFrames, Series and indexes as columns of arrays, names and dtypes.

Columns of NumPy's types cross as arrays, columns of pandas' own types as their values and the name
of the type, which has to be one of `OWN_DTYPES` or a time zone's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from course_utils.grading.isolation import arrays
from course_utils.grading.isolation.frames import ProtocolError
from course_utils.grading.isolation.plain import whole
from course_utils.grading.isolation.sizes import HOLDS
from course_utils.grading.isolation.values import (
    ELEMENTS,
    FALLBACKS,
    CannotCross,
    Decoder,
    Encoder,
    Kind,
    Tree,
    decoder,
    register,
)

OWN_DTYPES = frozenset(
    ["str", "string", "boolean", "Float32", "Float64"]
    + [f"{sign}{bits}" for sign in ("Int", "UInt") for bits in (8, 16, 32, 64)]
)
_ZONE = re.compile(r"datetime64\[(s|ms|us|ns), UTC\]")


def _encode_column(encoder: Encoder, values: Any) -> Tree:
    """The values of a Series or an Index, without names."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories = _encode_column(encoder, dtype.categories)
        codes = np.asarray(values.cat.codes if isinstance(values, pd.Series) else values.codes)
        return ["category", categories, _plain(encoder, codes), bool(dtype.ordered)]
    if isinstance(dtype, np.dtype):
        if dtype.kind == "O":
            return ["object", encoder.values(list(values))]
        return ["array", _plain(encoder, values.to_numpy())]
    name = str(dtype)
    if name not in OWN_DTYPES and not _ZONE.fullmatch(name):
        raise CannotCross(f"a table's column has the type {name}")
    missing = np.asarray(values.isna())
    if _ZONE.fullmatch(name):
        times = values.dt if isinstance(values, pd.Series) else values
        naive = times.tz_convert("UTC")
        naive = (naive.dt if isinstance(values, pd.Series) else naive).tz_localize(None)
        return ["zone", name, _plain(encoder, naive.to_numpy())]
    items = [
        None if gone else item for item, gone in zip(values.tolist(), missing.tolist(), strict=True)
    ]
    return ["own", name, encoder.values(items)]


def _plain(encoder: Encoder, array: np.ndarray) -> Tree:
    """An array that no one else refers to: without a handle."""
    array = np.ascontiguousarray(array)
    return [array.dtype.str, len(array), encoder.buffer(array.tobytes())]


def _decode_plain(decoder: Decoder, tree: Tree) -> np.ndarray:
    dtype, length, number = tree
    kind = arrays.decode_dtype(dtype)
    data = decoder.buffer(number)
    if whole(length) * kind.itemsize != len(data) or length < 0:
        raise ProtocolError("a column has more or fewer bytes than its type says")
    return np.frombuffer(data, kind).copy() if data else np.zeros(length, kind)


def _decode_column(decoder: Decoder, tree: Tree) -> Any:
    """An array for a column."""
    form, *parts = tree
    if form == "array":
        return _decode_plain(decoder, parts[0])
    if form == "object":
        values = decoder.values(parts[0])
        array = np.empty(len(values), object)
        for place, value in enumerate(values):
            array[place] = value
        return array
    if form == "category":
        categories = pd.Index(_decode_column(decoder, parts[0]))
        codes = _decode_plain(decoder, parts[1])
        return pd.Categorical.from_codes(codes, categories, ordered=bool(parts[2]))
    if form == "zone" and type(parts[0]) is str and _ZONE.fullmatch(parts[0]):
        return pd.DatetimeIndex(_decode_plain(decoder, parts[1])).tz_localize("UTC").array
    if form == "own" and parts[0] in OWN_DTYPES:
        return pd.array(decoder.values(parts[1]), dtype=parts[0])
    raise ProtocolError("a column is none")


def _encode_index(encoder: Encoder, index: pd.Index) -> Tree:
    names = encoder.values(list(index.names))
    if isinstance(index, pd.RangeIndex):
        return ["range", names, index.start, index.stop, index.step]
    if isinstance(index, pd.MultiIndex):
        levels = (index.get_level_values(level) for level in range(index.nlevels))
        return ["multi", names, [_encode_column(encoder, level) for level in levels]]
    if isinstance(index, (pd.PeriodIndex, pd.IntervalIndex)):
        raise CannotCross(f"a table has an index of the type {type(index).__name__}")
    return ["index", names, _encode_column(encoder, index)]


def _decode_index(decoder: Decoder, tree: Tree) -> pd.Index:
    form, names, *parts = tree
    names = decoder.values(names)
    if form == "range":
        start, stop, step = (whole(part) for part in parts)
        if len(range(start, stop, step)) > 2**31:
            raise ProtocolError("an index is too long")
        return pd.RangeIndex(start, stop, step, name=names[0])
    if form == "multi":
        return pd.MultiIndex.from_arrays(
            [_decode_column(decoder, level) for level in parts[0]], names=names
        )
    if form == "index":
        return pd.Index(_decode_column(decoder, parts[0]), name=names[0])
    raise ProtocolError("an index is none")


def _encode_frame(encoder: Encoder, table: pd.DataFrame) -> Tree:
    columns = [_encode_column(encoder, table.iloc[:, place]) for place in range(table.shape[1])]
    return [_encode_index(encoder, table.index), _encode_index(encoder, table.columns), columns]


def _make_frame(decoder: Decoder, index: Tree, names: Tree, columns: list) -> pd.DataFrame:
    index, names = _decode_index(decoder, index), _decode_index(decoder, names)
    if len(columns) != len(names) or len(index) * max(len(columns), 1) > 10 * ELEMENTS:
        raise ProtocolError("a table has other columns than names")
    found = [_decode_column(decoder, column) for column in columns]
    if any(len(column) != len(index) for column in found):
        raise ProtocolError("a table's columns have several lengths")
    table = pd.DataFrame(dict(enumerate(found)), index=index)
    table.columns = names
    return table


def _update_frame(decoder: Decoder, table: pd.DataFrame, *parts: Tree) -> None:
    table._update_inplace(_make_frame(decoder, *parts))


def _encode_series(encoder: Encoder, series: pd.Series) -> Tree:
    return [
        _encode_index(encoder, series.index),
        encoder.value(series.name),
        _encode_column(encoder, series),
    ]


def _make_series(decoder: Decoder, index: Tree, name: Tree, column: Tree) -> pd.Series:
    index, values = _decode_index(decoder, index), _decode_column(decoder, column)
    if len(index) != len(values):
        raise ProtocolError("a series has another length than its index")
    return pd.Series(values, index=index, name=decoder.value(name))


def _update_series(decoder: Decoder, series: pd.Series, *parts: Tree) -> None:
    series._update_inplace(_make_series(decoder, *parts))


register(FRAME := Kind("df", _encode_frame, _make_frame, _update_frame), pd.DataFrame)
register(SERIES := Kind("ds", _encode_series, _make_series, _update_series), pd.Series)


def _held_by_column(column: Any) -> Iterable[Any]:
    """What a column or an index holds that is no number or text in an array of such."""
    if isinstance(column, pd.MultiIndex):
        return chain(*map(_held_by_column, column.levels))
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _held_by_column(column.dtype.categories)
    return column.to_numpy().flat if column.dtype == object else ()


def _held_by_frame(table: pd.DataFrame) -> Iterable[Any]:
    places = [place for place, dtype in enumerate(table.dtypes) if dtype.kind == "O"]
    columns = [table.iloc[:, place] for place in places]
    return chain(*map(_held_by_column, (table.index, table.columns, *columns)))


HOLDS[pd.DataFrame] = _held_by_frame
for _type in (pd.Series, pd.Index, pd.MultiIndex, pd.Categorical, pd.arrays.NumpyExtensionArray):
    HOLDS[_type] = _held_by_column


@decoder("ix")
def _decode_index_value(decoder: Decoder, tree: Tree) -> pd.Index:
    return _decode_index(decoder, tree)


@decoder("pa")
def _decode_pandas_array(decoder: Decoder, tree: Tree) -> Any:
    return pd.array(_decode_column(decoder, tree))


@decoder("ts")
def _decode_time(decoder: Decoder, kind: str, count: int) -> Any:
    return {"t": pd.Timestamp, "d": pd.Timedelta}[kind](whole(count), unit="ns")


@decoder("na")
def _decode_missing(decoder: Decoder, name: str) -> Any:
    return {"NA": pd.NA, "NaT": pd.NaT}[name]


def _encode_pandas(encoder: Encoder, value: Any) -> Kind | Tree | None:
    """Tables and what belongs to them, subclasses as their base."""
    if value is pd.NA or value is pd.NaT:
        return ["na", "NA" if value is pd.NA else "NaT"]
    if not type(value).__module__.startswith("pandas"):
        return None
    for base, kind in ((pd.DataFrame, FRAME), (pd.Series, SERIES)):
        if isinstance(value, base):
            return kind
    if isinstance(value, pd.Index):
        return ["ix", _encode_index(encoder, value)]
    if isinstance(value, pd.api.extensions.ExtensionArray):
        return ["pa", _encode_column(encoder, pd.Index(value))]
    if isinstance(value, pd.Timestamp) and value.tz is None:
        return ["ts", "t", value.as_unit("ns").value]
    if isinstance(value, pd.Timedelta):
        return ["ts", "d", value.as_unit("ns").value]
    return None


FALLBACKS.append(_encode_pandas)
