import { InputError } from '../../../src/errors/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import type { ConfigChange } from '../workbench.ts';

type Budget = NonNullable<NonNullable<ConfigChange['review']>['budget']>;

const form =
  'Write an amount and what it is of, as in 20calls, 60s or 0.05usd; several are divided by commas.';

/** What `--budget` says: `20calls`, `60s`, `0.05usd` or `0.05` (USD), several divided by commas. @throws InputError `bad-budget` */
export function parseBudget(text: string): Budget {
  const budget: Budget = {};
  for (const part of text.split(',').map((each) => each.trim())) {
    const match = /^\$?(\d+(?:\.\d+)?|\.\d+)\s*(calls?|s|sec(?:onds?)?|min(?:utes?)?|usd|\$)?$/i.exec(part);
    const amount = Number(match?.[1]);
    if (match === null || !(amount > 0))
      throw new InputError('bad-budget', `"${part}" is no budget. ${form}`);
    const unit = (match[2] ?? 'usd').toLowerCase();
    if (unit.startsWith('call')) {
      if (!Number.isInteger(amount))
        throw new InputError('bad-budget', `"${part}": calls are whole. ${form}`);
      budget.calls = amount;
    } else if (unit.startsWith('s')) budget.seconds = amount;
    else if (unit.startsWith('m')) budget.seconds = amount * 60;
    else budget.costUsd = amount;
  }
  return budget;
}

/** What the command line changes in which rules a review asks, and in how it uses a model. */
export function sessionSettings({ modelFindings, budget, rules }: ReviewOptions): ConfigChange {
  // A budget is for the findings: who gives one wants them.
  const wanted = modelFindings ?? (budget === undefined ? undefined : 'on');
  return {
    review: {
      ...(rules === undefined ? {} : { ruleSet: rules }),
      ...(wanted === undefined ? {} : { modelFindings: wanted }),
      ...(budget === undefined ? {} : { budget: parseBudget(budget) }),
    },
  };
}
