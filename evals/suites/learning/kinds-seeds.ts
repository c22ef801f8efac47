/**
 * The reading of each kind of preference by itself, on seeds of one's own: `node evals/suites/learning/kinds-seeds.ts SEEDS`, JSON on standard output. It is what
 * `opsmith eval learning` reads on seeds 1 to 10; nothing may be chosen by it on seeds 1 to 10 and 201 to 240, seeds 241 to 260 are for that.
 */

import { figuresOfKinds } from './figures-of-kinds.ts';
import { atLeast } from './figures-of-preferences.ts';
import { codeBase, keptFindings } from './findings.ts';
import { estimate } from './measures.ts';

const [range = '241-260'] = process.argv.slice(2);
const [from, to] = range.split('-').map(Number);
const findings = keptFindings();
const { signal } = new AbortController();

const bySeed: Record<string, number>[] = [];
for (let seed = from!; seed <= (to ?? from!); seed++)
  bySeed.push({
    seed,
    ...(await figuresOfKinds({ findings: codeBase(findings, seed, atLeast), seed, signal })),
  });
const names = Object.keys(bySeed[0]!).filter((name) => name !== 'seed');
const means = Object.fromEntries(names.map((name) => [name, estimate(bySeed.map((each) => each[name]!))]));
process.stdout.write(`${JSON.stringify({ seeds: range, means, bySeed }, null, 2)}\n`);
