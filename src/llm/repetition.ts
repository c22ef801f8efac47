import { canonicalJson } from './canonical-json.ts';

export interface RepetitionOptions {
  /** How often the very same thing may be done within the window, the last time included. */
  repeats: number;
  /** How many of the latest actions are looked at. */
  window?: number;
  /** From this share of common word triples on, two outputs count as the same. 0..1. */
  similarity?: number;
}

/** Notices an agent that goes round in circles. Each method gives a sentence when it does, else null. */
export interface RepetitionDetector {
  action(agent: string, action: string, args: unknown): string | null;
  output(agent: string, text: string): string | null;
}

/** Longest circle looked for: A-B-C-D-A-B-C-D. */
const longestCycle = 4;
/** What is compared of a long output. Words. */
const comparedWords = 2_000;

export function createRepetitionDetector(options: RepetitionOptions): RepetitionDetector {
  const { repeats, window = 24, similarity = 0.8 } = options;
  const actions: { key: string; name: string }[] = [];
  const outputs = new Map<string, Set<string>[]>();

  return {
    action(agent, action, args) {
      const name = `${agent} ${action}`;
      actions.push({ key: `${name} ${canonicalJson(args)}`, name });
      if (actions.length > window) actions.shift();
      const key = actions.at(-1)!.key;
      const same = actions.filter((seen) => seen.key === key).length;
      if (same >= repeats) return `${name} was called ${same} times with the same arguments`;
      const cycle = cycleOf(
        actions.map((seen) => seen.key),
        Math.max(2, repeats - 1),
      );
      if (cycle === 0) return null;
      const names = actions.slice(-cycle).map((seen) => seen.name);
      return `the same ${cycle} calls came round again: ${names.join(', ')}`;
    },

    output(agent, text) {
      const known = outputs.get(agent) ?? [];
      const triples = tripleSet(text);
      const same = known.filter((seen) => overlap(seen, triples) >= similarity).length + 1;
      known.push(triples);
      if (known.length > window) known.shift();
      outputs.set(agent, known);
      return same >= repeats ? `${agent} gave nearly the same answer ${same} times` : null;
    },
  };
}

/** Length of a circle of at least two different calls that the sequence ends with `rounds` times in a row, 0 where there is none. */
function cycleOf(keys: readonly string[], rounds: number): number {
  for (let length = 2; length <= longestCycle && length * rounds <= keys.length; length += 1) {
    const end = keys.slice(-length * rounds);
    if (new Set(end).size > 1 && end.every((key, index) => key === end[index % length])) return length;
  }
  return 0;
}

function tripleSet(text: string): Set<string> {
  const words =
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)
      ?.slice(0, comparedWords) ?? [];
  if (words.length < 3) return new Set([words.join(' ')]);
  return new Set(words.slice(2).map((word, index) => `${words[index]} ${words[index + 1]} ${word}`));
}

/** Jaccard's index: what two sets share, of all that they hold. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const item of a) if (b.has(item)) shared += 1;
  return shared / (a.size + b.size - shared);
}
