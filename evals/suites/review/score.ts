import type { Defect } from './expected.ts';
import { isAtLeast, isRightCategory, newRemarks, pointsTo, type Remark } from './match.ts';

/** What a reviewer said of one case. */
export type Reviewed =
  | { id: string; tags: readonly string[]; defect: null; remarks: readonly Remark[] }
  /** `before`: what it says of the original. */
  | {
      id: string;
      tags: readonly string[];
      defect: Defect;
      remarks: readonly Remark[];
      before: readonly Remark[];
    };

/** Which remarks count. */
export interface Reading {
  /** Remarks below this say nothing. */
  least: 'low' | 'medium';
  /** The remark must be of the defect's category. */
  strict?: boolean;
}

/** Counts, and the rates that follow from them; a rate is null where its denominator is 0. */
export interface Tally {
  mutants: number;
  untouched: number;
  /** Mutants whose defect is found. */
  truePositives: number;
  falseNegatives: number;
  /** Untouched snippets with a remark. */
  falsePositives: number;
  /** All remarks on untouched snippets. */
  remarksOnUntouched: number;
  /** New remarks on mutants that point elsewhere. */
  elsewhere: number;
  precision: number | null;
  /** truePositives / (truePositives + remarksOnUntouched). */
  precisionByRemark: number | null;
  recall: number | null;
  f1: number | null;
}

/** Whether, and by which remarks, a mutant's defect is found. */
export function findersOf(reviewed: Reviewed, { least, strict = false }: Reading): Remark[] {
  if (reviewed.defect === null) return [];
  const { defect, remarks, before } = reviewed;
  return newRemarks(remarks, before, defect).filter(
    (remark) =>
      isAtLeast(remark, least) && pointsTo(remark, defect) && (!strict || isRightCategory(remark, defect)),
  );
}

/** Counts what was found and what was said of code that nobody spoiled. */
export function tally(cases: readonly Reviewed[], reading: Reading): Tally {
  let [mutants, untouched, truePositives, falsePositives, remarksOnUntouched, elsewhere] = [0, 0, 0, 0, 0, 0];
  for (const each of cases) {
    const remarks = each.remarks.filter((remark) => isAtLeast(remark, reading.least));
    if (each.defect === null) {
      untouched += 1;
      if (remarks.length > 0) falsePositives += 1;
      remarksOnUntouched += remarks.length;
      continue;
    }
    mutants += 1;
    if (findersOf(each, reading).length > 0) truePositives += 1;
    const { defect, before } = each;
    elsewhere += newRemarks(remarks, before, defect).filter((remark) => !pointsTo(remark, defect)).length;
  }
  const falseNegatives = mutants - truePositives;
  const share = (part: number, of: number) => (of === 0 ? null : part / of);
  return {
    mutants,
    untouched,
    truePositives,
    falseNegatives,
    falsePositives,
    remarksOnUntouched,
    elsewhere,
    precision: share(truePositives, truePositives + falsePositives),
    precisionByRemark: share(truePositives, truePositives + remarksOnUntouched),
    recall: share(truePositives, mutants),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  };
}

/**
 * The cases that a tag speaks of: those that carry it, and the originals of mutants that do. What is said of operators is then held
 * against code of the same kind.
 */
export function casesOf(cases: readonly Reviewed[], tag: string): Reviewed[] {
  const tagged = cases.filter(({ tags }) => tags.includes(tag));
  const ids = new Set(tagged.map(({ id }) => id));
  const originals = new Set(tagged.flatMap(({ defect }) => (defect === null ? [] : [defect.original])));
  return [
    ...tagged,
    ...cases.filter(({ id, defect }) => defect === null && !ids.has(id) && originals.has(id)),
  ];
}

/** The readings that a report gives; the first is the one that the figures to reach are about. */
export const readings: Readonly<Record<string, Reading>> = {
  medium: { least: 'medium' },
  mediumRightCategory: { least: 'medium', strict: true },
  any: { least: 'low' },
  anyRightCategory: { least: 'low', strict: true },
};
