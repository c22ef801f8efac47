import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { mentions } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { isAsync } from './async.ts';

export const chainedPromiseRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'finally-without-catch',
    category: 'reliability',
    severity: 'low',
    offByDefault: 'right in 3 of 6 findings on real code; narrowed since, and not measured',
    languages: js,
    title: 'Promise with finally, and nobody who hears of its failure',
    rationale:
      '`finally` gives a new promise that fails as the first one does: where nobody awaits or catches that one, a failure is an unhandled rejection.',
    cwe: 755,
    remediationMinutes: 5,
    skipTests: true,
    calls: ['finally'],
    checkCall(call, context) {
      if (context.kind(context.parent(call.node)) !== 'expression_statement') return;
      if (call.receiver < 0 || !context.isFunction(call.arguments[0] ?? -1)) return;
      // Nobody sees here how a promise that stands in another object is made, or whether it can fail.
      if (context.kind(call.receiver) === 'member_expression') return;
      // An operation that can be called off has a finally of its own.
      if (/Operation\b|operation\b|Op\b/.test(context.short(call.receiver, 100))) return;
      // Whatever stands before it has been told of failures: a catch, or a then with two functions.
      for (let at = context.call(call.receiver); at !== null; at = context.call(at.receiver)) {
        if (at.name === 'catch' || (at.name === 'then' && at.arguments.length > 1)) return;
      }
      context.report(call.node, {
        message: `\`${context.short(call.receiver, 40)}.finally(…)\` is a promise of its own, and nobody catches its failure.`,
        suggestion: 'Return or await it, or end it with .catch(…).',
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(run) {\n  run.finally(() => tidy());\n  return run;\n}',
        line: 2,
      },
      {
        language: 'typescript',
        code: 'function f() {\n  load().then(show).finally(() => { busy = false; });\n}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function q(fork) { fork.promise.finally(() => g()); } function o(storeOp) { storeOp.finally(() => g()); return start(storeOp); } async function f(run) { await run.finally(g); run.catch(h).finally(() => g()); run.finally(() => g()).catch(h); void run.finally(() => g()); run.then(a, b).finally(() => g()); return run.finally(() => g()); }',
      },
    ],
  }),
  defineRule({
    id: 'promise-read-as-value',
    category: 'reliability',
    severity: 'high',
    languages: js,
    title: 'Properties of a promise that was never awaited',
    rationale: 'The promise has none of them: what is read is undefined.',
    cwe: 662,
    remediationMinutes: 2,
    skipTests: true,
    calls: ['json', 'text', 'arrayBuffer', 'formData', 'blob', 'fetch'],
    checkCall(call, context) {
      const declarator = context.parent(call.node);
      if (context.kind(declarator) !== 'variable_declarator') return;
      const owner = context.enclosingFunction(call.node);
      if (owner < 0 || !isAsync(owner, context)) return;
      if (call.name === 'fetch' ? call.path !== 'fetch' : !isAwaited(call.receiver, context)) return;
      if (call.name !== 'fetch' && call.arguments.length > 0) return;
      const name = context.text(context.field(declarator, 'name'));
      if (!/^[\w$]+$/.test(name)) return;
      const { tree, source } = context;
      const rest = source.slice(tree.end[declarator], tree.end[owner]);
      const escaped = name.replaceAll('$', '\\$');
      if (new RegExp(`\\bawait\\s+\\(?${escaped}(?![\\w$])|(?<![\\w$.])${escaped}\\s*=[^=]`).test(rest))
        return;
      const read = new RegExp(`(?<![\\w$.])${escaped}\\??\\.(?!then\\b|catch\\b|finally\\b)(\\w+)`).exec(
        rest,
      );
      if (read === null || !mentions(context, tree.end[declarator]!, tree.end[owner]!, name)) return;
      context.report(call.node, {
        message: `\`${name}\` is a promise, and \`${name}.${read[1]}\` is read from it without an await.`,
        suggestion: `await ${context.short(call.node, 50)}`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'async function f(url) {\n  const answer = await client.get(url);\n  const data = answer.json();\n  return data.items;\n}',
        line: 3,
      },
      {
        language: 'typescript',
        code: 'async function f(url: string) {\n  const answer = fetch(url);\n  return answer.status;\n}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'async function p(id) { const pad = await getPad(id); const old = pad.text(); return old.length; } async function f(url) { const answer = await fetch(url); const data = await answer.json(); const later = answer.text(); g(await later); const p = answer.json(); return p.then(g); }\nasync function h(res) { const r = res.json(); return r.status; }',
      },
    ],
  }),
];

/** Calls that give an answer of the web's, whose body comes later. */
const answers =
  /fetch|request|http|axios|client|api|\.(get|post|put|patch|delete|head|send|match|formData)\s*\(/i;

/** Whether a name holds what an await or `fetch` gave. */
function isAwaited(node: number, context: RuleContext): boolean {
  if (context.kind(node) !== 'identifier') return false;
  const definitions = context.definitions().get(context.text(node)) ?? [];
  return (
    definitions.length > 0 &&
    definitions.every(
      (each) =>
        each.value >= 0 &&
        context.kind(each.value) === 'await_expression' &&
        // What else is awaited may have a `text()` that answers at once.
        answers.test(context.text(each.value)),
    )
  );
}
