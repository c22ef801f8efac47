import type { TaskResult } from '../result.ts';
import { type RowSplit, splitWords } from '../row-split.ts';
import type { Answer } from './answer.ts';
import { formatMetric } from './figure.ts';

/** How good the model is and how sure that is: by rows that nobody had seen, against always saying the same, with what speaks against it. */
export function scoreText({ metric, scores, judgements, data, warnings, model }: TaskResult): Answer {
  const last = judgements.at(-1);
  const over = last?.overBaseline ?? null;
  const seen = `On ${data.rows.test.toLocaleString('en-US')} rows that nobody had seen, ${model.name}@${model.version} comes to ${metric} ${formatMetric(scores.test[metric])}; on the folds it was ${formatMetric(scores.validation[metric])}.`;
  const guess =
    over === null
      ? `Always saying the same comes to ${formatMetric(scores.baseline)}.`
      : `Always saying the same comes to ${formatMetric(scores.baseline)}: it is ${over.difference >= 0 ? 'better' : 'worse'} by ${formatMetric(Math.abs(over.difference))} (95% interval ${formatMetric(over.low)} to ${formatMetric(over.high)}${over.low > 0 ? ', beyond noise' : over.high < 0 ? '' : ', which may be noise'}).`;
  const verdict =
    last === undefined
      ? ''
      : `The validator ${last.verdict === 'accept' ? 'let it pass' : 'would have sent it back'}: ${last.why}.`;
  const against = warnings.map((warning) => `> ${warning}`).join('\n');
  return {
    text: [`${seen} ${guess}`, verdict, against].filter((part) => part !== '').join('\n\n'),
    data: { scores, overBaseline: over, warnings },
  };
}

const agentWords: Readonly<Record<string, RegExp>> = {
  'data-collector': /collector/i,
  'feature-engineer': /engineer/i,
  trainer: /trainer/i,
  optimizer: /optimi[sz]er/i,
  validator: /validator/i,
};

/** What an agent did, of the one that the text names, else of all, with its time and worth. */
export function agentsText(
  text: string,
  { agents, metric, leaderboard, judgements, dropped, features }: TaskResult,
): Answer {
  const named = agents.filter(({ agent }) => agentWords[agent]?.test(text));
  const chosen = named.length > 0 ? named : agents;
  const of = (...origins: string[]) => leaderboard.filter(({ origin }) => origins.includes(origin));
  const best = (found: typeof leaderboard) => found.find(({ score }) => score !== null);
  const tried = (found: typeof leaderboard, what: string) => {
    const first = best(found);
    return first === undefined
      ? `tried no ${what}`
      : `tried ${found.length} ${what}, the best ${first.family} with ${metric} ${formatMetric(first.score)}`;
  };
  const did: Readonly<Record<string, string>> = {
    'data-collector':
      dropped.length === 0
        ? 'left no column out'
        : `left ${dropped.map(({ column }) => `\`${column}\``).join(', ')} out`,
    'feature-engineer': `tried ${features.length === 0 ? 'no' : features.length} features beyond those by kind; ${features.filter(({ kept }) => kept).length} stayed`,
    trainer: tried(of('first'), 'recipes'),
    optimizer: tried(of('tuned'), 'settings'),
    validator: `judged on rows of its own: ${judgements.map(({ why }) => why).join('; ')}`,
  };
  const lines = chosen.map(
    ({ agent, seconds, contribution, note }) =>
      `- The ${agent} ${did[agent] ?? 'worked'}. It took ${seconds.toFixed(1)} s${contribution === null ? '' : ` and was worth ${contribution > 0 ? '+' : ''}${formatMetric(contribution)} of ${metric}`} (${note}).`,
  );
  return { text: lines.join('\n'), data: { agents: chosen } };
}

/** How long the task took, and who took it. */
export function timeText({ seconds, timeBudget, agents, run }: TaskResult): Answer {
  const parts = agents.map(({ agent, seconds: own }) => `${agent} ${own.toFixed(1)} s`);
  return {
    text: `Run \`${run}\` took ${seconds.toFixed(1)} s of a budget of ${timeBudget} s: ${parts.join(', ')}; the rest went into starting and writing.`,
    data: { seconds, timeBudget },
  };
}

/** What was optimised, and why that. */
export function metricText({ metric, metricReason }: TaskResult): Answer {
  const why = metricReason === undefined ? '' : `: ${metricReason}`;
  return {
    text: `What counted was ${metric}${why}. Another one is taken with \`--metric\`, or with “try again with metric f1”.`,
    data: { metric, metricReason },
  };
}

/** Where the task's files lie. */
export function filesText({ report, card, model }: TaskResult): Answer {
  const lines = [
    ...(report === null ? [] : [`- report: ${report}`]),
    ...(card === null ? [] : [`- model card: ${card}`]),
    `- model, \`${model.name}@${model.version}\`: ${model.artifact}`,
  ];
  return { text: lines.join('\n'), data: { report, card, artifact: model.artifact } };
}

/** Which rows were learned from and which were judged by. */
export function rowsText({ data }: TaskResult): Answer {
  const { rows, split } = data;
  const count = (value: number) => value.toLocaleString('en-US');
  const how =
    split === undefined ? '' : `, ${splitWords({ by: split.by as RowSplit['by'], column: split.column })}`;
  return {
    text: `Of ${count(rows.all)} rows of ${data.path}, ${count(rows.train)} were learned from and ${count(rows.test)} were set aside for the validator${how}.`,
    data: { rows, split },
  };
}
