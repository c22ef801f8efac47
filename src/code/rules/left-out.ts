import type { RuleContext } from './context.ts';

const known = new WeakMap<object, readonly [start: number, end: number][]>();

/** C and C++: whether `#if 0`, or the other half of `#if 1`, leaves out what stands at an offset: it never runs. False in other languages. */
export function isLeftOut(offset: number, { family, source, tree }: RuleContext): boolean {
  if (family !== 'c') return false;
  let ranges = known.get(tree);
  if (ranges === undefined) {
    ranges = /^[ \t]*#[ \t]*if[ \t]+[01]\b/m.test(source) ? rangesOf(source) : [];
    known.set(tree, ranges);
  }
  return ranges.some(([start, end]) => start <= offset && offset < end);
}

function rangesOf(source: string): [number, number][] {
  const ranges: [number, number][] = [];
  /** The conditions that are open, and where the part that is left out began, or -1. */
  const open: { taken: boolean; from: number }[] = [];
  const directive = /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b[ \t]*([^\n]*)/gm;
  for (let match = directive.exec(source); match !== null; match = directive.exec(source)) {
    const [, word, condition] = match;
    if (word!.startsWith('if')) {
      const isNever = word === 'if' && /^0\s*(&&|\/[/*]|$)/.test(condition!);
      const isAlways = word === 'if' && /^1\s*(\/[/*]|$)/.test(condition!);
      open.push({ taken: isAlways, from: isNever ? match.index : -1 });
      continue;
    }
    const last = open.at(-1);
    if (last === undefined) continue;
    if (last.from >= 0) ranges.push([last.from, match.index]);
    last.from = word !== 'endif' && last.taken ? match.index : -1;
    if (word === 'endif') open.pop();
  }
  return ranges;
}
