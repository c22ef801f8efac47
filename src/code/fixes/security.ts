/** Mends of security findings: the safe form of the same call or option. What a service on the other side must agree to is only shown. */

import type { RuleContext } from '../rules/context.ts';
import { onceAFile } from '../rules/once-a-file.ts';
import type { Call } from '../rules/reading/calls.ts';
import { definitionsOf } from '../rules/reading/constants.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import { after, before, type Mend, noMend, removeItem, replace, safely, shown } from './node-edits.ts';

/** Verification of certificates left on: an option is taken away, a call gets its opposite. */
export function verified(node: NodeIndex, context: RuleContext): Mend {
  const kind = context.kind(node);
  if (kind === 'pair' || kind === 'keyed_element') return shown(removeItem(context, node));
  const call = context.call(node);
  if (call !== null) return verifiedCall(call, context);
  const right = context.field(node, 'right');
  if (context.family === 'ruby' && right >= 0)
    return shown(replace(context, right, context.text(right).replace('VERIFY_NONE', 'VERIFY_PEER')));
  return noMend;
}

function verifiedCall(call: Call, context: RuleContext): Mend {
  if (context.family === 'python') {
    const option = call.arguments.find((each) => /^verify\s*=\s*False$/.test(context.text(each)));
    return option === undefined ? noMend : shown(removeItem(context, option));
  }
  const [, name, value] = call.arguments;
  if (/^curl_(easy_)?setopt$/.test(call.name) && name !== undefined && value !== undefined) {
    const level = context.text(name).endsWith('VERIFYHOST') ? '2' : '1';
    const text = context.family === 'php' ? (level === '2' ? '2' : 'true') : `${level}L`;
    return shown(replace(context, value, text));
  }
  if (call.name.startsWith('danger_accept_invalid_'))
    return shown(replace(context, call.arguments[0]!, 'false'));
  return noMend;
}

/** `httpOnly: false` to `httpOnly: true`. */
export function turnedOn(pair: NodeIndex, context: RuleContext): Mend {
  return shown(replace(context, context.field(pair, 'value'), 'true'));
}

/** A keyword argument taken out of a call. */
export function withoutOption(call: Call, name: string, context: RuleContext): Mend {
  const option = call.arguments.find(
    (each) => context.kind(each) === 'keyword_argument' && context.text(context.field(each, 'name')) === name,
  );
  return option === undefined ? noMend : shown(removeItem(context, option));
}

/** `0777` to `0755`: the owner's rights as they are, for others nothing to write. */
export function withoutOthersWriting(call: Call, context: RuleContext): Mend {
  const mode = call.arguments.find((each) => /^(0o?|0O)[0-7]{3}$/.test(context.text(each)));
  if (mode === undefined) return noMend;
  const text = context.text(mode);
  const digits = (Number.parseInt(text.slice(-3), 8) & ~0o022).toString(8).padStart(3, '0');
  return shown(replace(context, mode, text.slice(0, -3) + digits));
}

/** MD5 and SHA-1 to SHA-256 where it is no password: that wants another kind of hash. */
export function strongHash(call: Call, context: RuleContext): Mend {
  const name = call.arguments[0] ?? -1;
  const text = context.text(name);
  const strong: Readonly<Record<string, string>> = {
    js: 'sha256',
    python: 'sha256',
    php: 'sha256',
    java: 'SHA-256',
  };
  const instead = strong[context.family];
  if (
    instead !== undefined &&
    /^(createHash|new|hash|getInstance)$/.test(call.name) &&
    context.isString(name)
  )
    return shown(replace(context, name, `${text[0]}${instead}${text.at(-1)}`));
  const callee = context.field(call.node, 'function');
  if (context.family === 'python' && callee >= 0 && /^hashlib\.(md5|sha1)$/.test(call.path))
    return shown(replace(context, callee, 'hashlib.sha256'));
  if (context.family === 'csharp' && callee >= 0 && /^(MD5|SHA1)\.(Create|HashData)$/.test(call.path))
    return shown(replace(context, callee, `SHA256.${call.name}`));
  if (context.family === 'ruby' && call.receiver >= 0)
    return shown(
      replace(context, call.receiver, context.text(call.receiver).replace(/(MD5|SHA1)$/, 'SHA256')),
    );
  return noMend;
}

/** A generator that can't be guessed, where one takes its place without more ado. */
export function strongRandom(call: Call, context: RuleContext): Mend {
  if (context.family === 'php' && /^(mt_)?rand$/.test(call.name) && call.arguments.length === 2) {
    const callee = context.field(call.node, 'function');
    return callee < 0 ? noMend : safely(replace(context, callee, 'random_int'));
  }
  if (context.family === 'java' && call.name.startsWith('next')) {
    const made = madeRandom(call.receiver, context);
    const type = context.field(made, 'type');
    // A seed is what makes it guessable; SecureRandom would take it as an addition.
    if (type < 0 || context.children(context.field(made, 'arguments')).length > 0) return noMend;
    return shown(replace(context, type, 'java.security.SecureRandom'));
  }
  return noMend;
}

function madeRandom(node: NodeIndex, context: RuleContext): NodeIndex {
  if (context.kind(node) === 'object_creation_expression') return node;
  const [definition, ...more] = context.kind(node) === 'identifier' ? definitionsOf(context, node) : [];
  return definition !== undefined && more.length === 0 && definition.value >= 0 ? definition.value : -1;
}

/** `unserialize($x)` that makes no objects. */
export function withoutObjects(call: Call, context: RuleContext): Mend {
  const [only, ...more] = call.arguments;
  return only === undefined || more.length > 0
    ? noMend
    : shown(after(context, only, ', ["allowed_classes" => false]'));
}

/** `YAML.unsafe_load` to `YAML.safe_load`. */
export function safeRubyYaml(call: Call, context: RuleContext): Mend {
  const name = context.field(call.node, 'method');
  return context.text(name) === 'unsafe_load' ? shown(replace(context, name, 'safe_load')) : noMend;
}

/** `printf(text)` to `printf("%s", text)`. */
export function withFormat(format: NodeIndex, context: RuleContext): Mend {
  return safely(before(context, format, '"%s", '));
}

/** A copy that knows how large its target is, where the target is an array whose size is in sight. */
export function boundedCopy(call: Call, context: RuleContext): Mend {
  const target = call.arguments[0] ?? -1;
  const callee = context.field(call.node, 'function');
  if (callee < 0 || !isLocalArray(target, context)) return noMend;
  const name = context.text(target);
  const std = call.path.startsWith('std::') ? 'std::' : '';
  switch (call.name) {
    case 'gets':
      return shown(
        replace(context, callee, `${std}fgets`),
        after(context, target, `, sizeof ${name}, stdin`),
      );
    case 'strcpy': {
      const source = call.arguments[1] ?? -1;
      return source < 0
        ? noMend
        : shown(replace(context, callee, `${std}snprintf`), after(context, target, `, sizeof ${name}, "%s"`));
    }
    case 'sprintf':
      return shown(replace(context, callee, `${std}snprintf`), after(context, target, `, sizeof ${name}`));
    default:
      return noMend;
  }
}

/** Whether a name is an array of this function, whose `sizeof` is its size; a parameter's would be a pointer's. */
function isLocalArray(node: NodeIndex, context: RuleContext): boolean {
  if (context.kind(node) !== 'identifier') return false;
  const owner = context.enclosingFunction(node);
  const found = onceAFile(context, `arrays ${owner}`, () => {
    const weights = new Map<string, number>();
    for (const each of context.descendants(context.field(owner, 'body'), false)) {
      if (context.kind(each) !== 'array_declarator') continue;
      const name = context.text(context.field(each, 'declarator'));
      weights.set(name, (weights.get(name) ?? 0) + (context.field(each, 'size') >= 0 ? 1 : 2));
    }
    return weights;
  });
  return found.get(context.text(node)) === 1;
}
