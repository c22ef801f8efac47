import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { definitionsOf } from '../reading/constants.ts';
import { repetition, turnNames } from '../reading/repetition.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const loopRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'await-in-loop',
    category: 'performance',
    severity: 'low',
    languages: js,
    title: 'Independent work awaited one after the other',
    rationale: 'Each turn waits for the one before, though none needs its result.',
    source: 'ESLint, no-await-in-loop',
    remediationMinutes: 15,
    skipTests: true,
    kinds: ['await_expression'],
    check(node, context) {
      const loop = context.enclosingLoop(node);
      if (
        loop < 0 ||
        context.kind(loop) !== 'for_in_statement' ||
        /^for\s+await/.test(context.text(loop).slice(0, 12))
      )
        return;
      const call = context.call(context.children(node)[0] ?? -1);
      if (
        call === null ||
        !/^(fetch|get[A-Z_]|load|read|find(One|By|All|Many|First|Unique|$)|lookup|download|request)/.test(
          call.name,
        )
      )
        return;
      const body = context.field(loop, 'body');
      const text = context.text(body);
      // One await a turn whose result only goes into a list: the shape that Promise.all serves.
      if (
        (text.match(/\bawait\b/g)?.length ?? 0) !== 1 ||
        /\b(break|return|continue|throw|if|try|delay|sleep|yield)\b/.test(text)
      )
        return;
      if (!/\.push\(|\[[^\]]+\]\s*=[^=]|\.set\(/.test(text) || context.children(body).length > 3) return;
      const names = turnNames(loop, context);
      if (
        !call.arguments.some((argument) =>
          names.some((name) => new RegExp(`\\b${name}\\b`).test(context.text(argument))),
        )
      )
        return;
      context.report(node, {
        message: `\`${context.short(call.node, 50)}\` is awaited for one item at a time, though no turn needs the last one's result.`,
        suggestion: `await Promise.all(${listName(loop, context)}.map(async (…) => …)), or a pool of a few at once.`,
        evidence: [`loop on line ${context.tree.line[loop]}`],
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'async function f(urls) {\n  const pages = [];\n  for (const url of urls) {\n    const page = await fetch(url);\n    pages.push(page);\n  }\n  return pages;\n}',
        line: 4,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'async function f(urls) { for await (const x of s) out.push(x); for (const u of urls) { const p = await fetch(u); if (p.ok) return p; } for (const s of steps) await run(s); for (const u of urls) { cursor = await getPage(cursor); out.push(cursor); } }',
      },
    ],
  }),
  defineRule({
    id: 'text-grown-in-loop',
    category: 'performance',
    severity: 'low',
    languages: ['java', 'go', 'csharp', 'python'],
    title: 'Text grown by += in a loop',
    rationale: 'Each turn copies everything so far: ten times the items cost a hundred times the copying.',
    cwe: 1046,
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['assignment_expression', 'assignment_statement', 'augmented_assignment'],
    check(node, context) {
      const loop = context.enclosingLoop(node);
      if (loop < 0) return;
      const left =
        context.kind(context.field(node, 'left')) === 'expression_list'
          ? (context.children(context.field(node, 'left'))[0] ?? -1)
          : context.field(node, 'left');
      if (context.kind(left) !== 'identifier') return;
      const between = context.source
        .slice(context.tree.end[left], context.tree.start[context.field(node, 'right')])
        .trim();
      if (between !== '+=') return;
      // The name starts as a text outside of the loop, in the same function.
      const starts = definitionsOf(context, left).filter(
        (each) => each.node !== node && each.value >= 0 && each.node < loop,
      );
      if (
        starts.length === 0 ||
        !starts.every((each) => context.isString(each.value)) ||
        definitionsOf(context, left).some(
          (each) =>
            each.node > loop &&
            each.node < context.tree.next[loop]! &&
            /^(short_var|variable_decl|assignment$)/.test(context.kind(each.node)) &&
            each.node !== node,
        )
      )
        return;
      // A separator or a pad: what matters is the other piece that is added, or nothing is.
      if (context.isConstant(context.field(node, 'right'))) return;
      const name = context.text(left);
      const told = toldOf(context);
      if (told.has(`${loop} ${name}`)) return;
      told.add(`${loop} ${name}`);
      // A loop of a fixed few turns, or one whose text is used up each turn, is fine.
      const header = context.source.slice(
        context.tree.start[loop],
        context.tree.start[context.field(loop, 'body')],
      );
      if (
        /<=?\s*\d\b|range\(\d\)|\.split\(/.test(header) ||
        (context.isString(context.field(node, 'right')) && /\b(pad|indent)/i.test(name))
      )
        return;
      context.report(node, {
        message: `\`${name} +=\` ${context.family === 'python' ? 'may copy' : 'copies'} all of \`${name}\` in every turn of the loop on line ${context.tree.line[loop]}.`,
        suggestion: {
          java: 'Use a StringBuilder and append.',
          go: 'Use a strings.Builder and WriteString.',
          csharp: 'Use a StringBuilder and Append.',
          python: `Collect the parts in a list and "".join(…) them after the loop.`,
        }[context.family as 'java'],
        evidence: [`loop on line ${context.tree.line[loop]}`],
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { String f(List<String> xs) {\n  String s = "";\n  for (String x : xs) { s += x; }\n  return s;\n} }',
        line: 3,
      },
      {
        language: 'go',
        code: 'package a\nfunc f(xs []string) string {\n\ts := ""\n\tfor _, x := range xs {\n\t\ts += x\n\t}\n\treturn s\n}',
        line: 5,
      },
      {
        language: 'csharp',
        code: 'class A { string F(string[] xs) {\n  var s = "";\n  foreach (var x in xs) { s += x; }\n  return s;\n} }',
        line: 3,
      },
      {
        language: 'python',
        code: 'def f(rows):\n    out = ""\n    for row in rows:\n        out += str(row)\n    return out',
        line: 4,
      },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { int f(int[] xs) { int s = 0; for (int x : xs) { s += x; } StringBuilder b = new StringBuilder(); for (int x : xs) b.append(x); return s; } }',
      },
      {
        language: 'go',
        code: 'package a\nfunc f(xs []int) int {\n\ts := 0\n\tfor _, x := range xs {\n\t\ts += x\n\t\tt := ""\n\t\tt += "a"\n\t}\n\treturn s\n}',
      },
    ],
  }),
  defineRule({
    id: 'pattern-compiled-in-loop',
    category: 'performance',
    severity: 'low',
    languages: [...js, 'java', 'go', 'rust', 'csharp', 'python'],
    title: 'The same pattern compiled in every turn',
    rationale: 'Compiling a regular expression costs far more than matching a short text with it.',
    cwe: 1050,
    remediationMinutes: 5,
    skipTests: true,
    calls: ['compile', 'MustCompile', 'Compile', 'MatchString', 'new', 'Regex', 'RegExp'],
    checkCall(call, context) {
      const shape = {
        js: /^RegExp$/,
        java: /^Pattern\.compile$/,
        go: /^regexp\.(MustCompile|Compile|MatchString)$/,
        rust: /^(regex::)?(Regex|RegexBuilder)::new$/,
        csharp: /^Regex$/,
        python: /^re\.compile$/,
      }[context.family as 'js'];
      if (shape === undefined || !shape.test(call.path) || (context.family === 'js' && !call.isNew)) return;
      const loop = repetition(call.node, context);
      const pattern = call.arguments[0] ?? -1;
      if (
        loop < 0 ||
        pattern < 0 ||
        !context.isConstant(pattern) ||
        /lazy_static|OnceCell|Lazy::new|LazyLock|OnceLock/.test(
          context.text(context.parent(context.parent(call.node))).slice(0, 300),
        )
      )
        return;
      if (loopOverFixed(loop, context) || isMadeOnce(call.node, loop, context)) return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 50)}\` is the same in every turn of the loop on line ${context.tree.line[loop]}.`,
        suggestion: 'Compile it once, before the loop or in a constant.',
        evidence: [`loop on line ${context.tree.line[loop]}`],
      });
    },
    wrong: [
      {
        language: 'go',
        code: 'package a\nfunc f(xs []string) {\n\tfor _, x := range xs {\n\t\tre := regexp.MustCompile(`a+`)\n\t\tre.MatchString(x)\n\t}\n}',
        line: 4,
      },
      {
        language: 'java',
        code: 'class A { void f(List<String> xs) { for (String x : xs) { Pattern.compile("a+").matcher(x); } } }',
      },
      { language: 'javascript', code: 'for (const x of xs) { if (new RegExp("a+").test(x)) f(); }' },
      { language: 'python', code: 'for x in xs:\n    if re.compile("a+").match(x):\n        f()', line: 2 },
      {
        language: 'rust',
        code: 'fn f(xs: &[String]) { for x in xs { let r = Regex::new("a+").unwrap(); r.is_match(x); } }',
      },
    ],
    right: [
      {
        language: 'go',
        code: 'package a\nvar re = regexp.MustCompile(`a+`)\nfunc f(xs []string) { for _, x := range xs { regexp.MustCompile(x) } }',
      },
      {
        language: 'go',
        code: 'package a\nfunc f(xs []string) string {\n\tfor _, x := range xs {\n\t\tif ok(x) {\n\t\t\tre := regexp.MustCompile(`a+`)\n\t\t\treturn re.FindString(x)\n\t\t}\n\t}\n\treturn ""\n}',
      },
      {
        language: 'javascript',
        code: 'for (const x of xs) { if (/a+/.test(x) || new RegExp(x).test(y)) f(); }',
      },
    ],
  }),
  defineRule({
    id: 'list-searched-in-loop',
    category: 'performance',
    severity: 'low',
    languages: [...js, 'python'],
    title: 'A growing list searched in every turn',
    rationale: 'Each test looks through the whole list; a set answers at once.',
    cwe: 1049,
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['comparison_operator'],
    check(node, context) {
      if (context.family !== 'python') return;
      const [, right] = context.children(node);
      if (
        right === undefined ||
        !/\b(not\s+)?in\s+\w+$/.test(context.short(node, 200)) ||
        context.kind(right) !== 'identifier'
      )
        return;
      searched(node, right, context);
    },
    calls: ['includes', 'indexOf'],
    checkCall(call, context) {
      if (context.family === 'js' && context.kind(call.receiver) === 'identifier')
        searched(call.node, call.receiver, context);
    },
    wrong: [
      {
        language: 'python',
        code: 'def f(rows):\n    seen = []\n    for row in rows:\n        if row.id not in seen:\n            seen.append(row.id)',
        line: 4,
      },
      {
        language: 'javascript',
        code: 'function f(rows) {\n  const seen = [];\n  for (const row of rows) {\n    if (!seen.includes(row.id)) seen.push(row.id);\n  }\n}',
        line: 4,
      },
    ],
    right: [
      {
        language: 'python',
        code: 'def f(rows):\n    seen = set()\n    for row in rows:\n        if row.id not in seen:\n            seen.add(row.id)\n        if row.kind in KINDS or row.x in ("a", "b"):\n            pass',
      },
      {
        language: 'javascript',
        code: 'function f(rows) { const kinds = ["a", "b"]; for (const row of rows) if (kinds.includes(row.kind)) g(); }',
      },
    ],
  }),
  defineRule({
    id: 'length-counted-in-loop',
    category: 'performance',
    severity: 'low',
    languages: cAndCpp,
    title: 'strlen in the condition of a loop',
    rationale: 'It walks the whole text before every turn.',
    cwe: 1050,
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['for_statement', 'while_statement'],
    check(node, context) {
      const condition = context.field(node, 'condition');
      if (condition < 0) return;
      for (const each of context.descendants(condition)) {
        const call = context.call(each);
        if (call === null || call.name !== 'strlen' || call.arguments.length !== 1) continue;
        const name = context.text(call.arguments[0]!);
        if (
          !/^\w+$/.test(name) ||
          !new RegExp(`<=?\\s*(\\(\\w+\\)\\s*)?strlen\\(\\s*${name}`).test(context.text(condition))
        )
          continue;
        const body = context.text(context.field(node, 'body'));
        if (
          new RegExp(`\\b${name}\\s*(\\[[^\\]]*\\])?\\s*(=[^=]|\\+\\+|\\+=)|\\(\\s*${name}\\s*,`).test(body)
        )
          continue;
        context.report(each, {
          message: `\`strlen(${name})\` walks the whole text again in each turn.`,
          suggestion: `size_t length = strlen(${name}); before the loop.`,
        });
        return;
      }
    },
    wrong: [
      {
        language: 'c',
        code: 'void f(const char *s) {\n  for (size_t i = 0; i < strlen(s); i++) g(s[i]);\n}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'c',
        code: 'void f(char *s) { size_t n = strlen(s); for (size_t i = 0; i < n; i++) g(s[i]); while (strlen(s) > 2) s++; for (i = 0; i < strlen(s); i++) s[i] = 0; }',
      },
    ],
  }),
];

const toldByContext = new WeakMap<RuleContext, Set<string>>();

/** The loops and names that were reported: one finding for each is enough. */
function toldOf(context: RuleContext): Set<string> {
  let told = toldByContext.get(context);
  if (told === undefined) {
    told = new Set();
    toldByContext.set(context, told);
  }
  return told;
}

/** The list that a loop goes through, where it has a short name. */
function listName(loop: number, context: RuleContext): string {
  const list = context.field(loop, 'right');
  return /^(identifier|member_expression)$/.test(context.kind(list)) ? context.short(list, 40) : 'list';
}

function searched(node: number, list: number, context: RuleContext): void {
  const loop = context.enclosingLoop(node);
  if (loop < 0) return;
  const name = context.text(list);
  const starts = definitionsOf(context, list);
  // A list that starts empty before the loop and grows inside it.
  if (
    starts.length === 0 ||
    starts.some((each) => each.node > loop) ||
    !starts.every((each) => each.value >= 0 && /^(\[\]|list\(\))$/.test(context.text(each.value)))
  )
    return;
  const body = context.text(context.field(loop, 'body'));
  if (!new RegExp(`\\b${name}\\.(append|push)\\(`).test(body)) return;
  context.report(node, {
    message: `\`${context.short(node, 50)}\` looks through all of \`${name}\`, which grows in the loop on line ${context.tree.line[loop]}.`,
    suggestion:
      context.family === 'python'
        ? `Keep a set beside it: seen = set()`
        : `Keep a Set beside it: ${name} = new Set(), .has(…), .add(…).`,
    evidence: [`loop on line ${context.tree.line[loop]}`],
  });
}

/** Whether an `if` that asks for nothing stands between a call and its loop: then only the first turn makes the thing. */
function isMadeOnce(node: number, loop: number, context: RuleContext): boolean {
  for (let up = context.parent(node); up > loop; up = context.parent(up)) {
    // A block that leaves the loop is gone through once.
    if (
      context.isBlock(up) &&
      /^(return|break|throw|raise)\b/.test(context.short(context.children(up).at(-1) ?? -1, 20))
    )
      return true;
    if (!/^if/.test(context.kind(up))) continue;
    if (
      /==\s*(null|nil|undefined)|is None|^\(?!\s*\w+\)?$|is_none\(/.test(
        context.short(context.field(up, 'condition'), 200),
      )
    )
      return true;
  }
  return false;
}

/** A loop over a literal list has as many turns as one can see. */
function loopOverFixed(loop: number, context: RuleContext): boolean {
  return /^(array|list|tuple|array_initializer)$/.test(context.kind(context.field(loop, 'right')));
}
