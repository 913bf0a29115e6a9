"""SHA-256's block step written with the processor's SHA instructions, for compiled loops.

Only `sha256` imports this, and only where the processor has the instructions.

They exist in the legacy encoding alone. On many processors each of those waits for, or merges with, the upper
halves of the vector registers while another code has left something there, which makes hashing tens of times
slower. So each block step first declares the upper halves empty, whether this compiler uses them or not: what
ran before may have.

Source: FIPS 180-4, section 6.2.2; Intel, "Intel SHA Extensions" (2013), for the layout of the state; Intel 64 and
IA-32 Architectures Optimization Reference Manual, "Mixing AVX code with SSE code".
"""

from collections.abc import Callable, Sequence
from typing import cast

import llvmlite.binding as llvm  # type: ignore[import-untyped]
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.base import BaseContext
from numba.core.typing.templates import Signature, signature
from numba.extending import intrinsic

from tracer.store.arrays import U1, U4
from tracer.store.sha_plain import ROUND


def _compress(context: object, state: types.Type, block: types.Type, at: types.Type) -> tuple[object, object]:
    """Give the compiler the signature of `compress` and the code it stands for."""
    return signature(types.void, state, block, at), _generate  # type: ignore[no-untyped-call]


def _generate(context: BaseContext, builder: ir.IRBuilder, called: Signature, args: Sequence[ir.Value]) -> ir.Value:
    """Find the two arrays' bytes and write the instructions."""
    state, block = (
        context.make_array(kind)(context, builder, value).data  # type: ignore[no-untyped-call]
        for kind, value in zip(called.args[:2], args[:2], strict=True)
    )
    _emit(builder, state, cgutils.pointer_add(builder, block, args[2]))  # type: ignore[no-untyped-call]
    return context.get_dummy_value()  # type: ignore[no-untyped-call]


def _emit(builder: ir.IRBuilder, state: ir.Value, block: ir.Value) -> None:
    """Write the SHA instructions for one block; `state` and `block` point at words and bytes."""
    _empty_upper_halves(builder)
    word = ir.IntType(32)
    quad = ir.VectorType(word, 4)
    module = builder.module

    def function(name: str, count: int) -> ir.Function:
        return cast(ir.Function, module.declare_intrinsic(name, (), ir.FunctionType(quad, [quad] * count)))

    rounds = function("llvm.x86.sha256rnds2", 3)
    first, second = function("llvm.x86.sha256msg1", 2), function("llvm.x86.sha256msg2", 2)
    swap = function("llvm.bswap.v4i32", 1)

    def pick(x: ir.Value, y: ir.Value, lanes: Sequence[int]) -> ir.Value:
        return builder.shuffle_vector(x, y, ir.Constant(quad, list(lanes)))

    words = builder.bitcast(state, quad.as_pointer())
    upper = builder.gep(words, [ir.Constant(word, 1)])
    abcd, efgh = builder.load(words, align=4), builder.load(upper, align=4)
    abef, cdgh = pick(efgh, abcd, (1, 0, 5, 4)), pick(efgh, abcd, (3, 2, 7, 6))
    start = (abef, cdgh)
    source = builder.bitcast(block, quad.as_pointer())
    w: list[ir.Value] = []
    for group in range(16):
        if group < 4:
            loaded = builder.load(builder.gep(source, [ir.Constant(word, group)]), align=1)
            w.append(builder.call(swap, [loaded]))
        else:
            mixed = builder.add(builder.call(first, [w[-4], w[-3]]), pick(w[-2], w[-1], (1, 2, 3, 4)))
            w.append(builder.call(second, [mixed, w[-1]]))
        constants = ir.Constant(quad, [int(k) for k in ROUND[4 * group : 4 * group + 4]])
        message = builder.add(w[-1], constants)
        cdgh = builder.call(rounds, [cdgh, abef, message])
        abef = builder.call(rounds, [abef, cdgh, pick(message, message, (2, 3, 2, 3))])
    abef, cdgh = builder.add(abef, start[0]), builder.add(cdgh, start[1])
    builder.store(pick(abef, cdgh, (3, 2, 7, 6)), words, align=4)
    builder.store(pick(abef, cdgh, (1, 0, 5, 4)), upper, align=4)


def _empty_upper_halves(builder: ir.IRBuilder) -> None:
    """Write `vzeroupper`, where the processor has upper halves.

    By its bytes: the compiler has no word for it where it is told to leave AVX alone (`NUMBA_ENABLE_AVX=0`), and may
    use upper halves all the same, because other features imply them. What it keeps in any of the sixteen registers
    it is made to save.
    """
    if not llvm.get_host_cpu_features().get("avx"):
        return
    touched = ",".join(f"~{{xmm{number}}}" for number in range(16))
    builder.asm(ir.FunctionType(ir.VoidType(), []), VZEROUPPER, touched, [], side_effect=True)


VZEROUPPER = ".byte 0xc5, 0xf8, 0x77"
"""Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, VZEROUPPER."""

compress = cast(Callable[[U4, U1, int], None], intrinsic(_compress))
"""Mix one 64-byte block of the second argument, from the place given, into the first: eight words."""
