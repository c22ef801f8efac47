import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { operatorOf, sides } from '../reading/expressions.ts';
import { bare, tight } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const cRoomRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'no-room-for-end',
    category: 'security',
    severity: 'high',
    languages: cAndCpp,
    title: 'Memory for a text without its closing zero',
    rationale: 'strlen does not count the zero at the end: the copy writes one byte past the block.',
    cwe: 193,
    source: 'SEI CERT C STR31-C',
    remediationMinutes: 2,
    skipTests: true,
    calls: ['malloc', 'xmalloc', 'g_malloc', 'alloca', 'emalloc', 'zmalloc'],
    checkCall(call, context) {
      if (call.receiver >= 0 || call.arguments.length !== 1) return;
      const text = /^(?:sizeof\(char\)\*)?strlen\(([^()]+)\)$/.exec(tight(call.arguments[0]!, context))?.[1];
      if (text === undefined) return;
      const target = targetOf(call.node, context);
      const owner = context.enclosingFunction(call.node);
      if (target === '' || owner < 0) return;
      const { tree, source } = context;
      const after = source.slice(tree.end[call.node], Math.min(tree.end[owner]!, tree.end[call.node]! + 600));
      const [to, from] = [target, text].map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      // The whole text goes in, zero and all.
      const copies = new RegExp(
        `\\bstrcpy\\(${to},${from}\\)|\\bsprintf\\(${to},"%s",${from}\\)|\\b(?:strncpy|memcpy|memmove)\\(${to},${from},(?:1\\+strlen\\(${from}\\)|strlen\\(${from}\\)\\+1)\\)|\\b${to}\\[strlen\\(${from}\\)\\]=`,
      );
      if (!copies.test(after.replace(/\s+/g, ''))) return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 40)}\` has no room for the zero that ends \`${text.slice(0, 30)}\`.`,
        suggestion: `${call.name}(strlen(${text.slice(0, 30)}) + 1)`,
      });
    },
    wrong: [
      {
        language: 'c',
        code: 'char *f(const char *s) {\n  char *p = malloc(strlen(s));\n  if (!p) return NULL;\n  strcpy(p, s);\n  return p;\n}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'c',
        code: 'char *f(const char *s) { char *p = malloc(strlen(s) + 1); strcpy(p, s); char *q = malloc(strlen(s)); memcpy(q, s, strlen(s)); return q; }',
      },
    ],
  }),
  defineRule({
    id: 'guard-undone-by-or',
    category: 'reliability',
    severity: 'high',
    languages: ['c', 'cpp', ...js, 'java', 'csharp'],
    title: 'A guard joined by "or": the right side runs where there is nothing',
    rationale: '`a && p || p->x` reaches into p exactly when one of the two before it is not there.',
    cwe: 476,
    remediationMinutes: 3,
    skipTests: true,
    kinds: ['binary_expression'],
    check(node, context) {
      if (operatorOf(node, context) !== '||') return;
      const [left, right] = sides(node, context);
      const both = bare(left, context);
      if (context.kind(both) !== 'binary_expression' || operatorOf(both, context) !== '&&') return;
      const guard = tight(bare(sides(both, context)[1], context), context).replace(
        /!==?null$|!=(NULL|nullptr|undefined)$/,
        '',
      );
      if (!/^[A-Za-z_]\w*((\.|->)\w+)*$/.test(guard)) return;
      const reach = tight(bare(right, context), context);
      const arrow = context.family === 'c' ? '->' : '.';
      if (!reach.startsWith(`${guard}${arrow}`)) return;
      // One arm that stands by itself: `a && p || p.x && b` may be a ladder.
      if (operatorOf(context.parent(node), context) === '||') return;
      context.report(node, {
        message: `Where \`${guard}\` is nothing, \`${context.short(right, 40)}\` reaches into it all the same.`,
        suggestion: `… && ${context.short(right, 40)}`,
      });
    },
    wrong: [
      { language: 'c', code: 'int f(struct r *r) {\n  return r->a != NULL && r->b || r->b->c;\n}', line: 2 },
      { language: 'javascript', code: 'if (a && b || b.c) f();' },
    ],
    right: [
      {
        language: 'c',
        code: 'int f(struct r *r) { return r->a && r->b && r->b->c || r->d->e; }',
      },
      { language: 'javascript', code: 'if (a && b || c.d) f(); if (a && (b || b2.c)) g();' },
    ],
  }),
];

/** The name that takes what a call gives, or the empty string. */
function targetOf(node: NodeIndex, context: RuleContext): string {
  let up = context.parent(node);
  while (/^(cast_expression|parenthesized_expression)$/.test(context.kind(up))) up = context.parent(up);
  const field = context.kind(up) === 'init_declarator' ? 'declarator' : 'left';
  if (!/^(init_declarator|assignment_expression)$/.test(context.kind(up))) return '';
  const name = tight(context.field(up, field), context).replace(/^\*+/, '');
  return /^\w+((->|\.)\w+)*$/.test(name) ? name : '';
}
