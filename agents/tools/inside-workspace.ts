import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { InputError } from '../../src/errors/index.ts';

/** The path, which must lie in the workspace, through symbolic links too. @throws InputError `outside-workspace` */
export function insideWorkspace(workspace: string, path: string): string {
  const root = realpathSync(workspace);
  const whole = realOf(resolve(root, path));
  const way = relative(root, whole);
  if (way === '..' || way.startsWith(`..${'/'}`) || way.startsWith('..\\') || resolve(root, way) !== whole)
    throw new InputError('outside-workspace', `"${path}" lies outside of the workspace ${root}.`, {
      details: { path },
    });
  return whole;
}

/** The real path, of which the end need not be there yet. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realOf(dirname(path)), basename(path));
  }
}
