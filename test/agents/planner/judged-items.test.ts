import { describe, expect, it } from 'vitest';
import { plan } from './plan.ts';

const ids = ['rec_0000000001', 'rec_0000000002', 'rec_0000000003'];
const previous = {
  steps: [{ agent: 'code-analyst', action: 'review_code', arguments: { paths: ['src'] } }],
  items: ids.map((id) => ({ id, title: 'a finding', detail: '' })),
};

/** The recommendations that verdicts are planned for after a review of three findings. */
function judgedBy(text: string, some = previous): unknown[] {
  return plan(text, { previous: some })
    .steps.filter(({ action }) => action === 'record_feedback')
    .map((step) => step.arguments.recommendation);
}

describe('a verdict on what was just shown', () => {
  it.each([
    ['reject the second one', ['rec_0000000002']],
    ['reject the second and the third', ['rec_0000000002', 'rec_0000000003']],
    ['accept the last one', ['rec_0000000003']],
    ['reject all of them', ids],
    ['accept all', ids],
    ['reject these all', ids],
  ])('%s', (text, expected) => {
    expect(judgedBy(text)).toEqual(expected);
  });

  it.each([
    'reject the twelfth one',
    'accept the ninety-ninth one',
    'accept the 99th one',
    'reject number 40',
  ])('%s, which there is not, falls on no other', (text) => {
    const judged = judgedBy(text);
    expect(judged).toHaveLength(1);
    expect(judged[0]).toMatch(/ of 3$/);
  });

  it('takes what is written as an id for one, whether there is such a recommendation or not', () => {
    expect(judgedBy('accept rec_zzzzzzzzzz')).toEqual(['rec_zzzzzzzzzz']);
  });

  it('takes both of two for both, and of three for none', () => {
    expect(judgedBy('reject both', { ...previous, items: previous.items.slice(0, 2) })).toEqual(
      ids.slice(0, 2),
    );
    expect(judgedBy('reject both')).not.toEqual(ids);
  });

  it.each([
    'what did I reject?',
    'which findings did I accept?',
    'which one was rejected?',
    'did I reject the first one?',
    'who rejected the second one?',
    'how many have we accepted?',
  ])('is none where verdicts are asked for: %s', (text) => {
    const verdicts = plan(text, { previous }).steps.map((step) => step.arguments.verdict);
    expect(verdicts.filter((verdict) => verdict !== undefined)).toEqual([]);
  });
});
