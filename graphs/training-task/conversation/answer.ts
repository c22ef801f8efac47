import { dirname } from 'node:path';
import type { ActionContext, ActionResult } from '../../../agents/index.ts';
import { readArtifact, type TrainedModel } from '../../../src/artifact/index.ts';
import { readTable, type Table } from '../../../src/data/index.ts';
import { OpsmithError } from '../../../src/errors/index.ts';
import { latestTaskResult, readTaskResult, taskResultNamed } from '../read-result.ts';
import { TaskResult } from '../result.ts';
import { agentsText, filesText, metricText, rowsText, scoreText, timeText } from './about-the-task.ts';
import {
  baselineText,
  droppedText,
  featuresText,
  importanceText,
  leaderboardText,
  modelText,
  sentBackText,
} from './from-record.ts';
import { leastSureText } from './least-sure.ts';
import { moreRowsText } from './more-rows.ts';
import { whatIfText } from './what-if.ts';
import { changesText } from './what-would-change.ts';
import { whereItFailsText } from './where-it-fails.ts';

/** What an answer about a training task is made from. */
export interface Subject {
  result: TaskResult;
  /** The table that it was trained on, and the model; read when first asked for. */
  table(): Promise<Table>;
  model(): Promise<TrainedModel>;
}

interface Question {
  /** Words that ask it. */
  asks: RegExp;
  /** Whether nothing else is meant by such words where there is a training task: they are no order to do something. */
  only?: true;
  answer(text: string, subject: Subject, context: ActionContext): Promise<Answer> | Answer;
}

export interface Answer {
  text: string;
  data?: unknown;
  items?: ActionResult['items'];
}

/** What people ask about a training task, the first that fits answers. */
const questions: readonly Question[] = [
  {
    asks: /\bwhat would happen (if|without|with)\b/i,
    only: true,
    answer: whatIfText,
  },
  {
    asks: /\bwhat (did|has|does|was) (the |each |every )?(data[- ]?collector|collector|feature[- ]?engineer|engineer|trainer|optimi[sz]er|agents?)\b.*\b(do|did|done|doing|find|found|try|tried|add|worth|bring|change)\b|\b(which|what) agent\b|\bwho (did|added|contributed|brought)\b/i,
    only: true,
    answer: (text, { result }) => agentsText(text, result),
  },
  {
    asks: /\bhow (long|much time) did (it|that|this|the (training|task|run))\b/i,
    only: true,
    answer: (_, { result }) => timeText(result),
  },
  {
    asks: /\b(why|who|what|which)\b.*\b(metric|optimi[sz]ed for)\b|\bwhy (not )?(roc|auc|accuracy|f1|rmse|mae|log.?loss|precision|recall)/i,
    only: true,
    answer: (_, { result }) => metricText(result),
  },
  {
    asks: /^\W*(so |and |but |ok |well )*(is|was) (it|this|that|the (model|score|result))\b.*\b(any good|good( enough)?|reliable|trustworthy|better than (guessing|chance|nothing|a coin\w*|random))\b|\b(can|should|could) (i|we) (trust|rely on|believe)\b|\bhow (sure|confident|certain|reliable|trustworthy|good|accurate)\b.*\b(it|that|this|you|score|number|result|figure)\b|\b(tell|show|give) me (just |only )?(the |its )?(test )?scores?\b|\bwhat (is|was) (the|its) (test |final )?score\b/i,
    only: true,
    answer: (_, { result }) => scoreText(result),
  },
  {
    asks: /\bwhere\b.*\b(does|did|is|are|would)\b.*\b(fail|fails|wrong|worst|weak|weakest|bad|mistaken|err|errs|struggles?)\b|\b(on|for) (which|what) (rows|customers|cases|groups|slices)\b.*\b(fail|fails|wrong|worst|weak|errs?|struggles?)\b|\bweak spots?\b/i,
    only: true,
    answer: whereItFailsText,
  },
  {
    asks: /\b(would|will|could|does|do) (more|additional|extra) (data|rows|examples|samples)\b.*\b(help|improve|better|matter|worth)\b|\b(need|collect|get|gather) more (data|rows|examples|samples)\b.*\?|\blearning curve\b/i,
    only: true,
    answer: (_, { result }) => moreRowsText(result),
  },
  {
    asks: /\bwhere\b.*\b(reports?|model card|card|artifacts?)\b|\bwhat( is|['’]s|s) in (the|its|that) (report|model card|card)\b/i,
    only: true,
    answer: (_, { result }) => filesText(result),
  },
  {
    asks: /\bhow many rows\b.*\b(validator|held|hold|set aside|keep|kept|tested?|judged?|train(ed)?|learn(ed|t)?)\b/i,
    only: true,
    answer: (_, { result }) => rowsText(result),
  },
  {
    asks: /\b(which|what) (model|candidate|family|algorithm) (won|wins|is (the )?best|was (the )?best|did best|came first)\b/i,
    only: true,
    answer: (_, { result }) => modelText(result),
  },
  {
    asks: /\b(did|have|has|was|were) (you|it|anything|something|any( columns?)?)\b.*\b(leave|left|drop|dropped|exclude|excluded|remove|removed|ignored?) ?(anything|something|any|out|columns?)?\b.*\?/i,
    only: true,
    answer: (text, { result }) => droppedText(text, result),
  },
  {
    asks: /^\W*(and |but |so |ok )*if\b.*\b(were|was|is|had|became)\b.*\d|\bwhat (if|happens|would happen|would it say)\b|\bhow would\b.*\bif\b|\bsuppose\b/i,
    answer: whatIfText,
  },
  {
    asks: /\b(what|how)\b.*\b(would|could|can|must|to|should)\b.*\b(change|flip|turn|differ|another|other)\b|\bcounter ?(example|factual)/i,
    answer: changesText,
  },
  {
    asks: /\b(least|not so|not very|un|most un) ?(sure|certain|confident)\b|\b(unsure|uncertain|borderline|hesitat\w*)\b/i,
    answer: leastSureText,
  },
  {
    asks: /\bwhy\b.*\b(drop|dropped|remove[d]?|exclude[d]?|left|leave|ignore[d]?|throw|threw|not use[d]?|without)\b|\b(which|what) columns?\b.*\b(drop|dropped|left out|removed|excluded|used|kept)\b/i,
    answer: (text, { result }) => droppedText(text, result),
  },
  {
    asks: /\b(sent|send|went) (it |the work |work )?back\b|\bwhat did the validator\b/i,
    answer: (_, { result }) => sentBackText(result),
  },
  {
    asks: /\b(features?|columns?|variables?|factors?|what|which)\b.*\b(matters?|important|importances?|influen\w*|drives?|driving|needs?|relies|count(s|ed)? most|weighs?)\b|\b(feature|column|variable) importances?\b|\bmost important\b/i,
    answer: (_, { result }) => importanceText(result),
  },
  {
    asks: /\bleader ?board\b|\branking of\b|\b(show|list|all|which|what)\b.*\bcandidates?\b/i,
    answer: (_, { result }) => leaderboardText(result),
  },
  {
    asks: /\b(baseline|dummy|gradient boosting with defaults)\b/i,
    answer: (_, { result }) => baselineText(result),
  },
  {
    asks: /\b(which|what) (new )?features? (did|were|was|have|has|stayed|you)\b/i,
    only: true,
    answer: (_, { result }) => featuresText(result),
  },
  {
    asks: /\b(which|what|why)\b.*\bfeatures?\b/i,
    answer: (_, { result }) => featuresText(result),
  },
  {
    asks: /\bwhy\b.*\b(model|family|blend|ensemble|algorithm|win|won|wins|chose|chosen|choose|picked|selected|boosting|forests?|linear|perceptron|neighbours?|bayes|trees?)\b|\b(what|which)\b.*\b(candidates?|leaderboard|families|blend)\b/i,
    answer: (_, { result }) => modelText(result),
  },
];

const namesFile =
  /\.(csv|tsv|jsonl?|ndjson|parquet|gz|zip|xlsx?|[cm]?[jt]sx?|py|java|go|rs|rb|php|c|cpp|h)\b/i;

/** Whether words ask what the last training task was like, and nothing else. */
export function asksAboutTraining(text: string): boolean {
  // Who names a file wants it looked at.
  const isFileNamed = namesFile.test(text);
  return questions.some(({ only, asks }) => only === true && !isFileNamed && asks.test(text));
}

/**
 * Answers a question about the training task that the conversation is about, or the last one here, from its record and by the engine; null where the text asks nothing
 * of that kind, or nothing was trained.
 */
export async function answerAboutTraining(
  text: string,
  context: ActionContext,
): Promise<ActionResult | null> {
  const question = questions.find(({ asks }) => asks.test(text));
  if (question === undefined) return null;
  const home = dirname(context.store.path);
  // What this very turn has trained goes before what the last one spoke of.
  const spoken =
    readTaskResult(home, context.run) ?? resultIn(context.previous?.data ?? []) ?? latestTaskResult(home);
  const result = (spoken && taskResultNamed(home, text, spoken)) ?? spoken;
  if (result === null) return null;
  const subject = subjectOf(result, context);
  try {
    const answer = await question.answer(text, subject, context);
    const { name, version } = result.model;
    return {
      text: answer.text,
      data: {
        kind: 'training',
        run: result.run,
        ...(answer.data === undefined ? {} : { facts: answer.data }),
      },
      about: { data: result.data.path, target: result.target, model: `${name}@${version}` },
      ...(answer.items === undefined ? {} : { items: answer.items }),
    };
  } catch (thrown) {
    if (!(thrown instanceof OpsmithError) || context.signal.aborted) throw thrown;
    return {
      text: `That cannot be answered: ${thrown.message}`,
      data: { kind: 'training', run: result.run },
    };
  }
}

/** The document of a training task among a turn's results. */
function resultIn(data: readonly unknown[]): TaskResult | null {
  for (const entry of data) {
    const parsed = TaskResult.safeParse(entry);
    if (parsed.success) return parsed.data;
  }
  return null;
}

function subjectOf(result: TaskResult, { workspace }: ActionContext): Subject {
  let table: Promise<Table> | null = null;
  let model: Promise<TrainedModel> | null = null;
  return {
    result,
    table() {
      table ??= readTable(result.data.path, { workspace }).then((reading) => reading.table);
      return table;
    },
    model() {
      model ??= readArtifact(result.model.artifact).loadTrained();
      return model;
    },
  };
}
