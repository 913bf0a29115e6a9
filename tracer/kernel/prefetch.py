"""A hint to the processor, for compiled loops: a number of an array will be read soon."""

from collections.abc import Callable, Sequence
from typing import cast

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.core.base import BaseContext
from numba.core.typing.templates import Signature, signature
from numba.extending import intrinsic

from tracer.compiled import Number
from tracer.store.arrays import I8, U4

_READ, _KEEP, _DATA = 0, 3, 1


def _prefetch(context: object, array: types.Type, place: types.Type) -> tuple[object, object]:
    """Give the compiler the signature of `prefetch` and the code it stands for."""
    return signature(types.void, array, place), _generate  # type: ignore[no-untyped-call]


def _generate(context: BaseContext, builder: ir.IRBuilder, called: Signature, args: Sequence[ir.Value]) -> ir.Value:
    """Write the instruction; a place outside of the array is no error, for nothing is read."""
    array = context.make_array(called.args[0])(context, builder, args[0])  # type: ignore[no-untyped-call]
    byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
    kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
    hint = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")  # type: ignore[no-untyped-call]
    at = builder.bitcast(builder.gep(array.data, [args[1]]), byte)
    builder.call(hint, [at, *(ir.Constant(number, each) for each in (_READ, _KEEP, _DATA))])
    return context.get_dummy_value()  # type: ignore[no-untyped-call]


prefetch = cast(Callable[[I8 | U4, Number], None], intrinsic(_prefetch))
"""Have the processor fetch the line in which this number of the array lies. Nothing is read, nothing waits."""
