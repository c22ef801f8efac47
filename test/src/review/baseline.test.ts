import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Recommendation, reviewSource } from '../../../src/code/index.ts';
import { InputError } from '../../../src/errors/index.ts';
import { compareWithBaseline, readBaseline, writeBaseline } from '../../../src/review/index.ts';

const twice = 'function f(text) {\n  eval(text);\n  other();\n  eval(text);\n}\n';

async function found(source: string, path = 'src/a.js'): Promise<Recommendation[]> {
  return (await reviewSource({ source, path })).recommendations.filter(({ rule }) => rule === 'eval-of-data');
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'opsmith-baseline-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const all = { isReviewed: () => true, nameOf: (file: string) => file };

describe('a baseline', () => {
  it('keeps known findings quiet, wherever their lines moved', async () => {
    const file = join(folder(), 'baseline.json');
    expect(writeBaseline(file, await found(twice), all)).toBe(2);
    const moved = await found(`// A header.\n\n${twice.replaceAll('  eval', '      eval')}`);
    const { fresh, known, fixed } = compareWithBaseline(readBaseline(file), moved, () => true);
    expect({ fresh, known: known.length, fixed }).toEqual({ fresh: [], known: 2, fixed: 0 });
  });

  it('counts the same finding as often as it is there', async () => {
    const file = join(folder(), 'baseline.json');
    writeBaseline(file, await found(twice), all);
    const baseline = readBaseline(file);
    const three = await found(twice.replace('}', '  eval(text);\n}'));
    expect(compareWithBaseline(baseline, three, () => true).fresh).toHaveLength(1);
    const one = await found(twice.replace('  eval(text);\n  other();\n', ''));
    expect(compareWithBaseline(baseline, one, () => true)).toMatchObject({ fresh: [], fixed: 1 });
    const [first] = one;
    const same = [first!, first!];
    writeBaseline(file, same, all);
    expect(compareWithBaseline(readBaseline(file), [...same, first!], () => true)).toMatchObject({
      fresh: [{ id: first!.id }],
      fixed: 0,
    });
  });

  it('counts as fixed only what this review would have found again', async () => {
    const file = join(folder(), 'baseline.json');
    writeBaseline(file, [...(await found(twice)), ...(await found(twice, 'lib/b.js'))], all);
    const baseline = readBaseline(file);
    const isReviewed = (name: string) => name.startsWith('lib/');
    expect(compareWithBaseline(baseline, [], isReviewed).fixed).toBe(2);
    expect(compareWithBaseline(baseline, [], () => true).fixed).toBe(4);
  });

  it('gives the same bytes for the same findings, a line each', async () => {
    const file = join(folder(), 'baseline.json');
    const findings = [...(await found(twice)), ...(await found(twice, 'lib/b.js'))];
    writeBaseline(file, findings, all);
    const text = readFileSync(file, 'utf8');
    writeBaseline(file, [...findings].reverse(), all);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(text.split('\n').filter((line) => line.includes('"rec_'))).toHaveLength(4);
    expect(text.indexOf('lib/b.js')).toBeLessThan(text.indexOf('src/a.js'));
  });

  it('keeps what an older one knows of files that were not reviewed', async () => {
    const file = join(folder(), 'baseline.json');
    writeBaseline(file, [...(await found(twice)), ...(await found(twice, 'lib/b.js'))], all);
    const isReviewed = (name: string) => name.startsWith('src/');
    expect(writeBaseline(file, [], { ...all, isReviewed })).toBe(2);
    expect(readBaseline(file).known.every((each) => each.file === 'lib/b.js')).toBe(true);
  });
});

describe('a baseline file that is none', () => {
  it.each([
    ['not JSON', '{"opsmith": "baseline"', /it is not JSON/],
    ['something else', '{"name": "a-package", "version": "1.0.0"}', /no baseline of opsmith/],
    ['a list', '[]', /no baseline of opsmith/],
    ['of a later form', '{"opsmith": "baseline", "version": 2, "findings": []}', /version/],
    [
      'spoiled',
      '{"opsmith": "baseline", "version": 1, "findings": [{"id": 7, "file": "a", "rule": "b"}]}',
      /findings\.0\.id/,
    ],
    ['empty', '', /it is not JSON/],
  ])('(%s) is refused with what is wrong, and never written over', (_, text, message) => {
    const file = join(folder(), 'baseline.json');
    writeFileSync(file, text);
    expect(() => readBaseline(file, 'b.json')).toThrow(InputError);
    expect(() => readBaseline(file, 'b.json')).toThrow(message);
    expect(() => readBaseline(file, 'b.json')).toThrow(/^b\.json/);
    expect(() => writeBaseline(file, [], all)).toThrow(InputError);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('is told from one that is missing, and from a folder', () => {
    const place = folder();
    expect(() => readBaseline(join(place, 'none.json'))).toThrow(/There is no baseline .* `--write-baseline/);
    expect(() => readBaseline(place)).toThrow(/can't be read/);
  });

  it('with a byte-order mark, as editors on Windows leave it, is read', () => {
    const file = join(folder(), 'baseline.json');
    writeFileSync(file, '\ufeff{"opsmith": "baseline", "version": 1, "findings": []}\r\n');
    expect(readBaseline(file).known).toEqual([]);
  });
});

describe('writing a baseline', () => {
  it('leaves the old one, and nothing beside it, where it fails', () => {
    const place = folder();
    const missing = join(place, 'no-folder', 'baseline.json');
    expect(() => writeBaseline(missing, [], all)).toThrow(/can't be written/);
    expect(readdirSync(place)).toEqual([]);
    expect(existsSync(missing)).toBe(false);
  });

  it.skipIf(process.getuid?.() === 0)('says so where the folder is closed', () => {
    const place = folder();
    chmodSync(place, 0o500);
    expect(() => writeBaseline(join(place, 'baseline.json'), [], all)).toThrow(/can't be written/);
    chmodSync(place, 0o700);
  });
});
