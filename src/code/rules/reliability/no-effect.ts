import { added, assigned, counted, countedInPython, thrown } from '../../fixes/missing-words.ts';
import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { isPure, operatorOf, sides } from '../reading/expressions.ts';
import { isName } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const idle = /^(binary_expression|comparison_operator|boolean_operator|not_operator|binary_operator|binary)$/;
const errorName =
  /^(?:[\w.:\\]*[.:\\])?(Error|Exception|Throwable|[A-Z]\w*(?:Error|Exception))$|^(StopIteration|KeyboardInterrupt|SystemExit)$/;

/** Whether the line before the statement's is one of the preprocessor's, which may have taken the statement's beginning. */
function followsDirective(node: number, context: RuleContext): boolean {
  const before = context.source.slice(0, context.tree.start[node]).trimEnd();
  return /^\s*#\s*(if|ifdef|ifndef|else|elif|endif)\b/.test(before.slice(before.lastIndexOf('\n') + 1));
}

/** Whether a statement is a part of a for loop's head, which the grammar takes to pieces after a macro. */
function isOfFor(node: number, context: RuleContext): boolean {
  const start = context.tree.start[node]!;
  return /\bfor\s*\([^{}]*$|^\s*return\b/.test(
    context.source.slice(context.source.lastIndexOf('\n', start) + 1, start),
  );
}

export const noEffectRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'expression-without-effect',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'python', 'php', 'ruby', 'rust', ...cAndCpp],
    title: 'Expression whose value nobody takes',
    rationale:
      'A comparison or sum that stands alone does nothing: an assignment, a return or a call was meant.',
    cwe: 482,
    source: 'ESLint, no-unused-expressions; pylint, pointless-statement',
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['expression_statement', 'binary'],
    check(node, context) {
      const { family } = context;
      const inner = family === 'ruby' ? node : (context.children(node)[0] ?? -1);
      const kind = context.kind(inner);
      if (!idle.test(kind)) return;
      // No statement of C stands outside of a function: what looks like one is assembly in a header, or a macro.
      if (family === 'c' && context.enclosingFunction(node) < 0) return;
      if (family === 'ruby') {
        // The last value of a body is what it gives back.
        const up = context.parent(node);
        if (!/^(body_statement|then|do|program|block_body)$/.test(context.kind(up))) return;
        const later = context.children(up).slice(context.children(up).indexOf(node) + 1);
        // What a rescue or an ensure follows is the last value all the same.
        if (later.every((each) => /^(rescue|ensure|else)$/.test(context.kind(each)))) return;
      }
      if (context.children(node).length > 1 && family !== 'ruby') return;
      // The last expression of a Rust block without a semicolon is its value.
      if (family === 'rust' && !context.text(node).endsWith(';')) return;
      const operator = kind === 'not_operator' ? 'not' : operatorOf(inner, context);
      const isComparison = /^(===?|!==?|<|>|<=|>=|is|is not|in|not in)$/.test(operator);
      const isSum = /^[-+/%]$/.test(operator);
      if (!isComparison && !isSum && operator !== 'not') return;
      if (hasYield(inner, context)) return;
      // What is compared with a call's result, and dropped, was to be assigned.
      const target = sides(inner, context)[0];
      const comparesPlace =
        /^===?$/.test(operator) &&
        target >= 0 &&
        isPure(target, context) &&
        /^(identifier|variable_name|member_expression|attribute|field_expression|instance_variable)$/.test(
          context.kind(target),
        );
      if (!comparesPlace && !isPure(inner, context)) return;
      if (family === 'c' && (isNoStatement(node, operator, context) || /&[gl]t;$/.test(context.text(node))))
        return;
      // The grammar ends `return /* comment */ (value)` after the word.
      if (
        family === 'js' &&
        /\b(return|throw)\s*(\/\*[\s\S]*?\*\/\s*)+\(?$/.test(
          context.source.slice(Math.max(0, context.tree.start[node]! - 300), context.tree.start[node]),
        )
      )
        return;
      // The end of an expression that `#if` splits.
      if (family === 'c' && (followsDirective(node, context) || isOfFor(node, context))) return;
      // Trying whether a comparison fails is what a try block may be for.
      if (
        family === 'python' &&
        /^(try_statement|with_statement)$/.test(context.kind(context.parent(context.parent(node))))
      )
        return;
      // The grammar makes a statement of a for loop's condition.
      if (/^(arrow_function|for_statement)$/.test(context.kind(context.parent(node)))) return;
      const [left, right] = sides(inner, context);
      const assigns =
        operator === '==' &&
        left >= 0 &&
        /^(identifier|variable_name|member_expression|attribute|field_expression|subscript_expression|subscript|instance_variable)$/.test(
          context.kind(left),
        );
      context.report(node, {
        ...(assigns && family !== 'rust' ? assigned(inner, context) : {}),
        message: `\`${context.short(node, 60).replace(/;$/, '')}\` is worked out and dropped: this line does nothing.`,
        suggestion: assigns
          ? `If an assignment was meant: ${context.short(left, 40)} = ${context.short(right, 40)}`
          : 'Return it, assign it, or remove the line.',
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(o) {\n  o.state == 5;\n  return o;\n}',
        line: 2,
        fixed: 'function f(o) {\n  o.state = 5;\n  return o;\n}',
      },
      {
        language: 'python',
        code: 'def f(self, a, b):\n    self.total == a\n    a + b',
        line: 2,
        finds: 2,
        fixed: 'def f(self, a, b):\n    self.total = a\n    a + b',
      },
      {
        language: 'c',
        code: 'int f(int a) {\n  a == 5;\n  return a;\n}',
        line: 2,
        fixed: 'int f(int a) {\n  a = 5;\n  return a;\n}',
      },
      {
        language: 'php',
        code: '<?php\nfunction f($a) {\n  $a == 5;\n  return $a;\n}',
        line: 3,
        fixed: '<?php\nfunction f($a) {\n  $a = 5;\n  return $a;\n}',
      },
      {
        language: 'ruby',
        code: 'def f(a)\n  a == 5\n  a\nend',
        line: 2,
        fixed: 'def f(a)\n  a = 5\n  a\nend',
      },
      { language: 'rust', code: 'fn f(a: i32) -> i32 {\n    a == 5;\n    a\n}', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function f(o) { o.a && o.b(); o.state = 5; const g = (x) => x == 5; return o.state == 5; }',
      },
      {
        language: 'python',
        code: 'def f(a, b):\n    a >> b\n    try:\n        a < b\n    except TypeError:\n        pass',
      },
      { language: 'ruby', code: 'def f(a)\n  a << 5\n  a == 5\nend' },
      { language: 'ruby', code: 'a.select do |each|\n  each[key] == value\nrescue TypeError\n  false\nend' },
      { language: 'rust', code: 'fn f(a: i32) -> bool { g(); a == 5 }' },
    ],
  }),
  defineRule({
    id: 'error-not-thrown',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'python', 'java', 'csharp', 'php'],
    title: 'Error made and not thrown',
    rationale: 'Making the error object does nothing; the code goes on as if all were well.',
    cwe: 390,
    remediationMinutes: 2,
    kinds: ['expression_statement'],
    check(node, context) {
      const inner = node + 1;
      // Errors are made by `new`, but in Python.
      if (context.family !== 'python' && !/^(new|object_creation)_expression$/.test(context.kind(inner)))
        return;
      const call = context.call(inner);
      if (call === null || context.children(node).length !== 1) return;
      if (context.family === 'python' ? call.receiver >= 0 : !call.isNew) return;
      const made =
        context.family === 'php'
          ? context.text(context.children(inner)[0] ?? -1)
          : call.path.replace(/^new/, '').replace(/<.*/, '');
      if (!errorName.test(made) || /^(Set|Get|Raise|Throw|Print|Log|Format|Handle|On)[A-Z]/.test(made))
        return;
      if (
        context.family === 'python' &&
        !/Error$|Exception$|^(StopIteration|KeyboardInterrupt|SystemExit)$/.test(made)
      )
        return;
      const word = context.family === 'python' ? 'raise' : 'throw';
      context.report(node, {
        ...thrown(inner, context),
        message: `\`${context.short(inner, 50)}\` is made and forgotten: nothing is ${word === 'raise' ? 'raised' : 'thrown'}.`,
        suggestion: `${word} ${context.short(inner, 80)}${word === 'throw' ? ';' : ''}`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(a) {\n  if (!a) new TypeError("a is needed");\n  return a.b;\n}',
        line: 2,
        fixed: 'function f(a) {\n  if (!a) throw new TypeError("a is needed");\n  return a.b;\n}',
      },
      {
        language: 'python',
        code: 'def f(a):\n    if a is None:\n        ValueError("a is needed")',
        line: 3,
        fixed: 'def f(a):\n    if a is None:\n        raise ValueError("a is needed")',
      },
      {
        language: 'java',
        code: 'class A { void f(int a) {\n  if (a < 0) new IllegalArgumentException("a");\n} }',
        line: 2,
        fixed: 'class A { void f(int a) {\n  if (a < 0) throw new IllegalArgumentException("a");\n} }',
      },
      {
        language: 'csharp',
        code: 'class A { void F(int a) {\n  if (a < 0) new ArgumentException("a");\n} }',
        line: 2,
        fixed: 'class A { void F(int a) {\n  if (a < 0) throw new ArgumentException("a");\n} }',
      },
      {
        language: 'php',
        code: '<?php\nif ($a < 0) {\n  new InvalidArgumentException("a");\n}',
        line: 3,
        fixed: '<?php\nif ($a < 0) {\n  throw new InvalidArgumentException("a");\n}',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function f() { const e = new Error("a"); throw e; } new ErrorBoundary();',
      },
      { language: 'python', code: 'def f():\n    raise ValueError("a")\nprint_error()\nlog.Error("x")' },
      { language: 'java', code: 'class A { Exception f() { return new Exception("a"); } }' },
    ],
  }),
  defineRule({
    id: 'increment-lost',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'java', 'csharp', 'php', 'python', ...cAndCpp],
    title: 'Increment that does nothing, or not what it seems',
    rationale:
      '`x = x++` puts the old value back; `x =+ 1` sets x to 1; Python reads `++x` as two plus signs.',
    cwe: 682,
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['assignment_expression', 'unary_operator', 'assignment', 'augmented_assignment'],
    check(node, context) {
      const kind = context.kind(node);
      if (kind === 'unary_operator') {
        const text = context.text(node);
        const inner = context.children(node)[0] ?? -1;
        if (
          !/^(\+\+|--)\w/.test(text) ||
          context.kind(inner) !== 'unary_operator' ||
          !isName(context.children(inner)[0] ?? -1, context)
        )
          return;
        const name = context.text(context.children(inner)[0]!);
        context.report(node, {
          ...countedInPython(node, name, context),
          message: `\`${text.slice(0, 30)}\` is \`${name}\` with two signs: nothing is counted.`,
          suggestion: `${name} ${text[0]}= 1`,
        });
        return;
      }
      const left = context.field(node, 'left');
      const right = context.field(node, 'right');
      if (left < 0 || right < 0) return;
      const operator = operatorOf(node, context);
      const name = context.text(left);
      if (operator === '=' && /^(update_expression|postfix_unary_expression)$/.test(context.kind(right))) {
        const text = context.text(right).replace(/\s+/g, '');
        if (text !== `${name}++` && text !== `${name}--`) return;
        context.report(node, {
          ...counted(node, context),
          message: `\`${context.short(node, 40)}\` counts, and then puts the old value back.`,
          suggestion: `${text};`,
        });
        return;
      }
      const sign = context.source[context.tree.start[right]!];
      const before = context.source[context.tree.start[right]! - 1];
      const after = context.source[context.tree.start[right]! + 1] ?? '';
      // `x =+ 1`, with the sign at the equals sign and a space after it.
      if (operator !== '=' || (sign !== '+' && sign !== '-') || before !== '=' || !/\s/.test(after)) return;
      context.report(node, {
        ...added(node, context),
        message: `\`${context.short(node, 40)}\` sets \`${context.short(left, 30)}\`; it adds nothing.`,
        suggestion: `${context.short(left, 30)} ${sign}= ${context.short(right, 30).slice(1).trim()}`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'function f(x) { x = x++; }', fixed: 'function f(x) { x++; }' },
      {
        language: 'java',
        code: 'class A { void f(int i) { i = i++; } }',
        fixed: 'class A { void f(int i) { i++; } }',
      },
      { language: 'c', code: 'void f(int x) { x =+ 1; }', fixed: 'void f(int x) { x += 1; }' },
      { language: 'python', code: 'while a:\n    ++count', line: 2, fixed: 'while a:\n    count += 1' },
      {
        language: 'csharp',
        code: 'class A { void F(int i) { i = i--; } }',
        fixed: 'class A { void F(int i) { i--; } }',
      },
    ],
    right: [
      { language: 'javascript', code: 'x = y++; x += 1; x = +1; x = -y; x =-1;' },
      { language: 'python', code: 'x = -1\ny = - -x\nz =-1' },
      { language: 'java', code: 'class A { void f(int i) { i = ++i; int j = i++; } }' },
    ],
  }),
];

function hasYield(node: number, context: RuleContext): boolean {
  return /\b(yield|await)\b/.test(context.text(node));
}

/** C: operators that C++ classes give a meaning, also in headers that are taken for C; heads that `#if` splits; and what belongs to an asm. */
function isNoStatement(node: NodeIndex, operator: string, context: RuleContext): boolean {
  if (
    (operator === '<' || operator === '>') &&
    (context.language === 'cpp' || context.says(/\w::\w|\btemplate\s*<|\bclass\s+\w+\s*[:{]/))
  )
    return true;
  const begin = context.source.slice(Math.max(0, context.tree.start[node]! - 120), context.tree.start[node]);
  return (
    (/#\s*(if|else|elif)[^\n]*\n([^\n]*;)?[^\n]*$/.test(begin) &&
      /\bfor\s*\([^{}]*$/.test(begin + context.text(node))) ||
    /#\s*(else|elif)[^\n]*\n[^\n]*$/.test(begin) ||
    /\b(__)?asm(__)?\b[^\n]*$/.test(begin)
  );
}
