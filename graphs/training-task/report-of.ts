import type { TrainedModel } from '../../src/artifact/index.ts';
import { type Table, takeTableRows } from '../../src/data/index.ts';
import { OpsmithError } from '../../src/errors/index.ts';
import { fairnessOf, type JudgedRows, scoresWithIntervals } from '../../src/evaluate/index.ts';
import { codeVersionOf } from '../../src/experiments/index.ts';
import { explainRows, rankColumns } from '../../src/explain/index.ts';
import type { PlotData } from '../../src/plots/index.ts';
import { predictionPlots, type TrainingReport } from '../../src/report/index.ts';
import { isLowerBetter, type MetricName, snakeName, takeTarget } from '../../src/train/index.ts';
import { aTurn, inTurns } from '../../src/turns/index.ts';
import { budgetOf, secondsToWriting } from './budget.ts';
import { commandOf } from './command-of.ts';
import type { TaskContext } from './context.ts';
import { decidingWarnings } from './deciding-columns.ts';
import { learningCurve } from './learning-curve.ts';
import { modelName } from './model-name.ts';
import { agentShares } from './performance.ts';
import type { PhaseName } from './phases.ts';
import { rankedCandidates } from './result-of.ts';
import { splitWords } from './row-split.ts';
import type { TaskState } from './state.ts';
import { describeEnsemble } from './text.ts';

/** Rows that importances and explanations are taken from, at most. */
const importanceRows = 1_000;
const explainedRows = 100;
/** Candidates of the leaderboard's plot, and columns of the summary of explanations. */
const plottedCandidates = 15;
const plottedColumns = 12;
/** How often rows are drawn for the scores' intervals, and the seconds that it may take in any case. */
const scoreResamples = 100;
const leastScoring = 0.5;
/** In fewer seconds than that nothing can be explained: threads have to start for it. */
const leastExplaining = 0.4;

/** What a person reads of a task: its report, from the record and from the validator's rows. */
export async function reportOf(
  state: TaskState,
  model: TrainedModel,
  rows: JudgedRows,
  context: TaskContext,
): Promise<TrainingReport> {
  const { request, held, data, dropped, features, judgements, ensemble } = state;
  const metric = data!.metric as MetricName;
  const { predictions } = rows;
  const { scores, baseline } = judgements.at(-1)!;
  const seconds = secondsToWriting(state, context);
  const ending =
    seconds < leastExplaining
      ? AbortSignal.abort(new DOMException('No time is left.', 'TimeoutError'))
      : AbortSignal.timeout(Math.ceil(seconds * 1_000));
  const signal = AbortSignal.any([context.signal, ending]);
  const soon = AbortSignal.timeout(Math.ceil(1_000 * Math.max(leastScoring, seconds)));
  const scored = await inTime(context, () =>
    testScores(rows, AbortSignal.any([context.signal, soon]), request.seed),
  );
  const explained = await explanations(model, rows, { metric, seed: request.seed, signal, context });
  const curve = await inTime(context, () => learningCurve(state, context, signal));
  const code = await codeVersionOf(context.workspace);
  await aTurn(context.signal);
  const plotted = await inTurns(
    predictionPlots({ target: rows.target, predictions, threshold: model.threshold }),
    context.signal,
  );
  await aTurn(context.signal);
  const ranked = rankedCandidates(state);
  const named = (table: Record<string, number | null>) =>
    Object.entries(table).map(([name, value]) => ({ metric: snakeName(name as MetricName), value }));
  const shown = ranked.filter((entry) => entry.score !== null).slice(0, plottedCandidates);
  const gone = new Map(dropped.map(({ column, reason }) => [column, reason]));
  return {
    run: {
      id: context.run,
      name: modelName(request),
      startedAt: new Date(Date.now() - context.session.clock.seconds * 1_000).toISOString(),
      seconds: context.session.clock.seconds,
      timeBudgetSeconds: budgetOf(state),
    },
    problem: {
      task: held!.task,
      target: request.target,
      classes: held!.classes,
      metric: snakeName(metric),
      isLowerBetter: isLowerBetter(metric),
      whyMetric: data!.metricReason,
    },
    model: {
      name: modelName(request),
      description: describeEnsemble(ensemble!.members, ensemble!.kind),
      features: new Set(model.members.flatMap(({ pipeline }) => pipeline.outputs.map(({ name }) => name)))
        .size,
      threshold: model.threshold,
    },
    data: {
      name: request.data,
      fingerprint: held!.fingerprint,
      rows: held!.rows.all,
      parts: { training: held!.rows.train, test: held!.rows.test },
      splitBy: splitWords(held!.split),
      columns: (await context.session.held(request)).training.columns.map(({ name, kind, missing }) => ({
        name,
        kind,
        missing: missing / Math.max(1, held!.rows.train),
        role: name === request.target ? 'target' : gone.has(name) ? 'dropped' : 'kept',
      })),
    },
    findings: data!.findings.map(({ severity, code, message, column }) => ({
      severity,
      title: code,
      message,
      columns: column === null ? [] : [column],
      action: column !== null && gone.has(column) ? 'the column was left out' : null,
    })),
    decisions: [
      ...dropped.map(({ column, reason, by }) => ({
        phase: by === 'validator' ? 'validate' : 'collect',
        what: `leave out ${column}`,
        decidedBy: by,
        why: reason,
      })),
      ...features!.trials.map(({ title, by, why, gain, standardError, kept }) => ({
        phase: 'engineer',
        what: title,
        decidedBy: by,
        why,
        gain: `${gain >= 0 ? '+' : ''}${gain.toPrecision(2)}${standardError === null ? '' : ` ± ${standardError.toPrecision(2)}`} ${snakeName(metric)}`,
        isKept: kept,
      })),
      ...state.proposals
        .filter(({ decision }) => decision !== 'propose-features')
        .map((each) => ({
          phase: phaseOfDecision[each.decision] ?? 'train',
          what: each.what,
          decidedBy: each.by,
          why: 'proposed by a language model, measured beside the policy’s',
          ...(each.gain === null
            ? {}
            : { gain: `${each.gain >= 0 ? '+' : ''}${each.gain.toPrecision(2)} ${snakeName(metric)}` }),
          isKept: each.won,
        })),
      ...judgements.map(({ verdict, to, why, decidedBy }) => ({
        phase: 'validate',
        what: verdict === 'accept' ? 'let the model pass' : `send back to ${to}`,
        decidedBy,
        why,
      })),
    ],
    candidates: ranked.map(({ id, family, score, seconds: took, error }) => ({
      candidate: id,
      family,
      score,
      seconds: took,
      note: error,
    })),
    scores: {
      validation: named(scores.validation),
      test: scored ?? named(scores.test),
      baseline: [{ metric: snakeName(metric), value: baseline }],
    },
    plots: [
      ...plotted,
      ...(shown.length === 0
        ? []
        : [
            {
              plot: 'leaderboard' as const,
              metric: snakeName(metric),
              candidates: shown.map(({ family, id, score }) => ({
                name: `${family} ${id.slice(0, 4)}`,
                score: score!,
              })),
            },
          ]),
      ...explained.plots,
      ...(curve === null ? [] : [curve]),
    ],
    importances: explained.importances,
    fairness: await fairnessSections(rows, request.protected, request.seed),
    agents: agentShares(state),
    warnings: [...decidingWarnings(state), ...state.warnings],
    reproducibility: {
      seed: request.seed,
      command: commandOf(request, budgetOf(state)),
      commit: code?.commit ?? null,
      isDirty: code?.isDirty ?? null,
      versions: { node: process.versions.node },
    },
  };
}

/** Where a decision is made whose proposals are measured. */
const phaseOfDecision: Readonly<Record<string, PhaseName>> = {
  'drop-columns': 'collect',
  'treat-imbalance': 'train',
  'choose-families': 'train',
  'choose-space': 'optimize',
};

/** Which columns the model needs, and what they say of rows, as far as there is time; a model without an exact explanation has none here. */
async function explanations(
  model: TrainedModel,
  rows: JudgedRows,
  {
    metric,
    seed,
    signal,
    context,
  }: { metric: MetricName; seed: number; signal: AbortSignal; context: TaskContext },
): Promise<{ importances: { name: string; importance: number }[]; plots: PlotData[] }> {
  const plots: PlotData[] = [];
  let importances: { name: string; importance: number }[] = [];
  await inTime(context, async () => {
    const some = evenly(rows, importanceRows);
    const ranked = await rankColumns(model, some.table, some.target, { metric, repeats: 3, seed, signal });
    importances = ranked.map(({ name, importance }) => ({ name, importance }));
    if (importances.length > 0)
      plots.push({
        plot: 'importances',
        unit: `loss of ${snakeName(metric)} when dealt anew`,
        features: importances.slice(0, 2 * plottedColumns),
      });
    const { table } = evenly(rows, explainedRows);
    const found = await explainRows(model, table, { method: 'exact', seed, signal });
    plots.push(summaryPlot(found, table));
  });
  return { importances, plots };
}

/** What some work gives; null where it is out of time or cannot be done: the report says less then. What a person stopped is stopped. */
async function inTime<Found>({ signal }: TaskContext, work: () => Promise<Found>): Promise<Found | null> {
  try {
    return await work();
  } catch (thrown) {
    const isExpected = thrown instanceof OpsmithError || (thrown as Error).name === 'TimeoutError';
    if (signal.aborted || !isExpected) throw thrown;
    return null;
  }
}

/** All metrics on the validator's rows, with the intervals that chance puts them in. */
async function testScores(rows: JudgedRows, signal: AbortSignal, seed: number) {
  const found = await scoresWithIntervals(rows, { resamples: scoreResamples, seed, signal });
  return Object.entries(found).map(([name, score]) => ({
    metric: snakeName(name as MetricName),
    value: score?.value ?? null,
    // Drawing rows anew makes an error of calibration larger: its interval would lie beside it.
    ...(score != null && name !== 'calibrationError' && { low: score.low, high: score.high }),
  }));
}

function summaryPlot(found: Awaited<ReturnType<typeof explainRows>>, table: Table): PlotData {
  const last = found.contributions.length - 1;
  const own = found.contributions[last]!;
  const width = found.columns.length;
  const features = found.columns
    .map((name, at) => {
      const shap = Array.from({ length: found.rows.length }, (_, row) => own[row * width + at]!);
      const column = table.columns.find((each) => each.name === name);
      const values = Array.from({ length: found.rows.length }, (_, row) => {
        const value = column?.type === 'numbers' ? column.values[row]! : Number.NaN;
        return Number.isFinite(value) ? value : null;
      });
      const weight = shap.reduce((sum, value) => sum + Math.abs(value), 0);
      return { name, shap, values, weight };
    })
    .sort((one, other) => other.weight - one.weight)
    .slice(0, plottedColumns)
    .map(({ name, shap, values }) => ({ name, shap, values }));
  const whom = found.outputs[last] ?? null;
  return { plot: 'shap-summary', unit: `${found.scale}${whom === null ? '' : ` of ${whom}`}`, features };
}

/** How each group of a protected column fares. */
async function fairnessSections(rows: JudgedRows, columns: readonly string[], seed: number) {
  const sections: NonNullable<TrainingReport['fairness']> = [];
  for (const column of columns) {
    const found = await fairnessOf(rows, column, { resamples: 200, seed });
    const gaps = {
      demographicParity: found.demographicParity,
      equalizedOdds: found.equalizedOdds,
      calibration: found.calibration,
    };
    sections.push({
      column,
      groups: found.groups.map(({ group, rows: own, ...values }) => ({ group, rows: own, values })),
      gaps: Object.entries(gaps).flatMap(([measure, gap]) =>
        gap === null ? [] : [{ measure, value: gap.value, low: gap.low, high: gap.high }],
      ),
    });
  }
  return sections;
}

function evenly(
  { table, target }: Pick<JudgedRows, 'table' | 'target'>,
  most: number,
): Pick<JudgedRows, 'table' | 'target'> {
  if (table.rows <= most) return { table, target };
  const rows = Int32Array.from({ length: most }, (_, place) => Math.floor((place * table.rows) / most));
  return { table: takeTableRows(table, rows), target: takeTarget(target, rows) };
}
