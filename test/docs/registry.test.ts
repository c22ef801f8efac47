import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { knownMetrics } from '../../agents/gates/known-metrics.ts';
import { createProgram } from '../../apps/cli/program.ts';
import { loadPolicy } from '../../src/govern/index.ts';
import { Gates } from '../../src/govern/policy/policy-schema.ts';
import { openRegistry } from '../../src/registry/index.ts';
import { openStore } from '../../src/store/index.ts';
import { modelFolder } from '../src/registry/model-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const page = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', `${name}.md`), 'utf8');

describe('docs/governance.md', () => {
  const text = page('governance');

  it('shows a policy that holds', async () => {
    const file = join(folder, 'policy.yaml');
    writeFileSync(file, /```yaml\n([\s\S]*?)```/.exec(text)![1]!);
    expect(await loadPolicy(file, knownMetrics)).not.toBeNull();
  });

  it('explains every control', () => {
    const explained = [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(explained).toEqual(Object.keys(Gates.shape));
  });
});

describe('docs/registry.md', () => {
  it('shows a program that runs', async () => {
    const made = join(folder, 'made', 'model');
    cpSync(modelFolder(), made, { recursive: true });
    const body = /```ts\n([\s\S]*?)```/
      .exec(page('registry'))![1]!
      .replaceAll(/^import .*$/gm, '')
      .replaceAll("'.opsmith", `'${folder}/.opsmith`)
      .replace("'made/model'", `'${made}'`);
    const AsyncFunction = (async () => {}).constructor as new (
      ...words: string[]
    ) => (...given: unknown[]) => Promise<unknown>;
    const run = new AsyncFunction('openRegistry', 'openStore', `${body}\nreturn id;`);
    expect(await run(openRegistry, openStore)).toBe('churn@1.0.0');
  });

  it('names only commands that there are, with their options', () => {
    const program = createProgram({ out: { style: {} }, err: { style: {} } } as never, () => {});
    const lines = [
      ...`${page('registry')}\n${page('governance')}`.matchAll(
        /(?:`|^)opsmith (models|audit) (\w+)([^`\n]*)/gm,
      ),
    ];
    expect(lines.length).toBeGreaterThan(15);
    for (const [line, group, name, rest] of lines) {
      const command = program.commands
        .find((each) => each.name() === group)!
        .commands.find((each) => each.name() === name);
      expect(command, line).toBeDefined();
      for (const [option] of rest!.matchAll(/--[a-z-]+/g))
        expect(
          command!.options.map(({ long }) => long),
          line,
        ).toContain(option);
    }
  });
});
