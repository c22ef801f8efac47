import { describe, expect, it } from 'vitest';
import { askToForget, forget } from '../../../agents/tools/forget.ts';
import { remember, searchMemory, withMemory } from '../../../agents/tools/memory.ts';
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
      'Nothing that is remembered says anything of releases.',
    );
    await forget({ what: 'tabs' }, context);
    expect((await forget({ what: 'tabs' }, context)).text).toBe('Nothing is left of it.');
  });

  it('forgets everything about a thing in whatever namespace it is, and says how much of it was where', async () => {
    const context = await withNotes('deploys happen on Friday');
    await withMemory(context, (memory) =>
      memory.storeAll([
        { namespace: 'lessons', key: 'l1', text: 'deploys need two people' },
        { namespace: 'lessons', key: 'l2', text: 'reviews need one person' },
      ]),
    );
    const what = 'everything about deploys';
    expect(await askToForget({ what }, context)).toMatch(
      /^Forget 2 entries \((?:1 in lessons, 1 in notes|1 in notes, 1 in lessons)\): /,
    );
    // What is told while it is being decided was not shown, and stays.
    await withMemory(context, (memory) =>
      memory.store({ namespace: 'lessons', key: 'l3', text: 'deploys are announced' }),
    );
    const { text, data } = await forget({ what }, context);
    expect(text).toMatch(/^Forgotten: 2 entries \(/);
    expect((data as { forgotten: string[] }).forgotten).toContain('lessons/l1');
    const left = await withMemory(context, (memory) => memory.list({ namespace: 'lessons' }));
    expect(left.map(({ key }) => key).toSorted()).toEqual(['l2', 'l3']);
  });

  it('leaves what changed after it was shown, and says so', async () => {
    const context = await actionContext();
    const entry = { namespace: 'lessons', key: 'l1', text: 'deploys need two people' };
    await withMemory(context, (memory) => memory.store(entry));
    expect(await askToForget({ what: 'deploys' }, context)).toBe(
      'Forget “deploys need two people” (`lessons/l1`)?',
    );
    await new Promise((done) => setTimeout(done, 5));
    await withMemory(context, (memory) => memory.store({ ...entry, text: 'deploys need three people' }));
    expect((await forget({ what: 'deploys' }, context)).text).toBe(
      'Nothing was forgotten. 1 entry changed since it was shown, or had gone already, and was left: lessons/l1.',
    );
  });
});
