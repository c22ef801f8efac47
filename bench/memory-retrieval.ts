/**
 * How well the memory finds: the first sentence of a doc comment is the question, the function without its comments is what is looked for, among all
 * the others. Packages of npm (those that the lock pins) and PyPI (Django, SymPy). MRR@10 and recall@10, against BM25 on plain words.
 * `OPSMITH_BENCH_ENCODER` names a folder with a sentence encoder, `OPSMITH_BENCH_OLLAMA` an embedding model of an Ollama that runs here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '../src/config/index.ts';
import { openEmbedder, openMemory } from '../src/memory/index.ts';
import { openStore } from '../src/store/index.ts';
import { machine } from './processes.ts';
import { createBm25, plainWords } from './retrieval/bm25.ts';
import { codePairs } from './retrieval/code-pairs.ts';

const ofEach = Number(process.env.OPSMITH_BENCH_PAIRS ?? 1_500);
const pairs = await codePairs(ofEach);
const limit = 10;
const rows: Record<string, { mrr: number; recallAt10: number; javascriptMrr: number; pythonMrr: number }> =
  {};

async function measure(
  name: string,
  search: (question: string) => Promise<number[]> | number[],
): Promise<void> {
  const reciprocal: Record<string, number[]> = { javascript: [], python: [] };
  for (const [at, { question, language }] of pairs.entries()) {
    const place = (await search(question)).slice(0, limit).indexOf(at);
    reciprocal[language]!.push(place < 0 ? 0 : 1 / (place + 1));
  }
  const all = [...reciprocal.javascript!, ...reciprocal.python!];
  rows[name] = {
    mrr: mean(all),
    recallAt10: mean(all.map((value) => (value > 0 ? 1 : 0))),
    javascriptMrr: mean(reciprocal.javascript!),
    pythonMrr: mean(reciprocal.python!),
  };
  process.stderr.write(`${name} ${JSON.stringify(rows[name])}\n`);
}

function mean(values: readonly number[]): number {
  return (
    Math.round((1_000 * values.reduce((sum, value) => sum + value, 0)) / Math.max(1, values.length)) / 1_000
  );
}

const bm25 = createBm25(
  pairs.map(({ code }) => code),
  plainWords,
);
await measure('BM25 on plain words', (question) => bm25(question, limit));

const embedders: [string, object][] = [['lexical', { embedder: 'lexical' }]];
const { OPSMITH_BENCH_ENCODER: encoder, OPSMITH_BENCH_OLLAMA: ollama } = process.env;
if (encoder) embedders.push(['encoder', { embedder: 'encoder', encoder }]);
if (ollama) embedders.push([`ollama ${ollama}`, { embedder: 'ollama', ollama }]);
for (const [name, memoryConfig] of embedders) {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-retrieval-'));
  const store = await openStore({ path: join(folder, 'opsmith.db') });
  const config = Config.parse({ memory: memoryConfig });
  const memory = openMemory({
    store,
    openEmbedder: () => openEmbedder({ config, env: process.env, cwd: process.cwd(), home: folder }),
  });
  await memory.storeAll(pairs.map(({ code }, at) => ({ namespace: 'code', key: String(at), text: code })));
  await memory.reindex({ missing: true });
  for (const by of ['words', 'vectors', 'both'] as const) {
    if (by === 'words' && name !== 'lexical') continue;
    const label =
      by === 'words'
        ? 'words (identifiers taken apart)'
        : by === 'vectors'
          ? `${name}, vectors alone`
          : `${name}, joined`;
    await measure(label, async (question) =>
      (await memory.search({ namespace: 'code', query: question, limit, by })).hits.flatMap(
        ({ key, alsoAs }) => [Number(key), ...alsoAs.map((each) => Number(each.key))],
      ),
    );
  }
  await memory.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

const result = {
  benchmark: 'memory-retrieval',
  pairs: pairs.length,
  of: {
    javascript: pairs.filter(({ language }) => language === 'javascript').length,
    python: pairs.filter(({ language }) => language === 'python').length,
  },
  unit: 'MRR@10 and recall@10',
  ratios: Object.fromEntries(
    Object.entries(rows).map(([name, { mrr }]) => [
      name,
      Math.round((100 * mrr) / rows['BM25 on plain words']!.mrr) / 100,
    ]),
  ),
  rows,
  machine: machine(),
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
