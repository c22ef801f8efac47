/** The rules and metrics on `docs/custom-rules.md` work, and so do its settings. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtInFigures } from '../../src/code/custom/compile-metric.ts';
import { expressionFunctions } from '../../src/code/custom/expression.ts';
import { loadRuleset, tryExamples } from '../../src/code/index.ts';
import { Config } from '../../src/config/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/custom-rules.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text!);

const workspace = mkdtempSync(join(tmpdir(), 'opsmith-docs-'));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

const written = blocks('yaml').map((text, index) => {
  const folder = join(workspace, '.opsmith', text.startsWith('name:') ? 'metrics' : 'rules');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `block-${index}.yaml`), text);
  return /^(?:id|name): (.*)$/m.exec(text)![1]!;
});

describe('docs/custom-rules.md', () => {
  it('has rules and metrics whose examples come out as they say', async () => {
    const ruleset = await loadRuleset({ workspace });
    expect(ruleset.problems).toEqual([]);
    const tried = await tryExamples(ruleset);
    expect(tried.map(({ id }) => id).sort()).toEqual([...written].sort());
    for (const { id, examples, failures, problems } of tried) {
      expect(examples, id).toBeGreaterThan(1);
      expect({ id, failures, problems }).toEqual({ id, failures: [], problems: [] });
    }
  });

  it('has settings that are taken', async () => {
    const { review } = Config.parse(JSON.parse(blocks('json')[0]!));
    await expect(loadRuleset({ workspace, folder: review.folder, settings: review })).resolves.toBeDefined();
  });

  it('names every figure and function of expressions', () => {
    for (const names of Object.values(builtInFigures)) expect(page).toContain(`\`${names.join(' ')}\``);
    expect(page).toContain(`\`${expressionFunctions.join(' ')}\``);
  });
});
