import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reviewSource } from '../../../src/code/index.ts';
import {
  factsOf,
  inferVerdicts,
  type KeptRecommendation,
  surroundingsOf,
} from '../../../src/learning/index.ts';
import { temporaryRepository } from '../review/temporary-repository.ts';

const bad = (name: string) => `export function ${name}(text) {\n  return eval(text);\n}\n`;

/** The findings of a text as open recommendations, seen before any commit of the test. */
async function openOf(file: string, source: string): Promise<KeptRecommendation[]> {
  const { files, recommendations } = await reviewSource({ source, path: file });
  return recommendations.map((each) => ({
    ...each,
    file,
    facts: factsOf({ ...each, file }, surroundingsOf(each, files[0]!)),
    firstSeenAt: '2020-01-01T00:00:00.000Z',
    lastSeenAt: '2020-01-01T00:00:00.000Z',
  }));
}

describe('verdicts read from commits', () => {
  it('say nothing of lines that are still there, in the commit or in the working tree', async () => {
    const { folder, commit, write } = temporaryRepository({ 'a.js': bad('f') });
    const open = await openOf('a.js', bad('f'));
    expect(open).toHaveLength(1);
    expect(await inferVerdicts(open, { folder })).toEqual([]);
    commit({ 'a.js': 'export const f = JSON.parse;\n' });
    write({ 'a.js': bad('f') });
    expect(await inferVerdicts(open, { folder })).toEqual([]);
  });

  it('are changes where the finding is gone after a commit that touched it', async () => {
    const { folder, commit } = temporaryRepository({ 'a.js': bad('f'), 'b.js': bad('g') });
    const open = [...(await openOf('a.js', bad('f'))), ...(await openOf('b.js', bad('g')))];
    const id = commit({ 'a.js': 'export const f = JSON.parse;\n' });
    const found = await inferVerdicts(open, { folder });
    expect(found).toMatchObject([
      { type: 'modify', commit: { id, author: 'tester@example.org' }, recommendation: { file: 'a.js' } },
    ]);
  });

  it('say nothing where the same is found under another name, or the file is gone', async () => {
    const { folder, commit, git } = temporaryRepository({ 'a.js': bad('f'), 'b.js': bad('g') });
    const open = [...(await openOf('a.js', bad('f'))), ...(await openOf('b.js', bad('g')))];
    git('rm', '-q', 'b.js');
    commit({ 'a.js': 'export function f(words) {\n  return eval(words);\n}\n' });
    expect(await inferVerdicts(open, { folder })).toEqual([]);
  });

  it('are acceptances where it was done as suggested', async () => {
    const source = 'export function f(a) {\n  if (a !== a) return 1;\n  return 2;\n}\n';
    const mended = 'export function f(a) {\n  if (Number.isNaN(a)) return 1;\n  return 2;\n}\n';
    const { folder, commit } = temporaryRepository({ 'a.js': source });
    const [base] = await openOf('a.js', bad('f'));
    const patch =
      '--- a/a.js\n+++ b/a.js\n@@ -2,1 +2,1 @@\n-  if (a !== a) return 1;\n+  if (Number.isNaN(a)) return 1;\n';
    const open = [{ ...base!, quote: 'if (a !== a) return 1;', patch }];
    commit({ 'a.js': mended });
    expect(await inferVerdicts(open, { folder })).toMatchObject([{ type: 'accept' }]);
  });

  it('are only those after --since', async () => {
    const { folder, commit } = temporaryRepository({ 'a.js': bad('f'), 'b.js': bad('g') });
    const open = [...(await openOf('a.js', bad('f'))), ...(await openOf('b.js', bad('g')))];
    commit({ 'a.js': 'export const f = JSON.parse;\n' });
    commit({ 'b.js': 'export const g = JSON.parse;\n' });
    const found = await inferVerdicts(open, { folder, since: 'HEAD~1' });
    expect(found.map(({ recommendation }) => recommendation.file)).toEqual(['b.js']);
    await expect(inferVerdicts(open, { folder, since: 'HEAD~9' })).rejects.toMatchObject({
      code: 'unknown-ref',
    });
    await expect(inferVerdicts(open, { folder, since: '--all' })).rejects.toMatchObject({
      code: 'unknown-ref',
    });
  });

  it('are refused in a shallow clone, an empty repository, and without one', async () => {
    const { folder, commit } = temporaryRepository({ 'a.js': bad('f') });
    commit({ 'a.js': bad('g') });
    const { folder: other } = temporaryRepository();
    const clone = join(other, 'clone');
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${folder}`, clone], { stdio: 'ignore' });
    await expect(inferVerdicts([], { folder: clone })).rejects.toMatchObject({ code: 'shallow-clone' });
    await expect(inferVerdicts([], { folder: other })).rejects.toMatchObject({ code: 'no-commits' });
    await expect(inferVerdicts([], { folder: '/' })).rejects.toMatchObject({ code: 'not-a-repository' });
  });
});
