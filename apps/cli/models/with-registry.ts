import { userInfo } from 'node:os';
import { type Config, homeFolder, loadConfig } from '../../../src/config/index.ts';
import { InputError } from '../../../src/errors/index.ts';
import { openProjectRegistry, type Registry } from '../../../src/registry/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { terminalQuestion } from '../confirm.ts';
import type { CliContext } from '../context.ts';
import { printable } from '../terminal/style.ts';
import { storePath } from '../workbench.ts';

/** What commands of the registry work with. */
export interface RegistryBench {
  registry: Registry;
  config: Config;
}

/** Opens the registry, does some work with it, and closes it. */
export async function withRegistry<T>(
  context: CliContext,
  work: (bench: RegistryBench) => Promise<T>,
): Promise<T> {
  const { cwd, env } = context;
  const { config } = await loadConfig({ cwd, env });
  const store = await openStore({ path: storePath(homeFolder(config, cwd)) });
  try {
    return await work({ registry: openProjectRegistry({ store, config, cwd, env }), config });
  } finally {
    await store.close();
  }
}

/** Who does something: `--by`, else the person whose account this is. */
export function actorOf({ by }: { by?: string }): string {
  const name = by ?? userInfo().username;
  if (/^[^\p{Cc}]{1,100}$/u.test(name)) return name;
  throw new InputError(
    'bad-name',
    `--by takes a name of 1 to 100 characters on one line; got ${JSON.stringify(name)}.`,
  );
}

/**
 * Has a person's word before something is done: `--yes`, or a yes in the terminal; everything else is a no.
 *
 * @throws InputError `approval-needed` where nobody is there to ask
 */
export async function isConfirmed(
  context: CliContext,
  question: string,
  { yes = false }: { yes?: boolean },
): Promise<boolean> {
  if (yes) return true;
  const ask = terminalQuestion(context);
  if (ask === null)
    throw new InputError('approval-needed', `${question} Nobody is here to say so: \`--yes\` does.`);
  const { style } = context.err;
  context.err.line(`${style.yellow('?')} ${style.bold(printable(question))}`);
  const answer = await ask('  Go on? [y/N] ');
  return answer !== null && /^\s*(?:y|yes)\s*$/i.test(answer);
}
