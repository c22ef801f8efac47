import { userInfo } from 'node:os';
import { createGit } from '../host/index.ts';
import type { Judge } from './facts.ts';

export interface JudgeSettings {
  /** Null: whoever git or the system says. */
  developer: string | null;
  team: string;
}

/** Who judges in a folder: the one that is configured, else git's e-mail address there, else the account's name. */
export async function judgeOf(
  { developer, team }: JudgeSettings,
  { folder, env }: { folder: string; env?: Readonly<Record<string, string | undefined>> },
): Promise<Judge> {
  if (developer !== null) return { developer, team };
  return { developer: (await gitEmail(folder, env)) ?? accountName(), team };
}

async function gitEmail(
  folder: string,
  env?: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  try {
    const git = await createGit({ folder, ...(env === undefined ? {} : { env }) });
    const { stdout } = await git.run(['config', '--get', 'user.email'], { allowed: [0, 1] });
    const email = stdout.toString('utf8').trim();
    return email === '' ? null : email.slice(0, 200);
  } catch {
    // No git, or none that trusts the folder: there are other names.
    return null;
  }
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without an entry, as in some containers.
    return 'unknown';
  }
}
