import type { Registry } from '../../src/registry/index.ts';

/**
 * A sentence before the question whether to promote a version that production was rolled back from, and that has not been promoted since: who promotes the latest one
 * may not know. Empty for all others.
 */
export async function rolledBackNote(registry: Registry, id: string): Promise<string> {
  const [name = '', version] = id.split('@');
  const changes = (await registry.history(name)).filter(({ kind }) => kind === 'stage-changed');
  const last = changes.findLast((entry) => entry.version === version || entry.body.replaced === version);
  if (last === undefined || last.version === version || last.body.move !== 'rolled-back') return '';
  const { reason } = last.body;
  const why = typeof reason === 'string' && reason !== '' ? ` (“${reason}”)` : '';
  return `${id} was rolled back by ${last.actor} at ${last.at.slice(0, 16).replace('T', ' ')}${why}. `;
}
