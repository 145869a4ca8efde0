"""Compile a rule once, for arrays and for single values inside compiled loops.

What was compiled is kept on disk, in a folder named after the very sources it came from (see `wopsim.compile_cache`): numba itself
looks at one file only, and would go on using an engine that was compiled with a rule as it was before.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import Any

import numba
import numpy as np
from numba import float64, jit, types, void
from numba.core.caching import NullCache
from numba.core.cgutils import alloca_once
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, Flags
from numba.core.funcdesc import default_mangler
from numba.core.registry import CPUDispatcher
from numba.core.sigutils import normalize_signature

from wopsim.compile_cache import CachedFunction, cache_folder

OPTIONS: dict[str, Any] = {"nopython": True, "error_model": "numpy", "_nrt": False}
"""Nothing is allocated in compiled code: then numba need not count who uses an array, which took a third of the time."""


_LOOP: dict[str, Any] = {"error_model": "numpy", "_nrt": False, "nogil": True}


class _Ingredient(JITCodeLibrary):
    """The code of a function as other functions take it in.

    It is optimised and turned into machine code with what Python calls. To do that for the function alone would be a third of all
    compiling, and nobody would call what comes of it; to put together what it calls for each on the way took half a GB of memory.
    """

    def finalize(self) -> None:
        self._finalized = True

    def _optimize_functions(self, module: Any) -> None:
        """Tidy up what was written; what takes it in is optimised as a whole."""
        module.data_layout = self._codegen._data_layout
        passes, builder = self._codegen._function_pass_manager(opt=1)
        for function in module.functions:
            if not function.is_declaration:
                passes.run(function, builder)

    def _get_module_for_linking(self) -> Any:
        """Return the function with all that it calls, directly or not."""
        if self._shared_module is None:
            whole = self._final_module.clone()
            ours, of_numba = self._called()
            for module in [one._final_module for one in ours] + [one._get_module_for_linking() for one in of_numba]:
                whole.link_in(module, preserve=True)
            for function in whole.functions:
                if not function.is_declaration and function.linkage.name == "external":
                    function.linkage = "linkonce_odr"  # several that take it in may come together in one program
            self._shared_module = whole
        return self._shared_module

    def _called(self) -> tuple[list[_Ingredient], list[Any]]:
        """Return what is called, directly or not: ingredients, then what numba makes itself, which comes with all that it calls.

        In this order, because of numba's own functions those are left out that nobody has called so far.
        """
        found: dict[Any, None] = {self: None}
        waiting: list[Any] = [self]
        for one in waiting:
            if isinstance(one, _Ingredient):
                waiting += [library for library in one._linking_libraries if library not in found]
                found |= dict.fromkeys(one._linking_libraries)
        ours = [one for one in found if isinstance(one, _Ingredient)]
        return ours[1:], [one for one in found if not isinstance(one, _Ingredient)]


class _DeviceFlags(Flags):
    """numba's flags, which say all their values at once: they are compared some hundred thousand times."""

    def values(self) -> dict[str, Any]:
        return _DEFAULTS | self._values


_DEFAULTS = {name: option.default for name, option in Flags.options.items()}


def _symbol(name: str, types: Any, *, abi_tags: Any = (), uid: Any = None) -> str:
    """Return the name of a function in machine code; numba's own spells out each field of each record, which is half of all text."""
    tag = hashlib.blake2b(repr(tuple(map(str, types))).encode(), digest_size=8).hexdigest()
    return str(default_mangler(name, (), abi_tags=(tag, *abi_tags), uid=uid))


NOT_NEEDED = frozenset((
    "WithLifting", "InlineClosureLikes", "RewriteSemanticConstants", "DeadBranchPrune", "RewriteDynamicRaises",
    "MakeFunctionToJitFunction", "FindLiterallyCalls", "LiteralUnroll", "LiteralPropagationSubPipelinePass", "InlineOverloads",
    "NopythonRewrites", "NoPythonSupportedFeatureValidation", "AnnotateTypes", "DumpParforDiagnostics",
))  # fmt: skip
"""Passes of numba that change nothing in our functions."""


class _KnownTypes:
    """numba's types; what was found for a function of numba's own is kept: it tries dozens of rules whenever two numbers are added."""

    def __init__(self, types_of_numba: Any) -> None:
        self._of_numba = types_of_numba
        self._found: dict[Any, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of_numba, name)

    def resolve_function_type(self, function: Any, arguments: Any, named: Any) -> Any:
        """Return the signature of a call."""
        if type(function) is not types.Function or named:
            return self._of_numba.resolve_function_type(function, arguments, named)
        key = function, tuple(arguments)
        if key not in self._found:
            self._found[key] = self._of_numba.resolve_function_type(function, arguments, named)
        return self._found[key]


_known_types = lru_cache(maxsize=1)(_KnownTypes)


class _ShortCompiler(Compiler):
    """numba's compiler with short names, and without the passes for what our functions do not contain."""

    def __init__(self, typingctx: Any, targetctx: Any, *others: Any) -> None:
        super().__init__(_known_types(typingctx), targetctx.subtarget(mangler=_symbol), *others)

    def define_pipelines(self) -> list[Any]:
        """Return the passes: for closures, literals, `with` and the like most took longer to find that there are none."""
        pipelines: list[Any] = super().define_pipelines()
        for pipeline in pipelines:
            pipeline.passes = [one for one in pipeline.passes if one[0].__name__ not in NOT_NEEDED]
        return pipelines


class _IngredientCompiler(_ShortCompiler):
    """The same, with an ingredient as what it makes."""

    def __init__(self, typingctx: Any, targetctx: Any, library: Any, *others: Any) -> None:
        super().__init__(typingctx, targetctx, library or _Ingredient(targetctx.codegen(), "ingredient"), *others)


class DeviceFunction(CPUDispatcher):
    """A function for other compiled functions only.

    It is spared the machine code with which Python would call it, and that of its own: they take longer to make than all else.
    """

    inline = False
    """Whether its code is put wherever it is called, whatever its length: only then a loop takes several utilities at once."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function, targetoptions=OPTIONS | {"forceinline": self.inline}, pipeline_class=_IngredientCompiler)
        self._compiler: Any = vars(self)["_compiler"]  # numba does not declare it
        self._compiler._customize_flags = _device_flags

    def compile(self, sig: Any) -> Any:
        """Compile for one signature; numba's own method also measures how long each takes, again for each that waits for it."""
        arguments, returned = normalize_signature(sig)
        if tuple(arguments) not in self.overloads:
            self.add_overload(self._compiler.compile(arguments, returned))
        compiled: Any = self.overloads[tuple(arguments)]
        return compiled.entry_point

    def add_overload(self, compiled: Any) -> None:
        """Keep what was compiled where other functions find it; numba's own method would make a wrapper for Python."""
        name = object()  # stands where numba keeps the address of that wrapper
        self.targetctx.insert_func_defn([(_call_of(compiled), name, tuple(compiled.signature.args))])
        self.overloads[tuple(compiled.signature.args)] = compiled._replace(entry_point=name)

    def __call__(self, *values: Any) -> Any:
        """Return what the function as it is written returns, for tests and for reading along."""
        return self.py_func(*values)


class InlineFunction(DeviceFunction):
    """A function whose code is put wherever it is called."""

    inline = True


class ExpandedFunction(DeviceFunction):
    """A function that is written out where it is called, before anything is compiled: it may return records."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self.targetoptions["inline"] = "always"


class Rule(InlineFunction):
    """A compiled function of single values; called from Python, it takes arrays, too."""

    def __call__(self, *values: Any) -> Any:
        """Return the rule on numbers or arrays that are broadcast together: a number or an array."""
        if not any(isinstance(value, np.ndarray) for value in values):
            table, shape = np.array(values, dtype=np.float64), ()
        else:
            shape = np.broadcast_shapes(*map(np.shape, values))
            table = np.empty((len(values), *shape))
            for row, value in enumerate(values):
                table[row] = value
        found = np.empty(shape)
        self.on_rows(found.reshape(-1), table.reshape(len(values), -1))
        return found[()]

    @cached_property
    def on_rows(self) -> Any:
        """The rule as a loop (found, table) over a table with a row for each argument; made at the first call."""
        return at_once(void(float64[::1], float64[:, ::1]), **_LOOP)(_loop_of(self))


def _loop_of(called: Rule) -> Any:
    """Return a function that fills an array with the rule of each column of a table.

    It is written out for as many arguments as the rule has, because compiled code cannot pass on a number of arguments that it does not
    know. (numba's `vectorize` does the same for numpy, but makes half of its code anew in each process.)
    """
    arguments = ", ".join(f"table[{row}, i]" for row in range(len(inspect.signature(called.py_func).parameters)))
    text = f"def loop(found, table):\n    for i in range(found.size):\n        found[i] = called({arguments})\n"
    made: dict[str, Any] = {"called": called, "__name__": called.py_func.__module__}
    exec(compile(text, inspect.getfile(called.py_func), "exec"), made)
    loop = made["loop"]
    loop.__qualname__ = f"{called.py_func.__qualname__}.loop"  # what is kept on disk is found by it
    return loop


def _call_of(compiled: Any) -> Any:
    """Return what writes a call of a compiled function; numba's own also asks what was raised, and hands that on, but nothing is."""
    described, returned = compiled.fndesc, compiled.fndesc.restype

    def write_call(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
        convention, function = context.call_conv, context.declare_function(builder.module, described)
        place = alloca_once(builder, convention.get_return_type(returned).pointee)
        raised = builder.function.args[1]  # where the caller would say what it raises
        builder.call(function, [place, raised, *context.get_arg_packer(described.argtypes).as_arguments(builder, arguments)])
        if returned == types.none:
            return context.get_dummy_value()
        return context.get_returned_value(builder, returned, builder.load(place))

    call: Any = write_call
    call.libs = (compiled.library,)
    return call


def _device_flags(flags: Flags) -> _DeviceFlags:
    found: Any = _DeviceFlags(flags)
    found.no_compile = found.no_cpython_wrapper = found.no_cfunc_wrapper = True
    return found


def rule(function: Callable[..., float]) -> Any:
    """Return `function` compiled once, for arrays (called from Python) and for single values (called from compiled loops).

    Both give the same bits. A rule takes floats, returns one float, calls no rule of another file, has no state and draws nothing.
    Powers and exponentials are those of `wopsim.rules.portable_math`.
    """
    return Rule(function)


def entry(function: Callable[..., Any]) -> Any:
    """Return `function` compiled to be called from Python; other threads may run meanwhile. The compiled code is kept on disk."""
    return _with_cache(jit(**OPTIONS, nogil=True, pipeline_class=_ShortCompiler)(function), function)


def at_once(signature: Any, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that compiles a function now, for one signature, with options of numba. The code is kept on disk."""

    def compiled(function: Callable[..., Any]) -> Any:
        dispatcher = _with_cache(jit(nopython=True, **options, pipeline_class=_ShortCompiler)(function), function)
        dispatcher.compile(signature)
        dispatcher.disable_compile()
        return dispatcher

    return compiled


def device(function: Callable[..., Any]) -> Any:
    """Return `function` compiled for other compiled functions only."""
    return DeviceFunction(function)


def inline(function: Callable[..., Any]) -> Any:
    """Return `function` compiled for other compiled functions only; its code is put wherever it is called."""
    return InlineFunction(function)


def expanded(function: Callable[..., Any]) -> Any:
    """Return `function` for compiled functions, written out where it is called before anything is compiled: it may return records."""
    return ExpandedFunction(function)


def _with_cache(dispatcher: Any, function: Callable[..., Any]) -> Any:
    """Return the dispatcher; what it compiles is kept on disk."""
    with _cached() as cache:
        dispatcher._cache = cache(function)
    return dispatcher


@contextmanager
def _cached() -> Iterator[Callable[[Callable[..., Any]], Any]]:
    """Yield what makes the cache of a function; it lies in our folder, if there is one."""
    folder = cache_folder()
    if folder is None:
        yield lambda function: NullCache()
        return
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        yield CachedFunction
    finally:
        config.CACHE_DIR = before
