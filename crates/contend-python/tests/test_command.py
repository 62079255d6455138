"""The package brings the command line."""

import pathlib
import signal
import subprocess
import sys

import contend

PROGRAM = pathlib.Path(sys.executable).parent / "contend"


def test_it_is_the_same_program(scenarios, terminal):
    told = subprocess.run([PROGRAM, "run", scenarios / "lake", "-n", "50", "--json"], capture_output=True, text=True, check=True)
    assert told.stdout == terminal("run", scenarios / "lake", "-n", 50, "--json")
    module = subprocess.run([sys.executable, "-m", "contend", "--version"], capture_output=True, text=True, check=True)
    assert module.stdout == terminal("--version") == f"contend {contend.__version__}\n"


def test_its_exit_codes_are_those_of_the_program(scenarios):
    wrong = subprocess.run([PROGRAM, "run", "nowhere"], capture_output=True, text=True)
    assert wrong.returncode == 2 and "nowhere" in wrong.stderr and wrong.stdout == ""
    assert subprocess.run([PROGRAM, "dance"], capture_output=True).returncode == 2
    assert subprocess.run([PROGRAM, "--help"], capture_output=True).returncode == 0


def test_ctrl_c_ends_a_simulation_with_what_was_done(scenarios):
    words = [PROGRAM, "run", scenarios / "cartel-recruitment", "-n", "50000", "--json"]
    child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # Something must be done before it can be reported; after ten seconds it is told how far it is.
    assert "Simulating" in child.stderr.readline()
    child.send_signal(signal.SIGINT)
    out, error = child.communicate(timeout=120)
    assert child.returncode == 130
    assert '"interrupted": true' in out, error

