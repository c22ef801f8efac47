/** A project's own rules and metrics and its settings, as plain data that goes to worker threads and into a cache's key. */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { closestName, InputError } from '../../errors/index.ts';
import type { SkippedPath } from '../find-files.ts';
import { rules } from '../rules/index.ts';
import { defaultThresholds } from '../rules/thresholds.ts';
import { MetricFile } from './metric-file.ts';
import { type DataFile, type FileProblem, readFolder } from './read-folder.ts';
import { RuleFile } from './rule-file.ts';
import type { RuleSettings } from './settings.ts';

/** Rules, metrics and settings of a workspace; survives `structuredClone`. */
export interface Ruleset {
  /** Changes with every change of a rule, a metric or a setting, and with nothing else: 16 hexadecimal digits. */
  version: string;
  /** The real path of the folder that globs start from. */
  root: string;
  rules: readonly { path: string; rule: RuleFile }[];
  metrics: readonly { path: string; metric: MetricFile }[];
  settings: RuleSettings;
  /** Files that can't be used. */
  problems: readonly SkippedPath[];
}

export interface LoadRulesetOptions {
  /** The folder whose `.opsmith/` holds rules and metrics, and that globs start from. */
  workspace: string;
  /** The folder with `rules/` and `metrics/` in it, relative to the workspace. */
  folder?: string | undefined;
  settings?: RuleSettings | undefined;
}

/** The built-in rules by themselves. */
export const builtInIds: ReadonlySet<string> = new Set(rules.map(({ id }) => id));

/**
 * Reads a workspace's rules and metrics. A file with an error is listed in `problems`, and the others count.
 *
 * @throws InputError `config-invalid` for a setting of a rule that does not exist
 */
export async function loadRuleset(options: LoadRulesetOptions): Promise<Ruleset> {
  const { folder = '.opsmith' } = options;
  const settings = withoutDefaults(options.settings ?? {});
  const workspace = resolve(options.workspace);
  const base = resolve(workspace, folder);
  const ruleFiles = await readFolder({ workspace, folder: join(base, 'rules'), schema: RuleFile });
  const metricFiles = await readFolder({ workspace, folder: join(base, 'metrics'), schema: MetricFile });
  const taken = new Map<string, string>([...builtInIds].map((id) => [id, 'a built-in rule']));
  const own = unique(ruleFiles.files, ({ id }) => id, 'id', taken);
  const metrics = unique(metricFiles.files, ({ name }) => name, 'name', taken);
  const problems = [...ruleFiles.problems, ...own.problems, ...metricFiles.problems, ...metrics.problems].map(
    asSkipped,
  );
  refuseUnknown(settings, [...taken.keys()], problems.length > 0);
  const content = {
    rules: own.kept.map(({ path, value }) => ({ path, rule: value })),
    metrics: metrics.kept.map(({ path, value }) => ({ path, metric: value })),
    settings,
  };
  return { version: versionOf(content), root: realPath(workspace), ...content, problems };
}

/** A file's problem as reviews and measurements list it. */
export function asSkipped({ path, reason }: FileProblem): SkippedPath {
  return { path, code: 'bad-rule', reason };
}

/** A configuration has every threshold; only those that differ from ours are a setting. */
function withoutDefaults({
  ruleSet,
  rules: set = {},
  thresholds = {},
  overrides = [],
}: RuleSettings): RuleSettings {
  const changed = Object.entries(thresholds).filter(
    ([name, value]) =>
      value !== undefined && value !== defaultThresholds[name as keyof typeof defaultThresholds],
  );
  return {
    ...(ruleSet === 'all' ? { ruleSet } : {}),
    rules: set,
    thresholds: Object.fromEntries(changed),
    overrides,
  };
}

function unique<Value>(
  files: readonly DataFile<Value>[],
  idOf: (value: Value) => string,
  key: string,
  taken: Map<string, string>,
): { kept: DataFile<Value>[]; problems: FileProblem[] } {
  const kept: DataFile<Value>[] = [];
  const problems: FileProblem[] = [];
  for (const file of files) {
    const id = idOf(file.value);
    const owner = taken.get(id);
    if (owner === undefined) {
      taken.set(id, file.path);
      kept.push(file);
      continue;
    }
    const line = file.lineOf([key]);
    const where = line === null ? '' : ` (line ${line})`;
    problems.push({
      path: file.path,
      reason: `"${key}"${where} is "${id}", and so is the ${key} of ${owner}; it needs one of its own`,
    });
  }
  return { kept, problems };
}

function refuseUnknown(settings: RuleSettings, known: readonly string[], someAreMissing: boolean): void {
  const places: [string, object | undefined][] = [
    ['review.rules', settings.rules],
    ...(settings.overrides ?? []).map((override, index): [string, object | undefined] => [
      `review.overrides.${index}.rules`,
      override.rules,
    ]),
  ];
  const wrong = places.flatMap(([place, set]) =>
    Object.keys(set ?? {}).flatMap((id) =>
      known.includes(id) ? [] : [{ place, id, near: closestName(id, known) }],
    ),
  );
  // A rule whose own file can't be read is told of by that; its setting is right.
  if (wrong.length === 0 || someAreMissing) return;
  const sentences = wrong.map(
    ({ place, id, near }) =>
      `"${place}.${id}": there is no such rule${near === null ? '' : `; did you mean "${near}"?`}`,
  );
  throw new InputError(
    'config-invalid',
    `${sentences.join('. ')} (\`opsmith rules list\` shows all of them)`,
  );
}

function versionOf(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
