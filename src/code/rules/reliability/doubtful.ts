import type { RuleContext } from '../context.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** Rules that are right too seldom, or a matter of taste: a project that wants them switches them on. */
export const doubtfulRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'unwrap-in-fallible-function',
    category: 'reliability',
    severity: 'low',
    offByDefault: 'a matter of taste: some prefer a panic to an error that nobody handles',
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
