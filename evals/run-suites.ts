import { basename, join, resolve } from 'node:path';
import { Config } from '../src/config/index.ts';
import { InputError } from '../src/errors/index.ts';
import { packageRoot } from '../src/host/index.ts';
import { createModels } from '../src/llm/index.ts';
import { compareWithBaseline, loadBaseline } from './baseline.ts';
import { type DatasetCase, loadDataset } from './dataset.ts';
import type { EvalReport, SuiteReport } from './report.ts';
import { runCases } from './runner.ts';
import type { Suite } from './suite.ts';
import { suites as everySuite } from './suites/index.ts';

export interface RunSuitesOptions {
  /** Names of suites; none: all. */
  suites?: readonly string[];
  /** A JSON Lines file in place of the suites' own data sets, relative to `cwd`. */
  dataset?: string;
  /** `provider:name`; left out or `none`: the default policies decide. */
  model?: string;
  /** An earlier `opsmith eval --json`, relative to `cwd`. */
  baseline?: string;
  /** Settings of the models' services; the defaults when left out. */
  config?: Config;
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
  signal?: AbortSignal;
  onProgress?: (progress: { suite: string; done: number; total: number }) => void;
}

/** Questions to a model that are under way at the same time. */
const parallelCases = 4;

/**
 * Runs evaluation suites and compares them with a baseline.
 * @throws InputError `unknown-suite`, `bad-model`, `bad-dataset`, `unreadable-dataset`, `bad-baseline`; InterruptedError
 */
export async function runSuites(options: RunSuitesOptions = {}): Promise<EvalReport> {
  const { model, cwd = process.cwd(), signal = new AbortController().signal } = options;
  const chosen = chooseSuites(options.suites ?? []);
  const config = withModel(options.config ?? Config.parse({}), model);
  const baselinePath = options.baseline === undefined ? null : resolve(cwd, options.baseline);
  const baseline = baselinePath === null ? null : await loadBaseline(baselinePath);
  const reports: SuiteReport[] = [];
  for (const suite of chosen) {
    const paths = options.dataset === undefined ? datasetPaths(suite) : [resolve(cwd, options.dataset)];
    const onProgress = (done: number, total: number) =>
      options.onProgress?.({ suite: suite.name, done, total });
    reports.push(await runSuite({ suite, paths, config, env: options.env, signal, onProgress }));
  }
  return { suites: reports, baseline: baseline && compareWithBaseline(reports, baseline, options.baseline!) };
}

interface RunSuiteOptions {
  suite: Suite;
  paths: readonly string[];
  config: Config;
  env: RunSuitesOptions['env'];
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
}

async function runSuite({
  suite,
  paths,
  config,
  env,
  signal,
  onProgress,
}: RunSuiteOptions): Promise<SuiteReport> {
  const cases: DatasetCase<unknown>[] = [];
  for (const path of paths) cases.push(...(await loadDataset(path, suite.expected)));
  // No cache: an answer that was given before would say nothing of the model of today.
  const models = createModels({ config: config.models, ...(env ? { env } : {}) });
  const hasModel = await models.available('large');
  const subject = await suite.prepare({ config, models, signal });
  const begin = performance.now();
  try {
    const summary = await runCases({
      suite,
      cases,
      subject,
      signal,
      onProgress,
      parallel: hasModel ? parallelCases : 1,
    });
    const ledger = await models.ledger.summary();
    return {
      suite: suite.name,
      model: config.models.large ?? 'policy',
      dataset: paths.map((path) => basename(path)).join(', '),
      ...summary,
      seconds: (performance.now() - begin) / 1000,
      cost: ledger.unpricedCalls > 0 ? null : ledger.costUsd,
    };
  } finally {
    await subject.close();
  }
}

function datasetPaths({ dataset }: Suite): string[] {
  return [dataset].flat().map((file) => join(packageRoot(), 'evals', 'datasets', file));
}

function chooseSuites(names: readonly string[]): readonly Suite[] {
  if (names.length === 0) return everySuite;
  return names.map((name) => {
    const suite = everySuite.find((known) => known.name === name);
    if (suite) return suite;
    const list = everySuite.map((known) => known.name).join(', ');
    throw new InputError('unknown-suite', `There is no evaluation suite "${name}". There are: ${list}.`, {
      details: { suite: name },
    });
  });
}

/** The configuration with one model in both roles, or with none: an evaluation must not fall back on another model unseen. */
function withModel(config: Config, model: string | undefined): Config {
  const models = { ...config.models, small: null, large: null, fallbacks: [] };
  if (model === undefined || model === 'none' || model === 'policy')
    return { ...config, models: { ...models, provider: 'none' } };
  const provider = /^(ollama|vertexai|openai):.+$/.exec(model)?.[1];
  if (provider === undefined)
    throw new InputError(
      'bad-model',
      `"${model}" names no model: write it as provider:name, with ollama, vertexai or openai, or "none".`,
      { details: { model } },
    );
  return Config.parse({ ...config, models: { ...models, provider, small: model, large: model } });
}
