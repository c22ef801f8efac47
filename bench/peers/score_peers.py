"""Scores of scikit-learn's and XGBoost's models at their defaults on a table of prepare_tables.py. Usage: FOLDER NAME SEED TARGET METRIC POSITIVE"""
import json
import sys
import time
import warnings
from pathlib import Path

import pandas as pd
import xgboost
from sklearn.compose import make_column_transformer
from sklearn.ensemble import (HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier,
                              RandomForestRegressor)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss, roc_auc_score, root_mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

warnings.filterwarnings("ignore")
folder, name, seed, target, metric, positive = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), *sys.argv[4:7]
frame = pd.read_csv(folder / name / "table.csv")
split = json.loads((folder / name / f"split-{seed}.json").read_text())
y = frame.pop(target)
classify = metric != "rmse"
if classify:
    labels = sorted(map(str, y.unique()))
    if metric == "rocAuc":
        labels = [label for label in labels if label != positive] + [positive]
    y = y.astype(str).map({label: code for code, label in enumerate(labels)})
texts = [column for column in frame.columns if not pd.api.types.is_numeric_dtype(frame[column])]
numbers = [column for column in frame.columns if column not in texts]
frame[texts] = frame[texts].astype("category")
X, X_test = frame.iloc[split["train"]], frame.iloc[split["test"]]
y, y_test = y.iloc[split["train"]], y.iloc[split["test"]]

spread = make_column_transformer(
    (make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
    (OneHotEncoder(handle_unknown="ignore"), texts),
)
ordinal = make_column_transformer(
    (SimpleImputer(strategy="median"), numbers),
    (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2), texts),
)
# Texts of more than 255 kinds are more than its categories may have.
few = [column for column in texts if X[column].cat.categories.size <= 255]
hist = make_pipeline(
    make_column_transformer(
        ("passthrough", numbers + few),
        (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), [column for column in texts if column not in few]),
        verbose_feature_names_out=False,
    ).set_output(transform="pandas"),
    (HistGradientBoostingClassifier if classify else HistGradientBoostingRegressor)(random_state=seed, categorical_features="from_dtype"),
)
models = {
    "xgboost": (xgboost.XGBClassifier if classify else xgboost.XGBRegressor)(enable_categorical=True, random_state=seed, n_jobs=2),
    "hist-gradient-boosting": hist,
    "random-forest": make_pipeline(ordinal, (RandomForestClassifier if classify else RandomForestRegressor)(random_state=seed, n_jobs=2)),
    "linear": make_pipeline(spread, LogisticRegression() if classify else Ridge()),
}
scores, seconds = {}, {}
for key, model in models.items():
    begin = time.perf_counter()
    model.fit(X, y)
    if metric == "rmse":
        score = root_mean_squared_error(y_test, model.predict(X_test))
    elif metric == "rocAuc":
        score = roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])
    else:
        score = log_loss(y_test, model.predict_proba(X_test), labels=list(range(len(labels))))
    scores[key], seconds[key] = float(score), time.perf_counter() - begin
print(json.dumps(dict(scores=scores, seconds=seconds)), file=sys.stderr)
