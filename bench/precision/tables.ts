/** The figures of `docs/precision.md`, written by what was measured and judged, so that nobody types them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { Tally } from './verdicts.ts';

const page = new URL('../../docs/precision.md', import.meta.url);
const results = new URL('../results/precision.json', import.meta.url);
/** Between these lines of the page stands what this file writes. */
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

/** Puts the tables of `bench/results/precision.json` into `docs/precision.md`. @throws Error where one of them is not there */
export function writeTables(): void {
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/precision.md has no ${begin} … ${end}.`);
  const tables = tablesOf(Result.parse(JSON.parse(readFileSync(results, 'utf8'))));
  writeFileSync(page, `${text.slice(0, from)}${begin}\n\n${tables}\n\n${text.slice(to)}`);
}

function tablesOf({ density, rounds }: z.infer<typeof Result>): string {
  const judged = rounds.filter(({ all }) => all.findings > 0);
  return [
    '### All in all',
    tallies(
      'round',
      judged.map(({ round, all }) => [String(round), all]),
    ),
    '### How much the review says',
    table(
      ['language', 'files', 'lines of code', 'findings per 1,000 lines', 'of medium or higher'],
      Object.entries(density).map(([language, each]) => [
        language,
        each.files.toLocaleString('en'),
        each.lines.toLocaleString('en'),
        each.findings.toFixed(2),
        each.mediumOrHigher.toFixed(2),
      ]),
    ),
    ...judged.flatMap(({ round, bySeverity, byLanguage, byRule }) => [
      `### Round ${round}`,
      tallies('severity', Object.entries(bySeverity)),
      tallies('language', Object.entries(byLanguage)),
      tallies('rule', Object.entries(byRule)),
    ]),
  ].join('\n\n');
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
