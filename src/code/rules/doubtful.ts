import type { RuleContext } from './context.ts';
import { operatorOf, sides } from './expressions.ts';
import { js } from './languages.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';

/** Rules that are right too seldom, or a matter of taste: a project that wants them switches them on. */
export const doubtfulRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'first-place-missed',
    category: 'reliability',
    severity: 'medium',
    enabledByDefault: false,
    languages: [...js, 'java', 'csharp', 'go', 'python'],
    title: 'Position asked for by > 0',
    rationale:
      'A match at the very beginning has position 0 and counts as none; often that is meant, and then a word about it helps.',
    cwe: 193,
    source: 'SonarSource, S2692',
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['binary_expression', 'comparison_operator'],
    check(node, context) {
      if (operatorOf(node, context) !== '>') return;
      const [left, right] = sides(node, context);
      if (context.text(right) !== '0') return;
      const call = context.call(left);
      if (
        call === null ||
        !/^(indexOf|IndexOf|Index|IndexByte|IndexRune|find|search|findIndex)$/.test(call.name) ||
        call.arguments.length === 0
      )
        return;
      if (context.family === 'python' ? call.name !== 'find' : call.name === 'find') return;
      if (context.family === 'js' && call.name === 'search' && context.kind(call.arguments[0]!) !== 'regex')
        return;
      context.report(node, {
        message: `\`${context.short(node, 50)}\` is false for a match at the very beginning.`,
        suggestion: `${context.short(left, 50)} >= 0, or say in a comment that the first place does not count.`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (text.indexOf("a") > 0) f();' },
      { language: 'java', code: "class A { boolean f(String s) { return s.indexOf('a') > 0; } }" },
      {
        language: 'go',
        code: 'package a\nfunc f(s string) bool { return strings.Index(s, "a") > 0 }',
        line: 2,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'if (text.indexOf("a") >= 0 || text.indexOf("b") > 1 || text.lastIndexOf(".") > 0 || list.find(f) > 0) g();',
      },
    ],
  }),
  defineRule({
    id: 'unwrap-in-fallible-function',
    category: 'reliability',
    severity: 'low',
    enabledByDefault: false,
    languages: ['rust'],
    title: 'unwrap in a function that returns a Result',
    rationale: 'The caller is ready for an error and gets a panic; `?` hands it on.',
    cwe: 248,
    source: 'Clippy, unwrap_in_result',
    remediationMinutes: 5,
    skipTests: true,
    calls: ['unwrap'],
    checkCall(call, context) {
      const owner = context.enclosingFunction(call.node);
      if (owner < 0 || !/^(\w+::)*Result\b/.test(context.text(context.field(owner, 'return_type')))) return;
      if (!isFallible(call.receiver, context)) return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 50)}\` panics in a function that could return the error.`,
        suggestion: `${context.short(call.receiver, 50)}?`,
      });
    },
    wrong: [
      {
        language: 'rust',
        code: 'fn f(s: &str) -> Result<i32, E> {\n    let n = g(s).unwrap();\n    Ok(n)\n}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'rust',
        code: 'fn f(s: &str) -> Result<i32, E> { let n = g(s)?; let m = lock.lock().unwrap(); Ok(n) }\nfn h(s: &str) -> i32 { g(s).unwrap() }',
      },
    ],
  }),
];

/** Poisoned locks, and conversions that cannot fail, are unwrapped everywhere. */
function isFallible(receiver: number, context: RuleContext): boolean {
  const call = context.call(receiver);
  return (
    call !== null &&
    !/^(lock|read|write|borrow|borrow_mut|try_into|as_ref|as_mut|get_mut|last|first|next|join|write_str|downcast\w*|regex|new)$/.test(
      call.name,
    )
  );
}
