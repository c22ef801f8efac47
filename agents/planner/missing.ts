import type { PlanStep } from '../../src/observe/index.ts';
import type { ActionDefinition } from '../define.ts';
import { purposeOf } from '../purpose.ts';
import { unmetGroups } from './fill.ts';
import type { Lexicon } from './lexicon.ts';

/** Arguments in words, for asking. An argument that is not here is called by its name. */
const described: Readonly<Record<string, string>> = {
  paths: 'a file or folder',
  code: 'code pasted here',
  old: 'the old version',
  new: 'the new version',
  oldCode: 'its code pasted here',
  newCode: 'its code pasted here',
  data: 'a data file',
  target: 'the column to predict',
  model: 'the name of a model',
  reference: 'the reference table',
  current: 'the current table',
  protected: 'the protected columns',
  recommendation: 'the id of a recommendation',
  verdict: 'a verdict (accept, reject or modify)',
  alias: 'the word to call it by',
  query: 'what to look for',
  text: 'what to remember',
  what: 'what to forget',
};

/**
 * `shown` counts the recommendations that the last turn showed. What is missing before a plan can run, in a sentence; undefined where nothing is. Of a whole task, the action that stands for it is named;
 * what an earlier step gives is not asked for.
 */
export function describeMissing(lexicon: Lexicon, steps: readonly PlanStep[], shown = 0): string | undefined {
  const wanted = new Set<string>();
  let lacking: ActionDefinition | null = null;
  for (const step of steps) {
    const entry = lexicon.entries.find(
      ({ agent, action }) => agent === step.agent && action.name === step.action,
    );
    if (!entry) continue;
    for (const group of unmetGroups(entry, step.arguments)) {
      const supplier = group.map((name) => entry.action.supplied?.[name]).find(Boolean);
      if (supplier && steps.some(({ action }) => action === supplier)) continue;
      wanted.add(group.map((name) => described[name] ?? `“${name}”`).join(' or '));
      if (lacking === null || entry.action.task) lacking = entry.action;
    }
  }
  if (lacking === null) return undefined;
  if (shown > 1 && wanted.has(described.recommendation!))
    return `Which of the ${shown} is meant? Say “the second one”, “all of them”, or an id.`;
  const names = [...wanted];
  const list = names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `To ${purposeOf(lacking)} I still need ${list}.`;
}
