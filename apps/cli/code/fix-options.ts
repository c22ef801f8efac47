import { InputError } from '../../../src/errors/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import type { CliContext } from '../context.ts';
import { checkReport } from './write-report.ts';

/** Whether mends are asked for, in place of the review's own output. */
export function asksForFixes({ fix, patch }: ReviewOptions): boolean {
  return fix === true || patch !== undefined;
}

/**
 * Holds the options of mending against each other, before anything is paid for.
 * @throws InputError for options that can't go together, or a patch that can't be written
 */
export function checkFixOptions(context: CliContext, paths: readonly string[], options: ReviewOptions): void {
  if (options.write && !options.fix)
    throw new InputError('usage', '--write goes with --fix: `opsmith review PATH --fix --write`.');
  if (!asksForFixes(options)) return;
  if (paths.includes('-'))
    throw new InputError(
      'usage',
      'Standard input has no file to mend. Name the file: `opsmith review FILE --fix`.',
    );
  if (options.staged || options.diff?.includes('..'))
    throw new InputError(
      'usage',
      'What is mended is the working tree: leave out --staged, and compare with one version.',
    );
  if (options.json !== true && options.format !== undefined && !['text', 'json'].includes(options.format))
    throw new InputError('usage', `--fix and --patch print text or JSON, not ${options.format}.`);
  if (options.patch !== undefined && options.patch !== '-') checkReport(context, options.patch);
}
