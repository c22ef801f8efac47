import type { RuleContext } from '../context.ts';
import { symbolsOf } from '../kind-symbols.ts';

// A dozen rules ask the same of each binary expression, one after the other: the last answers are kept.
let operatorContext: RuleContext | null = null;
let operatorNode = -1;
let operatorText = '';
let sidesContext: RuleContext | null = null;
let sidesNode = -1;
let lastSides: [left: number, right: number] = [-1, -1];

/** The operator between the two sides of a binary expression, as written. */
export function operatorOf(node: number, context: RuleContext): string {
  if (node !== operatorNode || context !== operatorContext) {
    operatorText = readOperator(node, context);
    operatorContext = context;
    operatorNode = node;
  }
  return operatorText;
}

function readOperator(node: number, context: RuleContext): string {
  const left = context.field(node, 'left');
  const right = context.field(node, 'right');
  if (left < 0 || right < 0) {
    const [first, second] = context.children(node);
    if (first === undefined || second === undefined) return '';
    return context.source.slice(context.tree.end[first], context.tree.start[second]).trim();
  }
  const between = context.source.slice(context.tree.end[left], context.tree.start[right]);
  return (between.length < 6 ? between : between.replace(/\/\*[\s\S]*?\*\/|\/\/.*|#.*/g, '')).trim();
}

/** The two sides of a binary expression, or -1 twice when it has another number of them. */
export function sides(node: number, context: RuleContext): readonly [left: number, right: number] {
  if (node !== sidesNode || context !== sidesContext) {
    lastSides = readSides(node, context);
    sidesContext = context;
    sidesNode = node;
  }
  return lastSides;
}

function readSides(node: number, context: RuleContext): [left: number, right: number] {
  const left = context.field(node, 'left');
  if (left >= 0) return [left, context.field(node, 'right')];
  const children = context.children(node);
  return children.length === 2 ? [children[0]!, children[1]!] : [-1, -1];
}

/** Whether evaluating the expression twice gives the same: no calls, no updates, no macros. */
export function isPure(node: number, context: RuleContext): boolean {
  if (node < 0) return true;
  const { next, symbol, kinds } = context.tree;
  const changes = symbolsOf(kinds, changing);
  for (let each = node, stop = next[node]!; each < stop; each += 1) {
    if (changes[symbol[each]!] !== 0 || context.isCall(each)) return false;
  }
  return true;
}

const changing =
  /^(update_expression|assignment|await|yield|macro_invocation|new_|augmented|preproc|await_expression|inc_statement|postfix_unary|prefix_unary_expression)/;

/** Whether the value decides an if, a loop or a conditional expression, directly or through `!`, `&&`, `||`, `and`, `or`. */
export function isCondition(node: number, context: RuleContext): boolean {
  let below = node;
  let up = context.parent(node);
  for (let depth = 0; depth < 8 && up >= 0; depth += 1) {
    const kind = context.kind(up);
    if (
      /^(parenthesized_expression|parenthesized_statements|boolean_operator|not_operator|condition|condition_clause)$/.test(
        kind,
      )
    ) {
      below = up;
      up = context.parent(up);
      continue;
    }
    if (/^(binary_expression|binary)$/.test(kind)) {
      if (!/^(&&|\|\||and|or)$/.test(operatorOf(up, context))) return false;
      below = up;
      up = context.parent(up);
      continue;
    }
    if (
      /^(if_statement|while_statement|do_statement|elif_clause|if|elsif|while|unless|if_expression|while_expression|else_if_clause|conditional_expression|ternary_expression|conditional)$/.test(
        kind,
      )
    ) {
      const condition = context.field(up, 'condition');
      return condition >= 0 && condition === below;
    }
    return false;
  }
  return false;
}

const isPlainGetter =
  /^get(?!Next|And|Or|Char|Byte|Token|Int|Long|Short|Line|Random|Time|Instance)[A-Z]\w*(?<!Next|Char|Line|Byte|Token|Event|Random|Time)$/;

/** Whether asking twice in a row gives the same answer: nothing is changed, or only questions are called. */
export function isRepeatable(condition: number, context: RuleContext): boolean {
  if (isPure(condition, context)) return true;
  for (const each of context.descendants(condition)) {
    if (/^(update_expression|assignment|await|yield|augmented|inc_statement)/.test(context.kind(each)))
      return false;
    const call = context.call(each);
    if (
      call !== null &&
      (call.isNew ||
        (!/^(is|has|equals|starts|ends|contains|includes|exists)([A-Z_?]\w*)?$|^(as_\w+|getClass|get\w+(Class|Type|Kind|Name))$|^(len|strlen|strcmp|strncmp|memcmp|isinstance|typeof|equalsIgnoreCase|startswith|endswith|HasPrefix|HasSuffix|Equals|StartsWith|EndsWith|Contains)$|\?$/.test(
          call.name,
        ) &&
          // A macro that asks, and a getter that neither moves on nor takes.
          !/^(\w+_)?(IS|HAS)_[A-Z_]+$/.test(call.name) &&
          !(call.arguments.length === 0 && isPlainGetter.test(call.name))))
    )
      return false;
  }
  return true;
}
