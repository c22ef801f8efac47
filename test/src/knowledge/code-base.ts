/** A small code base on the disk, with a store of its own, for tests of the graph. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Knowledge, type KnowledgeGraph, openKnowledge } from '../../../src/knowledge/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';

export interface CodeBase {
  root: string;
  store: Store;
  knowledge: Knowledge;
  /** Writes a file with an older date, so that it is not taken for one that may still be changing. */
  write(path: string, text: string): void;
  git(...args: string[]): void;
  /** Everything is committed by this person. */
  commit(author?: string): void;
  load(): Promise<KnowledgeGraph>;
  close(): Promise<void>;
}

export async function createCodeBase(files: Readonly<Record<string, string>>): Promise<CodeBase> {
  const root = mkdtempSync(join(tmpdir(), 'opsmith-graph-'));
  const store = await openStore({ path: ':memory:' });
  const knowledge = openKnowledge({ store, workspace: root });
  let age = 1_000_000;
  const base: CodeBase = {
    root,
    store,
    knowledge,
    write(path, text) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      age -= 10;
      const date = new Date(Date.now() - age * 1000);
      utimesSync(join(root, path), date, date);
    },
    git: (...args) => {
      execFileSync('git', args, {
        cwd: root,
        stdio: 'pipe',
        env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
      });
    },
    commit(author = 'Ada <ada@example.org>') {
      base.git('add', '-A');
      base.git(
        '-c',
        'user.name=x',
        '-c',
        'user.email=x@example.org',
        'commit',
        '-q',
        '-m',
        'x',
        `--author=${author}`,
      );
    },
    async load() {
      await knowledge.update();
      return (await knowledge.load()).graph;
    },
    async close() {
      await store.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  for (const [path, text] of Object.entries(files)) base.write(path, text);
  return base;
}

/** Edges of a kind as `source target`, sorted. */
export function edgesOf(graph: KnowledgeGraph, kind: string): string[] {
  return [...graph.edges()]
    .filter((edge) => edge.kind === kind)
    .map(({ source, target }) => `${graph.idOf(source)} ${graph.idOf(target)}`)
    .sort();
}
