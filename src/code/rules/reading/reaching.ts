import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { neverEnds } from '../reliability/flow.ts';
import { type Definition, definitionsOf, isConstant } from './constants.ts';
import { mentions, word } from './statements.ts';

/** Whether no input can change an expression here: it is constant, or a name that was last set to something constant. */
export function isFixed(context: RuleContext, node: NodeIndex): boolean {
  if (isConstant(context, node)) return true;
  if (!/^(identifier|variable_name)$/.test(context.kind(node))) return false;
  const reaching = reachingDefinitions(context, node);
  return reaching.length > 0 && reaching.every((each) => each.value >= 0 && isConstant(context, each.value));
}

const known = new WeakMap<RuleContext, Map<NodeIndex, readonly Definition[]>>();

/**
 * The definitions of a name that may still hold where it is used: a later one in the same or an outer block takes the place of
 * the earlier ones, one in a branch is added to them, and one below the use counts only where a loop leads back to it.
 */
export function reachingDefinitions(context: RuleContext, use: NodeIndex): readonly Definition[] {
  let byUse = known.get(context);
  if (byUse === undefined) {
    byUse = new Map();
    known.set(context, byUse);
  }
  let reaching = byUse.get(use);
  if (reaching === undefined) {
    reaching = findReaching(context, use, definitionsOf(context, use));
    byUse.set(use, reaching);
  }
  return reaching;
}

function findReaching(
  context: RuleContext,
  use: NodeIndex,
  all: readonly Definition[],
): readonly Definition[] {
  const [only, ...more] = all;
  if (only === undefined) return all;
  const owner = context.enclosingFunction(use);
  if (more.length === 0) {
    // A page that runs from top to bottom knows nothing of what is set further down.
    const isBelow =
      context.family === 'php' &&
      only.scope === owner &&
      only.value >= 0 &&
      only.node > use &&
      !loopsBack(context, only.node, use);
    return isBelow ? [] : all;
  }
  // A variable of an outer function is set whenever that one likes.
  if (only.scope !== owner) return all;
  const kept: Definition[] = [];
  for (const definition of all) {
    // The use stands inside of the assignment itself: `x = x + 1` reads what was before.
    const isAbove = definition.node < use && !context.isInside(use, definition.node);
    if (!isAbove) {
      if (loopsBack(context, definition.node, use)) kept.push(definition);
      continue;
    }
    if (isOfOtherBranch(context, definition.node, use) || isOfOtherCase(context, definition.node, use))
      continue;
    if (replacesOthers(context, definition, use) || isFilledByLoop(context, definition, use)) kept.length = 0;
    kept.push(definition);
  }
  return kept.length === all.length ? all : kept;
}

/** Whether a definition certainly happens on every way to the use, and keeps nothing of the value before. */
function replacesOthers(context: RuleContext, { node, value }: Definition, use: NodeIndex): boolean {
  if (value < 0 || /augmented|compound|operator_assignment/.test(context.kind(node))) return false;
  if (
    /[^=!<>]=/.test(
      context.source
        .slice(context.tree.start[node], context.tree.start[value])
        .replace(/[^=!<>+*/%&|.^-]/g, '')
        .slice(0, 3),
    ) &&
    /[-+*/%&|^.?]=/.test(context.source.slice(context.tree.start[node], context.tree.start[value]))
  )
    return false;
  let block = context.parent(node);
  while (block >= 0 && !context.isBlock(block) && !context.isFunction(block)) {
    // Under a condition without a block of its own: `if (a) x = b;`, `a && (x = b)`.
    if (
      /^(if_|else_|conditional|ternary|binary_|boolean_|switch_|case_|for_|while_|catch_|if$|unless|elsif|if_modifier|unless_modifier|rescue)/.test(
        context.kind(block),
      )
    )
      return false;
    block = context.parent(block);
  }
  return (
    block >= 0 &&
    context.isInside(use, block) &&
    !/^(switch_|case_|expression_case|default_)/.test(context.kind(block))
  );
}

/** Whether the use stands in the body of the loop that fills the name anew each time: `foreach ($files as $name) { … $name … }`. */
function isFilledByLoop(context: RuleContext, { node, value }: Definition, use: NodeIndex): boolean {
  if (value >= 0) return false;
  for (let up = node; up >= 0 && !context.isFunction(up); up = context.parent(up)) {
    if (!context.isLoop(up)) continue;
    const body = context.field(up, 'body');
    return body >= 0 && context.isInside(use, body) && !context.isInside(node, body);
  }
  return false;
}

/** Whether one `case` defines the name and another one of the same `switch` uses it, and the first one does not fall through. */
function isOfOtherCase(context: RuleContext, definition: NodeIndex, use: NodeIndex): boolean {
  for (let up = context.parent(use); up >= 0 && !context.isFunction(up); up = context.parent(up)) {
    if (!/^(case_statement|default_statement|switch_case|switch_default)$/.test(context.kind(up))) continue;
    if (context.isInside(definition, up)) return false;
    for (let each = context.parent(definition); each >= 0; each = context.parent(each)) {
      if (context.parent(each) !== context.parent(up)) continue;
      return (
        /^(case|switch_case)/.test(context.kind(each)) &&
        context.children(each).some((one) => /^(break|return|throw|exit)_/.test(context.kind(one))) &&
        !loopsBack(context, definition, use)
      );
    }
  }
  return false;
}

/** Whether one branch of an `if` defines the name and another one uses it, and no loop leads from the one to the other. */
function isOfOtherBranch(context: RuleContext, definition: NodeIndex, use: NodeIndex): boolean {
  for (
    let below = use, up = context.parent(use);
    up >= 0 && !context.isFunction(up);
    below = up, up = context.parent(up)
  ) {
    if (!context.isInside(definition, up)) continue;
    if (context.kind(up) !== 'if_statement' || context.isInside(definition, below)) return false;
    for (let each = definition; each !== up; each = context.parent(each)) {
      if (context.tree.fields[context.tree.field[each]!] === 'condition') return false;
    }
    return !loopsBack(context, definition, use);
  }
  return false;
}

/** Whether a loop around both leads from a definition below the use back to it. */
function loopsBack(context: RuleContext, definition: NodeIndex, use: NodeIndex): boolean {
  for (let up = context.parent(use); up >= 0 && !context.isFunction(up); up = context.parent(up)) {
    if (context.isLoop(up) && context.isInside(definition, up)) return true;
  }
  return false;
}

/** Calls and operators by which code asks whether a value is one that it allows. */
const asks =
  /\b(is_?(valid|safe|allowed|known|numeric|integer|int|uuid|alnum|digit|permitted|whitelisted)\w*|valid\w*|allow\w*|whitelist\w*|permitted\w*|safe_?list\w*|check\w*|verify\w*|includes|include\?|has|contains\w*|test|match(es)?|fullmatch|in_array|array_key_exists|isset\s*\(\s*\$?\w+\[|key\?|has_key|startsWith|starts_with|startswith|HasPrefix|preg_match|ctype_\w+|indexOf|Contains\w*|MatchString|IsMatch|TryParse|isNaN|instanceof)\b|\.(empty|none|any)\?|\bin\b|=~|\b(valid|allow|known|permitted)\w*\[/i;

/**
 * Whether a check stands between the function's beginning and the use: a branch that leaves when the value is not allowed, or
 * an `if` around the use that asks whether it is.
 */
export function isGuarded(context: RuleContext, use: NodeIndex, name: string): boolean {
  const { tree } = context;
  const owner = context.enclosingFunction(use);
  for (
    let below = use, up = context.parent(use);
    up >= 0 && below !== owner;
    below = up, up = context.parent(up)
  ) {
    const kind = context.kind(up);
    if (
      /^(if_statement|if|elsif|elif_clause|ternary_expression|conditional_expression|conditional)$/.test(kind)
    ) {
      const condition = context.field(up, 'condition');
      // Only where it holds; what is in the else branch was refused.
      if (
        condition >= 0 &&
        condition !== below &&
        tree.fields[tree.field[below]!] !== 'alternative' &&
        asksAbout(condition, name, context) &&
        !/^\(?\s*(!|not\b)/.test(context.text(condition))
      )
        return true;
    }
    // A method in Ruby has its statements in no block.
    if (!context.isBlock(up) && context.kind(up) !== 'body_statement' && up !== owner) continue;
    for (let each = up + 1; each < below; each = tree.next[each]!) {
      if (!/^(if_statement|if|unless|unless_modifier|if_modifier)$/.test(context.kind(each))) continue;
      const condition = context.field(each, 'condition');
      if (!asksAbout(condition, name, context)) continue;
      const body =
        context.field(each, 'consequence') >= 0
          ? context.field(each, 'consequence')
          : context.field(each, 'body');
      if (body >= 0 && leaves(body, context)) return true;
    }
  }
  return false;
}

function asksAbout(condition: NodeIndex, name: string, context: RuleContext): boolean {
  return (
    condition >= 0 &&
    mentions(context, context.tree.start[condition]!, context.tree.end[condition]!, name) &&
    asks.test(context.text(condition).replace(word(name), '_'))
  );
}

function leaves(body: NodeIndex, context: RuleContext): boolean {
  return (
    neverEnds(body, context) ||
    /^(then )?\s*(return|raise|halt|head|render|redirect_to|abort|next|break)\b/.test(
      context.text(body).trim(),
    )
  );
}
