import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { isGiven } from '../reading/given.ts';
import { reachingDefinitions } from '../reading/reaching.ts';

/** Calls that hand text on, or a part of it; what any other gives may well be quoted, as `q($name)` is, or was found in the database. */
const handsOn =
  /^(join|implode|format|sprintf|Sprintf|Format|concat|str|String|toString|trim|ltrim|rtrim|strip|lower|upper|to\w*Case|strto\w+|replace\w*|str_replace|substr\w*|slice|get\w*|fetch|map|Join|Trim\w*|Replace|ToLower|ToUpper|valueOf|decode\w*|param\w*|input|query)$/;

/** Whether a call that is no way to handle text makes this part. */
export function isMadeElsewhere(context: RuleContext, node: NodeIndex): boolean {
  const call = context.call(node);
  return call !== null && !call.isNew && call.arguments.length > 0 && !handsOn.test(call.name);
}

/** The key of a row by its name: `$machine["id"]`, `row.id`, `cluster_id`, `userId`; a bare `id` may be anybody's text. */
const rowKey = /(_id|[a-z]I[dD]|(\.|->|\[\s*['"]?)id['"]?\s*\]?)$/;

/** What holds a client's words or a caller's choices rather than a row. */
const sent =
  /req|param|body|data|input|form|post|get|query|arg|opt|payload|me?ss?a?ge?|json|event|filter|search|criteria|where|cond|attr|prop|value|user|cookie|session|header|fields|_SERVER|this|self/i;

/**
 * Whether a value is, by its name, the key of a row, or in PHP a field of one that was handed over: `$machine["serial"]`. Who has the row got it from the database (or it is a setting), and
 * what stands there was written by the program more often than by anybody else.
 */
function isOfRow(context: RuleContext, node: NodeIndex, depth = 0): boolean {
  if (depth > 3) return false;
  // A bare `user_id` of other languages is as often a text.
  const name = context.short(node, 80);
  if (rowKey.test(name) && (context.family === 'php' || !/^\w+$/.test(name))) return true;
  if (context.family !== 'php') return false;
  const kind = context.kind(node);
  if (/^(subscript_expression|member_access_expression)$/.test(kind))
    return !sent.test(context.short(context.children(node)[0] ?? -1, 80));
  if (kind !== 'variable_name') return false;
  const definitions = reachingDefinitions(context, node);
  return (
    definitions.some(({ value }) => value >= 0 && !context.isConstant(value)) &&
    definitions.every(
      ({ value }) => value >= 0 && (context.isConstant(value) || isOfRow(context, value, depth + 1)),
    )
  );
}

/** PHP: whether a file names values that were checked by that, `$safe_name`: then it checks what comes from outside where it comes in, and parameters are the program's. */
export function namesChecked(context: RuleContext): boolean {
  return context.family === 'php' && context.says(/\$(safe|clean|escaped|sanitized|checked)_\w/);
}

/** Whether a caller gave the value, or the list that it is joined from: `",".join(ids)`. */
function isHandedOver(context: RuleContext, node: NodeIndex): boolean {
  if (isGiven(context, node)) return true;
  const call = context.call(node);
  return (
    call !== null &&
    /^(join|implode)$/.test(call.name) &&
    [call.receiver, ...call.arguments].some((each) => each >= 0 && isGiven(context, each))
  );
}

/** Whether a value that stands in quotes or without them surely is somebody else's text, and no row's. Without quotes it is a number more often than not. */
export function isSurelyGiven(context: RuleContext, node: NodeIndex, quoted: boolean): boolean {
  return (quoted ? isHandedOn(context, node) : isHandedOver(context, node)) && !isOfRow(context, node);
}

/** Whether a value is what a caller or a person gave, as it is or by way of calls that hand text on; what the program's own functions made of it is theirs. */
function isHandedOn(context: RuleContext, node: NodeIndex, depth = 0): boolean {
  if (depth > 6 || node < 0 || context.isFunction(node)) return false;
  if (isGiven(context, node)) return true;
  const call = context.call(node);
  if (call !== null)
    return (
      (!isMadeElsewhere(context, node) ||
        /^(array_(merge|values|filter|unique|map)|merge|assign)$/.test(call.name)) &&
      [call.receiver, ...call.arguments].some((each) => isHandedOn(context, each, depth + 1))
    );
  if (/^(identifier|variable_name)$/.test(context.kind(node)))
    return reachingDefinitions(context, node).some(({ value }) => isHandedOn(context, value, depth + 1));
  return context.children(node).some((each) => isHandedOn(context, each, depth + 1));
}
