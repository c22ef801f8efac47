import type { FeatureMatrix } from '../../../train/index.ts';
import type { Judge, RecommendationFacts } from '../../facts.ts';

/** What a correction looks at: a recommendation, who judges, and the log-odds that the hierarchical model gives it. */
export interface BelievedRow {
  facts: RecommendationFacts;
  judge: Judge;
  logOdds: number;
}

/** The names of each categorical feature, in the order of their numbers. */
export type Vocabulary = Readonly<Record<string, readonly string[]>>;

const severities = ['low', 'medium', 'high', 'critical'] as const;

const numeric: Readonly<Record<string, (row: BelievedRow) => number | null>> = {
  believed: ({ logOdds }) => logOdds,
  prior: ({ facts }) => Math.log(facts.prior / (1 - facts.prior)),
  severity: ({ facts }) => severities.indexOf(facts.severity),
  hasPatch: ({ facts }) => Number(facts.hasPatch),
  fromModel: ({ facts }) => Number(facts.source === 'model'),
  lines: ({ facts }) => facts.lines,
  cognitive: ({ facts }) => facts.cognitive,
  functionLines: ({ facts }) => facts.functionLines,
  centrality: ({ facts }) => facts.centrality,
  churn: ({ facts }) => facts.churn,
};

/** Folders and files are left to the hierarchical model: most of their levels have fewer verdicts than a leaf. */
const categorical: Readonly<Record<string, (row: BelievedRow) => string>> = {
  rule: ({ facts }) => facts.rule,
  category: ({ facts }) => facts.category,
  pathKind: ({ facts }) => facts.pathKind,
  language: ({ facts }) => facts.language,
  developer: ({ judge }) => judge.developer,
};

const names = [...Object.keys(numeric), ...Object.keys(categorical)];

/** What is believed more of by the hierarchical model, or was beforehand, is never believed less of for that. */
export const rising = { believed: 1, prior: 1 } as const;

/** The categories that rows have. */
export function vocabularyOf(rows: readonly BelievedRow[]): Vocabulary {
  return Object.fromEntries(
    Object.entries(categorical).map(([name, read]) => [name, [...new Set(rows.map(read))].sort()]),
  );
}

/** An empty matrix of so many rows, and a way to fill them; categories that the vocabulary lacks are missing. */
export function verdictMatrix(
  rows: number,
  vocabulary: Vocabulary,
): { matrix: FeatureMatrix; fill: (row: number, believed: BelievedRow) => void } {
  const columns = names.map(() => new Float64Array(rows));
  const readers = [
    ...Object.values(numeric).map((read) => (row: BelievedRow) => read(row) ?? Number.NaN),
    ...Object.entries(categorical).map(([name, read]) => {
      const codes = new Map(vocabulary[name]?.map((level, code) => [level, code]));
      return (row: BelievedRow) => codes.get(read(row)) ?? Number.NaN;
    }),
  ];
  const categories = names.map((name) => vocabulary[name]?.length ?? 0);
  return {
    matrix: { rows, names, columns, categories },
    fill(row, believed) {
      for (const [at, read] of readers.entries()) columns[at]![row] = read(believed);
    },
  };
}
