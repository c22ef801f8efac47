import { describe, expect, it } from 'vitest';
import { createSpeller, editDistance } from '../../../agents/planner/spelling.ts';
import { normaliseWord, stemOf } from '../../../agents/planner/words.ts';
import { onlyStep, plan } from './plan.ts';

describe('stems', () => {
  it.each([
    ['train', 'training'],
    ['train', 'trained'],
    ['validate', 'validation'],
    ['validate', 'validating'],
    ['optimise', 'optimization'],
    ['optimize', 'optimiser'],
    ['measure', 'measurement'],
    ['profile', 'profiling'],
    ['drift', 'drifted'],
    ['promote', 'promotion'],
    ['tune', 'tuning'],
    ['vulnerability', 'vulnerabilities'],
    ['feature', 'features'],
    ['note', 'notes'],
  ])('bring %s and %s together', (left, right) => expect(stemOf(left)).toBe(stemOf(right)));

  it.each([
    ['note', 'not'],
    ['running', 'runs'],
    ['status', 'state'],
    ['model', 'mode'],
  ])('keep %s and %s apart', (left, right) => {
    expect(stemOf(left)).not.toBe(stemOf(right));
  });

  it('are taken of words in one spelling', () => {
    expect(normaliseWord('What’s')).toBe('what is');
    expect(normaliseWord("app's")).toBe('app');
    expect(normaliseWord("DON'T")).toBe('dont');
    expect(normaliseWord('plz')).toBe('please');
  });
});

describe('spelling', () => {
  // Distances of the restricted Damerau–Levenshtein measure, worked out by hand.
  it.each([
    ['review', 'reveiw', 1],
    ['train', 'traing', 1],
    ['abc', 'abc', 0],
    ['model', 'modle', 1],
    ['ca', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('of %s and %s differs by %i', (left, right, distance) =>
    expect(editDistance(left, right, 5)).toBe(distance),
  );

  it('gives up beyond the limit', () => expect(editDistance('measure', 'promote', 2)).toBe(3));

  const speller = createSpeller(['review', 'train', 'tune', 'hyperparameter', 'model']);
  it.each([
    ['reveiw', 'review'],
    ['trian', 'train'],
    ['tuen', 'tune'],
    ['hyperparamter', 'hyperparameter'],
    ['hyprparamtr', null],
    ['modle', 'model'],
  ])('takes %s for %s', (typed, meant) => expect(speller.correct(typed)).toBe(meant));
  it.each(['trail', 'brain', 'tone', 'mode', 'review', 'the'])('leaves %s as it is', (word) =>
    expect(speller.correct(word)).toBeNull(),
  );

  it.each([
    ['reveiw a.py', 'review_code'],
    ['complexty of a.py', 'measure_code'],
    ['vaildate x.csv', 'validate_dataset'],
    ['lsit models', 'list_models'],
    ['dirft between a.csv and b.csv', 'check_drift'],
    ['promtoe churn', 'promote_model'],
    ['enginer feautres on x.csv target y', 'engineer_features'],
  ])('is forgiven in cues: %s', (text, action) => expect(onlyStep(text).action).toBe(action));

  it('is never mended in paths and columns', () => {
    const { steps } = plan('trian on custmers.csv target chruned');
    expect(steps[2]).toEqual({
      agent: 'trainer',
      action: 'train_model',
      arguments: { data: 'custmers.csv', target: 'chruned' },
    });
  });
});
