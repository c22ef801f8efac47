import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ExitStatus, InputError } from '../../../src/errors/index.ts';
import {
  compareRecords,
  type LineageDirection,
  type ModelState,
  type Stage,
} from '../../../src/registry/index.ts';
import { type CliContext, type CommandResult, printJson } from '../context.ts';
import {
  metricText,
  renderComparison,
  renderEntries,
  renderLineage,
  renderVersion,
  renderVersions,
} from '../render/models-text.ts';
import { formatBytes } from '../terminal/format.ts';
import { printable } from '../terminal/style.ts';
import { wrap } from '../terminal/width.ts';
import { readMoment } from './moment.ts';
import { withRegistry } from './with-registry.ts';

interface Json {
  json?: boolean;
}

export async function listModels(
  context: CliContext,
  name: string | undefined,
  { json, stage }: Json & { stage?: Stage },
): CommandResult {
  const versions = await withRegistry(context, ({ registry }) =>
    registry.list({ ...(name !== undefined && { model: name }), ...(stage && { stage }) }),
  );
  if (json) printJson(context, { models: versions });
  else if (versions.length === 0)
    context.out.line(
      stage === undefined
        ? 'There is no model yet: `opsmith train` makes one.'
        : `No version is in ${stage}.`,
    );
  else for (const line of renderVersions(versions, context.out)) context.out.line(line);
  return 0;
}

export async function showModel(context: CliContext, reference: string, { json }: Json): CommandResult {
  return withRegistry<ExitStatus>(context, async ({ registry }) => {
    const version = await registry.get(reference);
    const approvals = await registry.approvals(version.id);
    if (json) printJson(context, { ...version, approvals });
    else for (const line of renderVersion(version, approvals, context.out)) context.out.line(line);
    return 0;
  });
}

export async function compareModels(
  context: CliContext,
  [first, second]: readonly [string, string],
  { json, data, metric }: Json & { data?: string; metric?: string },
): CommandResult {
  return withRegistry<ExitStatus>(context, async ({ registry }) => {
    const [one, other] = [await registry.get(first), await registry.get(second)];
    const found = compareRecords(one, other);
    if (data === undefined) {
      if (json) printJson(context, found);
      else for (const line of renderComparison(found, context.out, null)) context.out.line(line);
      return 0;
    }
    const wanted =
      metric ?? (other.record.metric as string | null | undefined) ?? Object.keys(other.metrics)[0];
    if (wanted === undefined)
      throw new InputError('no-metric', `${other.id} names no metric of its own: give one with --metric.`);
    const { compareVersionsOnRows } = await import('../../../agents/gates/compare-on-rows.ts');
    const rows = await compareVersionsOnRows({
      registry,
      candidate: other.id,
      live: one.id,
      metric: wanted,
      file: data,
      workspace: context.cwd,
    });
    if ('without' in rows) throw new InputError('not-comparable', rows.without);
    if (json) printJson(context, { ...found, onSameRows: { metric: wanted, ...rows } });
    else {
      const { estimate, low, high } = rows.improvement;
      const verdict = low > 0 ? 'better' : high < 0 ? 'worse' : 'no difference beyond noise';
      const text = `On the same ${rows.rows} rows of ${data} ${wanted} is ${metricText(rows.candidateScore)} for ${other.id} and ${metricText(rows.liveScore)} for ${one.id}: ${estimate < 0 ? 'worse' : 'better'} by ${metricText(Math.abs(estimate))}, 95% interval of what it is better by ${metricText(low)} to ${metricText(high)}: ${verdict}.`;
      for (const line of renderComparison(found, context.out, printable(text))) context.out.line(line);
    }
    return 0;
  });
}

export async function showHistory(
  context: CliContext,
  name: string,
  { json, limit }: Json & { limit?: number },
): CommandResult {
  const all = await withRegistry(context, ({ registry }) => registry.history(name));
  const entries = limit === undefined ? all : all.slice(-limit);
  if (json) printJson(context, { model: name, entries });
  else for (const line of renderEntries(entries, context.out)) context.out.line(line);
  return 0;
}

export async function showAt(
  context: CliContext,
  name: string,
  { json, time }: Json & { time?: string },
): CommandResult {
  const moment = time === undefined ? new Date() : readMoment(time, new Date());
  const state = await withRegistry(context, ({ registry }) => registry.at(name, moment));
  const document = stateDocument(name, moment, state);
  if (json) printJson(context, document);
  else {
    const { style, columns } = context.out;
    context.out.line(`${style.bold(name)} at ${moment.toISOString()}`);
    const places = [
      ['production', state.production],
      ['staging', state.staging],
      ...[...state.aliases].map(([alias, standing]) => [`@${alias}`, standing] as const),
    ] as const;
    for (const [place, standing] of places) {
      const text =
        standing === null
          ? place === 'production' && state.takenOut !== null
            ? `nothing since ${state.takenOut.since}: ${state.takenOut.version} was there until ${printable(state.takenOut.why)} (entry ${state.takenOut.entry})`
            : 'nothing'
          : `${style.bold(standing.version)} since ${standing.since}: ${printable(standing.why)} (entry ${standing.entry})`;
      for (const line of wrap(`${place}: ${text}`, columns - 2)) context.out.line(`  ${line}`);
    }
  }
  return 0;
}

function stateDocument(model: string, moment: Date, state: ModelState): Record<string, unknown> {
  return {
    model,
    time: moment.toISOString(),
    production: state.production,
    takenOut: state.takenOut,
    staging: state.staging,
    aliases: Object.fromEntries(state.aliases),
    stages: Object.fromEntries(state.stages),
  };
}

export async function showLineage(
  context: CliContext,
  of: string,
  { json, direction }: Json & { direction: LineageDirection },
): CommandResult {
  const lineage = await withRegistry(context, ({ registry }) => registry.lineage(of, direction));
  if (lineage.nodes.length === 0)
    throw new InputError(
      'unknown-lineage',
      `Nothing is known of ${of}. Ask of a model (NAME or NAME@VERSION), or of data:…, features:…, run:… as \`opsmith models lineage NAME --json\` shows them.`,
    );
  if (json) printJson(context, { of, direction, ...lineage });
  else for (const line of renderLineage(lineage, context.out)) context.out.line(line);
  return 0;
}

export async function verifyModels(
  context: CliContext,
  reference: string | undefined,
  { json }: Json,
): CommandResult {
  const report = await withRegistry(context, async ({ registry }) => {
    if (reference === undefined) return registry.verify();
    if (!reference.includes('@')) return registry.verify({ model: (await registry.get(reference)).model });
    const { model, version } = await registry.get(reference);
    return registry.verify({ model, version });
  });
  if (json) printJson(context, report);
  else {
    const { out } = context;
    const checked = `${report.versions} ${report.versions === 1 ? 'version' : 'versions'}, ${report.files} files, ${formatBytes(report.bytes)}`;
    if (report.ok) out.line(`${out.style.green('All whole')}: ${checked}.`);
    else {
      out.line(`${out.style.red('Not whole')}: ${checked}.`);
      for (const { id, path, message } of report.problems)
        for (const line of wrap(
          `${id}${path === null ? '' : ` ${path}`}: ${printable(message)}`,
          out.columns - 2,
        ))
          out.line(`  ${line}`);
    }
  }
  return report.ok ? 0 : 1;
}

/** @throws InputError where there is no such file */
export function existingFile(context: CliContext, path: string): string {
  const file = resolve(context.cwd, path);
  if (existsSync(file)) return file;
  throw new InputError('export-missing', `${file} does not exist.`, { details: { path: file } });
}
