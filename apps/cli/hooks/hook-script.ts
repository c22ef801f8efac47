import { join } from 'node:path';
import type { Severity } from '../../../src/code/index.ts';
import { packageRoot } from '../../../src/host/index.ts';

/** The line by which a hook is known as ours, whatever else has changed in it. */
const mark = '# Written by `opsmith hooks install`, and taken away by `opsmith hooks uninstall`.';
/** What the name of a hook becomes that was there first. */
export const beforeSuffix = '.before-opsmith';

/** What the hook runs, for people who have a hook of their own. */
export function hookLine(failOn: Severity): string {
  return `opsmith review --staged --fail-on ${failOn}`;
}

/**
 * The hook, for any POSIX shell: the hook that was there before, if one is kept, then the review of what is staged. It runs the project's own
 * opsmith, else the one on the path, else the one that wrote it.
 */
export function hookScript(failOn: Severity): string {
  const launcher = quoted(join(packageRoot(), 'apps', 'cli', 'opsmith.mjs'));
  return `#!/bin/sh
${mark}
# Changes made here are lost with the next install. \`git commit --no-verify\` commits without it.

before="$0${beforeSuffix}"
if [ -x "$before" ]; then
  "$before" "$@" || exit $?
fi

opsmith=${launcher}
if [ -x ./node_modules/.bin/opsmith ]; then
  opsmith=./node_modules/.bin/opsmith
elif command -v opsmith >/dev/null 2>&1; then
  opsmith=opsmith
elif [ ! -x "$opsmith" ]; then
  echo 'opsmith: The pre-commit hook finds no opsmith: install it again, or take the hook away ('"$0"').' >&2
  exit 1
fi

exec "$opsmith" review --staged --fail-on ${failOn}
`;
}

/** Whether a hook's text is one of ours, of this version or another. */
export function isOurs(text: string): boolean {
  return text.split('\n', 4).includes(mark);
}

/** The severity that a hook of ours stops at, or null where somebody wrote another line. */
export function failOnOf(text: string): string | null {
  return /^exec "\$opsmith" review --staged --fail-on (\w+)$/m.exec(text)?.[1] ?? null;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
