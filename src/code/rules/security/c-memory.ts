import { withFormat } from '../../fixes/security.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp } from '../languages.ts';
import { enclosingText, isConstantArray, isSurelyData, mayHoldPercent } from '../reading/c-texts.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const formatAt: Readonly<Record<string, number>> = {
  printf: 0,
  vprintf: 0,
  fprintf: 1,
  sprintf: 1,
  snprintf: 2,
  syslog: 1,
  dprintf: 1,
  wprintf: 0,
};

export const cMemoryRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'format-from-data',
    category: 'security',
    severity: 'medium',
    languages: cAndCpp,
    title: 'Data used as a format',
    rationale: 'A `%n` or `%s` in the data makes printf read and write memory that it was never given.',
    unsure:
      'a text that neither comes from outside, nor is copied from what was given, nor stands beside its length or a format: right in 2 of 6 findings on real code',
    cwe: 134,
    source: 'SEI CERT C FIO30-C',
    remediationMinutes: 5,
    skipTests: true,
    calls: Object.keys(formatAt),
    checkCall(call, context) {
      if (call.receiver >= 0) return;
      const at = formatAt[call.name]!;
      const format = call.arguments[at];
      // A format that comes with arguments was meant as one: wrappers and translated messages.
      if (format === undefined || call.arguments.length > at + 1 || call.name === 'vprintf') return;
      // A macro or function of its own by that name: the format comes first.
      if (
        context.text(format) === '__VA_ARGS__' ||
        call.arguments.slice(0, at).some((each) => context.isString(each))
      )
        return;
      if (
        context.isConstant(format) ||
        !/^(identifier|subscript_expression|field_expression|call_expression|pointer_expression)$/.test(
          context.kind(format),
        )
      )
        return;
      if (
        context.kind(format) === 'call_expression' &&
        (/^(_|\w*gettext|N_|tr)\b/.test(context.text(format)) ||
          // A macro around a constant: `POPT_("Usage:")`.
          /^(\w*_|[A-Z][A-Z0-9_]*)\s*\(\s*"(?:[^"\\]|\\.)*"\s*\)$/.test(context.text(format)))
      )
        return;
      // A `k…` name is a constant by convention, one of array type by declaration.
      if (
        /(^|_)(fmt|format|usage|help|msg_fmt)|^k[A-Z]/i.test(context.text(format)) &&
        !/^k[a-z]/.test(context.text(format))
      )
        return;
      if (isConstantArray(format, context) || /^L?"/.test(context.text(format))) return;
      if (!mayHoldPercent(format, context)) return;
      context.report(call.node, {
        ...withFormat(format, context),
        unsure: !isSurelyData(format, context),
        message: `\`${context.short(format, 40)}\` is read as a format by \`${call.name}\`: a percent sign in it is obeyed.`,
        suggestion: `${call.name}(${[...call.arguments.slice(0, at).map((each) => context.text(each)), '"%s"', context.text(format)].join(', ')})`,
      });
    },
    wrong: [
      { language: 'c', code: 'void f(const char *data, size_t len) { printf(data); }' },
      { language: 'c', code: 'int main(int argc, char **argv) { printf(argv[1]); return 0; }' },
      {
        language: 'c',
        code: 'void f(const char *what) {\n  char b[99];\n  snprintf(b, 99, "no %s", what);\n  printf(b);\n}',
        line: 4,
      },
      {
        language: 'c',
        code: 'void f(const char *name) { printf(name); }',
        fixed: 'void f(const char *name) { printf("%s", name); }',
      },
      {
        language: 'c',
        code: 'void f(struct n *n) {\n  char *list = names_of(n);\n  printf(list);\n}',
        line: 3,
        unsure: true,
      },
      {
        language: 'c',
        code: 'void f(const char *m) { fprintf(stderr, m); }',
        unsure: true,
        fixed: 'void f(const char *m) { fprintf(stderr, "%s", m); }',
      },
    ],
    right: [
      { language: 'c', code: 'void f(struct g *g) { dprintf("NAME: %s\\n", g->name); }' },
      {
        language: 'c',
        code: 'void f(const char *m) { printf("%s", m); printf("hello"); printf(_("hello")); printf(POPT_("Usage:")); printf(libpq_gettext("no\\n")); fprintf(stderr, "%s", m); }',
      },
      { language: 'c', code: 'static const char text[] = "fixed"; void f(void) { printf(USAGE); }' },
      {
        language: 'c',
        code: 'char *warning = "no"; void f(int i) { char b[9]; snprintf(b, 9, "%d", i); printf(b); printf(warning); printf(side(i)); }',
      },
    ],
  }),
  defineRule({
    id: 'use-after-free',
    category: 'security',
    severity: 'high',
    languages: cAndCpp,
    title: 'Memory used after it was freed',
    rationale: 'The block may already belong to something else; attackers arrange that it does.',
    cwe: 416,
    source: 'SEI CERT C MEM30-C',
    remediationMinutes: 30,
    kinds: ['expression_statement'],
    check(node, context) {
      const freed = freedName(node, context);
      if (freed === null) return;
      const { tree } = context;
      const block = context.parent(node);
      if (!context.isBlock(block)) return;
      // Straight on in the same block, until the name gets a new value or the path leaves.
      for (let next = tree.next[node]!; next < tree.next[block]!; next = tree.next[next]!) {
        if (
          /^(return_statement|goto_statement|break_statement|continue_statement|labeled_statement|case_statement|preproc)/.test(
            context.kind(next),
          ) &&
          !/^return/.test(context.kind(next))
        )
          return;
        const use = firstUse(next, freed, context);
        if (use === 'set') return;
        // `*data = 0` after `delete[] *data`; and macros that set to NULL.
        if (
          use !== null &&
          (/^[A-Z][A-Z0-9_]+\s*\(/.test(context.text(next)) ||
            new RegExp(`^\\*\\s*${freed}\\s*=(?!=)`).test(context.text(next)))
        )
          return;
        if (use !== null) {
          context.report(use, {
            message: `\`${freed}\` was freed on line ${tree.line[node]} and is used again here.`,
            suggestion: `Free it after its last use, and set ${freed} = NULL.`,
            evidence: [`freed on line ${tree.line[node]}`],
          });
          return;
        }
        if (/^return/.test(context.kind(next))) return;
      }
    },
    wrong: [
      { language: 'c', code: 'int f(struct s *p) {\n  free(p);\n  return p->x;\n}', line: 3 },
      { language: 'c', code: 'void f(char *p) {\n  free(p);\n  free(p);\n}', line: 3 },
      { language: 'cpp', code: 'int f(A* p) {\n  delete p;\n  return p->x;\n}', line: 3 },
    ],
    right: [
      { language: 'c', code: 'void f(char *p) {\n  free(p);\n  INVALIDATE_PTR(p);\n}' },
      {
        language: 'cpp',
        code: 'void f(A *a, V &all) { delete a; all.erase(std::remove(all.begin(), all.end(), a), all.end()); } void g(It it) { delete[] *it; all.erase(it); }',
      },
      { language: 'c', code: 'int f(struct s *p) { int x = p->x; free(p); p = NULL; return x; }' },
      { language: 'c', code: 'void f(struct s *p) { free(p->name); free(p); }' },
      {
        language: 'c',
        code: 'void f(char *p) { if (a) { free(p); return; } use(p); free(p); p = next(); use(p); }',
      },
    ],
  }),
  defineRule({
    id: 'address-of-local-returned',
    category: 'reliability',
    severity: 'high',
    languages: cAndCpp,
    title: 'Address of a local variable returned',
    rationale: 'The variable is gone when the caller looks.',
    cwe: 562,
    remediationMinutes: 20,
    kinds: ['return_statement'],
    check(node, context) {
      const value = context.children(node)[0] ?? -1;
      if (context.kind(value) !== 'pointer_expression' && context.kind(value) !== 'identifier') return;
      const name = context.kind(value) === 'identifier' ? value : context.field(value, 'argument');
      if (context.kind(name) !== 'identifier' || (value !== name && !context.text(value).startsWith('&')))
        return;
      const owner = context.enclosingFunction(node);
      // A return type that is no pointer copies what it is given (std::string from a buffer).
      if (
        !/[*&]/.test(
          context.source
            .slice(context.tree.start[owner], context.tree.start[context.field(owner, 'body')])
            .split('(')[0] ?? '',
        )
      )
        return;
      const text = context.text(name);
      // Another of that name is a pointer: which of the two is meant depends on blocks, or on code that macros hide.
      if (value === name && new RegExp(`\\*\\s*${text}\\s*[;=,]`).test(enclosingText(node, context))) return;
      for (const each of context.descendants(context.field(owner, 'body'), false)) {
        if (
          context.kind(each) !== 'declaration' ||
          // A macro in front may say `static`.
          /\b(static|extern|thread_local)\b/.test(context.short(each, 60)) ||
          /\b[A-Z][A-Z0-9_]+[ \t]+(?:struct[ \t]+)?$/.test(
            context.source.slice(Math.max(0, context.tree.start[each]! - 60), context.tree.start[each]),
          )
        )
          continue;
        for (const child of context.children(each)) {
          let declarator = child;
          if (context.kind(declarator) === 'init_declarator')
            declarator = context.field(declarator, 'declarator');
          const isArray = context.kind(declarator) === 'array_declarator';
          if (isArray) declarator = context.field(declarator, 'declarator');
          if (context.kind(declarator) !== 'identifier' || context.text(declarator) !== text) continue;
          if ((value === name) !== isArray) return;
          if (
            /&/.test(context.short(context.field(each, 'type'), 60)) ||
            context.text(context.parent(declarator)).startsWith('&')
          )
            return;
          context.report(node, {
            message: `\`${text}\` lives on the stack of \`${context.functionName(owner)}\` and is gone when the caller uses the address.`,
            suggestion: `Let the caller give a buffer, or allocate \`${text}\`.`,
          });
          return;
        }
      }
    },
    wrong: [
      { language: 'c', code: 'char *f(void) {\n  char b[10];\n  return b;\n}', line: 3 },
      { language: 'c', code: 'int *f(void) {\n  int x = 1;\n  return &x;\n}', line: 3 },
    ],
    right: [
      {
        language: 'c',
        code: 'struct h *k(void) { STORAGE struct h kept; return &kept; } char *f(void) { static char b[10]; return b; } int *g(int *x) { return &x[1]; } int h(void) { int x = 1; return x; }',
      },
      {
        language: 'c',
        code: 'char **f(int n) { char **argv; argv = make(n); if (n) { char *argv[4]; run(argv); } return argv; }',
      },
    ],
  }),
];

function freedName(statement: number, context: RuleContext): string | null {
  const expression = context.children(statement)[0] ?? -1;
  if (context.kind(expression) === 'delete_expression') {
    // `delete[] *at` frees what an iterator stands at.
    if (!/^(?:::)?\s*delete\s*(?:\[\s*\])?\s*\w+$/.test(context.text(expression))) return null;
    const target = context.children(expression)[0] ?? -1;
    return context.kind(target) === 'identifier' ? context.text(target) : null;
  }
  const call = context.call(expression);
  if (call === null || call.path !== 'free' || call.arguments.length !== 1) return null;
  return context.kind(call.arguments[0]!) === 'identifier' ? context.text(call.arguments[0]!) : null;
}

/** The first node in a statement that reads through or passes the name; 'set' when it gets a value first. */
function firstUse(statement: number, name: string, context: RuleContext): number | 'set' | null {
  for (const each of context.descendants(statement)) {
    if (context.kind(each) !== 'identifier' || context.text(each) !== name) continue;
    const up = context.parent(each);
    const kind = context.kind(up);
    if (
      (kind === 'assignment_expression' && context.field(up, 'left') === each) ||
      /declarator|^parameter|^declaration$/.test(kind)
    )
      return 'set';
    if (kind === 'pointer_expression' && context.text(up).startsWith('&')) return 'set';
    if (
      kind === 'field_expression' ||
      kind === 'subscript_expression' ||
      kind === 'argument_list' ||
      kind === 'pointer_expression' ||
      kind === 'delete_expression'
    ) {
      if (kind === 'argument_list' && /sizeof|^(void)/.test(context.text(context.parent(up)))) continue;
      // Only the address is compared, to take it out of a list.
      if (
        kind === 'argument_list' &&
        /^(std::)?(remove|find|erase|count)\b|[.>](remove|find|erase)\w*\s*\(/.test(
          context.text(context.parent(up)),
        )
      )
        return 'set';
      return kind === 'argument_list' ? context.parent(up) : up;
    }
    if (kind === 'return_statement' || kind === 'binary_expression' || kind === 'parenthesized_expression')
      return 'set';
  }
  return null;
}
