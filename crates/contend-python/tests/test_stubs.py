"""What type checkers read of the extension is what it has."""

import ast
import inspect
import pathlib

import contend
from contend import _native

STUBS = ast.parse((pathlib.Path(contend.__file__).parent / "_native.pyi").read_text())


def parameters(function: ast.FunctionDef) -> list[str]:
    return [one.arg for one in function.args.args]


def test_every_class_and_function_has_its_stub_and_no_other():
    stubs = {one.name: one for one in STUBS.body if isinstance(one, (ast.ClassDef, ast.FunctionDef))}
    own = {name: thing for name, thing in vars(_native).items() if not name.startswith("__") and callable(thing)}
    assert set(stubs) == set(own)
    for name, thing in own.items():
        stub = stubs[name]
        if isinstance(stub, ast.FunctionDef):
            assert parameters(stub) == list(inspect.signature(thing).parameters), name
            continue
        methods = {one.name: one for one in stub.body if isinstance(one, ast.FunctionDef)}
        has = {m: f for m, f in vars(thing).items() if callable(f) and (not m.startswith("__") or m.startswith("__arrow"))}
        assert set(methods) == set(has), name
        for method, function in has.items():
            assert parameters(methods[method]) == list(inspect.signature(function).parameters), f"{name}.{method}"


def test_the_package_says_that_it_is_typed():
    assert (pathlib.Path(contend.__file__).parent / "py.typed").exists()
