import { describe, expect, it } from 'vitest';
import { argumentsOf } from './plan.ts';

const exists = (path: string) => ['src', 'lib', 'src/vendor', 'tests', 'vendor'].includes(path);

describe('what a review leaves out', () => {
  it.each([
    ['review everything but the tests', { paths: ['.'], without: ['tests'] }],
    ['review src except tests', { paths: ['src'], without: ['tests'] }],
    ['review all files apart from fixtures', { paths: ['.'], without: ['fixtures'] }],
    ['review everything in lib but not the generated ones', { paths: ['lib'], without: ['generated'] }],
    ['review src but not src/vendor', { paths: ['src'], without: ['src/vendor'] }],
    [
      'review everything but src/vendor and the unit tests, please',
      { paths: ['.'], without: ['src/vendor', 'tests'] },
    ],
    ['review everything except the vendor folder', { paths: ['.'], without: ['vendor'] }],
    [
      'check src for bugs, excluding *.d.ts and examples',
      { paths: ['src'], without: ['*.d.ts', 'examples'] },
    ],
  ])('%s', (text, expected) => {
    expect(argumentsOf(text, 'review_code', { exists })).toEqual(expected);
  });

  it('measures without it, too', () => {
    expect(argumentsOf('measure everything except the tests', 'measure_code', { exists })).toEqual({
      paths: ['.'],
      without: ['tests'],
    });
  });

  it.each(['review a.py, not b.py', 'review app.js but not the style', 'review the tests folder'])(
    'leaves nothing out of what %j names',
    (text) => {
      expect(argumentsOf(text, 'review_code', { exists })).not.toHaveProperty('without');
    },
  );
});
