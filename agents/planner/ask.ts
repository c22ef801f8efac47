import type { PlanStep } from '../../src/observe/index.ts';
import type { ActionDefinition, AgentDefinition } from '../define.ts';
import { asksForAnother, asksToUndo } from './asides.ts';
import { placeAmong } from './follow-up.ts';
import { correctSpelling, lexiconOf } from './lexicon.ts';
import { describeMissing } from './missing.ts';
import { asksAboutVerdicts, asksWhyShown } from './questions.ts';
import { scoreClause } from './score.ts';
import { findVerdict } from './slots/feedback.ts';
import { readText, type Token } from './tokens.ts';

function read(text: string, agents: readonly AgentDefinition[]): Token[] {
  const lexicon = lexiconOf(agents);
  const { tokens } = readText(text, lexicon.agentNames, () => false);
  correctSpelling(lexicon, tokens);
  return tokens;
}

/** The action that a text's words speak for, whether it asks for it or only about it; null where none is clearly meant. */
export function bestAction(text: string, agents: readonly AgentDefinition[]): ActionDefinition | null {
  const lexicon = lexiconOf(agents);
  const best = scoreClause(lexicon, read(text, agents)).find(({ entry }) => entry !== lexicon.fallback);
  return best && best.cues >= 2 ? best.entry.action : null;
}

/** Whether a word of the text itself, outside any code in it, speaks for the action. */
export function speaksFor(
  text: string,
  action: ActionDefinition,
  agents: readonly AgentDefinition[],
): boolean {
  return scoreClause(lexiconOf(agents), read(text, agents)).some(
    ({ entry, cues }) => entry.action === action && cues > 0,
  );
}

/** What the steps of a plan lack, in a sentence; undefined where nothing is missing. */
export function missingIn(
  steps: readonly PlanStep[],
  agents: readonly AgentDefinition[],
): string | undefined {
  return describeMissing(lexiconOf(agents), steps);
}

/** The place in the last result's items that the words point at, from 1, or -1 for the last ("the second one", "#3"); null for none. */
export function itemPlace(text: string): number | null {
  return placeAmong(readText(text, [], () => false).tokens);
}

/** Whether a text asks what became of findings. */
export function asksForVerdicts(text: string): boolean {
  return asksAboutVerdicts(readText(text, [], () => false).tokens);
}

/** Whether a text asks why a finding was shown. */
export function asksForShowing(text: string): boolean {
  return asksWhyShown(readText(text, [], () => false).tokens);
}

/** Whether a text wants the last thing undone, or something else that it does not name; null for any other. */
export function takesBack(text: string): 'undo' | 'another' | null {
  const { tokens } = readText(text, [], () => false);
  return asksToUndo(tokens) ? 'undo' : asksForAnother(tokens) ? 'another' : null;
}

/** What a text says became of recommendations, clause by clause: accept, reject, modify; none where it says nothing of the kind. */
export function verdictsIn(text: string): string[] {
  const clauses = [text, ...text.split(/[.;,:!?\n]|\b(?:and|but|while|whereas)\b/iu)];
  const found = clauses.map((clause) => {
    const { tokens } = readText(clause, [], () => false);
    return tokens.length === 0 ? undefined : findVerdict({ tokens });
  });
  return [...new Set(found.filter((each) => typeof each === 'string'))];
}
