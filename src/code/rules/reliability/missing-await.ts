import { awaitedAll, awaitedValue } from '../../fixes/missing-words.ts';
import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import type { Call } from '../reading/calls.ts';
import { operatorOf } from '../reading/expressions.ts';
import { statementOf, word } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { asyncMethods, asyncNames, isAsync } from './async.ts';

/** Kinds of parents under which a promise may be taken for its value. */
const users = new Set([
  'member_expression',
  'attribute',
  'subscript_expression',
  'subscript',
  'binary_expression',
  'unary_expression',
  'not_operator',
  'parenthesized_expression',
  'if_statement',
  'while_statement',
  'ternary_expression',
  'conditional_expression',
  'spread_element',
  'for_in_statement',
  'variable_declarator',
  'assignment',
]);

/** Calls of Node's and the web's own that give a promise, whatever surrounds them. */
const givesPromise =
  /^(fetch|globalThis\.fetch|window\.fetch|(fs|fsp|fsPromises)\.promises\.\w+|fsPromises\.\w+|fsp\.\w+|navigator\.clipboard\.\w+|caches\.open|crypto\.subtle\.\w+|indexedDB\.databases)$/;

/** Whether a call gives a promise: it calls an async function of this file, or one that is known everywhere. */
function isPromise(call: Call, context: RuleContext): boolean {
  if (call.isNew) return false;
  if (givesPromise.test(call.path))
    return !(
      call.path === 'fetch' &&
      (context.definitions().has('fetch') || /import[^;]*\bfetch\b/.test(context.source.slice(0, 4000)))
    );
  if (call.receiver < 0)
    return /^\w+$/.test(call.path) && asyncNames(context).has(call.name) && !isShadowed(call, context);
  return /^(this|self)\.#?\w+$/.test(call.path) && asyncMethods(context).has(call.name);
}

/** Whether a parameter or local hides the declared function. */
function isShadowed(call: Call, context: RuleContext): boolean {
  const owner = context.enclosingFunction(call.node);
  return (context.definitions().get(call.name) ?? []).some(
    (each) => each.scope >= 0 && context.isInside(owner, each.scope) && each.value < 0,
  );
}

/** How the promise itself, rather than its value, is used; null where that may well be meant. */
function misuse(node: NodeIndex, context: RuleContext): string | null {
  const up = context.parent(node);
  const kind = context.kind(up);
  if (kind === 'member_expression' && context.field(up, 'object') === node) {
    const property = context.text(context.field(up, 'property'));
    return /^(then|catch|finally|constructor)$/.test(property)
      ? null
      : `\`.${property}\` of a promise is undefined`;
  }
  if (kind === 'attribute' && context.field(up, 'object') === node) {
    const name = context.text(context.field(up, 'attribute'));
    return /^(send|close|throw|cr_\w+|__\w+__)$/.test(name) ? null : `a coroutine has no \`${name}\``;
  }
  if (/^(subscript_expression|subscript)$/.test(kind) && context.children(up)[0] === node)
    return 'a promise has no items';
  if (kind === 'binary_expression' && /^([!=]==?|[<>]=?|[-+*/%])$/.test(operatorOf(up, context)))
    return 'a promise is compared or reckoned with';
  if (/^(unary_expression|not_operator)$/.test(kind) && /^(!|not\b)/.test(context.text(up)))
    return 'a promise is always true';
  if (
    /^(parenthesized_expression)$/.test(kind) &&
    /^(if_statement|while_statement)$/.test(context.kind(context.parent(up)))
  )
    return 'a promise is always true';
  if (
    /^(if_statement|while_statement|ternary_expression|conditional_expression)$/.test(kind) &&
    context.field(up, 'condition') === node
  )
    return 'a promise is always true';
  if (kind === 'spread_element') return 'a promise cannot be spread';
  if (
    kind === 'for_in_statement' &&
    context.field(up, 'right') === node &&
    !/^for\s+await/.test(context.text(up).slice(0, 12))
  )
    return 'a promise cannot be looped over';
  if (/^(variable_declarator|assignment)$/.test(kind)) {
    const target = context.field(up, kind === 'assignment' ? 'left' : 'name');
    if (/^(object_pattern|array_pattern|tuple_pattern|pattern_list)$/.test(context.kind(target)))
      return 'a promise is taken apart';
    return context.kind(target) === 'identifier' ? laterMisuse(context.text(target), up, context) : null;
  }
  return null;
}

/** What is done with a variable that holds the promise: its fields are read, and it is nowhere awaited or handed on. */
function laterMisuse(name: string, declaration: NodeIndex, context: RuleContext): string | null {
  const { tree } = context;
  const block = context.parent(statementOf(declaration, context));
  if (block < 0) return null;
  const rest = context.source.slice(tree.end[declaration], tree.end[block]);
  if (!word(name).test(rest)) return null;
  const uses = [...rest.matchAll(new RegExp(`(?<![\\w$.])${name}(?![\\w$])(\\s*\\??\\.\\s*(\\w+))?`, 'g'))];
  const before = (index: number): string => rest.slice(Math.max(0, index - 12), index);
  let reads = '';
  for (const use of uses) {
    if (/\bawait\s+$/.test(before(use.index))) return null;
    if (
      use[2] === undefined ||
      /^(then|catch|finally|cancel|done|result|add_done_callback|exception|cancelled)$/.test(use[2])
    )
      return null;
    reads = use[2];
  }
  return reads === '' ? null : `\`${name}.${reads}\` reads a field of the promise`;
}

export const missingAwaitRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'missing-await',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'python'],
    title: 'A promise used as if it were its value',
    rationale:
      'Without await the code works with the promise: its fields are undefined, and as a condition it is always true.',
    cwe: 670,
    source: 'typescript-eslint, no-misused-promises',
    remediationMinutes: 5,
    skipTests: true,
    needs: /async|fetch\(|promises/,
    kinds: ['call_expression', 'call'],
    check(node, context) {
      if (!users.has(context.kind(context.parent(node))) || !context.says(/\basync\b|\bfetch\(|\bpromises\b/))
        return;
      const call = context.call(node);
      if (call === null || !isPromise(call, context)) return;
      const how = misuse(node, context);
      if (how === null) return;
      context.report(node, {
        ...awaitedValue(node, isAsync(context.enclosingFunction(node), context), context),
        message: `\`${context.short(node, 50)}\` gives a ${context.family === 'python' ? 'coroutine' : 'promise'} that is not awaited: ${how}.`,
        suggestion: `await ${context.short(node, 60)}`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'async function load() { return 1; }\nasync function f() {\n  const data = load();\n  return data.items;\n}',
        line: 3,
        fixed:
          'async function load() { return 1; }\nasync function f() {\n  const data = await load();\n  return data.items;\n}',
      },
      {
        language: 'javascript',
        code: 'async function f(url) {\n  const response = fetch(url);\n  return response.json();\n}',
        line: 2,
        fixed: 'async function f(url) {\n  const response = await fetch(url);\n  return response.json();\n}',
      },
      {
        language: 'typescript',
        code: 'class A {\n  async ready(): Promise<boolean> { return true; }\n  async f() { if (this.ready()) g(); }\n}',
        line: 3,
        fixed:
          'class A {\n  async ready(): Promise<boolean> { return true; }\n  async f() { if (await this.ready()) g(); }\n}',
      },
      {
        language: 'python',
        code: 'async def load():\n    return 1\nasync def f():\n    data = load()\n    return data.items',
        line: 4,
        fixed:
          'async def load():\n    return 1\nasync def f():\n    data = await load()\n    return data.items',
      },
      {
        language: 'python',
        code: 'async def ok():\n    return True\nasync def f():\n    if not ok():\n        g()',
        line: 4,
        fixed: 'async def ok():\n    return True\nasync def f():\n    if not await ok():\n        g()',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'async function load() { return 1; }\nasync function f() { const p = load(); g(); const q = load(); await q; return (await p).items; }\nfunction h() { return load().then(x); }',
      },
      {
        language: 'python',
        code: 'import asyncio\nasync def load():\n    return 1\nasync def f():\n    task = asyncio.create_task(load())\n    a = await load()\n    return a.items, await asyncio.gather(load(), load())',
      },
    ],
  }),
  defineRule({
    id: 'coroutine-not-awaited',
    category: 'reliability',
    severity: 'high',
    languages: ['python', 'csharp'],
    title: 'Coroutine or task started and forgotten',
    rationale: 'In Python an async call that nobody awaits never runs; in C# nobody sees it fail.',
    cwe: 252,
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['expression_statement'],
    check(node, context) {
      const call = context.call(context.children(node)[0] ?? -1);
      if (call === null || call.isNew) return;
      const owner = context.enclosingFunction(node);
      if (context.family === 'python') {
        const own =
          call.receiver < 0
            ? asyncNames(context).has(call.name) && !isShadowed(call, context)
            : /^self\.\w+$/.test(call.path) && asyncMethods(context).has(call.name);
        if (!own && !/^asyncio\.(sleep|wait_for|gather|wait|to_thread)$/.test(call.path)) return;
        // gather schedules what it is given.
        if (call.name === 'gather') return;
        context.report(node, {
          ...awaitedValue(call.node, isAsync(context.enclosingFunction(node), context), context),
          message: `\`${context.short(call.node, 50)}\` makes a coroutine that is never awaited: it does not run.`,
          suggestion: `await ${context.short(call.node, 60)}`,
        });
        return;
      }
      if (owner < 0 || !isAsync(owner, context)) return;
      if (!/Async$/.test(call.name) && !/^Task\.Delay$/.test(call.path)) return;
      // A class's own function may well give nothing back: Unity's `Graphics.ExecuteCommandBufferAsync`.
      if (
        /^[A-Z]\w*$/.test(context.text(call.receiver)) &&
        !/^(Task|File|Directory|JsonSerializer)$/.test(context.text(call.receiver))
      )
        return;
      if (/^(Begin|Invoke)/.test(call.name) || context.hasComment(node)) return;
      context.report(node, {
        severity: 'medium',
        message: `Nobody waits for \`${context.short(call.node, 50)}\`: what follows runs before it is done, and its failure is lost.`,
        suggestion: `await ${context.short(call.node, 60)};`,
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'import asyncio\nasync def save():\n    pass\nasync def f():\n    save()\n    asyncio.sleep(1)',
        line: 5,
        finds: 2,
        fixed:
          'import asyncio\nasync def save():\n    pass\nasync def f():\n    await save()\n    asyncio.sleep(1)',
      },
      {
        language: 'python',
        code: 'class A:\n    async def save(self):\n        pass\n    async def f(self):\n        self.save()',
        line: 5,
        fixed:
          'class A:\n    async def save(self):\n        pass\n    async def f(self):\n        await self.save()',
      },
      {
        language: 'csharp',
        code: 'class A { async Task F() {\n  client.SendAsync(x);\n  await G();\n} }',
        line: 2,
      },
    ],
    right: [
      {
        language: 'python',
        code: 'import asyncio\nasync def save():\n    pass\nasync def f():\n    await save()\n    asyncio.create_task(save())\n    asyncio.run(save())',
      },
      {
        language: 'csharp',
        code: 'class A { async Task F() { Graphics.RunAsync(x); await client.SendAsync(x); _ = client.SendAsync(y); } void G() { client.SendAsync(x); } }',
      },
    ],
  }),
  defineRule({
    id: 'async-callback-ignored',
    category: 'reliability',
    severity: 'high',
    languages: js,
    title: 'Async callback where its promise is taken for the answer',
    rationale:
      'filter, some, every, find and sort look at what the callback returns at once: a promise, which is always true.',
    cwe: 670,
    remediationMinutes: 10,
    skipTests: true,
    calls: ['filter', 'some', 'every', 'find', 'findIndex', 'sort', 'findLast', 'map', 'flatMap'],
    checkCall(call, context) {
      const callback = call.arguments[0] ?? -1;
      if (call.receiver < 0 || !context.isFunction(callback) || !isAsync(callback, context)) return;
      if (/^(map|flatMap)$/.test(call.name)) {
        // Awaiting the list waits for nothing.
        if (
          context.kind(context.parent(call.node)) !== 'await_expression' ||
          context.says(/p-map|bluebird|AsyncIterator|asynciterator|Readable|\bBB\b/i)
        )
          return;
        if (/stream|iter|query|cursor|promise|async|pool|queue/i.test(context.short(call.receiver, 200)))
          return;
        context.report(call.node, {
          ...awaitedAll(call.node, context),
          message: `\`await\` on the list that \`${call.name}\` returns waits for none of its promises.`,
          suggestion: `await Promise.all(${context.short(call.receiver, 40)}.${call.name}(…))`,
        });
        return;
      }
      if (
        /stream|iter|query|cursor|async|readable|pLimit|\$\(|page|locator/i.test(
          context.short(call.receiver, 200),
        ) ||
        /^_|lodash|async$/.test(context.text(call.receiver))
      )
        return;
      if (context.kind(context.parent(call.node)) === 'await_expression') return;
      context.report(callback, {
        message: `\`${call.name}\` takes the promise of this async callback for its answer, and a promise is always true.`,
        suggestion: `const answers = await Promise.all(${context.short(call.receiver, 30)}.map(…)); then ${call.name} by answers[index].`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'const ok = items.filter(async (item) => await check(item));' },
      {
        language: 'javascript',
        code: 'await items.map(async (item) => save(item));',
        fixed: 'await Promise.all(items.map(async (item) => save(item)));',
      },
      { language: 'typescript', code: 'if (users.some(async (u) => isAdmin(u))) f();' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'await Promise.all(items.map(async (item) => save(item))); items.filter((item) => check(item)); const promises = items.map(async (x) => x);',
      },
    ],
  }),
  defineRule({
    id: 'update-around-await',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'python', 'csharp'],
    title: 'Shared value read before an await and written after it',
    rationale: 'What others wrote while this waited is overwritten: `total += await f()` reads total first.',
    cwe: 362,
    source: 'ESLint, require-atomic-updates',
    remediationMinutes: 10,
    skipTests: true,
    needs: /await/,
    kinds: ['augmented_assignment_expression', 'augmented_assignment', 'assignment_expression', 'assignment'],
    check(node, context) {
      const left = context.field(node, 'left');
      const right = context.field(node, 'right');
      if (left < 0 || right < 0) return;
      const { tree } = context;
      const text = context.source.slice(
        tree.start[right],
        Math.min(tree.end[right]!, tree.start[right]! + 400),
      );
      const at = /\bawait\b/.exec(text)?.index ?? -1;
      if (at < 0 || [...context.descendants(right)].some((each) => context.isFunction(each))) return;
      const operator = operatorOf(node, context);
      const name = context.text(left);
      const readsFirst =
        /^([-+*/|&^]|\*\*|\|\||\?\?|&&)=$/.test(operator) ||
        (operator === '=' && (word(name).exec(text)?.index ?? Number.POSITIVE_INFINITY) < at);
      if (!readsFirst || /^(\?\?|\|\||&&)=$/.test(operator)) return;
      if (!isShared(left, node, context)) return;
      context.report(node, {
        message: `\`${context.short(left, 40)}\` is read before the await and written after it: a change made meanwhile is lost.`,
        suggestion: `Await first: const value = await …; ${context.short(left, 30)} += value;`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'let total = 0;\nasync function add(x) {\n  total += await price(x);\n}',
        line: 3,
      },
      {
        language: 'typescript',
        code: 'class A { async add() { this.count = this.count + (await next()); } }',
      },
      {
        language: 'python',
        code: 'class A:\n    async def add(self):\n        self.total += await price()',
        line: 3,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'async function f(xs) { let total = 0; for (const x of xs) { total += await price(x); } const y = await g(); this.count += y; this.z = await h(); return total; }',
      },
    ],
  }),
];

/** Whether other tasks may write the place too: a field of the object, or a variable from outside of the function. */
function isShared(left: NodeIndex, node: NodeIndex, context: RuleContext): boolean {
  const text = context.text(left);
  if (/^(this|self)\.#?\w+$/.test(text))
    return !/^constructor$|__init__/.test(context.functionName(context.enclosingFunction(node)));
  if (!/^[A-Za-z_$]\w*$/.test(text)) return false;
  const owner = context.enclosingFunction(node);
  const definitions = (context.definitions().get(text) ?? []).filter(
    (each) => each.node !== node && !/augmented|assignment/.test(context.kind(each.node)),
  );
  // Known, and declared by no function around this one but the file or an outer function.
  return (
    owner >= 0 &&
    definitions.length > 0 &&
    definitions.every(
      (each) => each.scope !== owner && (each.scope < 0 || context.isInside(owner, each.scope)),
    )
  );
}
