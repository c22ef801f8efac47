import { describe, expect, it } from 'vitest';
import { answerInWords } from '../../agents/answering/answer.ts';
import type { PreviousTurn } from '../../agents/index.ts';
import { recordFeedback } from '../../agents/tools/record-feedback.ts';
import { reviewSource } from '../../src/code/index.ts';
import { actionContext } from './action-context.ts';
import { plan } from './planner/plan.ts';

const source = `import os\nimport re\ndef f(c, n):\n    c.execute("SELECT * FROM t WHERE n = '%s'" % n)\n    eval(n)\n`;

/** A conversation that has just been shown a review. */
async function reviewed() {
  const context = await actionContext();
  const review = await reviewSource({ source, path: 'a.py' });
  await context.store.runs.create({
    id: context.run,
    thread: 't',
    kind: 'turn',
    input: { text: 'reject it' },
  });
  await context.store.recommendations.record({ run: context.run, step: '0' }, review.recommendations);
  const items = review.recommendations.map(({ id, title }) => ({ id, title, detail: title }));
  const previous: PreviousTurn = {
    steps: [{ agent: 'code-analyst', action: 'review_code', arguments: { paths: ['a.py'] } }],
    about: { paths: ['a.py'] },
    items,
    data: [review],
  };
  const with_ = { ...context, previous };
  const ask = async (text: string) => {
    const { steps } = plan(text, { previous });
    expect(steps.map(({ action }) => action)).toEqual(['answer']);
    return (await answerInWords({ text }, with_)).text;
  };
  return { ask, context: with_, items };
}

describe('a question about verdicts', () => {
  it('is answered from the record, before and after a verdict', async () => {
    const { ask, context, items } = await reviewed();
    const [first, second] = items;
    expect(await ask('did I reject the first one?')).toMatch(/^No: nobody has judged/);
    expect(await ask('what did I reject?')).toMatch(/^None of the \d findings shown last was rejected\.$/);
    await recordFeedback({ recommendation: first!.id, verdict: 'reject' }, context);
    expect(await ask('did I reject the first one?')).toMatch(
      new RegExp(`^Yes: \`${first!.id}\` .* was rejected by `),
    );
    expect(await ask('have I accepted the first one?')).toMatch(/^No: .* was rejected by /);
    expect(await ask('did I reject the second one?')).toContain(`nobody has judged \`${second!.id}\``);
    expect(await ask('which findings did I reject?')).toContain('one was rejected:\n\n- `');
    expect(await ask('which ones did I accept?')).toMatch(/^None of the /);
  });
});

describe('a question about what is open, and why something was shown', () => {
  it.each([
    'which recommendations are open?',
    'show me the open findings',
    'what findings are not judged yet?',
  ])('lists after “%s” what nobody has judged', async (text) => {
    const { ask, context, items } = await reviewed();
    await recordFeedback({ recommendation: items[0]!.id, verdict: 'reject' }, context);
    const answer = await ask(text);
    expect(answer).toContain(`\`${items[1]!.id}\``);
    expect(answer).not.toContain(items[0]!.id);
  });

  it('tells of what is kept where the conversation showed nothing', async () => {
    const { context, items } = await reviewed();
    const { text } = await answerInWords(
      { text: 'which recommendations are open?' },
      { ...context, previous: null },
    );
    for (const { id } of items) expect(text).toContain(id);
  });

  it('names the place, the belief and the verdicts, not what is wrong', async () => {
    const { ask, context, items } = await reviewed();
    expect(await ask('why did you show the second one again?')).toContain(
      `It stands at place 2 of ${items.length}`,
    );
    await recordFeedback({ recommendation: items[0]!.id, verdict: 'reject' }, context);
    const answer = await ask('why did you show it again?');
    expect(answer).toMatch(new RegExp(`^\`${items[0]!.id}\` .* [\\d.]+% likely to be accepted`));
    expect(answer).toContain('- rejected by ');
  });

  it('counts no verdict of its own among others like it', async () => {
    const { context, items } = await reviewed();
    const { data } = await recordFeedback({ recommendation: items[0]!.id, verdict: 'reject' }, context);
    expect((data as { likes: { judged: number } | null }).likes?.judged ?? 0).toBe(0);
  });
});

describe('a question about what was found', () => {
  it('names the gravest, and how to mend the one that was spoken of', async () => {
    const { ask, context, items } = await reviewed();
    const worst = await ask('which one is worst?');
    expect(worst).toMatch(/^\*\*(high|critical): /);
    expect(await ask('how do I fix it?')).toContain(`1. ${items[0]!.title}`);
    const { about } = await answerInWords({ text: 'explain the second one' }, context);
    expect(about).toEqual({ recommendation: items[1]!.id });
    const spoken = {
      ...context,
      previous: { ...context.previous, about: { ...context.previous.about, ...about } },
    };
    for (const text of ['how do I fix it?', 'show me the patch', 'please apply the fix'])
      expect((await answerInWords({ text }, spoken)).text).toContain(`\`${items[1]!.id}\``);
  });

  it.each([
    // text; what it gets after a review; what it gets once one finding was spoken of
    ['how do I fix it?', 'list', 'one'],
    ['how should I mend that one', 'list', 'one'],
    ['how can this be fixed?', 'list', 'one'],
    ['fix it please', 'patches', 'one'],
    ['apply the fix', 'patches', 'one'],
    ['what’s the fix?', 'patches', 'one'],
    ['how do I apply the patch?', 'patches', 'one'],
    ['fix them all', 'patches', 'patches'],
    ['how do I fix all of them?', 'patches', 'patches'],
    ['show me the patches', 'patches', 'patches'],
  ])('takes “%s” as about the %s, and once one was spoken of about the %s', async (text, after, once) => {
    const { ask, context, items } = await reviewed();
    const is = (answer: string) =>
      /^\d of \d findings can be mended by a patch/.test(answer)
        ? 'patches'
        : answer.startsWith(`The last result has ${items.length} points`)
          ? 'list'
          : answer.includes(`\`${items[1]!.id}\``)
            ? 'one'
            : answer;
    const asked = await ask(text);
    expect(is(asked)).toBe(after);
    expect(asked).toContain(
      after === 'list' ? '2 of them have a patch: “fix them” shows those' : '--fix --write`',
    );
    const about = { ...context.previous.about, recommendation: items[1]!.id };
    const { text: told } = await answerInWords(
      { text },
      { ...context, previous: { ...context.previous, about } },
    );
    expect(is(told)).toBe(once);
  });
});
