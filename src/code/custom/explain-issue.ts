import type { z } from 'zod';
import { closestName } from '../../errors/index.ts';

/** Keys that may stand in a place, by the kind of place: the closest is named where one is misspelled. */
const keysByPlace = {
  file: 'id title severity category languages match message rationale suggestion fix wrong right paths cwe source remediationMinutes skipTests name description unit counts expression of warn examples',
  condition: 'pattern selector regex any all not inside notInside has notHas where',
  constraint:
    'matches notMatches equals notEquals oneOf notOneOf constant fromClient atLeast atMost is isNot',
  warn: 'over under severity category message suggestion remediationMinutes',
  example: 'code language path finds line fixed value functions',
};

function keysAt(path: readonly PropertyKey[]): string[] {
  const place =
    path.length === 0
      ? 'file'
      : path.at(-2) === 'where'
        ? 'constraint'
        : path[0] === 'match' || path[0] === 'counts'
          ? 'condition'
          : path[0] === 'warn'
            ? 'warn'
            : 'example';
  return keysByPlace[place].split(' ');
}

/** What is wrong with a place in a file, in a sentence: the key, its line, the value, and what is allowed. */
export function explainIssue(
  issue: z.core.$ZodIssue,
  given: unknown,
  lineOf: (path: readonly PropertyKey[]) => number | null,
  base: readonly PropertyKey[] = [],
): string[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const near = closestName(key, keysAt(path));
      return `${placeOf([...path, key], lineOf)} is no key that is known here${near === null ? '' : `; did you mean "${near}"?`}`;
    });
  if (issue.code === 'invalid_union') {
    // The alternative that comes closest is the one whose first problem lies deepest.
    const [best] = [...issue.errors].sort((a, b) => depthOf(b) - depthOf(a));
    if (best !== undefined && depthOf(best) > 0)
      return best.flatMap((inner) => explainIssue(inner, given, lineOf, path));
  }
  if (issue.code === 'invalid_key')
    return [`${placeOf(path, lineOf)}: ${issue.issues[0]?.message ?? issue.message}`];
  const value = path.reduce<unknown>(
    (here, part) => (here as Record<PropertyKey, unknown> | null | undefined)?.[part],
    given,
  );
  const allowed = allowedBy(issue);
  if (value === undefined) return [`${placeOf(path, lineOf)} is missing; ${allowed}`];
  return [`${placeOf(path, lineOf)} is ${shown(value)}; ${allowed}`];
}

/** A key with its line, as messages name it. */
export function placeOf(
  path: readonly PropertyKey[],
  lineOf: (path: readonly PropertyKey[]) => number | null,
): string {
  if (path.length === 0) return 'the file';
  const line = lineOf(path);
  return `"${path.map(String).join('.')}"${line === null ? '' : ` (line ${line})`}`;
}

function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)),
  );
}

function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `it must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_type':
      return `it must be ${kinds[issue.expected] ?? `a ${issue.expected}`}`;
    case 'invalid_union':
      return 'it must be text, or an object with the keys that docs/custom-rules.md lists';
    case 'too_big':
      return `it may have at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `it needs at least ${issue.minimum}${issue.origin === 'string' ? ' characters' : ' of them'}`
        : `it must be at least ${issue.minimum}`;
    default:
      return issue.message;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'an object with keys',
  record: 'an object with keys',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
