import { isDeepStrictEqual } from 'node:util';
import type { VersionChoice } from '../model-version.ts';
import { type Comparable, comparableOf } from './comparable.ts';
import { type Bump, bumpVersion, formatVersion, parseVersion } from './semantic-version.ts';

/** The policy, the greatest change first: what callers must adapt to, then what it is inside. */
const policy: readonly { part: keyof Comparable; called: string; bump: Bump }[] = [
  { part: 'inputs', called: 'input columns', bump: 'major' },
  { part: 'target', called: 'target', bump: 'major' },
  { part: 'task', called: 'task', bump: 'major' },
  { part: 'classes', called: 'classes', bump: 'major' },
  { part: 'families', called: 'families', bump: 'minor' },
  { part: 'features', called: 'features', bump: 'minor' },
  { part: 'recipe', called: 'settings', bump: 'patch' },
  { part: 'data', called: 'training data', bump: 'patch' },
];

/**
 * The number that a new version should have: major where the input columns, the target, the task or the classes changed; minor where the
 * features or the families of models did; else patch: the same recipe on new data, with whatever settings a search found this time. What changed
 * is seen against the version that was registered last; the number counts on from the highest there ever was.
 */
export function proposeVersion(
  record: unknown,
  before: { version: string; record: unknown; highest: string } | null,
): Omit<VersionChoice, 'overridden'> {
  if (before === null)
    return { proposed: '1.0.0', bump: null, reasons: ['it is the first version'], comparedWith: null };
  const now = comparableOf(record);
  const then = comparableOf(before.record);
  const changes = policy
    .filter(({ part }) => !isDeepStrictEqual(now[part], then[part]))
    .map(({ part, called, bump }) => ({
      bump,
      reason: `${bump}: ${difference(called, then[part], now[part])}`,
    }));
  const bump = changes[0]?.bump ?? 'patch';
  return {
    proposed: formatVersion(bumpVersion(parseVersion(before.highest), bump)),
    bump,
    reasons:
      changes.length === 0
        ? ['patch: nothing that it says of itself changed']
        : changes.map(({ reason }) => reason),
    comparedWith: before.version,
  };
}

/** How two values of a part differ, in words: which names came and went, where it is a list of them. */
function difference(called: string, before: unknown, after: unknown): string {
  if (Array.isArray(before) && Array.isArray(after)) {
    const texts = (list: unknown[]) => new Map(list.map((one) => [nameOf(one), JSON.stringify(one)]));
    const [then, now] = [texts(before), texts(after)];
    const parts = [
      named(
        'new',
        [...now.keys()].filter((name) => !then.has(name)),
      ),
      named(
        'gone',
        [...then.keys()].filter((name) => !now.has(name)),
      ),
      named(
        'changed',
        [...now.keys()].filter((name) => then.has(name) && then.get(name) !== now.get(name)),
      ),
    ].filter((part) => part !== null);
    return `${called}: ${parts.length === 0 ? 'another order' : parts.join('; ')}`;
  }
  if (typeof before === 'object' || typeof after === 'object') return `${called} changed`;
  return `${called}: ${shown(after)} in place of ${shown(before)}`;
}

/** A value in a sentence; of a SHA-256 as much as tells it from others. */
function shown(value: unknown): string {
  const text = String(value);
  return /^[0-9a-f]{64}$/.test(text) ? text.slice(0, 12) : text;
}

const namesShown = 5;

function named(what: string, names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const rest = names.length - namesShown;
  return `${what} ${names.slice(0, namesShown).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function nameOf(one: unknown): string {
  if (typeof one === 'object' && one !== null && 'name' in one) return String(one.name);
  return String(one);
}
