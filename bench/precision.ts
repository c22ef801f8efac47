/**
 * How often the review's rules are right on well-kept code, and how much they say: over packages of eleven languages that no rule was made
 * on. `npm run bench -- precision` counts the findings of the packages as they are now, and tallies what a reader said of drawn ones;
 * `node bench/precision.ts --draw 200 --round 1 --seed 1 --out sample.txt` draws findings for reading, with `sample.txt.jsonl` to fill in;
 * `--draw 20 --round 23 --rule missing-return,case-falls-through` draws of single rules;
 * `node bench/precision.ts --tables` writes the figures into `docs/precision.md` and `docs/precision-rounds.md`.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Severity } from '../src/code/types.ts';
import { isFetched, type ReviewedFile, reviewRound } from './precision/corpus.ts';
import { type Drawn, drawFindings, drawPlainly, forReading, mixOf, placeOf } from './precision/draw.ts';
import { writeTables } from './precision/tables.ts';
import { readVerdicts, tally, tallyBy } from './precision/verdicts.ts';

const rounds = [1, 2, 3, 4, 5, 8, 10];
/** Draws of high and critical severity alone, judged like the others; they do not count in the figure that all severities reach. */
const severeRounds = [6, 7, 9, 11, 12, 13, 15];
/** Draws of as many findings of high and critical severity as of medium; they do not count in that figure either. */
const evenRounds = [16, 17, 18];
/** Draws by chance alone, in which each finding is as likely as any other. */
const plainRounds = [19, 20, 21, 22, 39, 40];
/** Whose proportions of languages later rounds keep to. */
const mixRounds = [19, 20];
/** Draws of single rules, which say how often those are right after a mending; they do not count in any figure of all rules. */
const ruleRounds = [25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38];
const judgedRounds = [...rounds, ...severeRounds, ...evenRounds, ...plainRounds, ...ruleRounds].sort(
  (a, b) => a - b,
);
/** Those whose packages show how much the review says: no rule had seen them when they were drawn. */
const freshRounds = [40];
/** The last draw by chance alone, whose share is the one to reach. */
const lastRound = plainRounds.at(-1)!;
/** From this round on, no package had been looked at before. */
const firstUnseen = 8;
const leastPrecision = 0.9;
const mostPerThousandLines = 5;

const { values } = parseArgs({
  options: {
    draw: { type: 'string' },
    round: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: 'sample.txt' },
    /** Draws as many of each group: `high+critical,medium` draws twice. */
    severities: { type: 'string', default: 'low+medium+high+critical' },
    /** Each finding is as likely as any other, of whatever rule; else the rules give one in turn. */
    plain: { type: 'boolean', default: false },
    /** With `--plain`: each language gives as many as its share in rounds 19 and 20. */
    mix: { type: 'boolean', default: false },
    /** Ids with commas between: as many findings of each of these rules, by chance among its own. */
    rule: { type: 'string' },
    tables: { type: 'boolean', default: false },
  },
});
if (values.tables) writeTables();
else if (values.draw !== undefined)
  await draw(Number(values.draw), Number(values.round), Number(values.seed));
else process.stdout.write(`${JSON.stringify(await measure(), null, 2)}\n`);

async function draw(count: number, round: number, seed: number): Promise<void> {
  const known = new Set(
    judgedRounds.flatMap(readVerdicts).map(({ file, ...each }) => placeOf({ ...each, path: file }, each)),
  );
  const files = await reviewRound(round);
  const drawn = values.rule
    ? byRule(files, values.rule.split(','), count, seed, known)
    : values.plain
      ? plainly(files, count, seed, known)
      : values.severities
          .split(',')
          .flatMap((group) =>
            drawFindings(files, { count, seed, known, severities: group.split('+') as Severity[] }),
          );
  writeFileSync(values.out, drawn.map((each, index) => forReading(each, index + 1)).join('\n'));
  writeFileSync(`${values.out}.jsonl`, drawn.map((each) => `${JSON.stringify(toJudge(each))}\n`).join(''));
}

function byRule(
  files: readonly ReviewedFile[],
  rules: readonly string[],
  count: number,
  seed: number,
  known: ReadonlySet<string>,
): Drawn[] {
  return rules.flatMap((rule) => {
    const { drawn } = drawPlainly(files, { count, seed, known, rule });
    const all = files.reduce((sum, each) => sum + each.findings.filter((one) => one.rule === rule).length, 0);
    process.stderr.write(`${rule}: ${drawn.length} drawn of ${all} in ${files.length} files\n`);
    return drawn;
  });
}

function plainly(
  files: readonly ReviewedFile[],
  count: number,
  seed: number,
  known: ReadonlySet<string>,
): Drawn[] {
  // A language in which nothing was found leaves its share to the others.
  const found = new Set<string>(files.flatMap((each) => (each.findings.length > 0 ? [each.language] : [])));
  const mix = values.mix
    ? mixOf(
        mixRounds.flatMap(readVerdicts).filter(({ language }) => found.has(language)),
        count,
      )
    : undefined;
  const { drawn, figures } = drawPlainly(files, {
    count,
    seed,
    known,
    ...(mix === undefined ? {} : { mix }),
  });
  const all = files.reduce((sum, each) => sum + each.findings.length, 0);
  process.stderr.write(
    `${files.length} files, ${all} findings; ${drawn.length} drawn, ${figures} that state a figure passed on the way\n`,
  );
  for (const [language, share] of mix ?? []) {
    const taken = drawn.filter(({ file }) => file.language === language).length;
    process.stderr.write(`${language}: ${taken} of ${share}\n`);
  }
  return drawn;
}

function toJudge({ file, finding }: Drawn): Record<string, unknown> {
  const { rule, severity, line } = finding;
  return {
    rule,
    severity,
    language: file.language,
    package: file.package,
    file: file.path,
    line,
    verdict: '',
    why: '',
  };
}

async function measure(): Promise<Record<string, unknown>> {
  const fetched = freshRounds.filter(isFetched);
  const files: ReviewedFile[] = [];
  for (const round of fetched) files.push(...(await reviewRound(round)));
  const judged = judgedRounds.map((round) => ({ round, findings: readVerdicts(round) }));
  const unseen = judged
    .filter(({ round }) => round >= firstUnseen && !ruleRounds.includes(round))
    .flatMap(({ findings }) => findings);
  const severe = unseen.filter(({ severity }) => severity === 'high' || severity === 'critical');
  const last = tally(readVerdicts(lastRound));
  const all = density(files);
  return {
    packages: new Set(files.map((each) => each.package)).size,
    limit: { precision: leastPrecision, mediumOrHigherPerThousandLines: mostPerThousandLines },
    reached: last.precision >= leastPrecision && all.mediumOrHigher <= mostPerThousandLines,
    ratios: { precision: last.precision, mediumOrHigherPerThousandLines: all.mediumOrHigher },
    density: { all, ...byLanguage(files) },
    severities: count(files, ({ severity }) => severity),
    findingsByRule: count(files, ({ rule }) => rule),
    plain: plainRounds,
    fresh: {
      bySeverity: tallyBy(unseen, ({ severity }) => severity),
      severeByRule: tallyBy(severe, ({ rule }) => rule),
    },
    rounds: judged.map(({ round, findings }) => ({
      round,
      all: tally(findings),
      bySeverity: tallyBy(findings, ({ severity }) => severity),
      byLanguage: tallyBy(findings, ({ language }) => language),
      byRule: tallyBy(findings, ({ rule }) => rule),
    })),
  };
}

/** What the review says of a thousand lines of code. */
function density(
  files: readonly ReviewedFile[],
): Record<'files' | 'lines' | 'findings' | 'mediumOrHigher', number> {
  const lines = files.reduce((sum, each) => sum + each.lines, 0);
  const findings = files.flatMap((each) => each.findings);
  const perThousand = (number: number) => Math.round((number * 100_000) / Math.max(1, lines)) / 100;
  return {
    files: files.length,
    lines,
    findings: perThousand(findings.length),
    mediumOrHigher: perThousand(findings.filter(({ severity }) => severity !== 'low').length),
  };
}

function byLanguage(files: readonly ReviewedFile[]): Record<string, ReturnType<typeof density>> {
  const groups = Object.groupBy(files, ({ language }) => language);
  return Object.fromEntries(
    Object.keys(groups)
      .sort()
      .map((language) => [language, density(groups[language as keyof typeof groups] ?? [])]),
  );
}

/** How many findings there are of each kind, most first. */
function count(
  files: readonly ReviewedFile[],
  kindOf: (finding: ReviewedFile['findings'][number]) => string,
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { findings } of files)
    for (const finding of findings) counts.set(kindOf(finding), (counts.get(kindOf(finding)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
