import type { RuleContext } from './context.ts';
import { onceAFile } from './once-a-file.ts';

/** The values that a format's `%s` take. */
export function textsOf(format: string, values: readonly number[]): number[] {
  const conversions = [
    ...format.matchAll(/%(?:%|[-+ #0]*(?:\*|\d+)?(\.(?:\*|\d+))?(?:hh?|ll?|[zjtL])?([a-zA-Z]))/g),
  ].filter((each) => each[2] !== undefined);
  // A width that is an argument moves the others: then all of them may be texts.
  if (/\*/.test(format) || conversions.length !== values.length) return [...values];
  // A precision bounds what a text adds.
  return values.filter((_, at) => conversions[at]![2] === 's' && conversions[at]![1] === undefined);
}

/** Whether a text is one of a few fixed ones: a constant, a choice between constants, or a name that only ever holds such. */
export function isShortText(node: number, context: RuleContext): boolean {
  if (context.isConstant(node) || context.kind(node) === 'conditional_expression') return true;
  if (context.kind(node) !== 'identifier') return false;
  const owner = context.enclosingFunction(node);
  const name = context.text(node);
  if (owner < 0) return false;
  return onceAFile(context, `short text ${owner} ${name}`, () => {
    const set = [...context.text(owner).matchAll(new RegExp(`(?<![\\w.>])${name}\\s*=(?!=)([^;]*);`, 'g'))];
    return (
      set.length > 0 && set.every((each) => /^(?:[^?"]*\?)?\s*"[^"]*"\s*(?::\s*"[^"]*"\s*)?$/.test(each[1]!))
    );
  });
}
