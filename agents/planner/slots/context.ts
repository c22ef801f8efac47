import type { Lexicon } from '../lexicon.ts';
import type { Token } from '../tokens.ts';
import { isFunctionWord } from '../words.ts';

/** Where a slot finder looks. */
export interface SlotContext {
  lexicon: Lexicon;
  /** The whole request as typed. */
  text: string;
  /** The clause. */
  tokens: readonly Token[];
  /** Tokens that matched a cue of the action, by index in the clause. */
  hits: ReadonlySet<number>;
}

/** Finds what fills a slot, in the form that the argument takes; undefined where the clause does not say. */
export type SlotFinder = (context: SlotContext) => unknown;

/** The text of a token as a name: without quotes. */
export function nameOf(token: Token): string {
  return token.entity?.kind === 'quoted' ? token.entity.text : token.text.replace(/['’]s$/, '');
}

/** True where a comma, a full stop or the like stands before the token: a phrase does not go over it. */
export function breaksBefore(token: Token): boolean {
  return /[.;!?,\n]/.test(token.gap);
}

/** True for a token that may be a name: a word that is no function word and no number, or something in quotes. */
export function mayBeName(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.entity) return token.entity.kind === 'quoted';
  return !isFunctionWord(token.word) && !/^[\d.,]+$/.test(token.word);
}

/** True where "=", ":" or "--name " ties the token to the one before it. */
export function isAssigned(tokens: readonly Token[], index: number): boolean {
  const gap = tokens[index]?.gap ?? '';
  return /^\s*[=:]/.test(gap) || /--$/.test(tokens[index - 1]?.gap ?? '');
}
