import type { Mend } from '../../fixes/node-edits.ts';
import { safeYaml } from '../../fixes/python.ts';
import { safeRubyYaml, withoutObjects } from '../../fixes/security.ts';
import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { isParameter } from '../reading/callers.ts';
import type { Call } from '../reading/calls.ts';
import { isTyped, isUnknownHere } from '../reading/given.ts';
import { reachingDefinitions } from '../reading/reaching.ts';
import { clientInput } from '../reading/taint.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

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

/** Calls that change how bytes are written down, and not what they say. */
const rewraps =
  /(de|en)code|decompress|inflate|^(bytes|BytesIO|StringIO|stripslashes|trim|strip|unhexlify|hex2bin|gzuncompress|memoryview|open|read|\w*InputStream)$/i;

/** Whether the data is what a caller gave, as it is or unwrapped: `pickle.loads(b64decode(data))`. */
function isGiven(data: NodeIndex, context: RuleContext, depth = 0): boolean {
  if (data < 0 || depth > 4) return false;
  if (isParameter(context, data) || isTyped(context, data) || isUnknownHere(context, data)) return true;
  if (/^subscript/.test(context.kind(data)) && context.isConstant(context.children(data)[1] ?? -1))
    return isParameter(context, context.children(data)[0] ?? -1);
  const call = context.call(data);
  if (call !== null)
    return (
      rewraps.test(call.name) &&
      [call.receiver, call.arguments[0] ?? -1].some((each) => isGiven(each, context, depth + 1))
    );
  if (!/^(identifier|variable_name)$/.test(context.kind(data))) return false;
  const definitions = reachingDefinitions(context, data);
  return (
    definitions.length > 0 &&
    definitions.every(
      ({ value, node }) => value >= 0 && !context.isInside(data, node) && isGiven(value, context, depth + 1),
    )
  );
}

export const deserializationRules: readonly RuleDeclaration[] = [
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
    unsure:
      'what no client sends and no caller hands over, mostly a program’s own cache or settings; and `marshal` and `full_load`, which make few objects. 17 of 20 findings of either kind on real code were right',
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
        unsure:
          !problem.certain &&
          (problem.mild === true || (problem.safer !== true && !isGiven(call.arguments[0] ?? -1, context))),
        message: `\`${call.path.slice(0, 50)}\` creates whatever objects the data asks for${problem.why}.`,
        suggestion: problem.instead,
        severity: problem.certain ? 'high' : isOwnData(call, context) ? 'low' : 'medium',
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'import pickle\ndef f(key):\n    return pickle.loads(cache.get(key))',
        line: 3,
        unsure: true,
      },
      {
        language: 'php',
        code: '<?php\nfunction f($data) { return unserialize(base64_decode($data)); }',
        line: 2,
        fixed:
          '<?php\nfunction f($data) { return unserialize(base64_decode($data), ["allowed_classes" => false]); }',
      },
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
        code: 'import yaml\ndef f(text):\n    return yaml.load_all(text, Loader=loaders.PlainLoader)',
      },
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
];

function mend(call: Call, context: RuleContext): Mend {
  if (call.path.startsWith('yaml.')) return safeYaml(call, context);
  if (context.family === 'ruby') return safeRubyYaml(call, context);
  return context.family === 'php' ? withoutObjects(call, context) : {};
}

interface Deserialization {
  why: string;
  instead: string;
  /** A client chooses it, or nothing but foreign data is read so. */
  certain: boolean;
  /** The same text can be read without making objects. */
  safer?: boolean;
  /** The format makes few objects, or none. */
  mild?: boolean;
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
          mild: call.path.startsWith('marshal.'),
        };
      }
      if (/^yaml\.(load|load_all|unsafe_load|full_load)$/.test(call.path)) {
        if (
          /Safe|Base/.test(context.source.slice(context.tree.start[first]!, context.tree.end[call.node])) ||
          call.arguments.length === 0 ||
          // Another library's loader of that name, which is safe unless it is told otherwise: `yaml = YAML(typ='safe')`.
          context.says(/\b\w*yaml\s*=\s*(ruamel\.yaml\.)?YAML\((?![^)]*unsafe)/) ||
          // A loader that was chosen elsewhere.
          /^[a-z_]\w*$|\.(?!C?(Unsafe|Full)?Loader$)\w+$/.test(
            context.text(context.option(call, 'Loader')),
          ) ||
          isSafeLoader(context.text(context.option(call, 'Loader')), context) ||
          isSafeLoader(context.text(call.arguments[1] ?? -1), context) ||
          (/^[a-z_]\w*$/.test(context.text(call.arguments[1] ?? -1)) &&
            new RegExp(`\\b${context.text(call.arguments[1]!)}\\s*=\\s*\\w*Safe`).test(context.source))
        )
          return null;
        return {
          why,
          instead: 'Use yaml.safe_load(…).',
          certain: input !== null,
          safer: true,
          mild: call.path === 'yaml.full_load' || /\bFullLoader\b/.test(context.text(call.node)),
        };
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
