/**
 * How the time of a review grows with one huge function or file: each rule's wrong examples, their lines repeated in place and as a whole, once so
 * often and then four times as often. Processor time, so that other work on the machine counts little. A rule whose time grows much
 * faster than its code is listed.
 */
import { analyzeSource, type LanguageName, rules } from '../src/code/index.ts';
import { machine, rounded } from './processes.ts';

const copies = Number(process.env.OPSMITH_BENCH_COPIES ?? 500);
const only = process.argv.slice(2);
const times = 4;
/** Linear is 4 and quadratic is 16; collecting garbage moves short times by half. */
const limit = { growth: 8 };
/** What is over sooner says nothing about growth. */
const leastMs = 300;

interface Shape {
  rule: string;
  language: LanguageName;
  shape: string;
  make: (copies: number) => string;
}

interface Grown extends Omit<Shape, 'make'> {
  ms: number;
  fourTimesMs: number;
  growth: number;
}

const before = machine();
const slow: Grown[] = [];
let tried = 0;
for (const { make, ...shape } of shapes()) {
  tried += 1;
  const [few, many] = [make(copies), make(copies * times)];
  let grown = await measured(shape, few, many);
  // Once more, since a collection of garbage in the wrong half looks like growth.
  if (grown.growth > limit.growth) grown = least(grown, await measured(shape, few, many));
  if (grown.growth > limit.growth && grown.fourTimesMs > leastMs) {
    slow.push(grown);
    process.stderr.write(
      `${grown.rule} (${grown.language}, ${grown.shape}): ${grown.ms} ms, ${grown.fourTimesMs} ms\n`,
    );
  }
}
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      copies: [copies, copies * times],
      limit,
      tried,
      reached: slow.length === 0,
      ratios: { growth: Math.max(0, ...slow.map(({ growth }) => growth)), slowShapes: slow.length },
      slow,
    },
    null,
    2,
  )}\n`,
);

function* shapes(): Generator<Shape> {
  for (const { id, wrong } of rules) {
    if (only.length > 0 && !only.includes(id)) continue;
    const seen = new Set<string>();
    for (const { language, code, line } of wrong) {
      if (seen.has(language)) continue;
      seen.add(language);
      const lines = code.split('\n');
      const at = Math.max(0, (line ?? 1) - 1);
      const common = { rule: id, language };
      yield { ...common, shape: 'file', make: (count) => `${code}\n`.repeat(count) };
      yield {
        ...common,
        shape: 'function',
        make: (count) =>
          [...lines.slice(0, at), ...Array<string>(count).fill(lines[at] ?? ''), ...lines.slice(at + 1)].join(
            '\n',
          ),
      };
    }
  }
}

async function measured(shape: Omit<Shape, 'make'>, few: string, many: string): Promise<Grown> {
  const ms = await cpuMs(shape.language, few);
  const fourTimesMs = await cpuMs(shape.language, many);
  return { ...shape, ms, fourTimesMs, growth: rounded(fourTimesMs / Math.max(ms, 1), 1) };
}

function least(one: Grown, other: Grown): Grown {
  return one.growth <= other.growth ? one : other;
}

async function cpuMs(language: LanguageName, source: string): Promise<number> {
  const begin = process.cpuUsage();
  await analyzeSource({ source, language, path: 'huge' });
  const { user, system } = process.cpuUsage(begin);
  return rounded((user + system) / 1000, 0);
}
