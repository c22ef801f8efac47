import { pathKindOf } from '../planner/index.ts';
import { inlineCode } from '../tools/figures.ts';
import { walkWorkspace } from './walk-workspace.ts';

/** Files of a kind that are named. */
const mostNamed = 15;
/** Entries looked at in all. */
const mostEntries = 5_000;

/** True for a question about what lies in the workspace. */
export function asksForFiles(text: string): boolean {
  return (
    /\b(?:which|what|list|show|are there|any)\b.*\b(?:files?|tables?|csvs?|scripts?|sources?)\b/i.test(
      text,
    ) &&
    /\b(?:here|there|have|my|all|folder|directory|workspace|list|show)\b/i.test(text) &&
    !/\b(?:reviewed|measured|changed|models?|runs?|findings?|experiments?)\b/i.test(text)
  );
}

/** The code and the tables in the workspace, by name, level by level: what a person may ask about. */
export function filesHere(workspace: string): string {
  const found = { code: [] as string[], table: [] as string[] };
  const { files, isWhole } = walkWorkspace(workspace, mostEntries);
  for (const path of files) {
    const kind = pathKindOf(path);
    if (kind === 'code' || kind === 'table') found[kind].push(path);
  }
  const parts = [line('Code', found.code), line('Tables', found.table)].filter((part) => part !== '');
  if (parts.length === 0) return 'There is neither code nor a table in this folder that I know by its name.';
  const more = isWhole ? '' : '\n\nThe folder is large: not all of it was looked through.';
  return `${parts.join('\n\n')}${more}`;
}

function line(title: string, paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const more = paths.length > mostNamed ? ` and ${paths.length - mostNamed} more` : '';
  return `**${title}:** ${paths.slice(0, mostNamed).map(inlineCode).join(', ')}${more}.`;
}
