import type { RuleContext } from '../context.ts';
import { everyLanguage } from '../languages.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** Blocks of fewer nodes are idioms: a guard, a return, a small loop. */
const smallestBlock = 70;

/** Two hashes of 32 bits of a block's nodes and their texts; comments are no code: two copies with different comments are copies. */
function fingerprint(context: RuleContext, block: number): string {
  const { tree, source } = context;
  let one = 0;
  let two = 0;
  for (let node = block, stop = tree.next[block]!; node < stop; node += 1) {
    if (context.isComment(node)) continue;
    let value = tree.symbol[node]! + 1;
    // What a text says is part of the code: `"get"` is not `"set"`.
    if (tree.next[node] === node + 1 || context.isString(node)) {
      for (let at = tree.start[node]!, end = Math.min(tree.end[node]!, at + 200); at < end; at += 1)
        value = (Math.imul(value, 31) + source.charCodeAt(at)) | 0;
    }
    one = (Math.imul(one, 0x01000193) ^ value) | 0;
    two = (Math.imul(two, 0x85ebca6b) + value) | 0;
  }
  return `${tree.next[block]! - block}:${one}:${two}`;
}

/** Those of the blocks that another one equals in size: all others are the only one of their kind. */
function ofSharedSize(context: RuleContext, blocks: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const block of blocks) {
    const size = context.tree.next[block]! - block;
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
  }
  return blocks.filter((block) => sizes.get(context.tree.next[block]! - block)! > 1);
}

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
      const { next, line, endLine, count } = tree;
      const lines = context.thresholds.duplicateLines;
      for (let node = 1; node < count; node += 1) {
        if (next[node]! - node < smallestBlock || endLine[node]! - line[node]! + 1 < lines) continue;
        if (context.isBlock(node)) candidates.push(node);
      }
      const seen = new Map<string, number>();
      let covered = -1;
      for (const node of ofSharedSize(context, candidates)) {
        const stop = tree.next[node]!;
        const key = fingerprint(context, node);
        const before = seen.get(key);
        if (before === undefined) {
          seen.set(key, node);
          continue;
        }
        if (node < covered || context.isInside(node, before)) continue;
        if (areOverloads(before, node, context)) continue;
        covered = stop;
        // What stands before the brace, the head of a loop or a condition, is no part of what was compared.
        const [from, to] = contentOf(node, context);
        const [otherFrom, otherTo] = contentOf(before, context);
        const lines = tree.endLine[to]! - tree.line[from]! + 1;
        const [otherLine, otherEnd] = [tree.line[otherFrom]!, tree.endLine[otherTo]!];
        const owner = context.functionName(context.enclosingFunction(before));
        context.report(from, {
          endNode: to,
          message: `These ${lines} lines are the same as lines ${otherLine} to ${otherEnd}${owner === '' ? '' : `, in \`${owner}\``}.`,
          suggestion: 'Move the block into a function that both places call.',
          evidence: [`same as lines ${otherLine}-${otherEnd}`, `${lines} lines`],
        });
      }
    },
    wrong: [
      { language: 'javascript', code: `function f(a) {\n${body()}}\nfunction g(a) {\n${body()}}`, line: 16 },
    ],
    right: [
      {
        language: 'javascript',
        code: `function f(a) {\n${body()}}\nfunction g(a) {\n${body().replace('total', 'sum')}}\nfunction s() { return 1; }\nfunction t() { return 1; }`,
      },
      {
        language: 'go',
        code: `package a\nfunc F(c C) *D {\n${goBody('get')}}\nfunc G(c C) *D {\n${goBody('set')}}`,
      },
    ],
  }),
];

/** The first and the last statement of a block. */
function contentOf(block: number, context: RuleContext): readonly [number, number] {
  const statements = context.children(block);
  return [statements[0] ?? block, statements.at(-1) ?? block];
}

/** Bodies of functions of one name: versions for other types, which share no code in languages without generics over them. */
function areOverloads(left: number, right: number, context: RuleContext): boolean {
  const owners = [context.parent(left), context.parent(right)];
  if (!owners.every((owner) => context.isFunction(owner))) return false;
  const names = owners.map((owner) => context.functionName(owner));
  return names[0] === names[1] && /^(java|csharp|c)$/.test(context.family);
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

function goBody(command: string): string {
  return [
    `\targs := []interface{}{"${command}", c.key, "FIELDS", len(c.fields)}`,
    '\tfor _, field := range c.fields {',
    '\t\tif field != nil && field.Name != "" {',
    '\t\t\targs = append(args, field.Name, field.Value)',
    '\t\t}',
    '\t}',
    '\tcmd := NewCommand(c.context, args...)',
    '\tc.last = cmd',
    '\tc.count = c.count + len(args)',
    '\t_ = c.run(c.context, cmd)',
    '\treturn cmd',
    '',
  ].join('\n');
}
