"""Best losses of Optuna's TPE after 50 and 200 trials; the last line on standard error is the report. Usage: SEEDS"""
import json
import math
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
P = [[0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
     [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]]
C = [1, 1.2, 3, 3.2]


def hartmann(t):
    x = [t.suggest_float(f'x{i}', 0, 1) for i in range(6)]
    return -sum(c * math.exp(-sum(a * (v - p) ** 2 for a, v, p in zip(row, x, at))) for c, row, at in zip(C, A, P))


def branin(t):
    x, y = t.suggest_float('x', -5, 10), t.suggest_float('y', 0, 15)
    return (y - 5.1 / (4 * math.pi ** 2) * x * x + 5 / math.pi * x - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def rosenbrock(t):
    x = [t.suggest_float(f'x{i}', -2, 2) for i in range(4)]
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(3))


def mixed(t):
    rate = t.suggest_float('rate', 1e-5, 1, log=True)
    size, depth = t.suggest_int('size', 1, 1024, log=True), t.suggest_int('depth', 1, 12)
    kind = t.suggest_categorical('kind', ['a', 'b', 'c', 'd'])
    return abs(math.log10(rate) + 2) + abs(math.log2(size) - 6) / 3 + abs(depth - 7) / 4 + {'a': 0.8, 'b': 0, 'c': 0.5, 'd': 1}[kind]


functions = dict(hartmann=hartmann, branin=branin, rosenbrock=rosenbrock, mixed=mixed)
best = {}
for name, function in functions.items():
    best[name] = {'50': [], '200': []}
    for seed in range(int(sys.argv[1])):
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
        study.optimize(function, n_trials=200)
        losses = [trial.value for trial in study.trials]
        best[name]['50'].append(min(losses[:50]))
        best[name]['200'].append(min(losses))
print(json.dumps(dict(best=best, version=optuna.__version__)), file=sys.stderr)
