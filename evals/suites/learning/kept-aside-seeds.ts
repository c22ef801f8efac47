/**
 * The reading on findings kept aside, on seeds of one's own: `node evals/suites/learning/kept-aside-seeds.ts [firm|shaded] [SEEDS]`, JSON on standard output. It is
 * what `opsmith eval learning` reads on seeds 1 to 10; nothing may be chosen by it.
 */
import type { World } from './developers.ts';
import { atLeast } from './figures-of-preferences.ts';
import { codeBase, keptFindings } from './findings.ts';
import { figuresKeptAside } from './kept-aside.ts';
import { estimate } from './measures.ts';

const [world = 'firm', range = '51-90'] = process.argv.slice(2);
const [from, to] = range.split('-').map(Number);
const findings = keptFindings();
const { signal } = new AbortController();

const bySeed: Record<string, number>[] = [];
for (let seed = from!; seed <= (to ?? from!); seed++) {
  const some = codeBase(findings, seed, atLeast);
  bySeed.push({ seed, ...(await figuresKeptAside({ findings: some, world: world as World, seed, signal })) });
}
const names = Object.keys(bySeed[0]!).filter((name) => name !== 'seed');
const means = Object.fromEntries(names.map((name) => [name, estimate(bySeed.map((each) => each[name]!))]));
process.stdout.write(`${JSON.stringify({ world, seeds: range, means, bySeed }, null, 2)}\n`);
