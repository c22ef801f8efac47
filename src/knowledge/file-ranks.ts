import { realpathSync } from 'node:fs';
import type { Store } from '../store/index.ts';
import { decodeLinks } from './code/encoded-outline.ts';
import { directedGraph } from './measures/directed-graph.ts';
import { pageRank } from './measures/page-rank.ts';

/** Where a file stands among the others, each 0..1 by rank; null where nothing is known. */
export interface FileRank {
  /** By PageRank over imports: 1 is the file on which most leans. */
  centrality: number | null;
  /** By number of commits. */
  churn: number | null;
}

/** The ranks of a workspace's files by path, as they were when the graph was last brought up to date; empty where it never was. */
export async function fileRanks(store: Store, workspace: string): Promise<Map<string, FileRank>> {
  const rows = await store.database
    .selectFrom('knowledge_files')
    .leftJoin('knowledge_history', 'knowledge_history.file', 'knowledge_files.id')
    .select(['knowledge_files.id', 'path', 'links', 'commits'])
    .where('root', '=', realpathSync(workspace))
    .execute();
  const places = new Map(rows.map(({ id }, place) => [id, place]));
  const edges = rows.flatMap(({ links }, place) =>
    decodeLinks(links).imports.flatMap(({ file }): [number, number][] => {
      const target = places.get(file);
      return target === undefined ? [] : [[place, target]];
    }),
  );
  const centrality = rankShares([...pageRank(directedGraph(rows.length, edges))]);
  const hasHistory = rows.some(({ commits }) => commits !== null);
  const churn = rankShares(rows.map(({ commits }) => commits ?? 0));
  return new Map(
    rows.map(({ path }, place) => [
      path,
      {
        centrality: edges.length === 0 ? null : centrality[place]!,
        churn: hasHistory ? churn[place]! : null,
      },
    ]),
  );
}

/** The share of values that are smaller, ties counted half: the same for equal values. */
function rankShares(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return values.map((value) => {
    const [below, upTo] = [firstOver(sorted, value, false), firstOver(sorted, value, true)];
    return values.length < 2 ? 0.5 : Math.min(1, Math.max(0, (below + upTo - 1) / 2 / (values.length - 1)));
  });
}

function firstOver(sorted: Float64Array, value: number, isStrict: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isStrict ? sorted[middle]! <= value : sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
