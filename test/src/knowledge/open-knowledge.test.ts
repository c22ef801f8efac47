import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { XMLParser } from 'fast-xml-parser';
import { afterEach, describe, expect, test } from 'vitest';
import {
  exportGraph,
  fileGraphOf,
  fileRanks,
  findNode,
  hiddenCouplings,
  hotspots,
  importCycles,
  openKnowledge,
  shortestPath,
  summarizeGraph,
} from '../../../src/knowledge/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { type CodeBase, createCodeBase, edgesOf } from './code-base.ts';

let base: CodeBase;
afterEach(() => base.close());

/** File systems' clocks have grains: a file that was changed so lately is read again. */
const settleMs = 2_200;

const small = {
  'src/a.ts': `import { b } from './b.ts';\nexport function a(x: number) { if (x) return b(); return a(0); }\n`,
  'src/b.ts': `export function b() { return 1; }\n`,
  'src/c.ts': `export const c = 1;\n`,
};

describe('the graph follows the code', () => {
  test('what a build made is passed over, and counted', async () => {
    base = await createCodeBase({ ...small, 'dist/x/a.js': 'var a = 1;\n', 'dist/b.txt': 'no code\n' });
    expect(await base.knowledge.update()).toMatchObject({
      files: 3,
      passedOver: { folders: ['dist'], files: 1 },
    });
  });

  test('what is as it was is not bound again, and a file that changed alone', async () => {
    base = await createCodeBase(small);
    expect(await base.knowledge.update()).toMatchObject({ files: 3, read: 3, resolved: 3 });
    expect(await base.knowledge.update()).toMatchObject({ files: 3, resolved: 0 });
    const old = new Date(Date.now() + settleMs);
    await expect.poll(() => Date.now() > old.getTime(), { timeout: 5_000 }).toBe(true);
    await base.knowledge.update();
    expect(await base.knowledge.update()).toMatchObject({ files: 3, read: 0, resolved: 0 });
    base.write('src/a.ts', small['src/a.ts'].replace('if (x)', 'if (x && x)'));
    expect(await base.knowledge.update()).toMatchObject({ read: 1, resolved: 1 });
  });

  test('what another version of opsmith read is read and bound anew, once', async () => {
    base = await createCodeBase(small);
    await base.knowledge.update();
    const old = new Date(Date.now() + settleMs);
    await expect.poll(() => Date.now() > old.getTime(), { timeout: 5_000 }).toBe(true);
    await base.knowledge.update();
    await base.store.database.updateTable('knowledge_files').set({ reader: 0 }).execute();
    expect(await base.knowledge.update()).toMatchObject({ files: 3, read: 3, resolved: 3 });
    expect(await base.knowledge.update()).toMatchObject({ files: 3, read: 0, resolved: 0 });
  });

  test('what others define is bound anew when it comes, goes or moves', async () => {
    base = await createCodeBase(small);
    expect(edgesOf(await base.load(), 'calls')).toContain('function:src/a.ts#a function:src/b.ts#b');
    base.write('src/b.ts', `export function other() { return 1; }\n`);
    expect(await base.knowledge.update()).toMatchObject({ resolved: 2 });
    expect(edgesOf(await base.load(), 'calls')).toEqual(['function:src/a.ts#a function:src/a.ts#a']);
    base.write('src/b.ts', small['src/b.ts']);
    expect(edgesOf(await base.load(), 'calls')).toContain('function:src/a.ts#a function:src/b.ts#b');
    rmSync(join(base.root, 'src/b.ts'));
    const graph = await base.load();
    expect(graph.find('file:src/b.ts')).toBeUndefined();
    expect(edgesOf(graph, 'imports')).toEqual(['file:src/a.ts import:./b.ts']);
  });

  test('an edge keeps the date on which it was first seen', async () => {
    base = await createCodeBase(small);
    let now = new Date('2026-01-01T00:00:00Z');
    const knowledge = openKnowledge({ store: base.store, workspace: base.root, now: () => now });
    await knowledge.update();
    now = new Date('2026-02-01T00:00:00Z');
    base.write('src/a.ts', `import { c } from './c.ts';\n${small['src/a.ts']}`);
    await knowledge.update();
    const { graph } = await knowledge.load();
    const dates = Object.fromEntries(
      graph
        .edgesFrom(graph.find('file:src/a.ts')!)
        .filter(({ kind }) => kind === 'imports')
        .map(({ target, atMs }) => [graph.labelOf(target), new Date(atMs).getUTCMonth()]),
    );
    expect(dates).toEqual({ 'src/b.ts': 0, 'src/c.ts': 1 });
  });

  test('two that write at the same time leave one whole graph', async () => {
    base = await createCodeBase(small);
    const path = join(base.root, '.opsmith', 'opsmith.db');
    const source = new URL('../../../src/', import.meta.url).href;
    const script = `import { openStore } from '${source}store/index.ts';
      import { openKnowledge } from '${source}knowledge/index.ts';
      const store = await openStore({ path: ${JSON.stringify(path)} });
      await openKnowledge({ store, workspace: ${JSON.stringify(base.root)} }).update();
      await store.close();`;
    const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    await Promise.all([run(), run()]);
    const store = await openStore({ path });
    const { graph } = await openKnowledge({ store, workspace: base.root }).load();
    await store.close();
    expect(edgesOf(graph, 'calls')).toEqual([
      'function:src/a.ts#a function:src/a.ts#a',
      'function:src/a.ts#a function:src/b.ts#b',
    ]);
  });

  test('declarations of types make no import cycle: they are never run', async () => {
    base = await createCodeBase({
      'types/a.d.ts': `import { B } from './b';\nexport interface A { b: B }\n`,
      'types/b.d.ts': `import { A } from './a';\nexport interface B { a: A }\n`,
    });
    const graph = await base.load();
    expect(edgesOf(graph, 'imports')).toHaveLength(2);
    expect(importCycles(graph, fileGraphOf(graph))).toEqual([]);
  });

  test('only imports that run what they import make a cycle', async () => {
    base = await createCodeBase({
      'a.ts': `import type { B } from './b.ts';\nexport type A = B;\n`,
      'b.ts': `import { A } from './a.ts';\nexport type B = 1;\n`,
      'x.ts': `import { y } from './y.ts';\nexport const x = y;\n`,
      'y.ts': `import { x } from './x.ts';\nexport const y = x;\n`,
    });
    const graph = await base.load();
    expect(importCycles(graph, fileGraphOf(graph))).toEqual([['x.ts', 'y.ts']]);
  });

  test('what is called like code and is none is named, and other files that are no text are not', async () => {
    base = await createCodeBase({ ...small, 'bin.py': 'a\0b', 'picture.png': 'a\0b' });
    expect((await base.knowledge.update()).skipped).toEqual([
      { path: 'bin.py', code: 'binary', reason: 'it is not text: it holds NUL bytes' },
    ]);
  });

  test('code that can not be read is skipped, and the rest goes on', async () => {
    base = await createCodeBase({ ...small, 'src/bad.ts': 'export function (((( {{{', 'src/nul.ts': 'a\0b' });
    const { files } = await base.knowledge.update();
    expect(files).toBe(5);
    expect(edgesOf(await base.load(), 'calls')).toHaveLength(2);
  });

  test('alike functions are similar, and three of them a pattern', async () => {
    const body = (name: string, word: string) =>
      `export function ${name}(items: Item[]) { let sum = 0; for (const item of items) { if (item.${word} > 3 && item.ok) { sum += item.${word} * 2; } else { sum -= item.other; } } if (sum < 0) { throw new Error('${name}'); } return { sum, average: sum / items.length }; }\n`;
    base = await createCodeBase({
      'a.ts': body('one', 'price'),
      'b.ts': body('two', 'size'),
      'c.ts': body('three', 'age'),
    });
    const graph = await base.load();
    expect(edgesOf(graph, 'similar-to')).toHaveLength(3);
    expect([...graph.edges()].filter(({ atMs }) => Number.isNaN(atMs))).toEqual([]);
    expect(summarizeGraph(graph).patterns).toBe(1);
  });
});

describe('the graph follows the history', () => {
  async function withHistory(): Promise<void> {
    base = await createCodeBase(small);
    base.git('init', '-q');
    base.commit();
    for (let round = 1; round <= 4; round += 1) {
      base.write('src/a.ts', `${small['src/a.ts']}// ${round}\n`);
      base.write('src/c.ts', `export const c = ${round};\n`);
      base.commit(round === 4 ? 'Bob <bob@example.org>' : undefined);
    }
  }

  test('churn, authors and what changes together, and only new commits are read later', async () => {
    await withHistory();
    let graph = await base.load();
    expect(graph.factsOf(graph.find('file:src/a.ts')!).commits).toBe(5);
    expect(hotspots(graph)[0]?.path).toBe('src/a.ts');
    expect(hiddenCouplings(graph, fileGraphOf(graph))).toEqual([
      { files: ['src/a.ts', 'src/c.ts'], commits: 4, share: 1 },
    ]);
    expect(edgesOf(graph, 'authored-by')).toContain('file:src/a.ts developer:bob@example.org');
    base.write('src/c.ts', 'export const c = 9;\n');
    base.commit();
    const { history } = await base.knowledge.update();
    expect(history.commits).toBe(6);
    graph = await base.load();
    expect(graph.factsOf(graph.find('file:src/c.ts')!).commits).toBe(5);
    expect((await fileRanks(base.store, base.root)).get('src/c.ts')).toEqual({
      centrality: 0.25,
      churn: 0.75,
    });
  });

  test('a renamed file keeps what happened to it before', async () => {
    await withHistory();
    base.git('mv', 'src/a.ts', 'src/renamed.ts');
    base.commit();
    const graph = await base.load();
    expect(graph.factsOf(graph.find('file:src/renamed.ts')!).commits).toBe(6);
  });

  test('built step by step it is the one built at once: a file renamed, gone and back, and alike code', async () => {
    await withHistory();
    const commitsOf = async (path: string) => {
      const graph = await base!.load();
      return graph.factsOf(graph.find(`file:${path}`)!).commits;
    };
    await base!.load();
    base!.git('mv', 'src/a.ts', 'src/renamed.ts');
    base!.commit();
    expect(await commitsOf('src/renamed.ts')).toBe(6);
    base!.git('rm', '-q', 'src/c.ts');
    await base!.knowledge.update();
    base!.git('reset', '-q', '--hard');
    expect(await commitsOf('src/c.ts')).toBe(4);
    base!.git('rm', '-q', 'src/c.ts');
    base!.commit();
    await base!.knowledge.update();
    base!.git('-c', 'user.name=x', '-c', 'user.email=x@x.org', 'revert', '--no-edit', 'HEAD');
    expect(await commitsOf('src/c.ts')).toBe(6);
  });

  test('alike code is told the same way, in whatever order its files were read', async () => {
    const body = (name: string) =>
      `export function ${name}(items: Item[]) { let sum = 0; for (const item of items) { if (item.price > 3 && item.ok) { sum += item.price * 2; } else { sum -= item.other; } } if (sum < 0) { throw new Error('${name}'); } return { sum, average: sum / items.length }; }\n`;
    base = await createCodeBase({ 'b.ts': body('two') });
    await base.knowledge.update();
    base.write('c.ts', body('three'));
    await base.knowledge.update();
    base.write('a.ts', body('one'));
    const graph = await base.load();
    expect(edgesOf(graph, 'similar-to').sort()).toEqual([
      'function:a.ts#one function:b.ts#two',
      'function:a.ts#one function:c.ts#three',
      'function:b.ts#two function:c.ts#three',
    ]);
    expect(graph.find('pattern:function:a.ts#one')).toBeDefined();
  });

  test('without git the rest works, with a note', async () => {
    base = await createCodeBase(small);
    await base.knowledge.update();
    const { notes, graph } = await base.knowledge.load();
    expect(notes.join()).toMatch(/No Git history/);
    expect(hotspots(graph)).toEqual([]);
    expect((await fileRanks(base.store, base.root)).get('src/b.ts')).toMatchObject({
      centrality: 1,
      churn: null,
    });
  });

  test('a shallow clone is told of', async () => {
    await withHistory();
    const clone = mkdtempSync(join(tmpdir(), 'opsmith-shallow-'));
    try {
      execFileSync('git', ['clone', '-q', '--depth', '1', `file://${base.root}`, clone], { stdio: 'pipe' });
      const knowledge = openKnowledge({ store: base.store, workspace: clone });
      const { history } = await knowledge.update();
      expect(history).toMatchObject({ commits: 1, note: expect.stringMatching(/shallow/) });
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });
});

describe('asking', () => {
  test('nodes are found by id, path and name; unknown and ambiguous ones are told of', async () => {
    base = await createCodeBase({ ...small, 'lib/b.ts': small['src/b.ts'] });
    const graph = await base.load();
    expect(graph.idOf(findNode(graph, 'src/a.ts'))).toBe('file:src/a.ts');
    expect(graph.idOf(findNode(graph, 'a()', ['function']))).toBe('function:src/a.ts#a');
    expect(() => findNode(graph, 'b', ['function'])).toThrow(
      /function:lib\/b.ts#b, function:src\/b.ts#b|may be any/,
    );
    expect(() => findNode(graph, 'src/aa.ts')).toThrow(/Did you mean src\/a.ts/);
  });

  test('a path leads along edges, and against them unless forbidden', async () => {
    base = await createCodeBase(small);
    const graph = await base.load();
    const [from, to] = [findNode(graph, 'src/b.ts'), findNode(graph, 'src/a.ts')];
    expect(shortestPath(graph, from, to)).toHaveLength(1);
    expect(shortestPath(graph, from, to, { bothWays: false })).toBeNull();
    expect(shortestPath(graph, from, from)).toEqual([]);
  });

  test('models are bound to the columns and features that they used', async () => {
    base = await createCodeBase(small);
    const record = {
      target: 'churned',
      inputs: [{ name: 'age' }],
      members: [{ features: [{ name: 'log(age)', sources: ['age'] }] }],
      data: { fingerprint: 'f00', source: 'data.csv', rows: 10 },
    };
    // An earlier version knows of the table no more than its fingerprint.
    const unnamed = { data: { fingerprint: 'f00' } };
    for (const [model, told] of [
      ['before', unnamed],
      ['churn', record],
    ] as const)
      await base.store.database
        .insertInto('model_versions')
        .values({
          model,
          version: '1.0.0',
          position: 1,
          major: 1,
          minor: 0,
          patch: 0,
          stage: null,
          artifact: 'x',
          run: null,
          git_commit: null,
          registered_at: '2026-01-01T00:00:00.000Z',
          registered_by: 'ada',
          body: JSON.stringify({ record: told }),
          deleted_at: null,
        })
        .execute();
    const graph = await base.load();
    expect(graph.labelOf(graph.find('data-set:f00')!)).toBe('data.csv');
    expect(edgesOf(graph, 'trained-on')).toEqual([
      'version:before@1.0.0 data-set:f00',
      'version:churn@1.0.0 column:f00/age',
      'version:churn@1.0.0 column:f00/churned',
      'version:churn@1.0.0 data-set:f00',
      'version:churn@1.0.0 feature:churn@1.0.0/log(age)',
    ]);
    expect(edgesOf(graph, 'derived-from')).toEqual(['feature:churn@1.0.0/log(age) column:f00/age']);
  });
});

describe('exports', () => {
  test('hold every node and edge, and are what they say', async () => {
    base = await createCodeBase({ ...small, 'src/odd & <name>.ts': 'export function x() {}\n' });
    const graph = await base.load();
    const text = (format: 'graphml' | 'gexf' | 'json' | 'html') =>
      [...exportGraph(graph, { format, title: 'a <b>' })].join('');
    const json = JSON.parse(text('json')) as { nodes: unknown[]; edges: unknown[] };
    expect([json.nodes.length, json.edges.length]).toEqual([graph.nodeCount, graph.edgeCount]);
    const parser = new XMLParser({ ignoreAttributes: false });
    const graphml = parser.parse(text('graphml'), true).graphml.graph;
    expect([graphml.node.length, graphml.edge.length]).toEqual([graph.nodeCount, graph.edgeCount]);
    const gexf = parser.parse(text('gexf'), true).gexf.graph;
    expect([gexf.nodes.node.length, gexf.edges.edge.length]).toEqual([graph.nodeCount, graph.edgeCount]);
  });

  test('the page needs no network and is not broken by what files are called', async () => {
    base = await createCodeBase({
      'a.ts': `export function x() {}\n`,
      'b</script><b>.ts': 'export const y = 1;\n',
    });
    const page = [...exportGraph(await base.load(), { format: 'html', title: 'a </title>' })].join('');
    expect(page).not.toMatch(/https?:\/\//);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page.match(/<\/title>/g)).toHaveLength(1);
  });
});

test('can be stopped while calls are bound, and goes on from there', async () => {
  base = await createCodeBase({ 'a.ts': 'export function a() {}\n' });
  for (let at = 0; at < 250; at += 1)
    base.write(`f${at}.ts`, `import { a } from './a.ts';\n\nexport const f${at} = () => a();\n`);
  const stopping = new AbortController();
  const onProgress = ({ phase }: { phase: string }) => {
    // As a signal would: only when other work gets its turn.
    if (phase === 'resolve') setImmediate(() => stopping.abort());
  };
  await expect(base.knowledge.update({ signal: stopping.signal, onProgress })).rejects.toThrow();
  expect(await base.knowledge.update()).toMatchObject({ files: 251 });
  const graph = await base.load();
  expect(edgesOf(graph, 'calls')).toHaveLength(250);
});
