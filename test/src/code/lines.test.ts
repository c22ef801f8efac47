import { describe, expect, it } from 'vitest';
import { measureSource } from '../../../src/code/index.ts';

const count = async (source: string, language: 'javascript' | 'python' | 'php' = 'javascript') => {
  const { metrics } = await measureSource({ source, language });
  return { sloc: metrics.sloc, comments: metrics.comments, blank: metrics.blank };
};

describe('lines', () => {
  it.each([
    ['', { sloc: 0, comments: 0, blank: 0 }],
    ['a', { sloc: 1, comments: 0, blank: 0 }],
    ['a\n', { sloc: 1, comments: 0, blank: 0 }],
    ['a\n\n', { sloc: 1, comments: 0, blank: 1 }],
    [' \t\n\u00a0\n', { sloc: 0, comments: 0, blank: 2 }],
    ['// a\n', { sloc: 0, comments: 1, blank: 0 }],
    ['a // b\n', { sloc: 1, comments: 1, blank: 0 }],
    ['/* a */ b /* c */\n', { sloc: 1, comments: 1, blank: 0 }],
    ['/* a */ /* b */\n', { sloc: 0, comments: 1, blank: 0 }],
    ['/* a\n\n   b */ c\n', { sloc: 1, comments: 2, blank: 1 }],
    ['a; /* b\n c */ /* d\n */ e\n', { sloc: 2, comments: 3, blank: 0 }],
    ['`a\n\n// b\n`\n', { sloc: 3, comments: 0, blank: 1 }],
    ['#!/usr/bin/env node\na\n', { sloc: 1, comments: 1, blank: 0 }],
  ])('%j', async (source, expected) => {
    expect(await count(source)).toEqual(expected);
  });

  it('of a docstring are code, blank ones in it are blank', async () => {
    expect(await count('def f():\n    """a\n\n    b\n    """\n    return 1  # c\n', 'python')).toEqual({
      sloc: 5,
      comments: 1,
      blank: 1,
    });
  });

  it('of HTML around PHP are code', async () => {
    expect(await count('<p>\n<?php // a ?>\n</p>\n', 'php')).toEqual({ sloc: 3, comments: 1, blank: 0 });
  });

  it('of a function are those from its first to its last line', async () => {
    const source = 'a();\n/** b */\nfunction f() {\n  // c\n\n  return 1;\n} g();\n';
    const { functions } = await measureSource({ source, language: 'javascript' });
    expect(functions).toMatchObject([{ line: 3, endLine: 7, sloc: 3 }]);
  });
});
