"""Times MLflow's listing of runs on its SQLite store; the last line on standard error is the report. Usage: EXPORT FOLDER ROUNDS

EXPORT holds the same runs in MLflow's file layout; MLflow's own tool moves them into the database.
"""
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

export, folder, rounds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
database = f"sqlite:///{folder}/mlflow.db"
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
subprocess.run(
    [sys.executable, "-m", "mlflow", "migrate-filestore", "--source", export, "--target", database],
    check=True,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
import mlflow
from mlflow import MlflowClient

client = MlflowClient(database)
experiments = [e.experiment_id for e in client.search_experiments()]


def everything():
    runs, token = [], None
    while True:
        page = client.search_runs(experiments, max_results=50_000, page_token=token)
        runs += page
        token = page.token
        if not token:
            return runs


def best():
    return client.search_runs(experiments, "metrics.rocAuc > 0.9", order_by=["metrics.rocAuc DESC"], max_results=100)


def median_ms(work):
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


runs = len(everything())
print(
    json.dumps({"version": mlflow.__version__, "runs": runs, "listMs": median_ms(everything), "searchMs": median_ms(best)}),
    file=sys.stderr,
)
