import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { noSuchColumn, tableHeader } from '../../src/data/index.ts';
import { openProjectRegistry } from '../../src/registry/index.ts';
import { metricNamed } from '../../src/train/index.ts';
import type { Whereabouts } from '../define.ts';

interface Names {
  data?: string | undefined;
  training?: string | undefined;
  target?: string | undefined;
  protected?: readonly string[] | undefined;
  metric?: string | undefined;
  model?: string | undefined;
  version?: string | undefined;
  previous?: string | undefined;
}

/**
 * That a table has the columns, the engine the metric and the registry the models which arguments name, by the table's header alone: what is asked for wrongly is
 * refused before there is a run.
 *
 * @throws InputError `no-such-column`, `unknown-metric`, `unknown-model`, `unknown-version`, and what keeps the table from being read
 */
export async function checkNames(given: Names, where: Whereabouts): Promise<void> {
  const { workspace } = where;
  const { data, training, target, protected: groups = [], metric, model, version, previous } = given;
  if (metric !== undefined) metricNamed(metric, null);
  if (data !== undefined) {
    const names = await tableHeader(data, { workspace });
    const check = (wanted: string, what: string) => {
      if (!names.includes(wanted)) throw noSuchColumn(names, wanted, { table: data, what });
    };
    if (target !== undefined) check(target, ' to predict');
    for (const group of groups) check(group, ' to tell groups by');
  }
  if (training !== undefined) await tableHeader(training, { workspace });
  if (model !== undefined)
    await checkModel(version === undefined ? model : `${model.split('@')[0]}@${version}`, where);
  if (previous !== undefined) await checkModel(previous, where);
}

/** A model of the registry, or a folder that is there: what it holds is looked at by who reads it. */
async function checkModel(reference: string, { workspace, store, config }: Whereabouts): Promise<void> {
  if (existsSync(resolve(workspace, reference))) return;
  await openProjectRegistry({ store, config, cwd: workspace }).get(reference);
}
