import type { NodeIndex } from '../syntax-tree.ts';
import type { RuleContext } from './context.ts';
import { tight } from './reading/statements.ts';

/** Whether Java's `x.length` belongs to a class of somebody's own, which may say -1: the nearest declaration shows no array. */
export function isOfRecord(subject: NodeIndex, context: RuleContext): boolean {
  const name = /^(\w+)\.length$/.exec(tight(subject, context))?.[1];
  if (context.family !== 'java' || name === undefined) return false;
  const before = context.source.slice(0, context.tree.start[subject]);
  const declared = [
    ...before.matchAll(
      new RegExp(
        `\\b([A-Za-z][\\w.]*(?:<[^;>]*>)?)((?:\\s*\\[\\s*\\])*|\\.\\.\\.)\\s+${name}\\s*(\\[\\s*\\])?\\s*[=;,):]`,
        'g',
      ),
    ),
  ].at(-1);
  return (
    declared !== undefined &&
    !/^(return|throw|var)$/.test(declared[1]!) &&
    !/\[|\.\.\./.test(`${declared[2]}${declared[3] ?? ''}`)
  );
}
