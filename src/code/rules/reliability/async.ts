import { awaited, awaitingLoop, blockScoped } from '../../fixes/javascript.ts';
import { boundInLambda } from '../../fixes/python.ts';
import { asyncTask } from '../../fixes/statements.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { word } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** Whether a function is declared async. */
export function isAsync(node: number, context: RuleContext): boolean {
  return (
    node >= 0 &&
    /^(export\s+|default\s+|static\s+|public\s+|private\s+|protected\s+|override\s+|pub(\(\w+\))?\s+|internal\s+|virtual\s+|sealed\s+)*async\b/.test(
      context.source
        .slice(context.tree.start[node], context.tree.start[node]! + 80)
        .replace(/^(\[[^\]]*\]\s*|@\w+(\([^)]*\))?\s*)+/, ''),
    )
  );
}

/** Names of functions that this file declares async, and of none that is not. */
export function asyncNames(context: RuleContext): ReadonlySet<string> {
  const known = asyncNamesByContext.get(context);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const others = new Set<string>();
  for (let node = 0; node < context.tree.count; node += 1) {
    if (!context.isFunction(node) || context.kind(node) === 'method_definition') continue;
    if (
      context.family === 'python' &&
      /^(decorated_definition|class_definition)$/.test(context.kind(context.parent(node)))
    )
      continue;
    if (context.family === 'python' && isPythonMethod(node, context)) continue;
    // A generator gives an iterator, which nobody awaits.
    if (
      /^generator_function/.test(context.kind(node)) ||
      (context.family === 'python' && /\byield\b/.test(context.text(node)))
    )
      continue;
    const name =
      context.field(node, 'name') >= 0
        ? context.text(context.field(node, 'name'))
        : context.kind(context.parent(node)) === 'variable_declarator'
          ? context.text(context.field(context.parent(node), 'name'))
          : '';
    if (name === '') continue;
    (isAsync(node, context) ? names : others).add(name);
  }
  for (const name of others) names.delete(name);
  asyncNamesByContext.set(context, names);
  return names;
}

/** Names of methods that every class of this file that has them declares async. */
export function asyncMethods(context: RuleContext): ReadonlySet<string> {
  const known = asyncMethodsByContext.get(context);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const others = new Set<string>();
  for (let node = 0; node < context.tree.count; node += 1) {
    if (!context.isFunction(node)) continue;
    const kind = context.kind(node);
    const isMethod =
      kind === 'method_definition' || (kind === 'function_definition' && isPythonMethod(node, context));
    if (!isMethod) continue;
    const name = context.text(context.field(node, 'name'));
    // An async generator gives an iterator, not a promise.
    const isPromise =
      isAsync(node, context) &&
      !/^[^({]*\*/.test(context.short(node, 80)) &&
      !/\byield\b/.test(context.text(context.field(node, 'body')));
    (isPromise ? names : others).add(name);
  }
  for (const name of others) names.delete(name);
  asyncMethodsByContext.set(context, names);
  return names;
}

const asyncMethodsByContext = new WeakMap<RuleContext, ReadonlySet<string>>();

function isPythonMethod(node: number, context: RuleContext): boolean {
  const block = context.parent(node);
  const owner = context.kind(block) === 'decorated_definition' ? -1 : context.parent(block);
  return context.kind(owner) === 'class_definition';
}

const asyncNamesByContext = new WeakMap<RuleContext, ReadonlySet<string>>();

export const asyncRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'floating-promise',
    category: 'reliability',
    severity: 'medium',
    languages: js,
    title: 'Promise that nobody waits for',
    rationale: 'Its failure is an unhandled rejection, and what follows runs before it is done.',
    cwe: 252,
    source: 'typescript-eslint, no-floating-promises',
    remediationMinutes: 5,
    skipTests: true,
    needs: /async/,
    kinds: ['expression_statement'],
    check(node, context) {
      const call = context.call(context.children(node)[0] ?? -1);
      if (call === null || call.isNew || call.receiver >= 0 || !/^\w+$/.test(call.path)) return;
      if (!asyncNames(context).has(call.name)) return;
      const owner = context.enclosingFunction(node);
      // At the top of a script, and in callbacks that cannot wait, starting without waiting is the way.
      if (owner < 0 || handlesItsErrors(call.name, context)) return;
      const isCallback = !isAsync(owner, context) && context.kind(context.parent(owner)) === 'arguments';
      if (isCallback || shadows(call.node, call.name, context)) return;
      context.report(node, {
        ...(isAsync(owner, context) ? awaited(call.node, context) : {}),
        severity: isAsync(owner, context) ? 'medium' : 'low',
        message: `\`${call.name}\` is async: nobody waits for this call or sees its failure.`,
        suggestion: isAsync(owner, context)
          ? `await ${context.text(call.node)};`
          : `void ${context.short(call.node, 60)}.catch(report);`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'async function save() { await db.write(); }\nasync function f() {\n  save();\n  done();\n}',
        line: 3,
        fixed:
          'async function save() { await db.write(); }\nasync function f() {\n  await save();\n  done();\n}',
      },
      {
        language: 'typescript',
        code: 'const load = async () => { await x(); };\nfunction f() {\n  load();\n}',
        line: 3,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'async function save() { await db.write(); }\nasync function f() { await save(); void save(); save().catch(log); return save(); }\nsave();',
      },
      {
        language: 'javascript',
        code: 'async function save() { try { await db.write(); } catch (e) { log(e); } }\nfunction f() { save(); }',
      },
    ],
  }),
  defineRule({
    id: 'async-promise-executor',
    category: 'reliability',
    severity: 'medium',
    languages: js,
    title: 'new Promise with an async executor',
    rationale: 'An error in the executor rejects a promise that nobody has; the outer one hangs for ever.',
    source: 'ESLint, no-async-promise-executor',
    remediationMinutes: 15,
    calls: ['Promise'],
    checkCall(call, context) {
      const executor = call.arguments[0] ?? -1;
      if (
        !call.isNew ||
        call.path !== 'Promise' ||
        !context.isFunction(executor) ||
        !isAsync(executor, context)
      )
        return;
      // Everything inside one try block: errors are passed on by hand.
      const statements = context.children(context.field(executor, 'body'));
      if (statements.length === 1 && context.kind(statements[0]!) === 'try_statement') return;
      context.report(executor, {
        message: 'If this async executor throws, the promise it should reject stays pending.',
        suggestion: 'Make the surrounding function async and await there, without new Promise.',
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'const p = new Promise(async (resolve) => {\n  resolve(await f());\n});',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const p = new Promise((resolve) => { f(resolve); }); const q = new Thing(async () => {});',
      },
    ],
  }),
  defineRule({
    id: 'foreach-async',
    category: 'reliability',
    severity: 'medium',
    languages: js,
    title: 'forEach with an async callback',
    rationale: 'forEach does not wait: the loop is over before the first callback is, and failures are lost.',
    cwe: 252,
    remediationMinutes: 10,
    skipTests: true,
    calls: ['forEach'],
    checkCall(call, context) {
      const callback = call.arguments[0] ?? -1;
      if (call.receiver < 0 || !context.isFunction(callback) || !isAsync(callback, context)) return;
      const statements = context.children(context.field(callback, 'body'));
      if (statements.length === 1 && context.kind(statements[0]!) === 'try_statement') return;
      context.report(call.node, {
        ...awaitingLoop(call, isAsync(context.enclosingFunction(call.node), context), context),
        message: `\`${context.short(call.receiver, 40)}.forEach\` starts the async callbacks and goes on without them.`,
        suggestion: `for (const item of ${context.short(call.receiver, 40)}) { await … }, or await Promise.all(${context.short(call.receiver, 40)}.map(async …))`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'items.forEach(async (item) => {\n  await save(item);\n});' },
      {
        language: 'javascript',
        code: 'async function f(items) {\n  items.forEach(async (item) => {\n    await save(item);\n  });\n}',
        line: 2,
        fixed: 'async function f(items) {\n  for (const item of items) {\n    await save(item);\n  }\n}',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'await Promise.all(items.map(async (item) => save(item))); items.forEach((item) => save(item));',
      },
    ],
  }),
  defineRule({
    id: 'async-void',
    category: 'reliability',
    severity: 'medium',
    languages: ['csharp'],
    title: 'async void',
    rationale: 'The caller cannot wait, and an exception in it ends the process.',
    source: 'Microsoft, Async/Await best practices, 2013',
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['method_declaration'],
    check(node, context) {
      const header = context.source.slice(
        context.tree.start[node],
        context.tree.start[context.field(node, 'parameters')] ?? 0,
      );
      if (!/\basync\b/.test(header) || !/\bvoid\b/.test(header) || /\boverride\b/.test(header)) return;
      const parameters = context.text(context.field(node, 'parameters'));
      const name = context.text(context.field(node, 'name'));
      // Event handlers have to be void.
      if (
        /EventArgs|object\??\s+sender/.test(parameters) ||
        /^On[A-Z]|_(Click|Loaded|Load|Changed|Tick|Closing)$|Handler$|Callback$/.test(name)
      )
        return;
      context.report(node, {
        ...asyncTask(node, context),
        message: `\`${name}\` is async void: its caller cannot wait for it, and its exceptions cannot be caught.`,
        suggestion: `async Task ${name}${parameters.length < 60 ? parameters : '(…)'}`,
      });
    },
    wrong: [
      {
        language: 'csharp',
        code: 'class A { public async void Save() { await G(); } }',
        fixed: 'class A { public async Task Save() { await G(); } }',
      },
    ],
    right: [
      {
        language: 'csharp',
        code: 'class A { public async Task Save() { await G(); } async void Button_Click(object sender, EventArgs e) { await G(); } }',
      },
    ],
  }),
  defineRule({
    id: 'var-captured-in-loop',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'python'],
    title: 'Loop variable captured by a function that runs later',
    rationale: 'There is one variable for the whole loop: every function sees its last value.',
    cwe: 758,
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['for_statement', 'for_in_statement'],
    check(node, context) {
      const names = loopVariables(node, context);
      if (names.length === 0) return;
      for (const each of context.descendants(context.field(node, 'body'))) {
        if (!context.isFunction(each) || (context.family === 'python' && context.kind(each) !== 'lambda'))
          continue;
        if (!runsLater(each, context)) continue;
        const name = names.find(
          (candidate) => uses(each, candidate, context) && !isRenamed(each, node, candidate, context),
        );
        if (name === undefined) continue;
        const head = context.field(node, context.kind(node) === 'for_statement' ? 'initializer' : 'left');
        context.report(context.family === 'js' && head >= 0 ? head : each, {
          ...(context.family === 'python'
            ? boundInLambda(each, name, context)
            : blockScoped(node, name, context)),
          message: `By the time the function on line ${context.tree.line[each]} runs, \`${name}\` has the value of the loop's last turn.`,
          suggestion: context.family === 'python' ? `lambda ${name}=${name}: …` : `for (let ${name} …`,
          evidence: [`loop on line ${context.tree.line[node]}`],
        });
        return;
      }
    },
    wrong: [
      {
        language: 'javascript',
        code: 'for (var i = 0; i < 3; i++) {\n  setTimeout(function () { f(i); }, 10);\n}',
        fixed: 'for (let i = 0; i < 3; i++) {\n  setTimeout(function () { f(i); }, 10);\n}',
      },
      {
        language: 'python',
        code: 'for name in names:\n    handlers.append(lambda: call(name))',
        line: 2,
        fixed: 'for name in names:\n    handlers.append(lambda name=name: call(name))',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'for (let i = 0; i < 3; i++) { setTimeout(() => f(i), 10); }\nfor (var k = 0; k < 3; k++) { later[k].fn = function (list) { for (var k = 0; k < 9; k++) f(list[k]); }; }\nfor (var j = 0; j < 3; j++) { list.map(function (x) { return x + j; }); }',
      },
      {
        language: 'python',
        code: 'for name in names:\n    handlers.append(lambda name=name: call(name))\n    sort(key=lambda x: x[name])',
      },
    ],
  }),
];

/** Whether an async function of this file catches everything itself, so that starting it is safe. */
function handlesItsErrors(name: string, context: RuleContext): boolean {
  for (let node = 0; node < context.tree.count; node += 1) {
    if (!context.isFunction(node) || context.functionName(node) !== name) continue;
    const statements = context.children(context.field(node, 'body'));
    const heavy = statements.filter((each) => /\bawait\b/.test(context.text(each)));
    return (
      heavy.length > 0 &&
      heavy.every(
        (each) => context.kind(each) === 'try_statement' && context.childOfKind(each, 'catch_clause') >= 0,
      )
    );
  }
  return false;
}

/** Whether a parameter or local variable hides the declared function. */
function shadows(node: number, name: string, context: RuleContext): boolean {
  const owner = context.enclosingFunction(node);
  return (context.definitions().get(name) ?? []).some(
    (each) => each.scope >= 0 && context.isInside(owner, each.scope) && each.value < 0,
  );
}

function loopVariables(node: number, context: RuleContext): string[] {
  if (context.family === 'python') {
    const left = context.field(node, 'left');
    return context.kind(node) === 'for_statement'
      ? context
          .text(left)
          .split(/[\s,()]+/)
          .filter((name) => /^\w+$/.test(name) && name !== '_')
      : [];
  }
  const head = context.kind(node) === 'for_statement' ? context.field(node, 'initializer') : node;
  const text = context.source.slice(
    context.tree.start[head < 0 ? node : head],
    context.tree.start[context.field(node, 'body')] ?? 0,
  );
  const match = /^(?:for\s*\(\s*)?var\s+(\w+)/.exec(text);
  return match === null ? [] : [match[1]!];
}

/** Whether a function is kept for later rather than called at once. */
function runsLater(node: number, context: RuleContext): boolean {
  const up = context.parent(node);
  const kind = context.kind(up);
  if (kind === 'arguments' || kind === 'argument_list') {
    const call = context.call(context.parent(up));
    return (
      call !== null &&
      /^(setTimeout|setInterval|setImmediate|addEventListener|on|once|nextTick|then|append|push|add|connect|after|bind|subscribe|submit|call_later|add_callback|add_done_callback|Thread|Timer)$/.test(
        call.name,
      )
    );
  }
  // element.onclick = function …, handlers[name] = lambda …
  return (
    (kind === 'assignment_expression' || kind === 'assignment') &&
    /^(member_expression|subscript_expression|subscript)$/.test(context.kind(context.field(up, 'left'))) &&
    !/\.(prototype|exports)/.test(context.text(context.field(up, 'left')))
  );
}

/** Whether a function between a loop and one inside it has a parameter of the loop variable's name. */
function isRenamed(functionNode: number, loop: number, name: string, context: RuleContext): boolean {
  for (let up = context.parent(functionNode); up > loop; up = context.parent(up)) {
    if (context.isFunction(up) && word(name).test(context.text(context.field(up, 'parameters')))) return true;
  }
  return false;
}

function uses(functionNode: number, name: string, context: RuleContext): boolean {
  const parameters = context.text(context.field(functionNode, 'parameters'));
  if (new RegExp(`\\b${name}\\b`).test(parameters)) return false;
  // A function that declares the name itself means its own.
  if (
    context.family === 'js' &&
    new RegExp(`\\b(?:var|let|const)\\s+(?:[^;{}()]*,\\s*)?${name.replaceAll('$', '\\$')}\\b`).test(
      context.text(context.field(functionNode, 'body')),
    )
  )
    return false;
  for (const each of context.descendants(context.field(functionNode, 'body'))) {
    if (context.kind(each) !== 'identifier' || context.text(each) !== name) continue;
    const up = context.parent(each);
    if (context.kind(up) === 'keyword_argument' && context.field(up, 'name') === each) continue;
    if (context.kind(up) === 'attribute' && context.field(up, 'attribute') === each) continue;
    return true;
  }
  return false;
}
