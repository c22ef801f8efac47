import type { RuleContext } from './context.ts';
import { js } from './languages.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';

/** Functions of Go's standard library whose error says whether anything happened at all. */
const goErrors = /^(json\.(Unmarshal|Marshal|MarshalIndent)|xml\.Unmarshal|os\.(Open|OpenFile|Create|ReadFile|WriteFile|Mkdir|MkdirAll|Rename|Chdir|Stat)|ioutil\.(ReadAll|ReadFile|WriteFile)|io\.(ReadAll|Copy|ReadFull)|strconv\.(Atoi|ParseInt|ParseUint|ParseFloat|ParseBool)|http\.(Get|Post|NewRequest|NewRequestWithContext)|sql\.Open|url\.Parse|time\.Parse|net\.(Dial|Listen)|hex\.DecodeString|base64\.\w+\.DecodeString|template\.New\(.*\)\.Parse|rand\.Read|exec\.LookPath|filepath\.Abs|.*\.Decode|.*\.Unmarshal|.*\.(QueryRow\(.*\)\.Scan|BeginTx|Begin|Commit))$/;

export const typedRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'go-error-ignored',
    category: 'reliability',
    severity: 'medium',
    languages: ['go'],
    title: 'Error result thrown away',
    rationale: 'The other results are zero values when the call failed, and the code goes on with them.',
    cwe: 391,
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['short_var_declaration', 'assignment_statement', 'expression_statement', 'if_statement'],
    check(node, context) {
      const kind = context.kind(node);
      if (kind === 'if_statement') return;
      const holder = kind === 'expression_statement' ? node : context.field(node, 'right');
      const call = context.call(context.children(holder)[0] ?? -1);
      if (context.hasComment(node) || trailingComment(node, context)) return;
      if (kind !== 'expression_statement') {
        const left = context.children(context.field(node, 'left'));
        const last = left.at(-1);
        // `_ = err`: an error in hand, dropped.
        if (call === null) {
          const value = context.text(context.children(holder)[0] ?? -1);
          if (left.length === 1 && context.text(left[0]!) === '_' && /^(err|\w+Err)$/.test(value) && kind === 'assignment_statement') {
            report(node, `\`${value}\` is dropped`, context);
          }
          return;
        }
        if (last === undefined || context.text(last) !== '_' || left.length < 2) return;
        if (!goErrors.test(call.path) || /\.Decode$|\.Stat$/.test(call.path)) return;
        report(node, `The error of \`${call.path}\` is dropped`, context);
        return;
      }
      if (call === null || !/^(json\.Unmarshal|xml\.Unmarshal|os\.(WriteFile|MkdirAll|Mkdir|Rename|Chdir)|ioutil\.WriteFile|io\.ReadFull|rand\.Read|json\.NewDecoder\(.*\)\.Decode|.*\.QueryRow\(.*\)\.Scan|tx\.Commit)$/.test(call.path)) return;
      if (/math\/rand/.test(context.source) && call.path === 'rand.Read') return;
      report(node, `The error of \`${call.path.slice(0, 50)}\` is not looked at`, context);
    },
    wrong: [
      { language: 'go', code: 'package a\nfunc f(s string) int {\n\tn, _ := strconv.Atoi(s)\n\treturn n\n}', line: 3 },
      { language: 'go', code: 'package a\nfunc f(b []byte, v any) {\n\tjson.Unmarshal(b, v)\n}', line: 3 },
      { language: 'go', code: 'package a\nfunc f() {\n\t_, err := g()\n\t_ = err\n}', line: 4 },
    ],
    right: [
      { language: 'go', code: 'package a\nfunc f(s string) (int, error) {\n\tn, err := strconv.Atoi(s)\n\tif err != nil {\n\t\treturn 0, err\n\t}\n\tv, _ := m[s]\n\t_, _ = fmt.Println(v)\n\tdefer r.Close()\n\tk, _ := strconv.Atoi("12") // a constant\n\treturn n + k, nil\n}' },
    ],
  }),
  defineRule({
    id: 'defer-in-loop',
    category: 'reliability',
    severity: 'low',
    languages: ['go'],
    title: 'defer inside a loop',
    rationale: 'Deferred calls run when the function returns: every turn keeps its file, lock or connection until then.',
    cwe: 772,
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['defer_statement'],
    check(node, context) {
      const loop = context.enclosingLoop(node);
      if (loop < 0) return;
      const call = context.call(context.children(node)[0] ?? -1);
      if (call === null || !/^(Close|Unlock|RUnlock|Rollback|Stop|Release|Done|Remove|RemoveAll)$/.test(call.name)) return;
      // A loop that is left right after has only one.
      const block = context.parent(node);
      const after = context.children(block).filter((each) => each > node);
      if (after.some((each) => /^(return_statement|break_statement)$/.test(context.kind(each)))) return;
      // An endless loop that serves, or a receive: leave alone.
      context.report(node, {
        message: `\`${context.short(node, 50)}\` runs only when the function returns, once for each turn of the loop on line ${context.tree.line[loop]}.`,
        suggestion: 'Put the body of the loop into a function of its own, or close at the end of the turn.',
        evidence: [`loop on line ${context.tree.line[loop]}`],
      });
    },
    wrong: [{ language: 'go', code: 'package a\nfunc f(names []string) {\n\tfor _, n := range names {\n\t\th, _ := open(n)\n\t\tdefer h.Close()\n\t\tread(h)\n\t}\n}', line: 5 }],
    right: [{ language: 'go', code: 'package a\nfunc f(names []string) {\n\tdefer g.Close()\n\tfor _, n := range names {\n\t\tfunc() {\n\t\t\tdefer h.Close()\n\t\t}()\n\t}\n}' }],
  }),
  defineRule({
    id: 'waitgroup-add-inside',
    category: 'reliability',
    severity: 'medium',
    languages: ['go'],
    title: 'WaitGroup.Add inside the goroutine',
    rationale: 'Wait may run before the goroutine starts, and then waits for nothing.',
    cwe: 362,
    remediationMinutes: 5,
    kinds: ['go_statement'],
    check(node, context) {
      const literal = [...context.descendants(node)].find((each) => context.kind(each) === 'func_literal') ?? -1;
      if (literal < 0) return;
      const first = context.children(context.field(literal, 'body'))[0] ?? -1;
      if (context.kind(first) !== 'expression_statement') return;
      const call = context.call(context.children(first)[0] ?? -1);
      if (call === null || call.name !== 'Add' || !/wg|waitgroup/i.test(context.text(call.receiver))) return;
      context.report(first, { message: `\`${context.short(call.node, 30)}\` may run after Wait: the goroutine has to be counted before it starts.`, suggestion: `Move ${context.short(call.node, 30)} in front of the go statement.` });
    },
    wrong: [{ language: 'go', code: 'package a\nfunc f() {\n\tgo func() {\n\t\twg.Add(1)\n\t\tdefer wg.Done()\n\t}()\n}', line: 4 }],
    right: [{ language: 'go', code: 'package a\nfunc f() {\n\twg.Add(1)\n\tgo func() {\n\t\tdefer wg.Done()\n\t}()\n}' }],
  }),
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
      const awaited = context.kind(call.receiver) === 'await_expression' ? context.call(context.children(call.receiver)[0] ?? -1) : null;
      const source = on ?? awaited;
      if (source === null || isTestCode(call.node, context)) return;
      if (/(^|\/)(main|build)\.rs$|(^|\/)(bin|examples|xtask)\//.test(context.path)) return;
      const fromInput = /^(parse|from_str|read_line|read_to_string|read_to_end)$/.test(source.name) || /^(std::)?(fs::\w+|File::(open|create)|env::var|serde_json::from_(str|slice|reader|value)|TcpStream::connect|String::from_utf8|str::from_utf8|Command::\w+)$/.test(source.path) || (awaited !== null && /^(send|json|text|bytes|connect)$/.test(source.name));
      if (!fromInput) return;
      if (context.isConstant(source.arguments[0] ?? source.receiver) && (source.arguments.length > 0 || context.isString(source.receiver))) return;
      context.report(call.node, {
        message: `\`${context.short(source.node, 50)}\` fails on what comes from outside, and \`unwrap\` turns that into a panic.`,
        suggestion: `${context.short(source.node, 60)}?`,
      });
    },
    wrong: [
      { language: 'rust', path: 'src/lib.rs', code: 'pub fn f(s: &str) -> i32 {\n    s.parse().unwrap()\n}', line: 2 },
      { language: 'rust', path: 'src/lib.rs', code: 'pub fn f(p: &Path) -> String {\n    std::fs::read_to_string(p).unwrap()\n}', line: 2 },
    ],
    right: [
      { language: 'rust', path: 'src/lib.rs', code: 'pub fn f(s: &str) -> Result<i32, E> {\n    let m = lock.lock().unwrap();\n    let a: IpAddr = "127.0.0.1".parse().unwrap();\n    Ok(s.parse()?)\n}\n#[cfg(test)]\nmod tests { fn t() { x.parse().unwrap(); } }' },
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
      const equals = methods.find((each) => context.text(context.field(each, 'name')) === 'equals' && /^\(\s*(final\s+)?(@\w+\s+)?Object\s+\w+\s*\)$/.test(context.text(context.field(each, 'parameters'))) && !/\bstatic\b/.test(context.short(each, 60)));
      if (equals === undefined || methods.some((each) => context.text(context.field(each, 'name')) === 'hashCode')) return;
      if (context.childOfKind(node, 'superclass') >= 0 || /\breturn super\.equals\(|\bthrow\b|abstract/.test(context.short(equals, 300)) || /implements\s+[^{]*Comparator|interface/.test(context.source.slice(context.tree.start[node], context.tree.start[body]))) return;
      const name = context.text(context.field(node, 'name'));
      context.report(equals, { message: `\`${name}\` says when two of it are equal but not how they hash.`, suggestion: '@Override public int hashCode() { return Objects.hash(…the same fields…); }' });
    },
    wrong: [{ language: 'java', code: 'class A {\n  int x;\n  @Override public boolean equals(Object o) { return o instanceof A a && a.x == x; }\n}', line: 3 }],
    right: [
      { language: 'java', code: 'class A { int x; public boolean equals(Object o) { return true; } public int hashCode() { return x; } }\nclass B { boolean equals(B o) { return true; } }' },
    ],
  }),
  defineRule({
    id: 'result-unused',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'python', 'java', 'csharp'],
    title: 'Result of a call that changes nothing is dropped',
    rationale: 'Strings do not change in place: the call returns a new one.',
    cwe: 252,
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['expression_statement'],
    check(node, context) {
      const expression = context.children(node)[0] ?? -1;
      const call = context.call(expression);
      if (call === null || call.receiver < 0 || call.isNew) return;
      const pure = {
        js: /^(trim|trimStart|trimEnd|toUpperCase|toLowerCase|padStart|padEnd|substring|concat|filter|slice|charAt|toFixed)$/,
        python: /^(strip|lstrip|rstrip|upper|lower|capitalize|title|zfill|removeprefix|removesuffix|casefold|swapcase)$/,
        java: /^(trim|strip|toUpperCase|toLowerCase|substring|concat|replaceAll)$/,
        csharp: /^(Trim|TrimEnd|TrimStart|ToUpper|ToLower|ToUpperInvariant|ToLowerInvariant|Substring|PadLeft|PadRight)$/,
      }[context.family as 'js'];
      if (pure === undefined || !pure.test(call.name)) return;
      // Something else may carry these names: only plain names, and in JavaScript no jQuery or builders.
      if (!/^(identifier|string|member_expression|attribute|field_access|member_access_expression)$/.test(context.kind(call.receiver))) return;
      if (/^(filter|concat|slice|substring)$/.test(call.name) && call.arguments.length === 0) return;
      if (/^(console|stream|chart|d3|ctx|\$|_|table|grid|view|query|self|builder|this|sb|image|img|logger)$/i.test(context.text(call.receiver)) || /builder|stream|query/i.test(context.text(call.receiver))) return;
      if (call.name === 'filter' && !context.isFunction(call.arguments[0] ?? -1)) return;
      if (call.name === 'title' || (call.name === 'concat' && context.family !== 'js' && context.family !== 'java')) return;
      if (/\b(try|throws|expect|assert)/i.test(context.short(context.parent(context.parent(node)), 12))) return;
      context.report(node, { message: `\`${context.short(expression, 50)}\` returns a new value; nobody takes it.`, suggestion: `${context.short(call.receiver, 30)} = ${context.short(expression, 50)}` });
    },
    wrong: [
      { language: 'javascript', code: 'function f(name) { name.trim(); return name; }' },
      { language: 'python', code: 'def f(name):\n    name.strip()\n    return name', line: 2 },
      { language: 'java', code: 'class A { String f(String name) { name.trim(); return name; } }' },
      { language: 'csharp', code: 'class A { string F(string name) { name.Trim(); return name; } }' },
    ],
    right: [
      { language: 'javascript', code: 'function f(name) { const n = name.trim(); list.push(n); history.replace(n); stream.concat(n); return n; }' },
      { language: 'python', code: 'def f(name):\n    name = name.strip()\n    items.sort()\n    axis.title("x")\n    return name' },
    ],
  }),
];

function report(node: number, what: string, context: RuleContext): void {
  context.report(node, {
    message: `${what}: when the call fails, nobody notices.`,
    suggestion: 'if err != nil { return fmt.Errorf("…: %w", err) }',
  });
}

function trailingComment(node: number, context: RuleContext): boolean {
  const end = context.tree.end[node]!;
  const lineEnd = context.source.indexOf('\n', end);
  const before = context.source.lastIndexOf('\n', context.tree.start[node]!);
  const previousLine = context.source.slice(context.source.lastIndexOf('\n', before - 1) + 1, Math.max(before, 0));
  return /\/\//.test(context.source.slice(end, lineEnd < 0 ? undefined : lineEnd)) || /^\s*\/\//.test(previousLine);
}

/** Whether a Rust node lies in a module or function marked as test code. */
function isTestCode(node: number, context: RuleContext): boolean {
  for (let up = context.parent(node); up >= 0; up = context.parent(up)) {
    const kind = context.kind(up);
    if (kind !== 'mod_item' && kind !== 'function_item' && kind !== 'impl_item') continue;
    const before = context.source.slice(Math.max(0, context.tree.start[up]! - 200), context.tree.start[up]);
    if (/#\[(cfg\((all\()?(test|fuzzing|doctest)|test|tokio::test|\w+::test|bench)[^\]]*\]\s*(#\[[^\]]*\]\s*|\/\/[^\n]*\s*)*(pub(\(\w+\))?\s*)?$/.test(before)) return true;
    if (kind === 'mod_item' && /^tests?$/.test(context.text(context.field(up, 'name')))) return true;
  }
  return false;
}
