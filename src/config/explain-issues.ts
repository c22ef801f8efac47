import type { z } from 'zod';
import { closestName } from '../errors/index.ts';
import { configKeys } from './keys.ts';

/** What is wrong with a configuration, a sentence each: the key, the value, and what is allowed. */
export function explainIssues(error: z.ZodError, given: unknown): string[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => {
        const full = path === '' ? key : `${path}.${key}`;
        const near = closestName(full, groupsAndKeys());
        const siblings = groupsAndKeys().filter((known) => parentOf(known) === path);
        return `"${full}" is no key of the configuration${near ? `; did you mean "${near}"?` : `. Known ${path === '' ? 'here' : `under "${path}"`}: ${siblings.join(', ')}.`}`;
      });
    const value = issue.path.reduce<unknown>(
      (here, part) => (here as Record<PropertyKey, unknown> | undefined)?.[part],
      given,
    );
    const key = configKeys().find((known) => known.path === path);
    const allowed = key ? `it must be ${key.allowed}.` : `${issue.message}.`;
    return [`"${path}" is ${shown(value)}; ${allowed}`];
  });
}

function groupsAndKeys(): string[] {
  const names = new Set<string>();
  for (const { path } of configKeys()) {
    const parts = path.split('.');
    for (let length = 1; length <= parts.length; length += 1) names.add(parts.slice(0, length).join('.'));
  }
  return [...names];
}

function parentOf(path: string): string {
  return path.split('.').slice(0, -1).join('.');
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
