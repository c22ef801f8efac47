// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are code.

import { thrownError } from '../../fixes/javascript.ts';
import { namedException, raisedError } from '../../fixes/python.ts';
import { rethrow, standardError } from '../../fixes/statements.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { caughtName, caughtText, handlerBody } from '../reading/handlers.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { neverEnds } from './flow.ts';

export const errorRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'bare-except',
    category: 'reliability',
    severity: 'medium',
    languages: ['python'],
    title: 'except without a type',
    rationale: 'It also catches KeyboardInterrupt and SystemExit, so the program cannot be stopped.',
    cwe: 396,
    source: 'PEP 8, Programming Recommendations',
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['except_clause'],
    check(node, context) {
      if (caughtText(node, context) !== '') return;
      // Handlers in front of it take the two.
      const before = context.source.slice(context.tree.start[context.parent(node)], context.tree.start[node]);
      if (/\bexcept\b[^:]*\bKeyboardInterrupt\b/.test(before) && /\bexcept\b[^:]*\bSystemExit\b/.test(before))
        return;
      const body = handlerBody(node, context);
      const statements = context.children(body);
      if (statements.length === 1 && context.kind(statements[0]!) === 'pass_statement') return;
      // Cleaning up and raising again is what a bare except is for; so is leaving the process or reporting.
      const text = context.text(body);
      if (
        /\braise\s*$|sys\.exc_info|os\._exit|traceback\.|interrupt_main/m.test(text) ||
        (neverEnds(body, context) && !/^\s*return\b/m.test(context.text(statements.at(-1) ?? -1)))
      )
        return;
      context.report(node, {
        ...namedException(node, context),
        message: 'This `except:` also swallows KeyboardInterrupt and SystemExit.',
        suggestion: 'except Exception:',
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'try:\n    f()\nexcept:\n    log("failed")',
        line: 3,
        fixed: 'try:\n    f()\nexcept Exception:\n    log("failed")',
      },
      {
        language: 'python',
        code: 'def f(x):\n    try:\n        return json.loads(x)\n    except:\n        return literal_eval(x)',
        line: 4,
      },
    ],
    right: [
      {
        language: 'python',
        code: 'try:\n    f()\nexcept KeyboardInterrupt:\n    stop()\nexcept SystemExit:\n    raise\nexcept:\n    log("failed")\ntry:\n    f()\nexcept Exception:\n    log("failed")\ntry:\n    g()\nexcept:\n    cleanup()\n    raise',
      },
    ],
  }),
  defineRule({
    id: 'ruby-rescue-exception',
    category: 'reliability',
    severity: 'medium',
    languages: ['ruby'],
    title: 'rescue Exception',
    rationale:
      'Exception includes Interrupt, SystemExit and NoMemoryError; StandardError is what programs mean.',
    cwe: 396,
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['rescue'],
    check(node, context) {
      if (caughtText(node, context) !== 'Exception' || context.hasComment(node)) return;
      if (
        /\braise\b|\bexit!?\b|\babort\b|=\s*(e|ex|err|error|exception)\b/.test(
          context.text(context.field(node, 'body')),
        )
      )
        return;
      context.report(node, {
        ...standardError(node, context),
        message:
          '`rescue Exception` also catches Interrupt and SystemExit: the program cannot be stopped here.',
        suggestion: 'rescue StandardError => e',
      });
    },
    wrong: [
      {
        language: 'ruby',
        code: 'begin\n  f\nrescue Exception => e\n  log(e)\nend',
        line: 3,
        fixed: 'begin\n  f\nrescue StandardError => e\n  log(e)\nend',
      },
    ],
    right: [
      {
        language: 'ruby',
        code: 'begin\n  f\nrescue StandardError => e\n  log(e)\nend\nbegin\n  g\nrescue Exception\n  cleanup\n  raise\nend',
      },
    ],
  }),
  defineRule({
    id: 'rethrow-loses-stack',
    category: 'reliability',
    severity: 'low',
    languages: ['csharp'],
    title: 'throw ex resets the stack trace',
    rationale: 'The trace then starts here instead of where the error arose.',
    source: '.NET code analysis CA2200',
    remediationMinutes: 2,
    kinds: ['throw_statement'],
    check(node, context) {
      const thrown = context.children(node)[0] ?? -1;
      const clause = context.ancestor(node, catchKinds);
      if (clause < 0 || context.kind(thrown) !== 'identifier') return;
      if (
        caughtName(clause, context) !== context.text(thrown) ||
        context.enclosingFunction(node) !== context.enclosingFunction(clause)
      )
        return;
      if (new RegExp(`\\b${context.text(thrown)}\\s*=[^=]`).test(context.text(clause))) return;
      context.report(node, {
        ...rethrow(node, context),
        message: `\`throw ${context.text(thrown)};\` forgets where \`${context.text(thrown)}\` was first thrown.`,
        suggestion: 'throw;',
      });
    },
    wrong: [
      {
        language: 'csharp',
        code: 'class A { void F() {\n  try { G(); } catch (Exception ex) {\n    Log(ex);\n    throw ex;\n  }\n} }',
        line: 4,
        fixed:
          'class A { void F() {\n  try { G(); } catch (Exception ex) {\n    Log(ex);\n    throw;\n  }\n} }',
      },
    ],
    right: [
      {
        language: 'csharp',
        code: 'class A { void F() { try { G(); } catch (Exception ex) { throw; } try { G(); } catch (Exception ex) { throw new B(ex); } } }',
      },
    ],
  }),
  defineRule({
    id: 'throw-literal',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'python'],
    title: 'Something thrown that is no error',
    rationale: 'A thrown string has no stack trace, and `catch (e) { e.message }` finds nothing in it.',
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['throw_statement', 'raise_statement'],
    check(node, context) {
      const thrown = context.children(node)[0] ?? -1;
      const kind = context.kind(thrown);
      const text = context.short(thrown, 60);
      if (context.family === 'python') {
        const notImplemented = /^NotImplemented(\(.*\))?$/.test(text);
        if (kind !== 'string' && !notImplemented) return;
        context.report(node, {
          ...raisedError(thrown, context),
          severity: 'medium',
          message: notImplemented
            ? '`NotImplemented` is a value for comparisons, no exception: raising it raises a TypeError.'
            : 'Raising a string is a TypeError.',
          suggestion: notImplemented ? 'raise NotImplementedError' : `raise RuntimeError(${text})`,
        });
        return;
      }
      const isString =
        kind === 'string' ||
        kind === 'template_string' ||
        kind === 'number' ||
        (kind === 'binary_expression' && context.descendants !== undefined && holdsString(thrown, context));
      if (!isString) return;
      context.report(node, {
        ...thrownError(thrown, context),
        message: `\`throw ${text}\` throws a bare value without a stack trace.`,
        suggestion: `throw new Error(${text});`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f() { throw "not found"; }',
        fixed: 'function f() { throw new Error("not found"); }',
      },
      {
        language: 'typescript',
        code: 'function f(id: string) { throw `no ${id}`; }',
        fixed: 'function f(id: string) { throw new Error(`no ${id}`); }',
      },
      {
        language: 'python',
        code: 'def f():\n    raise NotImplemented',
        line: 2,
        fixed: 'def f():\n    raise NotImplementedError',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function f(e) { throw new Error("x"); throw e; throw Object.assign(new Error("a"), { b }); }',
      },
      { language: 'python', code: 'def f():\n    raise NotImplementedError("later")' },
    ],
  }),
  defineRule({
    id: 'return-in-finally',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'java', 'python', 'php', 'ruby'],
    title: 'finally that discards the error',
    rationale:
      'Leaving a finally block by return, break or continue drops the exception that was on its way, and the value returned.',
    cwe: 584,
    remediationMinutes: 15,
    kinds: ['finally_clause', 'ensure'],
    check(node, context) {
      // Ruby's `$!` says whether an error is on its way.
      if (context.family === 'ruby' && /\$!|\$ERROR_INFO/.test(context.text(node))) return;
      for (const each of context.descendants(node, false)) {
        const kind = context.kind(each);
        if (
          kind !== 'return_statement' &&
          !(kind === 'return' && context.children(context.parent(each)).includes(each))
        )
          continue;
        if (context.ancestor(each, classKinds) > node) continue;
        context.report(each, {
          message: `\`${context.short(each, 40)}\` in ${context.family === 'ruby' ? 'ensure' : 'finally'} throws away any error and any earlier return value.`,
          suggestion: 'Clean up here, and return after the block.',
        });
        return;
      }
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f() {\n  try { return g(); } finally {\n    return 1;\n  }\n}',
        line: 3,
      },
      { language: 'java', code: 'class A { int f() { try { return g(); } finally { return 1; } } }' },
      {
        language: 'python',
        code: 'def f():\n    try:\n        return g()\n    finally:\n        return 1',
        line: 5,
      },
      { language: 'ruby', code: 'def f\n  g\nensure\n  return 1\nend', line: 4 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function f() { try { return g(); } finally { close(() => { return 1; }); } }',
      },
      { language: 'python', code: 'def f():\n    try:\n        return g()\n    finally:\n        close()' },
      { language: 'ruby', code: 'def f\n  g\nensure\n  if $!\n    h\n  else\n    return i\n  end\nend' },
    ],
  }),
];

const catchKinds: ReadonlySet<string> = new Set(['catch_clause']);
const classKinds: ReadonlySet<string> = new Set(['class_body', 'declaration_list']);

function holdsString(node: number, context: RuleContext): boolean {
  return (
    context.kind(context.field(node, 'left')) === 'string' ||
    context.kind(context.field(node, 'right')) === 'string'
  );
}
