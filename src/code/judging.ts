/** The rules, and what verifies mends: loaded by those who want findings, since they are most of the program. */
export { verifyFixes } from './fixes/verify-fixes.ts';
export { judge } from './judge.ts';

/** What `analyzeTree` needs to judge. */
export type Judging = Pick<typeof import('./judging.ts'), 'judge' | 'verifyFixes'>;
