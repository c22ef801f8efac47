import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configKeys, homeFolder, loadConfig } from '../../../src/config/index.ts';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'opsmith-config-'));
});

afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const load = (env: Record<string, string> = {}) => loadConfig({ cwd, env });
const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);

describe('loadConfig', () => {
  it('gives the defaults where there is neither file nor variable', async () => {
    const { config, file, sources, warnings } = await load();
    expect(config.home).toBe('.opsmith');
    expect(homeFolder(config, cwd)).toBe(join(cwd, '.opsmith'));
    expect(file).toBeNull();
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']));
    expect(warnings).toEqual([]);
  });

  it.each([
    ['opsmith.config.json', '{ "run": { "parallelSteps": 7 } }'],
    ['opsmith.config.yaml', 'run:\n  parallelSteps: 7\n'],
    ['opsmith.config.ts', 'const steps: number = 7;\nexport default { run: { parallelSteps: steps } };\n'],
  ])('reads %s', async (name, text) => {
    write(name, text);
    const { config, file, sources } = await load();
    expect(config.run).toEqual({ parallelSteps: 7, maxReplans: 2 });
    expect(file).toBe(join(cwd, name));
    expect(sources['run.parallelSteps']).toEqual({ file });
    expect(sources['run.maxReplans']).toBe('default');
  });

  it('takes a variable over the file, as the type that the key has', async () => {
    write('opsmith.config.json', '{ "run": { "parallelSteps": 7 }, "limits": { "calls": 3 } }');
    const { config, sources } = await load({
      OPSMITH_RUN_PARALLEL_STEPS: '9',
      OPSMITH_LIMITS_CALLS: 'null',
      OPSMITH_HOME: '/elsewhere',
    });
    expect(config.run.parallelSteps).toBe(9);
    expect(config.limits.calls).toBeNull();
    expect(homeFolder(config, cwd)).toBe('/elsewhere');
    expect(sources['run.parallelSteps']).toEqual({ variable: 'OPSMITH_RUN_PARALLEL_STEPS' });
  });

  it('reads the file that OPSMITH_CONFIG names, and none when it says so', async () => {
    write('opsmith.config.json', '{ "home": "a" }');
    write('other.yaml', 'home: b');
    expect((await load({ OPSMITH_CONFIG: 'other.yaml' })).config.home).toBe('b');
    expect((await load({ OPSMITH_CONFIG: 'none' })).config.home).toBe('.opsmith');
    await expect(load({ OPSMITH_CONFIG: 'gone.json' })).rejects.toMatchObject({
      code: 'config-missing',
      exitStatus: 2,
    });
  });

  it('warns of a variable that names no key, with the nearest', async () => {
    const { warnings } = await load({ OPSMITH_RUN_PARALEL_STEPS: '3' });
    expect(warnings).toEqual([
      'OPSMITH_RUN_PARALEL_STEPS names no configuration key and is ignored; did you mean OPSMITH_RUN_PARALLEL_STEPS?',
    ]);
  });
});

describe('a wrong configuration is refused', () => {
  it.each([
    ['an unknown key', '{ "hom": "x" }', /"hom" is no key of the configuration; did you mean "home"\?/],
    [
      'an unknown inner key',
      '{ "run": { "zzz": 1 } }',
      /"run.zzz" is no key.*Known under "run": run.parallelSteps/,
    ],
    [
      'a wrong type',
      '{ "run": { "parallelSteps": "many" } }',
      /"run.parallelSteps" is "many"; it must be a whole number from 1 to 32/,
    ],
    [
      'a value out of range',
      '{ "run": { "parallelSteps": 0 } }',
      /"run.parallelSteps" is 0; it must be a whole number from 1 to 32/,
    ],
    ['broken JSON', '{ "run": ', /opsmith.config.json cannot be read/],
    ['a list', '[]', /must hold an object of keys/],
  ])('for %s', async (_name, text, message) => {
    write('opsmith.config.json', text);
    await expect(load()).rejects.toThrow(message);
    await expect(load()).rejects.toMatchObject({ exitStatus: 2 });
  });

  it('for a variable with a wrong value', async () => {
    await expect(load({ OPSMITH_RUN_PARALLEL_STEPS: 'lots' })).rejects.toThrow(
      /OPSMITH_\* variables: "run.parallelSteps" is "lots"; it must be a whole number/,
    );
  });

  it('for two files beside each other', async () => {
    write('opsmith.config.json', '{}');
    write('opsmith.config.yaml', '');
    await expect(load()).rejects.toThrow(/opsmith.config.json and opsmith.config.yaml/);
  });

  it('for a TypeScript file that throws', async () => {
    write('opsmith.config.ts', "throw new Error('no luck');\n");
    await expect(load()).rejects.toThrow(/opsmith.config.ts cannot be read: no luck/);
  });
});

it('describes every key', () => {
  const keys = configKeys();
  expect(keys.length).toBeGreaterThan(10);
  for (const key of keys) {
    expect(key.description, key.path).not.toBe('');
    expect(key.allowed, key.path).not.toBe('');
  }
  expect(new Set(keys.map((key) => key.variable)).size).toBe(keys.length);
});
