import { InvalidArgumentError, Option } from 'commander';
import type { CommandResult } from '../context.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

const json = ['--json', 'print one JSON document'] as const;

type Work = typeof import('../memory/work.ts');

export function addMemoryCommand({ program, context, run }: CommandParts): void {
  const memory = program
    .command('memory')
    .description('what is remembered, by namespace and key: store, get, search, forget');
  withExamples(memory, [
    ['opsmith memory store notes staging "staging runs on port 8080"', 'keep a note'],
    ['opsmith memory search "which port does staging use"', 'look something up'],
    ['opsmith memory list notes', 'what a namespace holds'],
  ]);
  const work =
    <Words extends unknown[]>(choose: (module: Work) => (...words: Words) => CommandResult) =>
    async (...words: Words): CommandResult =>
      choose(await import('../memory/work.ts'))(...words);

  withExamples(
    memory
      .command('store')
      .description('keep a text under a key; one that is there is replaced')
      .argument('<namespace>', 'such as notes')
      .argument('<key>', 'what it is called')
      .argument('<text>', 'the text; - reads standard input')
      .option('--metadata <name=value...>', 'what searches may filter by', pairs)
      .option('--ttl <duration>', 'forget it after this: 90s, 30m, 12h, 7d', seconds)
      .option(...json)
      .action(run(work(({ storeText }) => storeText.bind(null, context)))),
    [
      [
        'opsmith memory store notes tabs "we indent with tabs" --metadata kind=style',
        'with something to filter by',
      ],
      ['cat DECISIONS.md | opsmith memory store notes decisions - --ttl 30d', 'a file, for a month'],
    ],
  );
  withExamples(
    memory
      .command('get')
      .description('the text under a key')
      .argument('<namespace>')
      .argument('<key>')
      .option(...json)
      .action(run(work(({ getText }) => getText.bind(null, context)))),
    [['opsmith memory get notes tabs', 'what was kept']],
  );
  withExamples(
    memory
      .command('search')
      .description('find by words and by meaning, the best first')
      .argument('<query...>', 'a question, or words')
      .option('--namespace <namespace>', 'only in this one')
      .option('--limit <number>', 'at most so many', positive, 10)
      .option('--filter <name=value...>', 'only with this metadata', pairs)
      .addOption(
        new Option('--by <kind>', 'what is used').choices(['both', 'words', 'vectors']).default('both'),
      )
      .option(...json)
      .action(run(work(({ searchTexts }) => searchTexts.bind(null, context)))),
    [
      ['opsmith memory search retry policy --limit 3', 'the three nearest'],
      ['opsmith memory search tabs --filter kind=style --json', 'for a script'],
    ],
  );
  withExamples(
    memory
      .command('list')
      .description('the latest entries')
      .argument('[namespace]', 'all when left out')
      .option('--filter <name=value...>', 'only with this metadata', pairs)
      .option('--prefix <text>', 'only keys that begin so')
      .option('--limit <number>', 'at most so many', positive, 50)
      .option(...json)
      .action(run(work(({ listTexts }) => listTexts.bind(null, context)))),
    [['opsmith memory list notes --limit 5', 'the last five']],
  );
  withExamples(
    memory
      .command('forget')
      .description('forget keys, a whole namespace, or what something is said about')
      .argument('[namespace]')
      .argument('[key...]')
      .option('--all', 'the whole namespace')
      .option('--about <words>', 'what has all these words in its text, key or metadata')
      .option('--dry-run', 'show what would be forgotten, and forget nothing')
      .option('-y, --yes', 'forget without being asked')
      .option(...json)
      .action(run(work(({ forgetTexts }) => forgetTexts.bind(null, context)))),
    [
      ['opsmith memory forget notes tabs', 'one key'],
      ['opsmith memory forget notes --all --yes', 'all of them'],
      [
        'opsmith memory forget --about "acme corp" --dry-run',
        'what is known of something, in all namespaces',
      ],
    ],
  );
  withExamples(
    memory
      .command('stats')
      .description('namespaces, the embedder, and how vectors are searched')
      .option(...json)
      .action(run(work(({ showStats }) => showStats.bind(null, context)))),
    [['opsmith memory stats', 'with the measured recall of an index']],
  );
  withExamples(
    memory
      .command('reindex')
      .description('make vectors anew, or those that are missing')
      .argument('[namespace]', 'all when left out')
      .option('--missing', 'only those that are missing')
      .option(...json)
      .action(run(work(({ reindexTexts }) => reindexTexts.bind(null, context)))),
    [['opsmith memory reindex --missing', 'after another embedder was configured']],
  );
  withExamples(
    memory
      .command('benchmark')
      .description('how quickly and how well this machine finds among made-up entries')
      .option('--entries <number>', 'so many', positive, 10_000)
      .option('--queries <number>', 'so many searches', positive, 200)
      .option(...json)
      .action(run(work(({ benchmarkMemory }) => benchmarkMemory.bind(null, context)))),
    [['opsmith memory benchmark --entries 100000', 'takes some minutes']],
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

function seconds(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([smhdw])$/.exec(text.trim()) ?? [];
  if (number === undefined || Number(number) <= 0)
    throw new InvalidArgumentError('It must be a duration such as 90s, 30m, 12h, 7d.');
  return Number(number) * units[unit!]!;
}

/** `name=value`, any number of them; numbers and truth are read as such. */
function pairs(text: string, before: Record<string, string | number | boolean> = {}) {
  const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('It must be name=value.');
  return { ...before, [name]: readValue(value!) };
}

function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}
