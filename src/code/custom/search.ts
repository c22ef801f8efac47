import type { RuleContext } from '../rules/context.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import { Matcher } from './match-pattern.ts';

/** One rule's search through one file: what it has bound, what it has spent, and which of its words the file has. */
export class Search {
  readonly context: RuleContext;
  readonly matcher: Matcher;
  /** Whether there may be something to find. */
  readonly isPossible: boolean;
  /** The last node of the root's match: a run of statements ends there. */
  last: NodeIndex = -1;
  readonly #says = new Map<readonly string[], boolean>();

  /** `words`: what the file has wherever the rule has anything to find. */
  constructor(context: RuleContext, words: readonly string[] = []) {
    this.context = context;
    this.matcher = new Matcher(context.tree);
    this.isPossible = words.every((word) => context.source.includes(word));
  }

  /** Whether the file has all these words; looked for once. */
  has(words: readonly string[]): boolean {
    if (words.length === 0) return true;
    let says = this.#says.get(words);
    if (says === undefined) {
      says = words.every((word) => this.context.source.includes(word));
      this.#says.set(words, says);
    }
    return says;
  }

  /** The text of what a metavariable stands for, or null where it is not bound. */
  textOf(name: string): string | null {
    const bound = this.matcher.bindings.of(name);
    return bound === null ? null : this.context.source.slice(bound.start, bound.end);
  }
}
