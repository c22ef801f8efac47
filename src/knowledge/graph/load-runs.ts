/** What runs left behind, from the tables that own it: recommendations and their fate, experiments, models, decisions. */
import { isAbsolute, relative, resolve } from 'node:path';
import { z } from 'zod';
import type { Store } from '../../store/index.ts';
import type { EdgeKind } from '../kinds.ts';
import type { KnowledgeGraph, NodeIndex } from './knowledge-graph.ts';
import { fileId, labelOfPath } from './node-ids.ts';

/** Older runs, and what only they left behind, are not loaded. */
export const mostRuns = 5_000;
const mostRecommendations = 100_000;

const Event = z.object({
  agent: z.string().optional(),
  name: z.string().optional(),
  decidedBy: z.string().optional(),
  reason: z.string().optional(),
});
const Recommendation = z.object({
  line: z.number().optional(),
  title: z.string().optional(),
});
/** What is read of a version; all of it may be missing in versions that others registered. */
const VersionBody = z.object({
  record: z
    .object({
      target: z.string().optional(),
      protectedColumns: z.array(z.string()).default([]),
      inputs: z.array(z.object({ name: z.string() })).default([]),
      members: z
        .array(
          z.object({
            features: z.array(z.object({ name: z.string(), sources: z.array(z.string()) })).default([]),
          }),
        )
        .default([]),
      data: z
        .object({ fingerprint: z.string(), source: z.string().nullish(), rows: z.number().optional() })
        .nullish(),
    })
    .default({ protectedColumns: [], inputs: [], members: [] }),
});
const verdictEdges: Readonly<Record<string, EdgeKind>> = {
  accept: 'accepted-by',
  reject: 'rejected-by',
  modify: 'modified-by',
};

/** Adds what the store knows of runs; gives notes on what was left out. */
export async function loadRuns(store: Store, graph: KnowledgeGraph, root: string): Promise<string[]> {
  const runs = await loadRunRows(store, graph);
  await loadDecisions(store, graph, runs);
  await loadRecommendations(store, graph, root);
  await loadFeedback(store, graph);
  await loadExperiments(store, graph);
  await loadVersions(store, graph);
  await loadAudit(store, graph);
  return runs.size >= mostRuns ? [`Only the latest ${mostRuns} runs are in the graph.`] : [];
}

async function loadRunRows(store: Store, graph: KnowledgeGraph): Promise<Set<string>> {
  const rows = await store.database
    .selectFrom('runs')
    .select(['id', 'kind', 'status', 'started_at'])
    .orderBy('number', 'desc')
    .limit(mostRuns)
    .execute();
  for (const { id, kind, status, started_at } of rows)
    graph.addNode('run', `run:${id}`, `${kind} ${id}`, { kind, status, startedAt: started_at });
  return new Set(rows.map(({ id }) => id));
}

async function loadDecisions(store: Store, graph: KnowledgeGraph, runs: ReadonlySet<string>): Promise<void> {
  const rows = await store.database
    .selectFrom('events')
    .select(['run', 'seq', 'at', 'type', 'body'])
    .where('type', 'in', ['agent-start', 'decision'])
    .execute();
  for (const { run, seq, at, type, body } of rows) {
    const event = Event.safeParse(JSON.parse(body)).data;
    const node = runs.has(run) ? graph.find(`run:${run}`) : undefined;
    if (event === undefined || node === undefined) continue;
    const atMs = Date.parse(at);
    if (type === 'agent-start' && event.agent !== undefined)
      graph.addEdge(node, agentNode(graph, event.agent), 'decided-by', { atMs });
    if (type === 'decision' && event.name !== undefined) {
      const decision = graph.addNode('decision', `decision:${run}.${seq}`, event.name, {
        at,
        reason: event.reason ?? '',
      });
      graph.addEdge(node, decision, 'contains', { atMs });
      graph.addEdge(decision, agentNode(graph, event.decidedBy ?? 'policy'), 'decided-by', { atMs });
    }
  }
}

function agentNode(graph: KnowledgeGraph, name: string): NodeIndex {
  return graph.addNode('agent', `agent:${name}`, name);
}

async function loadRecommendations(store: Store, graph: KnowledgeGraph, root: string): Promise<void> {
  const rows = await store.database
    .selectFrom('recommendations')
    .select(['id', 'file', 'rule', 'severity', 'first_run', 'first_seen_at', 'last_seen_at', 'body'])
    .orderBy('last_seen_at', 'desc')
    .limit(mostRecommendations)
    .execute();
  // Where they stand is looked up first: every edge that is added makes the list of neighbours anew.
  const placed = rows.map((row) => {
    const { line, title = row.rule } = Recommendation.safeParse(JSON.parse(row.body)).data ?? {};
    const path = row.file === '' ? '' : insideRoot(root, row.file);
    const node = graph.find(fileId(path));
    const target = node === undefined || line === undefined ? node : functionAt(graph, node, line);
    return { ...row, line, title, path, target };
  });
  for (const { id, rule, severity, first_run, first_seen_at, line, title, path, target } of placed) {
    const atMs = Date.parse(first_seen_at);
    const finding = graph.addNode('finding', `finding:${id}`, title, {
      severity,
      file: path,
      ...(line && { line }),
    });
    const recommendation = graph.addNode('recommendation', `recommendation:${id}`, title, { severity });
    graph.addEdge(recommendation, finding, 'derived-from', { atMs });
    graph.addEdge(finding, graph.addNode('rule', `rule:${rule}`, rule), 'derived-from', { atMs });
    if (target !== undefined) graph.addEdge(finding, target, 'found-in', { atMs });
    const run = graph.find(`run:${first_run}`);
    if (run !== undefined) graph.addEdge(run, recommendation, 'recommended', { atMs });
  }
}

/** The innermost function or class of a file around a line, or the file. */
function functionAt(graph: KnowledgeGraph, file: NodeIndex, line: number): NodeIndex {
  let around = file;
  for (;;) {
    const inner = graph.edgesFrom(around).find(({ kind, target }) => {
      if (kind !== 'contains') return false;
      const { line: from, endLine } = graph.factsOf(target);
      return typeof from === 'number' && typeof endLine === 'number' && from <= line && line <= endLine;
    });
    if (inner === undefined) return around;
    around = inner.target;
  }
}

function insideRoot(root: string, file: string): string {
  const path = isAbsolute(file) ? relative(root, file) : relative(root, resolve(root, file));
  return path.replaceAll('\\', '/');
}

async function loadFeedback(store: Store, graph: KnowledgeGraph): Promise<void> {
  const rows = await store.database
    .selectFrom('feedback')
    .select(['recommendation', 'developer', 'team', 'type', 'at'])
    .where('is_latest', '=', 1)
    .execute();
  const byName = new Map(graph.nodesOf('developer').map((node) => [graph.labelOf(node).toLowerCase(), node]));
  for (const { recommendation, developer, team, type, at } of rows) {
    const node = graph.find(`recommendation:${recommendation}`);
    const edge = verdictEdges[type];
    if (node === undefined || edge === undefined) continue;
    const id = `developer:${developer.toLowerCase()}`;
    const known = graph.find(id) ?? byName.get(developer.toLowerCase());
    const by = known ?? graph.addNode('developer', id, developer, team === '' ? undefined : { team });
    graph.addEdge(node, by, edge, { atMs: Date.parse(at) });
  }
}

async function loadExperiments(store: Store, graph: KnowledgeGraph): Promise<void> {
  const rows = await store.database
    .selectFrom('experiments')
    .select(['id', 'name', 'kind', 'parent', 'status', 'started_at', 'data_fingerprint'])
    .orderBy('number', 'desc')
    .limit(mostRuns)
    .execute();
  for (const { id, name, kind, status, started_at, data_fingerprint } of rows) {
    const run = graph.addNode('run', `run:${id}`, `${kind} ${name}`, { kind, status, startedAt: started_at });
    if (data_fingerprint !== null)
      graph.addEdge(run, dataNode(graph, data_fingerprint), 'trained-on', { atMs: Date.parse(started_at) });
  }
  for (const { id, parent, started_at } of rows) {
    const around = parent === null ? undefined : graph.find(`run:${parent}`);
    if (around !== undefined)
      graph.addEdge(around, graph.find(`run:${id}`)!, 'contains', { atMs: Date.parse(started_at) });
  }
}

function dataNode(graph: KnowledgeGraph, fingerprint: string, source?: string | null): NodeIndex {
  const label = source == null ? fingerprint.slice(0, 12) : labelOfPath(source);
  const node = graph.addNode('data-set', `data-set:${fingerprint}`, label);
  if (source != null) {
    graph.addFacts(node, { source });
    // A run that was read before may have known no more than the fingerprint.
    graph.relabel(node, label);
  }
  return node;
}

async function loadVersions(store: Store, graph: KnowledgeGraph): Promise<void> {
  const rows = await store.database
    .selectFrom('model_versions')
    .select(['model', 'version', 'stage', 'run', 'registered_at', 'body', 'position'])
    .where('deleted_at', 'is', null)
    .orderBy('model')
    .orderBy('position')
    .execute();
  let before: { model: string; node: NodeIndex } | undefined;
  for (const { model, version, stage, run, registered_at, body } of rows) {
    const atMs = Date.parse(registered_at);
    const owner = graph.addNode('model', `model:${model}`, model);
    const node = graph.addNode('version', `version:${model}@${version}`, `${model}@${version}`, {
      registeredAt: registered_at,
      ...(stage !== null && { stage }),
    });
    graph.addEdge(owner, node, 'contains', { atMs });
    if (before?.model === model) graph.addEdge(node, before.node, 'replaced', { atMs });
    before = { model, node };
    const maker = run === null ? undefined : graph.find(`run:${run}`);
    if (maker !== undefined) graph.addEdge(node, maker, 'derived-from', { atMs });
    addTraining(graph, node, { body, atMs, version: `${model}@${version}` });
  }
}

/** The data set, columns and features of a version. */
function addTraining(
  graph: KnowledgeGraph,
  node: NodeIndex,
  { body, atMs, version }: { body: string; atMs: number; version: string },
): void {
  const parsed = VersionBody.safeParse(JSON.parse(body)).data;
  if (parsed === undefined) return;
  const { data, inputs, members, target } = parsed.record;
  const table = data == null ? null : dataNode(graph, data.fingerprint, data.source);
  if (table !== null) graph.addEdge(node, table, 'trained-on', { atMs });
  const where = data?.fingerprint.slice(0, 12) ?? version;
  const column = (name: string): NodeIndex => {
    const known = graph.find(`column:${where}/${name}`);
    if (known !== undefined) return known;
    const made = graph.addNode('column', `column:${where}/${name}`, name);
    if (table !== null) graph.addEdge(table, made, 'contains', { atMs });
    return made;
  };
  for (const { name } of inputs) graph.addEdge(node, column(name), 'trained-on', { atMs });
  if (target !== undefined) graph.addEdge(node, column(target), 'trained-on', { atMs });
  const seen = new Set<string>();
  for (const { name, sources } of members.flatMap(({ features }) => features)) {
    if (seen.has(name)) continue;
    seen.add(name);
    const feature = graph.addNode('feature', `feature:${version}/${name}`, name);
    graph.addEdge(node, feature, 'trained-on', { atMs });
    for (const source of sources) graph.addEdge(feature, column(source), 'derived-from', { atMs });
  }
}

/** Decisions about models, as the audit log has them. */
async function loadAudit(store: Store, graph: KnowledgeGraph): Promise<void> {
  const rows = await store.database
    .selectFrom('audit_log')
    .select(['seq', 'at', 'actor', 'kind', 'model', 'version'])
    .where('model', 'is not', null)
    .execute();
  for (const { seq, at, actor, kind, model, version } of rows) {
    const about = graph.find(`version:${model}@${version}`) ?? graph.find(`model:${model}`);
    if (about === undefined) continue;
    const atMs = Date.parse(at);
    const decision = graph.addNode('decision', `decision:${seq}`, kind, { at });
    graph.addEdge(about, decision, 'decided-by', { atMs });
    const known = graph.find(`developer:${actor.toLowerCase()}`);
    const by =
      known ??
      graph.find(`agent:${actor}`) ??
      graph.addNode('developer', `developer:${actor.toLowerCase()}`, actor);
    graph.addEdge(decision, by, 'decided-by', { atMs });
  }
}
