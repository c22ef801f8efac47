import { noSuchColumn, tableHeader } from '../../src/data/index.ts';
import { metricNamed } from '../../src/train/index.ts';

/**
 * That a table has the columns and the engine the metric which arguments name, by the table's header alone: what is asked for wrongly is refused before there is a run.
 *
 * @throws InputError `no-such-column`, `unknown-metric`, and what keeps the table from being read
 */
export async function checkNames(
  given: {
    data?: string | undefined;
    target?: string | undefined;
    protected?: readonly string[] | undefined;
    metric?: string | undefined;
  },
  workspace: string,
): Promise<void> {
  const { data, target, protected: groups = [], metric } = given;
  if (metric !== undefined) metricNamed(metric, null);
  if (data === undefined) return;
  const names = await tableHeader(data, { workspace });
  const check = (wanted: string, what: string) => {
    if (!names.includes(wanted)) throw noSuchColumn(names, wanted, { table: data, what });
  };
  if (target !== undefined) check(target, ' to predict');
  for (const group of groups) check(group, ' to tell groups by');
}
