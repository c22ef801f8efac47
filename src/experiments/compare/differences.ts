import type { Experiment } from '../record.ts';
import { textOf } from '../values.ts';

/** What runs differ in. */
export interface Difference {
  kind: 'parameter' | 'data' | 'code' | 'version' | 'machine' | 'seed' | 'tag';
  name: string;
  /** One for each run, in their order; null: it has none. */
  values: (string | null)[];
}

/** Everything that runs were given and that is not the same in all of them. */
export function differencesOf(runs: readonly Experiment[]): Difference[] {
  return [
    ...among(runs, 'parameter', (run) => mapped(run.parameters)),
    ...among(runs, 'data', (run) => mapped({ ...run.data })),
    ...among(runs, 'code', codeOf),
    ...among(runs, 'seed', (run) => new Map(run.seed === null ? [] : [['seed', run.seed]])),
    ...among(runs, 'version', (run) => mapped(run.versions)),
    ...among(runs, 'machine', (run) => mapped({ ...run.machine })),
    ...among(runs, 'tag', (run) => mapped(run.tags)),
  ];
}

function mapped(values: Readonly<Record<string, unknown>>): Map<string, string> {
  return new Map(Object.entries(values).map(([name, value]) => [name, textOf(value)]));
}

function codeOf({ code }: Experiment): Map<string, string> {
  if (code === null) return new Map();
  // What stood in files that were not committed is not known: two such runs may differ, whatever their commit.
  return new Map([['commit', `${code.commit.slice(0, 12)}${code.isDirty ? ' with changes' : ''}`]]);
}

function among(
  runs: readonly Experiment[],
  kind: Difference['kind'],
  read: (run: Experiment) => Map<string, string>,
): Difference[] {
  const facts = runs.map(read);
  const names = [...new Set(facts.flatMap((own) => [...own.keys()]))];
  return names
    .map((name) => ({ kind, name, values: facts.map((own) => own.get(name) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}
