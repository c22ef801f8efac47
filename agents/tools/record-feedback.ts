import { DeveloperFeedback, findRecommendation, judgeOf, openLearning } from '../../src/learning/index.ts';
import type { ActionContext, ActionResult } from '../define.ts';
import { inlineCode, percent } from './figures.ts';
import { keepInMemory } from './keep-in-memory.ts';
import { reasonIn } from './reason-in.ts';
import { verdictInWords, verdictMemory } from './verdict-memory.ts';

/** Keeps what a person says of a recommendation, once for the run's step, with the reason that their message gives. */
export async function recordFeedback(
  { recommendation: given, verdict }: { recommendation: string; verdict: DeveloperFeedback['type'] },
  context: ActionContext,
): Promise<ActionResult> {
  const { store, config, workspace, run, step, previous } = context;
  const recommendation = await findRecommendation(store, given);
  const judge = await judgeOf(config.learning, { folder: workspace });
  const learning = openLearning(store);
  const before = await learning.verdicts();
  const comment = reasonIn(textOf((await store.runs.get(run)).input));
  const feedback = DeveloperFeedback.parse({
    recommendationId: recommendation.id,
    type: verdict,
    context: { run, step },
    ...(comment === null ? {} : { comment }),
  });
  const outcome = await learning.give(feedback, recommendation.facts, { ...judge, origin: 'told' });
  const maintenance = await learning.maintain(before);
  // Its own verdict is no other like it.
  const { likes } = await learning.likes(recommendation.facts, recommendation.id);
  const { title, file, line, id } = recommendation;
  const what = `${inlineCode(id)} (${title}, ${inlineCode(`${file}:${line}`)})`;
  const change = `One like it is now ${percent(outcome.after)} likely to be accepted; it was ${percent(outcome.before)}.`;
  const text =
    outcome.outcome === 'same'
      ? `That was known already: ${what} is ${verdictInWords[verdict]}.`
      : `Recorded: ${what} is ${verdictInWords[verdict]}. ${change}${comment === null ? '' : ` Your reason is kept: “${comment}”.`}`;
  await keepInMemory(
    context,
    verdictMemory(recommendation, verdict, { comment, developer: judge.developer }),
  );
  return {
    text,
    data: { ...outcome, type: verdict, developer: judge.developer, comment, likes, ranker: maintenance },
    about: { recommendation: id },
    // "The third one" is still the third of what was shown.
    items: [...(previous?.items ?? [])],
  };
}

function textOf(input: unknown): string {
  return typeof input === 'object' && input !== null && 'text' in input ? String(input.text) : '';
}
