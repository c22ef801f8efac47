import { dirname } from 'node:path';
import type { ActionContext } from '../../agents/index.ts';
import { InputError } from '../../src/errors/index.ts';
import { openProjectRegistry } from '../../src/registry/index.ts';
import { formatMetric } from './conversation/figure.ts';
import { resultOfModel } from './read-result.ts';

/**
 * Whether a version is better than the live one of its model, beyond noise, by what its training task measured on rows that nobody had learned from; a sentence that says so.
 *
 * @throws InputError `not-better`, `not-compared`, and those of the registry
 */
export async function refuseUnlessBetter(
  { model, version }: { model: string; version?: string | undefined },
  { store, config, workspace }: Pick<ActionContext, 'store' | 'config' | 'workspace'>,
): Promise<string> {
  const registry = openProjectRegistry({ store, config, cwd: workspace });
  const [name = ''] = model.split('@');
  const wanted =
    version === undefined ? (model.includes('@') ? model : `${model}@latest`) : `${name}@${version}`;
  const { id } = await registry.get(wanted);
  const live = await registry.live(name);
  if (live === null) return `Nothing of ${name} is live that ${id} could be held against. `;
  const result = resultOfModel(dirname(store.path), id);
  const judged = result?.judgements.at(-1);
  const over = judged?.overLive ?? null;
  if (result === null || over === null || judged?.live !== live.id)
    throw new InputError(
      'not-compared',
      `Whether ${id} is better than ${live.id}, which is live, was not measured: \`opsmith models compare ${live.id} ${id} --data FILE\` holds both against the same rows. Nothing was promoted.`,
    );
  const said = `${result.metric} ${over.difference >= 0 ? 'better' : 'worse'} by ${formatMetric(Math.abs(over.difference))} (95% interval of what it is better by: ${formatMetric(over.low)} to ${formatMetric(over.high)})`;
  if (over.low > 0) return `${id} beats ${live.id}: ${said}. `;
  throw new InputError(
    'not-better',
    `${id} does not beat ${live.id}, which is live, beyond noise: ${said}. Nothing was promoted.`,
  );
}
