import type { RuleContext } from './context.ts';

/** C: whether a macro is given the beginning of a name, to put the rest behind it: `G_DEFINE_TYPE(View, view, …)` calls `view_init`. */
export function isPastedTogether(name: string, context: RuleContext): boolean {
  for (let at = name.lastIndexOf('_'); at > 2; at = name.lastIndexOf('_', at - 1)) {
    const part = name.slice(0, at);
    if (
      new RegExp(
        `\\b_*[A-Z][A-Z0-9_]{3,}\\s*\\([^;{}()]*\\b${part}\\b[^_]|\\b[A-Z][A-Z0-9]*_\\w+\\s*\\(\\s*${part}\\s*[,)]`,
      ).test(context.source)
    )
      return true;
  }
  return false;
}
