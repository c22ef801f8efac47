import { resolve } from 'node:path';
import {
  composeReview,
  type FoundFiles,
  isPlainWorkspace,
  type LoadRulesetOptions,
  type MeasurePathsOptions,
  measurePaths,
  normalizeSource,
  type Recommendation,
  type Ruleset,
  readSourceText,
  recheckFindings,
  sourceTextOf,
} from '../../src/code/index.ts';
import { InputError, InterruptedError, StorageError } from '../../src/errors/index.ts';
import {
  type LeftOut,
  leaveOut,
  type ReviewScope,
  readBaseline,
  resolveScope,
} from '../../src/review/index.ts';
import type { StorableRecommendation, Store } from '../../src/store/index.ts';
import { asTool, type ReviewDependencies } from './dependencies.ts';
import type { ReviewInput } from './input.ts';
import { learntView } from './learnt.ts';
import { ranksOfFiles } from './ranks-of-files.ts';
import type { Analysed, ReviewState, ReviewUpdate } from './state.ts';
import { viewOf } from './view.ts';

/** Code that is given as text is held to the limit of files. */
const longestCode = 20 * 1024 * 1024;

/** The review's nodes up to the record, bound to a run. */
export function reviewNodes(deps: ReviewDependencies) {
  const directory = deps.workspace ?? process.cwd();
  const bounds = { workspace: deps.workspace ?? undefined, directory };
  let loaded: Promise<Ruleset> | null = null;

  /** The workspace's own rules and what the configuration says of all of them; read when first asked for. */
  function ruleset(): Promise<Ruleset> {
    loaded ??= engine().then(({ loadRuleset }) => loadRuleset(rulesOf(deps, directory)));
    return loaded;
  }

  /** Finds out the language of code that was given as text; files are told apart as they are found. */
  async function detect({ input }: ReviewState): Promise<ReviewUpdate> {
    if (deps.signal.aborted) throw new InterruptedError();
    if (input.code === undefined) return {};
    if (input.code.length > longestCode) throw tooLong(input.code.length);
    if (input.language !== undefined) return {};
    const { detectLanguage } = await engine();
    const language = await detectLanguage({ path: input.path, source: input.code });
    return language === null ? {} : { input: { ...input, language } };
  }

  /** Parses, measures and finds: one pass a file, in threads where there are many. */
  async function analyse({ input }: ReviewState): Promise<ReviewUpdate> {
    const shown = input.paths ?? [input.path ?? '(pasted code)'];
    const analysed = await asTool<Analysed>(
      deps,
      {
        name: 'measure_and_find',
        arguments: { paths: shown.slice(0, 20), ...(input.language ? { language: input.language } : {}) },
        summary: ({ files, findings }) => `${files.length} files, ${countOf(findings)} findings`,
      },
      () => (input.paths === undefined ? analyseCode(input) : analysePaths(input.paths, input)),
    );
    return { analysed };
  }

  async function analyseCode({ code = '', path, language }: ReviewState['input']): Promise<Analysed> {
    const { analyzeSource, rulesetProblems } = await engine();
    const { file, findings, suppressed } = await analyzeSource({
      source: code,
      path,
      language,
      ruleset: await ruleset(),
    });
    const text = normalizeSource(code);
    return {
      files: [file],
      findings: [findings],
      suppressed: [suppressed],
      skipped: await rulesetProblems(await ruleset(), [file.language]),
      scope: null,
      textOf: () => text,
    };
  }

  /** What changed, where only that is to be reviewed. */
  async function scopeOf(paths: readonly string[], input: ReviewInput): Promise<ReviewScope | null> {
    if (input.diff === undefined && input.staged !== true) return null;
    return asTool<ReviewScope>(
      deps,
      {
        name: 'list_changes',
        arguments: {
          ...(input.diff === undefined ? {} : { diff: input.diff }),
          staged: input.staged === true,
        },
        summary: ({ files, skipped }) => `${files.length} changed files, ${skipped.length} passed over`,
      },
      () =>
        resolveScope(input, { ...bounds, paths, anyName: input.language !== undefined, signal: deps.signal }),
    );
  }

  /** The files without what is to be left out of them. */
  async function sortOut(
    paths: readonly string[],
    without: readonly string[],
    { found, language }: { found: MeasurePathsOptions['found']; language: ReviewInput['language'] },
  ): Promise<Omit<FoundFiles, 'binaries' | 'builds'> & { leftOut: LeftOut[] }> {
    const { findFiles } = await engine();
    const all = found ?? findFiles(paths, { ...bounds, anyName: language !== undefined });
    const { files, leftOut } = leaveOut(all.files, without, directory);
    return { ...all, files, skipped: [...all.skipped], leftOut };
  }

  async function analysePaths(paths: readonly string[], input: ReviewInput): Promise<Analysed> {
    const { language } = input;
    const changes = await scopeOf(paths, input);
    const found = changes ?? deps.found;
    const sorted =
      input.without === undefined ? null : await sortOut(paths, input.without, { found, language });
    const scope =
      changes === null || sorted === null
        ? changes
        : { ...changes, files: sorted.files, diff: { ...changes.diff, files: sorted.files.length } };
    let told = 0;
    const options: MeasurePathsOptions = {
      ...bounds,
      language,
      found: sorted ?? found,
      coverage: deps.coverage,
      ruleset: isPlainWorkspace(rulesOf(deps, directory)) ? undefined : await ruleset(),
      cache: deps.cache,
      signal: deps.signal,
      onProgress(done, total) {
        // Twenty lines of progress are enough for any folder.
        if (done < total && (done - told) * 20 < total) return;
        told = done;
        deps.log.emit({ type: 'progress', step: deps.step, message: 'Reviewing', done, total });
      },
    };
    const measured = await measurePaths(paths, options).catch((thrown: unknown) => {
      // A cache that was thrown out while it was read from costs time and nothing else.
      if (!(thrown instanceof StorageError && thrown.code === 'cache-damaged')) throw thrown;
      return measurePaths(paths, { ...options, cache: undefined });
    });
    const leftOut = sorted?.leftOut;
    if (scope === null && measured.files.length === 0)
      throw nothingToReview(paths, measured.skipped, leftOut);
    // One by one: the summary is counted where it is looked at, and a review has no use for it.
    const { files, findings, suppressed, skipped, binaries, builds, isAsMeasured } = measured;
    const textOf = textsOf(scope, directory);
    return { files, findings, suppressed, skipped, binaries, builds, isAsMeasured, leftOut, scope, textOf };
  }

  /** Holds each finding against the text once more: lines, quote, duplicates. */
  async function verify({ analysed }: ReviewState): Promise<ReviewUpdate> {
    const { files, findings, isAsMeasured, textOf } = analysed!;
    const before = countOf(findings);
    const held = await asTool(
      deps,
      {
        name: 'verify_findings',
        arguments: { findings: before },
        summary: (kept: Analysed['findings']) => `${countOf(kept)} of ${before} findings hold`,
      },
      () => recheckFindings({ files, findings, ...(isAsMeasured && { isAsMeasured }) }, textOf),
    );
    return { analysed: { ...analysed!, findings: held } };
  }

  /** Gives each finding its id and its probability of acceptance, puts them in order, and picks out what is to be shown. */
  async function rank({ input, analysed }: ReviewState): Promise<ReviewUpdate> {
    const review = composeReview(analysed!, bounds);
    const { baseline } = input;
    const known = baseline === undefined ? null : readBaseline(resolve(directory, baseline), baseline);
    const plain = viewOf(review, analysed!, { input, directory, baseline: known });
    const { learning } = deps;
    const showsAll = input.all === true;
    const view =
      learning === undefined ? plain : await learntView(plain, analysed!, { learning, directory, showsAll });
    // From here on they are recommendations; a large review must not hold both.
    return { analysed: { ...analysed!, findings: [], suppressed: [] }, review, view };
  }

  /** Keeps the recommendations, once for a run's step however often it is tried. */
  async function record({ view, analysed }: ReviewState): Promise<ReviewUpdate> {
    const { store, run, step } = deps;
    const recommendations = [...view!.recommendations, ...view!.heldBack];
    if (store === null) return {};
    const fresh = await asTool<number>(
      deps,
      {
        name: 'record_recommendations',
        arguments: { recommendations: recommendations.length },
        summary: (count) => `${recommendations.length} recorded, ${count} of them new`,
      },
      async () =>
        store.recommendations.record(
          { run, step },
          recommendations,
          await around(analysed!.files, deps.learning?.store, directory),
        ),
    );
    return { fresh };
  }

  return { detect, analyse, verify, rank, record };
}

/** What is kept of a finding's surroundings, for the day that somebody judges it; asked for where it is new to the store alone. */
async function around(
  files: Analysed['files'],
  store: Store | undefined,
  directory: string,
): Promise<(of: StorableRecommendation) => string | null> {
  const { surroundingsOf } = await import('../../src/learning/index.ts');
  const ranks = store === undefined ? undefined : await ranksOfFiles(store, directory);
  let byPath: Map<string, Analysed['files'][number]> | null = null;
  return (of) => {
    byPath ??= new Map(files.map((file) => [file.path, file]));
    const file = byPath.get(of.file);
    return file === undefined
      ? null
      : JSON.stringify(surroundingsOf(of as Recommendation, file, ranks?.(of.file)));
  };
}

/** The part that parses and judges, loaded where something is to be measured. */
function engine() {
  return import('../../src/code/index.ts');
}

function rulesOf({ settings }: ReviewDependencies, workspace: string): LoadRulesetOptions {
  return { workspace, folder: settings?.folder, settings };
}

function countOf(findings: Analysed['findings']): number {
  return findings.reduce((sum, { length }) => sum + length, 0);
}

/** Files' texts as they are reviewed: the scope's contents, else what lies on the disk. */
function textsOf(scope: ReviewScope | null, directory: string): Analysed['textOf'] {
  const contents = new Map(scope?.files.map(({ path, content }) => [path, content]));
  return (path) => {
    const content = contents.get(path);
    return content === undefined ? readSourceText(resolve(directory, path)) : sourceTextOf(content);
  };
}

function nothingToReview(
  paths: readonly string[],
  skipped: Analysed['skipped'],
  leftOut: readonly LeftOut[] = [],
): InputError {
  const taken = leftOut.filter(({ files }) => files > 0);
  if (taken.length > 0)
    return new InputError(
      'nothing-to-review',
      `There is no code under ${paths.join(', ')} beside what is left out (${taken.map(({ name }) => name).join(', ')}).`,
    );
  const why = skipped.slice(0, 5).map(({ path, reason }) => `${path}: ${reason}`);
  const message = why.length > 0 ? why.join('; ') : `There is no code under ${paths.join(', ')}`;
  return new InputError(
    'nothing-to-review',
    message.endsWith('?') ? message : `${message}. Name a file or folder with code in it.`,
  );
}

function tooLong(length: number): InputError {
  const megabytes = (length / 1024 / 1024).toFixed(1);
  return new InputError(
    'too-large',
    `The code is ${megabytes} million characters long; up to ${longestCode / 1024 / 1024} are reviewed. Give a part of it.`,
  );
}
