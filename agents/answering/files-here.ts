import { join } from 'node:path';
import { entriesOf } from '../../src/host/index.ts';
import { pathKindOf } from '../planner/index.ts';
import { inlineCode } from '../tools/figures.ts';

/** Files of a kind that are named. */
const mostNamed = 15;
/** Entries looked at in all. */
const mostEntries = 5_000;
const passedOver: ReadonlySet<string> = new Set([
  'node_modules',
  'vendor',
  'dist',
  'build',
  'target',
  '__pycache__',
]);

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
  const folders = [''];
  let left = mostEntries;
  for (let index = 0; index < folders.length && left > 0; index += 1) {
    const folder = folders[index]!;
    const entries = entriesOf(join(workspace, folder));
    left -= entries.length;
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!passedOver.has(entry.name)) folders.push(path);
        continue;
      }
      const kind = pathKindOf(path);
      if (entry.isFile() && (kind === 'code' || kind === 'table')) found[kind].push(path);
    }
  }
  const parts = [line('Code', found.code), line('Tables', found.table)].filter((part) => part !== '');
  if (parts.length === 0) return 'There is neither code nor a table in this folder that I know by its name.';
  const more = left > 0 ? '' : '\n\nThe folder is large: not all of it was looked through.';
  return `${parts.join('\n\n')}${more}`;
}

function line(title: string, paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const more = paths.length > mostNamed ? ` and ${paths.length - mostNamed} more` : '';
  return `**${title}:** ${paths.slice(0, mostNamed).map(inlineCode).join(', ')}${more}.`;
}
