import { leftOutPaths } from '../left-out-paths.ts';
import { isPathLike, pathKindOf } from '../paths.ts';
import type { SlotFinder } from './context.ts';
import { findCodePaths } from './paths.ts';

/** What is not to be looked at of the folders that a clause names. Of files that are named themselves nothing is left out. */
export const findLeftOutPaths: SlotFinder = (context) => {
  const { text, tokens } = context;
  if (tokens.some(({ entity }) => entity?.kind === 'code')) return undefined;
  const names = leftOutPaths(text, { isFollowUp: true })?.names ?? [];
  const paths = findCodePaths(context) as string[] | undefined;
  const folders = paths?.filter((path) => pathKindOf(path) === 'folder');
  if (names.length === 0 || folders?.length === 0) return undefined;
  const within = names.filter((name) => {
    if (paths?.includes(name)) return false;
    if (folders === undefined || folders.includes('.') || !isPathLike(name) || !/[\\/]/.test(name))
      return true;
    return folders.some((folder) => plain(name).startsWith(`${plain(folder)}/`));
  });
  return within.length === 0 ? undefined : within;
};

function plain(path: string): string {
  return path.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '');
}
