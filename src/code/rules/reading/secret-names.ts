import type { RuleContext } from '../context.ts';

/** Words that tell that something is meant to be secret or hard to guess. */
export const secretWords =
  /(passw|passphrase|\bpwd\b|secret|token|credential|session_?id|api_?key|auth_?(token|code|key)|signature|nonce|\bsalt\b|otp\b|csrf|\bjwt\b|private_?key|reset_?code|verification_?code|invite_?code)/i;

/** The names around an expression: what it is assigned to, its function, its arguments. */
export function namesAround(node: number, context: RuleContext): string {
  let text = '';
  let up = node;
  for (let depth = 0; depth < 8 && up >= 0 && !context.isBlock(up); depth += 1) {
    for (const field of ['name', 'left', 'key', 'pattern', 'declarator'])
      text += ` ${context.short(context.field(up, field), 60)}`;
    if (context.kind(up) === 'variable_declarator')
      text += ` ${context.short(context.children(up)[0] ?? -1, 60)}`;
    up = context.parent(up);
    if (context.isFunction(up)) break;
  }
  const owner = context.isFunction(up) ? up : context.enclosingFunction(node);
  return `${text} ${context.functionName(owner)}`;
}
