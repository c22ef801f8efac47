import { chmodSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Severity } from '../../../src/code/index.ts';
import { InputError } from '../../../src/errors/index.ts';
import { makeFolder } from '../../../src/host/index.ts';
import { beforeSuffix, failOnOf, hookLine, hookScript, isOurs } from './hook-script.ts';
import type { HooksFolder } from './hooks-folder.ts';

/** What stands where git looks for its pre-commit hook. */
export interface HookState {
  /** Absolute path of the hook. */
  path: string;
  state: 'installed' | 'foreign' | 'none';
  /** What our hook stops at. */
  failOn: string | null;
  /** The hook that was there before and is run first. */
  before: string | null;
}

export function hookState({ folder }: HooksFolder): HookState {
  const path = join(folder, 'pre-commit');
  const before = exists(path + beforeSuffix) ? path + beforeSuffix : null;
  if (!exists(path)) return { path, state: 'none', failOn: null, before };
  const text = textOf(path);
  if (text === null || !isOurs(text)) return { path, state: 'foreign', failOn: null, before };
  return { path, state: 'installed', failOn: failOnOf(text), before };
}

/**
 * Puts our hook in place. One that somebody else wrote is never overwritten: it is kept beside ours and run first where `chain` asks for it.
 * @throws InputError `foreign-hook`, `shared-hooks`
 */
export function installHook(
  hooks: HooksFolder,
  { failOn, chain }: { failOn: Severity; chain: boolean },
): HookState & { was: HookState['state'] } {
  const { path, state, before } = hookState(hooks);
  if (!hooks.isOwn)
    throw new InputError(
      'shared-hooks',
      `core.hooksPath sends the hooks of this repository to ${hooks.folder}, which other repositories may share. Add the line there yourself: ${hookLine(failOn)}`,
    );
  if (state === 'foreign') {
    if (!chain)
      throw new InputError(
        'foreign-hook',
        `${path} is a hook that opsmith did not write. --chain keeps it and runs it first; or add this line to it: ${hookLine(failOn)}`,
      );
    if (before !== null)
      throw new InputError(
        'foreign-hook',
        `${path} is a hook that opsmith did not write, and its place beside ours is taken by ${before}. Put the two together, or add this line: ${hookLine(failOn)}`,
      );
    renameSync(path, path + beforeSuffix);
  }
  makeFolder(hooks.folder);
  const aside = `${path}.${process.pid}.tmp`;
  writeFileSync(aside, hookScript(failOn));
  chmodSync(aside, 0o755);
  renameSync(aside, path);
  return { ...hookState(hooks), was: state };
}

/**
 * Takes our hook away, and puts back the one that was there before.
 * @throws InputError `foreign-hook` where the hook is somebody else's
 */
export function uninstallHook(hooks: HooksFolder): HookState & { restored: boolean } {
  const { path, state, before } = hookState(hooks);
  if (state === 'foreign')
    throw new InputError('foreign-hook', `${path} is a hook that opsmith did not write, and stays as it is.`);
  if (state === 'installed') rmSync(path);
  const restored = state === 'installed' && before !== null;
  if (restored) renameSync(before, path);
  return { path, state, failOn: null, before, restored };
}

function exists(path: string): boolean {
  // A link that leads nowhere is somebody's hook, too.
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
