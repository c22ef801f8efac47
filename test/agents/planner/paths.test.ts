import { describe, expect, it } from 'vitest';
import { pathKindOf } from '../../../agents/planner/paths.ts';
import { argumentsOf, pathsIn } from './plan.ts';

describe('paths', () => {
  it.each([
    ['relative', 'review src/app.ts', ['src/app.ts']],
    ['with dots', 'review ./a.py and ../b.py', ['./a.py', '../b.py']],
    ['absolute', 'review /srv/app/index.php now', ['/srv/app/index.php']],
    ['of the home folder', 'review ~/code/bot.ts', ['~/code/bot.ts']],
    [
      'of Windows',
      'review C:\\work\\Cart.cs and src\\app\\main.ts',
      ['C:\\work\\Cart.cs', 'src\\app\\main.ts'],
    ],
    ['of a Windows share', 'review \\\\server\\share\\x.cs', ['\\\\server\\share\\x.cs']],
    ['in quotes, with spaces', 'review "My Project/main file.js"', ['My Project/main file.js']],
    ['in single quotes', "review 'old code/parser.c'", ['old code/parser.c']],
    ['in backticks', 'review `src/db/pool.ts`', ['src/db/pool.ts']],
    ['in typographic quotes', 'review “my file.js”', ['my file.js']],
    ['with escaped spaces', 'review my\\ file.js', ['my file.js']],
    ['joined by commas without spaces', 'review a.py,b.py,c.py', ['a.py', 'b.py', 'c.py']],
    ['joined by "and" and "&"', 'review a.py and b.py & c.py', ['a.py', 'b.py', 'c.py']],
    ['as globs', 'review src/**/*.ts and *.go', ['src/**/*.ts', '*.go']],
    ['as globs with braces', 'review src/*.{ts,tsx}', ['src/*.{ts,tsx}']],
    ['as folders', 'review packages/core/ and services/payments', ['packages/core/', 'services/payments']],
    ['as a named folder', 'review the tests folder', ['tests']],
    ['as a folder named behind the word', 'review the directory build-tools', ['build-tools']],
    ['as the current folder', 'review .', ['.']],
    ['with an @', 'review @src/app.ts', ['src/app.ts']],
    [
      'with brackets of their own',
      'review src/[id]/page.tsx and src/(group)/page.tsx',
      ['src/[id]/page.tsx', 'src/(group)/page.tsx'],
    ],
    ['with letters of other scripts', 'review src/größe.py', ['src/größe.py']],
    ['on lines of their own', 'review\na.py\nb.py', ['a.py', 'b.py']],
    ['with a dot in front', 'review .eslintrc.js', ['.eslintrc.js']],
    ['in a bucket', 'profile s3://bucket/data/x.parquet', ['s3://bucket/data/x.parquet']],
  ])('are found %s', (_, text, paths) => {
    expect(pathsIn(text)).toEqual(paths);
  });

  it.each([
    ['review src/app.ts.', 'src/app.ts'],
    ['is src/app.ts ok?', 'src/app.ts'],
    ['review (src/app.ts), please', 'src/app.ts'],
    ['review src/app.ts!!!', 'src/app.ts'],
    ["what is app.py's complexity", 'app.py'],
    ['review "src/app.ts",', 'src/app.ts'],
    ['look at src/app.ts:42', 'src/app.ts'],
  ])('leave the sentence’s punctuation alone: %s', (text, path) => {
    expect(pathsIn(text)).toEqual([path]);
  });

  it.each([
    'train/test split',
    'yes and/or no',
    'it runs 24/7',
    'version 1.2.0 of churn',
    'e.g. this one',
    'we use Node.js',
    'nothing here.',
    'see https://example.com/help',
  ])('are not seen where there are none: %s', (text) => {
    expect(pathsIn(text)).toEqual([]);
  });

  it('may have spaces without quotes where such a file exists', () => {
    expect(pathsIn('review src/my file.js please', ['src/my file.js'])).toEqual(['src/my file.js']);
    expect(pathsIn('review src/my file.js please')).toEqual(['src/my', 'file.js']);
    expect(pathsIn('review my folder/b 2.py', ['my folder/b 2.py'])).toEqual(['my folder/b 2.py']);
    expect(pathsIn('review données/un été.rb', ['données/un été.rb'])).toEqual(['données/un été.rb']);
  });

  it('may end as nobody knows, where only a file can stand', () => {
    expect(pathsIn('review notes.xyz')).toEqual(['notes.xyz']);
    expect(pathsIn('measure notes.xyz please')).toEqual(['notes.xyz']);
    expect(pathsIn('review Node.js')).toEqual([]);
    expect(pathsIn('review it. thanks')).toEqual([]);
  });

  it('may have letters of any language', () => {
    expect(pathsIn('review src/Größe and données/été/')).toEqual(['src/Größe', 'données/été/']);
  });

  it('may be a bare word where such a folder exists and one may stand', () => {
    expect(argumentsOf('review core', 'review_code', { exists: (path) => path === 'core' })).toEqual({
      paths: ['core'],
    });
  });

  it.each([
    ['a.py', 'code'],
    ['A.TSX', 'code'],
    ['x.csv', 'table'],
    ['x.csv.gz', 'table'],
    ['x.parquet', 'table'],
    ['package.json', 'other'],
    ['orders.json', 'table'],
    ['src/', 'folder'],
    ['src', 'folder'],
    ['README.md', 'other'],
  ] as const)('are told apart by extension: %s is %s', (path, kind) => {
    expect(pathKindOf(path)).toBe(kind);
  });

  it('give code to the code analyst and tables to the data collector', () => {
    expect(argumentsOf('check app.py', 'review_code')).toEqual({ paths: ['app.py'] });
    expect(argumentsOf('check app.csv', 'validate_dataset')).toEqual({ data: 'app.csv' });
  });
});
