"""Fits scikit-learn's random forest on a table of make_table.py; the last line on standard error is the report. Usage: FILE ROWS COLUMNS TRAIN_ROWS THREADS TREES"""
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

path, rows, columns, train, threads, trees = sys.argv[1], *map(int, sys.argv[2:])
values = np.fromfile(path)
X, y = values[: rows * columns].reshape(columns, rows).T, values[rows * columns:]
X = np.ascontiguousarray(X, dtype=np.float32)
begin = time.perf_counter()
model = RandomForestClassifier(n_estimators=trees, n_jobs=threads, random_state=0).fit(X[:train], y[:train])
seconds = time.perf_counter() - begin
auc = roc_auc_score(y[train:], model.predict_proba(X[train:])[:, 1])
print(json.dumps(dict(seconds=seconds, auc=auc, version=sklearn.__version__)), file=sys.stderr)
