import { join } from 'node:path';
import { entriesOf } from '../../src/host/index.ts';

const passedOver: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  'build',
  'target',
  '__pycache__',
  'vendor',
  'venv',
]);

/**
 * The files of a workspace that a person may mean, level by level, as paths from the workspace with `/` between: without hidden ones and without
 * what others wrote or a build made. After `most` entries no further folder is opened, and `isWhole` is false.
 */
export function walkWorkspace(workspace: string, most: number): { files: string[]; isWhole: boolean } {
  const files: string[] = [];
  const folders = [''];
  let left = most;
  for (let index = 0; index < folders.length && left > 0; index += 1) {
    const folder = folders[index]!;
    const entries = entriesOf(join(workspace, folder));
    left -= entries.length;
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!entry.isDirectory()) {
        if (entry.isFile()) files.push(path);
      } else if (!passedOver.has(entry.name)) folders.push(path);
    }
  }
  return { files, isWhole: left > 0 };
}
