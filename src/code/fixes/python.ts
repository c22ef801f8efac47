/** Mends of Python's traps. */

import type { RuleContext } from '../rules/context.ts';
import type { Call } from '../rules/reading/calls.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import type { TextEdit } from '../types.ts';
import {
  after,
  before,
  indentOf,
  type Mend,
  noMend,
  removeItem,
  replace,
  safely,
  shown,
  startsLine,
  tokenIn,
} from './node-edits.ts';

/** `items=[]` to `items=None`, and the list made at the beginning of the body. */
export function defaultInBody(parameter: NodeIndex, owner: NodeIndex, context: RuleContext): Mend {
  const value = context.field(parameter, 'value');
  const body = context.field(owner, 'body');
  const statements = context.children(body);
  const isDocumented =
    context.kind(statements[0] ?? -1) === 'expression_statement' &&
    context.kind(context.children(statements[0]!)[0] ?? -1) === 'string';
  const first = statements[isDocumented ? 1 : 0] ?? -1;
  const { tree } = context;
  // A body on the line of its header has no room for a statement before it.
  if (first < 0 || !startsLine(context, first) || tree.line[first] === tree.line[owner]) return noMend;
  if (context.kind(owner) === 'lambda') return noMend;
  const name = context.text(context.field(parameter, 'name'));
  const indent = indentOf(context, first);
  const step = indent.startsWith('\t') ? '\t' : '    ';
  const type = context.field(parameter, 'type');
  const edits = [
    replace(context, value, 'None'),
    before(
      context,
      first,
      `if ${name} is None:\n${indent}${step}${name} = ${context.text(value)}\n${indent}`,
    ),
  ];
  // What names something is worked out when the function is defined, and may be another thing in the body.
  const text = context.text(value);
  if (
    /[A-Za-z_]/.test(text.replace(/^[\w.]+\(/, '').replace(/(["'])(?:(?!\1).)*\1|\b(True|False|None)\b/g, ''))
  )
    return noMend;
  // A collection that is neither returned nor kept may be the function's memory from call to call, and meant to be.
  const isHandedOut = new RegExp(`\\breturn\\s+${name}\\b|\\b(self|cls)\\.\\w+\\s*=\\s*${name}\\b`).test(
    context.text(body),
  );
  const isEmpty = /^(\[\s*\]|\{\s*\}|[\w.]+\(\s*\))$/.test(text);
  if (!isHandedOut || !isEmpty || name.startsWith('_')) return shown(...edits);
  if (type >= 0 && !/\bNone\b|Optional/.test(context.text(type))) {
    // Without the import that it needs on old versions, the annotation is left to the person.
    return shown(...edits, after(context, type, ' | None'));
  }
  return safely(...edits);
}

/** `except:` to `except Exception:`. */
export function namedException(clause: NodeIndex, context: RuleContext): Mend {
  const keyword = tokenIn(context, clause, 'except');
  return keyword < 0 ? noMend : safely(after(context, keyword, ' Exception'));
}

/** `assert (a, b)` to `assert a, b`. */
export function assertWithoutTuple(tuple: NodeIndex, context: RuleContext): Mend {
  const items = context.children(tuple);
  if (items.length !== 2 || context.hasComment(tuple)) return noMend;
  return safely(replace(context, tuple, items.map((item) => context.text(item)).join(', ')));
}

/** `for x in items` to `for x in list(items)`. */
export function loopOverCopy(list: NodeIndex, context: RuleContext): Mend {
  return safely(before(context, list, 'list('), after(context, list, ')'));
}

/** `raise NotImplemented` to `raise NotImplementedError`, a raised text to a RuntimeError. */
export function raisedError(thrown: NodeIndex, context: RuleContext): Mend {
  const text = context.text(thrown);
  if (text.startsWith('NotImplemented')) {
    const name = context.kind(thrown) === 'call' ? context.field(thrown, 'function') : thrown;
    return safely(replace(context, name, 'NotImplementedError'));
  }
  return safely(before(context, thrown, 'RuntimeError('), after(context, thrown, ')'));
}

/** `time.sleep(1)` in a coroutine to `await asyncio.sleep(1)`. */
export function awaitedSleep(call: Call, context: RuleContext): Mend {
  if (call.path !== 'time.sleep') return noMend;
  const callee = context.field(call.node, 'function');
  const edits = [replace(context, callee, 'await asyncio.sleep')];
  if (context.says(/^import (\w+, )*asyncio\b/m)) return safely(...edits);
  const imported = importBeside(context, 'import asyncio');
  return imported === null ? noMend : safely(imported, ...edits);
}

/** `yaml.load(…)` to `yaml.safe_load(…)`: safe where no loader was asked for, since PyYAML 6 refuses that call anyway. */
export function safeYaml(call: Call, context: RuleContext): Mend {
  const name = context.field(context.field(call.node, 'function'), 'attribute');
  const instead = call.name === 'load_all' ? 'safe_load_all' : 'safe_load';
  const rest = call.arguments.slice(1);
  if (name < 0) return noMend;
  const edits = [replace(context, name, instead), ...rest.map((each) => removeItem(context, each))];
  if (rest.length > 1) return noMend;
  return rest.length === 0 && call.name === 'load' ? safely(...edits) : shown(...edits);
}

/** Adds a keyword argument at the end of a call. */
export function withArgument(call: Call, argument: string, context: RuleContext): Mend {
  const { tree, source } = context;
  const last = call.arguments.at(-1);
  const list = context.field(call.node, 'arguments');
  const close = tree.end[list]! - 1;
  if (list < 0 || source[close] !== ')' || context.kind(list) === 'generator_expression') return noMend;
  if (last === undefined) return shown({ start: close, end: close, replacement: argument });
  // `f(x for x in y)` has no place for another argument.
  if (context.kind(last) === 'generator_expression') return noMend;
  return shown(after(context, last, `, ${argument}`));
}

/** `lambda: f(x)` to `lambda x=x: f(x)`: the value of this turn. */
export function boundInLambda(lambda: NodeIndex, name: string, context: RuleContext): Mend {
  const keyword = tokenIn(context, lambda, 'lambda');
  const parameters = context.field(lambda, 'parameters');
  if (keyword < 0) return noMend;
  if (parameters < 0) return shown(after(context, keyword, ` ${name}=${name}`));
  return /\*/.test(context.text(parameters))
    ? noMend
    : shown(after(context, parameters, `, ${name}=${name}`));
}

/** `random.choice(…)` to the same of `secrets`, which adds its import. */
export function fromSecrets(call: Call, context: RuleContext): Mend {
  const instead: Readonly<Record<string, string>> = {
    'random.choice': 'secrets.choice',
    'random.randrange': 'secrets.SystemRandom().randrange',
    'random.randint': 'secrets.SystemRandom().randint',
    'random.getrandbits': 'secrets.randbits',
    'random.choices': 'secrets.SystemRandom().choices',
    'random.sample': 'secrets.SystemRandom().sample',
    'random.random': 'secrets.SystemRandom().random',
  };
  const callee = context.field(call.node, 'function');
  const name = instead[call.path];
  if (name === undefined || callee < 0) return noMend;
  const edit = replace(context, callee, name);
  if (context.says(/^import (\w+, )*secrets\b/m)) return shown(edit);
  const imported = importBeside(context, 'import secrets');
  return imported === null ? noMend : shown(imported, edit);
}

/** A new import before the file's first one, or null where there is none to stand beside. */
function importBeside(context: RuleContext, statement: string): TextEdit | null {
  const first = context
    .children(0)
    .find((each) => /^(import_statement|import_from_statement)$/.test(context.kind(each)));
  return first === undefined || !startsLine(context, first) ? null : before(context, first, `${statement}\n`);
}
