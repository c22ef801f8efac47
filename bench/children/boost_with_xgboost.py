"""Fits XGBoost (hist) on a table of make_table.py; the last line on standard error is the report. Usage: FILE ROWS COLUMNS TRAIN_ROWS THREADS TREES"""
import json
import sys
import time

import numpy as np
import xgboost
from sklearn.metrics import roc_auc_score

path, rows, columns, train, threads, trees = sys.argv[1], *map(int, sys.argv[2:])
values = np.fromfile(path)
X, y = values[: rows * columns].reshape(columns, rows).T, values[rows * columns:]
seconds = []
for _ in range(2):
    begin = time.perf_counter()
    model = xgboost.XGBClassifier(n_estimators=trees, max_leaves=31, grow_policy='lossguide', max_depth=0, learning_rate=0.1, tree_method='hist',
                                  n_jobs=threads, max_bin=256).fit(X[:train], y[:train])
    seconds.append(time.perf_counter() - begin)
auc = roc_auc_score(y[train:], model.predict_proba(X[train:])[:, 1])
print(json.dumps(dict(seconds=seconds, auc=auc, version=xgboost.__version__)), file=sys.stderr)
