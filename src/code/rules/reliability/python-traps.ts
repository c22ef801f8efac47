import { assertWithoutTuple, awaitedSleep, defaultInBody, loopOverCopy } from '../../fixes/python.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const pythonRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'mutable-default',
    category: 'reliability',
    severity: 'medium',
    languages: ['python'],
    title: 'Mutable default argument',
    rationale:
      'The default is made once, when the function is defined; what one call puts in, the next one finds.',
    cwe: 665,
    source: 'Python FAQ, "Why are default values shared between objects?"',
    remediationMinutes: 10,
    kinds: ['default_parameter', 'typed_default_parameter'],
    check(node, context) {
      const value = context.field(node, 'value');
      const text = context.text(value);
      const isMutable =
        /^(list|dictionary|set|list_comprehension|dictionary_comprehension)$/.test(context.kind(value)) ||
        /^(list|dict|set|bytearray|collections\.(defaultdict|OrderedDict|deque)|defaultdict|deque)\(.*\)$/.test(
          text,
        );
      if (!isMutable) return;
      const name = context.text(context.field(node, 'name'));
      // `reader(lnum=[lnum])`: a cell that the inner function keeps its own value in.
      if (new RegExp(`^\\[\\s*${name}\\s*\\]$`).test(text)) return;
      const owner = context.ancestor(node, functionKinds);
      const body = context.text(context.field(owner, 'body'));
      // A default that is only read does no harm, and is common: speak where it is changed, kept or handed out.
      const changed = new RegExp(
        `(?<![\\w.])${name}\\s*(\\.(append|extend|insert|add|update|pop|remove|clear|setdefault|discard|popitem|sort|reverse|appendleft)\\(|\\[[^\\]]*\\]\\s*[-+*/|&]?=(?!=)|\\+=|\\|=)|\\bdel\\s+${name}\\[`,
      ).test(body);
      const kept = new RegExp(
        `(\\bself\\.\\w+|\\bcls\\.\\w+)\\s*=\\s*${name}\\s*$|\\breturn\\s+${name}\\s*$`,
        'm',
      ).test(body);
      if (!changed && !kept) return;
      const rebound = new RegExp(
        `^\\s*${name}\\s*=\\s*(list|dict|set|copy|deepcopy|copy\\.\\w+)?\\(?\\[?\\{?.*\\b${name}\\b`,
        'm',
      ).test(body);
      if (rebound) return;
      context.report(node, {
        ...defaultInBody(node, owner, context),
        severity: changed ? 'high' : 'low',
        message: `All calls that leave \`${name}\` out share one ${text.startsWith('{') || /dict/i.test(text) ? 'dict' : text.startsWith('set') ? 'set' : 'list'}, and this function ${changed ? 'changes it' : 'keeps it'}.`,
        suggestion: `${name}=None, and in the body: if ${name} is None: ${name} = ${text.length < 20 ? text : '…'}`,
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'def add(item, items=[]):\n    items.append(item)\n    return items',
        fixed:
          'def add(item, items=None):\n    if items is None:\n        items = []\n    items.append(item)\n    return items',
      },
      {
        language: 'python',
        code: 'class A:\n    def __init__(self, options={}):\n        self.options = options',
        line: 2,
        fixed:
          'class A:\n    def __init__(self, options=None):\n        if options is None:\n            options = {}\n        self.options = options',
      },
    ],
    right: [
      {
        language: 'python',
        code: 'def f(items=()):\n    return list(items)\ndef g(items=None):\n    items = items or []\n    items.append(1)\ndef h(names=["a"]):\n    for n in names:\n        print(n)',
      },
      {
        language: 'python',
        code: 'def watch(file, lnum):\n    def reader(lnum=[lnum]):\n        lnum[0] += 1\n        return read(file, lnum[0])\n    return reader',
      },
    ],
  }),
  defineRule({
    id: 'assert-on-tuple',
    category: 'reliability',
    severity: 'high',
    languages: ['python'],
    title: 'assert on a tuple',
    rationale: 'A tuple with something in it is true: the assertion can never fail.',
    cwe: 571,
    remediationMinutes: 2,
    kinds: ['assert_statement'],
    check(node, context) {
      const asserted = context.children(node)[0] ?? -1;
      if (context.kind(asserted) !== 'tuple' || context.children(asserted).length === 0) return;
      context.report(node, {
        ...assertWithoutTuple(asserted, context),
        message: `\`${context.short(node, 60)}\` asserts a tuple, which is always true.`,
        suggestion: `assert ${context
          .children(asserted)
          .map((each) => context.short(each, 40))
          .join(', ')}`,
      });
    },
    wrong: [
      { language: 'python', code: 'assert (x == 1, "x must be 1")', fixed: 'assert x == 1, "x must be 1"' },
    ],
    right: [{ language: 'python', code: 'assert (x == 1), "x must be 1"\nassert x == (1, 2)' }],
  }),
  defineRule({
    id: 'loop-changes-its-list',
    category: 'reliability',
    severity: 'medium',
    languages: ['python'],
    title: 'Collection changed while it is looped over',
    rationale:
      'Removing an item moves the next one into its place, and the loop skips it; a dict or set raises RuntimeError.',
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['for_statement'],
    check(node, context) {
      const list = context.field(node, 'right');
      if (!/^(identifier|attribute)$/.test(context.kind(list))) return;
      const name = context.text(list);
      for (const each of context.descendants(context.field(node, 'body'), false)) {
        const call = context.kind(each) === 'call' ? context.call(each) : null;
        if (
          call === null ||
          !/^(remove|pop|insert|discard|clear|popitem)$/.test(call.name) ||
          context.text(call.receiver) !== name
        )
          continue;
        // Leaving the loop right after is safe.
        let block = context.parent(each);
        while (block > node && context.kind(block) !== 'block') block = context.parent(block);
        const after = context.source.slice(context.tree.end[each], context.tree.end[block]);
        if (/\b(break|return|raise)\b/.test(after)) continue;
        const branch = context.parent(block);
        if (
          branch > node &&
          /^\s*(break|return|raise)\b/.test(
            context.source.slice(context.tree.end[branch], context.tree.end[branch]! + 80),
          )
        )
          continue;
        context.report(each, {
          ...loopOverCopy(list, context),
          message: `\`${context.short(each, 40)}\` changes \`${name}\` while the loop on line ${context.tree.line[node]} goes through it.`,
          suggestion: `for … in list(${name}): …, or build a new list of what stays.`,
          evidence: [`loop on line ${context.tree.line[node]}`],
        });
        return;
      }
    },
    wrong: [
      {
        language: 'python',
        code: 'for item in items:\n    if item.old:\n        items.remove(item)',
        line: 3,
        fixed: 'for item in list(items):\n    if item.old:\n        items.remove(item)',
      },
    ],
    right: [
      {
        language: 'python',
        code: 'for name in fields:\n    if f(name):\n        one = {name: fields.pop(name)}\n        return g(one, fields)\nfor item in list(items):\n    items.remove(item)\nfor item in items:\n    if item == x:\n        items.remove(item)\n        break\nfor item in items:\n    other.remove(item)',
      },
    ],
  }),
  defineRule({
    id: 'blocking-call-in-coroutine',
    category: 'performance',
    severity: 'medium',
    languages: ['python'],
    title: 'Coroutine that blocks the event loop',
    rationale: 'While it sleeps or waits for the network, no other task of the process runs.',
    remediationMinutes: 15,
    skipTests: true,
    calls: [
      'sleep',
      'get',
      'post',
      'put',
      'delete',
      'request',
      'run',
      'check_output',
      'urlopen',
      'call',
      'system',
    ],
    checkCall(call, context) {
      if (
        !/^(time\.sleep|requests\.(get|post|put|delete|request)|subprocess\.(run|check_output|call)|urllib\.request\.urlopen|os\.system)$/.test(
          call.path,
        )
      )
        return;
      const owner = context.enclosingFunction(call.node);
      if (
        owner < 0 ||
        context.kind(owner) !== 'function_definition' ||
        !context.source.startsWith('async', context.tree.start[owner])
      )
        return;
      const instead =
        call.path === 'time.sleep'
          ? `await asyncio.sleep(${context.short(call.arguments[0] ?? -1, 30)})`
          : call.path.startsWith('requests')
            ? 'Use an async client (httpx.AsyncClient, aiohttp).'
            : 'Use asyncio.create_subprocess_exec, or await asyncio.to_thread(…).';
      context.report(call.node, {
        ...awaitedSleep(call, context),
        message: `\`${call.path}\` in the coroutine \`${context.functionName(owner)}\` stops every other task while it waits.`,
        suggestion: instead,
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'import time\nasync def f():\n    time.sleep(1)',
        line: 3,
        fixed: 'import asyncio\nimport time\nasync def f():\n    await asyncio.sleep(1)',
      },
    ],
    right: [
      {
        language: 'python',
        code: 'import time, asyncio\nasync def f():\n    await asyncio.sleep(1)\n    def g():\n        time.sleep(1)\n    await asyncio.to_thread(g)\ndef h():\n    time.sleep(1)',
      },
    ],
  }),
];

const functionKinds: ReadonlySet<string> = new Set(['function_definition', 'lambda']);
