"""Writes a made-up classification table: columns one after the other as 64-bit floats, then the target. Usage: make_table.py FILE ROWS COLUMNS"""
import sys

import numpy as np
from sklearn.datasets import make_classification

path, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
X, y = make_classification(n_samples=rows, n_features=columns, n_informative=columns * 2 // 5, n_redundant=columns // 5,
                           flip_y=0.05, class_sep=0.7, random_state=0)
with open(path, 'wb') as file:
    file.write(np.asfortranarray(X).tobytes(order='F') + y.astype('f8').tobytes())
