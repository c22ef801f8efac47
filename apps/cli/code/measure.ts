import {
  isPlainWorkspace,
  type MeasuredFile,
  measurePaths,
  measureSource,
  type Omission,
  type Ruleset,
  rulesetProblems,
  type SkippedPath,
} from '../../../src/code/index.ts';
import { isUnconfigured } from '../../../src/config/index.ts';
import { type ExitStatus, InputError } from '../../../src/errors/index.ts';
import type { MetricsOptions } from '../commands/metrics.ts';
import { type CliContext, warn } from '../context.ts';
import { renderCustomMetrics } from '../render/custom-metrics-table.ts';
import { renderMetrics } from '../render/metrics-table.ts';
import { createProgressLine } from '../render/progress-line.ts';
import type { Screen } from '../terminal/screen.ts';
import { printMeasured } from './print-measured.ts';
import { isStandardInput, nothingFound, parseLanguage, readSource, reportSkipped } from './read-code.ts';

interface Measured {
  files: MeasuredFile[];
  skipped: readonly SkippedPath[];
  summary: object | null;
}

interface Settings {
  coverage: string | null;
  /** Undefined where the working directory adds nothing to the built-in rules. */
  ruleset: Ruleset | undefined;
}

/** `opsmith metrics`: measures and prints. Paths may lie anywhere: the person named them. */
export async function measure(
  context: CliContext,
  paths: readonly string[],
  options: MetricsOptions,
): Promise<ExitStatus> {
  if (options.engine === 'escomplex') {
    const { reportByEscomplex } = await import('./escomplex.ts');
    return reportByEscomplex(context, paths, options);
  }
  const { files, skipped, summary } = isStandardInput(paths)
    ? await measureInput(context, options)
    : await measureFiles(context, paths, options);
  const status = reportSkipped(context, skipped, paths);
  if (options.json || options.format === 'json') printMeasured(context, { files, summary });
  else if (files.length > 0)
    for (const line of [
      ...renderMetrics(files, context.out, options),
      ...(options.without === undefined ? [] : ['', leftOut(options.without, context.out)]),
      ...(options.custom ? ['', ...renderCustomMetrics(files, context.out, options.top)] : []),
    ])
      context.out.line(line);
  return status;
}

/** What the dashes in the table are for. */
function leftOut(without: readonly Omission[], { style }: Screen): string {
  const reasons: Readonly<Record<Omission, string>> = {
    findings: 'findings (debt, safe)',
    clones: 'clones (dup)',
  };
  return style.dim(`Left out, as asked: ${without.map((each) => reasons[each]).join(' and ')}.`);
}

async function measureFiles(
  context: CliContext,
  paths: readonly string[],
  options: MetricsOptions,
): Promise<Measured> {
  const { coverage, ruleset } = await readSettings(context);
  const progress = createProgressLine(context.err, 'measuring');
  try {
    const measured = await measurePaths(paths, {
      directory: context.cwd,
      language: parseLanguage(options.language),
      coverage: options.coverage ?? coverage ?? undefined,
      findings: false,
      without: options.without,
      ruleset,
      signal: context.signal,
      onProgress: progress.update,
    });
    if (measured.files.length === 0 && measured.skipped.length === 0) throw nothingFound(paths);
    return measured;
  } finally {
    progress.clear();
  }
}

/** The configuration, and the working directory's own rules and metrics. */
async function readSettings(context: CliContext): Promise<Settings> {
  const { cwd, env } = context;
  // Schema and rules take longer to load than a file to measure: only where something is configured.
  if (isUnconfigured(cwd, env) && isPlainWorkspace({ workspace: cwd }))
    return { coverage: null, ruleset: undefined };
  const [{ loadConfig }, { loadRuleset }] = await Promise.all([
    import('../../../src/config/index.ts'),
    import('../../../src/code/index.ts'),
  ]);
  const { config, warnings } = await loadConfig({ cwd, env });
  for (const warning of warnings) warn(context, warning);
  const { review: settings, code } = config;
  const { folder } = settings;
  return { coverage: code.coverage, ruleset: await loadRuleset({ workspace: cwd, folder, settings }) };
}

async function measureInput(context: CliContext, options: MetricsOptions): Promise<Measured> {
  const language = parseLanguage(options.language);
  const source = await readSource(context);
  if (source.trim() === '' && language === undefined)
    throw new InputError('no-input', 'Standard input is empty, and code was expected.');
  const { ruleset } = await readSettings(context);
  const file = await measureSource({
    source,
    ruleset,
    without: options.without,
    ...(language && { language }),
  });
  const skipped = await rulesetProblems(ruleset, [file.language]);
  return { files: [{ ...file, path: '-' }], skipped, summary: null };
}
