import { createHash } from 'node:crypto';

/** Names as MLflow takes them: letters, digits, `_-. :/`; each other character becomes `_`. They are paths there, and must not clash. */
export function mlflowNames(names: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  const result = new Map<string, string>();
  for (const name of [...names].sort()) {
    let safe = name
      .replace(/[^A-Za-z0-9_\-. :/]/g, '_')
      .split('/')
      .map((part) => (/^\.*$/.test(part) ? '_' : part))
      .join('/');
    // A file can't be a folder, too.
    const above = safe.split('/').map((_, end, parts) => parts.slice(0, end).join('/'));
    if (above.some((folder) => folder !== '' && taken.has(folder))) safe = safe.replaceAll('/', '.');
    while (taken.has(safe)) safe += '_';
    taken.add(safe);
    result.set(name, safe);
  }
  return result;
}

/** A run's id as MLflow's own are: 32 hexadecimal digits, always the same for the same run. */
export function mlflowRunId(id: string): string {
  return createHash('sha256').update(`run ${id}`).digest('hex').slice(0, 32);
}

/** An experiment's id as MLflow's own are: 18 digits, always the same for the same name. */
export function mlflowExperimentId(name: string): string {
  const digits = BigInt(`0x${createHash('sha256').update(`experiment ${name}`).digest('hex').slice(0, 16)}`);
  return String((digits % 900_000_000_000_000_000n) + 100_000_000_000_000_000n);
}
