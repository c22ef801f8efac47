import type { PreviousTurn } from '../define.ts';
import { asksAboutLast } from './about-last.ts';
import { findErrorTrace } from './error-trace.ts';
import type { Lexicon } from './lexicon.ts';
import { asksAboutFinding, asksAboutVerdicts, asksWhyShown, spoken } from './questions.ts';
import { asksRegistryOnly } from './registry-question.ts';
import { testsAsked } from './tests-asked.ts';
import type { Token } from './tokens.ts';

const undo =
  /^(?:(?:please|ok|no|oh|wait|sorry|can you|could you) )*(?:undo|revert|reverse|take (?:it|that|this) back|take back)(?: (?:it|that|this|the last (?:one|step|thing|action|verdict)))?(?: please| again)?$/;
const other =
  /^(?:(?:no|sorry|not (?:this|that)(?: one| file)?|i meant?|but|and|what about|rather|the) )*(?:(?:that|an)? ?other (?:file|one|table|script)|wrong (?:file|one|table))(?: please)?$/;

/** True for "undo that", with nothing named. */
export function asksToUndo(tokens: readonly Token[]): boolean {
  return undo.test(spoken(tokens));
}

/** True for "no, the other file", which only the person knows. */
export function asksForAnother(tokens: readonly Token[]): boolean {
  return other.test(spoken(tokens));
}

/** Why a text is to be answered in words whatever its words would score for, in a sentence; null where it is not. */
export function asideIn(
  text: string,
  tokens: readonly Token[],
  { lexicon, previous }: { lexicon: Lexicon; previous: PreviousTurn | null },
): string | null {
  if (isBareTrace(text)) return 'This is the trace of an error, and no code.';
  if (asksWhyShown(tokens) && (previous?.items?.length ?? 0) > 0) return 'This asks why a finding was shown.';
  if (asksAboutFinding(tokens)) return 'This asks about a finding.';
  if (testsAsked(text) !== null) return 'Whether there are tests is told in words.';
  if (asksRegistryOnly(text)) return 'This asks about models in the registry.';
  if (asksAboutVerdicts(tokens)) return 'This asks about verdicts that were given.';
  if (asksAboutLast(tokens, previous)) return 'This asks about the last result.';
  if (previous !== null && asksToUndo(tokens) && !changedTheWorld(lexicon, previous))
    return 'Nothing was changed for others that could be undone.';
  if (asksForAnother(tokens)) return 'What is meant was not named.';
  return null;
}

/** Whether an error's trace is all that a text brings: no words before it name a file. */
function isBareTrace(text: string): boolean {
  const trace = findErrorTrace(text);
  return trace !== null && !/[\w-]\.\w{1,5}\b/.test(text.slice(0, trace.start));
}

function changedTheWorld(lexicon: Lexicon, { steps }: PreviousTurn): boolean {
  return steps.some((step) =>
    lexicon.entries.some(
      ({ agent, action }) => agent === step.agent && action.name === step.action && action.effect === 'world',
    ),
  );
}
