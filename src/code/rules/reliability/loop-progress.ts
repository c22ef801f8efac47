import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { operatorOf, sides } from '../reading/expressions.ts';
import { bare, countMentions, mentions, tight } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const loopProgressRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'loop-without-progress',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'python', 'java', 'csharp', 'go', 'php', 'rust', ...cAndCpp],
    title: 'Loop that changes nothing of what its condition asks',
    rationale:
      'If the condition holds once it holds for ever: the step that should bring the end nearer is missing.',
    unsure:
      'a loop that a break or a return ends, other than for an error: right in 1 of 2 findings on real code',
    cwe: 835,
    source: 'SonarSource, S2189',
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['while_statement', 'while_expression', 'for_statement'],
    check(node, context) {
      let condition = bare(context.field(node, 'condition'), context);
      if (context.kind(node) === 'for_statement') {
        // Go writes while as for.
        if (
          context.family !== 'go' ||
          context.childOfKind(node, 'for_clause') >= 0 ||
          context.childOfKind(node, 'range_clause') >= 0
        )
          return;
        condition = context.children(node)[0] ?? -1;
      }
      if (!/^(binary_expression|comparison_operator)$/.test(context.kind(condition))) return;
      if (!/^([<>]=?|!==?)$/.test(operatorOf(condition, context))) return;
      const body = context.field(node, 'body');
      const owner = context.enclosingFunction(node);
      if (body < 0 || owner < 0) return;
      // Heads that `#if` chooses between, and a body that belongs to all of them.
      if (context.family === 'c' && isSplit(node, body, context)) return;
      const [left, right] = sides(condition, context);
      // One side is a local counter; nothing the loop does may move either of them.
      const counter = [left, right].find((side) => isLocal(side, owner, context));
      if (counter === undefined) return;
      // What the function names here for the first time was not made by it.
      if (!mentions(context, context.tree.start[owner]!, context.tree.start[node]!, context.text(counter)))
        return;
      const other = counter === left ? right : left;
      if (
        !context.isLiteral(other) &&
        !isLocal(other, owner, context) &&
        !/^[\w.]+(\.|->)(length|size|Length|Count|used|buckets|len|count|n|num\w*|max\w*)(\(\))?$|^[A-Z][A-Z0-9_]+$|^(len|strlen|count|sizeof)\(\w+\)$/.test(
          tight(other, context),
        )
      )
        return;
      const inside = context.source.slice(context.tree.start[body], context.tree.end[body]);
      // A macro of this file may move it on, or hold it.
      if (
        context.family === 'c' &&
        (inside.match(/\b[A-Za-z_]\w*/g) ?? [])
          .slice(0, 60)
          .some((each) => new RegExp(`#\\s*define\\s+${each}\\b`).test(context.source))
      )
        return;
      // One that begins with a capital letter and is given the counter is a macro more often than not: `CopyAdvance(to, from, left)`.
      if (
        context.language === 'c' &&
        new RegExp(`\\b[A-Z]\\w*\\s*\\([^;]*\\b${context.text(counter)}\\b`).test(inside)
      )
        return;
      // So may one of a header, which looks like a function: `advance(text)` of a pointer.
      if (
        context.family === 'c' &&
        new RegExp(`(^|[;{}])\\s*\\w+\\s*\\(\\s*${context.text(counter)}\\s*[,)]`).test(inside) &&
        new RegExp(`\\*\\s*${context.text(counter)}\\b\\s*[=;,)]`).test(
          context.source.slice(context.tree.start[owner], context.tree.start[node]),
        )
      )
        return;
      // A member may be changed by every other function of its class, and is seldom told apart from a global list.
      if (
        /^(cpp|java|csharp)$/.test(context.language) &&
        !isLocal(other, owner, context) &&
        !context.isLiteral(other) &&
        (/^\w+_\b/.test(tight(other, context))
          ? /\w\s*\(/
          : /(?<![\w.>:])(?:this(?:\.|->))?(?!(?:if|for|while|switch|return|catch|sizeof)\b)\w+\s*\(/
        ).test(inside)
      )
        return;
      for (const side of [counter, other]) {
        const base = /^(?:(?:len|strlen|count|sizeof)\()?([$\w]+)/.exec(tight(side, context))?.[1] ?? '';
        if (context.isLiteral(side) || base === '') continue;
        if (mayChange(base, inside, context)) return;
        // The list whose length is asked for may shrink by what is called with it.
        if (
          side === other &&
          /[.(>]/.test(tight(side, context)) &&
          new RegExp(`(?<![\\w$])${base.replace('$', '\\$')}(?![\\w$])`).test(inside)
        )
          return;
      }
      if (
        context.family === 'c' &&
        /\b(asm|__asm|volatile|goto|longjmp)\b|#\s*if|\b[A-Z][A-Z0-9_]{3,}\s*[(;]/.test(inside)
      )
        return;
      if (
        /\byield\b|\bawait\b|\beval\b|\bfallthrough\b/.test(inside) ||
        isShared(context.text(counter), owner, context)
      )
        return;
      context.report(condition, {
        unsure: leavesOtherwise(body, context),
        message: `Nothing in this loop changes \`${context.short(counter, 30)}\`${context.isLiteral(other) ? '' : ` or \`${context.short(other, 30)}\``}: once begun it does not end by its condition.`,
        suggestion: 'Add the step, or ask about what the loop does change.',
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { void f(String s, int from, int end) {\n  while (end >= 0) {\n    int i = s.indexOf("{", from);\n    if (i < 0) break;\n    from = i;\n  }\n} }',
        line: 2,
        unsure: true,
      },
      {
        language: 'javascript',
        code: 'function f(n) {\n  let i = 0;\n  while (i < n) {\n    g(i);\n  }\n}',
        line: 3,
      },
      { language: 'python', code: 'def f(n):\n    i = 0\n    while i < n:\n        g(i)', line: 3 },
      { language: 'c', code: 'void f(int n) {\n  int i = 0;\n  while (i < n) {\n    g(i);\n  }\n}', line: 3 },
      {
        language: 'go',
        code: 'package a\nfunc f(n int) {\n\ti := 0\n\tfor i < n {\n\t\tg(i)\n\t}\n}',
        line: 4,
      },
      {
        language: 'java',
        code: 'class A { void f(int n) {\n  int i = 0;\n  while (i < n) { g(i); }\n} }',
        line: 3,
      },
    ],
    right: [
      {
        language: 'cpp',
        code: 'void S::f() { const unsigned int n = *wanted; if (n > list.size()) { while (n != list.size()) { addOne(); } } }',
      },
      {
        language: 'c',
        code: 'int f(char *text, char *end) { int hit = 0; char *at = text; if (at > end) return 0; while (at < end) { advance_one(at); hit++; } return hit; }',
      },
      {
        language: 'javascript',
        code: 'function f(n, list) { let i = 0; while (i < n) { i++; } while (list.length > 0) { list.pop(); } while (i < next()) g(); let j = 0; const step = () => { j += 1; }; while (j < n) step(); }',
      },
      {
        language: 'python',
        code: 'def f(n):\n    i = 0\n    while i < n:\n        i += 1\n    while n > 0:\n        n, m = divmod(n, 10)',
      },
      {
        language: 'c',
        code: 'void f(int n) { int i = 0; while (i < n) { step(&i); } int k; while (k < n) { scanf("%d", &k); } while (n > 0) n--; }\nvoid g(const char *p, const char *e) { while (p != e) { STEP1; } }',
      },
    ],
  }),
];

/** Whether a loop has a way out beside its condition that does not ask for an error. */
function leavesOtherwise(body: NodeIndex, context: RuleContext): boolean {
  for (const each of context.descendants(body)) {
    if (!/^(break|return|throw|raise|goto)_(statement|expression)$/.test(context.kind(each))) continue;
    let up = context.parent(each);
    while (up > body && !/^(if|else|elif)_?/.test(context.kind(up))) up = context.parent(up);
    const asked = up > body ? context.text(context.field(up, 'condition')) : '';
    if (!/\berr\w*\b|\berror|exception/i.test(asked)) return true;
  }
  return false;
}

/** Whether an expression is a local variable or parameter of this very function. */
function isLocal(node: NodeIndex, owner: NodeIndex, context: RuleContext): boolean {
  if (!/^(identifier|variable_name)$/.test(context.kind(node))) return false;
  // A declaration's value is no declared name: `long end = now + 1`.
  if (context.family === 'c' && !declaresName(context.text(node), owner, context)) return false;
  const declares = /^(python|php)$/.test(context.family) ? /./ : /declar|parameter|short_var|let_/;
  return (context.definitions().get(context.text(node)) ?? []).some(
    (each) => each.scope === owner && declares.test(context.kind(each.node)),
  );
}

/** Whether a C function's text declares a name, as a parameter or a variable. */
function declaresName(name: string, owner: NodeIndex, context: RuleContext): boolean {
  const text = context.source.slice(context.tree.start[owner], context.tree.end[owner]);
  return new RegExp(`(?:(?<!\\breturn)(?<=\\w)\\s|[*&,])\\s*${name}\\s*[=;,)[]`).test(text);
}

/** Whether a piece of code sets a name, counts it, takes its address or a reference, or unpacks into it. */
function mayChange(name: string, text: string, context: RuleContext): boolean {
  const escaped = name.replace('$', '\\$');
  const use = `(?<![\\w$.>])${escaped}(?![\\w$])`;
  if (
    new RegExp(
      `${use}\\s*([-+*/%|&^]|&\\^|\\*\\*|<<|>>|>>>|\\?\\?|&&|\\|\\||//)?=(?!=)|${use}\\s*(\\+\\+|--)|(\\+\\+|--)\\s*${use}|&\\s*(mut\\s+)?${use}|${use}\\s*:=|\\b(ref|out)\\s+${use}`,
    ).test(text)
  )
    return true;
  // `a, b = …`, `[a, b] = …`, `for a in`, `as a`, `{ a } =`
  if (
    new RegExp(
      `${use}\\s*,[^;\\n=]*=[^=]|,\\s*${use}\\s*[\\])}]?\\s*:?=[^=]|\\bfor\\s+(\\w+,\\s*)?${use}|\\bas\\s+${use}|\\b(let|const|var)\\s+[[{][^=;]*${use}`,
    ).test(text)
  )
    return true;
  // References in C++, PHP and Go's or Rust's methods on the value itself; macros of C.
  if (
    /^(c|php)$/.test(context.family) &&
    new RegExp(`\\(([^()]|\\([^()]*\\))*${use}`).test(text) &&
    (context.language === 'cpp' ||
      context.family === 'php' ||
      new RegExp(`\\b[A-Z_]{3,}\\s*\\([^;]*${use}`).test(text))
  )
    return true;
  return new RegExp(`${use}\\.(\\w+)\\(`).test(text);
}

/** Whether a nested function, or an address taken elsewhere, may change the name as well. */
function isShared(name: string, owner: NodeIndex, context: RuleContext): boolean {
  const { tree } = context;
  const text = context.source.slice(tree.start[owner], tree.end[owner]);
  if (
    /^(c|go|rust|csharp)$/.test(context.family) &&
    new RegExp(`&\\s*(mut\\s+)?${name}\\b|\\b(ref|out)\\s+${name}\\b|\\bvolatile\\b[^;]*\\b${name}\\b`).test(
      text,
    )
  )
    return true;
  if (countMentions(context, tree.start[owner]!, tree.end[owner]!, name, 2) < 2) return true;
  for (const each of context.descendants(owner)) {
    if (each === owner || !context.isFunction(each)) continue;
    if (countMentions(context, tree.start[each]!, tree.end[each]!, name, 1) > 0) return true;
  }
  return false;
}

/** Whether a line of the preprocessor stands right in front of a loop, or between its head and its body. */
function isSplit(node: NodeIndex, body: NodeIndex, context: RuleContext): boolean {
  const { tree, source } = context;
  const before = source.slice(Math.max(0, tree.start[node]! - 200), tree.start[node]).trimEnd();
  return (
    /^\s*#/.test(before.slice(before.lastIndexOf('\n') + 1)) ||
    /^\s*#/m.test(source.slice(tree.start[node], tree.start[body])) ||
    /^\s*#\s*(endif|else|elif)/m.test(source.slice(tree.end[node], tree.end[node]! + 40))
  );
}
