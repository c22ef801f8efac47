import { describe, expect, it } from 'vitest';
import { unknownClassWarnings } from '../../../graphs/training-task/judging.ts';

describe('test rows of a class that no training row has', () => {
  const told = (rows: number, unknownClass: number) =>
    unknownClassWarnings({ table: { rows, columns: [] }, leftOut: { withoutTarget: 0, unknownClass } });

  it('are told, since scores leave them out', () => {
    expect(told(3_999, 153)).toEqual([
      '153 of 4,152 test rows are of classes that no training row has; they are judged by no more, and the model is wrong there.',
    ]);
    expect(told(9, 1)).toEqual([
      'One of 10 test rows is of a class that no training row has; it is judged by no more, and the model is wrong there.',
    ]);
    expect(told(10, 0)).toEqual([]);
  });
});
