import type { Recommendation, ReviewedFile, SkippedPath } from '../../src/code/index.ts';
import type { Config } from '../../src/config/index.ts';
import { InputError, InternalError, InterruptedError } from '../../src/errors/index.ts';
import { createRunLog } from '../../src/observe/index.ts';
import type {
  BaselineSummary,
  DiffSummary,
  LeftOut,
  ModelAccount,
  QuietFinding,
} from '../../src/review/index.ts';
import type { Store } from '../../src/store/index.ts';
import type { ReviewDependencies } from './dependencies.ts';
import { ReviewInput } from './input.ts';
import type { LearningSummary } from './learnt.ts';
import { accountedModels, closeAccount, type OpenAccount, openAccount } from './model/account.ts';
import type { Analysed, ReviewState } from './state.ts';

/** What was not looked at: how many files are no text, and which folders of builds were not gone into. */
export interface PassedOver {
  binary: number;
  builds: string[];
}

/** A review as `opsmith review --json` prints it, and what leads it. */
export interface ReviewResult {
  run: string;
  /** 0..1: the mean of the files' scores, weighted by their lines of code. */
  score: number;
  /** Who chose and worded the summary; the findings are the rules'. */
  decidedBy: string;
  /** The summary: a sentence or a few, and the ids of the findings to begin with. */
  summary: { text: string; lead: string[] };
  files: ReviewedFile[];
  /** Ranked: gravest first, then the likeliest to be accepted. */
  recommendations: Recommendation[];
  skipped: SkippedPath[];
  /** What was not looked at and is no loss; left out where there is nothing of the kind. */
  passedOver?: PassedOver;
  /** What was left out as it was said; left out itself where nothing was to be. */
  leftOut?: LeftOut[];
  /** Findings that marks in the code silence. */
  suppressed: number;
  /** How it compares with the baseline; null where none was named. */
  baseline: BaselineSummary | null;
  /** Which changes were meant; null where whole files were. */
  diff: DiffSummary | null;
  /** What a language model did in it, and what that cost; null where there is none. */
  model: ModelAccount | null;
  /** How it follows what developers accepted; left out where nobody has judged anything yet. */
  learning?: LearningSummary;
}

/** A review with what is not part of its document. */
export interface FullReview {
  result: ReviewResult;
  /** Findings that a mark in the code or the baseline keeps quiet. */
  quiet: QuietFinding[];
  /** Findings that are unlikely to be accepted, and were not asked for: nobody is shown them, and gates count them. */
  heldBack: Recommendation[];
  /** A file's text by its path, of the version that was reviewed. */
  textOf: (path: string) => string | null;
}

/**
 * Reviews paths or a text as one step of a run, by the review's graph. LangGraph is loaded with the first review.
 *
 * @throws InputError `bad-arguments`, `nothing-to-review`, `language-unknown`, `too-large`, and what `resolveScope` and `readBaseline` throw
 * @throws InterruptedError when the signal fires
 */
export async function reviewWorkflow(input: unknown, deps: ReviewDependencies): Promise<ReviewResult> {
  // Loaded here, so that a crew that reviews nothing starts without it.
  const { buildReviewGraph } = await import('./graph.ts');
  const { result } = await performReview(input, deps, (parsed, own, account) =>
    buildReviewGraph(own, account).invoke({ input: parsed }, { signal: own.signal, recursionLimit: 20 }),
  );
  return result;
}

/** The same without LangGraph, with all that the command line needs of it. */
export async function reviewFully(input: unknown, deps: ReviewDependencies): Promise<FullReview> {
  const { walkReview } = await import('./steps.ts');
  return performReview(input, deps, walkReview);
}

/** A review by the rules alone, of which the store learns nothing. */
export async function reviewUnrecorded(
  input: unknown,
  {
    workspace,
    signal,
    config,
    cache,
    learnsFrom,
  }: Pick<ReviewDependencies, 'signal' | 'cache'> & {
    workspace: string;
    config: Config;
    /** The store whose verdicts the order follows. */
    learnsFrom?: Store;
  },
): Promise<FullReview> {
  const { coverage } = config.code;
  const run = 'unrecorded';
  return reviewFully(input, {
    run,
    step: '1',
    workspace,
    signal,
    log: createRunLog({ run, sink: null }),
    store: null,
    models: null,
    settings: config.review,
    ...(learnsFrom === undefined ? {} : { learning: { store: learnsFrom, settings: config.learning } }),
    ...(coverage === null ? {} : { coverage }),
    ...(cache === undefined ? {} : { cache }),
  });
}

async function performReview(
  input: unknown,
  deps: ReviewDependencies,
  walk: (input: ReviewInput, deps: ReviewDependencies, account: OpenAccount) => Promise<ReviewState>,
): Promise<FullReview> {
  const parsed = ReviewInput.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      [path.join('.'), message].filter(Boolean).join(': '),
    );
    throw new InputError('bad-arguments', `The review was asked for wrongly (${problems.join('; ')}).`);
  }
  if (deps.signal.aborted) throw new InterruptedError();
  const account = openAccount();
  const models = deps.models === null ? null : accountedModels(deps.models, account);
  const state = await walk(parsed.data, { ...deps, models }, account).catch((thrown: unknown) => {
    throw deps.signal.aborted ? new InterruptedError(undefined, { cause: thrown }) : thrown;
  });
  const { review, view, answer, analysed } = state;
  if (review === null || view === null || answer === null || analysed === null)
    throw new InternalError('The review ended without a result.');
  const { score, files, skipped } = review;
  const { recommendations, heldBack, quiet, suppressed, baseline, diff, learning } = view;
  const { text, lead, decidedBy } = answer;
  const model = (await models?.available('large')) ? closeAccount(account, review.recommendations) : null;
  const result: ReviewResult = {
    run: deps.run,
    score,
    decidedBy,
    summary: { text, lead },
    files,
    recommendations,
    skipped,
    ...passedOverIn(analysed),
    ...(analysed.leftOut === undefined ? {} : { leftOut: [...analysed.leftOut] }),
    suppressed,
    baseline,
    diff,
    model,
    ...(learning === undefined ? {} : { learning }),
  };
  return { result, quiet, heldBack, textOf: analysed.textOf };
}

function passedOverIn({ binaries = 0, builds = [] }: Analysed): Pick<ReviewResult, 'passedOver'> {
  if (binaries === 0 && builds.length === 0) return {};
  return { passedOver: { binary: binaries, builds: [...builds] } };
}
