import { sizeOfTarget, textComparison } from '../../fixes/operators.ts';
import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp } from '../languages.ts';
import { operatorOf, sides } from '../reading/expressions.ts';
import { endsAlone } from '../reading/failed-allocation.ts';
import { isMisread } from '../reading/misread.ts';
import { bare, mentions, nextStatement, statementOf, tight } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

interface Declared {
  type: string;
  /** What stands between the brackets of an array, or null. */
  size: string | null;
  pointer: boolean;
}

/** How the function around a node declares a name; null when it does not, or does more than once. */
function declarationOf(name: string, node: NodeIndex, context: RuleContext): Declared | null {
  if (!/^\w+$/.test(name)) return null;
  const owner = context.enclosingFunction(node);
  const found = (context.definitions().get(name) ?? []).filter(
    (each) =>
      each.scope === owner &&
      /^(declaration|init_declarator|parameter_declaration)$/.test(context.kind(each.node)),
  );
  // `int a = 1;` is bound as a declaration and as what initialises it.
  const holder = found.find((each) => context.kind(each.node) === 'init_declarator') ?? found[0];
  if (owner < 0 || holder === undefined) return null;
  const declaration =
    context.kind(holder.node) === 'init_declarator' ? context.parent(holder.node) : holder.node;
  // Declared in several blocks, or differently by #if: which one is meant is not to be seen.
  if (found.some((each) => each.node !== holder.node && each.node !== declaration)) return null;
  const type = context.text(context.field(declaration, 'type'));
  for (const each of context.descendants(declaration, false)) {
    if (context.kind(each) !== 'identifier' || context.text(each) !== name) continue;
    const up = context.parent(each);
    const isParameter = context.kind(declaration) === 'parameter_declaration';
    if (context.kind(up) === 'array_declarator') {
      return {
        type,
        size: isParameter ? null : context.text(context.field(up, 'size')) || null,
        pointer: isParameter,
      };
    }
    return { type, size: null, pointer: context.kind(up) === 'pointer_declarator' };
  }
  return null;
}

const allocators =
  'malloc calloc realloc strdup strndup fopen fdopen opendir popen aligned_alloc reallocarray'.split(' ');

/** Whether a pointer is a parameter of its function, or a copy of what a struct or an array keeps. */
function isHeldElsewhere(name: string, node: NodeIndex, context: RuleContext): boolean {
  if (!/^\w+$/.test(name)) return false;
  const { tree, source } = context;
  const owner = context.enclosingFunction(node);
  if (owner < 0) return false;
  const head = source.slice(tree.start[owner], tree.start[context.field(owner, 'body')]);
  const before = source.slice(tree.start[context.field(owner, 'body')], tree.start[node]);
  return (
    new RegExp(`\\(.*\\b${name}\\s*[,)]`, 's').test(head) ||
    new RegExp(`(?<![\\w.>])${name}\\s*=\\s*\\w+(?:->|\\.|\\[)[^;(]*[;)]`).test(before)
  );
}

export const cTrapRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'allocation-unchecked',
    category: 'reliability',
    severity: 'high',
    languages: ['c'],
    title: 'Result of malloc or fopen used without asking whether there is one',
    rationale: 'Both give NULL when there is no memory or no file, and the next line writes to address 0.',
    cwe: 690,
    source: 'SEI CERT C ERR33-C',
    remediationMinutes: 5,
    skipTests: true,
    calls: allocators,
    checkCall(call, context) {
      if (call.receiver >= 0 || !allocators.includes(call.path)) return;
      let up = context.parent(call.node);
      while (context.kind(up) === 'cast_expression' || context.kind(up) === 'parenthesized_expression')
        up = context.parent(up);
      const kind = context.kind(up);
      if (kind !== 'init_declarator' && kind !== 'assignment_expression') return;
      const target = context.field(up, kind === 'init_declarator' ? 'declarator' : 'left');
      const name = tight(target, context).replace(/^\*+/, '');
      if (
        !/^\w+((->|\.)\w+)*$/.test(name) ||
        (kind === 'assignment_expression' && tight(target, context).startsWith('*'))
      )
        return;
      const statement = statementOf(call.node, context);
      if (statement < 0 || !/^(declaration|expression_statement)$/.test(context.kind(statement))) return;
      // `a->data = p = calloc(…)`: the one is tested by the name of the other.
      // `CHKmalloc(p = malloc(…))`: whatever it is given to looks at it.
      if (/^(assignment_expression|argument_list)$/.test(context.kind(context.parent(up)))) return;
      if (/^\w*assert\w*\(/i.test(tight(statement, context))) return;
      const { tree } = context;
      // The statements that follow, until one asks, or uses.
      let looked = 0;
      for (
        let next = nextStatement(statement, context);
        next >= 0 && looked < 12;
        next = nextStatement(next, context)
      ) {
        looked += 1;
        if (/^(preproc|#)/.test(context.kind(next))) return;
        if (!mentions(context, tree.start[next]!, tree.end[next]!, name.replace(/^.*[.>]/, ''))) continue;
        const text = tight(next, context);
        const escaped = name.replace(/[.>-]/g, '\\$&');
        if (
          !/^(expression_statement|declaration|for_statement)$/.test(context.kind(next)) ||
          new RegExp(`${escaped}\\s*(==|!=|\\?|&&|\\|\\|)|!\\s*${escaped}|assert`).test(text)
        )
          return;
        const isUse =
          new RegExp(`(?<![\\w.>])(${escaped}(\\[|->)|\\*${escaped}(?![\\w]))`).test(text) ||
          new RegExp(
            `\\b(memcpy|memset|strcpy|strcat|strncpy|fread|fwrite|fgets|fprintf|fputs|fscanf|fgetc|getc|readdir|memmove|sprintf|snprintf)\\([^;]*(?<![\\w.>])${escaped}(?!\\w)`,
            // What is printed as an address is not read.
          ).test(text.includes('%p') ? '' : text);
        if (!isUse) return;
        context.report(call.node, {
          message: `\`${name}\` may be NULL when \`${call.name}\` fails; line ${tree.line[next]} uses it all the same.`,
          suggestion: `if (${name} == NULL) return …;`,
          evidence: [`used on line ${tree.line[next]}`],
        });
        return;
      }
    },
    wrong: [
      { language: 'c', code: 'void f(void) {\n  struct s *p = malloc(sizeof(*p));\n  p->x = 1;\n}', line: 2 },
      {
        language: 'c',
        code: 'void f(const char *n) {\n  FILE *file;\n  file = fopen(n, "r");\n  fgets(b, 10, file);\n}',
        line: 3,
      },
    ],
    right: [
      {
        language: 'c',
        code: 'int f(struct c *c) {\n  struct p *p;\n  c->data = p = calloc(1, sizeof(*p));\n  if (c->data == NULL)\n    return -1;\n  p->x = 1;\n  return 0;\n}',
      },
      {
        language: 'c',
        code: 'int f(void) {\n  struct s *p = malloc(sizeof(*p));\n  if (!p) return 1;\n  p->x = 1;\n  char *q = strdup("a");\n  CHKmalloc(p = malloc(9));\n  p->x = 2;\n  return use(q);\n}',
      },
    ],
  }),
  defineRule({
    id: 'realloc-loses-block',
    category: 'reliability',
    severity: 'medium',
    languages: ['c'],
    title: 'realloc into the pointer that it was given',
    rationale: 'When it fails it gives NULL and the old block stays: nobody knows where it is any more.',
    cwe: 401,
    source: 'SEI CERT C MEM04-C',
    remediationMinutes: 5,
    skipTests: true,
    calls: ['realloc'],
    checkCall(call, context) {
      let up = context.parent(call.node);
      while (context.kind(up) === 'cast_expression') up = context.parent(up);
      if (call.path !== 'realloc' || context.kind(up) !== 'assignment_expression') return;
      const name = tight(context.field(up, 'left'), context);
      if (name !== tight(call.arguments[0] ?? -1, context)) return;
      // Somebody keeps the old one.
      const before = context.source.slice(Math.max(0, context.tree.start[up]! - 200), context.tree.start[up]);
      if (before.replace(/\s+/g, '').includes(`=${name};`)) return;
      // The caller has what a parameter points to, and a place what was taken from it.
      if (isHeldElsewhere(name, up, context)) return;
      // Where running out of memory ends the program, nothing is lost.
      const after = context.source.slice(context.tree.end[up], context.tree.end[up]! + 300);
      if (
        /(?:\b|_)(abort|exit|die|fatal|panic|oom|out_of_mem|xalloc_die|_exit|assert)\w*\s*\(|"out of mem/i.test(
          after,
        )
      )
        return;
      if (endsAlone(name, after)) return;
      context.report(up, {
        message: `If \`realloc\` fails, \`${name.slice(0, 40)}\` is NULL and what it pointed to is lost.`,
        suggestion: `void *grown = realloc(${name}, …); if (grown == NULL) { free(${name}); return …; } ${name} = grown;`,
      });
    },
    wrong: [
      { language: 'c', code: 'void f(int n) {\n  char *p = malloc(1);\n  p = realloc(p, n);\n}', line: 3 },
    ],
    right: [
      {
        language: 'c',
        code: 'void f(char *p, int n) { char *q = realloc(p, n); if (!q) { free(p); } p = realloc(p, n); if (!p) abort(); if ((q = realloc(q, n)) == NULL) out_of_memory(); q = realloc(q, n); if (!q) tree_abort (1); }',
      },
      {
        language: 'c',
        code: 'void f(int n) { char *p = malloc(1); p = realloc(p, n); if (!p) complain("no memory"); use(p); }\nvoid *f(void *p, int n) { p = realloc(p, n); return p; }\nvoid g(struct a *a) { char *s; if ((s = a->names[0]) && (s = realloc(s, 9)) != NULL) a->names[0] = s; }',
      },
    ],
  }),
  defineRule({
    id: 'size-of-pointer',
    category: 'security',
    severity: 'high',
    languages: cAndCpp,
    title: 'Size of a pointer where the size of what it points to was meant',
    rationale: 'sizeof(pointer) is 8: too little is allocated, cleared or copied.',
    cwe: 467,
    source: 'SEI CERT C ARR01-C',
    remediationMinutes: 3,
    skipTests: true,
    calls: [
      'memset',
      'memcpy',
      'memmove',
      'strncpy',
      'bzero',
      'malloc',
      'snprintf',
      'fgets',
      'strncat',
      'memcmp',
      'connect',
      'bind',
      'sendto',
      'setsockopt',
      'fwrite',
      'write',
    ],
    checkCall(call, context) {
      if (call.receiver >= 0) return;
      for (const argument of call.arguments) {
        const name = /^sizeof\(?(\w+)\)?$/.exec(tight(argument, context))?.[1];
        if (name === undefined) continue;
        const isTarget = /^(connect|bind|sendto|setsockopt|fwrite|write)$/.test(call.name)
          ? call.arguments.some((each) => tight(each, context).replace(/^\([^()]*\)/, '') === name)
          : tight(call.arguments[0] ?? -1, context) === name;
        const isAssigned =
          call.name === 'malloc' &&
          new RegExp(`(?<![\\w.>])${name}\\s*=\\s*(\\([^()]*\\)\\s*)?malloc`).test(
            context.source.slice(
              Math.max(0, context.tree.start[call.node]! - 60),
              context.tree.end[call.node],
            ),
          );
        if (!isTarget && !isAssigned) continue;
        // A pointer itself is copied: `memcpy(place, &pointer, sizeof(place))`.
        if (/^mem/.test(call.name) && call.arguments.some((each) => /^&\w+$/.test(tight(each, context))))
          continue;
        const declared = declarationOf(name, call.node, context);
        if (declared === null || !declared.pointer || declared.size !== null) continue;
        context.report(call.node, {
          ...sizeOfTarget(argument, name, context),
          message: `\`${name}\` is a pointer: \`sizeof(${name})\` is the size of an address.`,
          suggestion: `sizeof(*${name}), or the length that belongs to ${name}.`,
        });
        return;
      }
    },
    wrong: [
      {
        language: 'c',
        code: 'void f(struct s *p) {\n  memset(p, 0, sizeof(p));\n}',
        line: 2,
        fixed: 'void f(struct s *p) {\n  memset(p, 0, sizeof(*p));\n}',
      },
      {
        language: 'c',
        code: 'void f(void) {\n  struct s *p = malloc(sizeof(p));\n}',
        line: 2,
        fixed: 'void f(void) {\n  struct s *p = malloc(sizeof(*p));\n}',
      },
    ],
    right: [
      {
        language: 'c',
        code: 'void f(struct s *p) { char b[10]; memset(p, 0, sizeof(*p)); memset(b, 0, sizeof(b)); struct s *q = malloc(sizeof(struct s)); }',
      },
    ],
  }),
  defineRule({
    id: 'memset-swapped',
    category: 'reliability',
    severity: 'high',
    languages: cAndCpp,
    title: 'memset of no bytes',
    rationale: 'The length comes last: with 0 there nothing is set, and the length was taken for the value.',
    cwe: 687,
    source: 'clang, -Wmemset-transposed-args',
    remediationMinutes: 1,
    skipTests: true,
    calls: ['memset', 'wmemset'],
    checkCall(call, context) {
      const [, value, length] = call.arguments;
      if (
        call.arguments.length !== 3 ||
        context.text(length!) !== '0' ||
        /^(0|'\\0')$/.test(context.text(value!))
      )
        return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 60)}\` sets nothing: its length is 0.`,
        suggestion: `memset(${context.short(call.arguments[0]!, 30)}, 0, ${context.short(value!, 30)})`,
      });
    },
    wrong: [{ language: 'c', code: 'void f(char *p, int n) {\n  memset(p, n, 0);\n}', line: 2 }],
    right: [{ language: 'c', code: 'void f(char *p, int n) { memset(p, 0, n); memset(p, 1, sizeof(*p)); }' }],
  }),
  defineRule({
    id: 'size-beyond-buffer',
    category: 'security',
    severity: 'medium',
    offByDefault: 'wrong in each of 5 findings on real code; narrowed since, and silent in 26,000 files',
    languages: cAndCpp,
    title: 'More written than the buffer has room for',
    rationale: 'What lies behind the buffer is overwritten.',
    cwe: 787,
    remediationMinutes: 10,
    skipTests: true,
    calls: [
      'fgets',
      'snprintf',
      'read',
      'recv',
      'memcpy',
      'memset',
      'strncpy',
      'memmove',
      'fread',
      'vsnprintf',
      'gethostname',
    ],
    checkCall(call, context) {
      if (call.receiver >= 0) return;
      const [at, sizeAt] = /^(read|recv)$/.test(call.name)
        ? [1, 2]
        : /^(fgets|snprintf|vsnprintf|gethostname)$/.test(call.name)
          ? [0, 1]
          : call.name === 'fread'
            ? [-1, -1]
            : [0, 2];
      const size = tight(call.arguments[sizeAt] ?? -1, context);
      if (!/^\d+$/.test(size)) return;
      const name = context.text(call.arguments[at] ?? -1);
      const declared = declarationOf(name, call.node, context);
      if (
        declared?.size == null ||
        !/^\d+$/.test(declared.size) ||
        !/^(unsigned |signed )?(char|u?int8_t|BYTE|byte)$/.test(declared.type.replace(/^(const|static) /, ''))
      )
        return;
      if (Number(size) <= Number(declared.size)) return;
      context.report(call.node, {
        message: `\`${call.name}\` may write ${size} bytes into \`${name}\`, which has ${declared.size}.`,
        suggestion: `sizeof(${name})`,
        evidence: [`${name}[${declared.size}]`],
      });
    },
    kinds: ['subscript_expression'],
    check(node, context) {
      const text = tight(node, context);
      const match = /^(\w+)\[(\d+)\]$/.exec(text);
      const up = context.parent(node);
      if (match === null || /sizeof|&|pointer/.test(context.kind(up)) || context.text(up).startsWith('&'))
        return;
      const declared = declarationOf(match[1]!, node, context);
      if (
        declared?.size == null ||
        !/^\d+$/.test(declared.size) ||
        declared.pointer ||
        Number(match[2]) < Number(declared.size) ||
        isMisread(node, context)
      )
        return;
      context.report(node, {
        message: `\`${match[1]}\` has ${declared.size} items, counted from 0: there is none at ${match[2]}.`,
        suggestion: `${match[1]}[${Number(declared.size) - 1}]`,
        evidence: [`${match[1]}[${declared.size}]`],
      });
    },
    wrong: [
      { language: 'c', code: 'void f(FILE *i) {\n  char line[80];\n  fgets(line, 100, i);\n}', line: 3 },
      { language: 'c', code: 'void f(void) {\n  int a[10];\n  a[10] = 0;\n}', line: 3 },
    ],
    right: [
      {
        language: 'c',
        code: 'void f(struct l *l) {\n  for (ALL_OF(l, node, each)) {\n    g(each);\n  }\n  char b[10];\n  h(b, sizeof(b));\n}',
      },
      {
        language: 'c',
        code: 'void f(FILE *i) { char line[80]; int a[10]; fgets(line, 80, i); fgets(line, sizeof(line), i); a[9] = 0; int *e = &a[10]; }',
      },
    ],
  }),
  defineRule({
    id: 'char-for-eof',
    category: 'reliability',
    severity: 'high',
    languages: cAndCpp,
    title: 'A char asked whether it is EOF',
    rationale: 'EOF is outside of what a char can hold: the loop ends at byte 255, or never.',
    cwe: 197,
    source: 'SEI CERT C FIO34-C',
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['binary_expression'],
    check(node, context) {
      if (!/^[!=]=$/.test(operatorOf(node, context))) return;
      const [left, right] = sides(node, context);
      const other = context.text(right) === 'EOF' ? left : context.text(left) === 'EOF' ? right : -1;
      if (other < 0) return;
      const inner = bare(other, context);
      const name =
        context.kind(inner) === 'assignment_expression'
          ? context.text(context.field(inner, 'left'))
          : context.text(inner);
      const declared = declarationOf(name, node, context);
      if (declared === null || declared.pointer || !/^((un)?signed )?char$/.test(declared.type)) return;
      context.report(node, {
        message: `\`${name}\` is a char, which cannot hold EOF apart from byte 255.`,
        suggestion: `int ${name};`,
      });
    },
    wrong: [
      {
        language: 'c',
        code: 'void f(FILE *i) {\n  char c;\n  while ((c = getc(i)) != EOF) g(c);\n}',
        line: 3,
      },
    ],
    right: [
      {
        language: 'c',
        code: 'void f(FILE *i) { int c; char d; while ((c = getc(i)) != EOF) g(c); if (d == 0) h(); }',
      },
    ],
  }),
  defineRule({
    id: 'text-compared-by-address',
    category: 'reliability',
    severity: 'high',
    languages: ['c'],
    title: 'Texts compared by their addresses',
    rationale: '`s == "yes"` asks whether both lie at the same place, which is up to the compiler.',
    cwe: 597,
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['binary_expression'],
    check(node, context) {
      if (!/^[!=]=$/.test(operatorOf(node, context))) return;
      // A script of the shell, or C++ that compares what texts say, in files whose names end like C's.
      if (context.says(/^#!|\bstd::|^\s*(?:namespace|template|class)\b/m)) return;
      const [left, right] = sides(node, context);
      const literal = [left, right].find((side) => context.kind(side) === 'string_literal');
      if (literal === undefined) return;
      const other = literal === left ? right : left;
      if (
        /^(\([\w\s]+\*\)\s*)?(NULL|0|nullptr)$/.test(context.text(other)) ||
        context.kind(other) === 'string_literal'
      )
        return;
      const not = operatorOf(node, context) === '!=' ? '!=' : '==';
      context.report(node, {
        ...textComparison(node, other, literal, context),
        message: `\`${context.short(node, 50)}\` compares addresses, not texts.`,
        suggestion: `strcmp(${context.short(other, 30)}, ${context.short(literal, 30)}) ${not} 0`,
      });
    },
    wrong: [
      {
        language: 'c',
        code: 'int f(const char *s) {\n  return s == "yes";\n}',
        line: 2,
        fixed: 'int f(const char *s) {\n  return strcmp(s, "yes") == 0;\n}',
      },
    ],
    right: [
      { language: 'c', code: 'void f(void) { assert("not to be called" != (char *) NULL); }' },
      {
        language: 'c',
        code: 'int f(const char *s, char c) { return strcmp(s, "yes") == 0 || c == \'y\' || s == NULL; }',
      },
      {
        language: 'c',
        code: '#!/bin/sh\nif [ "$os" != "Linux" -a "$os" != "Linux-libc5" ] ; then exit 0; fi',
      },
    ],
  }),
];
