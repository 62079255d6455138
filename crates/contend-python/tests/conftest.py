"""What the tests share. `CONTEND` in the environment is the program of the same build."""

import json
import os
import pathlib
import subprocess

import pytest

import contend

ROOT = pathlib.Path(__file__).parents[3]


@pytest.fixture(scope="session")
def scenarios() -> pathlib.Path:
    return ROOT / "scenarios"


@pytest.fixture(scope="session")
def terminal():
    """Runs the command line of the same build, and gives what it prints."""
    program = os.environ.get("CONTEND") or pytest.skip("CONTEND names no program: run `cargo xtask python`")

    def told(*words: object) -> str:
        done = subprocess.run([program, *map(str, words)], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode in (0, 3), done.stderr
        return done.stdout

    return told


@pytest.fixture(scope="session")
def as_json(terminal):
    return lambda *words: json.loads(terminal(*words, "--json"))


@pytest.fixture(scope="session")
def lake(scenarios) -> contend.Session:
    return contend.open(scenarios / "lake")


@pytest.fixture(scope="session")
def lake_run(lake) -> contend.Run:
    return lake.run(worlds=300, seed=7, watch=["phosphorus"], progress=False)
