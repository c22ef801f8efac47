/**
 * The knowledge graph of a repository of 2,000 files: built, after one changed file, loaded; PageRank beside graphology's on the same graph. The files are opsmith's
 * own sources, repeated in folders of their own until there are enough. OPSMITH_BENCH_FILES changes how many.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DirectedGraph } from 'graphology';
import pagerankModule from 'graphology-metrics/centrality/pagerank.js';
import { openKnowledge } from '../src/knowledge/index.ts';
import { directedGraph } from '../src/knowledge/measures/directed-graph.ts';
import { fileGraphOf } from '../src/knowledge/measures/file-measures.ts';
import { pageRank } from '../src/knowledge/measures/page-rank.ts';
import { openStore } from '../src/store/index.ts';
import { createRandom } from '../src/train/index.ts';
import { machine, median, rounded } from './processes.ts';

const wanted = Number(process.env.OPSMITH_BENCH_FILES ?? 2_000);
const rounds = 5;
/** A file that was changed so lately is read once more. */
const settleMs = 2_500;
const folder = mkdtempSync(join(tmpdir(), 'opsmith-bench-graph-'));
const source = new URL('../src/', import.meta.url).pathname;
try {
  const perCopy = readdirSync(source, { recursive: true }).filter((path) =>
    String(path).endsWith('.ts'),
  ).length;
  const copies = Math.ceil(wanted / perCopy);
  for (let copy = 0; copy < copies; copy += 1) {
    mkdirSync(join(folder, `part${copy}`));
    cpSync(source, join(folder, `part${copy}`, 'src'), { recursive: true });
  }
  await setTimeout(settleMs);
  const store = await openStore({ path: join(folder, '.opsmith', 'opsmith.db') });
  const knowledge = openKnowledge({ store, workspace: folder });
  const built = await knowledge.update();
  const changed = join(folder, 'part0/src/code/symbols.ts');
  const changes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    writeFileSync(
      changed,
      `${readFileSync(changed, 'utf8')}\nexport function added${round}() { return ${round}; }\n`,
    );
    changes.push(await timed(() => knowledge.update()));
  }
  const loads: number[] = [];
  for (let round = 0; round < rounds; round += 1) loads.push(await timed(() => knowledge.load()));
  const { graph } = await knowledge.load();
  const files = fileGraphOf(graph);
  await store.close();

  // PageRank on a graph large enough to be timed: 20,000 nodes, 100,000 edges.
  const random = createRandom(1);
  const size = 20_000;
  const edges = Array.from({ length: 100_000 }, (): [number, number] => [
    Math.floor(random.next() * size),
    Math.floor(random.next() ** 3 * size),
  ]);
  const ours = directedGraph(size, edges);
  const theirs = new DirectedGraph();
  for (let node = 0; node < size; node += 1) theirs.addNode(node);
  for (const [from, to] of edges) if (from !== to) theirs.mergeDirectedEdge(from, to);
  const pagerank = pagerankModule as unknown as typeof pagerankModule.default;
  // Both end when the ranks change by less than a millionth of a node's.
  const oursMs: number[] = [];
  const theirsMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    oursMs.push(await timed(async () => pageRank(ours, { tolerance: 1e-10, mostIterations: 500 })));
    theirsMs.push(
      await timed(async () =>
        pagerank(theirs, { tolerance: 1e-10, maxIterations: 500, getEdgeWeight: null }),
      ),
    );
  }
  const changeMs = median(changes);
  const ratio = median(oursMs) / median(theirsMs);
  const figures = {
    files: built.files,
    buildSeconds: rounded(built.seconds),
    changedFileMs: rounded(changeMs),
    loadMs: rounded(median(loads)),
    nodes: graph.nodeCount,
    edges: graph.edgeCount,
    dependencies: files.dependencies.targets.length,
    pageRankMs: rounded(median(oursMs)),
    graphologyPageRankMs: rounded(median(theirsMs)),
    pageRankRatio: rounded(ratio),
    rssMb: rounded(process.memoryUsage().rss / 1e6),
  };
  process.stdout.write(
    `${JSON.stringify(
      {
        benchmark: 'knowledge-graph',
        machine: machine(),
        figures,
        raw: { changes, loads, oursMs, theirsMs },
        ratios: {
          buildSeconds: figures.buildSeconds,
          changedFileMs: figures.changedFileMs,
          pageRankToGraphology: figures.pageRankRatio,
        },
        limit: { buildSeconds: 60, changedFileMs: 500, pageRankToGraphology: 1.2 },
        reached: built.seconds < 60 && changeMs < 500 && ratio <= 1.2,
      },
      null,
      2,
    )}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
