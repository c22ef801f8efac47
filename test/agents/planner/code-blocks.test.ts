import { describe, expect, it } from 'vitest';
import { argumentsOf, onlyStep, plan } from './plan.ts';

const review = (text: string) => argumentsOf(text, 'review_code');

describe('fenced code', () => {
  it('is taken without its fence and last line break', () => {
    expect(review('review\n```\na = 1\n\nb = 2\n```\n')).toEqual({ code: 'a = 1\n\nb = 2' });
  });

  it.each([
    ['py', 'python'],
    ['js', 'javascript'],
    ['ts', 'typescript'],
    ['c++', 'cpp'],
    ['c#', 'csharp'],
    ['cs', 'csharp'],
    ['rb', 'ruby'],
    ['rs', 'rust'],
    ['golang', 'go'],
    ['Java', 'java'],
    ['TSX', 'tsx'],
    ['php', 'php'],
    ['C', 'c'],
  ])('with the tag %s is %s', (tag, language) => {
    expect(review(`review\n\`\`\`${tag}\nx\n\`\`\``)).toEqual({ code: 'x', language });
  });

  it('may use tildes, have no end, or stand on one line', () => {
    expect(review('review\n~~~c\nint x;\n~~~')).toEqual({ code: 'int x;', language: 'c' });
    expect(review('review\n```go\nfunc f() {}')).toEqual({ code: 'func f() {}', language: 'go' });
    expect(review('review ```js const a = () => 1;```')).toEqual({
      code: 'const a = () => 1;',
      language: 'javascript',
    });
  });

  it('keeps everything in it out of the planner’s sight', () => {
    const text =
      'review\n```py\nimport csv\nrows = open("data/train.csv")\n# train a model, measure src/a.py\n```';
    expect(onlyStep(text).action).toBe('review_code');
  });

  it('takes the language from the words where the fence has none', () => {
    expect(review('review this ruby method:\n```\ndef f; end\n```')).toEqual({
      code: 'def f; end',
      language: 'ruby',
    });
    expect(review('review this Go function\n```\nfunc f() {}\n```')).toEqual({
      code: 'func f() {}',
      language: 'go',
    });
  });
});

describe('pasted code', () => {
  it.each([
    [
      'a function after words',
      'can you review this\n\ndef load(path):\n    f = open(path)\n    return f.read()',
      'def load(path):\n    f = open(path)\n    return f.read()',
    ],
    [
      'code before words',
      'const a = async () => {\n  wait();\n};\n\nreview that please',
      'const a = async () => {\n  wait();\n};',
    ],
    [
      'code after a colon',
      'review this: function isNull(v) { return v == null }',
      'function isNull(v) { return v == null }',
    ],
    ['a line without a colon', 'review function f() { return 1; }', 'function f() { return 1; }'],
    [
      'preprocessor lines',
      'wrong?\n#include <stdio.h>\nint main(void) {\n  return 0;\n}',
      '#include <stdio.h>\nint main(void) {\n  return 0;\n}',
    ],
    [
      'Ruby blocks',
      'puts "hi" if x\nfoo.each do |y|\n  bar(y)\nend\n\nreview plz',
      'puts "hi" if x\nfoo.each do |y|\n  bar(y)\nend',
    ],
    ['PHP', 'review:\n<?php\necho $_GET["x"];', '<?php\necho $_GET["x"];'],
    ['in backticks', 'review `x = eval(input())`', 'x = eval(input())'],
    ['an expression in backticks', 'is `a == null` a bug?', 'a == null'],
  ])('is found: %s', (_, text, code) => {
    expect(review(text)).toEqual({ code });
  });

  it('alone is reviewed', () => {
    expect(onlyStep('function once(f) {\n  let done = false;\n  return f();\n}').agent).toBe('code-analyst');
  });

  it.each([
    'train a model\ndata: x.csv\ntarget: y\nmetric: f1',
    'hello\nhow are you\ni am fine',
    'please review a.py;\nthanks',
    'train on x.csv\ntarget = churned\ntrials = 50',
  ])('is not seen in prose: %s', (text) => {
    const codes = plan(text).steps.filter((step) => 'code' in step.arguments);
    expect(codes).toEqual([]);
  });
});
