import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files, by their paths, that is gone after the test. */
export function makeProject(files: Record<string, string | Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-custom-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** A rule's file as an object, with what a test does not care about filled in. */
export function ruleOf(rule: Record<string, unknown>): string {
  const defaults = {
    id: 'own-rule',
    title: 'A rule',
    severity: 'medium',
    category: 'reliability',
    languages: ['javascript'],
    message: 'Found $MATCH',
  };
  return JSON.stringify({ ...defaults, ...rule });
}
