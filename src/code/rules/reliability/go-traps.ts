import { countedBefore } from '../../fixes/statements.ts';
import type { RuleContext } from '../context.ts';
import type { Call } from '../reading/calls.ts';
import { definitionsOf } from '../reading/constants.ts';
import { clientInput } from '../reading/taint.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** Functions of Go's standard library whose error says whether anything happened at all. */
const goErrors =
  /^(json\.Unmarshal|xml\.Unmarshal|os\.(Open|OpenFile|Create|ReadFile|WriteFile|Mkdir|MkdirAll|Rename|Chdir|Stat)|ioutil\.(ReadAll|ReadFile|WriteFile)|io\.(ReadAll|Copy|ReadFull)|strconv\.(Atoi|ParseInt|ParseUint|ParseFloat|ParseBool)|http\.(Get|Post|NewRequest|NewRequestWithContext)|sql\.Open|url\.Parse|time\.Parse|net\.(Dial|Listen)|hex\.DecodeString|base64\.\w+\.DecodeString|template\.New\(.*\)\.Parse|rand\.Read|exec\.LookPath|filepath\.Abs|.*\.Decode|.*\.Unmarshal|.*\.(QueryRow\(.*\)\.Scan|BeginTx|Begin|Commit))$/;

export const goRules: readonly RuleDeclaration[] = [
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
          if (
            left.length === 1 &&
            context.text(left[0]!) === '_' &&
            /^(err|\w+Err)$/.test(value) &&
            kind === 'assignment_statement'
          ) {
            report(node, `\`${value}\` is dropped`, context);
          }
          return;
        }
        if (last === undefined || context.text(last) !== '_' || left.length < 2) return;
        if (left.every((each) => context.text(each) === '_')) return;
        // A number that does not parse is 0, often rightly so; not when it comes from outside.
        if (/^(strconv|hex|base64|time)\./.test(call.path) && !fromOutside(call.arguments[0] ?? -1, context))
          return;
        if (!goErrors.test(call.path) || /\.Decode$|\.Stat$/.test(call.path)) return;
        report(node, `The error of \`${call.path}\` is dropped`, context);
        return;
      }
      if (call !== null && !isOfLoop(call.path, node, context) && isErrorElsewhere(call, context)) {
        report(
          node,
          `The error of \`${call.path.slice(0, 50)}\`, which is looked at elsewhere in this file, is dropped here`,
          context,
        );
        return;
      }
      if (
        call === null ||
        !/^(json\.Unmarshal|xml\.Unmarshal|os\.(WriteFile|Rename|Chdir)|ioutil\.WriteFile|io\.ReadFull|json\.NewDecoder\(.*\)\.Decode|.*\.QueryRow\(.*\)\.Scan|tx\.Commit)$/.test(
          call.path,
        )
      )
        return;
      report(node, `The error of \`${call.path.slice(0, 50)}\` is not looked at`, context);
    },
    wrong: [
      {
        language: 'go',
        code: 'package a\nfunc f(s string) int {\n\tn, _ := strconv.Atoi(s)\n\treturn n\n}',
        line: 3,
      },
      { language: 'go', code: 'package a\nfunc f(b []byte, v any) {\n\tjson.Unmarshal(b, v)\n}', line: 3 },
      {
        language: 'go',
        code: 'package a\nfunc f(s *store) error {\n\ts.items.ForEach(g)\n\treturn s.items.ForEach(h)\n}',
        line: 3,
      },
      {
        language: 'go',
        code: 'package a\nfunc f(s *store) {\n\ts.load(1)\n\tif err := s.load(2); err != nil {\n\t\tpanic(err)\n\t}\n}',
        line: 3,
      },
      { language: 'go', code: 'package a\nfunc f() {\n\t_, err := g()\n\t_ = err\n}', line: 4 },
    ],
    right: [
      {
        language: 'go',
        code: 'package a\nfunc f() error {\n\tif err := g.Close(); err != nil {\n\t\treturn err\n\t}\n\tg.Close()\n\th.Start()\n\treturn nil\n}',
      },
      {
        language: 'go',
        code: 'package a\nfunc f(s string) (int, error) {\n\tn, err := strconv.Atoi(s)\n\tif err != nil {\n\t\treturn 0, err\n\t}\n\tv, _ := m[s]\n\t_, _ = fmt.Println(v)\n\tdefer r.Close()\n\tk, _ := strconv.Atoi("12") // a constant\n\treturn n + k, nil\n}',
      },
    ],
  }),
  defineRule({
    id: 'defer-in-loop',
    category: 'reliability',
    severity: 'low',
    languages: ['go'],
    title: 'defer inside a loop',
    rationale:
      'Deferred calls run when the function returns: every turn keeps its file, lock or connection until then.',
    cwe: 772,
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['defer_statement'],
    check(node, context) {
      const loop = context.enclosingLoop(node);
      if (loop < 0) return;
      const call = context.call(context.children(node)[0] ?? -1);
      if (
        call === null ||
        !/^(Close|Unlock|RUnlock|Rollback|Stop|Release|Done|Remove|RemoveAll)$/.test(call.name)
      )
        return;
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
    wrong: [
      {
        language: 'go',
        code: 'package a\nfunc f(names []string) {\n\tfor _, n := range names {\n\t\th, _ := open(n)\n\t\tdefer h.Close()\n\t\tread(h)\n\t}\n}',
        line: 5,
      },
    ],
    right: [
      {
        language: 'go',
        code: 'package a\nfunc f(names []string) {\n\tdefer g.Close()\n\tfor _, n := range names {\n\t\tfunc() {\n\t\t\tdefer h.Close()\n\t\t}()\n\t}\n}',
      },
    ],
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
      const literal =
        [...context.descendants(node)].find((each) => context.kind(each) === 'func_literal') ?? -1;
      if (literal < 0) return;
      const first = context.children(context.field(literal, 'body'))[0] ?? -1;
      if (context.kind(first) !== 'expression_statement') return;
      const call = context.call(context.children(first)[0] ?? -1);
      if (call === null || call.name !== 'Add' || !/wg|waitgroup/i.test(context.text(call.receiver))) return;
      context.report(first, {
        ...countedBefore(first, node, context),
        message: `\`${context.short(call.node, 30)}\` may run after Wait: the goroutine has to be counted before it starts.`,
        suggestion: `Move ${context.short(call.node, 30)} in front of the go statement.`,
      });
    },
    wrong: [
      {
        language: 'go',
        code: 'package a\nfunc f() {\n\tgo func() {\n\t\twg.Add(1)\n\t\tdefer wg.Done()\n\t}()\n}',
        line: 4,
        fixed: 'package a\nfunc f() {\n\twg.Add(1)\n\tgo func() {\n\t\tdefer wg.Done()\n\t}()\n}',
      },
    ],
    right: [
      {
        language: 'go',
        code: 'package a\nfunc f() {\n\twg.Add(1)\n\tgo func() {\n\t\tdefer wg.Done()\n\t}()\n}',
      },
    ],
  }),
];

function report(node: number, what: string, context: RuleContext): void {
  context.report(node, {
    message: `${what}: when the call fails, nobody notices.`,
    suggestion: 'if err != nil { return fmt.Errorf("…: %w", err) }',
  });
}

/** Whether a value is a parameter, or was read from a request, the command line or the environment. */
function fromOutside(node: number, context: RuleContext): boolean {
  if (clientInput(context, node, false) !== null) return true;
  const definitions = context.kind(node) === 'identifier' ? definitionsOf(context, node) : [];
  return (
    definitions.length > 0 &&
    definitions.every(
      (each) => each.value < 0 && /^(variadic_)?parameter_declaration$/.test(context.kind(each.node)),
    )
  );
}

function trailingComment(node: number, context: RuleContext): boolean {
  const end = context.tree.end[node]!;
  const lineEnd = context.source.indexOf('\n', end);
  const before = context.source.lastIndexOf('\n', context.tree.start[node]!);
  const previousLine = context.source.slice(
    context.source.lastIndexOf('\n', before - 1) + 1,
    Math.max(before, 0),
  );
  return (
    /\/\//.test(context.source.slice(end, lineEnd < 0 ? undefined : lineEnd)) || /^\s*\/\//.test(previousLine)
  );
}

/** Calls whose failure nobody can do anything about, or that writers remember themselves. */
const mayFailQuietly =
  /^(Close|Flush|Stop|Shutdown|Sync|Rollback|Unlock|Remove\w*|Unsetenv|Setenv|Kill|Cancel|Done|Wait|Write\w*|F?[Pp]rint\w*|Release|Set\w*Deadline|Disconnect|Log\w*|Abort|Cleanup|Signal|Chtimes|Chmod|Chown|Mkdir\w*|Usage|Help|Exit\w*)$/;

const lookedAt = new WeakMap<RuleContext, ReadonlySet<string>>();

/** Whether the only thing that a call returns is an error, as the same call in this file shows, where it is asked for. */
function isErrorElsewhere(call: Call, context: RuleContext): boolean {
  if (mayFailQuietly.test(call.name) || !/^[\w.]+$/.test(call.path)) return false;
  let known = lookedAt.get(context);
  if (known === undefined) {
    const asked = context.source.matchAll(/\bif err :?= ([\w.]+)\([^\n{]*; err != nil/g);
    known = new Set([...asked].map((each) => each[1]!));
    lookedAt.set(context, known);
  }
  // A file that drops it time after time knows why.
  if (known.has(call.path)) return context.source.split(`\t${call.path}(`).length <= 3;
  // The function itself ends by handing on what the same call gives.
  const owner = context.enclosingFunction(call.node);
  if (owner < 0 || context.text(context.field(owner, 'result')) !== 'error' || !call.path.includes('.'))
    return false;
  const { tree, source } = context;
  return source.slice(tree.end[call.node], tree.end[owner]).includes(`return ${call.path}(`);
}

/** Whether a called name is what a loop around it goes through: another one of that name elsewhere says nothing about it. */
function isOfLoop(name: string, node: number, context: RuleContext): boolean {
  const owner = context.enclosingFunction(node);
  return (
    /^\w+$/.test(name) && owner >= 0 && new RegExp(`\\b${name}\\s*:=\\s*range\\b`).test(context.text(owner))
  );
}
