import {
  type FixedFile,
  type FixLevel,
  fixFiles,
  loadRuleset,
  type Recommendation,
} from '../../../src/code/index.ts';
import type { Config } from '../../../src/config/index.ts';
import type { ExitStatus } from '../../../src/errors/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import { type CliContext, printJson, warn } from '../context.ts';
import { renderFixes } from '../render/fixes-text.ts';
import { printable } from '../terminal/style.ts';
import type { Reviewed } from './review-result.ts';
import { writeReport } from './write-report.ts';

/**
 * `opsmith review --fix`: mends what is safe to mend; without `--write` it only shows how. `--patch` writes what can be mended as one patch,
 * with what a person has to agree to, unless `--fix` is given as well. `rest` is the review without what was mended.
 */
export async function applyFixes(
  context: CliContext,
  document: Reviewed,
  { workspace, settings }: { workspace: string; settings: Config['review'] },
  options: ReviewOptions,
): Promise<{ status: ExitStatus; rest: Reviewed }> {
  const levels: FixLevel[] = options.fix === true ? ['safe'] : ['safe', 'shown'];
  const fixed = await fixFiles(
    document.files.map(({ path, language }) => ({
      path,
      language,
      findings: document.recommendations.filter(({ file, source }) => file === path && source === 'rule'),
    })),
    {
      directory: workspace,
      workspace,
      write: options.write === true,
      levels,
      ruleset: await loadRuleset({ workspace, folder: settings.folder, settings }),
      signal: context.signal,
    },
  );
  for (const { path, refused } of fixed)
    if (refused !== undefined) warn(context, `${printable(path)} was not mended: ${printable(refused)}.`);
  const patch = fixed.map((file) => file.patch).join('');
  if (options.patch !== undefined && options.patch !== '-') writeReport(context, options.patch, patch);
  print(context, document, fixed, { options, patch });
  return {
    status: fixed.some(({ refused }) => refused !== undefined) ? 1 : 0,
    rest: { ...document, recommendations: document.recommendations.filter(isLeft(fixed)) },
  };
}

/** Whether a finding is still there, after what was written. */
function isLeft(fixed: readonly FixedFile[]): (finding: Recommendation) => boolean {
  const gone = new Set(
    fixed
      .filter(({ written }) => written)
      .flatMap(({ path, changes }) =>
        changes.filter(({ round }) => round === 1).map(({ rule, line }) => `${path}\0${rule}\0${line}`),
      ),
  );
  return ({ file, rule, line }) => !gone.has(`${file}\0${rule}\0${line}`);
}

function print(
  context: CliContext,
  document: Reviewed,
  fixed: readonly FixedFile[],
  { options, patch }: { options: ReviewOptions; patch: string },
): void {
  if (options.json || options.format === 'json') {
    printJson(context, { ...document, fixes: fixed });
  } else if (options.patch === '-') {
    context.out.write(patch);
  } else {
    const findings = document.recommendations;
    const { fix = false, write = false, patch: file } = options;
    for (const line of renderFixes(fixed, { findings, fix, write, file }, context.out))
      context.out.line(line);
  }
}
