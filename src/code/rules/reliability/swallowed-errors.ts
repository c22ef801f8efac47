import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { caughtName, caughtText, handlerBody } from '../reading/handlers.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const ignoredName = /^(_|ignored?|expected|unused|swallow\w*|ok|_\w*)\d*$/i;

export const swallowedRules: readonly RuleDeclaration[] = [
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
        // An explicit nil is the value of the expression: somebody thought of it, but not who gave the error a name.
        const isNil =
          statements.length === 1 && context.text(only!) === 'nil' && context.field(node, 'variable') >= 0;
        if (only !== undefined && !isNil) return;
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
      if (isExplained(node, context)) return;
      context.report(node, {
        severity: /Throwable|BaseException|\bException\b|SQL|IOException|^$/.test(caught) ? 'medium' : 'low',
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
        code: 'try { a(); } catch (error) { log(error); }\ntry { b(); } catch { /* the file need not exist */ }\ntry { c(); } catch (ignored) {}\nfunction ok(a) { try { check(a); return true; } catch (error) {} return false; }',
      },
      {
        language: 'javascript',
        code: 'try { a = JSON.parse(a);\n// If it is plain text, it stays as it is.\n} catch (error) {}\nfunction f(error) { if (error.code === "EBUSY") { try { b(); return; } catch {} throw error; } }',
      },
      {
        language: 'python',
        code: 'try:\n    import fast\nexcept ImportError:\n    pass\ntry:\n    a()\nexcept Exception:\n    log()\ntry:\n    b()\nexcept Exception:  # best effort\n    pass\ndef f(a):\n    try:\n        check(a)\n        return\n    except Exception:\n        pass\n    raise ValueError(a)',
      },
      {
        language: 'java',
        code: 'class A { void f() { try { a(); } catch (IOException ignored) { } try { b(); } catch (IOException e) { throw new X(e); } } }',
      },
      { language: 'ruby', code: 'begin\n  a\nrescue LoadError\nend' },
    ],
  }),
];

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
    (context.family === 'java' ? /^new / : /^(return |new |require\(|await import|import\()/).test(text) ||
    /^\w[\w.]* = require\(/.test(text)
  );
}

/** Whether the last words of the try block, or those right before it, say that a failure is expected; or the next statement throws. */
function isExplained(handler: number, context: RuleContext): boolean {
  const { tree, source } = context;
  const block = context.parent(handler);
  const body = context.field(block, 'body');
  const last = context.children(body).at(-1);
  if (last !== undefined && /\/\/|\/\*|^\s*#/m.test(source.slice(tree.end[last], tree.start[handler])))
    return true;
  const before = source.slice(0, tree.start[block]).trimEnd();
  const above = before.slice(before.lastIndexOf('\n') + 1);
  if (/^\s*(#|\/\/|\*).*\b(ignore|silent|best.effort|fall back|may fail|optional)/i.test(above)) return true;
  // `return true` inside, and `return false` where it failed: the failure is the answer.
  const after = context.short(
    tree.next[block]! < tree.next[context.parent(block)]! ? tree.next[block]! : -1,
    30,
  );
  if (
    last !== undefined &&
    /^return\b/.test(context.short(last, 10)) &&
    /^return( \w+|[^\w]{0,3});?$/.test(after)
  )
    return true;
  if (last !== undefined && context.text(last).replace(';', '') === 'return') return true;
  // Where the try is the last of its branch, what follows the branch comes next.
  for (let at = block, depth = 0; depth < 4; depth += 1, at = context.parent(at)) {
    const next = tree.next[at]!;
    if (next < tree.next[context.parent(at)]!) return /^(throw|raise)\b/.test(context.short(next, 10));
    if (!/^(if_statement|statement_block|block)$/.test(context.kind(context.parent(at)))) return false;
  }
  return false;
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

/** What stands after a node on its last line. */
function lineAfter(node: number, context: RuleContext): string {
  const end = context.tree.end[node]!;
  return context.source.slice(end, lineEnd(context.source, end));
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}
