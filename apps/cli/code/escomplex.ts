import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { escomplexReport, measurePaths } from '../../../src/code/index.ts';
import { type ExitStatus, OpsmithError } from '../../../src/errors/index.ts';
import type { MetricsOptions } from '../commands/metrics.ts';
import { type CliContext, printJson, warn } from '../context.ts';
import { formatNumber } from '../terminal/format.ts';
import { printable } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import { isStandardInput, nothingFound, readSource, reportSkipped } from './read-code.ts';

const understood: readonly string[] = ['javascript', 'jsx', 'typescript', 'tsx'];

/** What the table shows of a report; `--json` has all of it. */
interface Report {
  maintainability: number;
  aggregate: { cyclomatic: number; sloc: { logical: number }; halstead: { effort: number } };
}

/** `opsmith metrics --engine escomplex`: typhonjs-escomplex's own report on each JavaScript and TypeScript file. */
export async function reportByEscomplex(
  context: CliContext,
  paths: readonly string[],
  options: MetricsOptions,
): Promise<ExitStatus> {
  const { sources, status } = await readSources(context, paths);
  const reports: { path: string; report: object }[] = [];
  let worst: ExitStatus = status;
  for (const { path, source } of sources) {
    try {
      reports.push({ path, report: escomplexReport({ path, source }) });
    } catch (thrown) {
      if (!(thrown instanceof OpsmithError)) throw thrown;
      warn(context, printable(thrown.message));
      worst = 2;
    }
  }
  if (options.json || options.format === 'json') printJson(context, { engine: 'escomplex', files: reports });
  else for (const line of renderReports(context, reports)) context.out.line(line);
  return worst;
}

async function readSources(context: CliContext, paths: readonly string[]) {
  if (isStandardInput(paths))
    return { sources: [{ path: '-', source: await readSource(context) }], status: 0 as const };
  const { files, skipped } = await measurePaths(paths, {
    directory: context.cwd,
    coverage: false,
    findings: false,
    without: ['findings', 'clones'],
    signal: context.signal,
  });
  const status = reportSkipped(context, skipped, paths);
  const mine = files.filter(({ language }) => understood.includes(language));
  if (mine.length === 0 && skipped.length === 0) throw nothingFound(paths);
  if (mine.length < files.length)
    warn(
      context,
      `${files.length - mine.length} files are neither JavaScript nor TypeScript, and left out by escomplex.`,
    );
  const sources = mine.map(({ path }) => ({
    path,
    source: readFileSync(resolve(context.cwd, path), 'utf8'),
  }));
  return { sources, status };
}

function renderReports(context: CliContext, reports: readonly { path: string; report: object }[]): string[] {
  const { columns, style } = context.out;
  const right = (title: string) => ({ title, align: 'right' as const, shrink: 0 });
  const titles = [{ title: 'file' }, right('maint (0-171)'), right('cyclo'), right('lloc'), right('effort')];
  const rows = reports.map(({ path, report }) => {
    const { maintainability, aggregate } = report as Report;
    return [
      printable(path),
      formatNumber(maintainability, 1),
      formatNumber(aggregate.cyclomatic),
      formatNumber(aggregate.sloc.logical),
      formatNumber(aggregate.halstead.effort),
    ];
  });
  return renderTable(titles, rows, { columns, style });
}
