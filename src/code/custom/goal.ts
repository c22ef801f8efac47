import type { Language } from '../language.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import { LinearRegex, RegexError } from './linear-regex.ts';
import type { Search } from './search.ts';

/** Whether something holds for the node, and then `then` too, with what it bound. */
export type Goal = (node: NodeIndex, search: Search, then: () => boolean) => boolean;

/** A condition for one language. */
export interface Compiled {
  goal: Goal;
  /** Kinds of nodes where it can hold; null for any. */
  kinds: ReadonlySet<string> | null;
  /** Words that a file has wherever this holds. */
  words: readonly string[];
  /** Metavariables that it may bind. */
  names: ReadonlySet<string>;
}

/** A condition that can't be used: the place within the rule, and why. */
export class ConditionError extends Error {
  /** `any.0.pattern`; the empty string for the condition itself. */
  readonly path: readonly (string | number)[];

  constructor(path: readonly (string | number)[], message: string) {
    super(message);
    this.path = path;
  }
}

export interface CompileContext {
  language: Language;
  path: readonly (string | number)[];
}

/** The context of a part. */
export function below(context: CompileContext, key: string | number): CompileContext {
  return { ...context, path: [...context.path, key] };
}

/** @throws ConditionError for what RE2 can't read */
export function compileRegex(text: string, context: CompileContext): LinearRegex {
  try {
    return new LinearRegex(text);
  } catch (thrown) {
    if (thrown instanceof RegexError) throw new ConditionError(context.path, thrown.message);
    throw thrown;
  }
}
