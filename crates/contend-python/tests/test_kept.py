"""Runs that are kept in a folder, share by share, on one machine and on a cluster."""

import json
import os
import signal

import polars as pl
import pytest

import contend

WORLDS = 6000


@pytest.fixture(scope="module")
def whole(lake) -> contend.Run:
    return lake.run(worlds=WORLDS, seed=5, progress=False)


def same(answer: contend.Answer, run: contend.Run) -> None:
    assert json.dumps(answer) == json.dumps(run.report)


def kept(folder) -> pl.DataFrame:
    return pl.read_parquet(f"{folder}/worlds/*.parquet").sort("world", pl.col("profile").cast(pl.String))


def test_shares_give_what_one_run_gives(lake, whole, tmp_path):
    for part in (3, 1, 2):
        there, of = lake.write(tmp_path / "run", WORLDS, 5, part=(part, 3), progress=False)
        assert there == of > 0
    same(contend.gather(tmp_path / "run"), whole)
    outcomes = pl.DataFrame(whole.outcomes).sort("world", pl.col("profile").cast(pl.String))
    for outcome in lake.outcomes:
        assert kept(tmp_path / "run")[outcome].equals(outcomes[outcome]), outcome


def test_what_cannot_be_written_is_said(lake, tmp_path):
    lake.write(tmp_path / "run", 200, progress=False)
    with pytest.raises(contend.RequestError):
        lake.write(tmp_path / "run", 200, seed=9, progress=False)
    with pytest.raises(contend.RequestError):
        contend.gather(tmp_path / "nothing")
    with pytest.raises(ValueError, match="no part 4 of 3"):
        lake.write(tmp_path / "other", 200, part=(4, 3))
    lake.write(tmp_path / "half", 6000, part=(1, 2), progress=False)
    with pytest.raises(contend.RequestError):
        contend.gather(tmp_path / "half")


def test_what_decides_claims_of_kept_worlds_is_what_decides_them(lake, tmp_path):
    lake.write(tmp_path / "run", 400, 5, progress=False)
    contend.gather(tmp_path / "run", progress=False)
    for asked in ({}, {"claim": "watching-pays", "where": True}, {"claim": "heavy-tips-it", "groups": {"lake": ["loss_rate", "steepness"]}}):
        of_session = {"answer" if key == "claim" else key: value for key, value in asked.items()}
        told = lake.why(**of_session, worlds=400, seed=5, progress=False)
        assert dict(contend.why(tmp_path / "run", **asked, progress=False)) == dict(told)
    with pytest.raises(contend.RequestError, match="only claims can be asked"):
        contend.why(tmp_path / "run", "reliability")


def test_games_of_kept_worlds_are_those_of_worlds_that_are_run(scenarios, tmp_path):
    session = contend.open(scenarios / "two-level-game")
    session.write(tmp_path / "run", 120, 5, games=True, progress=False)
    with pytest.raises(contend.RequestError, match="have not been put together"):
        contend.game(tmp_path / "run", "pressure")
    contend.gather(tmp_path / "run", progress=False)
    for worst in (False, True):
        told = session.game("pressure", 120, 5, worst_tenth=worst, all=True, progress=False)
        assert dict(contend.game(tmp_path / "run", "pressure", worst_tenth=worst, progress=False)) == dict(told)
    session.write(tmp_path / "bare", 120, 5, progress=False)
    contend.gather(tmp_path / "bare", progress=False)
    with pytest.raises(contend.RequestError, match="no worlds are kept") as caught:
        contend.game(tmp_path / "bare", "pressure")
    assert "--games" in caught.value.cure and caught.value.code == "game-not-kept"


def test_pages_of_kept_worlds_are_those_of_worlds_that_are_run(lake, scenarios, terminal, tmp_path):
    lake.write(tmp_path / "run", 120, 5, page=True, progress=False)
    contend.gather(tmp_path / "run", progress=False)
    terminal("publish", scenarios / "lake", "--worlds", 120, "--seed", 5, "-o", tmp_path / "told.html")
    terminal("publish", tmp_path / "run", "-o", tmp_path / "kept.html")
    assert (tmp_path / "kept.html").read_bytes() == (tmp_path / "told.html").read_bytes()
    with pytest.raises(contend.RequestError, match="tells of all profiles") as caught:
        lake.write(tmp_path / "some", 120, 5, page=True, profiles="careful", progress=False)
    assert "--page" in caught.value.cure and caught.value.code == "page-not-kept"


def test_a_cluster_gives_what_one_run_gives_though_a_worker_is_killed(lake, whole, tmp_path):
    distributed = pytest.importorskip("distributed")
    from contend import dask

    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, distributed.Client(cluster) as client:
        heard = []

        def hear(done: int, of: int) -> None:
            heard.append((done, of))
            if done == 2:
                victim = next(iter(client.run(os.getpid).values()))
                os.kill(victim, signal.SIGKILL)

        answer = dask.run(lake, client, tmp_path / "run", WORLDS, 5, parts=12, progress=hear)
    same(answer, whole)
    assert heard[-1] == (12, 12)


def test_what_is_cancelled_goes_on_later(lake, whole, tmp_path):
    distributed = pytest.importorskip("distributed")
    from contend import dask

    class Enough(Exception):
        pass

    def stop(done: int, of: int) -> None:
        raise Enough

    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster, distributed.Client(cluster) as client:
        with pytest.raises(Enough):
            dask.run(lake, client, tmp_path / "run", WORLDS, 5, parts=6, progress=stop)
        same(dask.run(lake, client, tmp_path / "run", WORLDS, 5, parts=6), whole)
