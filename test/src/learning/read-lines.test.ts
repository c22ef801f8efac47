import { describe, expect, it } from 'vitest';
import { readFeedbackLines } from '../../../src/learning/index.ts';

describe('a batch of verdicts', () => {
  it('is read line by line; a bad line says what is wrong with it', () => {
    const lines = readFeedbackLines(
      [
        '\ufeff{"recommendationId":"rec_1","type":"accept","score":0.5}',
        '',
        'no JSON',
        '{"recommendationId":"rec_1","type":"perhaps"}',
        '{"recommendationId":"rec_1","type":"accept","score":2}',
        '{"recommendationId":"rec_1","type":"accept","vote":1}',
        '[]',
        '{"recommendationId":"rec_1","type":"accept","developerId":" "}',
        '{"recommendationId":"rec_2","type":"reject","comment":" ","timestamp":"2026-11-21T10:00:00Z"}\r',
      ].join('\n'),
    );
    expect(lines.map(({ line }) => line)).toEqual([1, 3, 4, 5, 6, 7, 8, 9]);
    const problems = lines.map((each) => ('problem' in each ? each.problem : null));
    expect(problems[0]).toBeNull();
    expect(problems[1]).toBe('not JSON');
    expect(problems[2]).toMatch(/^type: /);
    expect(problems[3]).toMatch(/^score: /);
    expect(problems[4]).toContain('vote');
    expect(problems[5]).toMatch(/object/);
    expect(problems[6]).toMatch(/^developerId: /);
    expect(problems[7]).toBeNull();
    // A comment that says nothing is none.
    expect(lines[7]).toMatchObject({ feedback: { comment: undefined } });
  });
});
