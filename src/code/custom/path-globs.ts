import ignore from 'ignore';

/** Whether a path, relative to the workspace's folder and with `/`, is meant by globs in the notation of .gitignore. */
export type PathTest = (path: string) => boolean;

/** Globs as a test of paths; what lies outside of the workspace, and a snippet without a path, no glob means. */
export function compileGlobs(globs: readonly string[]): PathTest {
  const matcher = ignore().add([...globs]);
  return (path) => ignore.isPathValid(path) && matcher.ignores(path);
}
