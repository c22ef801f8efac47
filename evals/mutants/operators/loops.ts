import { blocks, forEach, indentOf, type Operator, rewrite } from './operator.ts';

const cLike = ['javascript', 'typescript', 'java', 'c', 'csharp', 'php'] as const;

/** Defects in loops and switches: bounds, steps, what a closure keeps, what runs on into the next case. */
export const loops: readonly Operator[] = [
  {
    id: 'one-too-many',
    class: 'behaviour',
    cwe: 193,
    says: 'The last round reads one place past the end.',
    sites: {
      ...forEach(
        ['javascript', 'typescript', 'java', 'csharp', 'go', 'php'] as const,
        rewrite(
          /^(\s*for \(?.*\b\$?\w+) < ([$\w.]+\.(?:length|size\(\)|Length|Count)|len\([\w.]+\)|count\(\$\w+\))/,
          '$1 <= $2',
        ),
      ),
      c: rewrite(
        /^(\s*for \(.*\b\w+) < ((?:sizeof\(?.*?\)? \/ sizeof.*?|ARRAY_SIZE\(\w+\)|nitems\(\w+\)|strlen\(\w+\)|[a-z]\w*|[\w>.-]+len\w*)); /,
        '$1 <= $2; ',
      ),
      python: rewrite(/(\bin range\(len\([\w.]+\))\)/, '$1 + 1)'),
      rust: rewrite(/\b0\.\.([\w.]+\.len\(\))/, '0..=$1'),
      ruby: rewrite(/\(?0\.\.\.([\w.@]+\.(?:length|size))\)?/, '(0..$1)'),
    },
  },
  {
    id: 'last-place-by-length',
    class: 'behaviour',
    cwe: 193,
    says: 'The last place is the length less one; at the length there is nothing.',
    sites: {
      ...forEach(
        ['javascript', 'typescript', 'java'] as const,
        rewrite(/\b([\w.]+)\[\1\.length - 1\]/, '$1[$1.length]'),
      ),
      go: rewrite(/\b([\w.]+)\[len\(\1\)-1\]/, '$1[len($1)]'),
      python: rewrite(/\b([\w.]+)\[len\(\1\) - 1\]/, '$1[len($1)]'),
      rust: rewrite(/\b([\w.]+)\[\1\.len\(\) - 1\]/, '$1[$1.len()]'),
    },
  },
  {
    id: 'steps-another-variable',
    class: 'behaviour',
    cwe: 835,
    says: 'The loop steps a variable that its condition does not ask about.',
    sites: forEach(
      cLike,
      rewrite(/^(\s*for \(.*?)(\$?)\b([ijkn]) ?= ?0; \2\3 (<=?) (.+); (\2\3\+\+|\+\+\2\3)\)/, (match) => {
        const other = match[3] === 'i' ? 'j' : 'i';
        return match.input.replace(match[6]!, match[6]!.replace(match[3]!, other));
      }),
    ),
  },
  {
    id: 'counts-the-wrong-way',
    class: 'behaviour',
    cwe: 835,
    says: 'The counter moves away from its bound: the loop does not end as it should.',
    sites: forEach([...cLike, 'go'] as const, rewrite(/^(\s*for \(?.*; .*<.*; [$\w]*)\+\+/, '$1--')),
  },
  {
    id: 'loop-without-step',
    class: 'behaviour',
    cwe: 835,
    says: 'Nothing in the loop changes what its condition asks about: it never ends.',
    sites: {
      ...forEach(
        cLike,
        blocks({
          header: /^\s*while \((\$?\w+) (?:<=?|>=?) [$\w.()>-]+\) \{$/,
          also: [0],
          becomes: (block) => withoutStep(block.header, block.inside, block.match[1]!, block.end),
        }),
      ),
      python: blocks({
        header: /^\s*while (\w+) (?:<=?|>=?) [\w.()]+:$/,
        also: [0],
        becomes: (block) => withoutStep(block.header, block.inside, block.match[1]!, block.end),
      }),
      go: blocks({
        header: /^\s*for (\w+) (?:<=?|>=?) [\w.()]+ \{$/,
        also: [0],
        becomes: (block) => withoutStep(block.header, block.inside, block.match[1]!, block.end),
      }),
    },
  },
  {
    id: 'falls-through',
    class: 'behaviour',
    cwe: 484,
    says: 'Without its `break` the case runs on into the next one.',
    sites: forEach(['javascript', 'typescript', 'java', 'c', 'php'] as const, (snippet) =>
      rewrite(/^\s*break;$/, (_match, { lines }, at) => {
        if (!/^\s*(?:case\b.*|default):/.test(lines[at + 1] ?? '')) return null;
        // A case of labels alone has no statement that could run on.
        return /^\s*(?:case\b.*|default):$/.test(lines[at - 1] ?? '') || !/[;}]\s*$/.test(lines[at - 1] ?? '')
          ? null
          : [];
      })(snippet).map((site) => ({ ...site, also: [-2, -1, 0, 1] })),
    ),
  },
  {
    id: 'awaits-nothing-in-for-each',
    class: 'behaviour',
    cwe: 662,
    says: '`forEach` does not wait for an asynchronous callback: what follows runs before it is done.',
    sites: forEach(
      ['javascript', 'typescript'] as const,
      blocks({
        header: /^(\s*)for \((?:const|let) (\w+) of ([\w.]+)\) \{$/,
        becomes: ({ match, inside, end }) => {
          const text = inside.join('\n');
          if (
            !/\bawait\b/.test(text) ||
            /\b(?:return|break|continue|yield)\b/.test(text) ||
            end?.trim() !== '}'
          )
            return null;
          return [`${match[1]}${match[3]}.forEach(async (${match[2]}) => {`, ...inside, `${match[1]}});`];
        },
      }),
    ),
  },
  {
    id: 'shared-loop-variable',
    class: 'behaviour',
    cwe: 710,
    says: 'All closures of the loop share one variable and see its last value.',
    sites: {
      ...forEach(
        ['javascript', 'typescript'] as const,
        blocks({
          header: /^(\s*)for \((?:let|const) (\w+)( = | of | in )/,
          becomes: ({ header, match, inside, end }) => {
            const name = `(?<![\\w.])${match[2]}\\b`;
            // Closures that run later: those that run at once see the value of their round.
            const later =
              '(?:setTimeout|setImmediate|nextTick|\\.(?:push|then|once?|add\\w*|finally|catch|defer))\\(|= (?:async )?\\(';
            const captured = new RegExp(
              `(?:${later}).*(?:=>|function\\b)(?:[^\\n{]*${name}|[^}]*${name})`,
            ).test(inside.join('\n'));
            return captured && end !== undefined
              ? [header.replace(/for \((?:let|const) /, 'for (var '), ...inside, end]
              : null;
          },
        }),
      ),
      python: rewrite(/\blambda ((?:\w+, )*)(\w+)=\2\b(?:, )?([^:]*):/, 'lambda $1$3:'),
    },
  },
  {
    id: 'changes-while-iterating',
    class: 'behaviour',
    cwe: 662,
    says: 'The collection changes while the loop goes over it.',
    sites: {
      python: blocks({
        header: /^(\s*)for (.+) in (?:list|tuple|sorted)\(([\w.]+)((?:\.(?:keys|items|values)\(\))?)\):$/,
        also: [1, 2, 3, 4, 5, 6],
        becomes: ({ match, inside }) => {
          const name = match[3]!.replaceAll('.', '\\.');
          const changes = new RegExp(
            `\\bdel ${name}\\[|\\b${name}\\.(?:pop|remove|append|clear|popitem|discard|add)\\(`,
          );
          return inside.some((line) => changes.test(line))
            ? [`${match[1]}for ${match[2]} in ${match[3]}${match[4]}:`, ...inside]
            : null;
        },
      }),
      java: rewrite(/^(\s*)(\w*[iI]t(?:er|erator)?)\.remove\(\);$/, (match, { lines }) => {
        const from = lines
          .map((line) => new RegExp(`\\b${match[2]} = ([\\w.]+)\\.iterator\\(\\)`).exec(line))
          .find((each) => each !== null);
        return from ? `${match[1]}${from[1]}.remove(${match[2]}.next());` : null;
      }),
    },
  },
];

function withoutStep(
  header: string,
  inside: readonly string[],
  name: string,
  end: string | undefined,
): readonly string[] | null {
  const escaped = name.replace('$', '\\$');
  const step = new RegExp(`^\\s*(?:${escaped}(?:\\+\\+|--| [+*/-]?= .*)|(?:\\+\\+|--)${escaped});?$`);
  const uses = inside.filter((line) =>
    new RegExp(`${escaped}(?:\\+\\+|--| [+*/-]?= )|(?:\\+\\+|--)${escaped}`).test(line),
  );
  if (uses.length !== 1 || !step.test(uses[0]!) || inside.length < 2) return null;
  if (
    inside.some(
      (line) => /\b(?:break|return)\b/.test(line) && indentOf(line).length <= indentOf(uses[0]!).length,
    )
  )
    return null;
  return [header, ...inside.filter((line) => line !== uses[0]), ...(end === undefined ? [] : [end])];
}
