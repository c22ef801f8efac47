import { readTable } from '../../src/data/index.ts';
import { InputError } from '../../src/errors/index.ts';
import { type Evaluation, evaluateModel, fairnessOf, judgeRows } from '../../src/evaluate/index.ts';
import { isLowerBetter, type MetricName, metricNamed } from '../../src/train/index.ts';
import { chooseSendBack, type SendBackChoice, sendBackByPolicy } from '../decisions/send-back.ts';
import type { ActionContext, ActionResult } from '../define.ts';
import { seed } from './data-set.ts';
import { evaluationText, fairnessText } from './evaluation-text.ts';
import { counted, inlineCode, table } from './figures.ts';
import { type ModelInput, withModel } from './model-input.ts';

export interface ValidationInput {
  model: string;
  data?: string | undefined;
  /** For workflows and scripts: an earlier model to hold it against, rows that it learned from, groups, and the costs of errors. */
  previous?: string | undefined;
  training?: string | undefined;
  protected?: readonly string[] | undefined;
  costs?: { falsePositive: number; falseNegative: number } | undefined;
  metric?: string | undefined;
}

/** What `validate_model` does: judges a model on a table with the target; without one it tells what was measured when it was trained. */
export function validateModel(input: ValidationInput, context: ActionContext): Promise<ActionResult> {
  return withModel(input.model, context, async (model) => {
    if (input.data === undefined) return recorded(model, input.model);
    const { workspace, signal } = context;
    const { table: rows } = await readTable(input.data, { workspace });
    const training =
      input.training === undefined ? undefined : (await readTable(input.training, { workspace })).table;
    const judge = (previous?: ModelInput): Promise<Evaluation> =>
      evaluateModel(model.trained, rows, {
        metric: metricOf(input, model),
        previous: previous?.trained,
        training,
        protected: input.protected,
        costs: input.costs,
        seed,
        signal,
      });
    const evaluation =
      input.previous === undefined ? await judge() : await withModel(input.previous, context, judge);
    const verdict = await judged(evaluation, context);
    const passed = verdict.value.reason === null;
    return {
      text: `${evaluationText(model.name, evaluation)}\n\n**${passed ? 'May pass' : `Goes back (${verdict.value.reason})`}**: ${verdict.value.why}. Decided by ${verdict.decidedBy}${besidePolicy(verdict)}.`,
      decidedBy: verdict.decidedBy,
      data: {
        model: model.name,
        evaluation,
        verdict: { passed, ...verdict.value, policy: verdict.byPolicy },
      },
      items: evaluation.slices.slices.map(({ conditions, rows: count, loss, lossElsewhere }, place) => ({
        id: `slice-${place + 1}`,
        title: conditions.map(({ column, condition }) => `${column} ${condition}`).join(' and '),
        detail: `${counted(count, 'row')}; the mean loss is ${loss.toPrecision(3)} there and ${lossElsewhere.toPrecision(3)} elsewhere.`,
      })),
      about: { model: input.model, data: input.data },
    };
  });
}

/** What `check_fairness` does: how a model treats the groups of columns, on a table with the target. */
export function checkFairness(
  input: { model: string; data?: string | undefined; protected: readonly string[] },
  context: ActionContext,
): Promise<ActionResult> {
  return withModel(input.model, context, async ({ name, trained, record }) => {
    const data = input.data ?? record.data?.source ?? null;
    if (data === null)
      throw new InputError(
        'no-rows',
        `Groups can only be compared on rows: name a table with ${trained.target} and ${input.protected.join(', ')}.`,
      );
    const { table: rows } = await readTable(data, { workspace: context.workspace });
    const judgedRows = await judgeRows(trained, rows, context.signal);
    const found = [];
    for (const column of input.protected)
      found.push(await fairnessOf(judgedRows, column, { seed, signal: context.signal }));
    const beyond = found.filter(({ equalizedOdds, demographicParity }) =>
      [equalizedOdds, demographicParity].some((gap) => gap !== null && gap.value > gap.byChance),
    );
    const head = `${inlineCode(name)} on ${counted(judgedRows.table.rows, 'row')} of ${inlineCode(data)}: ${beyond.length === 0 ? 'groups are treated alike as far as these rows tell' : `groups of ${beyond.map(({ column }) => inlineCode(column)).join(', ')} are treated differently beyond chance`}.`;
    const note =
      input.data === undefined
        ? '\n\nThe model has learned from rows of this table: on others the gaps may be larger.'
        : '';
    return {
      text: `${head}${note}\n\n${found.map(fairnessText).join('\n\n')}`,
      data: { model: name, rows: judgedRows.table.rows, fairness: found },
      items: found.map((each) => ({
        id: each.column,
        title: `fairness by ${each.column}`,
        detail: fairnessText(each),
      })),
      about: { model: input.model, data, protected: input.protected },
    };
  });
}

function metricOf({ metric }: ValidationInput, { record, trained }: ModelInput): MetricName | undefined {
  const name = metric ?? record.metric;
  return name === null || name === undefined ? undefined : metricNamed(name, trained.task);
}

/** What the default policy says of the same figures, where a model judged. */
function besidePolicy({
  decidedBy,
  byPolicy,
}: {
  decidedBy: string;
  byPolicy: SendBackChoice['reason'];
}): string {
  if (decidedBy === 'policy') return '';
  const says = byPolicy === null ? 'let it pass' : `sent it back (${byPolicy})`;
  return ` from these figures, on which the default policy would have ${says}`;
}

async function judged(
  { overBaseline, overPrevious, calibration, fairness, overfitting, metric }: Evaluation,
  context: ActionContext,
) {
  const plain = (compared: Evaluation['overBaseline']) =>
    compared === null
      ? null
      : {
          difference: compared.improvement.value,
          low: compared.improvement.low,
          high: compared.improvement.high,
        };
  const worst = fairness
    .flatMap(({ column, equalizedOdds }) =>
      equalizedOdds === null || equalizedOdds.value <= equalizedOdds.byChance
        ? []
        : [{ column, low: equalizedOdds.low }],
    )
    .sort((one, other) => other.low - one.low)[0];
  const facts = {
    leaks: [],
    overfitting:
      overfitting === null
        ? null
        : {
            on: 'training rows' as const,
            gap: overfitting.gap.value,
            noise: (overfitting.gap.high - overfitting.gap.low) / 4,
            whole: isLowerBetter(metric) ? Math.abs(overfitting.training) : 1,
          },
    calibrationErrorLow: calibration === null ? null : calibration.error.low,
    fairnessGapLow: worst ?? null,
    overBaseline: plain(overBaseline),
    overLive: plain(overPrevious),
    sentBack: 0,
    atMost: 1,
  };
  const verdict = await chooseSendBack(facts, context);
  return { ...verdict, byPolicy: sendBackByPolicy(facts).reason };
}

/** Without rows there is only what was written when it was trained. */
function recorded({ name, record }: ModelInput, reference: string): ActionResult {
  const { scores, metric, target } = record;
  const splits = Object.keys(scores);
  const metrics = [...new Set(splits.flatMap((split) => Object.keys(scores[split]!)))];
  const rows = metrics.map((each) => [
    each,
    ...splits.map((split) => scores[split]![each]?.toPrecision(4) ?? ''),
  ]);
  const text =
    splits.length === 0
      ? `${inlineCode(name)} predicts ${inlineCode(target)}; its record holds no scores. Name a table with ${inlineCode(target)} to judge it by.`
      : `${inlineCode(name)} predicts ${inlineCode(target)}${metric === null ? '' : `, trained for ${metric}`}. What was measured when it was trained; name a table to judge it anew.\n\n${table(['metric', ...splits], rows)}`;
  return { text, data: { model: name, recorded: scores }, about: { model: reference } };
}
