import type { MemoryAnswer, MemoryBenchmark, MemoryEntry, MemoryStats } from '../../../src/memory/index.ts';
import { count, formatAgo, formatNumber } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';

/** One entry with all that is known of it. */
export function renderEntry(entry: MemoryEntry, { style }: Screen): string[] {
  const facts = Object.entries(entry.metadata).map(([name, value]) => `${name}=${value}`);
  const about = [
    style.bold(printable(`${entry.namespace}/${entry.key}`)),
    `by ${printable(entry.source)}`,
    formatAgo(entry.updatedAt),
    ...(entry.expiresAt === null ? [] : [`until ${entry.expiresAt.slice(0, 16).replace('T', ' ')}`]),
    ...facts.map(printable),
    ...(entry.sameAs === null ? [] : [`found as ${printable(entry.sameAs)}, which says nearly the same`]),
  ];
  return [about.join(style.dim(' · ')), ...entry.text.split('\n').map(printable)];
}

/** What a search found, the best first, with what found it. */
export function renderHits(answer: MemoryAnswer, screen: Screen): string[] {
  const { style, columns } = screen;
  if (answer.hits.length === 0) return ['Nothing like it is remembered.'];
  return answer.hits.flatMap((hit) => {
    const how = [
      ...(hit.wordsRank === null ? [] : [`${hit.wordsRank}. by words`]),
      ...(hit.similarity === null ? [] : [`cosine ${hit.similarity.toFixed(2)}`]),
      formatAgo(hit.updatedAt),
      ...(hit.alsoAs.length === 0
        ? []
        : [`also as ${hit.alsoAs.map(({ key }) => printable(key)).join(', ')}`]),
    ];
    return [
      `${style.cyan(hit.score.toFixed(2))} ${style.bold(printable(`${hit.namespace}/${hit.key}`))} ${style.dim(how.join(' · '))}`,
      ...wrap(printable(shortened(hit.text)), Math.max(20, columns - 5)).map((line) => `     ${line}`),
    ];
  });
}

/** Entries as a table. */
export function renderEntries(entries: readonly MemoryEntry[], { style, columns }: Screen): string[] {
  if (entries.length === 0) return ['Nothing is remembered yet.'];
  const titles = [
    { title: 'namespace', shrink: 3 },
    { title: 'key', shrink: 2 },
    { title: 'by', shrink: 4 },
    { title: 'when', shrink: 0 },
    { title: 'text', shrink: 1 },
  ];
  const rows = entries.map((entry) => [
    printable(entry.namespace),
    printable(entry.key),
    style.dim(printable(entry.source)),
    style.dim(formatAgo(entry.updatedAt)),
    printable(shortened(entry.text, 100)),
  ]);
  return renderTable(titles, rows, { columns, style });
}

/** Namespaces, embedder, and how vectors are searched. */
export function renderStats(stats: MemoryStats, { style, columns }: Screen): string[] {
  const { embedder, problem, namespaces } = stats;
  const lead =
    embedder === null
      ? style.yellow(printable(problem ?? 'There is no embedder.'))
      : `embedder ${printable(embedder.label)}, ${embedder.dimension} numbers a vector · ${printable(stats.folder)}`;
  if (namespaces.length === 0) return [lead, 'Nothing is remembered yet.'];
  const titles = [
    { title: 'namespace', shrink: 1 },
    { title: 'entries', align: 'right' as const, shrink: 0 },
    { title: 'vectors', align: 'right' as const, shrink: 0 },
    { title: 'waiting', align: 'right' as const, shrink: 0 },
    { title: 'searched', shrink: 2 },
  ];
  const rows = namespaces.map(({ namespace, entries, vectors }) => [
    printable(namespace),
    formatNumber(entries),
    vectors === null ? '' : formatNumber(vectors.vectors),
    vectors === null ? '' : formatNumber(vectors.pending),
    vectors === null
      ? 'by words'
      : vectors.plan.kind === 'exact'
        ? `exactly: ${vectors.plan.reason}`
        : `index, recall@10 ${vectors.plan.recall.toFixed(3)} over ${vectors.plan.queries} queries`,
  ]);
  return [lead, ...renderTable(titles, rows, { columns, style })];
}

/** A benchmark's figures. */
export function renderBenchmark(result: MemoryBenchmark): string[] {
  const { plan, searchMs, vectorsMs } = result;
  return [
    `${count(result.entries, 'entry', 'entries')}, ${result.embedder} (${result.dimension} numbers), ${plan.kind === 'exact' ? `exact search: ${plan.reason}` : 'index'}`,
    `stored in ${result.storeSeconds.toFixed(1)} s, vectors and index in ${result.vectorSeconds.toFixed(1)} s`,
    `search: p50 ${searchMs.p50} ms, p95 ${searchMs.p95} ms; vectors alone: p50 ${vectorsMs.p50} ms, p95 ${vectorsMs.p95} ms`,
    `recall@10 ${result.recallAt10.toFixed(3)} over ${count(result.queries, 'query', 'queries')}`,
  ];
}

function shortened(text: string, most = 400): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}
