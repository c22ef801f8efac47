import { InputError } from '../../../src/errors/index.ts';
import { terminalQuestion } from '../confirm.ts';
import type { CliContext, CommandResult } from '../context.ts';
import { count, formatBytes } from '../terminal/format.ts';
import { printable } from '../terminal/style.ts';
import { withExperiments } from './open.ts';

export function noteRun(context: CliContext, id: string, text: string): CommandResult {
  return withExperiments(context, async (experiments) => {
    const run = await experiments.get(id);
    await experiments.note(run.id, text);
    context.out.line(`Noted with ${run.id} (${printable(run.name)}).`);
    return 0;
  });
}

export function tagRun(context: CliContext, id: string, given: readonly string[]): CommandResult {
  const tags: Record<string, string> = {};
  for (const text of given) {
    const at = text.indexOf('=');
    if (at < 1) throw new InputError('bad-tag', `A tag is written NAME=VALUE; got "${printable(text)}".`);
    tags[text.slice(0, at)] = text.slice(at + 1);
  }
  return withExperiments(context, async (experiments) => {
    const run = await experiments.get(id);
    await experiments.tag(run.id, tags);
    const now = Object.entries((await experiments.get(run.id)).tags).map(
      ([name, value]) => `${name}=${value}`,
    );
    context.out.line(`${run.id} has ${now.length === 0 ? 'no tags' : printable(now.join(', '))}.`);
    return 0;
  });
}

export function deleteRun(
  context: CliContext,
  id: string,
  { yes = false }: { yes?: boolean },
): CommandResult {
  return withExperiments(context, async (experiments) => {
    const run = await experiments.get(id);
    const bytes = run.artifacts.reduce((sum, artifact) => sum + (artifact.isCopy ? artifact.bytes : 0), 0);
    const what = `${run.id} (${printable(run.name)}, ${count(Object.keys(run.metrics).length, 'metric')}, ${formatBytes(bytes)} of artifacts)`;
    if (!yes) {
      const ask = terminalQuestion(context);
      if (ask === null)
        throw new InputError(
          'not-confirmed',
          `Deleting ${what} can't be undone, and nobody is here to ask: --yes does it.`,
        );
      const answer = await ask(`Delete ${what} for good? [y/N] `);
      if (!/^y(es)?$/i.test(answer?.trim() ?? '')) {
        context.err.line('Nothing was deleted.');
        return 1;
      }
    }
    await experiments.remove(run.id);
    context.out.line(`Deleted ${what}.`);
    return 0;
  });
}
