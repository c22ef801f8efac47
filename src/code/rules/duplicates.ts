import type { RuleContext } from './context.ts';
import { everyLanguage } from './languages.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';

/** Blocks of fewer nodes are idioms: a guard, a return, a small loop. */
const smallestBlock = 70;

/**
 * A hash for every leaf and its prefix sums, so that the hash of any stretch of leaves takes a subtraction (Rabin and Karp, 1987).
 * Two residues of 26 bits keep products exact in doubles.
 */
function prefixHashes(context: RuleContext): {
  first: Float64Array;
  second: Float64Array;
  power: Float64Array;
  powerTwo: Float64Array;
} {
  const { tree, source } = context;
  const first = new Float64Array(tree.count + 1);
  const second = new Float64Array(tree.count + 1);
  const power = new Float64Array(tree.count + 1);
  const powerTwo = new Float64Array(tree.count + 1);
  power[0] = 1;
  powerTwo[0] = 1;
  for (let node = 0; node < tree.count; node += 1) {
    const isLeaf = tree.next[node] === node + 1;
    let leaf = tree.symbol[node]! + 1;
    if (isLeaf && !context.isComment(node)) {
      for (let at = tree.start[node]!, end = Math.min(tree.end[node]!, at + 200); at < end; at += 1)
        leaf = (leaf * 31 + source.charCodeAt(at)) % primeOne;
    }
    // Comments are no code: two copies with different comments are copies.
    const value = context.isComment(node) ? 0 : leaf;
    first[node + 1] = (first[node]! * baseOne + value) % primeOne;
    second[node + 1] = (second[node]! * baseTwo + value) % primeTwo;
    power[node + 1] = (power[node]! * baseOne) % primeOne;
    powerTwo[node + 1] = (powerTwo[node]! * baseTwo) % primeTwo;
  }
  return { first, second, power, powerTwo };
}

const primeOne = 67_108_859;
const primeTwo = 67_108_837;
const baseOne = 131_071;
const baseTwo = 65_537;

export const duplicateRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'duplicate-block',
    category: 'refactoring',
    severity: 'low',
    languages: everyLanguage,
    title: 'The same block twice',
    rationale: 'What is mended in one copy stays broken in the other.',
    cwe: 1041,
    source: 'Fowler, Refactoring, 2018, "Duplicated Code"',
    remediationMinutes: 30,
    skipTests: true,
    checkFile(context) {
      const { tree } = context;
      const candidates: number[] = [];
      for (let node = 0; node < tree.count; node += 1) {
        const large =
          tree.next[node]! - node >= smallestBlock &&
          tree.endLine[node]! - tree.line[node]! + 1 >= context.thresholds.duplicateLines;
        if (large && context.isBlock(node) && node > 0) candidates.push(node);
      }
      if (candidates.length < 2) return;
      const hashes = prefixHashes(context);
      const seen = new Map<string, number>();
      let covered = -1;
      for (const node of candidates) {
        const stop = tree.next[node]!;
        const length = stop - node;
        const one = mod(hashes.first[stop]! - hashes.first[node]! * hashes.power[length]!, primeOne);
        const two = mod(hashes.second[stop]! - hashes.second[node]! * hashes.powerTwo[length]!, primeTwo);
        const key = `${length}:${one}:${two}`;
        const before = seen.get(key);
        if (before === undefined) {
          seen.set(key, node);
          continue;
        }
        if (node < covered || context.isInside(node, before)) continue;
        if (areOverloads(before, node, context)) continue;
        covered = stop;
        const lines = tree.endLine[node]! - tree.line[node]! + 1;
        const owner = context.functionName(context.enclosingFunction(before));
        context.report(node, {
          message: `These ${lines} lines are the same as lines ${tree.line[before]} to ${tree.endLine[before]}${owner === '' ? '' : `, in \`${owner}\``}.`,
          suggestion: 'Move the block into a function that both places call.',
          evidence: [`same as lines ${tree.line[before]}-${tree.endLine[before]}`, `${lines} lines`],
        });
      }
    },
    wrong: [
      { language: 'javascript', code: `function f(a) {\n${body()}}\nfunction g(a) {\n${body()}}`, line: 15 },
    ],
    right: [
      {
        language: 'javascript',
        code: `function f(a) {\n${body()}}\nfunction g(a) {\n${body().replace('total', 'sum')}}\nfunction s() { return 1; }\nfunction t() { return 1; }`,
      },
    ],
  }),
];

/** Bodies of functions of one name: versions for other types, which share no code in languages without generics over them. */
function areOverloads(left: number, right: number, context: RuleContext): boolean {
  const owners = [context.parent(left), context.parent(right)];
  if (!owners.every((owner) => context.isFunction(owner))) return false;
  const names = owners.map((owner) => context.functionName(owner));
  return names[0] === names[1] && /^(java|csharp|c)$/.test(context.family);
}

function mod(value: number, prime: number): number {
  const rest = value % prime;
  return rest < 0 ? rest + prime : rest;
}

function body(): string {
  return [
    '  let total = 0;',
    '  for (const item of a.items) {',
    '    if (item.price > 10) {',
    '      total += item.price * item.count;',
    '    } else {',
    '      total += item.price;',
    '    }',
    '  }',
    '  if (total > 100) {',
    '    total = total * a.rate + a.fee;',
    '  }',
    '  return total;',
    '',
  ].join('\n');
}
