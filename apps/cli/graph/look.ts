import { type ExitStatus, InputError } from '../../../src/errors/index.ts';
import {
  EdgeKind,
  fileGraphOf,
  findNode,
  hiddenCouplings,
  hotspots,
  importCycles,
  shortestPath,
  summarizeGraph,
} from '../../../src/knowledge/index.ts';
import { type CliContext, type CommandResult, printJson } from '../context.ts';
import { renderHotspots, renderNode, renderPath, renderSummary, toJsonNode } from '../render/graph-text.ts';
import { count } from '../terminal/format.ts';
import { type GraphOptions, loadGraph, updateGraph, withKnowledge } from './with-graph.ts';

export function buildGraph(context: CliContext, { json }: GraphOptions): CommandResult {
  return withKnowledge<ExitStatus>(context, async (knowledge) => {
    const update = await updateGraph(context, knowledge);
    if (json) printJson(context, update);
    else {
      const { files, read, resolved, removed, skipped, passedOver, history, seconds } = update;
      context.out.line(
        `${count(files, 'file')}: ${read} read, ${resolved} bound to others, ${removed} gone, ${skipped.length} skipped; ${count(history.commits, 'commit')} of history. ${seconds.toFixed(1)} s.`,
      );
      if (history.note !== null) context.out.line(history.note);
      if (passedOver.files > 0)
        context.err.line(
          `${count(passedOver.files, 'file')} in ${passedOver.folders.slice(0, 5).join(', ')}${passedOver.folders.length > 5 ? ' and others' : ''} passed over, as what a build makes.`,
        );
      for (const { path, reason } of skipped.slice(0, 10))
        context.err.line(`${path} was skipped: ${reason}.`);
    }
    return 0;
  });
}

export function showStats(context: CliContext, options: GraphOptions): CommandResult {
  return withKnowledge<ExitStatus>(context, async (knowledge) => {
    const { graph, notes } = await loadGraph(context, knowledge, options);
    const summary = summarizeGraph(graph);
    if (options.json) printJson(context, { ...summary, notes });
    else for (const line of renderSummary(summary, context.out)) context.out.line(line);
    return 0;
  });
}

export function showNode(context: CliContext, name: string, options: GraphOptions): CommandResult {
  return withKnowledge<ExitStatus>(context, async (knowledge) => {
    const { graph } = await loadGraph(context, knowledge, options);
    const node = findNode(graph, name);
    if (options.json) printJson(context, toJsonNode(graph, node));
    else for (const line of renderNode(graph, node, context.out)) context.out.line(line);
    return 0;
  });
}

export function showPath(
  context: CliContext,
  [from, to]: readonly [string, string],
  options: GraphOptions & { edges?: string[]; directed?: boolean },
): CommandResult {
  const kinds = options.edges?.map(readEdgeKind);
  return withKnowledge<ExitStatus>(context, async (knowledge) => {
    const { graph } = await loadGraph(context, knowledge, options);
    const [start, end] = [findNode(graph, from), findNode(graph, to)];
    const path = shortestPath(graph, start, end, {
      kinds,
      bothWays: options.directed !== true,
    });
    if (options.json)
      printJson(context, {
        from: graph.idOf(start),
        to: graph.idOf(end),
        steps:
          path?.map(({ edge: { source, target, kind } }) => ({
            source: graph.idOf(source),
            edge: kind,
            target: graph.idOf(target),
          })) ?? null,
      });
    else if (path === null)
      context.out.line(`Nothing leads from ${graph.idOf(start)} to ${graph.idOf(end)}.`);
    else for (const line of renderPath(graph, { start, path }, context.out)) context.out.line(line);
    return path === null ? 1 : 0;
  });
}

export function showHotspots(context: CliContext, options: GraphOptions & { limit: number }): CommandResult {
  return withKnowledge<ExitStatus>(context, async (knowledge) => {
    const { graph } = await loadGraph(context, knowledge, options);
    const files = fileGraphOf(graph);
    const found = {
      hotspots: hotspots(graph).slice(0, options.limit),
      hiddenCouplings: hiddenCouplings(graph, files).slice(0, options.limit),
      cycles: importCycles(graph, files).slice(0, options.limit),
    };
    if (options.json) printJson(context, found);
    else for (const line of renderHotspots(found, context.out)) context.out.line(line);
    return 0;
  });
}

function readEdgeKind(name: string): EdgeKind {
  const kind = EdgeKind.safeParse(name);
  if (kind.success) return kind.data;
  throw new InputError(
    'bad-edge',
    `There is no edge ${JSON.stringify(name)}; there are ${EdgeKind.options.join(', ')}.`,
  );
}
