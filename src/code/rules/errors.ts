import type { RuleContext } from './context.ts';
import { js } from './languages.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';

const ignoredName = /^(_|ignored?|expected|unused|swallow\w*|ok|_\w*)\d*$/i;

/** The statements of a handler's body, comments left out. */
function handlerBody(node: number, context: RuleContext): number {
  const named = context.field(node, 'body');
  if (named >= 0) return named;
  return context.children(node).findLast((child) => context.isBlock(child)) ?? -1;
}

export const errorRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'swallowed-error',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'java', 'csharp', 'cpp', 'php', 'python', 'ruby'],
    title: 'Error caught and dropped',
    rationale: 'The work failed, and nobody will ever know: not the caller, not the log.',
    cwe: 390,
    remediationMinutes: 15,
    skipTests: true,
    kinds: ['catch_clause', 'except_clause', 'rescue'],
    check(node, context) {
      if (context.hasComment(node) || /\/\/|\/\*|#\s/.test(lineAfter(node, context))) return;
      const { tree } = context;
      // A comment on the handler's line, or the next node after it, explains it as well.
      const body = context.family === 'ruby' ? context.field(node, 'body') : handlerBody(node, context);
      const statements = context.children(body);
      const caught = caughtText(node, context);
      if (context.family === 'python') {
        if (statements.length !== 1 || context.kind(statements[0]!) !== 'pass_statement') return;
        // Passing over one named kind of error is how Python asks for forgiveness; passing over all of them is not.
        if (!/^(Exception|BaseException)?( as \w+)?$/.test(caught) || isAskedAfter(node, context)) return;
      } else if (context.family === 'ruby') {
        const only = statements[0];
        // An explicit nil is the value of the expression: somebody thought of it.
        if (only !== undefined) return;
        const kept = context.text(context.field(node, 'variable')).replace(/^=>\s*/, '');
        const after = context.source.slice(
          context.tree.end[node],
          context.tree.end[context.enclosingFunction(node)] ?? undefined,
        );
        if (kept !== '' && new RegExp(`\\b${kept}\\b`).test(after)) return;
        if (caught !== '' && !/^(StandardError|Exception)$/.test(caught)) return;
        if (context.kind(context.parent(node)) === 'rescue_modifier') return;
        if (/#/.test(context.source.slice(tree.start[node]!, lineEnd(context.source, tree.start[node]!))))
          return;
      } else {
        if (body < 0 || statements.length > 0) return;
        if (ignoredName.test(caughtName(node, context))) return;
        // Errors that are an answer: "not there", "not supported", "interrupted", "stop here".
        if (
          /NotFound|NoSuch|Interrupted|Cancel|Abort|Closed|EOF|NumberFormat|ClassNotFound|NotSupported|Unsupported|Exists|Timeout|Disposed|StopIteration|CloneNot|Ignor/.test(
            caught,
          )
        )
          return;
        if (isOptional(node, context)) return;
      }
      context.report(node, {
        severity: /Throwable|BaseException|\bException\b|^$/.test(caught) ? 'medium' : 'low',
        message: `${caught === '' ? 'Every error' : `\`${caught.slice(0, 60)}\``} is caught here and dropped: a failure looks like success.`,
        suggestion:
          'Handle it, log it with what was being done, or let it go up; if dropping it is right, say why in a comment.',
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f() {\n  try {\n    save(order);\n  } catch (error) {\n  }\n}',
        line: 4,
      },
      { language: 'python', code: 'try:\n    save(order)\nexcept Exception:\n    pass', line: 3 },
      { language: 'python', code: 'try:\n    save(order)\nexcept:\n    pass', line: 3 },
      {
        language: 'java',
        code: 'class A { void f() {\n  try { save(); } catch (Exception e) { }\n} }',
        line: 2,
      },
      {
        language: 'csharp',
        code: 'class A { void F() {\n  try { Save(); } catch (Exception) { }\n} }',
        line: 2,
      },
      { language: 'cpp', code: 'void f() {\n  try { save(); } catch (...) {}\n}', line: 2 },
      { language: 'ruby', code: 'begin\n  save\nrescue\nend', line: 3 },
      { language: 'php', code: '<?php\ntry { save(); } catch (Exception $e) { }', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'try { a(); } catch (error) { log(error); }\ntry { b(); } catch { /* the file need not exist */ }\ntry { c(); } catch (ignored) {}',
      },
      {
        language: 'python',
        code: 'try:\n    import fast\nexcept ImportError:\n    pass\ntry:\n    a()\nexcept Exception:\n    log()\ntry:\n    b()\nexcept Exception:  # best effort\n    pass',
      },
      {
        language: 'java',
        code: 'class A { void f() { try { a(); } catch (IOException ignored) { } try { b(); } catch (IOException e) { throw new X(e); } } }',
      },
      { language: 'ruby', code: 'begin\n  a\nrescue LoadError\nend' },
    ],
  }),
  defineRule({
    id: 'bare-except',
    category: 'reliability',
    severity: 'low',
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
      const body = handlerBody(node, context);
      const statements = context.children(body);
      if (statements.length === 1 && context.kind(statements[0]!) === 'pass_statement') return;
      // Cleaning up and raising again is what a bare except is for; so is leaving the process or reporting.
      if (/raise\b|sys\.exc_info|os\._exit|traceback|interrupt_main/.test(context.text(body))) return;
      context.report(node, {
        message: 'This `except:` also swallows KeyboardInterrupt and SystemExit.',
        suggestion: 'except Exception:',
      });
    },
    wrong: [{ language: 'python', code: 'try:\n    f()\nexcept:\n    log("failed")', line: 3 }],
    right: [
      {
        language: 'python',
        code: 'try:\n    f()\nexcept Exception:\n    log("failed")\ntry:\n    g()\nexcept:\n    cleanup()\n    raise',
      },
    ],
  }),
  defineRule({
    id: 'ruby-rescue-exception',
    category: 'reliability',
    severity: 'low',
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
        message:
          '`rescue Exception` also catches Interrupt and SystemExit: the program cannot be stopped here.',
        suggestion: 'rescue StandardError => e',
      });
    },
    wrong: [{ language: 'ruby', code: 'begin\n  f\nrescue Exception => e\n  log(e)\nend', line: 3 }],
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
        message: `\`throw ${context.text(thrown)};\` forgets where \`${context.text(thrown)}\` was first thrown.`,
        suggestion: 'throw;',
      });
    },
    wrong: [
      {
        language: 'csharp',
        code: 'class A { void F() {\n  try { G(); } catch (Exception ex) {\n    Log(ex);\n    throw ex;\n  }\n} }',
        line: 4,
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
    severity: 'low',
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
        message: `\`throw ${text}\` throws a bare value without a stack trace.`,
        suggestion: `throw new Error(${text});`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'function f() { throw "not found"; }' },
      { language: 'typescript', code: 'function f(id: string) { throw `no ${id}`; }' },
      { language: 'python', code: 'def f():\n    raise NotImplemented', line: 2 },
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
    ],
  }),
];

const catchKinds: ReadonlySet<string> = new Set(['catch_clause']);
const classKinds: ReadonlySet<string> = new Set(['class_body', 'declaration_list']);

/** What a handler catches, as it is written, without parentheses; the empty string when it catches everything. */
function caughtText(node: number, context: RuleContext): string {
  switch (context.family) {
    case 'python': {
      const first = context.children(node)[0] ?? -1;
      return context.isBlock(first) ? '' : context.short(first, 80);
    }
    case 'ruby':
      return context.short(context.field(node, 'exceptions'), 80);
    case 'js':
      return '';
    case 'c':
      return context.short(context.field(node, 'parameters'), 80).replace(/^\(|\)$|\.\.\./g, '');
    case 'php':
      return context.short(context.field(node, 'type'), 80);
    default:
      return context
        .short(context.children(node)[0] ?? -1, 80)
        .replace(/^\(|\)$/g, '')
        .replace(/^\{.*/, '');
  }
}

/** The variable that a handler gives the error, or the empty string. */
function caughtName(node: number, context: RuleContext): string {
  switch (context.family) {
    case 'js':
      return context.text(context.field(node, 'parameter'));
    case 'php':
      return context.text(context.field(node, 'name')).replace('$', '');
    default: {
      const header = context.children(node)[0] ?? -1;
      return context.text(context.field(header, 'name'));
    }
  }
}

/** Whether the try block does nothing that matters when it fails: closing, removing, probing for a feature. */
function isOptional(handler: number, context: RuleContext): boolean {
  const body = context.field(context.parent(handler), 'body');
  const statements = context.children(body);
  if (statements.length === 0 || isAskedAfter(handler, context)) return true;
  if (statements.length > 1) return false;
  const text = context.short(statements[0]!, 200);
  return (
    /\b(close|Close|dispose|Dispose|destroy|unlink\w*|rm\w*|remove\w*|delete|Delete|disconnect|shutdown|kill|abort|cancel|cleanup|end|release|flush|rollback\w*|terminate|unref|focus|interrupt|sleep|join|wait|Abort)\w*\s*\(/.test(
      text,
    ) ||
    /^(return|new |require\(|await import|import\()/.test(text) ||
    /^\w[\w.]* = require\(/.test(text)
  );
}

/** Whether the next statement asks for what the try block set: then the failure has been thought of. */
function isAskedAfter(handler: number, context: RuleContext): boolean {
  const block = context.parent(handler);
  const { tree } = context;
  const up = context.parent(block);
  let next = tree.next[block]!;
  while (next < tree.next[up]! && context.isComment(next)) next = tree.next[next]!;
  if (up < 0 || next >= tree.next[up]!) return false;
  const asks = context.short(next, 300);
  if (!/^(if|return|while|unless|elif)\b|\?/.test(asks)) return false;
  const body = context.text(context.field(block, 'body')).slice(0, 2000);
  return [...body.matchAll(/([A-Za-z_$][\w$]*)\s*=(?!=)/g)].some((match) =>
    new RegExp(`\\b${match[1]!.replaceAll('$', '\\$')}\\b`).test(asks),
  );
}

function holdsString(node: number, context: RuleContext): boolean {
  return (
    context.kind(context.field(node, 'left')) === 'string' ||
    context.kind(context.field(node, 'right')) === 'string'
  );
}

/** What stands after a node on its last line. */
function lineAfter(node: number, context: RuleContext): string {
  const end = context.tree.end[node]!;
  return context.source.slice(end, lineEnd(context.source, end));
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}
