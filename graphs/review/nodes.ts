import {
  analyzeSource,
  composeReview,
  detectLanguage,
  measurePaths,
  recheckFindings,
} from '../../src/code/index.ts';
import { InputError, InterruptedError } from '../../src/errors/index.ts';
import { asTool, type ReviewDependencies } from './dependencies.ts';
import type { Analysed, ReviewState, ReviewUpdate } from './state.ts';

/** Code that is given as text is held to the limit of files. */
const longestCode = 20 * 1024 * 1024;

/** The review's nodes up to the record, bound to a run. */
export function reviewNodes(deps: ReviewDependencies) {
  const directory = deps.workspace ?? process.cwd();
  const bounds = { workspace: deps.workspace ?? undefined, directory };

  /** Finds out the language of code that was given as text; files are told apart as they are found. */
  async function detect({ input }: ReviewState): Promise<ReviewUpdate> {
    if (deps.signal.aborted) throw new InterruptedError();
    if (input.code === undefined || input.language !== undefined) return {};
    if (input.code.length > longestCode) throw tooLong(input.code.length);
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
        summary: ({ files, findings }) => `${files.length} files, ${findings.flat().length} findings`,
      },
      () => (input.paths === undefined ? analyseCode(input) : analysePaths(input.paths, input)),
    );
    return { analysed };
  }

  async function analyseCode({ code = '', path, language }: ReviewState['input']): Promise<Analysed> {
    const { file, findings } = await analyzeSource({ source: code, path, language });
    return { files: [file], findings: [findings], skipped: [] };
  }

  async function analysePaths(
    paths: readonly string[],
    { language }: ReviewState['input'],
  ): Promise<Analysed> {
    let told = 0;
    const measured = await measurePaths(paths, {
      ...bounds,
      language,
      coverage: deps.coverage,
      signal: deps.signal,
      onProgress(done, total) {
        // Twenty lines of progress are enough for any folder.
        if (done < total && (done - told) * 20 < total) return;
        told = done;
        deps.log.emit({ type: 'progress', step: deps.step, message: 'Reviewing', done, total });
      },
    });
    if (measured.files.length === 0) throw nothingToReview(paths, measured.skipped);
    return measured;
  }

  /** Holds each finding against the text once more: lines, quote, duplicates. */
  async function verify({ input, analysed }: ReviewState): Promise<ReviewUpdate> {
    const { files, findings, skipped } = analysed!;
    const before = findings.flat().length;
    const held = await asTool(
      deps,
      {
        name: 'verify_findings',
        arguments: { findings: before },
        summary: (kept: Analysed['findings']) => `${kept.flat().length} of ${before} findings hold`,
      },
      async () => recheckFindings({ files, findings }, { directory, source: input.code }),
    );
    return { analysed: { files, findings: held, skipped } };
  }

  /** Gives each finding its id and its probability of acceptance, and puts them in order. */
  function rank({ analysed }: ReviewState): ReviewUpdate {
    return { review: composeReview(analysed!, bounds) };
  }

  /** Keeps the recommendations, once for a run's step however often it is tried. */
  async function record({ review }: ReviewState): Promise<ReviewUpdate> {
    const { store, run, step } = deps;
    const { recommendations } = review!;
    if (store === null) return {};
    const fresh = await asTool<number>(
      deps,
      {
        name: 'record_recommendations',
        arguments: { recommendations: recommendations.length },
        summary: (count) => `${recommendations.length} recorded, ${count} of them new`,
      },
      () => store.recommendations.record({ run, step }, recommendations),
    );
    return { fresh };
  }

  return { detect, analyse, verify, rank, record };
}

function nothingToReview(paths: readonly string[], skipped: Analysed['skipped']): InputError {
  const why = skipped.slice(0, 5).map(({ path, reason }) => `${path}: ${reason}`);
  const message = why.length > 0 ? why.join('; ') : `There is no code under ${paths.join(', ')}`;
  return new InputError('nothing-to-review', `${message}. Name a file or folder with code in it.`);
}

function tooLong(length: number): InputError {
  const megabytes = (length / 1024 / 1024).toFixed(1);
  return new InputError(
    'too-large',
    `The code is ${megabytes} million characters long; up to ${longestCode / 1024 / 1024} are reviewed. Give a part of it.`,
  );
}
