"""Sessions travel as the texts of their scenario."""

import concurrent.futures
import multiprocessing
import pickle

import pytest

import contend


def answer(session: contend.Session) -> tuple[str, str]:
    return session.fingerprint, session.run(worlds=64, progress=False).json()


@pytest.mark.parametrize("name", ["lake", "cartel-recruitment", "americas"])
def test_a_session_travels_whole(name, scenarios):
    session = contend.open(scenarios / name)
    back = pickle.loads(pickle.dumps(session))
    assert back.fingerprint == session.fingerprint
    assert back.texts == session.texts and "scenario.toml" in back.texts


def test_a_worker_gives_the_same_bits(lake):
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        assert pool.submit(answer, lake).result() == answer(lake)


def test_answers_travel(lake):
    world = lake.world(3, worlds=10)
    back = pickle.loads(pickle.dumps(world))
    assert back == world and back.kind == "world"
