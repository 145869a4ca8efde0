"""Names of libraries that are not meant for others, and that the code uses all the same; where one is gone, its test says which.

Each is a reason for an upper bound in pyproject.toml. To take a newer version: raise the bound, run this file, and mend what it names.
"""

from __future__ import annotations

import inspect
import tomllib
from importlib import import_module
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from numba import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, Flags
from numba.core.funcdesc import default_mangler
from numba.core.registry import cpu_target
from packaging.requirements import Requirement
from packaging.version import Version

from wopsim.compile import NOT_NEEDED, DeviceFunction, _DeviceFlags

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OPTIONAL = PROJECT["optional-dependencies"]["dashboard"]
NEEDED = {requirement.name: requirement for requirement in map(Requirement, [*PROJECT["dependencies"], *OPTIONAL])}

NAMES = [
    ("salabim", "salabim.salabim", "_get_caller_frame"),  # engines/agents/clock.py
    ("salabim", "salabim.salabim", "_check_overlapping_parameters"),
    ("numba", "numba.core.registry", "CPUDispatcher"),  # compile.py
    ("numba", "numba.core.codegen", "JITCodeLibrary"),
    ("numba", "numba.core.sigutils", "normalize_signature"),
    ("numba", "numba.core.funcdesc", "default_mangler"),
    ("numba", "numba.core.cgutils", "alloca_once"),
    ("numba", "numba.core.cgutils", "get_record_member"),  # lean_arrays.py
    ("numba", "numba.core.cgutils", "pack_array"),
    ("numba", "numba.core.typing", "signature"),
    ("numba", "numba.core.cgutils", "pointer_add"),  # by_reference.py
    ("numba", "numba.core.typing.templates", "AttributeTemplate"),
    ("uvicorn", "uvicorn.server", "Server.handle_exit"),  # app/page_server.py
]


@pytest.mark.parametrize(("library", "module", "name"), NAMES)
def test_the_name_is_still_there(library: str, module: str, name: str) -> None:
    found: Any = import_module(module)
    for part in name.split("."):
        assert hasattr(found, part), f"{library} {version(library)} has no {module}.{name} any more"
        found = getattr(found, part)


@pytest.mark.parametrize("flag", ["no_compile", "no_cpython_wrapper", "no_cfunc_wrapper", "forceinline"])
def test_numba_still_has_the_flag(flag: str) -> None:
    assert flag in Flags.options, f"numba {version('numba')} has no compiler flag {flag!r} any more"


@pytest.mark.parametrize(
    "name", ["_compiler._customize_flags", "_compiler.compile", "targetctx.insert_func_defn", "targetoptions", "overloads", "py_func"]
)
def test_a_numba_dispatcher_still_has(name: str) -> None:
    found: Any = DeviceFunction(lambda x: x)
    for part in name.split("."):
        assert hasattr(found, part), f"a dispatcher of numba {version('numba')} has no {name!r} any more"
        found = getattr(found, part)


def test_numbas_flags_still_say_all_their_values() -> None:
    flags: Any = Flags()
    flags.nrt = flags.no_compile = True
    assert _DeviceFlags(flags).values() == flags.values(), f"flags of numba {version('numba')} keep their values in another way"
    assert _DeviceFlags(flags) == flags


@pytest.mark.parametrize(
    "name",
    [
        "finalize",
        "_finalized",
        "_optimize_functions",
        "_get_module_for_linking",
        "_shared_module",
        "_linking_libraries",
        "_final_module",
        "_codegen._data_layout",
        "_codegen._function_pass_manager",
    ],
)
def test_numba_still_puts_programs_together_by(name: str) -> None:
    found = cpu_target.target_context.codegen().create_library("some")
    assert isinstance(found, JITCodeLibrary)
    attrgetter(name)(found)


@pytest.mark.parametrize(
    "name",
    [
        "enable_nrt", "data_model_manager", "declare_function", "get_arg_packer", "get_returned_value", "get_dummy_value", "get_constant",
        "get_constant_null", "get_value_type", "get_data_type", "get_abi_sizeof", "get_function", "pack_value", "unpack_value", "cast",
        "call_conv.get_return_type",
    ],
)  # fmt: skip
def test_numba_still_writes_code_with(name: str) -> None:
    attrgetter(name)(cpu_target.target_context)


def test_numbas_functions_still_take_a_place_for_what_they_return_and_one_for_what_they_raise() -> None:
    kind = cpu_target.target_context.call_conv.get_function_type(types.int64, (types.float64,))
    returned, raised, argument = map(str, kind.args)
    assert (returned, argument) == ("i64*", "double")
    assert raised.endswith("**"), f"a function of numba {version('numba')} takes {raised} second, not where it says what it raises"


def test_numba_still_finds_the_signature_of_a_call_by_the_function_and_the_types_of_what_it_is_given() -> None:
    names = list(inspect.signature(cpu_target.typing_context.resolve_function_type).parameters)
    assert names == ["func", "args", "kws"]


@pytest.mark.parametrize("name", ["meminfo", "parent", "nitems", "itemsize", "data", "shape", "strides"])
def test_an_array_of_numba_still_has_the_part(name: str) -> None:
    assert cpu_target.target_context.data_model_manager[types.float64[::1]].get_field_position(name) >= 0


def test_numbas_compiler_still_takes_what_it_is_to_make() -> None:
    names = list(inspect.signature(Compiler).parameters)
    assert names[:3] == ["typingctx", "targetctx", "library"], f"the compiler of numba {version('numba')} takes {names}"


def test_numba_still_names_functions_by_what_its_target_says() -> None:
    assert cpu_target.target_context.subtarget(mangler=default_mangler).mangler is default_mangler
    assert list(inspect.signature(default_mangler).parameters) == ["name", "argtypes", "abi_tags", "uid"]


@pytest.mark.parametrize("name", sorted(NOT_NEEDED))
def test_numba_still_has_the_pass_that_is_left_out(name: str) -> None:
    from numba.core import compiler

    assert hasattr(compiler, name), f"numba {version('numba')} has no pass {name!r} any more"


def test_numba_still_keeps_what_was_compiled_under_the_folder_of_the_moment_and_a_place_that_is_asked_for() -> None:
    from numba.core import caching

    for part in ("self._impl_class(py_func)", "self._locator_classes", "self.get_suitable_cache_subpath(py_file)"):
        assert part in inspect.getsource(caching), f"numba {version('numba')} no longer asks for {part}"
    assert "config.CACHE_DIR" in inspect.getsource(caching), f"numba {version('numba')} no longer looks for config.CACHE_DIR"


def test_uvicorn_still_leaves_out_the_end_of_the_application_where_somebody_is_in_a_hurry() -> None:
    left_out = "if not self.force_exit:\n            await self.lifespan.shutdown()"
    assert left_out in inspect.getsource(uvicorn.Server.shutdown), f"uvicorn {version('uvicorn')} ends the application in another way"


@pytest.mark.parametrize("library", sorted({library for library, _, _ in NAMES}))
def test_a_library_whose_insides_are_used_is_bounded_by_its_next_minor_version(library: str) -> None:
    installed, bounds = Version(version(library)), NEEDED[library].specifier
    assert installed in bounds
    assert f"{installed.major}.{int(str(installed).split('.')[1]) + 99}" not in bounds
    assert f"{installed.major + 1}.0" not in bounds
