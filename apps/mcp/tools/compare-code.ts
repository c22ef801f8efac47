import { z } from 'zod';
import { comparisonText } from '../../../agents/tools/compare-code.ts';
import { type Change, comparedFigures, compareVersions, languageNames } from '../../../src/code/index.ts';
import { InputError } from '../../../src/errors/index.ts';
import { checkInside, codeInput, languageFrom } from '../code-input.ts';
import { capped, defineTool } from '../tool.ts';
import type { Workspace } from '../workspace.ts';
import { Finding, findingOf } from './finding.ts';

const mostFindings = 50;

const FigureChange = z.object({ old: z.number(), new: z.number(), change: z.number() });

const Output = z.object({
  verdict: z.enum(['better', 'worse', 'neither']).describe('of the new version, by a stated policy'),
  reasons: z.array(z.string()),
  figures: z.record(z.string(), FigureChange),
  new_findings: z.array(Finding),
  gone_findings: z.array(Finding),
  kept_findings_total: z.number(),
});

const version = (which: string) => ({
  path: z.string().min(1).optional().describe(`The ${which} version: a file or folder of the workspace.`),
  code: z.string().min(1).optional().describe(`The ${which} version as text, in place of the path.`),
});
const oldVersion = version('old');
const newVersion = version('new');

/** `compare_code`: is the new version better than the old one? Figures and findings, not behaviour; nothing is recorded. */
export function createCompareTool({ folder }: Pick<Workspace, 'folder'>) {
  return defineTool({
    name: 'compare_code',
    title: 'Compare two versions',
    description:
      'Compares two versions of code, such as before and after an edit: which findings are new, which are gone, how the figures changed, and whether the new version is better. Each version is a path in the workspace or text. It does not tell whether both do the same.',
    input: z.strictObject({
      old_path: oldVersion.path,
      old_code: oldVersion.code,
      new_path: newVersion.path,
      new_code: newVersion.code,
      language: codeInput.language,
    }),
    output: Output,
    async execute(input, { signal }) {
      const language = languageFrom(input.language, languageNames);
      const old = sourceOf('old', { path: input.old_path, code: input.old_code, folder });
      const young = sourceOf('new', { path: input.new_path, code: input.new_code, folder });
      const options = { workspace: folder, directory: folder, language, signal };
      const comparison = await compareVersions(old, young, options);
      const { verdict, reasons, figures, findings } = comparison;
      return {
        text: capped(comparisonText(comparison)),
        data: {
          verdict,
          reasons,
          figures: Object.fromEntries(
            comparedFigures.map((name): [string, Change] => [snakeCase(name), figures[name]]),
          ),
          new_findings: findings.new.slice(0, mostFindings).map(findingOf),
          gone_findings: findings.gone.slice(0, mostFindings).map(findingOf),
          kept_findings_total: findings.kept.length,
        },
      };
    },
  });
}

function sourceOf(
  which: 'old' | 'new',
  { path, code, folder }: { path: string | undefined; code: string | undefined; folder: string },
): { path: string } | { code: string } {
  if ((path === undefined) === (code === undefined))
    throw new InputError(
      'bad-arguments',
      `Pass the ${which} version either as \`${which}_path\` or as \`${which}_code\`.`,
    );
  if (path === undefined) return { code: code! };
  checkInside(path, folder);
  return { path };
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
