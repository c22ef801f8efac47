/**
 * What twenty rules of a project's own add to a review of 400 JavaScript files, in one thread of a warm process: in turn with and without
 * them, median of the rounds, in milliseconds of processor time. Half of the rules are about named calls, half about shapes that most files have.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRuleset, measurePaths, type Ruleset } from '../src/code/index.ts';
import { javascriptCorpus } from './corpora.ts';
import { machine, median, rounded } from './processes.ts';

const limit = 1.5;
const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? 5);
const calls = [
  'console.log',
  'eval',
  'exec',
  'fetch',
  'setTimeout',
  'require',
  'assert',
  'parseInt',
  'alert',
  'sleep',
];
const shapes = [
  '$X == $X',
  'if ($C) { $... } else { $... }',
  'for (let $I = 0; $I < $XS.length; $I++) { $... }',
  'function $F($...ARGS) { $...BODY }',
  '$X = $X || $Y',
  'return $X ? true : false',
  'const $X = require("$M")',
  'try { $... } catch ($E) { }',
  '$X.forEach($F)',
  'new $C($...ARGS)',
];

const workspace = mkdtempSync(join(tmpdir(), 'opsmith-rules-'));
try {
  const { paths, bytes } = javascriptCorpus(400);
  const ruleset = await writeRules();
  const run = async (rules?: Ruleset) => {
    const before = process.cpuUsage();
    const { findings } = await measurePaths(paths, { ruleset: rules, threads: 1, coverage: false });
    const { user, system } = process.cpuUsage(before);
    const found = findings.flat().filter(({ rule }) => rule.startsWith('own-')).length;
    return { ms: (user + system) / 1_000, found };
  };
  await run();
  const { found } = await run(ruleset);
  const without: number[] = [];
  const within: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    without.push((await run()).ms);
    within.push((await run(ruleset)).ms);
  }
  const ratio = rounded(median(within) / median(without));
  process.stdout.write(
    `${JSON.stringify(
      {
        machine: machine(),
        rounds,
        limit,
        reached: ratio <= limit,
        ratios: { timesWithoutCustomRules: ratio },
        files: paths.length,
        bytes,
        rules: calls.length + shapes.length,
        findings: found,
        medianMs: { without: rounded(median(without)), with: rounded(median(within)) },
      },
      null,
      2,
    )}\n`,
  );
} finally {
  rmSync(workspace, { recursive: true, force: true });
}

async function writeRules(): Promise<Ruleset> {
  const folder = join(workspace, '.opsmith/rules');
  mkdirSync(folder, { recursive: true });
  const patterns = [...calls.map((name) => `${name}($...ARGS)`), ...shapes];
  patterns.forEach((match, index) => {
    const rule = {
      id: `own-${index}`,
      title: 'A rule',
      severity: 'low',
      category: 'security',
      languages: ['javascript'],
      match,
      message: 'Found $MATCH',
    };
    writeFileSync(join(folder, `${rule.id}.json`), JSON.stringify(rule));
  });
  return loadRuleset({ workspace });
}
