import type { NodeIndex } from '../../syntax-tree.ts';
import { NodeFlag } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { caughtName, handlerBody } from '../reading/handlers.ts';
import { mentions } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { neverEnds } from './flow.ts';

export const failureAnswerRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'failure-without-answer',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'php'],
    title: 'Function that answers undefined after an error it caught',
    rationale:
      'The try block returns a value; where it fails the handler tidies up, forgets the error, and the caller takes undefined for the answer.',
    cwe: 392,
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['try_statement'],
    check(node, context) {
      const owner = context.enclosingFunction(node);
      const body = context.field(owner, 'body');
      if (owner < 0 || context.children(body).at(-1) !== node) return;
      if (context.childOfKind(node, 'finally_clause') >= 0) return;
      const tried = context.field(node, 'body');
      const last = context.children(tried).at(-1) ?? -1;
      if (!returnsValue(last, context) || /^(true|null|undefined)?$/.test(returned(last, context))) return;
      const clause = context.childOfKind(node, 'catch_clause');
      const handler = clause < 0 ? -1 : handlerBody(clause, context);
      if (handler < 0 || context.hasComment(handler) || neverEnds(handler, context)) return;
      const statements = context.children(handler).filter((each) => context.kind(each) !== 'empty_statement');
      // Nothing at all is another rule's, unless every other way out of the function says something.
      if (statements.length === 0 && (!answersElsewhere(body, node, context) || mayHaveNone(body, context)))
        return;
      // Whoever names the error has done something about it; so has one that leaves on some way.
      const bare = caughtName(clause, context).replace(/^\$/, '');
      const name = context.family === 'php' && bare !== '' ? `$${bare}` : bare;
      const { tree } = context;
      if (name !== '' && mentions(context, tree.start[handler]!, tree.end[handler]!, name)) return;
      if (/\b(return|throw|exit|die|reject|next|done|callback|cb|fail)\b/.test(context.text(handler))) return;
      context.report(clause, {
        message:
          'After this handler the function ends without an answer: the caller gets nothing, and no error.',
        suggestion: 'Throw the error on after tidying up, or return what stands for a failure.',
        evidence: [`the try block returns on line ${tree.line[last]}`],
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(files) {\n  try {\n    const made = open(files);\n    return made;\n  } catch (error) {\n    cleanUp(files);\n  }\n}',
        line: 5,
      },
      {
        language: 'typescript',
        code: 'function f(a: unknown): boolean {\n  if (!isObject(a)) return false;\n  try {\n    return Object.keys(a).length === 0;\n  } catch (e) {\n  }\n}',
        line: 5,
      },
      {
        language: 'php',
        code: '<?php\nfunction f($a) {\n  try {\n    return $this->fetch($a);\n  } catch (\\RuntimeException $e) {\n    $this->driver = null;\n    $this->say("failed");\n  }\n}',
        line: 5,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function find(a) { try { h(a); return a; } catch (e) { ; } const b = i(a); try { h(b); return b; } catch (e) { ; } }\nfunction f(a) { try { return g(a); } catch (error) { h(); throw error; } }\nfunction i(a) { try { return JSON.parse(a); } catch {} }\nfunction j(a) { try { return g(a); } catch (error) { log(error); } }\nfunction k(a) { try { return g(a); } catch { tidy(); } return null; }\nfunction l(a) { try { return g(a); } catch { /* not there */ } }',
      },
      {
        language: 'php',
        code: '<?php\nfunction f($a) { try { return g($a); } catch (\\Exception $e) { return null; } }',
      },
      {
        language: 'php',
        code: '<?php\nfunction f($a) { try { return g($a); } catch (\\Exception $ex) { trigger_error((string)$ex, E_USER_ERROR); } }',
      },
    ],
  }),
  defineRule({
    id: 'empty-finally',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'java', 'csharp', 'php', 'python'],
    title: 'finally with nothing in it',
    rationale: 'What was to happen on every way out (unlock, close, restore) is not there.',
    cwe: 459,
    remediationMinutes: 5,
    skipTests: true,
    needs: /finally/,
    kinds: ['finally_clause'],
    check(node, context) {
      if (context.hasComment(node)) return;
      const inside = context.children(handlerBody(node, context));
      const isEmpty = inside.length === 0 || (inside.length === 1 && isEmptyStatement(inside[0]!, context));
      if (!isEmpty) return;
      context.report(node, {
        message: 'This finally does nothing: what it was to undo stays done.',
        suggestion: 'Put the clean-up here, or remove the block.',
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { void f() {\n  lock.lock();\n  try { g(); }\n  finally {\n  }\n} }',
        line: 4,
      },
      {
        language: 'java',
        code: 'class A { boolean f() {\n  boolean done = false;\n  try { return done = g(); }\n  finally {\n    if (!done) {\n    }\n  }\n} }',
        line: 4,
      },
      { language: 'javascript', code: 'try { f(); } finally {\n}' },
      { language: 'python', code: 'try:\n    f()\nfinally:\n    pass', line: 3 },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { void f() { try { g(); } finally { lock.unlock(); } try { g(); } finally { /* nothing to close */ } } }',
      },
    ],
  }),
];

/** `pass`, or an `if` that guards nothing. */
function isEmptyStatement(node: NodeIndex, context: RuleContext): boolean {
  if (context.kind(node) === 'pass_statement') return true;
  if (context.kind(node) !== 'if_statement' || context.field(node, 'alternative') >= 0) return false;
  const body = context.field(node, 'consequence');
  return context.isBlock(body) && context.children(body).length === 0;
}

function returnsValue(node: NodeIndex, context: RuleContext): boolean {
  return context.kind(node) === 'return_statement' && context.children(node).length > 0;
}

function returned(node: NodeIndex, context: RuleContext): string {
  return context.short(context.children(node)[0] ?? -1, 20);
}

/** Whether a function is one that may find nothing: it says `null` somewhere, or tries one thing after the other. */
function mayHaveNone(body: NodeIndex, context: RuleContext): boolean {
  const text = context.text(body);
  return (
    /\breturn\s*;|[\w)\]]\s*:\s*null\b|\breturn null\b/.test(text) ||
    (text.match(/\bcatch\b/g) ?? []).length > 1
  );
}

/** Whether the function returns a value before the try statement as well: then falling off its end is no habit of it. */
function answersElsewhere(body: NodeIndex, tried: NodeIndex, context: RuleContext): boolean {
  for (const each of context.descendants(body, false)) {
    if (each >= tried) return false;
    if ((context.tree.flags[each]! & NodeFlag.named) !== 0 && returnsValue(each, context)) return true;
  }
  return false;
}
