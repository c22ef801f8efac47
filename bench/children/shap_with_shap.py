"""Explains rows with shap's TreeExplainer by the trees that shap-with-opsmith.ts wrote. Usage: FILE ROWS COLUMNS TRAIN_ROWS TREES EXPLAINED THREADS MODEL VALUES"""
import json
import sys
import time

import numpy as np
import shap

path, rows, columns, train, trees, explained, threads = sys.argv[1], *map(int, sys.argv[2:8])
model, out = sys.argv[8:]
X = np.fromfile(path)[: rows * columns].reshape(columns, rows).T[train:train + explained].copy()
arrays = []
saved = json.load(open(model))
for tree in saved['trees']:
    left, right = np.array(tree['left']), np.array(tree['right'])
    default = np.where(left < 0, -1, np.where(np.array(tree['missingLeft']) == 1, left, right))
    arrays.append(dict(children_left=left, children_right=right, children_default=default, features=np.array(tree['feature']),
                       thresholds=np.array(tree['threshold']), values=np.array(tree['value']).reshape(-1, 1), node_sample_weight=np.array(tree['cover'])))
seconds = []
for _ in range(2):
    begin = time.perf_counter()
    explainer = shap.TreeExplainer(dict(trees=arrays, internal_dtype=np.float64, input_dtype=np.float64, objective='binary_crossentropy',
                                        tree_output='log_odds', base_offset=saved['initial']), feature_perturbation='tree_path_dependent')
    values = explainer.shap_values(X, check_additivity=False)
    seconds.append(time.perf_counter() - begin)
np.ascontiguousarray(np.asarray(values).reshape(explained, columns), dtype='f8').tofile(out)
print(json.dumps(dict(seconds=seconds, version=shap.__version__)), file=sys.stderr)
