import { blocks, type Operator, rewrite } from './operator.ts';

/** Defects with things that have to be given back: files, locks, memory. */
export const resources: readonly Operator[] = [
  {
    id: 'not-closed',
    class: 'error-handling',
    cwe: 772,
    says: 'What was opened is not closed when something fails on the way.',
    sites: {
      python: blocks({
        header: /^(\s*)with ((?:\w+\.)?open\((?:[^()]|\([^()]*\))*\)) as (\w+):$/,
        becomes: ({ match, inside }) => {
          const step = /^\s*/.exec(inside[0]!)![0].length - match[1]!.length;
          return [
            `${match[1]}${match[3]} = ${match[2]}`,
            ...inside.map((line) => line.slice(Math.min(step, /^\s*/.exec(line)![0].length))),
          ];
        },
      }),
      java: rewrite(/^(\s*)try \(((?:final )?[\w<>?]+ \w+ = .+)\) \{$/, '$1$2;\n$1try {'),
      go: (snippet) =>
        rewrite(/^\s*defer \w+(?:\.\w+)*\.Close\(\)$/, () => [])(snippet).map((site) => ({
          ...site,
          also: [-5, -4, -3, -2, -1],
        })),
      csharp: rewrite(/^(\s*)using \(((?:var|\w+) (\w+) = .+)\)$/, '$1$2;'),
      c: (snippet) =>
        rewrite(/^\s*(?:fclose|close|closedir)\(\w+\);$/, () => [])(snippet).map((site) => ({
          ...site,
          also: openings(snippet.lines, site.edit.at),
        })),
    },
  },
  {
    id: 'lock-kept',
    class: 'error-handling',
    cwe: 667,
    says: 'The lock is not given back.',
    sites: {
      go: (snippet) =>
        rewrite(/^\s*defer [\w.]+\.R?Unlock\(\)$/, () => [])(snippet).map((site) => ({
          ...site,
          also: [-2, -1],
        })),
      java: (snippet) =>
        rewrite(/^\s*[\w.]+\.unlock\(\);$/, () => [])(snippet).map((site) => ({
          ...site,
          also: openings(snippet.lines, site.edit.at),
        })),
      python: blocks({
        header: /^(\s*)with (self\.\w*lock\w*):$/,
        becomes: ({ match, inside }) => {
          const step = /^\s*/.exec(inside[0]!)![0].length - match[1]!.length;
          return [
            `${match[1]}${match[2]}.acquire()`,
            ...inside.map((line) => line.slice(Math.min(step, /^\s*/.exec(line)![0].length))),
          ];
        },
      }),
    },
  },
  {
    id: 'memory-not-freed',
    class: 'error-handling',
    cwe: 401,
    says: 'The memory is lost on this way out.',
    sites: {
      c: (snippet) => {
        const allocated = new Set(
          snippet.lines.flatMap(
            (line) => /\b(\w+) ?= ?(?:\(.*\) ?)?\w*(?:malloc|calloc|strdup)\w*\(/.exec(line)?.[1] ?? [],
          ),
        );
        return rewrite(/^\s*free\((\w+)\);$/, (match) => (allocated.has(match[1]!) ? [] : null))(snippet).map(
          (site) => ({ ...site, also: openings(snippet.lines, site.edit.at) }),
        );
      },
    },
  },
];

/** Lines up to 30 before, relative to `at`, that open or allocate: a reviewer may point there. */
function openings(lines: readonly string[], at: number): number[] {
  const found: number[] = [];
  for (let before = Math.max(0, at - 30); before < at; before += 1) {
    if (
      /\b(?:open|fopen|opendir|lock(?:Interruptibly)?|malloc|calloc|strdup|x\w*alloc|socket|mkstemp)\w* ?\(/.test(
        lines[before]!,
      )
    )
      found.push(before - at);
  }
  return found;
}
