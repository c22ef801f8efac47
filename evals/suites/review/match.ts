import { type Defect, lineBefore, replacedLines } from './expected.ts';

/** What any reviewer says of a place: opsmith's findings and those of its peers. */
export interface Remark {
  rule: string;
  category: string;
  severity: string;
  /** From 1. */
  line: number;
  endLine: number;
}

/** A remark may stand this far from the lines that a reviewer would point to. */
const slack = 1;
/** One that spans more lines than this says nothing of a place in it; its first line alone counts. */
const widest = 10;

const accepted: Readonly<Record<Defect['class'], readonly string[]>> = {
  vulnerability: ['security'],
  'error-handling': ['reliability'],
  behaviour: ['reliability', 'refactoring'],
};

/** Defects of memory are security to some and reliability to others. */
const memory: ReadonlySet<number> = new Set([
  119, 120, 121, 134, 190, 193, 242, 401, 415, 416, 467, 476, 688, 772, 843,
]);

/** Whether a remark is of the kind that the defect is. */
export function isRightCategory(remark: Remark, { class: kind, cwe }: Defect): boolean {
  if (memory.has(cwe) && (remark.category === 'security' || remark.category === 'reliability')) return true;
  return accepted[kind].includes(remark.category);
}

/** The remarks on a mutant that its original does not have. */
export function newRemarks(mutant: readonly Remark[], original: readonly Remark[], defect: Defect): Remark[] {
  const left = [...original];
  return mutant.filter((remark) => {
    const index = left.findIndex((old) => isSame(remark, old, defect));
    if (index < 0) return true;
    left.splice(index, 1);
    return false;
  });
}

/** The same rule at the same line, moved as the edit moved it; or at a line that the edit rewrote. */
function isSame(remark: Remark, old: Remark, defect: Defect): boolean {
  if (remark.rule !== old.rule) return false;
  const before = lineBefore(remark.line, defect);
  if (before !== null) return before === old.line;
  return replacedLines(defect).some(([first, last]) => first <= old.line && old.line <= last);
}

/** Whether a remark points to the defect: its lines meet, give or take one, the changed lines or those beside them that it concerns. */
export function pointsTo(remark: Remark, { lines: [first, last], also }: Defect): boolean {
  const end = remark.endLine - remark.line >= widest ? remark.line : remark.endLine;
  const meets = (from: number, to: number) => remark.line <= to && from <= end;
  return meets(first - slack, last + slack) || also.some((line) => meets(line, line));
}

const order = ['low', 'medium', 'high', 'critical'];

export function isAtLeast(remark: Remark, severity: string): boolean {
  return order.indexOf(remark.severity) >= order.indexOf(severity);
}
