import type { Mend } from '../fixes/node-edits.ts';
import { safeYaml } from '../fixes/python.ts';
import { safeRubyYaml, withoutObjects } from '../fixes/security.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import { builtString } from './built-string.ts';
import type { Call } from './calls.ts';
import { definitionsOf } from './constants.ts';
import type { RuleContext } from './context.ts';
import { js } from './languages.ts';
import { isFixed, isGuarded, reachingDefinitions } from './reaching.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';
import { clientInput } from './taint.ts';

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

/** What a language calls while it rebuilds an object: the data got there by way of another call. */
const hooks = /^(_load|marshal_load|(__)?unserialize|__wakeup|__setstate__)$/i;

/** Whether a name or field gets what a `dumps` of the same file wrote. */
function isDumped(data: NodeIndex, context: RuleContext): boolean {
  const name = /^(?:\w+\.)*(\w+)(?:\[\w+\])?$/.exec(context.short(data, 80))?.[1];
  if (name === undefined || !context.says(/\bdumps?\(/)) return false;
  if (/^pickled_\w+$/.test(name)) return true;
  const owner = context.enclosingFunction(data);
  const body = owner < 0 ? context.source : context.text(owner);
  return new RegExp(`\\b${name}\\s*=(?!=)\\s*[^=\\n]*(\\n[^=\\n]*){0,3}\\bdumps?\\(`).test(body);
}

/** Whether what is read are bytes that the object, or this very function, wrote before, or that the server keeps for a session. */
function isOfItself(call: Call, context: RuleContext): boolean {
  const data = context.short(call.arguments[0] ?? -1, 120);
  const owner = context.enclosingFunction(call.node);
  switch (context.family) {
    case 'python':
      return (
        /^\w*session\w*[.[]|parent|\bpipe\b/i.test(data) ||
        isDumped(call.arguments[0] ?? -1, context) ||
        (context.says(/\bdumps?\(/) &&
          (/^self\.\w+$/.test(data) ||
            /^(__setstate__|__deepcopy__|__copy__|restore|restore_?state|copy|clone|deep_?copy)$/i.test(
              context.functionName(owner),
            )))
      );
    case 'java':
      return (
        context.says(/\bimplements\b[^{]*\bTransferable\b/) ||
        (owner >= 0 && /\bnew\s+ObjectOutputStream\b/.test(context.text(owner)))
      );
    case 'ruby':
      return hooks.test(context.functionName(owner)) || isDumped(call.arguments[0] ?? -1, context);
    case 'php':
      return /^\$_SESSION\b/.test(data) || hooks.test(context.functionName(owner));
    default:
      return false;
  }
}

/** Whether what is read is a file or a session of the program's own, as far as the call shows. */
function isOwnData(call: Call, context: RuleContext): boolean {
  const data = context.text(call.arguments[0] ?? -1);
  const stored = /\$_SESSION|file_get_contents|File\.(?:read|open|binread)|\bopen\(|read_bytes\(/;
  if (stored.test(data)) return true;
  const name = /^\$?\w+$/.exec(data)?.[0];
  if (name === undefined) return false;
  const owner = context.enclosingFunction(call.node);
  const before = context.source.slice(context.tree.start[owner] ?? 0, context.tree.start[call.node]);
  return new RegExp(`${name.replace('$', '\\$')}\\s*=\\s*[^;\\n]*(?:${stored.source})`).test(before);
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
      if (context.family === 'ruby' && isDumpedText(code, context)) return;
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
      if (isSilenced(call.node, context)) return;
      // Compiled from a file, with its name: what loaders and plug-ins do.
      if (definitionsOf(context, code).some((each) => /^compile\(/.test(context.text(each.value)))) return;
      context.report(call.node, {
        severity: input !== null ? 'critical' : 'medium',
        message:
          `\`${call.name}\` runs whatever \`${context.short(code, 50)}\` holds as code` +
          `${input === null ? '; it is not a constant here.' : `, and it comes from a client (\`${input}\`).`}`,
        suggestion: suggestions[context.family] ?? null,
        evidence: input === null ? [] : [`client input: ${input}`],
      });
    },
    wrong: [
      { language: 'javascript', code: 'function f(text) {\n  return eval(text);\n}', line: 2 },
      { language: 'javascript', code: 'const make = (body) => new Function("x", body);' },
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
    id: 'unsafe-deserialization',
    category: 'security',
    severity: 'high',
    languages: ['python', 'java', 'csharp', 'ruby', 'php', ...js],
    title: 'Objects rebuilt from data that may be foreign',
    rationale:
      'These formats name the classes to create and call their code while reading: data from elsewhere can run commands.',
    cwe: 502,
    source: 'OWASP Deserialization Cheat Sheet',
    remediationMinutes: 60,
    skipTests: true,
    calls: [
      'load',
      'loads',
      'unsafe_load',
      'full_load',
      'load_all',
      'Unpickler',
      'unserialize',
      'ObjectInputStream',
      'XMLDecoder',
      'BinaryFormatter',
      'NetDataContractSerializer',
      'SoapFormatter',
      'LosFormatter',
      'restore',
      'read_pickle',
      'deserialize',
    ],
    checkCall(call, context) {
      const problem = deserialization(call, context);
      if (problem === null || isOfItself(call, context)) return;
      context.report(call.node, {
        ...mend(call, context),
        message: `\`${call.path.slice(0, 50)}\` creates whatever objects the data asks for${problem.why}.`,
        suggestion: problem.instead,
        severity: problem.certain ? 'high' : isOwnData(call, context) ? 'low' : 'medium',
      });
    },
    wrong: [
      { language: 'python', code: 'import pickle\ndef f(data):\n    return pickle.loads(data)', line: 3 },
      {
        language: 'python',
        code: 'import yaml\ndef f(text):\n    return yaml.load(text)',
        line: 3,
        fixed: 'import yaml\ndef f(text):\n    return yaml.safe_load(text)',
      },
      {
        language: 'python',
        code: 'import yaml\ndef f(text):\n    return yaml.load(text, Loader=yaml.Loader)',
        line: 3,
        fixed: 'import yaml\ndef f(text):\n    return yaml.safe_load(text)',
      },
      {
        language: 'java',
        code: 'class A { Object f(InputStream in) throws Exception {\n  return new ObjectInputStream(in).readObject();\n} }',
        line: 2,
      },
      {
        language: 'csharp',
        code: 'class A { object F(Stream s) {\n  var f = new BinaryFormatter();\n  return f.Deserialize(s);\n} }',
        line: 2,
      },
      { language: 'ruby', code: 'def f(data)\n  Marshal.load(data)\nend', line: 2 },
      {
        language: 'php',
        code: '<?php\n$x = unserialize($_COOKIE["x"]);',
        line: 2,
        fixed: '<?php\n$x = unserialize($_COOKIE["x"], ["allowed_classes" => false]);',
      },
      {
        language: 'javascript',
        code: 'const s = require("node-serialize");\nfunction f(req) { return s.unserialize(req.body); }',
        line: 2,
      },
    ],
    right: [
      {
        language: 'python',
        code: 'from ruamel.yaml import YAML\ndef f(text):\n    yaml = YAML(typ="safe")\n    return yaml.load(text[4:])',
      },
      {
        language: 'python',
        code: 'import yaml, json\nyaml.safe_load(text)\nyaml.load(text, Loader=yaml.SafeLoader)\njson.loads(text)\nyaml.load(text, Loader=CSafeLoader)\nyaml.load(text, Loader=loader)',
      },
      {
        language: 'python',
        code: 'import pickle\nclass A:\n    def __init__(self, f):\n        self._f = pickle.dumps(f)\n    def f(self):\n        return pickle.loads(self._f)',
      },
      {
        language: 'java',
        code: 'class A { Object copy(Object o) throws Exception { ByteArrayOutputStream b = new ByteArrayOutputStream(); new ObjectOutputStream(b).writeObject(o); return new ObjectInputStream(new ByteArrayInputStream(b.toByteArray())).readObject(); } }',
      },
      {
        language: 'ruby',
        code: 'class A\n  def self._load(data)\n    a = Marshal.load(data)\n  end\n  def f(o)\n    copy = Marshal.dump(o)\n    Marshal.load(copy)\n  end\nend',
      },
      { language: 'ruby', code: 'Marshal.load(Marshal.dump(object))\nYAML.load(text)\nJSON.load(text)' },
      {
        language: 'php',
        code: '<?php\n$x = unserialize($text, ["allowed_classes" => false]);\n$y = unserialize(serialize($z));',
      },
      { language: 'javascript', code: 'const x = JSON.parse(text); loader.load(path);' },
      { language: 'java', code: 'class A { Object f(String s) { return mapper.readValue(s, B.class); } }' },
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

function mend(call: Call, context: RuleContext): Mend {
  if (call.path.startsWith('yaml.')) return safeYaml(call, context);
  if (context.family === 'ruby') return safeRubyYaml(call, context);
  return context.family === 'php' ? withoutObjects(call, context) : {};
}

interface Deserialization {
  why: string;
  instead: string;
  certain: boolean;
}

function deserialization(call: Call, context: RuleContext): Deserialization | null {
  const first = call.arguments[0] ?? -1;
  const input = clientInput(context, first);
  const why = input === null ? '' : `, and they come from a client (\`${input}\`)`;
  switch (context.family) {
    case 'python': {
      if (/^(c?[pP]ickle|dill|shelve|marshal|jsonpickle|cloudpickle)\.(loads?|Unpickler)$/.test(call.path)) {
        if (first < 0 || /dumps?\(/.test(context.text(first))) return null;
        return {
          why,
          instead: 'Use JSON or another format that holds data alone; or verify a signature before loading.',
          certain: input !== null,
        };
      }
      if (/^yaml\.(load|load_all|unsafe_load|full_load)$/.test(call.path)) {
        if (
          /Safe|Base/.test(context.source.slice(context.tree.start[first]!, context.tree.end[call.node])) ||
          call.arguments.length === 0 ||
          // Another library's loader of that name, which is safe unless it is told otherwise: `yaml = YAML(typ='safe')`.
          context.says(/\b\w*yaml\s*=\s*(ruamel\.yaml\.)?YAML\((?![^)]*unsafe)/) ||
          // A loader that was chosen elsewhere.
          /^[a-z_]\w*$/.test(context.text(context.option(call, 'Loader'))) ||
          isSafeLoader(context.text(context.option(call, 'Loader')), context) ||
          isSafeLoader(context.text(call.arguments[1] ?? -1), context) ||
          (/^[a-z_]\w*$/.test(context.text(call.arguments[1] ?? -1)) &&
            new RegExp(`\\b${context.text(call.arguments[1]!)}\\s*=\\s*\\w*Safe`).test(context.source))
        )
          return null;
        return { why, instead: 'Use yaml.safe_load(…).', certain: input !== null };
      }
      return null;
    }
    case 'java':
      if (call.name === 'XMLDecoder' && call.isNew)
        return { why, instead: 'Use a parser for data, such as Jackson or JAXB.', certain: true };
      if (call.name !== 'ObjectInputStream' || !call.isNew) return null;
      // A filter was set, or this is a copy through memory.
      if (context.says(/setObjectInputFilter|ObjectInputFilter|ValidatingObjectInputStream/)) return null;
      return {
        why,
        instead: 'Use a data format such as JSON, or set an ObjectInputFilter with the allowed classes.',
        certain: input !== null,
      };
    case 'csharp':
      // Writing creates nothing.
      if (context.says(/\.Serialize\(/) && !context.says(/\.(Unsafe)?Deserialize\(/)) return null;
      if (
        !/^(BinaryFormatter|NetDataContractSerializer|SoapFormatter|LosFormatter)$/.test(call.name) ||
        !call.isNew
      )
        return null;
      return {
        why,
        instead: 'Use System.Text.Json or DataContractSerializer with known types.',
        certain: true,
      };
    case 'ruby':
      if (!/^(Marshal\.(load|restore)|YAML\.unsafe_load|Psych\.unsafe_load|Oj\.load)$/.test(call.path))
        return null;
      if (call.path === 'Oj.load' || /\bdump\b/.test(context.text(first))) return null;
      return {
        why,
        instead: 'Use JSON.parse, or YAML.safe_load with permitted classes.',
        certain: input !== null,
      };
    case 'php':
      if (call.name !== 'unserialize' || call.receiver >= 0 || call.arguments.length > 1) return null;
      if (first < 0 || context.isConstant(first) || /serialize\(/.test(context.text(first))) return null;
      return {
        why,
        instead: 'Use json_decode, or unserialize($data, ["allowed_classes" => false]).',
        certain: input !== null,
      };
    case 'js':
      if (call.name !== 'unserialize' || !context.says(/node-serialize|serialize-to-js/)) return null;
      return { why, instead: 'Use JSON.parse.', certain: true };
    default:
      return null;
  }
}

/** Whether a loader of YAML is a class of this file that comes from a safe one. */
function isSafeLoader(name: string, context: RuleContext): boolean {
  return (
    /^\w+$/.test(name) &&
    new RegExp(`^class\\s+${name}\\([^)]*(?:Safe|Base)Loader\\b`, 'm').test(context.source)
  );
}
