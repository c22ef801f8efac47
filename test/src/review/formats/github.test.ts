import { describe, expect, it } from 'vitest';
import { formatReview } from '../../../../src/review/index.ts';
import { fileOf, findingOf, hostile, optionsFor, reviewOf, root } from './a-review.ts';

/** Reads a workflow command as GitHub's runner does: `::name key=value,…::data`, unescaped in the order of its own code. */
function commandOf(line: string) {
  const [, name, properties, data] = /^::([\w-]+)(?: (.*?))?::(.*)$/.exec(line)!;
  const unescapeData = (text: string) =>
    text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const unescapeProperty = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const pairs = (properties ?? '').split(',').map((pair) => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), unescapeProperty(pair.slice(equals + 1))];
  });
  return { name, properties: Object.fromEntries(pairs) as Record<string, string>, data: unescapeData(data!) };
}

const commandsOf = (text: string) => text.trimEnd().split('\n').map(commandOf);

describe('GitHub annotations', () => {
  it('say where, how grave, and why', () => {
    const review = reviewOf([
      findingOf({ quote: 'query(x)', line: 2 }),
      findingOf({ quote: 'a\nb', line: 1, severity: 'medium', suggestion: null }),
      findingOf({ quote: 'z', line: 9, severity: 'low' }),
    ]);
    const text = formatReview(review, 'github', optionsFor({ 'src/app.js': 'a\nb query(x)\n' }));
    const [first, second, third] = commandsOf(text);
    expect(first).toMatchObject({
      name: 'error',
      properties: { file: 'src/app.js', line: '2', endLine: '2', col: '3', endColumn: '11' },
    });
    expect(first!.data).toContain('Whoever chooses `name`');
    // Over several lines there are no columns.
    expect(second!.name).toBe('warning');
    expect(second!.properties).toMatchObject({ line: '1', endLine: '2' });
    expect(second!.properties).not.toHaveProperty('col');
    expect(third!.name).toBe('notice');
  });

  it('give paths as they are from the top of the repository', () => {
    const options = optionsFor({}, { directory: `${root}/packages/a` });
    const text = formatReview(reviewOf([findingOf({ quote: 'q', file: 'x, y:z.js' })]), 'github', options);
    expect(commandOf(text.trimEnd()).properties.file).toBe('packages/a/x, y:z.js');
    expect(text).toContain('file=packages/a/x%2C y%3Az.js');
  });

  it('tell of files that do not parse, and of what was left out', () => {
    const review = reviewOf([], {
      files: [fileOf('a.js', { errors: [{ line: 3, message: 'Unexpected token.' }] })],
      skipped: [{ path: 'b.js', code: 'binary', reason: 'it is not text' }],
    });
    const [unparsed, left] = commandsOf(formatReview(review, 'github', optionsFor()));
    expect(unparsed).toMatchObject({ name: 'warning', properties: { file: 'a.js', line: '3' } });
    expect(left!.data).toBe('b.js: it is not text.');
  });

  it('are nothing where there is nothing', () => {
    expect(formatReview(reviewOf([]), 'github', optionsFor())).toBe('');
  });

  it.each(hostile)('hold one command a finding, and none of the code: %j', (text) => {
    const finding = findingOf({
      quote: text,
      title: text,
      message: text,
      suggestion: text,
      rule: text,
      file: `src/${text}.js`,
    });
    const printed = formatReview(reviewOf([finding]), 'github', optionsFor());
    expect(printed.endsWith('\n')).toBe(true);
    const commands = commandsOf(printed);
    expect(commands.map(({ name }) => name)).toEqual(['error']);
    expect(Object.keys(commands[0]!.properties)).toEqual(['file', 'line', 'endLine', 'title']);
    expect(printed).not.toMatch(/\r/);
    expect(commands[0]!.data).toContain('rec_0123456789');
  });
});
