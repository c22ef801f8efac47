import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { statementOf } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const rustTrapRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'slice-through-length',
    category: 'reliability',
    severity: 'high',
    languages: ['rust'],
    title: 'Slice or index that takes the place at the length',
    rationale:
      'The last place is the length less one: `..=x.len()` and `x[x.len()]` reach one further, and panic.',
    cwe: 193,
    remediationMinutes: 2,
    skipTests: true,
    needs: /\.len\(\)/,
    kinds: ['index_expression', 'macro_invocation'],
    check(node, context) {
      const isMacro = context.kind(node) === 'macro_invocation';
      const text = context.short(node, isMacro ? 600 : 200);
      // A macro's arguments are only tokens.
      const match = isMacro
        ? /(?<![\w.])([\w.]+)\[\1\.len\(\)\]/.exec(text)
        : /\[[^[\]]*\.\.=\s*[\w.]+\.len\(\)\s*\]$/.exec(text);
      if (match === null) return;
      context.report(node, {
        message: `\`${match[0].slice(0, 50)}\` reaches one place past the last.`,
        suggestion: isMacro ? `${match[1]}[${match[1]}.len() - 1]` : 'Leave the = out of the range.',
      });
    },
    wrong: [
      { language: 'rust', code: 'fn f(a: &[u8]) -> &[u8] {\n    &a[1..=a.len()]\n}', line: 2 },
      { language: 'rust', code: 'fn f(a: &A) {\n    assert_eq!(a.b[a.b.len()], 0);\n}', line: 2 },
    ],
    right: [
      {
        language: 'rust',
        code: 'fn f(a: &[u8]) -> &[u8] { for i in 0..=a.len() { g(i); } assert_eq!(a[a.len() - 1], 0); &a[1..a.len()] }',
      },
    ],
  }),
  defineRule({
    id: 'unwrap-beside-question-mark',
    category: 'reliability',
    severity: 'medium',
    languages: ['rust'],
    title: 'unwrap of a call whose error is handed on elsewhere in the function',
    rationale: 'The same kind of call is followed by `?` a few lines away: here its error ends the thread.',
    cwe: 248,
    source: 'Clippy, unwrap_in_result',
    remediationMinutes: 2,
    skipTests: true,
    calls: ['unwrap'],
    checkCall(call, context) {
      const tried = context.call(call.receiver);
      if (tried === null || tried.name === '') return;
      // A poisoned lock is unwrapped everywhere.
      if (tried.arguments.length === 0 && /^(lock|read|write|borrow|borrow_mut)$/.test(tried.name)) return;
      const owner = context.enclosingFunction(call.node);
      if (owner < 0 || !/^(\w+::)*Result\b/.test(context.text(context.field(owner, 'return_type')))) return;
      if (context.hasComment(statementOf(call.node, context))) return;
      const twin = twinOf(tried.name, owner, call.node, context);
      if (twin < 0 || isAskedBefore(tried.arguments, call.node, owner, context)) return;
      context.report(call.node, {
        message: `\`${tried.path.slice(-40)}\` panics here where it fails; line ${context.tree.line[twin]} hands the same error on.`,
        suggestion: `${context.short(call.receiver, 50)}?`,
        evidence: [`\`?\` on line ${context.tree.line[twin]}`],
      });
    },
    wrong: [
      {
        language: 'rust',
        code: 'fn f(r: &mut Reader) -> Result<A, E> {\n    let kind = Kind::read(r)?;\n    let group = Group::read(r).unwrap();\n    Ok(A { kind, group })\n}',
        line: 3,
      },
    ],
    right: [
      {
        language: 'rust',
        code: 'fn f(r: &mut Reader) -> Result<A, E> { let a = Kind::read(r)?; let b = self.lock.read().unwrap(); let c = other(r).unwrap(); Ok(a) }\nfn g(r: &mut Reader) -> A { Kind::read(r).unwrap() }',
      },
    ],
  }),
];

const handedOn = new WeakMap<RuleContext, Map<NodeIndex, Map<string, NodeIndex>>>();

/** A call of this name in the function whose error is handed on by `?`, or -1; each function is walked once. */
function twinOf(name: string, owner: NodeIndex, not: NodeIndex, context: RuleContext): NodeIndex {
  const byOwner = handedOn.get(context) ?? new Map<NodeIndex, Map<string, NodeIndex>>();
  handedOn.set(context, byOwner);
  let names = byOwner.get(owner);
  if (names === undefined) {
    names = new Map();
    for (const each of context.descendants(context.field(owner, 'body'), false)) {
      if (context.kind(each) !== 'try_expression') continue;
      const called = context.call(context.children(each)[0] ?? -1)?.name;
      if (called !== undefined && !names.has(called)) names.set(called, each);
    }
    byOwner.set(owner, names);
  }
  const twin = names.get(name) ?? -1;
  return twin >= 0 && context.isInside(not, twin) ? -1 : twin;
}

/** Whether what a call is given was looked at before: then its answer may be known. */
function isAskedBefore(
  given: readonly NodeIndex[],
  node: NodeIndex,
  owner: NodeIndex,
  context: RuleContext,
): boolean {
  if (given.some((each) => context.isConstant(each))) return true;
  const before = context.source.slice(
    Math.max(context.tree.start[owner]!, context.tree.start[node]! - 4_000),
    context.tree.start[node],
  );
  return given.some((each) => {
    const name = context.short(each, 40);
    return (
      /^\w+$/.test(name) && new RegExp(`\\b(if|assert!?|while|matches!)\\b[^\\n]*\\b${name}\\b`).test(before)
    );
  });
}
