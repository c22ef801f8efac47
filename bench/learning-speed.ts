/**
 * From a verdict to the next ranking, and ranking itself: a team's verdicts are in a store on the disk, and each further one is kept, learnt and followed by a
 * ranking. Features of real findings (`evals/datasets/learning-findings.json.gz`). OPSMITH_BENCH_VERDICTS changes how many verdicts there are to begin with.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preferringTeam, uniform } from '../evals/suites/learning/developers.ts';
import { keptFindings } from '../evals/suites/learning/findings.ts';
import { openLearning } from '../src/learning/index.ts';
import { openStore } from '../src/store/index.ts';
import { machine, median, rounded } from './processes.ts';

const verdicts = Number(process.env.OPSMITH_BENCH_VERDICTS ?? 1_000);
const rounds = 25;
const limits = { feedbackMs: 20, rankMs: 50 };
const folder = mkdtempSync(join(tmpdir(), 'opsmith-bench-'));
try {
  const findings = keptFindings();
  const team = preferringTeam(1);
  const store = await openStore({ path: join(folder, 'opsmith.db') });
  const learning = openLearning(store);
  const tell = (number: number) => {
    const { id, facts } = findings[Math.floor(uniform(`finding|${number}`) * findings.length)]!;
    const { name, accepts } = team[number % team.length]!;
    const type = uniform(`verdict|${number}`) < accepts(facts, number) ? 'accept' : 'reject';
    return learning.give({ recommendationId: `${id}|${number}`, type }, facts, {
      developer: name,
      team: 'all',
      origin: 'told',
    });
  };
  for (let number = 0; number < verdicts; number += 1) await tell(number);
  const rank = (count: number) =>
    learning.rank(findings.slice(0, count), {
      factsOf: ({ facts }) => facts,
      judge: { developer: 'ann', team: 'all' },
      exploration: { share: 0.1, firstPlaces: 5 },
    });
  await rank(1_000);
  const feedbackMs: number[] = [];
  const rankMs: number[] = [];
  const bothMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now();
    await tell(verdicts + round);
    const told = performance.now();
    await rank(40);
    bothMs.push(performance.now() - begin);
    feedbackMs.push(told - begin);
    const again = performance.now();
    await rank(1_000);
    rankMs.push(performance.now() - again);
  }
  const anew = performance.now();
  await openLearning(store).verdicts();
  const openedMs = performance.now() - anew;
  await store.close();
  const figures = {
    feedbackMs: rounded(median(feedbackMs), 2),
    feedbackToRankingMs: rounded(median(bothMs), 2),
    rank1000Ms: rounded(median(rankMs), 2),
    /** A new process reads all verdicts and learns from them. */
    openMs: rounded(openedMs, 1),
  };
  const isReached = figures.feedbackToRankingMs < limits.feedbackMs && figures.rank1000Ms < limits.rankMs;
  process.stdout.write(
    `${JSON.stringify({ benchmark: 'learning-speed', machine: machine(), verdicts, rounds, ...figures, limits, isReached }, null, 2)}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
