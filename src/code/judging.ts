/** The rules, and what verifies mends: loaded by those who want findings, since they are most of the program. */
import { verifyFixes } from './fixes/verify-fixes.ts';
import { judge } from './judge.ts';

/** What `analyzeTree` judges with. */
export interface Judging {
  judge: typeof judge;
  verifyFixes: typeof verifyFixes;
}

export { judge, verifyFixes };
