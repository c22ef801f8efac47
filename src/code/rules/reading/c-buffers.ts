import type { RuleContext } from '../context.ts';

/** What stands between the brackets where an array of this name is declared last before a place; empty where none is. */
export function sizeOfArray(name: string, before: number, context: RuleContext): string {
  if (!/^\w+$/.test(name)) return '';
  const declared = new RegExp(`\\b${name}\\s*\\[\\s*(\\(?\\w[^\\]\\n]*)\\]\\s*[;,=]`, 'g');
  // `b[0] = 0;` declares nothing.
  const found = [...context.source.slice(0, before).matchAll(declared)]
    .filter((each) => !/[;{})]\s*$/.test(context.source.slice(Math.max(0, each.index - 20), each.index)))
    .at(-1);
  return found?.[1]?.trim() ?? '';
}

/** Whether an array is so large that short texts fit, or as large as a constant with a name says: its size was thought about. */
export function isRoomy(size: string): boolean {
  const elements = Number(size.replace(/[uUlL]+$/, ''));
  return Number.isNaN(elements) ? !/^\w*_?[A-Z]*(SMALL|SHORT|TINY)/.test(size) : elements >= 200;
}
