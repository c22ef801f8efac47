import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { builtString, hole } from '../reading/built-string.ts';
import type { Call } from '../reading/calls.ts';
import { definitionsOf } from '../reading/constants.ts';
import { isGiven } from '../reading/given.ts';
import { isFixed, isGuarded, reachingDefinitions } from '../reading/reaching.ts';
import { clientInput } from '../reading/taint.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** The argument that will be run as code, or -1. */
function codeArgument(call: Call, context: RuleContext): number {
  const first = call.arguments[0] ?? -1;
  switch (context.family) {
    case 'js':
      if (call.name === 'Function')
        return call.isNew || call.receiver < 0 ? (call.arguments.at(-1) ?? -1) : -1;
      if (call.name === 'setTimeout' || call.name === 'setInterval') {
        return builtString(context, first) === null ? -1 : first;
      }
      if (/^(runInNewContext|runInThisContext|runInContext)$/.test(call.name))
        return call.path.startsWith('vm.') ? first : -1;
      return call.receiver < 0 || /^(window|globalThis|global|self)$/.test(context.text(call.receiver))
        ? first
        : -1;
    case 'python':
      return call.receiver < 0 || context.text(call.receiver) === 'builtins' ? first : -1;
    case 'java':
      // Engines evaluate scripts for a living; what a client sends is another matter.
      return context.says(/\bScriptEngine|\bGroovyShell\b/) && clientInput(context, first) !== null
        ? first
        : -1;
    case 'ruby':
      if (call.name === 'eval')
        return call.receiver < 0 || /^(Kernel|binding|TOPLEVEL_BINDING)$/.test(context.text(call.receiver))
          ? first
          : -1;
      return -1;
    case 'php':
      return call.receiver < 0 ? (call.name === 'create_function' ? (call.arguments[1] ?? -1) : first) : -1;
    default:
      return -1;
  }
}

/** Whether a comment on a node's line tells another linter that the evaluation is meant. */
function isSilenced(node: NodeIndex, { tree, source }: RuleContext): boolean {
  const start = source.lastIndexOf('\n', tree.start[node]! - 1) + 1;
  const end = source.indexOf('\n', tree.end[node]);
  return /(#|\/\/|\/\*).*(rubocop:\s*disable.*\b(Eval|Security)\b|nosec\b|noqa:.*\b(S102|S307|PGH001)\b|eslint-disable.*no-(eval|new-func|implied-eval))/.test(
    source.slice(start, end < 0 ? undefined : end),
  );
}

/** Python: whether the function looked through the names that the code uses: `compile(text).co_names`. */
function isLookedThrough(node: NodeIndex, context: RuleContext): boolean {
  return (
    context.family === 'python' &&
    /\bco_names\b|\bast\.(walk|NodeVisitor)\b/.test(context.text(context.enclosingFunction(node)))
  );
}

/** Python: whether a class or module hands code that it made itself to a helper of its own: `def _build(self, code)`. */
function isOwnCode(node: NodeIndex, context: RuleContext): boolean {
  return (
    context.family === 'python' &&
    /^(code|source|src|body|template)$/.test(context.text(node)) &&
    /^_(?!_)/.test(context.functionName(context.enclosingFunction(node)))
  );
}

/** Ruby: whether a private method gets nothing but what goes through a list that is written out: `%w(A B).map { |name| version(name) }`. */
function isFixedName(node: NodeIndex, context: RuleContext): boolean {
  const called = context.functionName(context.enclosingFunction(node));
  if (context.family !== 'ruby' || !/^\w+$/.test(called) || !isGiven(context, node)) return false;
  const calls = context.source.match(new RegExp(`(?<!def |def self\\.)\\b${called}\\b(?!\\s*=)`, 'g')) ?? [];
  const overFixed = new RegExp(
    `(?:%[wi](\\W)[^#\\n]*?\\W|\\[[^\\]#()]*\\])\\.\\w+\\s*(?:\\{|do)\\s*\\|(\\w+)\\|\\s*${called}[ (]\\2\\b`,
    'g',
  );
  return calls.length > 0 && calls.length === (context.source.match(overFixed) ?? []).length;
}

/** Ruby: whether the code leaves before its first statement, which tells whether it parses: `eval("BEGIN {return}; #{code}")`. */
function isOnlyParsed(code: NodeIndex, context: RuleContext): boolean {
  return /^["'%][^#]*BEGIN ?\{\s*(return|throw)\b/.test(context.short(code, 80));
}

/** Ruby: whether all that is put into a text was quoted by `dump` or `inspect`, or is what a pattern found. */
function isDumpedText(code: NodeIndex, context: RuleContext): boolean {
  const values = [code, ...reachingDefinitions(context, code).map(({ value }) => value)].filter(
    (each) => each >= 0 && /#\{/.test(context.short(each, 300)),
  );
  return (
    values.length > 0 &&
    values.every((each) =>
      [...context.short(each, 300).matchAll(/#\{([^}]*)\}?/g)].every((hole) =>
        /\.(dump|inspect)$|^\$&$/.test(hole[1]!),
      ),
    )
  );
}

export const codeExecutionRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'eval-of-data',
    category: 'security',
    severity: 'high',
    languages: [...js, 'python', 'ruby', 'php', 'java'],
    title: 'Data run as code',
    rationale: 'Whoever can influence the text that eval gets runs code with the rights of this process.',
    cwe: 95,
    unsure:
      'what no client chooses and no caller hands over: most such code is the program’s own, and 15 of 20 findings of either kind on real code were right',
    remediationMinutes: 45,
    skipTests: true,
    calls: [
      'eval',
      'exec',
      'Function',
      'setTimeout',
      'setInterval',
      'runInNewContext',
      'runInThisContext',
      'runInContext',
      'create_function',
      'assert',
    ],
    checkCall(call, context) {
      if (call.name === 'assert' && context.family !== 'php') return;
      if (call.name === 'exec' && context.family !== 'python') return;
      if (call.name === 'Function' && context.family !== 'js') return;
      const code = codeArgument(call, context);
      if (code < 0 || isFixed(context, code)) return;
      // A class of the project's own: `new nodes.Function(name)`.
      if (
        call.name === 'Function' &&
        call.receiver >= 0 &&
        !/^(window|global|globalThis|self)$/.test(context.text(call.receiver))
      )
        return;
      if (context.family === 'ruby' && (isDumpedText(code, context) || isOnlyParsed(code, context))) return;
      // What was let through by a pattern first.
      if (/^\w+$/.test(context.text(code)) && isGuarded(context, code, context.text(code))) return;
      // An eval of the project's own, which is asked before it is said to be the language's.
      if (
        call.name === 'eval' &&
        call.receiver < 0 &&
        context.says(/^\s*(from\s+[\w.]+\s+import\s[^\n]*\beval\b|def\s+eval\b)/m)
      )
        return;
      const input = clientInput(context, code);
      if (call.name === 'assert' && input === null) return;
      // compile(…, "exec") of a file that is ours, ast-checked or sandboxed code: what REPLs and loaders do on purpose.
      if (/\b(compile|compiled|code_obj|codeobj|bytecode)\b|__builtins__/.test(context.short(call.node, 300)))
        return;
      if (/arrow_function|function/.test(context.kind(code))) return;
      // Somebody looked at it before, and told another linter so.
      if (isSilenced(call.node, context) || isLookedThrough(call.node, context)) return;
      // Compiled from a file, with its name: what loaders and plug-ins do.
      if (definitionsOf(context, code).some((each) => /^compile\(/.test(context.text(each.value)))) return;
      const built = builtString(context, code);
      if (
        built !== null &&
        built.dynamic.length > 0 &&
        built.dynamic.every((each) => isFixedName(each, context))
      )
        return;
      const only = built?.dynamic.length === 1 ? built.dynamic[0]! : -1;
      if (only >= 0 && /^\w+$/.test(context.text(only)) && isGuarded(context, only, context.text(only)))
        return;
      context.report(call.node, {
        unsure:
          input === null &&
          // `eval('(' + text + ')')` reads data.
          built?.text !== `(${hole})` &&
          ![
            code,
            ...(built?.dynamic ?? (/^binary/.test(context.kind(code)) ? context.children(code) : [])),
          ].some((each) => isGiven(context, each) && !isOwnCode(each, context)),
        severity: input !== null ? 'critical' : 'medium',
        message:
          `\`${call.name}\` runs whatever \`${context.short(code, 50)}\` holds as code` +
          `${input === null ? '; it is not a constant here.' : `, and it comes from a client (\`${input}\`).`}`,
        suggestion: suggestions[context.family] ?? null,
        evidence: input === null ? [] : [`client input: ${input}`],
      });
    },
    wrong: [
      { language: 'python', code: 'def f(row):\n    return eval(row["sum"] + "1")', line: 2, unsure: true },
      { language: 'javascript', code: 'function f(text) {\n  return eval(text);\n}', line: 2 },
      { language: 'javascript', code: 'const make = (body) => new Function("x", body);' },
      { language: 'javascript', code: 'eval(userInput);' },
      { language: 'python', code: 'answer = eval(input("How many? "))' },
      { language: 'python', code: 'import sys\nexec(sys.stdin.read())', line: 2, unsure: true },
      { language: 'javascript', code: 'function f(name) { setTimeout("run(" + name + ")", 10); }' },
      { language: 'python', code: 'def f(expression):\n    return eval(expression)', line: 2 },
      { language: 'ruby', code: 'def f(text)\n  eval(text)\nend', line: 2 },
      { language: 'php', code: '<?php\nfunction f($code) { eval($code); }', line: 2 },
      {
        language: 'java',
        code: 'class A { Object f(HttpServletRequest r) { return new ScriptEngineManager().getEngineByName("js").eval(r.getParameter("x")); } }',
      },
    ],
    right: [
      {
        language: 'ruby',
        code: 'def info\n  %w|A B|.map{|c| version(c) }\nend\nprivate\ndef version(klass)\n  eval("#{klass}::VERSION")\nend',
      },
      {
        language: 'python',
        code: 'def f(expression, names):\n    made = compile(expression, "<f>", "eval")\n    for name in made.co_names:\n        if name not in names:\n            raise ValueError(name)\n    return eval(expression, None, names)',
      },
      {
        language: 'ruby',
        code: 'def f(code, file)\n  eval("BEGIN {return nil}; #{code}", binding, file)\nrescue SyntaxError\n  $!\nend',
      },
      {
        language: 'javascript',
        code: 'function parse(text) {\n  if (/^[\\],:{}\\s]*$/.test(text.replace(quoted, "]"))) {\n    return eval("(" + text + ")");\n  }\n}',
      },
      {
        language: 'python',
        code: "def f(s):\n    if not match(r'^[0-9, ]*$', s):\n        raise ValueError(s)\n    return eval(s)",
      },
      {
        language: 'javascript',
        code: 'eval("1 + 1"); setTimeout(() => run(name), 10); setTimeout(run, 10); page.eval(selector);',
      },
      {
        language: 'javascript',
        code: 'const g = new Function("return this"); const node = (name) => new nodes.Function(name);',
      },
      {
        language: 'python',
        code: 'def f(expression, env):\n    from pandas.core.computation.eval import eval\n    return eval(expression, local_dict=env)',
      },
      {
        language: 'ruby',
        code: 'def expand(table, node)\n  eval(table, node)\nend\ndef eval(table, node)\n  lookup(table, node)\nend',
      },
      {
        language: 'python',
        code: 'import ast\nast.literal_eval(text)\nmodel.eval()\ndf.eval(expression)\ncursor.exec(sql)',
      },
      { language: 'ruby', code: 'eval("1 + 1")' },
      {
        language: 'ruby',
        code: 'def f(text)\n  text.gsub(/[0-9]+/) { eval(%Q["#{$&}"]) }\n  body = %Q|plugin(#{text.dump}, true)|\n  eval(body, binding)\nend',
      },
      { language: 'ruby', code: 'def f(text)\n  eval(text) # rubocop: disable Security/Eval\nend' },
      { language: 'php', code: '<?php\n$redis->eval($script); eval("return 1;"); assert($x > 1);' },
    ],
  }),
  defineRule({
    id: 'template-injection',
    category: 'security',
    severity: 'high',
    languages: ['python', ...js],
    title: 'Template source put together from values',
    rationale:
      'Template languages evaluate expressions: a value in the template itself, not in its variables, is executed on the server.',
    cwe: 1336,
    remediationMinutes: 30,
    skipTests: true,
    calls: ['render_template_string', 'Template', 'from_string'],
    checkCall(call, context) {
      const source = call.arguments[0] ?? -1;
      if (source < 0 || context.family !== 'python') return;
      if (call.name !== 'render_template_string' && !context.says(/jinja2|mako|flask/)) return;
      const input = clientInput(context, source);
      const built = builtString(context, source);
      if (input === null && (built === null || call.name !== 'render_template_string')) return;
      context.report(call.node, {
        severity: input === null ? 'high' : 'critical',
        message: `The template given to \`${call.name}\` contains \`${context.short(built?.dynamic[0] ?? source, 40)}\`: \`{{ … }}\` in that value is evaluated.`,
        suggestion:
          'Keep the template fixed and pass the value as a variable: render_template_string("Hello {{ name }}", name=name).',
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'from flask import render_template_string, request\ndef f():\n    name = request.args.get("name")\n    return render_template_string("Hello " + name)',
        line: 4,
      },
    ],
    right: [
      {
        language: 'python',
        code: 'from flask import render_template_string\ndef f(name):\n    return render_template_string("Hello {{ name }}", name=name)',
      },
      { language: 'python', code: 'from string import Template\ndef f(text):\n    return Template(text)' },
    ],
  }),
];

const suggestions: Readonly<Record<string, string>> = {
  js: 'Parse data with JSON.parse, look names up in a Map of functions, or pass a function instead of text.',
  python: 'Use ast.literal_eval for literals, or look the name up in a dict of functions.',
  ruby: 'Use public_send with a list of allowed names, or parse the data.',
  php: 'Use a fixed list of functions, or json_decode for data.',
};
