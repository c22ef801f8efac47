import type { RuleContext } from '../context.ts';

/** Whether a function answers requests: a route stands over it, or it takes one. */
export function isRequestHandler(owner: number, context: RuleContext): boolean {
  return (
    owner >= 0 &&
    (/@[\w.]*\b(route|get|post|put|delete|patch|expose|api_view|endpoint)\b/.test(
      context.short(context.parent(owner), 200),
    ) ||
      /\brequest\b/.test(context.short(context.field(owner, 'parameters'), 200)))
  );
}

/** Whether a condition around a place asks for it: `if (WP_DEBUG_DISPLAY)`, `if config["SHOW_STACKTRACE"]:`. */
export function isAskedFor(node: number, context: RuleContext): boolean {
  for (let up = context.parent(node); up >= 0 && !context.isFunction(up); up = context.parent(up))
    if (
      /debug|trace|display|show|verbose|config|setting|\bdev/i.test(
        context.short(context.field(up, 'condition'), 200),
      )
    )
      return true;
  return false;
}
