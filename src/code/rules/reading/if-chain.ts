import type { RuleContext } from '../context.ts';

/** A branch of an if … else if … else chain. */
export interface Branch {
  /** -1 for a plain else. */
  condition: number;
  body: number;
}

const ifKinds: ReadonlySet<string> = new Set([
  'if_statement',
  'if_expression',
  'if',
  'elif_clause',
  'else_if_clause',
  'elsif',
  'else_clause',
  'else',
]);

// Half a dozen rules ask for the chain of each `if`, one after the other: the last answer is kept.
let lastContext: RuleContext | null = null;
let lastNode = -1;
let lastChain: readonly Branch[] = [];

/** The branches of an if … else if … else chain, from its first `if`. */
export function chainOf(node: number, context: RuleContext): readonly Branch[] {
  if (node !== lastNode || context !== lastContext) {
    lastChain = readChain(node, context);
    lastContext = context;
    lastNode = node;
  }
  return lastChain;
}

function readChain(node: number, context: RuleContext): Branch[] {
  const branches: Branch[] = [];
  const visit = (each: number): void => {
    // A chain longer than this was written by a program.
    if (branches.length >= 500) return;
    const kind = context.kind(each);
    if (kind === 'else_clause' || kind === 'else') {
      const inner = context.children(each);
      const nested = inner.length === 1 ? inner[0]! : -1;
      if (nested >= 0 && /^(if_statement|if_expression)$/.test(context.kind(nested))) visit(nested);
      else
        branches.push({
          condition: -1,
          body:
            kind === 'else'
              ? each
              : context.field(each, 'body') >= 0
                ? context.field(each, 'body')
                : nested >= 0
                  ? nested
                  : each,
        });
      return;
    }
    if (!ifKinds.has(kind)) {
      branches.push({ condition: -1, body: each });
      return;
    }
    // Go lets an if begin with a statement that changes what the condition sees.
    if (context.field(each, 'initializer') >= 0) {
      branches.push({ condition: -2, body: context.field(each, 'consequence') });
    } else {
      const body = context.field(each, 'consequence');
      branches.push({
        condition: context.field(each, 'condition'),
        body: body >= 0 ? body : context.field(each, 'body'),
      });
    }
    const { tree } = context;
    for (let child = each + 1; child < tree.next[each]!; child = tree.next[child]!) {
      if (tree.fields[tree.field[child]!] === 'alternative' && (tree.flags[child]! & 1) !== 0) visit(child);
    }
  };
  visit(node);
  return branches;
}

/** Whether this `if` starts its chain, rather than being an `else if`. */
export function startsChain(node: number, context: RuleContext): boolean {
  const up = context.parent(node);
  const kind = context.kind(up);
  if ((kind === 'else_clause' || kind === 'else') && context.children(up).length === 1) return false;
  return context.tree.fields[context.tree.field[node]!] !== 'alternative';
}
