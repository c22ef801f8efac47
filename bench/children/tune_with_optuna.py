"""Optuna's TPE as one asks it: a line {"seed", "space"} begins a study and is answered by settings, then each line is a loss and is answered by the next ones."""
import json
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def suggest(trial, name, parameter):
    if parameter['kind'] == 'choice':
        return trial.suggest_categorical(name, parameter['choices'])
    draw = trial.suggest_int if parameter['kind'] == 'int' else trial.suggest_float
    return draw(name, parameter['low'], parameter['high'], log=parameter.get('log', False))


study = trial = space = None
for line in sys.stdin:
    said = json.loads(line)
    if isinstance(said, dict):
        study, space = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=said['seed'])), said['space']
    else:
        study.tell(trial, said)
    trial = study.ask()
    print(json.dumps({name: suggest(trial, name, parameter) for name, parameter in space.items()}), flush=True)
