import type { RuleContext } from '../context.ts';

/** The statements of a handler's body, comments left out. */
export function handlerBody(node: number, context: RuleContext): number {
  const named = context.field(node, 'body');
  if (named >= 0) return named;
  return context.children(node).findLast((child) => context.isBlock(child)) ?? -1;
}

/** What a handler catches, as it is written, without parentheses; the empty string when it catches everything. */
export function caughtText(node: number, context: RuleContext): string {
  switch (context.family) {
    case 'python': {
      const first = context.children(node)[0] ?? -1;
      return context.isBlock(first) ? '' : context.short(first, 80);
    }
    case 'ruby':
      return context.short(context.field(node, 'exceptions'), 80);
    case 'js':
      return '';
    case 'c':
      return context.short(context.field(node, 'parameters'), 80).replace(/^\(|\)$|\.\.\./g, '');
    case 'php':
      return context.short(context.field(node, 'type'), 80);
    default:
      return context
        .short(context.children(node)[0] ?? -1, 80)
        .replace(/^\(|\)$/g, '')
        .replace(/^\{.*/, '');
  }
}

/** The variable that a handler gives the error, or the empty string. */
export function caughtName(node: number, context: RuleContext): string {
  switch (context.family) {
    case 'js':
      return context.text(context.field(node, 'parameter'));
    case 'php':
      return context.text(context.field(node, 'name')).replace('$', '');
    default: {
      const header = context.children(node)[0] ?? -1;
      return context.text(context.field(header, 'name'));
    }
  }
}
