"""An SIR model in PySD: seconds a run of 200 steps."""
import json
import pathlib
import statistics
import tempfile
import time
import warnings
from importlib.metadata import version

import pysd

warnings.filterwarnings("ignore")

SIR = """<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><vendor>Contend</vendor><product version="1.0" lang="en">bench</product><name>sir</name></header>
<sim_specs method="Euler" time_units="day"><start>0</start><stop>200</stop><dt>1</dt></sim_specs>
<model><variables>
<stock name="susceptible"><eqn>9990</eqn><outflow>infection</outflow></stock>
<stock name="infectious"><eqn>10</eqn><inflow>infection</inflow><outflow>recovery</outflow></stock>
<stock name="recovered"><eqn>0</eqn><inflow>recovery</inflow></stock>
<flow name="infection"><eqn>contact_rate * infectivity * susceptible * infectious / total_population</eqn></flow>
<flow name="recovery"><eqn>infectious / duration</eqn></flow>
<aux name="total_population"><eqn>susceptible + infectious + recovered</eqn></aux>
<aux name="contact_rate"><eqn>5</eqn></aux>
<aux name="infectivity"><eqn>0.05</eqn></aux>
<aux name="duration"><eqn>8</eqn></aux>
</variables></model></xmile>
"""


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "sir.xmile"
        path.write_text(SIR)
        model = pysd.read_xmile(str(path))
        model.run(params={"contact_rate": 5})
        seconds = []
        for _ in range(7):
            runs = 20
            before = time.process_time()
            for i in range(runs):
                model.run(params={"contact_rate": 4 + 0.1 * i}, return_columns=["infectious"])
            seconds.append((time.process_time() - before) / runs)
    print(json.dumps({
        "peer": "PySD", "version": version("pysd"), "model": "SIR, 200 steps",
        "seconds_per_run": statistics.median(seconds), "runs": 20,
    }))


if __name__ == "__main__":
    main()
