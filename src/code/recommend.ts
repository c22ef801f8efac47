import { acceptanceOf, acceptancePrior } from './acceptance.ts';
import { patchOf } from './fixes/unified-diff.ts';
import { type Finding, type FunctionMetrics, type Recommendation, severities, wholeFile } from './types.ts';

export interface FileFindings {
  /** As the recommendation shows it. */
  path: string;
  /** As the id knows it: relative to the workspace, with `/`, however the path was spelled. */
  key: string;
  findings: readonly Finding[];
  /** Asked for where a finding does not know the function around it. */
  functions: () => readonly FunctionMetrics[];
}

/**
 * Turns a file's verified findings into recommendations with stable ids. An id is made of rule, file, normalised quote, name of
 * the function around it, and a count where all of those are equal: lines may move, white space may change, and it stays.
 */
export function recommend({ path, key, findings, functions }: FileFindings): Recommendation[] {
  const seen = new Map<string, number>();
  // Loaded only here: it takes longer than a file to measure.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return findings.map((finding) => {
    const owner = finding.owner ?? functionAround(finding, functions());
    const quote = owner === wholeFile ? '' : normalised(finding.quote);
    const identity = [finding.rule, key, quote, owner].join('\0');
    const occurrence = seen.get(identity) ?? 0;
    seen.set(identity, occurrence + 1);
    const digest = createHash('sha256').update(`${identity}\0${occurrence}`).digest('hex');
    const { edits: _, hunks, fix, owner: __, ...said } = finding;
    return {
      id: `rec_${digest.slice(0, 10)}`,
      file: path,
      ...said,
      patch: hunks === undefined ? null : patchOf(patchedName(key), hunks),
      ...(hunks === undefined || fix === undefined ? {} : { fix }),
      acceptance: acceptanceOf(acceptancePrior(finding)),
      source: finding.source ?? 'rule',
    };
  });
}

/** Gravest first; within a severity the likeliest to be accepted; then by place. Sorts a copy. */
export function rankRecommendations(recommendations: readonly Recommendation[]): Recommendation[] {
  return [...recommendations].sort(
    (a, b) =>
      severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
      b.acceptance - a.acceptance ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.line - b.line ||
      (a.rule < b.rule ? -1 : 1),
  );
}

function normalised(quote: string): string {
  return quote.replace(/\s+/g, ' ').trim();
}

/** The names of the innermost function that holds the finding's lines, or the empty string. */
export function functionAround(finding: Finding, functions: readonly FunctionMetrics[]): string {
  let best: FunctionMetrics | null = null;
  for (const each of functions) {
    const holds = each.line <= finding.line && finding.line <= each.endLine && each.name !== '(anonymous)';
    if (holds && (best === null || each.endLine - each.line <= best.endLine - best.line)) best = each;
  }
  return best?.name ?? '';
}

/** The name that a patch gives its file: what is outside of the workspace, or has no name, is named by its last part. */
export function patchedName(key: string): string {
  if (key === '' || key === '-') return 'code';
  return key.startsWith('../') ? key.slice(key.lastIndexOf('/') + 1) : key.replace(/^\/+/, '');
}
