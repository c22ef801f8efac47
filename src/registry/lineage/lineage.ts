import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../../store/index.ts';

/** A table, a set of features, a run, a version of a model, or a decision about one. */
export interface LineageNode {
  /** `data:…`, `features:…`, `run:…`, `model:NAME@VERSION`, `decision:NUMBER`. */
  id: string;
  kind: 'data' | 'features' | 'run' | 'model' | 'decision';
  /** What people call it. */
  label: string;
  /** What is known of it. */
  body: Readonly<Record<string, unknown>>;
}

/** `target` came out of `source`. */
export interface LineageEdge {
  source: string;
  target: string;
  /** How, as a verb: `trained`, `decided`, … */
  relation: string;
}

/** What something came from and what came of it, each thing after those that it came from. */
export interface Lineage {
  nodes: LineageNode[];
  edges: LineageEdge[];
}

/** Adds things and what came of what; those that are known already stay as they are. */
export async function addLineage(
  transaction: Transaction<Database>,
  { nodes, edges }: { nodes: readonly LineageNode[]; edges: readonly LineageEdge[] },
): Promise<void> {
  if (nodes.length > 0)
    await transaction
      .insertInto('lineage_nodes')
      .values(nodes.map((node) => ({ ...node, body: JSON.stringify(node.body) })))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  if (edges.length > 0)
    await transaction
      .insertInto('lineage_edges')
      .values([...edges])
      .onConflict((conflict) => conflict.columns(['source', 'target', 'relation']).doNothing())
      .execute();
}

export type LineageDirection = 'upstream' | 'downstream' | 'both';

/** All that a thing came from, all that came of it, or both; empty where nothing is known of it. */
export async function readLineage(
  database: Kysely<Database>,
  id: string,
  direction: LineageDirection,
): Promise<Lineage> {
  const edges = new Map<string, LineageEdge>();
  if (direction !== 'downstream') await walk(database, id, { from: 'target', to: 'source' }, edges);
  if (direction !== 'upstream') await walk(database, id, { from: 'source', to: 'target' }, edges);
  const ids = new Set([id, ...[...edges.values()].flatMap(({ source, target }) => [source, target])]);
  const rows = await inParts([...ids], (some) =>
    database.selectFrom('lineage_nodes').selectAll().where('id', 'in', some).execute(),
  );
  const nodes = rows.map((row) => ({ ...row, body: JSON.parse(row.body) }) as LineageNode);
  return { nodes: inOrder(nodes, [...edges.values()]), edges: [...edges.values()] };
}

async function walk(
  database: Kysely<Database>,
  start: string,
  { from, to }: { from: 'source' | 'target'; to: 'source' | 'target' },
  edges: Map<string, LineageEdge>,
): Promise<void> {
  const seen = new Set([start]);
  for (let border = [start]; border.length > 0; ) {
    const found = await inParts(border, (some) =>
      database.selectFrom('lineage_edges').selectAll().where(from, 'in', some).execute(),
    );
    for (const edge of found) edges.set(JSON.stringify(edge), edge);
    border = [...new Set(found.map((edge) => edge[to]))].filter((id) => !seen.has(id));
    for (const id of border) seen.add(id);
  }
}

/** A database takes some thousands of values in one query. */
async function inParts<T>(ids: readonly string[], query: (some: string[]) => Promise<T[]>): Promise<T[]> {
  const found: T[] = [];
  for (let at = 0; at < ids.length; at += 500) found.push(...(await query(ids.slice(at, at + 500))));
  return found;
}

/** Things after those that they came from; among equals by kind and name. What would go in a circle comes last. */
function inOrder(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): LineageNode[] {
  const waiting = new Map(nodes.map((node) => [node.id, node]));
  const order: LineageNode[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(
      ({ id }) => !edges.some(({ source, target }) => target === id && source !== id && waiting.has(source)),
    );
    const next = ready.length > 0 ? ready : [...waiting.values()];
    for (const node of next.sort((one, other) => (one.id < other.id ? -1 : 1))) {
      order.push(node);
      waiting.delete(node.id);
    }
  }
  return order;
}
