import { atOnce, type Work } from '../../src/turns/index.ts';
import type { ActionDefinition, AgentDefinition, SlotKind } from '../define.ts';
import { createSpeller, type Speller } from './spelling.ts';
import { readText, type Token } from './tokens.ts';
import { isFunctionWord, normaliseWord, stemOf } from './words.ts';

/** An action as the matcher sees it. */
export interface ActionEntry {
  index: number;
  agent: string;
  action: ActionDefinition;
  /** The kinds of its slots. */
  kinds: ReadonlySet<SlotKind>;
  /** Sets of arguments of which one each must be filled. */
  required: readonly (readonly string[])[];
}

interface Phrase {
  stems: readonly string[];
  entry: number;
  weight: number;
}

/** What the declarations say, arranged for matching. Built once for a crew. */
export interface Lexicon {
  entries: readonly ActionEntry[];
  agentNames: readonly string[];
  /** "train_model" and the like: people who know the catalogue type them. */
  actionNames: ReadonlySet<string>;
  /** The entry that answers in words: the one whose slot takes the whole text. */
  fallback: ActionEntry | null;
  words: ReadonlyMap<string, readonly { entry: number; weight: number }[]>;
  /** Cues of several words, by their first stem. */
  phrases: ReadonlyMap<string, readonly Phrase[]>;
  /** Cues in double quotes: these words side by side, as they are. */
  exact: readonly { words: string; entry: number; weight: number }[];
  /** Stems that examples begin with: a clause may begin with them too. */
  openers: ReadonlySet<string>;
  /** Every stem of a cue or an example. */
  domain: ReadonlySet<string>;
  speller: Speller;
  /** Example vectors: for a term, which examples have it and with which weight. */
  terms: ReadonlyMap<string, readonly { example: number; weight: number }[]>;
  /** Inverse document frequency of a term. */
  idf: ReadonlyMap<string, number>;
  examples: readonly { entry: number; norm: number }[];
}

/** Words that begin requests of every kind. */
const generalOpeners = `review check show give tell list run do compute get find see make let what how is are which who does has have can
could will would want need did any why explain describe look take start use put look count compare`;

/** Words that are right as they are, besides those of the declarations. */
const generalWords = `model models target column columns data dataset file files folder between against using with predict about version
minutes minute hours seconds trials results result again instead same first second third last please thanks hello table label metric
languages language agents agent support mean means`;

function requiredOf(action: ActionDefinition): string[][] {
  const groups = (action.oneOf ?? []).map((group) => [...group]);
  for (const [name, schema] of Object.entries(action.input.shape)) {
    if (!schema.safeParse(undefined).success) groups.push([name]);
  }
  return groups;
}

/** Terms of a token sequence: stems and neighbouring pairs, with entities as placeholders. */
export function termsOf(tokens: readonly Token[]): string[] {
  const stems = tokens.filter(({ word }) => !/^(a|an|the|please|of)$/.test(word)).map(({ stem }) => stem);
  const pairs = stems.slice(1).map((stem, index) => `${stems[index]} ${stem}`);
  return [...stems, ...pairs];
}

function tokensOf(text: string, agentNames: readonly string[]): Token[] {
  return readText(text, agentNames, () => false).tokens;
}

function add<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function* build(agents: readonly AgentDefinition[]): Work<Lexicon> {
  const agentNames = agents.map(({ name }) => name);
  const entries: ActionEntry[] = [];
  for (const agent of agents) {
    for (const action of agent.actions) {
      const kinds = new Set(Object.values(action.slots).filter((kind) => kind !== undefined));
      entries.push({ index: entries.length, agent: agent.name, action, kinds, required: requiredOf(action) });
    }
  }
  const words = new Map<string, { entry: number; weight: number }[]>();
  const phrases = new Map<string, Phrase[]>();
  const exact: Lexicon['exact'][number][] = [];
  const vocabulary = new Set(`${generalOpeners} ${generalWords}`.split(/\s+/));
  const domain = new Set([...vocabulary].map(stemOf));
  const openers = new Set(generalOpeners.split(/\s+/).map(stemOf));
  const documents: { entry: number; counts: Map<string, number> }[] = [];

  for (const { index, action } of entries) {
    yield;
    for (const [cue, weight] of Object.entries(action.cues)) {
      if (cue.startsWith('"')) {
        exact.push({ words: cue.slice(1, -1), entry: index, weight });
        continue;
      }
      const parts = cue.toLowerCase().split(/\s+/).map(normaliseWord);
      const stems = parts.map(stemOf);
      for (const part of parts) vocabulary.add(part);
      for (const stem of stems) domain.add(stem);
      if (stems.length === 1) add(words, stems[0]!, { entry: index, weight });
      else add(phrases, stems[0]!, { stems, entry: index, weight });
    }
    for (const example of action.examples) {
      yield;
      const tokens = tokensOf(example, agentNames);
      for (const { stem } of tokens) domain.add(stem);
      const opener = tokens.find(({ word, entity }) => entity === null && !isFunctionWord(word));
      const speaks = ({ entry }: { entry: number }) => entry === index;
      const isCue =
        opener && (words.get(opener.stem)?.some(speaks) || phrases.get(opener.stem)?.some(speaks));
      if (isCue) openers.add(opener.stem);
      const counts = new Map<string, number>();
      for (const term of termsOf(tokens)) counts.set(term, 1);
      documents.push({ entry: index, counts });
    }
  }
  yield;
  const speller = createSpeller([...vocabulary]);
  yield;
  return {
    entries,
    agentNames,
    actionNames: new Set(entries.map(({ action }) => action.name)),
    ...similarityIndex(documents),
    words: mergeWords(words),
    phrases,
    exact,
    openers,
    domain,
    fallback: entries.find(({ kinds }) => kinds.has('whole-text')) ?? null,
    speller,
  };
}

/** Two cues of an action that share a stem count once, with the larger weight. */
function mergeWords(words: Map<string, { entry: number; weight: number }[]>): Lexicon['words'] {
  for (const [stem, list] of words) {
    const byEntry = new Map<number, number>();
    for (const { entry, weight } of list)
      byEntry.set(entry, Math.max(weight, byEntry.get(entry) ?? Number.NEGATIVE_INFINITY));
    words.set(
      stem,
      [...byEntry].map(([entry, weight]) => ({ entry, weight })),
    );
  }
  return words;
}

function similarityIndex(documents: readonly { entry: number; counts: Map<string, number> }[]) {
  const frequency = new Map<string, number>();
  for (const { counts } of documents)
    for (const term of counts.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const idf = new Map([...frequency].map(([term, count]) => [term, Math.log(1 + documents.length / count)]));
  const terms = new Map<string, { example: number; weight: number }[]>();
  const examples = documents.map(({ entry, counts }, example) => {
    let square = 0;
    for (const term of counts.keys()) {
      const weight = idf.get(term)!;
      square += weight * weight;
      add(terms, term, { example, weight });
    }
    return { entry, norm: Math.sqrt(square) };
  });
  return { terms, idf, examples };
}

const built = new WeakMap<readonly AgentDefinition[], Lexicon>();

/** The lexicon of a crew; the same array gets the same lexicon. */
export function lexiconOf(agents: readonly AgentDefinition[]): Lexicon {
  return built.get(agents) ?? atOnce(buildLexicon(agents));
}

/** Builds ahead what `lexiconOf` gives, with turns between: all examples of all actions are read for it. */
export function* buildLexicon(agents: readonly AgentDefinition[]): Work<Lexicon> {
  const known = built.get(agents);
  if (known !== undefined) return known;
  const lexicon = yield* build(agents);
  built.set(agents, lexicon);
  return lexicon;
}

/** Gives mistyped words the stems of the words that were meant. Changes the tokens. */
export function correctSpelling(lexicon: Lexicon, tokens: readonly Token[]): void {
  for (const token of tokens) {
    if (token.entity || lexicon.domain.has(token.stem)) continue;
    const meant = lexicon.speller.correct(token.word);
    if (meant !== null) token.stem = stemOf(meant);
  }
}
