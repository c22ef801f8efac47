import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { operatorOf, sides } from '../reading/expressions.ts';
import { repetition } from '../reading/repetition.ts';
import { tight } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** What is worth keeping: making one of these reads locale tables, builds parsers or opens pools. */
const costly: Readonly<Record<string, RegExp>> = {
  js: /^Intl\.(NumberFormat|DateTimeFormat|Collator|PluralRules|RelativeTimeFormat|Segmenter)$/,
  java: /^(ObjectMapper|XmlMapper|Gson|SimpleDateFormat|JAXBContext\.newInstance|DocumentBuilderFactory\.newInstance|TransformerFactory\.newInstance|SecureRandom)$/,
  csharp: /^(HttpClient|XmlSerializer|JsonSerializerOptions)$/,
  python: /^(boto3\.(client|resource)|requests\.Session|httpx\.Client|jinja2\.Environment)$/,
};

export const needlessWorkRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'whole-list-for-one-answer',
    category: 'performance',
    severity: 'low',
    languages: [...js, 'python', 'java', 'csharp', 'ruby', 'rust'],
    title: 'A whole list made to ask one thing of it',
    rationale: 'Every item is looked at and copied, though the first that fits would answer.',
    cwe: 1046,
    remediationMinutes: 3,
    skipTests: true,
    calls: [
      'filter',
      'any',
      'all',
      'size',
      'count',
      'Count',
      'first',
      'First',
      'FirstOrDefault',
      'len',
      'isPresent',
      'sorted',
      'get',
    ],
    checkCall(call, context) {
      const found = wholeList(call, context);
      if (found === null) return;
      context.report(found.at, {
        message: `\`${context.short(found.at, 60)}\` goes through everything for one answer.`,
        suggestion: found.instead,
      });
    },
    wrong: [
      { language: 'javascript', code: 'const admin = users.filter((user) => user.isAdmin)[0];' },
      { language: 'javascript', code: 'if (users.filter((user) => user.isAdmin).length > 0) f();' },
      { language: 'python', code: 'ok = any([is_ok(item) for item in items])' },
      { language: 'python', code: 'oldest = sorted(people)[0]' },
      {
        language: 'csharp',
        code: 'class A { bool F() { return users.Where(u => u.IsAdmin).Count() > 0; } }',
      },
      { language: 'ruby', code: 'admin = users.select { |user| user.admin? }.first' },
      {
        language: 'rust',
        code: 'fn f(v: &[i32]) -> usize { v.iter().filter(|x| **x > 1).collect::<Vec<_>>().len() }',
      },
      {
        language: 'java',
        code: 'class A { boolean f() { return users.stream().filter(u -> u.isAdmin()).findFirst().isPresent(); } }',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const admin = users.find((user) => user.isAdmin); const names = users.filter((u) => u.ok); if (names.length > 0) f(names[0]); const many = users.filter((u) => u.ok).length > 2;',
      },
      { language: 'python', code: 'ok = any(is_ok(item) for item in items)\nfirst = sorted(people)[:3]' },
      { language: 'ruby', code: 'admin = users.find { |user| user.admin? }' },
    ],
  }),
  defineRule({
    id: 'front-of-list-in-loop',
    category: 'performance',
    severity: 'low',
    languages: ['python', 'java', 'csharp'],
    title: 'Items taken from, or put at, the front of a list in a loop',
    rationale: 'All the others move by one place each time: n items cost n² moves.',
    cwe: 1049,
    remediationMinutes: 5,
    skipTests: true,
    calls: ['pop', 'insert', 'remove', 'RemoveAt', 'Insert', 'add'],
    checkCall(call, context) {
      const [first, second] = call.arguments;
      if (call.receiver < 0 || first === undefined || context.text(first) !== '0') return;
      const shape = {
        python:
          (call.name === 'pop' && second === undefined) || (call.name === 'insert' && second !== undefined),
        java:
          (call.name === 'remove' && second === undefined) || (call.name === 'add' && second !== undefined),
        csharp:
          (call.name === 'RemoveAt' && second === undefined) ||
          (call.name === 'Insert' && second !== undefined),
      }[context.family as 'java'];
      if (shape !== true) return;
      const name = context.text(call.receiver);
      const loop = repetition(call.node, context);
      if (loop < 0 || !/^\w+$/.test(name)) return;
      // Only what is known to be a list, and is not a handful: arguments, paths, stacks of a few.
      const made = (context.definitions().get(name) ?? []).map((each) => context.text(each.value));
      const isList =
        made.some((each) => /^(\[|list\(|new (ArrayList|List)\b)/.test(each)) &&
        !made.some((each) => /deque|LinkedList|split\(/.test(each));
      if (
        !isList ||
        !/queue|todo|pending|work|frontier|jobs|tasks|nodes|items|rows|entries|buffer|events|messages/i.test(
          name,
        )
      )
        return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 40)}\` moves every other item of \`${name}\`, in each turn of the loop on line ${context.tree.line[loop]}.`,
        suggestion: {
          python: 'collections.deque, with popleft and appendleft',
          java: 'an ArrayDeque',
          csharp: 'a Queue or LinkedList',
        }[context.family as 'java'],
        evidence: [`loop on line ${context.tree.line[loop]}`],
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'queue = [start]\nwhile queue:\n    node = queue.pop(0)\n    queue.extend(node.children)',
        line: 3,
      },
      {
        language: 'java',
        code: 'class A { void f(B start) {\n  List<B> queue = new ArrayList<>();\n  while (!queue.isEmpty()) { B b = queue.remove(0); g(b); }\n} }',
        line: 3,
      },
    ],
    right: [
      {
        language: 'python',
        code: 'from collections import deque\nqueue = deque([start])\nwhile queue:\n    node = queue.popleft()\nstack = []\nwhile stack:\n    stack.pop()\nrest = [1]\nrest.pop(0)',
      },
    ],
  }),
  defineRule({
    id: 'costly-object-in-loop',
    category: 'performance',
    severity: 'low',
    languages: [...js, 'java', 'csharp', 'python'],
    title: 'Something costly made anew in every turn',
    rationale:
      'Formatters, mappers and clients read tables, build caches or open pools when they are made; one serves all turns.',
    cwe: 1050,
    remediationMinutes: 5,
    skipTests: true,
    calls: [
      'NumberFormat',
      'DateTimeFormat',
      'Collator',
      'PluralRules',
      'RelativeTimeFormat',
      'Segmenter',
      'ObjectMapper',
      'XmlMapper',
      'Gson',
      'SimpleDateFormat',
      'newInstance',
      'SecureRandom',
      'HttpClient',
      'XmlSerializer',
      'JsonSerializerOptions',
      'client',
      'resource',
      'Session',
      'Client',
      'Environment',
    ],
    checkCall(call, context) {
      if (costly[context.family]?.test(call.path) !== true) return;
      const loop = repetition(call.node, context);
      // What depends on the turn has to be made in it.
      if (loop < 0 || call.arguments.some((each) => !context.isConstant(each))) return;
      if (
        /\?\?=|==\s*null|===\s*undefined|is None|computeIfAbsent|getOrPut/.test(
          context.short(context.parent(context.parent(call.node)), 120),
        )
      )
        return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 50)}\` is made again in every turn of the loop on line ${context.tree.line[loop]}.`,
        suggestion: 'Make it once, before the loop.',
        evidence: [`loop on line ${context.tree.line[loop]}`],
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'for (const price of prices) {\n  out.push(new Intl.NumberFormat("de").format(price));\n}',
        line: 2,
      },
      {
        language: 'java',
        code: 'class A { void f(List<String> xs) { for (String x : xs) {\n  new ObjectMapper().readTree(x);\n} } }',
        line: 2,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const format = new Intl.NumberFormat("de"); for (const price of prices) { out.push(format.format(price)); new Intl.NumberFormat(price.locale); }',
      },
    ],
  }),
  defineRule({
    id: 'map-looked-up-in-its-loop',
    category: 'performance',
    severity: 'low',
    languages: ['java', 'csharp'],
    title: 'Loop over keys that looks each of them up again',
    rationale: 'The entries have both: each lookup hashes and searches once more for nothing.',
    cwe: 1050,
    source: 'SpotBugs, WMI_WRONG_MAP_ITERATOR',
    remediationMinutes: 3,
    skipTests: true,
    kinds: ['enhanced_for_statement', 'for_each_statement', 'foreach_statement'],
    check(node, context) {
      const isJava = context.family === 'java';
      const over = tight(isJava ? context.field(node, 'value') : context.field(node, 'right'), context);
      const map = (isJava ? /^([\w.]+)\.keySet\(\)$/ : /^([\w.]+)\.Keys$/).exec(over)?.[1];
      const key = context.text(isJava ? context.field(node, 'name') : context.field(node, 'left'));
      if (map === undefined || !/^\w+$/.test(key)) return;
      const body = tight(context.field(node, 'body'), context);
      const lookup = isJava ? `${map}.get(${key})` : `${map}[${key}]`;
      const at = body.indexOf(lookup);
      if (
        at < 0 ||
        body.includes(`${map}.put(`) ||
        body.includes(`${map}.remove(`) ||
        /^=[^=]/.test(body.slice(at + lookup.length))
      )
        return;
      // What is no map has no entries.
      const type = isJava ? declaredType(map, node, context) : undefined;
      if (type !== undefined && !/Map|Properties|Hashtable|Attributes/.test(type)) return;
      const end = context.field(node, 'body');
      context.reportLines(context.tree.line[node]!, context.tree.line[end]!, {
        message: `\`${lookup}\` looks up what the loop could have been given.`,
        suggestion: isJava
          ? `for (var entry : ${map}.entrySet()) … entry.getKey(), entry.getValue()`
          : `foreach (var (${key}, value) in ${map})`,
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { void f(Map<String, B> m) {\n  for (String k : m.keySet()) {\n    g(k, m.get(k));\n  }\n} }',
        line: 2,
      },
      {
        language: 'csharp',
        code: 'class A { void F(Dictionary<string, B> m) {\n  foreach (var k in m.Keys) {\n    G(k, m[k]);\n  }\n} }',
        line: 2,
      },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { void f(Map<String, B> m) { for (Map.Entry<String, B> e : m.entrySet()) { g(e.getKey(), e.getValue()); } for (String k : m.keySet()) { g(k, other.get(k)); } } void h(DBObject o) { for (String k : o.keySet()) { g(k, o.get(k)); } } }',
      },
    ],
  }),
];

/** Java: the last type that a name was declared with in front of a node. */
function declaredType(name: string, node: NodeIndex, context: RuleContext): string | undefined {
  const before = context.source.slice(0, context.tree.start[node]);
  return [
    ...before.matchAll(
      new RegExp(
        `\\b([A-Z]\\w*)(?:<[^;()]*>)?\\s+${name.replace(/^this\./, '').replaceAll('.', '\\.')}\\s*[=;,)]`,
        'g',
      ),
    ),
  ].at(-1)?.[1];
}

interface WholeList {
  at: NodeIndex;
  instead: string;
}

/** A list that is made to take its first item, its length or one yes or no; null for anything else. */
function wholeList(
  call: { node: NodeIndex; name: string; path: string; receiver: NodeIndex; arguments: readonly NodeIndex[] },
  context: RuleContext,
): WholeList | null {
  const up = context.parent(call.node);
  const on = context.short(call.receiver, 30);
  switch (context.family) {
    case 'js': {
      if (
        call.name !== 'filter' ||
        call.receiver < 0 ||
        !context.isFunction(call.arguments[0] ?? -1) ||
        /\$|query|find\(/.test(on)
      )
        return null;
      if (
        context.kind(up) === 'subscript_expression' &&
        context.field(up, 'object') === call.node &&
        context.text(context.field(up, 'index')) === '0'
      )
        return { at: up, instead: `${on}.find(…)` };
      if (
        context.kind(up) !== 'member_expression' ||
        context.text(context.field(up, 'property')) !== 'length'
      )
        return null;
      const test = context.parent(up);
      if (context.kind(test) !== 'binary_expression') return null;
      const asked = `${operatorOf(test, context)} ${context.text(sides(test, context)[1])}`;
      if (/^(>|!==?) 0$|^>= 1$/.test(asked)) return { at: test, instead: `${on}.some(…)` };
      return /^===? 0$|^< 1$/.test(asked) ? { at: test, instead: `!${on}.some(…)` } : null;
    }
    case 'python':
      if (
        /^(any|all)$/.test(call.path) &&
        context.kind(call.arguments[0] ?? -1) === 'list_comprehension' &&
        call.arguments.length === 1 &&
        !/valid|save|run|update|clean|apply|execute/.test(context.text(call.arguments[0]!))
      )
        return { at: call.node, instead: `${call.name}(… for … in …), without the brackets` };
      if (
        call.path === 'sorted' &&
        context.kind(up) === 'subscript' &&
        /^(0|-1)$/.test(context.text(context.children(up)[1] ?? -1)) &&
        context.children(up).length === 2
      )
        return { at: up, instead: context.text(context.children(up)[1]!) === '0' ? 'min(…)' : 'max(…)' };
      return null;
    case 'csharp':
      if (
        call.name === 'Count' &&
        call.arguments.length === 0 &&
        context.kind(up) === 'binary_expression' &&
        /^(>|!=) 0$|^>= 1$/.test(`${operatorOf(up, context)} ${context.text(sides(up, context)[1])}`) &&
        context.call(call.receiver)?.name === 'Where'
      )
        return { at: up, instead: '.Any(…)' };
      if (
        /^(First|FirstOrDefault)$/.test(call.name) &&
        call.arguments.length === 0 &&
        context.call(call.receiver)?.name === 'Where'
      )
        return { at: call.node, instead: `.${call.name}(…) takes the condition itself` };
      return null;
    case 'ruby': {
      const made = context.call(call.receiver);
      if (
        call.name === 'first' &&
        call.arguments.length === 0 &&
        made?.name === 'select' &&
        context.field(made.node, 'block') >= 0
      )
        return { at: call.node, instead: `${context.short(made.receiver, 30)}.find { … }` };
      return null;
    }
    case 'rust': {
      const made = context.call(call.receiver);
      return call.name === 'len' &&
        made?.name === 'collect' &&
        /collect::<Vec<_>>$|collect::<Vec<[^>]*>>$/.test(made.path)
        ? { at: call.node, instead: '.count()' }
        : null;
    }
    case 'java': {
      const made = context.call(call.receiver);
      return call.name === 'isPresent' &&
        /^find(First|Any)$/.test(made?.name ?? '') &&
        context.call(made!.receiver)?.name === 'filter'
        ? { at: call.node, instead: '.anyMatch(…)' }
        : null;
    }
    default:
      return null;
  }
}
