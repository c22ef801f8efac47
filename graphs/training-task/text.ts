import { proposalText } from '../../agents/decisions/proposals.ts';
import { isLowerBetter, type MetricName, snakeName } from '../../src/train/index.ts';
import { bestOf, standing } from './nodes/measure.ts';
import type { PhaseName } from './phases.ts';
import type { TaskResult } from './result.ts';
import { splitWords } from './row-split.ts';
import type { TaskState } from './state.ts';

/** What a phase came to, in Markdown. */
export function phaseText(phase: PhaseName, state: TaskState): string {
  if (phase === 'collect') return collectText(state);
  if (phase === 'engineer') return engineerText(state);
  const isLess = isLowerBetter(state.data!.metric as MetricName);
  if (phase === 'train') {
    const entries = standing(state);
    const best = bestOf(entries, isLess)!;
    return `${entries.length} candidates of ${new Set(entries.map(({ family }) => family)).size} families were trained; the best is ${best.family} with ${metricOf(state)} ${figure(best.score)}.${sentBackText(state)}`;
  }
  const { ensemble, tuning } = state;
  const what =
    ensemble!.members.length === 1
      ? `${ensemble!.members[0]!.family} alone`
      : `a ${ensemble!.kind} of ${ensemble!.members.length} models`;
  return `${tuning!.trials} settings were tried (${tuning!.stopped}); the model is ${what} with ${metricOf(state)} ${figure(ensemble!.score)}.`;
}

function metricOf({ data }: TaskState): string {
  return snakeName(data!.metric as MetricName);
}

function sentBackText({ judgements }: TaskState): string {
  return judgements
    .filter(({ verdict }) => verdict === 'send-back')
    .map(({ to, why }) => ` The validator sent the work back to ${to}: ${why}.`)
    .join('');
}

function collectText({ held, data, dropped, request }: TaskState): string {
  const { rows, columns, task } = held!;
  const lines = [
    `${rows.all.toLocaleString('en-US')} rows and ${columns} columns; ${request.target} is ${task === 'regression' ? 'a number' : `one of ${held!.classes!.length} classes`}. ${rows.test} rows were set aside for the validator, ${splitWords(held!.split)}.`,
    `What counts is ${snakeName(data!.metric as MetricName)}: ${data!.metricReason}.`,
    ...dropped.map(({ column, reason }) => `- \`${column}\` is left out: it ${reason}.`),
  ];
  return lines.join('\n');
}

function engineerText({ features }: TaskState): string {
  const { trials } = features!;
  if (trials.length === 0) return 'Features by kind; none beyond those was tried.';
  const kept = trials.filter((trial) => trial.kept);
  const lines = trials.map(
    ({ title, kept: stays, gain }) => `- ${title}: ${stays ? 'stays' : 'does not stay'} (${signed(gain)}).`,
  );
  return `${kept.length} of ${trials.length} proposed features stay beyond those by kind.\n${lines.join('\n')}`;
}

/** What a model is made of, in words; members of one family count together. */
export function describeEnsemble(
  members: readonly { family: string; weight: number }[],
  kind: TaskResult['ensembleKind'],
): string {
  if (members.length === 1) return members[0]!.family;
  const byFamily = new Map<string, number>();
  for (const { family, weight } of members) byFamily.set(family, (byFamily.get(family) ?? 0) + weight);
  const shares = [...byFamily]
    .sort(([, one], [, other]) => other - one)
    .map(([family, weight]) => `${family} ${(100 * weight).toFixed(0)}%`);
  // A stack's members weigh what a model of their predictions makes of them: the shares are those of the blend it began as.
  return kind === 'stack'
    ? `a stack of ${members.length} models (${[...byFamily.keys()].join(', ')})`
    : `a blend of ${members.length} models (${shares.join(', ')})`;
}

/** What a whole task came to, in Markdown. */
export function resultText(result: TaskResult): string {
  const { model, metric, scores, ensemble, ensembleKind, collaboration, agents, dropped, proposals } = result;
  const { warnings } = result;
  const lines = [
    `**${model.name}@${model.version}** is registered: ${describeEnsemble(ensemble, ensembleKind)}.`,
    '',
    `| ${metric} | |`,
    '| --- | --- |',
    `| on rows nobody had seen | ${figure(scores.test[metric])} |`,
    `| on the folds | ${figure(scores.validation[metric])} |`,
    `| best single candidate, on the folds | ${figure(collaboration.bestSingle)} |`,
    `| one gradient boosting at its defaults, on the folds | ${figure(collaboration.reference)} |`,
    `| always saying the same | ${figure(scores.baseline)} |`,
    '',
    ...agents.map(
      ({ agent, seconds, contribution, note }) =>
        `- ${agent}: ${seconds.toFixed(1)} s${contribution === null ? '' : `, worth ${signed(contribution)}`} (${note}).`,
    ),
    ...(dropped.length === 0 ? [] : ['', leftOutText(dropped)]),
    ...(proposals.length === 0 ? [] : ['', 'What a language model proposed, as the engine measured it:']),
    ...proposals.map((each) => `- ${proposalText(each, metric)}.`),
    ...(result.report === null ? [] : ['', `Report: ${result.report}`]),
    ...(warnings.length === 0 ? [] : ['', warnings.map((warning) => `> ${warning}`).join('\n>\n')]),
  ];
  return lines.join('\n');
}

const mostLeftOut = 12;

function leftOutText(dropped: TaskResult['dropped']): string {
  const list = dropped.slice(0, mostLeftOut).map(({ column, reason }) => `\`${column}\` (it ${reason})`);
  const more = dropped.length > mostLeftOut ? `, and ${dropped.length - mostLeftOut} more` : '';
  return `Left out: ${list.join(', ')}${more}.`;
}

function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : String(Number(value.toPrecision(4)));
}

function signed(value: number): string {
  const shown = figure(value);
  return value > 0 ? `+${shown}` : shown;
}
