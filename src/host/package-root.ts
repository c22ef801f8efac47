import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InternalError } from '../errors/index.ts';

let root: string | null = null;

/** Absolute folder of the installed package: where `prompts/` and `package.json` are, from source and from the bundle alike. */
export function packageRoot(): string {
  if (root === null) {
    let folder = dirname(fileURLToPath(import.meta.url));
    while (!(existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'prompts')))) {
      const above = dirname(folder);
      if (above === folder) throw new InternalError('The folder of the opsmith package cannot be found.');
      folder = above;
    }
    root = folder;
  }
  return root;
}

/** The version of the installed package. */
export function packageVersion(): string {
  const read = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  return read.version;
}
