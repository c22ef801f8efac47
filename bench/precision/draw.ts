import type { Finding, LanguageName, Severity } from '../../src/code/types.ts';
import { chance, type ReviewedFile } from './corpus.ts';

/** A finding that was drawn, with its file. */
export interface Drawn {
  file: ReviewedFile;
  finding: Finding;
}

/** Rules that state a measured figure against a threshold: they can't be wrong about it, and would flatter a sample. */
export const statesFigures: ReadonlySet<string> = new Set([
  'long-function',
  'complex-function',
  'deep-nesting',
  'many-parameters',
  'long-file',
  'tangled-condition',
  'god-class',
  'boolean-parameters',
]);

const mostOfFile = 3;
const mostOfRuleInFile = 2;

/**
 * Draws findings by chance: the findings of each rule are put in the seed's order, and rules give one each, in turn, until there are
 * `count`; so that each rule that speaks at all is heard, and none fills the sample. At most three come from one file, two of them by one rule. `known` holds
 * the places (`package/path:line`) that were judged before; `severities` leaves out findings of all others.
 */
export function drawFindings(
  files: readonly ReviewedFile[],
  {
    count,
    seed,
    known = new Set(),
    severities,
  }: {
    count: number;
    seed: number;
    known?: ReadonlySet<string>;
    severities?: readonly Severity[] | undefined;
  },
): Drawn[] {
  const byRule = new Map<string, Drawn[]>();
  for (const file of files) {
    for (const finding of file.findings) {
      if (statesFigures.has(finding.rule) || known.has(placeOf(file, finding))) continue;
      if (severities?.includes(finding.severity) === false) continue;
      const own = byRule.get(finding.rule);
      if (own === undefined) byRule.set(finding.rule, [{ file, finding }]);
      else own.push({ file, finding });
    }
  }
  const order = ({ file, finding }: Drawn) => chance(seed, finding.rule, placeOf(file, finding));
  const queues = [...byRule]
    .sort(([a], [b]) => (chance(seed, a) < chance(seed, b) ? -1 : 1))
    .map(([, own]) => own.sort((a, b) => (order(a) < order(b) ? -1 : 1)));
  const drawn: Drawn[] = [];
  const ofFile = new Map<ReviewedFile, number>();
  while (drawn.length < count && queues.some((queue) => queue.length > 0)) {
    for (const queue of queues) {
      if (drawn.length === count) break;
      const next = queue.findIndex(
        ({ file, finding: { rule } }) =>
          (ofFile.get(file) ?? 0) < mostOfFile &&
          drawn.filter((each) => each.file === file && each.finding.rule === rule).length < mostOfRuleInFile,
      );
      const one = queue[next];
      queue.splice(0, one === undefined ? queue.length : next + 1);
      if (one === undefined) continue;
      ofFile.set(one.file, (ofFile.get(one.file) ?? 0) + 1);
      drawn.push(one);
    }
  }
  return drawn;
}

/**
 * Draws findings by chance alone: each finding of any rule is as likely as any other, so that rules weigh as they do in a review. They are taken in
 * the seed's order until `count` of them state no measured figure; those that do are given beside them, for what a plain draw of all would
 * hold. At most three (that state no figure) come from one file, two of them by one rule. With a `mix`, each language gives as many as that says,
 * by chance among its own.
 */
export function drawPlainly(
  files: readonly ReviewedFile[],
  {
    count,
    seed,
    known = new Set(),
    rule,
    mix,
  }: {
    count: number;
    seed: number;
    known?: ReadonlySet<string>;
    /** Findings of this rule alone. */
    rule?: string;
    /** The most findings that each language gives; one that is not named gives none. */
    mix?: ReadonlyMap<LanguageName, number>;
  },
): { drawn: Drawn[]; figures: number } {
  const queue = files
    .flatMap((file) => file.findings.map((finding) => ({ file, finding })))
    .filter(
      ({ file, finding }) =>
        (rule === undefined || finding.rule === rule) && !known.has(placeOf(file, finding)),
    )
    .map((each) => ({ ...each, order: chance(seed, each.finding.rule, placeOf(each.file, each.finding)) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  const drawn: Drawn[] = [];
  let figures = 0;
  for (const { file, finding } of queue) {
    if (drawn.length === count) break;
    if (mix !== undefined && ofLanguage(drawn, file.language) >= (mix.get(file.language) ?? 0)) continue;
    if (statesFigures.has(finding.rule) && rule === undefined) {
      figures += 1;
      continue;
    }
    const ofFile = drawn.filter((each) => each.file === file);
    if (ofFile.length >= mostOfFile) continue;
    if (ofFile.filter((each) => each.finding.rule === finding.rule).length >= mostOfRuleInFile) continue;
    drawn.push({ file, finding });
  }
  return { drawn, figures };
}

function ofLanguage(drawn: readonly Drawn[], language: LanguageName): number {
  return drawn.filter(({ file }) => file.language === language).length;
}

/**
 * How many findings each language gives of `count`, in the proportions of `judged`, so that rounds are alike whatever was fetched for them. What
 * rounding leaves over goes to the largest remainders.
 */
export function mixOf(judged: readonly { language: string }[], count: number): Map<LanguageName, number> {
  const languages = Object.entries(Object.groupBy(judged, ({ language }) => language));
  const shares = languages
    .map(([language, each]) => ({
      language: language as LanguageName,
      exact: (count * each!.length) / judged.length,
    }))
    .sort((a, b) => (b.exact % 1) - (a.exact % 1) || (a.language < b.language ? -1 : 1));
  let left = count - shares.reduce((sum, { exact }) => sum + Math.floor(exact), 0);
  return new Map(
    shares.map(({ language, exact }) => {
      left -= 1;
      return [language, Math.floor(exact) + (left >= 0 ? 1 : 0)];
    }),
  );
}

/** `package/path:line`. */
export function placeOf(
  file: Pick<ReviewedFile, 'package' | 'path'>,
  { line }: Pick<Finding, 'line'>,
): string {
  return `${file.package}/${file.path}:${line}`;
}

/** A drawn finding as a reader is shown it: what the rule says, and the code around. */
export function forReading({ file, finding }: Drawn, number: number): string {
  const lines = file.source.split('\n');
  const first = Math.max(0, finding.line - 9);
  const last = Math.min(lines.length, Math.min(finding.endLine, finding.line + 12) + 6);
  const code = lines.slice(first, last).map((text, index) => {
    const line = first + index + 1;
    const mark = line >= finding.line && line <= finding.endLine ? '>' : ' ';
    return `${mark}${String(line).padStart(5)} ${text.slice(0, 170)}`;
  });
  return [
    `### ${number} ${finding.rule} (${finding.severity}, ${file.language})`,
    placeOf(file, finding),
    finding.message,
    ...code,
    '',
  ].join('\n');
}
