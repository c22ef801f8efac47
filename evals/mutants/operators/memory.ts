import { insertFirst, type Operator, rewrite, spliced, textParameter } from './operator.ts';

/** Defects of C's memory and formats, and of Rust's way around its checks. */
export const memory: readonly Operator[] = [
  {
    id: 'unbounded-format',
    class: 'vulnerability',
    cwe: 120,
    says: 'Writes past the end of the buffer when the text is longer.',
    sites: {
      c: rewrite(/\bv?snprintf\(([\w>.-]+), (?:sizeof\(?\s*[\w>.*-]+\)?|\w+), /, (match) =>
        spliced(match, `${match[0].startsWith('v') ? 'v' : ''}sprintf(${match[1]}, `),
      ),
    },
  },
  {
    id: 'unbounded-copy',
    class: 'vulnerability',
    cwe: 120,
    says: 'Copies without looking at the room there is.',
    sites: {
      c: rewrite(/\b(?:str(n|l)(cpy|cat))\((.+), ([\w>.-]+|sizeof.*)\)(?=;|\)| )/, 'str$2($3)'),
    },
  },
  {
    id: 'copy-into-small-buffer',
    class: 'vulnerability',
    cwe: 121,
    says: 'A parameter of any length is copied into a buffer of fixed size.',
    adds: true,
    sites: {
      c: insertFirst({
        lines: (snippet) => {
          const name = textParameter(snippet);
          return name === null ? null : ['char copy[32];', `strcpy(copy, ${name});`];
        },
        needs: ['#include <string.h>'],
      }),
    },
  },
  {
    id: 'reads-without-bound',
    class: 'vulnerability',
    cwe: 242,
    says: '`gets` and `%s` write as much as comes.',
    adds: true,
    sites: {
      c: (snippet) =>
        insertFirst({
          lines: () =>
            snippet.lines.length % 2 === 0
              ? ['char answer[64];', 'gets(answer);']
              : ['char answer[64];', 'scanf("%s", answer);'],
          needs: ['#include <stdio.h>'],
        })(snippet),
    },
  },
  {
    id: 'format-from-text',
    class: 'vulnerability',
    cwe: 134,
    says: 'A text with `%n` or `%s` reads and writes memory: it must not be the format.',
    sites: {
      c: rewrite(/\b(f?printf|syslog|snprintf)\((.*?)"%s(?:\\n)?", ([\w>.-]+)\)/, '$1($2$3)'),
    },
  },
  {
    id: 'format-is-parameter',
    class: 'vulnerability',
    cwe: 134,
    says: 'The parameter is taken for a format.',
    adds: true,
    sites: {
      c: insertFirst({
        lines: (snippet) => {
          const name = textParameter(snippet);
          return name === null ? null : [`printf(${name});`];
        },
        needs: ['#include <stdio.h>'],
      }),
    },
  },
  {
    id: 'size-of-pointer',
    class: 'vulnerability',
    cwe: 467,
    says: 'This is the size of the pointer and not of what it points to.',
    sites: { c: rewrite(/\bsizeof\(\*(\w+)\)/, 'sizeof($1)') },
  },
  {
    id: 'product-in-malloc',
    class: 'vulnerability',
    cwe: 190,
    says: 'The product can overflow, and the memory is then too small.',
    sites: { c: rewrite(/\b(\w*)calloc\(([\w>.-]+), (sizeof\(?.+?\)?|\w+)\)(?=[;)])/, '$1malloc($2 * $3)') },
  },
  {
    id: 'freed-twice',
    class: 'vulnerability',
    cwe: 415,
    says: 'The memory is freed twice.',
    sites: { c: rewrite(/^(\s*)free\(([\w>.-]+)\);$/, '$1free($2);\n$1free($2);') },
  },
  {
    id: 'used-after-free',
    class: 'vulnerability',
    cwe: 416,
    says: 'The memory is used after it was freed.',
    sites: {
      c: (snippet) => {
        const sites = [];
        for (let at = snippet.body; at < snippet.last; at += 1) {
          const free = /^(\s*)free\((\w+)\);$/.exec(snippet.lines[at + 1]!);
          const before = snippet.lines[at]!;
          if (free === null || !new RegExp(`\\b${free[2]}->`).test(before) || !/^\s*[^{}]*;$/.test(before))
            continue;
          sites.push({ edit: { at, remove: 2, insert: [snippet.lines[at + 1]!, before] } });
        }
        return sites;
      },
    },
  },
  {
    id: 'memset-swapped',
    class: 'behaviour',
    cwe: 688,
    says: 'Value and length are swapped: nothing is set.',
    sites: { c: rewrite(/\bmemset\(([^,]+), (0|'\\0'), (.+)\);/, 'memset($1, $3, $2);') },
  },
  {
    id: 'no-room-for-end',
    class: 'vulnerability',
    cwe: 193,
    says: 'There is no room for the zero at the end.',
    sites: {
      c: rewrite(/(alloc\w*\(.*?)strlen\(([\w>.-]+)\) ?\+ ?1\b/, '$1strlen($2)'),
    },
  },
  {
    id: 'unchecked-access',
    class: 'vulnerability',
    cwe: 119,
    says: 'Leaves the checks of bounds or text out.',
    sites: {
      rust: rewrite(
        /\b(?:std::)?str::from_utf8\(([^()]+)\)(?:\?|\.unwrap\(\))/,
        'unsafe { std::str::from_utf8_unchecked($1) }',
      ),
    },
  },
  {
    id: 'memory-reinterpreted',
    class: 'vulnerability',
    cwe: 843,
    says: 'The bytes are taken for another type without a check.',
    adds: true,
    sites: {
      rust: insertFirst({ lines: () => ['let bits: u64 = unsafe { std::mem::transmute(1.0f64) };'] }),
    },
  },
];
