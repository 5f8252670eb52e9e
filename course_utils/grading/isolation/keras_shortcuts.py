"""Shortcuts for processes that make thousands of small models of Keras.

Each spares what Keras or TensorFlow would do anew for every layer or variable, or in every fork,
and changes nothing that a model is or does.
"""

from __future__ import annotations

import functools
import inspect
import sys
import typing
import weakref
from collections.abc import Callable
from types import FunctionType, MethodType, SimpleNamespace
from typing import Any

#: Values that neither Keras nor TensorFlow keeps track of as parts of a layer.
_PLAIN = frozenset((bool, int, float, str, type(None)))

#: Where a function says that its signature is another's, or what it is.
_OTHERS = frozenset(("__wrapped__", "__signature__"))


def take() -> None:
    """Take all of them, in this process and its forks. Keras and its backend are imported."""
    if sys.modules.get("tensorflow"):
        share_variable_kernels()
        fill_registries()
    keep_signatures()
    keep_protocols()
    set_plain_attributes()


def share_variable_kernels() -> None:
    """Let TensorFlow make the variables of one shape with one kernel.

    The name of a variable is an attribute of the operation that makes it, so TensorFlow builds
    a kernel for every name, which takes longer than all the rest of the variable. The name of
    the operation is for messages of TensorFlow's alone; the variable keeps its own.
    """
    from tensorflow.python.ops import gen_resource_variable_ops

    make = gen_resource_variable_ops.var_handle_op
    parameters = list(inspect.signature(make).parameters)
    if "debug_name" not in parameters:
        # A TensorFlow in which the name is no attribute.
        return
    place = parameters.index("debug_name")

    def var_handle_op(*args: Any, **named: Any) -> Any:
        named.pop("debug_name", None)
        return make(
            *args[:place], *("" for _ in args[place : place + 1]), *args[place + 1 :], **named
        )

    gen_resource_variable_ops.var_handle_op = var_handle_op


def fill_registries() -> None:
    """Let TensorFlow list its operations and kernels, as a fork's first operation would."""
    from tensorflow.python.framework import kernels, op_def_registry

    op_def_registry.get("Fill")
    kernels.get_registered_kernels_for_op("Fill")


def keep_signatures() -> None:
    """Let Keras read a function's signature once: it does so several times for each layer."""
    from keras.src.layers import layer
    from keras.src.ops import operation

    kept = {"signature": signature, "getfullargspec": _once(inspect.getfullargspec)}
    for module in (layer, operation):
        module.inspect = SimpleNamespace(**{**vars(inspect), **kept})


def signature(of: Any) -> inspect.Signature:
    """As `inspect.signature`; that of a function or method is read once."""
    while type(of) is FunctionType and vars(of).keys() & _OTHERS == {"__wrapped__"}:
        of = of.__wrapped__
    if type(of) is MethodType and type(of.__func__) is FunctionType:
        return _signature_of_method(of.__func__)
    return _signature(of) if type(of) is FunctionType else inspect.signature(of)


def _once(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Read each function once, and keep what was read no longer than the function."""
    known = weakref.WeakKeyDictionary()

    def read_once(function: Any) -> Any:
        if type(function) is not FunctionType:
            return read(function)
        if function not in known:
            known[function] = read(function)
        return known[function]

    return read_once


_signature = _once(inspect.signature)
_signature_of_method = _once(lambda function: inspect.signature(MethodType(function, object())))


def keep_protocols() -> None:
    """Let `isinstance` read the members of a protocol once, as Python itself does since 3.12."""
    if sys.version_info < (3, 12):
        typing._get_protocol_attrs = functools.cache(typing._get_protocol_attrs)


def set_plain_attributes() -> None:
    """Let a layer set numbers, texts and None as other objects do.

    Keras and TensorFlow look at each of a layer's many attributes, whether it is a layer, a
    variable or a container of some.
    """
    from keras.src.layers.layer import Layer

    with_tracking = Layer.__setattr__

    def __setattr__(self: Any, name: str, value: Any) -> None:
        if type(value) in _PLAIN and "_tracker" in self.__dict__:
            object.__setattr__(self, name, value)
        else:
            with_tracking(self, name, value)

    Layer.__setattr__ = __setattr__
