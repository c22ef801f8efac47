import type { AnalysisCache, FoundFiles } from '../../src/code/index.ts';
import type { Config } from '../../src/config/index.ts';
import { InterruptedError, LimitError, OpsmithError, toError } from '../../src/errors/index.ts';
import { createRunLimits, type Models } from '../../src/llm/index.ts';
import { createRunLog, type PlanStep, type RunLog, type RunStatus } from '../../src/observe/index.ts';
import type { Store } from '../../src/store/index.ts';
import { reachedLimit } from '../reached-limit.ts';
import type { RunInput, RunOptions, RunSummary } from '../run-types.ts';
import { untilAborted } from '../until-aborted.ts';
import type { ReviewInput } from './input.ts';
import { reviewText } from './text.ts';
import { type FullReview, reviewFully } from './workflow.ts';

export interface ReviewRun {
  input: ReviewInput;
  /** Absolute. */
  workspace: string;
  /** The files under its paths, where somebody has looked for them. */
  found?: FoundFiles;
}

export interface ReviewRunDependencies {
  config: Config;
  store: Store;
  models: Models;
  cache?: AnalysisCache;
  now?: () => Date;
}

/** A review's one step, as a plan has it. */
const step = '1';
const agent = 'code-analyst';
const action = 'review_code';

/**
 * One review as a run of its own, recorded like the code analyst's action in a turn, but without the supervisor and its checkpoints: a
 * review of ten thousand files would be copied into each of them. One that was interrupted is begun again by `opsmith runs resume`.
 *
 * @throws what `reviewWorkflow` throws, after it is in the record
 */
export async function runReview(
  { input, workspace, found }: ReviewRun,
  deps: ReviewRunDependencies,
  options: RunOptions = {},
): Promise<FullReview & { run: string }> {
  const { config, store, models, cache, now = () => new Date() } = deps;
  const planned: PlanStep = { agent, action, arguments: input };
  const text = `${agent}: ${action}`;
  const asked: RunInput = { text, given: [planned], workspace };
  const { id: run } = await store.runs.create({ kind: 'action', thread: null, input: asked });
  const log = createRunLog({ run, sink: store.events, listeners: options.listeners, now });
  const limits = createRunLimits({ run, limits: config.limits });
  const deadline = new AbortController();
  const timer = startTimer(limits.remainingMs(), () => deadline.abort());
  const cancel = options.signal ?? new AbortController().signal;
  const signal = AbortSignal.any([cancel, deadline.signal]);
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1_000;
  const { coverage } = config.code;
  log.emit({ type: 'run-start', kind: 'action', thread: null, input: text });
  const shown = shownArguments(input);
  log.emit({ type: 'agent-start', step, agent, action, arguments: shown });
  log.emit({ type: 'tool-start', step, tool: action, arguments: shown });
  const end = async (status: RunStatus, summary: string, result?: RunSummary): Promise<void> => {
    log.emit({ type: 'tool-end', step, tool: action, ok: status === 'done', seconds: seconds(), summary });
    if (result !== undefined) log.emit({ type: 'answer', text: result.answer, decidedBy: result.decidedBy });
    log.emit({ type: 'run-end', status, seconds: seconds() });
    await store.events.flush();
    await store.runs.setStatus(run, status, result);
  };
  try {
    const review = await untilAborted(
      () =>
        reviewFully(input, {
          run,
          step,
          workspace,
          signal,
          log,
          store,
          learning: { store, settings: config.learning },
          models,
          limits,
          settings: config.review,
          ...(coverage === null ? {} : { coverage }),
          ...(cache === undefined ? {} : { cache }),
          ...(found === undefined ? {} : { found }),
        }),
      signal,
    );
    await end('done', review.result.summary.text, summaryOf(review, seconds()));
    return { ...review, run };
  } catch (thrown) {
    if (cancel.aborted) {
      await end('cancelled', 'Interrupted.');
      throw new InterruptedError(`Interrupted. \`opsmith runs resume ${run}\` goes on from here.`, {
        cause: thrown,
      });
    }
    throw await failed(reachedLimit(limits) ?? toError(thrown), { log, end });
  } finally {
    clearTimeout(timer);
  }
}

async function failed(
  error: Error,
  { log, end }: { log: RunLog; end: (status: RunStatus, summary: string) => Promise<void> },
): Promise<Error> {
  const code = error instanceof OpsmithError ? error.code : 'internal';
  log.emit({ type: 'error', step, code, message: error.message });
  await end(error instanceof LimitError ? 'limited' : 'failed', error.message).catch(() => {
    // The first error says why; that its record failed too adds nothing.
  });
  return error;
}

/** The run as the store keeps it: without the data, which may be large. */
function summaryOf({ result }: FullReview, seconds: number): RunSummary {
  const text = reviewText(result);
  const { decidedBy } = result;
  return {
    status: 'done',
    answer: text,
    decidedBy: 'policy',
    steps: [{ id: step, agent, action, arguments: {}, after: [], supplied: {} }],
    results: [
      {
        step,
        agent,
        action,
        status: 'done',
        text,
        decidedBy,
        data: null,
        items: [],
        about: {},
        error: null,
        seconds,
      },
    ],
  };
}

/** Arguments for the record and for people: the code itself is left out. */
function shownArguments({ code, paths, ...rest }: ReviewInput): Record<string, unknown> {
  return {
    ...rest,
    ...(paths === undefined ? {} : { paths: paths.slice(0, 20) }),
    ...(code === undefined ? {} : { code: `(${code.length} characters)` }),
  };
}

/** Node's timers wait no longer than this; no run does. */
const longestTimerMs = 2_147_483_647;

function startTimer(milliseconds: number, ring: () => void): NodeJS.Timeout | undefined {
  return milliseconds <= longestTimerMs ? setTimeout(ring, milliseconds).unref() : undefined;
}
