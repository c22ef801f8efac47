import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measureCode } from '../../../agents/tools/measure-code.ts';
import type { MeasuredFile } from '../../../src/code/index.ts';
import { actionContext } from '../action-context.ts';

const branchy =
  'function pick(a, b) {\n  if (a) return a;\n  return b ? b : 0;\n}\nfunction flat() {\n  return 1;\n}\n';

describe('measure_code', () => {
  it('measures pasted code, and says what it measured', async () => {
    const { text, data, items, about } = await measureCode({ code: branchy }, await actionContext());
    const { files } = data as { files: MeasuredFile[] };
    expect(files).toHaveLength(1);
    const { metrics } = files[0]!;
    expect(text).toContain('The code you pasted (javascript): 2 functions.');
    expect(text).toContain(`| cyclomatic complexity | ${metrics.cyclomatic} |`);
    expect(text).toContain(`| lines of code / statements | ${metrics.sloc} / ${metrics.lloc} |`);
    expect(text).toContain('1. `pick` (line 1): cyclomatic 3');
    expect(items!.map(({ title }) => title)).toEqual(['pick (line 1)']);
    expect(items![0]!.detail).toContain('| cyclomatic complexity | 3 |');
    expect(about).toEqual({ code: branchy });
  });

  it('measures files and folders, the hardest to follow first, and names what it left out', async () => {
    const context = await actionContext();
    mkdirSync(join(context.workspace, 'src'));
    writeFileSync(join(context.workspace, 'src/a.js'), branchy);
    writeFileSync(join(context.workspace, 'src/b.js'), 'const a = 1;\n');
    const { text, data, about } = await measureCode({ paths: ['src', 'missing.js'] }, context);
    expect(text).toContain('2 files, ');
    expect(text.indexOf('`src/a.js`')).toBeLessThan(text.indexOf('`src/b.js`'));
    expect(text).toContain('src/a.js:1');
    expect(text).toContain('- `missing.js`: there is no such file or folder');
    expect(data).toMatchObject({ summary: { files: 2, skipped: 1 }, skipped: [{ path: 'missing.js' }] });
    expect(about).toEqual({ paths: ['src', 'missing.js'] });
    expect(context.events.filter(({ type }) => type === 'progress').length).toBeGreaterThan(0);
  });

  it('measures code with errors as far as it parses, and says where it does not', async () => {
    const { text } = await measureCode(
      { code: 'function f(a) {\n  if (a { return 1; }\n}\n' },
      await actionContext(),
    );
    expect(text).toContain('What did not parse was measured as far as it goes');
    expect(text).toMatch(/line \d+: /);
  });

  it('fails with a sentence where there is nothing to measure', async () => {
    await expect(measureCode({ paths: ['nosuch.ts'] }, await actionContext())).rejects.toThrow(
      'nosuch.ts: there is no such file or folder. Name a file or folder with code in it.',
    );
  });

  it('reads nothing outside of the workspace', async () => {
    await expect(measureCode({ paths: ['/etc/hosts'] }, await actionContext())).rejects.toThrow(
      /\/etc\/hosts/,
    );
  });
});
