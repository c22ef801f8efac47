/**
 * How long a review takes of which nothing has changed, against the same review done for the first time: whole processes of the built bundle, as
 * it is published (without the sources beside it), over the same JavaScript files; medians of rounds in turn. `OPSMITH_BENCH_FILES` and
 * `OPSMITH_BENCH_ROUNDS` make it shorter or longer.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, median, rounded } from './processes.ts';
import { copyJavascript } from './review-corpus.ts';

const limit = { share: 1 / 20 };
const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? 5);
const sizes = (process.env.OPSMITH_BENCH_FILES ?? '1000,5000').split(',').map(Number);
const root = new URL('..', import.meta.url).pathname;
const temporary = mkdtempSync(join(tmpdir(), 'opsmith-again-'));
const before = machine();

try {
  const program = published();
  const bySize = sizes.map((files) => compare(program, files));
  const shares = bySize.map(({ share }) => share);
  process.stdout.write(
    `${JSON.stringify(
      {
        machine: before,
        rounds,
        limit,
        reached: shares.every((share) => share <= limit.share),
        ratios: { timesFaster: Math.min(...bySize.map(({ timesFaster }) => timesFaster)) },
        bySize,
      },
      null,
      2,
    )}\n`,
  );
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** The files that a package has, beside the dependencies of this checkout. */
function published(): string {
  if (!existsSync(join(root, 'dist/cli.mjs'))) throw new Error('Build first: npm run build.');
  const folder = join(temporary, 'package');
  for (const name of ['dist', 'prompts', 'package.json', 'apps/cli/opsmith.mjs'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'apps/cli/opsmith.mjs');
}

function compare(program: string, count: number) {
  const project = `project-${count}`;
  const { files, bytes } = copyJavascript(join(temporary, project), count);
  const home = join(temporary, 'home');
  const cold: number[] = [];
  const again: number[] = [];
  const review = (): number => {
    const output = join(temporary, 'review.json');
    const begin = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [program, 'review', project, '--json', '--output', output],
      {
        cwd: temporary,
        env: { ...process.env, OPSMITH_HOME: home, OPSMITH_MODELS_PROVIDER: 'none' },
        encoding: 'utf8',
      },
    );
    if (status !== 0) throw new Error(`opsmith ended with ${status}: ${stderr.slice(-300)}`);
    return (performance.now() - begin) / 1000;
  };
  for (let round = 0; round < rounds; round += 1) {
    rmSync(home, { recursive: true, force: true });
    cold.push(review());
    for (let time = 0; time < 3; time += 1) again.push(review());
  }
  const seconds = { cold: median(cold), again: median(again) };
  return {
    files,
    mb: rounded(bytes / 1e6, 1),
    findings: (
      JSON.parse(readFileSync(join(temporary, 'review.json'), 'utf8')) as { recommendations: unknown[] }
    ).recommendations.length,
    seconds: { cold: rounded(seconds.cold), again: rounded(seconds.again) },
    share: rounded(seconds.again / seconds.cold, 4),
    timesFaster: rounded(seconds.cold / seconds.again, 1),
    raw: { cold: cold.map((each) => rounded(each, 3)), again: again.map((each) => rounded(each, 3)) },
  };
}
