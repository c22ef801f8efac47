import { claimCode } from './code-blocks.ts';
import { claimDurations } from './durations.ts';
import { Claims, type Entity, type PathExists } from './entities.ts';
import { claimAddresses, claimIds, claimVersions } from './mentions.ts';
import { claimPaths, claimQuoted } from './paths.ts';
import { normaliseWord, stemOf } from './words.ts';

/** A word, or a thing that the text names, in its place. */
export interface Token {
  start: number;
  end: number;
  /** As typed. */
  text: string;
  /** In one spelling; for an entity, `<path>`, `<table>`, `<code>` and so on. */
  word: string;
  /** What is matched against cues; a mistyped word takes the stem of the word that was meant. */
  stem: string;
  /** The parts of a word with hyphens or underscores, as stems; empty for other words. */
  parts: readonly string[];
  entity: Entity | null;
  /** What stands between the token before and this one. */
  gap: string;
}

const wordPattern = /[cC](?:\+\+|#)(?!\w)|#?[\p{L}\p{N}_$]+(?:(?:['’.-]|(?<=\d),)[\p{L}\p{N}_]+)*/gu;

/** After these a full stop ends no sentence. */
const abbreviation = /^(w\.r\.t|e\.g|i\.e|vs|etc|approx|incl|max|min|no|ver|fig|cf)$/i;

/** What an entity is called among words, so that examples and requests with different names look alike. */
function placeholder(entity: Entity): string {
  if (entity.kind !== 'path') return `<${entity.kind}>`;
  return entity.pathKind === 'table' ? '<table>' : '<path>';
}

function wordToken(text: string, start: number, gap: string): Token {
  const word = normaliseWord(text);
  const bare = word.replace(/ (is|are|not)$/, '');
  const parts = /[-_]/.test(bare) ? bare.split(/[-_]+/).filter(Boolean).map(stemOf) : [];
  return { start, end: start + text.length, text, word, stem: stemOf(bare), parts, entity: null, gap };
}

/** A request as it was read: its entities, and its words and entities in order. */
export interface ReadText {
  entities: Entity[];
  tokens: Token[];
}

/** Reads a text. `exists` is asked only about what might be a path. */
export function readText(text: string, agentNames: readonly string[], exists: PathExists): ReadText {
  const claims = new Claims(text);
  claimCode(claims);
  claimQuoted(claims, exists);
  claims.shadeExcess();
  claimAddresses(claims, agentNames);
  claimVersions(claims);
  claimPaths(claims, exists);
  claimDurations(claims);
  claimIds(claims);
  const entities = claims.sorted();
  return { entities, tokens: tokenise(text, claims.free, entities) };
}

/** The words of `free`, where entities are blank, and the entities between them. */
function tokenise(text: string, free: string, entities: readonly Entity[]): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  const gapBefore = (start: number) => {
    const gap = text.slice(end, start);
    return abbreviation.test(tokens.at(-1)?.text ?? '') ? gap.replace(/^\./, '') : gap;
  };
  let next = 0;
  const addEntitiesBefore = (start: number) => {
    for (; next < entities.length && entities[next]!.start < start; next += 1) {
      const entity = entities[next]!;
      tokens.push(entityToken(entity, text.slice(entity.start, entity.end), gapBefore(entity.start)));
      end = entity.end;
    }
  };
  for (const match of free.matchAll(wordPattern)) {
    addEntitiesBefore(match.index);
    tokens.push(wordToken(match[0], match.index, gapBefore(match.index)));
    end = match.index + match[0].length;
  }
  addEntitiesBefore(Number.POSITIVE_INFINITY);
  return tokens;
}

function entityToken(entity: Entity, text: string, gap: string): Token {
  const word = placeholder(entity);
  return { start: entity.start, end: entity.end, text, word, stem: word, parts: [], entity, gap };
}
