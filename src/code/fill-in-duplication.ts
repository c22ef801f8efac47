import type { Analysis } from './analyze.ts';
import { findClones } from './duplication.ts';

/** Sets `duplication` in each of the analysed files, from clones within and among them. */
export function fillInDuplication(analyses: readonly Pick<Analysis, 'file' | 'windows' | 'codeBefore'>[]) {
  const { clones, shares } = findClones(
    analyses.map(({ file, windows, codeBefore }) => ({ language: file.language, windows, codeBefore })),
  );
  shares.forEach((share, index) => {
    analyses[index]!.file.metrics.duplication = share;
  });
  return clones;
}
