/** The figures of `docs/precision.md` and `docs/precision-rounds.md`, written by what was measured and judged, so that nobody types them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { Tally } from './verdicts.ts';

const page = new URL('../../docs/precision.md', import.meta.url);
/** Has each round's tables, which few readers want. */
const roundsPage = new URL('../../docs/precision-rounds.md', import.meta.url);
const results = new URL('../results/precision.json', import.meta.url);
/** Between these lines of a page stands what this file writes. */
const [begin, end] = ['<!-- figures -->', '<!-- /figures -->'];

const Density = z.object({
  files: z.number(),
  lines: z.number(),
  findings: z.number(),
  mediumOrHigher: z.number(),
});
const Tallies = z.record(z.string(), Tally);
const Result = z.object({
  packages: z.number(),
  density: z.record(z.string(), Density),
  severities: z.record(z.string(), z.number()),
  /** Rounds that were drawn by chance alone, whose figures the first page shows. */
  plain: z.array(z.number()),
  fresh: z.object({ bySeverity: Tallies, severeByRule: Tallies }),
  rounds: z.array(
    z.object({
      round: z.number(),
      all: Tally,
      bySeverity: Tallies,
      byLanguage: Tallies,
      byRule: Tallies,
    }),
  ),
});

/** Puts the tables of `bench/results/precision.json` into the two pages. @throws Error where one of them is not there */
export function writeTables(): void {
  const result = Result.parse(JSON.parse(readFileSync(results, 'utf8')));
  const judged = result.rounds.filter(({ all }) => all.findings > 0);
  const plain = judged.filter(({ round }) => result.plain.includes(round));
  const last = plain.at(-1);
  put(page, [
    '### Drawn by chance alone',
    tallies('round', plain.map(numbered)),
    ...(last === undefined
      ? []
      : [
          `### Round ${last.round}`,
          tallies('severity', Object.entries(last.bySeverity)),
          tallies('language', Object.entries(last.byLanguage)),
        ]),
    '### How much the review says',
    densities(result.density),
  ]);
  put(roundsPage, [
    '## All in all',
    tallies('round', judged.map(numbered)),
    '## By severity, on packages that no round had seen',
    tallies('severity', Object.entries(result.fresh.bySeverity)),
    '## High and critical findings by rule, on packages that no round had seen',
    tallies('rule', Object.entries(result.fresh.severeByRule)),
    ...judged
      .toReversed()
      .flatMap(({ round, bySeverity, byLanguage, byRule }) => [
        `## Round ${round}`,
        tallies('severity', Object.entries(bySeverity)),
        tallies('language', Object.entries(byLanguage)),
        tallies('rule', Object.entries(byRule)),
      ]),
  ]);
}

function numbered({ round, all }: { round: number; all: Tally }): [string, Tally] {
  return [String(round), all];
}

function put(target: URL, parts: readonly string[]): void {
  const text = readFileSync(target, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${target.pathname} has no ${begin} … ${end}.`);
  writeFileSync(target, `${text.slice(0, from)}${begin}\n\n${parts.join('\n\n')}\n\n${text.slice(to)}`);
}

function densities(density: z.infer<typeof Result>['density']): string {
  return table(
    ['language', 'files', 'lines of code', 'findings per 1,000 lines', 'of medium or higher'],
    Object.entries(density).map(([language, each]) => [
      language,
      each.files.toLocaleString('en'),
      each.lines.toLocaleString('en'),
      each.findings.toFixed(2),
      each.mediumOrHigher.toFixed(2),
    ]),
  );
}

function tallies(what: string, rows: readonly (readonly [string, Tally])[]): string {
  return table(
    [what, 'findings', 'right', 'right, on purpose', 'wrong', 'precision', 'strict'],
    rows.map(([name, { findings, right, purpose, wrong, precision, strict }]) => [
      name,
      ...[findings, right, purpose, wrong].map(String),
      ...[precision, strict].map((share) => share.toFixed(2)),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
