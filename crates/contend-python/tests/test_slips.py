"""What is wrong is said where it is, with what to do."""

import os
import pickle
import signal
import subprocess
import sys
import time

import pytest

import contend

BROKEN = """\
[scenario]
title = "A leak"
start = 2020-01-01
end   = 2021-01-01
step  = "1 month"

[parameter.rate]
unit = "1/month"
value = 0.1
assumption = "by eye"

[stock.water]
unit   = "litre"
start  = "100"
change = "-rate * watter"
"""


def test_an_error_has_its_place_and_its_cure():
    with pytest.raises(contend.ScenarioError) as caught:
        contend.open({"scenario.toml": BROKEN})
    error = caught.value
    wrong = next(f for f in error.errors if "watter" in f.message)
    column = BROKEN.splitlines()[14].index("watter") + 1
    assert (wrong.file, wrong.line, wrong.column) == ("scenario.toml", 15, column)
    assert wrong.severity == "error" and wrong.code == "unknown-name"
    assert "water" in wrong.cure
    assert (error.file, error.line, error.code) == (error.errors[0].file, error.errors[0].line, error.errors[0].code)
    assert f"scenario.toml:15:{column}" in str(error)
    assert pickle.loads(pickle.dumps(error)).findings == error.findings


def test_places_on_disk_can_be_opened(tmp_path):
    (tmp_path / "scenario.toml").write_text(BROKEN)
    with pytest.raises(contend.ScenarioError) as caught:
        contend.open(tmp_path)
    assert os.path.exists(caught.value.file)


def test_what_is_not_there_is_said_with_what_is_near(lake):
    with pytest.raises(contend.RequestError) as caught:
        lake.run(worlds=10, profiles="heavi", progress=False)
    assert caught.value.code == "unknown-profile"
    assert "heavi" in caught.value.message and "heavy" in caught.value.cure
    for ask in [
        lambda: contend.open("scenarios/laek"),
        lambda: lake.game("nothing"),
        lambda: lake.why("nothing", worlds=10),
        lambda: lake.world(10, worlds=10),
        lambda: lake.run(worlds=10, watch="nothing", progress=False),
        lambda: lake.run(worlds=10, design="dice", progress=False),
        lambda: lake.run(worlds=10, language="xx", progress=False),
        lambda: lake.run(design={"loss_rate": [99.0]}, progress=False),
        lambda: lake.run(worlds=10, progress=False).claim("nothing"),
        lambda: lake.run(worlds=10, progress=False).fan("phosphorus"),
    ]:
        with pytest.raises(contend.RequestError) as caught:
            ask()
        assert caught.value.message and pickle.loads(pickle.dumps(caught.value)).message == caught.value.message


def test_wrong_kinds_are_refused(lake):
    with pytest.raises(TypeError):
        lake.run(worlds="many")
    with pytest.raises(TypeError):
        lake.run(worlds=1.5)
    with pytest.raises(ValueError, match="`worlds` cannot be -1"):
        lake.run(worlds=-1)
    with pytest.raises(ValueError, match="`threads` cannot be 0"):
        lake.run(worlds=10, threads=0)
    with pytest.raises(ValueError, match="same length"):
        lake.run(design={"loss_rate": [0.2], "steepness": [3.0, 3.5]})


LONG = """
import contend, sys
s = contend.open("scenarios/lake")
print("ready", flush=True)
try:
    s.run(worlds=5_000_000, progress=lambda done, of: print("going", flush=True))
except KeyboardInterrupt:
    r = s.run(worlds=50, progress=False)  # the session is as it was
    print("stopped", r.report["run"]["worlds"], r.report["run"]["interrupted"], flush=True)
"""


def test_ctrl_c_stops_a_long_run_and_leaves_the_session_whole(scenarios):
    child = subprocess.Popen([sys.executable, "-c", LONG], cwd=scenarios.parent, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    assert child.stdout.readline() == "going\n"
    child.send_signal(signal.SIGINT)
    sent = time.monotonic()
    rest = child.communicate(timeout=60)[0].splitlines()
    assert rest[-1] == "stopped 50 False"
    assert time.monotonic() - sent < 30


def test_what_the_function_of_progress_raises_stops_the_run(lake):
    class Enough(Exception):
        pass

    heard = []

    def hear(done, of):
        heard.append((done, of))
        raise Enough

    with pytest.raises(Enough):
        lake.run(worlds=1_000_000, progress=hear)
    assert len(heard) == 1 and 0 <= heard[0][0] < heard[0][1]
    # That the first of several calls ended it shows that the run was given up early.
    assert heard[0][0] < 0.5 * heard[0][1]


def test_other_threads_run_meanwhile(lake):
    import threading

    ticks = []
    stop = threading.Event()

    def tick():
        while not stop.wait(0.005):
            ticks.append(time.monotonic())

    thread = threading.Thread(target=tick)
    thread.start()
    before = time.monotonic()
    lake.run(worlds=20_000, progress=False)
    after = time.monotonic()
    stop.set()
    thread.join()
    during = [t for t in ticks if before < t < after]
    assert len(during) >= 3
