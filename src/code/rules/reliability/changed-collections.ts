import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const whileKinds: ReadonlySet<string> = new Set([
  'while_statement',
  'for_statement',
  'enhanced_for_statement',
]);

/** Whether an index counts through a list by its length in a loop around a node, which then goes over the hole as over an item. */
function isCounted(node: NodeIndex, list: string, index: string, context: RuleContext): boolean {
  const plain = list.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const counts = new RegExp(
    `\\b${index}\\s*(<=?|!==?)\\s*${plain}\\.length\\b|\\b${index}\\s*=\\s*${plain}\\.length\\s*-\\s*1\\b`,
  );
  for (let up = context.parent(node); up >= 0 && !context.isFunction(up); up = context.parent(up)) {
    if (context.kind(up) !== 'for_statement') continue;
    const body = context.field(up, 'body');
    if (!counts.test(context.source.slice(context.tree.start[up], context.tree.start[body]))) continue;
    // What empties the whole list, or counts the holes, wants them.
    const statement = context.parent(node);
    return context.ancestor(statement, ifKinds) > up;
  }
  return false;
}

const ifKinds: ReadonlySet<string> = new Set(['if_statement']);

export const changedCollectionRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'removed-while-iterating',
    category: 'reliability',
    severity: 'high',
    languages: ['java'],
    title: 'Collection changed while an iterator goes over it',
    rationale:
      'The iterator’s next step throws ConcurrentModificationException; only its own remove is allowed.',
    cwe: 662,
    source: 'java.util.ConcurrentModificationException',
    remediationMinutes: 5,
    skipTests: true,
    calls: ['remove', 'add', 'removeAll', 'addAll', 'clear'],
    checkCall(call, context) {
      const list = context.text(call.receiver);
      if (!/^(this\.)?\w+$/.test(list)) return;
      if (context.kind(context.parent(call.node)) !== 'expression_statement') return;
      const loop = loopOver(list, call.node, context);
      // Others' collections may well allow it: a pipeline, a bitmap.
      if (loop < 0 || !isPlainCollection(list.replace('this.', ''), loop, context)) return;
      // Leaving right after is safe.
      const after = context.source.slice(context.tree.end[call.node], context.tree.end[loop]);
      if (/\b(break|return|throw)\b/.test(after)) return;
      // Collections made for it, and maps by their keys in other hands.
      if (
        new RegExp(
          `\\bCopyOnWriteArray(List|Set)\\b|\\b(Concurrent\\w*)\\b[^;\\n]*\\b${list.replace('this.', '')}\\b|\\b${list.replace('this.', '')}\\s*=\\s*new\\s+(CopyOnWrite|Concurrent)`,
        ).test(context.source)
      )
        return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 50)}\` changes \`${list}\` under the iterator of line ${context.tree.line[loop]}: its next step throws.`,
        suggestion:
          call.name === 'remove'
            ? 'Use the iterator’s own remove(), or removeIf(…).'
            : 'Gather the changes, and make them after the loop.',
        evidence: [`loop on line ${context.tree.line[loop]}`],
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { void f(List<B> items) {\n  for (Iterator<B> i = items.iterator(); i.hasNext();) {\n    B b = i.next();\n    if (b.old()) {\n      items.remove(b);\n    }\n  }\n} }',
        line: 5,
      },
      {
        language: 'java',
        code: 'class A { void f() {\n  Iterator<B> i = items.iterator();\n  while (i.hasNext()) {\n    items.remove(i.next());\n  }\n} }',
        line: 4,
      },
      {
        language: 'java',
        code: 'class A { void f(List<B> items) {\n  for (B b : items) {\n    if (b.old()) { items.remove(b); }\n  }\n} }',
        line: 3,
      },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { void f(List<B> items) { for (Iterator<B> i = items.iterator(); i.hasNext();) { B b = i.next(); if (b.old()) { i.remove(); others.add(b); } } for (B b : items) { if (b.old()) { items.remove(b); break; } } for (B b : new ArrayList<>(items)) { items.remove(b); } } }',
      },
    ],
  }),
  defineRule({
    id: 'deleted-from-array',
    category: 'reliability',
    severity: 'medium',
    languages: js,
    title: 'delete of an array’s item',
    rationale:
      'It leaves a hole: the length stays as it was, and whoever goes over the array meets undefined.',
    cwe: 1164,
    source: 'typescript-eslint, no-array-delete',
    remediationMinutes: 2,
    skipTests: true,
    needs: /\bdelete\b/,
    kinds: ['unary_expression'],
    check(node, context) {
      const item = context.field(node, 'argument');
      if (context.kind(item) !== 'subscript_expression' || !/^delete\b/.test(context.short(node, 8))) return;
      const index = context.field(item, 'index');
      if (context.kind(index) !== 'identifier') return;
      const definitions = context.definitions().get(context.text(index)) ?? [];
      const owner = context.enclosingFunction(node);
      const near = definitions.filter((each) => each.scope === owner);
      const list = context.text(context.field(item, 'object')).replace(/\s+/g, '');
      // Found by position in the same list: then it is one.
      const isPosition =
        near.length > 0 &&
        near.every((each) => {
          const call = context.call(each.value);
          return (
            call !== null &&
            /^(indexOf|findIndex|lastIndexOf|findLastIndex)$/.test(call.name) &&
            context.text(call.receiver).replace(/\s+/g, '') === list
          );
        });
      if (!isPosition && !isCounted(node, list, context.text(index), context)) return;
      context.report(node, {
        message: `\`${context.short(node, 50)}\` leaves a hole in \`${list.slice(0, 30)}\`, and its length as it was.`,
        suggestion: `${list}.splice(${context.text(index)}, 1)`,
      });
    },
    wrong: [
      {
        language: 'typescript',
        code: 'function f(watcher: W) {\n  const at = this.watchers.findIndex((each) => each === watcher);\n  if (at >= 0) {\n    delete this.watchers[at];\n  }\n}',
        line: 4,
      },
      {
        language: 'javascript',
        code: 'for (let i = list.length - 1; i >= 0; i--) {\n  if (list[i].old) delete list[i];\n}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function f(list, x, map, key) { const at = list.indexOf(x); if (at >= 0) list.splice(at, 1); delete map[key]; const k = keys.indexOf(x); delete map[k]; }',
      },
    ],
  }),
  defineRule({
    id: 'objects-sorted-as-text',
    category: 'reliability',
    severity: 'high',
    languages: js,
    title: 'Objects or numbers sorted as text',
    rationale:
      'Without a comparison `sort` orders by text: every object reads "[object Object]", and 10 comes before 9.',
    cwe: 1025,
    source: 'typescript-eslint, require-array-sort-compare',
    remediationMinutes: 3,
    skipTests: true,
    calls: ['sort'],
    checkCall(call, context) {
      if (call.arguments.length > 0) return;
      const before = context.call(call.receiver);
      if (before?.name === 'map' && isNumberMaker(context.text(before.arguments[0] ?? -1))) {
        context.report(call.node, {
          severity: 'medium',
          message: `\`${context.short(before.node, 40)}\` makes numbers, and \`sort()\` compares texts: 10 comes before 9.`,
          suggestion: '.sort((a, b) => a - b)',
        });
        return;
      }
      const name = context.short(call.receiver, 60);
      if (!/^[\w$]+(\.[\w$]+)*$/.test(name)) return;
      const escaped = name.replaceAll('$', '\\$').replaceAll('.', '\\.');
      const { source } = context;
      const field = fieldOfItems(escaped, call.node, context);
      if (field !== null) {
        context.report(call.node, {
          severity: 'medium',
          message: `\`${name}\` holds objects (\`.${field}\` of its items is asked for), and \`sort()\` compares texts.`,
          suggestion: `${name}.sort((a, b) => …)`,
        });
        return;
      }
      if (context.kind(call.receiver) !== 'identifier') return;
      const filled = new RegExp(
        `(?<![\\w$.])${escaped}\\.push\\(\\s*(\\{|-?\\d|Number\\(|parse(Int|Float)\\()`,
        'g',
      );
      const others = new RegExp(`(?<![\\w$.])${escaped}\\.(push|unshift)\\(`, 'g');
      const holds = source.match(filled)?.length ?? 0;
      const begun = new RegExp(`\\b(const|let|var)\\s+${escaped}(\\s*:[^=;]+)?\\s*=\\s*([^;\\n]*)`, 'g');
      const starts = [...source.matchAll(begun)].map((each) => each[3]!.trim());
      const numbers = starts.length === 1 && /^\[\s*-?\d+(\.\d+)?\s*,\s*-?\d/.test(starts[0]!);
      // All that goes in is objects or numbers, and it began as nothing.
      const isKnown =
        holds > 0 &&
        holds === (source.match(others)?.length ?? 0) &&
        starts.length === 1 &&
        /^\[\s*\]/.test(starts[0]!);
      if (!isKnown && !numbers) return;
      context.report(call.node, {
        message: `\`${name}\` holds ${numbers || !/\{$/.test(source.match(filled)?.[0] ?? '') ? 'numbers' : 'objects'}, and \`sort()\` compares texts.`,
        suggestion: `${name}.sort((a, b) => …)`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(items) {\n  const found = [];\n  for (const item of items) found.push({ index: item.at, item });\n  return found.sort().map((each) => each.item);\n}',
        line: 4,
      },
      { language: 'typescript', code: 'const sizes = [9, 10, 1];\nsizes.sort();', line: 2 },
      { language: 'javascript', code: 'const years = Object.keys(o).map(Number).sort();' },
      {
        language: 'javascript',
        code: 'function f(found) {\n  found.sort();\n  return found.map((each) => each.name);\n}',
        line: 2,
      },
      {
        language: 'typescript',
        code: 'function f(found: A[], by: string) {\n  if (by === "id") found.sort();\n  if (by === "name") found.sort((a, b) => a.name.localeCompare(b.name));\n}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const a = []; a.push({ b: 1 }); a.sort((x, y) => x.b - y.b); const names = []; names.push(x.name); names.sort(); names.map((n) => n.length); names.sort((p, q) => p.length - q.length); ids.map((i) => i.name); ids = ids.map((i) => i.name); ids.sort(); const c = ["b"]; c.push("a"); c.sort();',
      },
    ],
  }),
  defineRule({
    id: 'parameter-named-twice',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'php', 'python'],
    title: 'Two parameters of one name',
    rationale: 'Only the last of them can be reached; strict code does not even load.',
    cwe: 694,
    remediationMinutes: 2,
    kinds: ['formal_parameters', 'parameters'],
    check(node, context) {
      const parameters = context.children(node);
      if (parameters.length < 2) return;
      const seen = new Set<string>();
      for (const each of parameters) {
        const name = /^(?:\.\.\.|\*{1,2})?(?:[\w?\\| ]+\s)?&?(\$?[A-Za-z_$][\w$]*)\s*(?=[?:=]|$)/.exec(
          context.family === 'php'
            ? context.text(each)
            : context.text(each).replace(/^((public|private|protected|readonly|override)\s+)+/, ''),
        )?.[1];
        if (name === undefined || /^_+$/.test(name)) continue;
        if (seen.has(name)) {
          context.report(each, {
            message: `There are two parameters named \`${name}\`.`,
            suggestion: 'Give each its own name.',
          });
          return;
        }
        seen.add(name);
      }
    },
    wrong: [
      { language: 'javascript', code: 'function f(client, client) { return client; }' },
      { language: 'typescript', code: 'function f(\n  id: string,\n  id: Params,\n): void {}', line: 3 },
      { language: 'php', code: '<?php\nfunction f($a, int $a = 1) {}', line: 2 },
    ],
    right: [
      {
        language: 'typescript',
        code: 'function f(this: A, a: string, { a: b }: B, [c]: string[], d = 1, ...e: string[]): void {}\nfunction g(_, _) {}',
      },
      { language: 'python', code: 'def f(a, b=1, *args, c: int = 2, **kwargs):\n    pass' },
    ],
  }),
];

/** Whether a name is declared as one of the collections of java.util that fail fast. */
function isPlainCollection(name: string, loop: NodeIndex, context: RuleContext): boolean {
  const declared = [
    ...context.source.matchAll(new RegExp(`\\b(\\w+)(?:<[^;{}]*?>)?\\s+${name}\\s*[=;,):]`, 'g')),
  ].map((each) => each[1]!);
  // Java's own iterator, of a collection that is declared elsewhere.
  if (declared.length === 0) return context.kind(loop) !== 'enhanced_for_statement';
  return declared.every((type) =>
    /^(Collection|List|ArrayList|LinkedList|Vector|Set|HashSet|LinkedHashSet|TreeSet|Map|HashMap|LinkedHashMap|TreeMap|Deque|ArrayDeque|Queue|PriorityQueue|return)$/.test(
      type,
    ),
  );
}

/** The loop around a node that goes over a list by an iterator or by `for (… : list)`, or -1. */
function loopOver(list: string, node: NodeIndex, context: RuleContext): NodeIndex {
  const owner = context.enclosingFunction(node);
  for (let up = context.ancestor(node, whileKinds); up > owner; up = context.ancestor(up, whileKinds)) {
    const kind = context.kind(up);
    const body = context.field(up, 'body');
    if (!context.isInside(node, body)) continue;
    const { tree, source } = context;
    const head = source.slice(tree.start[up], tree.start[body]).replace(/\s+/g, ' ');
    const escaped = list.replace('.', '\\.');
    if (kind === 'enhanced_for_statement') {
      if (new RegExp(`: ?${escaped} ?\\) ?$`).test(head)) return up;
      continue;
    }
    const over = /(\w+)\.hasNext\(\)/.exec(head)?.[1];
    if (over === undefined) continue;
    const from = owner < 0 ? 0 : tree.start[owner]!;
    const made = new RegExp(`\\b${over} = ${escaped}\\.(iterator|listIterator)\\(`);
    if (made.test(source.slice(from, tree.start[body]).replace(/\s+/g, ' '))) return up;
  }
  return -1;
}

/** Whether a callback of `map` makes a number of everything. */
function isNumberMaker(callback: string): boolean {
  return /^(Number|parseFloat|(\(?\s*([\w$]+)\s*\)?\s*=>\s*(Number|parseInt|parseFloat)\(\s*\3\s*(,\s*\d+)?\)))$/.test(
    callback,
  );
}

/** What texts and numbers have themselves. */
const ofTexts =
  /^(length|at|char\w*|codePointAt|concat|endsWith|includes|indexOf|lastIndexOf|localeCompare|match\w*|normalize|pad\w+|repeat|replace\w*|search|slice|split|startsWith|substr\w*|to[A-Z]\w*|trim\w*|valueOf)$/;

/** The field that a callback in the same function reads of an array's items, or null; none where the array gets other items, or its items say how they read. */
function fieldOfItems(escaped: string, node: NodeIndex, context: RuleContext): string | null {
  const owner = context.enclosingFunction(node);
  if (context.says(/\b(toString|valueOf|toPrimitive)\b\s*[(\]]/)) return null;
  const { tree, source } = context;
  const [from, to] = owner < 0 ? [0, source.length] : [tree.start[owner]!, tree.end[owner]!];
  if (to - from > 20_000) return null;
  const text = source.slice(from, to);
  // Set anew from something else, its items may be other ones.
  const begun =
    text.match(new RegExp(`(?<![\\w$.])${escaped}\\s*=(?![=>])\\s*(?!\\[\\s*\\])`, 'g'))?.length ?? 0;
  if (begun > 1 || new RegExp(`(?<![\\w$.])${escaped}\\s*=\\s*${escaped}\\b`).test(text)) return null;
  const reads = new RegExp(
    `(?<![\\w$.])${escaped}\\.(?:sort|find|findIndex|findLast|some|every|filter|map|flatMap|forEach)\\(\\s*\\(?\\s*([\\w$]+)\\s*(?:,\\s*[\\w$]+\\s*)?\\)?\\s*=>\\s*!?\\1\\.([\\w$]+)`,
    'g',
  );
  for (const match of text.matchAll(reads)) if (!ofTexts.test(match[2]!)) return match[2]!;
  return null;
}
