import { Argument, InvalidArgumentError } from 'commander';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export interface FeedbackOptions {
  score?: number;
  developer?: string;
  comment?: string;
  /** Hours. */
  time?: number;
  value?: number;
  complexity?: number;
  batch?: string;
  fromGit?: boolean;
  since?: string;
  json?: boolean;
}

export function addFeedbackCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('feedback')
    .description('tell the crew what became of a recommendation: the next review follows it')
    .argument('[recommendation]', 'its id, or the beginning of it')
    .addArgument(
      new Argument('[verdict]', 'what became of it').choices(['accept', 'reject', 'modify']).argOptional(),
    )
    .option('--score <number>', 'how good it was, 0 to 1', share)
    .option('--developer <name>', 'who judges; else whom the configuration or git names', name)
    .option('--comment <text>', 'why: shown with others like it')
    .option('--time <hours>', 'how long it took', hours)
    .option('--value <number>', 'what it was worth to you, 0 to 1', share)
    .option('--complexity <number>', 'how hard it was to do, 0 to 1', share)
    .option('--batch <file>', 'many verdicts: a JSON object a line, with recommendationId and type')
    .option('--from-git', 'infer verdicts from what was committed since; they count half')
    .option('--since <ref>', 'with --from-git: commits after this one; else all since each was recommended')
    .option('--json', 'print JSON')
    .action(
      run(async (id: string | undefined, verdict: string | undefined, options: FeedbackOptions) => {
        const { feedback } = await import('../learning/feedback.ts');
        return feedback(context, { id, verdict }, options);
      }),
    );
  withExamples(command, [
    ['opsmith feedback rec_0a1b2c3d4e accept', 'it was right'],
    ['opsmith feedback 0a1b reject --comment "test code may do that"', 'it was not, and why'],
    ['opsmith feedback --batch verdicts.jsonl', 'many at once'],
    ['opsmith feedback --from-git --since main', 'by what was committed since'],
  ]);
}

function name(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must be a name.');
  return text.trim();
}

function share(text: string): number {
  return between(text, 1, 'It must be a number from 0 to 1.');
}

function hours(text: string): number {
  return between(text, 10_000, 'It must be a number of hours from 0 to 10000.');
}

function between(text: string, most: number, otherwise: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= most) return value;
  throw new InvalidArgumentError(otherwise);
}
