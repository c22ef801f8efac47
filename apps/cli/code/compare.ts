import { comparisonText } from '../../../agents/tools/compare-code.ts';
import {
  type Comparison,
  compareVersions,
  loadRuleset,
  type VersionSource,
} from '../../../src/code/index.ts';
import { loadConfig } from '../../../src/config/index.ts';
import { type ExitStatus, InputError } from '../../../src/errors/index.ts';
import type { CompareCommandOptions } from '../commands/compare.ts';
import { type CliContext, printJson, warn } from '../context.ts';
import { renderMarkdown } from '../terminal/markdown.ts';
import { parseLanguage, readSource, reportSkipped } from './read-code.ts';

/** `opsmith compare`: holds two versions against each other. Paths may lie anywhere: the person named them. */
export async function compare(
  context: CliContext,
  named: { old: string; new: string },
  options: CompareCommandOptions,
): Promise<ExitStatus> {
  const paths = [named.old, named.new];
  if (paths.includes(''))
    throw new InputError('usage', 'An empty path names no file. The current folder is `.`.');
  if (named.old === '-' && named.new === '-')
    throw new InputError('usage', 'Standard input is one text: name a file for the other version.');
  const language = parseLanguage(options.language);
  const [old, young] = await versionsOf(context, named);
  const { config, warnings } = await loadConfig({ cwd: context.cwd, env: context.env });
  for (const warning of warnings) warn(context, warning);
  const { review: settings } = config;
  const comparison = await compareVersions(old, young, {
    directory: context.cwd,
    language,
    ruleset: await loadRuleset({ workspace: context.cwd, folder: settings.folder, settings }),
    signal: context.signal,
  });
  const status = reportSkipped(context, [...comparison.skipped.old, ...comparison.skipped.new], paths);
  if (options.json) printJson(context, comparison);
  else for (const line of linesOf(comparison, context)) context.out.line(line);
  return status;
}

async function versionsOf(
  context: CliContext,
  { old, new: young }: { old: string; new: string },
): Promise<[VersionSource, VersionSource]> {
  if (old !== '-' && young !== '-') return [{ path: old }, { path: young }];
  // The name of the other version's file tells the language of both.
  const input = { code: await readSource(context), name: old === '-' ? young : old };
  return old === '-' ? [input, { path: young }] : [{ path: old }, input];
}

function linesOf(comparison: Comparison, { out }: CliContext): string[] {
  // What was left out was told of as a warning.
  const text = comparisonText({ ...comparison, skipped: { old: [], new: [] } });
  return renderMarkdown(text, out);
}
