import type { FunctionMetrics } from '../types.ts';
import { shinglesOf, similarityOf } from './similarity.ts';

/** A function of one version beside the one that it is, or became, in the other. */
export interface MatchedFunction {
  old: FunctionMetrics | null;
  new: FunctionMetrics | null;
  /** 0..1; 1 where the code is the same but for white space, 0 where there is no other. */
  similarity: number;
}

/** One version of a file. */
export interface Version {
  text: string;
  functions: readonly FunctionMetrics[];
}

/** Functions under other names are the same one only if this much of their code is. */
const leastSimilarity = 0.5;
/** More functions than these without a namesake are not compared by their code. */
const mostCompared = 200;

interface Body {
  metrics: FunctionMetrics;
  /** Without the name and with white space made alike. */
  code: string;
  /** Without the name, so that a renamed function is still itself. */
  shingles: Set<string>;
}

/**
 * Pairs the functions of two versions: first those of one name, in their order where a name stands more than once; then, of the rest, those
 * whose code is most alike. In the order of the new version, the lost ones last.
 */
export function matchFunctions(old: Version, young: Version): MatchedFunction[] {
  const before = bodiesOf(old);
  const after = bodiesOf(young);
  const partner = new Map<Body, Body>();
  const taken = new Set<Body>();
  const pair = (left: Body, right: Body): void => {
    partner.set(right, left);
    taken.add(left);
  };
  for (const right of after) {
    if (right.metrics.name === '(anonymous)') continue;
    const left = before.find((each) => !taken.has(each) && each.metrics.name === right.metrics.name);
    if (left !== undefined) pair(left, right);
  }
  const candidates: { left: Body; right: Body; similarity: number }[] = [];
  const free = before.filter((each) => !taken.has(each)).slice(0, mostCompared);
  for (const right of after.filter((each) => !partner.has(each)).slice(0, mostCompared)) {
    for (const left of free) {
      const similarity = similarityOf(left.shingles, right.shingles);
      if (similarity >= leastSimilarity) candidates.push({ left, right, similarity });
    }
  }
  for (const { left, right } of candidates.sort((a, b) => b.similarity - a.similarity))
    if (!taken.has(left) && !partner.has(right)) pair(left, right);

  const pairs = after.map((right): MatchedFunction => {
    const left = partner.get(right);
    if (left === undefined) return { old: null, new: right.metrics, similarity: 0 };
    return { old: left.metrics, new: right.metrics, similarity: alike(left, right) };
  });
  const lost = before.filter((each) => !taken.has(each));
  return [
    ...pairs,
    ...lost.map(({ metrics }): MatchedFunction => ({ old: metrics, new: null, similarity: 0 })),
  ];
}

function bodiesOf({ text, functions }: Version): Body[] {
  const lines = text.split('\n');
  return functions.map((metrics) => {
    const code = lines.slice(metrics.line - 1, metrics.endLine).join('\n');
    const own = /[\p{L}\p{N}_$]+$/u.exec(metrics.name)?.[0];
    // Where it is declared, the name stands before anything that is called.
    const nameless = own === undefined ? code : withoutFirst(code, own);
    return { metrics, code: nameless.replace(/\s+/g, ' ').trim(), shingles: shinglesOf(nameless) };
  });
}

/** The code without the first place where a word stands as a whole. */
function withoutFirst(code: string, word: string): string {
  const isPart = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
  for (let at = code.indexOf(word); at >= 0; at = code.indexOf(word, at + 1)) {
    if (isPart(code[at - 1]) || isPart(code[at + word.length])) continue;
    return `${code.slice(0, at)} ${code.slice(at + word.length)}`;
  }
  return code;
}

/** 1 is for the same code alone: what has the same words in another order or number is only nearly the same. */
function alike(left: Body, right: Body): number {
  return left.code === right.code ? 1 : Math.min(0.99, similarityOf(left.shingles, right.shingles));
}
