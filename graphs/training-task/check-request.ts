import { familyNames } from '../../agents/decisions/family-names.ts';
import { noSuchColumn, tableHeader } from '../../src/data/index.ts';
import { closestName, InputError } from '../../src/errors/index.ts';
import { stepNames } from '../../src/features/index.ts';
import { metricNamed } from '../../src/train/index.ts';
import { type Choices, TaskRequest } from './request.ts';

/**
 * What a training task is asked for, found wrong before there is a run of it: names of columns, metric and families, by the table's header alone.
 *
 * @throws InputError `bad-arguments`, `no-such-column`, `unknown-metric`, `wrong-metric`, `unknown-family`, `unknown-feature`, and what keeps the table from being read
 */
export async function checkRequest(given: unknown, workspace: string): Promise<TaskRequest> {
  const request = parseRequest(given);
  const { data, task, metric, choices } = request;
  checkChoices(choices);
  if (metric !== null) checkMetric(metric, task);
  checkColumns(await tableHeader(data, { workspace }), request);
  return request;
}

/** @throws InputError `bad-arguments` */
export function parseRequest(given: unknown): TaskRequest {
  const parsed = TaskRequest.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  );
  throw new InputError('bad-arguments', `The training task was asked for wrongly (${problems.join('; ')}).`);
}

/** That there are such families, kinds of features and such a metric. @throws InputError `unknown-family`, `unknown-feature`, `unknown-metric` */
function checkChoices({ families = [], without = [], metric }: Choices): void {
  for (const family of families) known('family', family, familyNames);
  for (const step of without) known('feature', step, stepNames);
  if (metric !== undefined) metricNamed(metric, null);
}

/** That a table with these columns has all that the request names. @throws InputError `no-such-column`, `bad-arguments` */
export function checkColumns(names: readonly string[], request: TaskRequest): void {
  const { data, target, protected: groups, choices } = request;
  const check = (wanted: string, what: string) => {
    if (!names.includes(wanted)) throw noSuchColumn(names, wanted, { table: data, what });
  };
  check(target, ' to predict');
  for (const group of groups) check(group, ' to protect');
  for (const column of choices.drop ?? []) check(column, ' to leave out');
  for (const column of choices.keep ?? []) check(column, ' to keep');
  const as = groups.includes(target) ? 'protected, too' : choices.drop?.includes(target) ? 'left out' : null;
  if (as !== null)
    throw new InputError('bad-arguments', `${target} is what is to be predicted; it cannot be ${as}.`);
}

function checkMetric(metric: string, task: TaskRequest['task']): void {
  const kind = task === null ? null : task === 'regression' ? task : 'classification';
  metricNamed(metric, kind);
}

function known(what: 'family' | 'feature', name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const near = closestName(name, names);
  throw new InputError(
    `unknown-${what}`,
    `There is no ${what === 'family' ? 'family' : 'kind of feature'} ${name}${near === null ? '.' : `; did you mean ${near}?`} There are ${names.join(', ')}.`,
    { details: { [what]: name } },
  );
}
