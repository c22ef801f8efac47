import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Rules and metrics are the project's; all else is the state of one working copy. */
const text =
  '# Written by opsmith: its state is no part of the project. Rules and metrics of yours are.\n/*\n!/rules/\n!/metrics/\n';

/**
 * Leaves a new folder of the state out of Git, as far as it lies in a project (`.opsmith`). A file that is there stays as it is, and where
 * none can be written there is none.
 */
export function ignoreState(folder: string): void {
  if (basename(folder) !== '.opsmith') return;
  try {
    writeFileSync(join(folder, '.gitignore'), text, { flag: 'wx' });
  } catch {
    // It is there, or the disk is full: whoever needs the folder says so.
  }
}
