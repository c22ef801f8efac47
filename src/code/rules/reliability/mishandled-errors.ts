import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { onceAFile } from '../once-a-file.ts';
import { caughtName, caughtText, handlerBody } from '../reading/handlers.ts';
import { bare, mentions, nextStatement, statementOf, tight } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const mishandledErrorRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'error-turned-round',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'c', 'python', 'php'],
    title: 'Error handed on when there is none',
    rationale:
      '`if (!err) return callback(err)` reports success as the error and goes on when something failed.',
    cwe: 253,
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['if_statement'],
    check(node, context) {
      if (context.field(node, 'alternative') >= 0) return;
      const condition = bare(context.field(node, 'condition'), context);
      // Short conditions about one name are meant: `!err`, `err == null`, `p != NULL`.
      if (context.tree.end[condition]! - context.tree.start[condition]! > 40) return;
      const text = tight(condition, context);
      if (context.family !== 'c' && !/^!\$?e|^\$?e/.test(text)) return;
      const body =
        context.field(node, 'consequence') >= 0
          ? context.field(node, 'consequence')
          : context.field(node, 'body');
      const statements = context.isBlock(body) ? context.children(body) : [body];
      if (statements.length !== 1 || body < 0) return;
      const only = context.short(statements[0]!, 160);
      if (context.family === 'c') {
        checkAllocation(node, text, only, context);
        return;
      }
      const name =
        /^!\$?(err|error|e|ex|exception)$/.exec(text)?.[1] ??
        /^\$?(err|error|ex|exception)(?:===?null|===?undefined|isNone)$/.exec(text)?.[1];
      if (name === undefined) return;
      const handsOn = new RegExp(
        `^(return )?(\\w+\\.)?(callback|cb|done|next|reject|fail|fn|onError|handleError|taskCb|iterCb)\\(\\$?${name}\\);?$|^(throw|raise) \\$?${name};?$|^return (callback|cb|done|next|reject)\\(\\$?${name}, .*\\);?$`,
      ).test(only);
      if (!handsOn) return;
      context.report(condition, {
        message: `\`${context.short(statements[0]!, 40)}\` runs when \`${name}\` is nothing; a real error goes on below.`,
        suggestion: `if (${name}) …`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'read(path, (err, data) => {\n  if (!err) return callback(err);\n  use(data);\n});',
        line: 2,
      },
      { language: 'javascript', code: 'function f(err) {\n  if (err === null) throw err;\n}', line: 2 },
      { language: 'python', code: 'if err is None:\n    raise err' },
      {
        language: 'c',
        code: 'char *f(void) {\n  char *p = malloc(10);\n  if (p != NULL)\n    return NULL;\n  p[0] = 0;\n  return p;\n}',
        line: 3,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'read(path, (err, data) => { if (err) return callback(err); if (!err) return callback(null, data); if (!err) return done(); });',
      },
      {
        language: 'c',
        code: 'char *f(void) { char *p = malloc(10); if (p == NULL) return NULL; p[0] = 0; return p; }\nint g(void) { char *p = malloc(10); if (p) return 1; q(); return 0; }',
      },
    ],
  }),
  defineRule({
    id: 'callback-error-ignored',
    category: 'reliability',
    severity: 'medium',
    languages: js,
    title: 'Callback that does not look at its error',
    rationale:
      'When the call fails the other arguments are undefined, and the code works with them all the same.',
    cwe: 391,
    source: 'eslint-plugin-n, handle-callback-err',
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['arrow_function', 'function_expression', 'function'],
    check(node, context) {
      if (!/^(arguments|argument_list)$/.test(context.kind(context.parent(node)))) return;
      const parameters = context.children(context.field(node, 'parameters'));
      const first = context
        .text(parameters[0] ?? -1)
        .replace(/[?:].*/s, '')
        .trim();
      if (!/^(err|error)$/.test(first) || parameters.length < 2) return;
      const body = context.field(node, 'body');
      const { tree } = context;
      if (context.kind(body) !== 'statement_block' || context.children(body).length === 0) return;
      if (
        mentions(context, tree.start[body]!, tree.end[body]!, first) ||
        /\barguments\b/.test(context.text(body)) ||
        context.hasComment(node)
      )
        return;
      // The other arguments have to matter: a cleanup that goes on either way is fine.
      const used = parameters.slice(1).some(
        (each) =>
          /^\w+$/.test(
            context
              .text(each)
              .replace(/[?:].*/s, '')
              .trim(),
          ) &&
          mentions(
            context,
            tree.start[body]!,
            tree.end[body]!,
            context
              .text(each)
              .replace(/[?:].*/s, '')
              .trim(),
          ),
      );
      if (!used) return;
      // Asking whether there is a value is another way to ask whether it failed.
      const asked = /^\{\s*if\s*\(\s*!?\(?(\w+)\s*(\)|&&|\|\||[!=]==?|instanceof\b)/.exec(
        context.text(body),
      )?.[1];
      if (
        asked !== undefined &&
        parameters.slice(1).some((each) => context.text(each).replace(/[?:].*/s, '') === asked)
      )
        return;
      const call = context.call(context.parent(context.parent(node)));
      if (isInTest(node, context)) return;
      if (
        call === null ||
        /^(sort|reduce|replace|use|on|once|addListener|param|map|forEach|then)$/.test(call.name)
      )
        return;
      context.report(parameters[0]!, {
        message:
          `\`${first}\` is not looked at: when \`${call.path.slice(-30)}\` fails, this goes on with undefined values.`.replace(
            'undefined values',
            'values that are not there',
          ),
        suggestion: `if (${first}) return callback(${first});`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'fs.readFile(path, function (err, data) {\n  use(data.length);\n});' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'self.read(id, function (err, doc) {\n  if (doc) next(doc);\n  else stop();\n});',
      },
      {
        language: 'javascript',
        code: 'fs.readFile(path, (err, data) => { if (err) throw err; use(data); }); fs.unlink(path, (err) => { done(); }); app.use((err, req, res, next) => { res.send("x"); }); fs.stat(p, (_err, stats) => { use(stats); });',
      },
    ],
  }),
  defineRule({
    id: 'interrupt-forgotten',
    category: 'reliability',
    severity: 'medium',
    languages: ['java'],
    title: 'Interrupt caught and forgotten',
    rationale:
      'Catching InterruptedException clears the flag: the thread that was to stop goes on, and nobody above can tell.',
    cwe: 391,
    source: 'Goetz, Java Concurrency in Practice, 2006, 5.4',
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['catch_clause'],
    check(node, context) {
      const caught = caughtText(node, context);
      if (!/\bInterruptedException\b/.test(caught) || /\bIO\w*Exception|InterruptedIO/.test(caught)) return;
      const body = context.text(handlerBody(node, context));
      if (/interrupt|\bthrow\b|Interrupt|\breturn\b|\bbreak\b|shutdown|System\.exit/i.test(body)) return;
      if (context.hasComment(node)) return;
      context.report(node, {
        message: 'The interrupt is gone after this handler: the thread can no longer be asked to stop.',
        suggestion: 'Thread.currentThread().interrupt();',
        endNode: node,
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { void f() {\n  try { Thread.sleep(10); } catch (InterruptedException e) { log.warn("x", e); }\n} }',
        line: 2,
      },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { void f() { try { Thread.sleep(10); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } } }',
      },
    ],
  }),
  defineRule({
    id: 'cause-lost',
    category: 'reliability',
    severity: 'medium',
    languages: ['java', 'csharp', 'php', ...js],
    title: 'New error without the one that caused it',
    rationale: 'The stack trace that says what went wrong ends here.',
    cwe: 755,
    source: 'PMD, PreserveStackTrace',
    remediationMinutes: 3,
    skipTests: true,
    kinds: ['throw_statement', 'throw_expression'],
    check(node, context) {
      const clause = context.ancestor(node, catchKinds);
      if (clause < 0 || context.enclosingFunction(node) !== context.enclosingFunction(clause)) return;
      const thrown = context.children(node)[0] ?? -1;
      const made = context.call(thrown);
      if (made === null || !made.isNew) return;
      const name = caughtName(clause, context);
      if (/^\$?(_|ignore)/i.test(name)) return;
      const caught = caughtText(clause, context);
      if (
        name === '' &&
        (context.family !== 'csharp' ||
          onceAFile(context, `commented handler ${clause}`, () =>
            context.hasComment(handlerBody(clause, context)),
          ))
      )
        return;
      if (name !== '' && isHandedOn(name, handlerBody(clause, context), context)) return;
      if (
        /NoSuch|NotFound|Interrupted|NumberFormat|Cancel|CloneNot|EOF|Timeout|Closed|IndexOut|ClassCast|NullPointer|Overflow|Invalid|Format/.test(
          caught,
        )
      )
        return;
      // A handler that gives the error no name is where that has to be mended.
      context.report(name === '' ? clause : node, {
        endNode: node,
        message: `${name === '' ? 'The caught error' : `\`${name}\``} is not handed to \`${context.short(thrown, 40)}\`: where it came from is lost.`,
        suggestion: 'Pass it as the cause (inner exception, previous).',
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { void f() { try { g(); } catch (IOException e) {\n  throw new IllegalStateException("g failed");\n} } }',
        line: 2,
      },
      {
        language: 'csharp',
        code: 'class A { void F() {\n  try { G(); }\n  catch (Exception)\n  {\n    throw new ArgumentException("a");\n  }\n} }',
        line: 3,
      },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { void f() { try { g(); } catch (IOException e) { throw new IllegalStateException("g failed", e); } } }',
      },
      {
        language: 'csharp',
        code: 'class A { void F() { try { G(); } catch {\n  // The documentation promises this one.\n  throw new AccessViolationException();\n} } }',
      },
      {
        language: 'javascript',
        code: 'try { f(); } catch (error) { throw new Error("f failed", { cause: error }); } try { g(); } catch { throw new Error("no g"); }',
      },
    ],
  }),
  defineRule({
    id: 'panic-instead-of-error',
    category: 'reliability',
    severity: 'medium',
    languages: ['go'],
    title: 'Panic in a function that returns errors',
    rationale: 'The caller is ready for an error and gets a crash.',
    cwe: 248,
    remediationMinutes: 5,
    skipTests: true,
    calls: ['panic'],
    checkCall(call, context) {
      if (call.path !== 'panic' || /(^|\/)(cmd|main)\//.test(context.path)) return;
      if (!call.arguments.some((each) => /^(err|\w+Err)$/.test(context.text(each)))) return;
      const owner = context.enclosingFunction(call.node);
      if (owner < 0 || !/\berror\b/.test(context.text(context.field(owner, 'result')))) return;
      // In an `if err != nil` of its own, not in a must-helper or after a comment that says why.
      const guard = context.parent(context.parent(statementOf(call.node, context)));
      const condition = context.text(
        context.field(
          context.kind(guard) === 'if_statement' ? guard : context.parent(statementOf(call.node, context)),
          'condition',
        ),
      );
      if (
        !/^(err|\w+Err) != nil$/.test(condition) ||
        /must|main|init/i.test(context.functionName(owner)) ||
        context.hasComment(context.parent(statementOf(call.node, context)))
      )
        return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 40)}\` ends the program where \`${context.functionName(owner)}\` could return the error.`,
        suggestion: 'return …, err',
      });
    },
    wrong: [
      {
        language: 'go',
        code: 'package a\nfunc f() error {\n\terr := g()\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\treturn nil\n}',
        line: 5,
      },
    ],
    right: [
      {
        language: 'go',
        code: 'package a\nfunc f() error {\n\tif err := g(); err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}\nfunc mustG() {\n\tif err := g(); err != nil {\n\t\tpanic(err)\n\t}\n}',
      },
    ],
  }),
];

const catchKinds: ReadonlySet<string> = new Set(['catch_clause']);

const nameKinds: ReadonlySet<string> = new Set([
  'identifier',
  'variable_name',
  'shorthand_property_identifier',
]);

/** Whether a handler does anything with its error but take the words out of it. */
function isHandedOn(name: string, body: NodeIndex, context: RuleContext): boolean {
  const plain = name.replace(/^\$/, '');
  const written = context.family === 'php' ? `$${plain}` : plain;
  if (!mentions(context, context.tree.start[body]!, context.tree.end[body]!, written)) return false;
  for (const each of context.descendants(body)) {
    if (!nameKinds.has(context.kind(each)) || context.text(each).replace(/^\$/, '') !== plain) continue;
    const after = context.source.slice(context.tree.end[each], context.tree.end[each]! + 20);
    if (!/^\s*(\??\.|->)\s*(getMessage\(|getCode\(|getLocalizedMessage\(|[mM]essage\b(?!\s*\())/.test(after))
      return true;
  }
  return false;
}

/** C: memory was asked for, and its being there is taken for the failure. */
function checkAllocation(node: NodeIndex, condition: string, only: string, context: RuleContext): void {
  const name = /^([\w.>-]+)!=NULL$/.exec(condition)?.[1] ?? /^(\w+)$/.exec(condition)?.[1];
  if (
    name === undefined ||
    !/^return (NULL|-1|ENOMEM|-?\w*(NOMEM|ENOMEM|OUT_OF_MEMORY|ERR\w*)|false|0);$/.test(only)
  )
    return;
  const { tree } = context;
  const up = context.parent(node);
  let before = -1;
  for (const each of context.children(up)) if (each < node) before = each;
  const set = before < 0 ? '' : tight(before, context);
  const escaped = name.replace(/[.>-]/g, '\\$&');
  if (
    !new RegExp(
      `(^|[\\w*])\\*?${escaped}=(\\([^()]*\\))?\\w*(alloc|strdup|fopen|create|[cC]reate\\w*)\\w*\\(`,
    ).test(set)
  )
    return;
  // What follows uses it.
  const next = nextStatement(node, context);
  // A status says what went wrong, and is used again by the next call.
  if (/^(\w*err\w*|ret\w*|rc|res(ult)?|status|\w*_status)$/i.test(name) && !/alloc|strdup|fopen/.test(set))
    return;
  if (next < 0 || !mentions(context, tree.end[node]!, tree.end[up]!, name.replace(/^.*[.>]/, ''))) return;
  if (
    !new RegExp(
      `${escaped}(->|\\[)|\\*${escaped}|return${escaped};|=${escaped};|\\(${escaped}[,)]|,${escaped}[,)]`,
    ).test(context.source.slice(tree.end[node], tree.end[up]).replace(/\s+/g, ''))
  )
    return;
  if (
    new RegExp(`free\\s*\\(\\s*${escaped}\\s*\\)`).test(
      context.source.slice(tree.start[next], tree.end[next]),
    )
  )
    return;
  context.report(context.field(node, 'condition'), {
    message: `This leaves when \`${name}\` is there, and goes on to use it when it is not.`,
    suggestion: `if (${name} == NULL)`,
  });
}

/** Whether a function stands in a test, whatever its file is called: `it("…", () => { … })`. */
function isInTest(node: NodeIndex, context: RuleContext): boolean {
  for (let up = context.parent(node); up >= 0; up = context.parent(up))
    if (/^(it|test|describe)$/.test(context.call(up)?.path ?? '')) return true;
  return false;
}
