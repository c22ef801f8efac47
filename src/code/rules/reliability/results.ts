import { keptResult, questionMark } from '../../fixes/statements.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import type { Call } from '../reading/calls.ts';
import { definitionsOf } from '../reading/constants.ts';
import { defineRule, type Report, type RuleDeclaration } from '../rule.ts';

/** Whether a call of Python's has arguments that a text's method would not: then it is somebody else's, a module's or an encoder's. */
function takesMore(call: Call, context: RuleContext): boolean {
  const [first] = call.arguments;
  if (/^[lr]?strip$/.test(call.name))
    return (
      call.arguments.length > 1 ||
      (first !== undefined && !context.isString(first) && isImported(call, context))
    );
  if (!/^(encode|decode)$/.test(call.name)) return false;
  return first !== undefined && !context.isString(first);
}

/** Whether a call of Java's is on something that is no text: a map's `replaceAll` takes one function, a bitmap has a `trim` of its own. */
function isNoText(call: Call, context: RuleContext): boolean {
  if (call.name === 'replaceAll' && call.arguments.length === 1) return true;
  // A text's own takes nothing: `insets.trim(area)` changes what it is given.
  if (/^(trim|strip)$/.test(call.name) && call.arguments.length > 0) return true;
  const receiver = context.text(call.receiver);
  if (!/^\w+$/.test(receiver)) return false;
  const before = context.source.slice(0, context.tree.start[call.node]);
  const declared = [
    ...before.matchAll(new RegExp(`\\b([A-Z]\\w*)(?:<[^;>]*>)?\\s+${receiver}\\s*[=;,)]`, 'g')),
  ].at(-1)?.[1];
  return (
    declared !== undefined &&
    !/^(String|LocalDate\w*|OffsetDateTime|ZonedDateTime|DateTime\w*|Instant)$/.test(declared)
  );
}

/** Whether a call's receiver is a name that an import brought. */
function isImported(call: Call, context: RuleContext): boolean {
  const receiver = context.text(call.receiver);
  return (
    /^\w+$/.test(receiver) &&
    context.says(new RegExp(`^\\s*(?:from\\s.*)?import\\b[^#\\n]*\\b${receiver}\\b|^ {4}${receiver},$`, 'm'))
  );
}

export const resultRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'unwrap-of-input',
    category: 'reliability',
    severity: 'low',
    languages: ['rust'],
    title: 'unwrap of something that input decides',
    rationale: 'A missing file or a malformed number ends the thread with a panic instead of an error.',
    cwe: 248,
    source: 'The Rust Programming Language, "To panic! or Not to panic!"',
    remediationMinutes: 10,
    skipTests: true,
    calls: ['unwrap'],
    checkCall(call, context) {
      const on = context.call(call.receiver);
      const awaited =
        context.kind(call.receiver) === 'await_expression'
          ? context.call(context.children(call.receiver)[0] ?? -1)
          : null;
      const source = on ?? awaited;
      if (source === null) return;
      if (/(^|\/)(main|build)\.rs$|(^|\/)(bin|examples|xtask)\//.test(context.path)) return;
      const fromInput =
        /^(read_line|read_to_string|read_to_end)$/.test(source.name) ||
        (source.name === 'parse' && isGiven(source.receiver, context)) ||
        /^(std::)?(fs::\w+|File::(open|create)|env::var|serde_json::from_(str|slice|reader|value)|TcpStream::connect|Command::\w+)$/.test(
          source.path,
        ) ||
        (awaited !== null && /^(send|json|text|bytes|connect)$/.test(source.name));
      if (!fromInput) return;
      if (
        context.isConstant(source.arguments[0] ?? source.receiver) &&
        (source.arguments.length > 0 || context.isString(source.receiver))
      )
        return;
      context.report(call.node, {
        ...questionMark(call.node, call.receiver, context),
        message: `\`${context.short(source.node, 50)}\` fails on what comes from outside, and \`unwrap\` turns that into a panic.`,
        suggestion: `${context.short(source.node, 60)}?`,
      });
    },
    wrong: [
      {
        language: 'rust',
        path: 'src/lib.rs',
        code: 'pub fn f(s: &str) -> i32 {\n    s.parse().unwrap()\n}',
        line: 2,
      },
      {
        language: 'rust',
        path: 'src/lib.rs',
        code: 'pub fn f(p: &Path) -> String {\n    std::fs::read_to_string(p).unwrap()\n}',
        line: 2,
      },
      {
        language: 'rust',
        path: 'src/lib.rs',
        code: 'pub fn f(s: &str) -> Result<i32, E> {\n    let n = s.parse().unwrap();\n    Ok(n)\n}',
        line: 2,
        fixed: 'pub fn f(s: &str) -> Result<i32, E> {\n    let n = s.parse()?;\n    Ok(n)\n}',
      },
    ],
    right: [
      {
        language: 'rust',
        path: 'src/lib.rs',
        code: 'pub fn f(s: &str) -> Result<i32, E> {\n    let m = lock.lock().unwrap();\n    let a: IpAddr = "127.0.0.1".parse().unwrap();\n    Ok(s.parse()?)\n}\n#[cfg(test)]\nmod tests { fn t() { x.parse().unwrap(); } }',
      },
    ],
  }),
  defineRule({
    id: 'equals-without-hashcode',
    category: 'reliability',
    severity: 'medium',
    languages: ['java'],
    title: 'equals without hashCode',
    rationale: 'Equal objects then land in different buckets, and a HashMap or HashSet does not find them.',
    cwe: 581,
    source: 'Bloch, Effective Java, item 11',
    remediationMinutes: 10,
    kinds: ['class_declaration', 'enum_declaration'],
    check(node, context) {
      const body = context.field(node, 'body');
      const methods = context.children(body).filter((each) => context.kind(each) === 'method_declaration');
      const equals = methods.find(
        (each) =>
          context.text(context.field(each, 'name')) === 'equals' &&
          /^\(\s*(final\s+)?(@\w+\s+)?Object\s+\w+\s*\)$/.test(
            context.text(context.field(each, 'parameters')),
          ) &&
          !/\bstatic\b/.test(context.short(each, 60)),
      );
      if (
        equals === undefined ||
        methods.some((each) => context.text(context.field(each, 'name')) === 'hashCode')
      )
        return;
      if (
        context.childOfKind(node, 'superclass') >= 0 ||
        /\breturn super\.equals\(|\bthrow\b|abstract/.test(context.short(equals, 300)) ||
        /implements\s+[^{]*Comparator|interface/.test(
          context.source.slice(context.tree.start[node], context.tree.start[body]),
        )
      )
        return;
      const name = context.text(context.field(node, 'name'));
      context.report(equals, {
        message: `\`${name}\` says when two of it are equal but not how they hash.`,
        suggestion: '@Override public int hashCode() { return Objects.hash(…the same fields…); }',
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A {\n  int x;\n  @Override public boolean equals(Object o) { return o instanceof A a && a.x == x; }\n}',
        line: 3,
      },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { int x; public boolean equals(Object o) { return true; } public int hashCode() { return x; } }\nclass B { boolean equals(B o) { return true; } }',
      },
    ],
  }),
  defineRule({
    id: 'result-unused',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'python', 'java', 'csharp', 'go', 'php'],
    title: 'Result of a call that changes nothing is dropped',
    rationale: 'Strings do not change in place: the call returns a new one.',
    cwe: 252,
    remediationMinutes: 5,
    unsure:
      'a `filter` on what may be a class of the program’s own: 0 of 1 right, of 7 findings on real code',
    skipTests: true,
    kinds: ['expression_statement'],
    check(node, context) {
      const expression = context.children(node)[0] ?? -1;
      const call = context.call(expression);
      if (call === null || call.isNew || (call.receiver < 0 && context.family !== 'php')) return;
      const pure = {
        js: /^(trim|trimStart|trimEnd|toUpperCase|toLowerCase|padStart|padEnd|substring|concat|filter|map|slice|charAt|toFixed)$/,
        python:
          /^(strip|lstrip|rstrip|upper|lower|capitalize|title|zfill|removeprefix|removesuffix|casefold|swapcase|replace|encode|decode|split|join|format|lower)$/,
        java: /^(trim|strip|toUpperCase|toLowerCase|substring|concat|replaceAll|plusDays|minusDays|plusHours|withZone)$/,
        csharp:
          /^(Trim|TrimEnd|TrimStart|ToUpper|ToLower|ToUpperInvariant|ToLowerInvariant|Substring|PadLeft|PadRight|Replace)$/,
        go: /^(Trim\w*|To(Upper|Lower|Title)|Replace(All)?|Split\w*|Join|Fields|Repeat|Sprintf|Sprint|Sprintln|Errorf|New|Itoa|Contains|HasPrefix|HasSuffix|Clean|Base|Dir)$/,
        php: /^(trim|ltrim|rtrim|strtolower|strtoupper|str_replace|ucfirst|substr|str_pad|array_merge|array_filter|array_map|array_unique|array_reverse|implode|explode|htmlspecialchars|strrev|count|strlen)$/,
      }[context.family as 'js'];
      if (pure === undefined || !pure.test(call.name)) return;
      if (/^(go|php)$/.test(context.family)) {
        // Go's packages and PHP's functions are what they are called; a callback of array_map may do things.
        if (
          context.family === 'go'
            ? !/^(strings|bytes|strconv|path|filepath|fmt|errors)\./.test(call.path)
            : call.receiver >= 0 || /^array_(map|filter)$/.test(call.name)
        )
          return;
        reportDropped(node, expression, call.arguments[0] ?? -1, context);
        return;
      }
      if (
        context.family === 'python' &&
        (takesMore(call, context) || isOfClass(call.receiver, node, context))
      )
        return;
      // A class's own function may do what it likes: `Chars.toLowerCase(buffer, 0, length)`.
      if (
        context.family === 'java' &&
        (/^[A-Z]/.test(context.text(call.receiver)) || isNoText(call, context))
      )
        return;
      // In a try it asks whether the text can be written so.
      if (/^(encode|decode)$/.test(call.name) && context.ancestor(node, new Set(['try_statement'])) >= 0)
        return;
      // Python: bytes and texts do not change, but others' replace, split and join may.
      if (context.family === 'python' && /^(replace|encode|decode|split|join|format)$/.test(call.name)) {
        const on = context.text(call.receiver);
        if (
          !/^(replace|encode|format)$/.test(call.name) ||
          context.kind(context.parent(context.parent(node))) === 'try_statement' ||
          (/writer|codec|encoder|path|os|df|self|table|cursor|shutil|history|buffer|doc|obj|node|query|template|formatter|subtype/i.test(
            on,
          ) &&
            call.name !== 'replace') ||
          call.arguments.length !== (call.name === 'replace' ? 2 : call.arguments.length)
        )
          return;
        if (
          call.name === 'replace' &&
          !/^(identifier|string|call|attribute)$/.test(context.kind(call.arguments[1]!))
        )
          return;
        if (call.name === 'replace' && !context.isString(call.arguments[0]!)) return;
        if (call.name === 'replace' && isImported(call, context)) return;
        if (/^(os|shutil|df|self)$/i.test(on)) return;
      }
      // Something else may carry these names: only plain names, and in JavaScript no jQuery or builders.
      if (
        !/^(identifier|string|member_expression|attribute|field_access|member_access_expression)$/.test(
          context.kind(call.receiver),
        )
      )
        return;
      if (/^(filter|concat|slice|substring)$/.test(call.name) && call.arguments.length === 0) return;
      // A private field may hold anything that has a method of this name.
      if (
        call.name === 'concat' &&
        /\._\w+$|canvas|matrix|transform|\bref$/i.test(context.text(call.receiver))
      )
        return;
      if (
        /^(console|stream|chart|d3|ctx|\$|_|table|grid|view|query|self|builder|this|sb|image|img|logger)$/i.test(
          context.text(call.receiver),
        ) ||
        /builder|stream|query/i.test(context.text(call.receiver))
      )
        return;
      if (call.name === 'filter' && !context.isFunction(call.arguments[0] ?? -1)) return;
      if (call.name === 'map' && !answersOnly(call.arguments[0] ?? -1, context)) return;
      if (call.name === 'Replace' && !isTextOfCSharp(call, context)) return;
      if (
        call.name === 'title' ||
        (call.name === 'concat' && context.family !== 'js' && context.family !== 'java')
      )
        return;
      if (/\b(try|throws|expect|assert)/i.test(context.short(context.parent(context.parent(node)), 12)))
        return;
      reportDropped(node, expression, call.receiver, context, {
        ...keptResult(expression, call.receiver, context),
        unsure: context.family === 'js' && call.name === 'filter',
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(errors) { errors.filter(function (e) { return e.isOwn; }); }',
        unsure: true,
      },
      {
        language: 'javascript',
        code: 'function f(name) { name.trim(); return name; }',
        fixed: 'function f(name) { name = name.trim(); return name; }',
      },
      {
        language: 'python',
        code: 'def f(name):\n    name.strip()\n    return name',
        line: 2,
        fixed: 'def f(name):\n    name = name.strip()\n    return name',
      },
      {
        language: 'java',
        code: 'class A { String f(String name) { name.trim(); return name; } }',
        fixed: 'class A { String f(String name) { name = name.trim(); return name; } }',
      },
      {
        language: 'csharp',
        code: 'class A { string F(string name) { name.Trim(); return name; } }',
        fixed: 'class A { string F(string name) { name = name.Trim(); return name; } }',
      },
    ],
    right: [
      {
        language: 'typescript',
        code: 'function f(canvas: Canvas, m: number[]) { canvas.concat(m); }',
      },
      {
        language: 'java',
        code: 'class A { void f(Bitmap b, Map<K, V> m) { b.trim(); this.insets.trim(b); m.replaceAll((k, v) -> v); Chars.toLowerCase(c, 0, 1); } }',
      },
      {
        language: 'python',
        code: 'import repair\nfor word in words:\n    encoder.encode(word)\ntry:\n    for word in words:\n        word.encode("ascii")\nexcept UnicodeEncodeError:\n    pass\nrepair.strip(ui)',
      },
      {
        language: 'javascript',
        code: 'function f(name) { const n = name.trim(); list.push(n); history.replace(n); stream.concat(n); return n; }',
      },
      {
        language: 'python',
        code: 'def f(name):\n    name = name.strip()\n    items.sort()\n    axis.title("x")\n    return name',
      },
    ],
  }),
];

/** Whether a callback is an arrow that only works out a value: texts, templates, arithmetic and methods that change nothing. */
function answersOnly(callback: number, context: RuleContext): boolean {
  const body = context.field(callback, 'body');
  if (context.kind(callback) !== 'arrow_function' || /^(statement_block|object)$/.test(context.kind(body)))
    return false;
  if (
    /^(template_string|binary_expression|parenthesized_expression|array|string|ternary_expression|member_expression)$/.test(
      context.kind(body),
    )
  )
    return ![...context.descendants(body)].some((each) =>
      /^(assignment_expression|augmented_assignment_expression|update_expression|await_expression|call_expression)$/.test(
        context.kind(each),
      ),
    );
  const call = context.call(body);
  return (
    call !== null &&
    /^(join|trim|toString|toLowerCase|toUpperCase|slice|split|substring|concat|String|Number|parseInt|toFixed)$/.test(
      call.name,
    )
  );
}

/** Whether a receiver of C#'s is a variable that is declared a text, or made by what gives texts. */
function isTextOfCSharp(call: Call, context: RuleContext): boolean {
  const name = context.text(call.receiver);
  if (!/^\w+$/.test(name) || call.arguments.length !== 2) return false;
  const before = context.source.slice(0, context.tree.start[call.node]);
  const last = [...before.matchAll(new RegExp(`\\b(\\w+)(?:\\?|<[^;>]*>)?\\s+${name}\\s*[=;,)]`, 'g'))].at(
    -1,
  );
  return /^(string|String)$/.test(last?.[1] ?? '');
}

/** Whether a value is a parameter, or comes from the command line or the environment. */
function isGiven(node: number, context: RuleContext): boolean {
  if (/\benv::|\bargs\b|\bstdin\b/.test(context.short(node, 200))) return true;
  const root = [...context.descendants(node)].find((each) => context.kind(each) === 'identifier') ?? -1;
  if (root < 0) return false;
  return definitionsOf(context, root).some(
    (each) => each.value < 0 && context.kind(each.node) === 'parameter',
  );
}

function reportDropped(
  node: number,
  expression: number,
  subject: number,
  context: RuleContext,
  mend: Partial<Report> = {},
): void {
  context.report(node, {
    ...mend,
    message: `\`${context.short(expression, 50)}\` returns a new value; nobody takes it.`,
    suggestion:
      subject < 0
        ? 'Take the value, or drop the call.'
        : `${context.short(subject, 30)} = ${context.short(expression, 50)}`,
  });
}

/** Python: whether an `if` around asked that the receiver is of a class that is no text's. */
function isOfClass(receiver: number, node: number, context: RuleContext): boolean {
  for (let up = context.parent(node); up >= 0 && !context.isFunction(up); up = context.parent(up)) {
    if (context.kind(up) !== 'if_statement') continue;
    const asked = /^isinstance\((\w+), (\w+)\)$/.exec(context.text(context.field(up, 'condition')));
    if (asked !== null && asked[1] === context.text(receiver) && !/^(str|bytes|bytearray)$/.test(asked[2]!))
      return true;
  }
  return false;
}
