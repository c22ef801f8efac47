import { describe, expect, it } from 'vitest';
import { askToForget, forget } from '../../../agents/tools/forget.ts';
import { remember, searchMemory } from '../../../agents/tools/memory.ts';
import { actionContext } from '../action-context.ts';

async function withNotes(...texts: string[]) {
  const context = await actionContext();
  for (const [index, text] of texts.entries())
    await remember({ text }, { ...context, step: String(index + 1) });
  return context;
}

describe('forgetting what was noted', () => {
  it('asks with the words of the note that is meant, and takes only that', async () => {
    const context = await withNotes('the price column is in cents', 'Anna owns billing');
    expect(await askToForget({ what: 'the price column' }, context)).toBe(
      'Forget the note “the price column is in cents”?',
    );
    const { text } = await forget({ what: 'the price column' }, context);
    expect(text).toBe('Forgotten: 1 note: “the price column is in cents”.');
    const left = await searchMemory({ query: 'notes' }, context);
    expect(left.text).toContain('Anna owns billing');
    expect(left.text).not.toContain('cents');
  });

  it('takes all that speak of a thing where all are meant, and asks which where one is', async () => {
    const context = await withNotes(
      'customers pay monthly by card',
      'customers abroad have no address',
      'we use tabs',
    );
    await expect(askToForget({ what: 'customers' }, context)).rejects.toThrow(/2 notes could be meant/);
    expect(await askToForget({ what: 'everything about customers' }, context)).toMatch(/^Forget 2 notes: /);
    expect((await forget({ what: 'everything about customers' }, context)).data).toMatchObject({
      forgotten: [expect.any(String), expect.any(String)],
    });
  });

  it('refuses before it asks where no note says anything of it, and finds nothing to do when done again', async () => {
    const context = await withNotes('we use tabs');
    await expect(askToForget({ what: 'everything about releases' }, context)).rejects.toThrow(
      'No note says anything of releases.',
    );
    await forget({ what: 'tabs' }, context);
    expect((await forget({ what: 'tabs' }, context)).text).toBe('Nothing is left of it.');
  });
});
