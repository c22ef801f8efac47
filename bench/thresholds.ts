/**
 * How long, deep and tangled well-kept code is: percentiles of what the size rules measure, by language, over the packages of
 * `precision/packages.tsv`. The rules' defaults (`src/code/rules/thresholds.ts`) are taken from them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeSource, type FunctionMetrics, normalizeSource } from '../src/code/index.ts';
import { findInTree } from '../src/code/rules/reading/find.ts';
import { defaultThresholds } from '../src/code/rules/thresholds.ts';
import { filesOf, folderOf, languageOf, readPackages } from './precision/corpus.ts';

const percentiles = [50, 90, 95, 98, 99];

/** What a function is measured by, and under which name its threshold goes. */
const ofFunctions = {
  functionLines: 'sloc',
  cyclomatic: 'cyclomatic',
  cognitive: 'cognitive',
  nesting: 'nesting',
  parameters: 'parameters',
} as const satisfies Record<string, keyof FunctionMetrics>;

type Measure = keyof typeof ofFunctions | 'fileLines' | 'classMethods';
type Values = Map<Measure, number[]>;

const byLanguage = new Map<string, Values>();
let files = 0;
for (const each of readPackages()) {
  if (!existsSync(folderOf(each))) continue;
  const values = byLanguage.get(each.language) ?? new Map<Measure, number[]>();
  byLanguage.set(each.language, values);
  for (const path of filesOf(each)) {
    const source = normalizeSource(readFileSync(join(folderOf(each), path), 'utf8'));
    const { file, tree } = await analyzeSource({ source, path, language: languageOf(each, path) });
    files += 1;
    note(values, 'fileLines', file.metrics.sloc);
    for (const measured of file.functions) {
      for (const [name, key] of Object.entries(ofFunctions))
        note(values, name as Measure, measured[key] as number);
    }
    // The rule counts the methods: with a limit of none it speaks of every class that is long enough to be asked.
    const classes = findInTree({
      tree,
      language: file.language,
      path: '',
      functions: [],
      sloc: file.metrics.sloc,
      thresholds: { classMethods: 0 },
    });
    for (const { rule, evidence } of classes)
      if (rule === 'god-class') note(values, 'classMethods', Number.parseInt(evidence[0]!, 10));
  }
}

const languages = Object.fromEntries(
  [...byLanguage].sort().map(([language, values]) => [language, summaryOf(values)]),
);
process.stdout.write(
  `${JSON.stringify(
    {
      unit: 'percentiles over functions, files and classes of well-kept packages',
      files,
      functions: [...byLanguage.values()].reduce(
        (sum, values) => sum + (values.get('cyclomatic')?.length ?? 0),
        0,
      ),
      defaults: defaultThresholds,
      /** For each measure the median over the languages of their 98th percentiles. */
      medianOfP98: Object.fromEntries(
        measures().map((measure) => [
          measure,
          at(
            Object.values(languages)
              .map((summary) => summary[measure]?.p98)
              .filter((value): value is number => value !== undefined)
              .sort((a, b) => a - b),
            50,
          ),
        ]),
      ),
      /** Percentiles over all functions, files or classes together: what the defaults are rounded from. */
      pooled: Object.fromEntries(
        measures().map((measure) => [measure, { p98: pooled(measure, 98), p99: pooled(measure, 99) }]),
      ),
      /** Share of all functions, files or classes above today's default. */
      shareAboveDefault: Object.fromEntries(
        measures().map((measure) => [measure, shareAbove(measure, defaultThresholds[measure])]),
      ),
      languages,
    },
    null,
    2,
  )}\n`,
);

function measures(): Measure[] {
  return [...(Object.keys(ofFunctions) as Measure[]), 'fileLines', 'classMethods'];
}

function note(values: Values, measure: Measure, value: number): void {
  const list = values.get(measure);
  if (list === undefined) values.set(measure, [value]);
  else list.push(value);
}

function summaryOf(values: Values): Partial<Record<Measure, Record<string, number>>> {
  return Object.fromEntries(
    [...values].map(([measure, list]) => {
      const sorted = list.sort((a, b) => a - b);
      return [
        measure,
        {
          count: sorted.length,
          ...Object.fromEntries(percentiles.map((each) => [`p${each}`, at(sorted, each)])),
        },
      ];
    }),
  );
}

/** The value that so many in a hundred of a sorted list do not exceed (nearest rank). */
function at(sorted: readonly number[], percentile: number): number {
  return sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)] ?? 0;
}

function pooled(measure: Measure, percentile: number): number {
  const all = [...byLanguage.values()].flatMap((values) => values.get(measure) ?? []);
  return at(
    all.sort((a, b) => a - b),
    percentile,
  );
}

function shareAbove(measure: Measure, limit: number): number {
  const all = [...byLanguage.values()].flatMap((values) => values.get(measure) ?? []);
  const above = all.filter((value) => value > limit).length;
  return all.length === 0 ? 0 : Math.round((10_000 * above) / all.length) / 10_000;
}
