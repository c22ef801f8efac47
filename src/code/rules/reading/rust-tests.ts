import type { RuleContext } from '../context.ts';

/** Whether a Rust node lies in a module or function marked as test code. */
export function isRustTest(node: number, context: RuleContext): boolean {
  for (let up = context.parent(node); up >= 0; up = context.parent(up)) {
    const kind = context.kind(up);
    if (kind !== 'mod_item' && kind !== 'function_item' && kind !== 'impl_item') continue;
    const before = context.source.slice(Math.max(0, context.tree.start[up]! - 200), context.tree.start[up]);
    if (
      /#\[(cfg\((all\()?(test|fuzzing|doctest)|test|tokio::test|\w+::test|bench)[^\]]*\]\s*(#\[[^\]]*\]\s*|\/\/[^\n]*\s*)*(pub(\(\w+\))?\s*)?$/.test(
        before,
      )
    )
      return true;
    if (kind === 'mod_item' && /^tests?$/.test(context.text(context.field(up, 'name')))) return true;
  }
  return false;
}
