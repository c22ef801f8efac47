import type { Registry, StageOutcome } from '../../src/registry/index.ts';

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

/** What a person is asked before a roll-back; null where nothing is in production and nothing was before. */
export function rollBackQuestion(way: {
  name: string;
  live: string | null;
  to: string | null;
}): string | null {
  const { name, live, to } = way;
  if (to !== null) return `Roll ${name} back from ${live ?? 'nothing'} to ${to}?`;
  if (live === null) return null;
  return `No earlier version of ${name} has been in production. Take ${name}@${live} out of it, so that none is?`;
}

/** What a roll-back came to. */
export function rolledBackText({ model, version, to, replaced }: StageOutcome): string {
  if (to !== 'production')
    return `${model}@${version} is archived, and nothing of ${model} is in production: none was before it.`;
  return `${model}@${version} is in production again${replaced === null ? '' : `; ${replaced} is archived`}.`;
}
