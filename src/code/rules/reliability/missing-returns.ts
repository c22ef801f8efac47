import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { isMisread } from '../reading/misread.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { neverEnds } from './flow.ts';

/** Whether a return with a value, or one without, stands in a function's own body. */
function returnsIn(body: NodeIndex, context: RuleContext): { valued: NodeIndex; bare: boolean } {
  let valued = -1;
  let bare = false;
  for (const each of context.descendants(body, false)) {
    if (context.kind(each) !== 'return_statement') continue;
    if (context.children(each).length === 0) bare = true;
    else if (valued < 0) valued = each;
  }
  return { valued, bare };
}

/** Whether a body can come to its end: nothing in it leaves for certain. */
function mayFallOff(body: NodeIndex, context: RuleContext): boolean {
  const statements = context.children(body);
  if (statements.some((each) => neverEnds(each, context) || leavesInEveryWay(each, context, 0))) return false;
  return true;
}

/** Ways of leaving that `neverEnds` does not claim: with, match and try of Python, switches with a default, loops that never stop. */
function leavesInEveryWay(statement: NodeIndex, context: RuleContext, depth: number): boolean {
  const kind = context.kind(statement);
  if (depth > 8) return true;
  if (kind === 'assert_statement') return /^assert\s+(False|0)\b/.test(context.text(statement));
  const text = context.text(statement);
  if (
    /^(switch_statement|match_statement|try_statement|with_statement|asm_statement|gnu_asm_expression|seh_try_statement)$/.test(
      kind,
    )
  )
    return /\b(return|raise|throw|assert|abort|exit|_exit|unreachable)\b/.test(text);
  if (/^(while_statement|for_statement|do_statement)$/.test(kind))
    return (
      /^(while\s*\(?\s*(true|True|TRUE|\d*[1-9]\d*)\b|for\s*\(\s*;[^;]*;|do\b)/.test(text) ||
      /\belse\s*:/.test(text)
    );
  if (/^(preproc|labeled_statement|expression_statement$)/.test(kind))
    return kind !== 'expression_statement' || endsByCall(text);
  if (kind === 'if_statement') {
    if (/#\s*(if|ifdef|else|endif)/.test(text)) return true;
    // An if with an else of which both sides leave, in ways that only this function knows.
    // Without an else there is a way past it.
    const last = context.children(statement).at(-1) ?? -1;
    if (context.kind(last) !== 'else_clause') return false;
    const parts = context
      .children(statement)
      .filter((each) => each !== context.field(statement, 'condition'));
    return parts.every((part) => lastLeaves(part, context, depth + 1));
  }
  return /^(compound_statement|block)$/.test(kind) && lastLeaves(statement, context, depth + 1);
}

function lastLeaves(part: NodeIndex, context: RuleContext, depth: number): boolean {
  if (neverEnds(part, context)) return true;
  const kind = context.kind(part);
  if (/^(else_clause|elif_clause|else_if_clause)$/.test(kind)) {
    const inner = context.children(part).filter((each) => each !== context.field(part, 'condition'));
    return inner.length > 0 && lastLeaves(inner.at(-1)!, context, depth);
  }
  if (/^(block|compound_statement)$/.test(kind)) {
    const last = context.children(part).at(-1) ?? -1;
    return last >= 0 && (neverEnds(last, context) || leavesInEveryWay(last, context, depth));
  }
  return leavesInEveryWay(part, context, depth);
}

/** A call whose name says that it does not come back, or a macro in capitals that may well not. */
function endsByCall(text: string): boolean {
  return /^(\w+(::|->|\.))*([A-Z][A-Z0-9_]{3,}|\w*(abort|exit|fatal|panic|die|fail|unreachable|throw|raise|error|assert|croak|longjmp|terminate|usage)\w*)\s*\(/i.test(
    text,
  );
}

export const returnRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'callback-returns-nothing',
    category: 'reliability',
    severity: 'high',
    languages: js,
    title: 'Callback that should answer and does not',
    rationale: 'map collects undefined, filter and find keep nothing, reduce loses what it gathered.',
    cwe: 394,
    source: 'ESLint, array-callback-return',
    remediationMinutes: 5,
    skipTests: true,
    calls: [
      'map',
      'filter',
      'some',
      'every',
      'find',
      'findIndex',
      'findLast',
      'reduce',
      'reduceRight',
      'flatMap',
      'sort',
      'toSorted',
    ],
    checkCall(call, context) {
      const callback = call.arguments[0] ?? -1;
      if (call.receiver < 0 || !context.isFunction(callback)) return;
      const body = context.field(callback, 'body');
      if (context.kind(body) !== 'statement_block' || context.children(body).length === 0) return;
      if (/\*/.test(context.short(callback, 12)) || neverEnds(body, context)) return;
      // A stream's or an observable's map, and jQuery's, know other rules; a list that nobody takes was a forEach.
      if (/^(map|flatMap|filter|find|some|every)$/.test(call.name) && isForgotten(call.node, context)) return;
      if (
        /^(\$|jQuery|async|_)\b|\$\(|stream|query|Collection|collection|cursor|knex|schema/.test(
          context.short(call.receiver, 200),
        )
      )
        return;
      // Promises of nothing are waited for, and that is all.
      if (call.name !== 'filter' && /^async\b/.test(context.short(callback, 12))) return;
      const { valued } = returnsIn(body, context);
      if (valued >= 0) return;
      if (call.name === 'find' && call.arguments.length > 1) return;
      context.report(callback, {
        message: `This callback of \`${call.name}\` returns nothing, so ${/^(map|flatMap)$/.test(call.name) ? 'the list is full of nothing' : call.name.startsWith('reduce') ? 'what was gathered is lost after the first item' : 'its answer always counts as no'}.`,
        suggestion: `return the value from the callback, or use forEach if none is needed.`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'const names = users.map((user) => {\n  user.name;\n});' },
      { language: 'typescript', code: 'const ok = users.filter((user) => {\n  isActive(user);\n});' },
      { language: 'javascript', code: 'const sum = xs.reduce((total, x) => {\n  total + x;\n}, 0);' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'Array.isArray(a) ? a.map(function (b) { c.push(b); }) : c.push(a);',
      },
      {
        language: 'javascript',
        code: 'const a = xs.map((x) => x.y); const b = xs.map((x) => ({ x })); const c = xs.map((x) => { return x; }); xs.map((x) => { f(x); }); xs.some((x) => { if (!x) throw new Error("x"); }); const d = xs.filter((x) => { if (x) return true; return false; }); const e = xs.map(() => { throw new Error("x"); });',
      },
    ],
  }),
  defineRule({
    id: 'missing-return',
    category: 'reliability',
    severity: 'medium',
    languages: [...cAndCpp, 'php', 'python'],
    title: 'Function that should return a value and may not',
    rationale:
      'Where the end is reached, the caller gets whatever happens to be there (C), null (PHP) or None (Python).',
    cwe: 394,
    source: 'SEI CERT C MSC37-C',
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['function_definition', 'method_declaration'],
    check(node, context) {
      const body = context.field(node, 'body');
      if (body < 0 || context.children(body).length === 0) return;
      if (!promisesValue(node, context)) return;
      const text = context.text(body);
      if (
        /\byield\b|\bNORETURN|noreturn|__asm|\basm\b|\bgoto\b|co_return|co_yield/.test(text) ||
        (context.family === 'c' && /#\s*(if|else|endif|define)/.test(text))
      )
        return;
      // A macro at the end may return.
      if (context.family === 'c' && /\b[A-Z_][A-Z0-9_]+\s*\([^;]*\)\s*;?\s*\}$/.test(text)) return;
      if (context.family === 'c' && /[{};]\s*[A-Za-z_]\w*\s*;?\s*\}$/.test(text)) return;
      if (context.family === 'c' && /\b[A-Z0-9_]*RETURN[A-Z0-9_]*\s*\(/.test(text)) return;
      // A loop without a condition has no end to fall off, and macros on lines of their own may be anything.
      if (
        context.family === 'c' &&
        /\bfor\s*\([^;{}]*;\s*(?:1|true)?\s*;|^\s*[A-Z][A-Z0-9_]{4,};?\s*$|\b[A-Z][A-Z0-9_]{3,}\s*\{|\}\s*[A-Z][A-Z0-9_]{3,}\b/m.test(
          text,
        )
      )
        return;
      // A macro with a block of its own is a condition that the grammar does not know.
      if (context.family === 'c' && /^\s*[A-Z][A-Z0-9_]+\s*\([^;{}]*\)\s*\{/m.test(text.slice(1))) return;
      // So is one that stands in front of a statement without a semicolon.
      if (
        context.family === 'c' &&
        /^[ \t]*(?!if\b|for\b|while\b|switch\b)\w+\s*\((?:[^;{}()]|\([^;{}()]*\))*\)[ \t]*\n\s*(switch|return|if|for|while)\b/m.test(
          text,
        )
      )
        return;
      if (/type:\s*ignore/.test(context.short(node, 300))) return;
      const { valued, bare } = returnsIn(body, context);
      // A body without any return is one that raises, or a stub.
      if (bare || !mayFallOff(body, context) || isMisread(node, context)) return;
      if (valued < 0 && (context.family !== 'c' || context.children(body).length < 1)) return;
      const name = context.functionName(node);
      if (context.family === 'c' && (/^(main|wmain|WinMain|operator.*)$/.test(name) || name === '')) return;
      if (asksAllNumbers(context.text(context.children(body).at(-1) ?? -1))) return;
      if (asksAllTypes(body, context)) return;
      // The last of the types was asked for: what is left over the annotation may rule out.
      const last = context.short(context.children(body).at(-1) ?? -1, 40);
      const isLastType = context.family === 'python' && /^if isinstance\(/.test(last);
      context.report(
        context.field(node, 'name') >= 0 ? context.field(node, 'name') : context.field(node, 'declarator'),
        {
          ...(isLastType ? { severity: 'low' as const } : {}),
          message: `\`${name.slice(0, 40)}\` says that it returns a value, and can reach its end without one.`,
          suggestion: 'Return a value, or raise an error, at the end.',
          evidence: valued < 0 ? [] : [`a value is returned on line ${context.tree.line[valued]}`],
        },
      );
    },
    wrong: [
      { language: 'c', code: 'int f(int a) {\n  if (a > 0)\n    return 1;\n}' },
      { language: 'cpp', code: 'int f(int a) {\n  int b = a + 1;\n  g(b);\n}' },
      {
        language: 'python',
        code: 'def f(a: int) -> int:\n    if a > 0:\n        return 1\n    elif a < 0:\n        return -1',
      },
      {
        language: 'php',
        code: '<?php\nfunction f(int $a): int {\n  if ($a > 0) {\n    return 1;\n  }\n}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'c',
        code: 'int f(int a) { if (a > 0) return 1; else return 2; }\nvoid g(int a) { if (a) return; h(); }\nint k(int a) { switch (a) { case 1: return 1; default: return 2; } }\nint m(void) { while (1) { if (n()) return 1; } }\nint o(void) { while (TRUE) { if (n()) { if (p()) return 2; return 1; } else { int b = q(); if (b < 0) return b; } } }\nint main(void) { f(1); }',
      },
      {
        language: 'python',
        code: 'def f(a) -> str:\n    if len(a) == 0:\n        return "no"\n    elif len(a) > 1:\n        return "many"\n    elif len(a) == 1:\n        return a[0]',
      },
      {
        language: 'python',
        code: 'def f(a) -> str:\n    if isinstance(a, int):\n        return "i"\n    elif isinstance(a, str):\n        return a',
      },
      {
        language: 'c',
        code: 'int f(int a) {\n  if (a < 0) return a;\n  CHECK (g (a, 1))\n\n  return 0;\n}',
      },
      {
        language: 'c',
        code: 'static inline int f(int x)\n{\n  _FIND_(l, int);\n}\n#if 0\nint g(int a)\n{\n  int x;\n}\n#endif',
      },
      {
        language: 'c',
        code: 'int count(struct list *l) {\n  int n = 0;\n  for (ALL_OF(l, node, each)) {\n    if (each)\n      n++;\n  }\n  return n;\n}\nint shutdown(struct proto *p)\n{ DUMMY; }\nint g(int a) {\n  if (a)\n    return 1;\n  return_0;\n}\nint h(int a) {\n  switch (a) {\n  case 1:\n    LOG_RETURN(ctx, 1);\n  }\n}\nstatic int\nNAMED(sign) (const char *m) {\n  if (m)\n    return 1;\n  h();\n}',
      },
      {
        language: 'python',
        code: 'def f(a) -> int:\n    if a:\n        return 1\n    raise ValueError()\ndef g(a) -> int | None:\n    if a:\n        return 1\ndef h(a) -> int:\n    with a:\n        return 1\ndef k(a: int) -> str: ...',
      },
      {
        language: 'php',
        code: '<?php\nfunction f(int $a): ?int { if ($a) { return 1; } return null; }\nfunction g(): void { h(); }',
      },
    ],
  }),
  defineRule({
    id: 'getter-returns-nothing',
    category: 'reliability',
    severity: 'high',
    languages: js,
    title: 'Getter without a return',
    rationale: 'Reading the property always gives undefined.',
    cwe: 394,
    source: 'ESLint, getter-return',
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['method_definition'],
    needs: /get/,
    check(node, context) {
      if (
        !/^(static\s+|public\s+|protected\s+|private\s+|override\s+)*get\s+[\w$#[]/.test(
          context.short(node, 60),
        )
      )
        return;
      const body = context.field(node, 'body');
      if (
        body < 0 ||
        context.text(context.field(node, 'name')) === 'get' ||
        context.children(body).length === 0
      )
        return;
      if (returnsIn(body, context).valued >= 0 || neverEnds(body, context)) return;
      context.report(context.field(node, 'name'), {
        message: `The getter \`${context.short(context.field(node, 'name'), 40)}\` returns nothing: reading it never gives a value.`,
        suggestion: 'return the value.',
      });
    },
    wrong: [{ language: 'javascript', code: 'class A {\n  get name() { this._name; }\n}', line: 2 }],
    right: [
      {
        language: 'javascript',
        code: 'class A { get name() { return this._name; } get b() { throw new Error("no"); } get(x) { this.y = x; } }',
      },
    ],
  }),
];

/** Whether a chain asks one length whether it is equal to, above and below the same numbers: nothing is left over. */
function asksAllNumbers(chain: string): boolean {
  const asked = [...chain.matchAll(/(?:^|\n\s*)(?:el)?if (len\([\w.]+\)) (==|>=?|<=?) (\d+):/g)];
  return (
    asked.length >= 3 &&
    new Set(asked.map((each) => each[1])).size === 1 &&
    asked.some((each) => each[2]!.startsWith('>'))
  );
}

/** Python: whether every way out of a body's end is past a row of questions for types of one name, which the annotation may well exhaust. */
function asksAllTypes(body: NodeIndex, context: RuleContext): boolean {
  const row = /\bif isinstance\((\w+),[^\n]*:(?:\n[^\n]*)*?\n\s*elif isinstance\(\1,/;
  return context.family === 'python' && row.test(context.text(context.children(body).at(-1) ?? -1));
}

/** Whether a function's header says that it gives a value, and always one. */
function promisesValue(node: NodeIndex, context: RuleContext): boolean {
  if (context.family === 'python') {
    const type = context.text(context.field(node, 'return_type'));
    if (
      type === '' ||
      /None|Optional|Any|object|Iterator|Generator|NoReturn|Never|Iterable|ContextManager|^["']/.test(type)
    )
      return false;
    const up = context.parent(node);
    return !(
      context.kind(up) === 'decorated_definition' && /abstractmethod|overload/.test(context.short(up, 200))
    );
  }
  if (context.family === 'php') {
    const type = context.text(context.field(node, 'return_type'));
    return (
      type !== '' &&
      !/^(void|never|mixed|static|iterable|\\?Generator|\\?Traversable|\\?Iterator)$|^\?|null/i.test(type)
    );
  }
  const type = context.text(context.field(node, 'type'));
  const { tree } = context;
  const header = context.source.slice(tree.start[node], tree.start[context.field(node, 'body')]);
  if (
    !/^(unsigned |signed |long |short |const |struct )*(int|char|long|short|double|float|bool|size_t|ssize_t|u?int\d+_t|unsigned|Status|std::string|std::size_t)$/.test(
      type.trim(),
    )
  )
    return false;
  // Macros in the header, constructors and `= default` say other things.
  return (
    !/\b(noreturn|NORETURN|G_GNUC|__attribute__|= *default|= *delete|operator|void)\b/.test(header) &&
    !/^[A-Z_]{4,}\s*\(|\b[A-Z][A-Z0-9_]{3,}\s*\(\w+\)\s*\(/.test(header)
  );
}

/** Whether nobody takes what an expression gives: `ready ? items.map(f) : g();`. */
function isForgotten(node: NodeIndex, context: RuleContext): boolean {
  for (let below = node, up = context.parent(node); up >= 0; below = up, up = context.parent(up)) {
    const kind = context.kind(up);
    if (kind === 'expression_statement') return true;
    if (
      kind === 'ternary_expression'
        ? context.field(up, 'condition') === below
        : kind !== 'parenthesized_expression'
    )
      return false;
  }
  return false;
}
