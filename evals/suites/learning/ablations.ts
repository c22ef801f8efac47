/**
 * What each part of learning brings: `node evals/suites/learning/ablations.ts [firm|shaded] [SEEDS] [PART …]`, JSON on standard output; `none` for no part. The same
 * simulation as the suite's, on so many seeds from 101 on, which is where its numbers were chosen, or on those named: `11-50`. Differences are taken seed by seed.
 */
import type { LearningParts } from '../../../src/learning/index.ts';
import { preferringTeam, type World } from './developers.ts';
import { atLeast, figuresOfPreferences, reviews } from './figures-of-preferences.ts';
import { codeBase, keptFindings } from './findings.ts';
import { type Estimate, estimate } from './measures.ts';
import { simulate } from './simulate.ts';

const shownFigures = ['ofOracle', 'ofOracleBefore', 'calibrationError', 'logLoss'] as const;
const [world = 'firm', range = '20', ...only] = process.argv.slice(2);
const [from, to] = range.includes('-') ? range.split('-').map(Number) : [101, 100 + Number(range)];
const seeds = Array.from({ length: to! - from! + 1 }, (_, place) => from! + place);

const without: Record<string, LearningParts> = {
  'shown for what it tells until 200': { telling: false },
  'changes of mind': { changes: false },
  both: { telling: false, changes: false },
  'trust in priors is learnt': { trust: false },
  'views of how far groups differ': { views: false },
  calibration: { calibration: false },
};

const findings = keptFindings();
const all = await figuresWith({});
const brings: Record<string, Record<string, Estimate>> = {};
for (const [name, parts] of Object.entries(without)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const left = await figuresWith(parts);
  brings[name] = byFigure((figure) => all.map((each, seed) => each[figure]! - left[seed]![figure]!));
}
const whole = byFigure((figure) => all.map((each) => each[figure]!));
process.stdout.write(`${JSON.stringify({ world, seeds: range, whole, brings }, null, 2)}\n`);

async function figuresWith(parts: LearningParts): Promise<Record<string, number>[]> {
  const figures: Record<string, number>[] = [];
  for (const seed of seeds)
    figures.push(
      figuresOfPreferences(
        await simulate({
          findings: codeBase(findings, seed, atLeast),
          team: preferringTeam(seed, world as World),
          seed,
          reviews,
          parts,
          signal: new AbortController().signal,
        }),
      ),
    );
  return figures;
}

function byFigure(valuesOf: (figure: string) => number[]): Record<string, Estimate> {
  return Object.fromEntries(shownFigures.map((figure) => [figure, estimate(valuesOf(figure))]));
}
