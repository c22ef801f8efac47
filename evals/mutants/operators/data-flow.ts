import { forEach, insertFirst, type Operator, pointingAlso, rewrite, spliced } from './operator.ts';

/** Defects in what values become: assignments, results nobody takes, defaults, promises. */
export const dataFlow: readonly Operator[] = [
  {
    id: 'assigns-to-itself',
    class: 'behaviour',
    cwe: 1164,
    says: 'The assignment does nothing: both sides are the same.',
    sites: {
      ...forEach(
        ['javascript', 'typescript'] as const,
        rewrite(/^(\s*)this\.(\w+) = (\w+);?$/, '$1this.$2 = this.$2;'),
      ),
      ...forEach(['java', 'csharp'] as const, rewrite(/^(\s*)this\.(\w+) = \2;$/, '$1$2 = $2;')),
      python: rewrite(/^(\s*)self\.(\w+) = (\w+)$/, '$1self.$2 = self.$2'),
      php: rewrite(/^(\s*)\$this->(\w+) = \$\w+;$/, '$1$this->$2 = $this->$2;'),
      ruby: rewrite(/^(\s*)@(\w+) = \w+$/, '$1@$2 = @$2'),
      c: rewrite(/^(\s*)(\w+(?:->|\.)\w+) = \w+;$/, '$1$2 = $2;'),
      go: rewrite(/^(\s*)(\w+\.\w+) = \w+$/, '$1$2 = $2'),
      rust: rewrite(/^(\s*)(self\.\w+) = \w+;$/, '$1$2 = $2;'),
    },
  },
  {
    id: 'compares-instead-of-assigning',
    class: 'behaviour',
    cwe: 482,
    says: 'The statement compares and throws the answer away; an assignment was meant.',
    sites: {
      ...forEach(
        ['javascript', 'typescript', 'c', 'php'] as const,
        rewrite(/^(\s*[$\w.>-]+) = (?!function|async|\()([^=;{]+);$/, '$1 == $2;'),
      ),
      ...forEach(['python', 'ruby'] as const, rewrite(/^(\s*(?:self\.|@)?[\w.]+) = ([\w.]+)$/, '$1 == $2')),
    },
  },
  {
    id: 'result-thrown-away',
    class: 'behaviour',
    cwe: 252,
    says: 'The call changes nothing and gives a new value, which nobody takes.',
    sites: {
      ...forEach(
        ['javascript', 'typescript'] as const,
        rewrite(
          /^(\s*)([\w.]+) = \2(\.(?:replace|replaceAll|trim|slice|toLowerCase|toUpperCase|concat|filter|map|substring|padStart)\(.*\);?)$/,
          '$1$2$3',
        ),
      ),
      java: rewrite(
        /^(\s*)(\w+) = \2(\.(?:replace|replaceAll|trim|strip|substring|toLowerCase|toUpperCase|concat|normalize|resolve|add|multiply)\(.*\);)$/,
        '$1$2$3',
      ),
      csharp: rewrite(
        /^(\s*)(\w+) = \2(\.(?:Replace|Trim\w*|Substring|ToLower\w*|ToUpper\w*|Concat|Insert|Remove)\(.*\);)$/,
        '$1$2$3',
      ),
      python: rewrite(
        /^(\s*)([\w.]+) = \2(\.(?:replace|strip|lstrip|rstrip|lower|upper|encode|decode|format|title|resolve|with_suffix)\(.*\))$/,
        '$1$2$3',
      ),
      go: rewrite(
        /^(\s*)(\w+) = (strings\.(?:TrimSpace|Trim\w*|Replace\w*|ToLower|ToUpper)\(\2.*\))$/,
        '$1$3',
      ),
      ruby: rewrite(
        /^(\s*)(\w+) = \2(\.(?:strip|gsub|sub|downcase|upcase|chomp|tr|map|select|reject|compact|sort|uniq|merge)\b.*)$/,
        '$1$2$3',
      ),
      php: rewrite(
        /^(\s*)(\$\w+) = ((?:trim|rtrim|ltrim|str_replace|strtolower|strtoupper|substr|array_filter|array_map|array_merge|preg_replace|ucfirst)\(.*\2.*\);)$/,
        '$1$3',
      ),
    },
  },
  {
    id: 'missing-await',
    class: 'behaviour',
    cwe: 662,
    says: 'The promise is not awaited: its value is not there yet, and its error goes nowhere.',
    sites: {
      ...forEach(
        ['javascript', 'typescript'] as const,
        rewrite(/^(\s*(?:(?:const|let|var) [\w{}, ]+ = )?)await ([\w.]+\(.*\);?)$/, '$1$2'),
      ),
      python: rewrite(/^(\s*(?:\w+ = )?)await ([\w.]+\(.*\))$/, '$1$2'),
      csharp: rewrite(/^(\s*)await ([\w.]+\(.*\)(?:\.ConfigureAwait\(false\))?;)$/, '$1$2'),
      rust: rewrite(/^(\s*[\w.]+\(.*\))\.await;$/, '$1;'),
    },
  },
  {
    id: 'implicit-global',
    class: 'behaviour',
    cwe: 1108,
    says: 'Without a declaration this makes a global variable, or an error in strict mode.',
    sites: { javascript: rewrite(/^(\s+)(?:const|let|var) (\w+) = (.+;)$/, '$1$2 = $3') },
  },
  {
    id: 'sorts-numbers-as-text',
    class: 'behaviour',
    cwe: 1025,
    says: 'Without a comparison `sort` orders by text: 10 comes before 9.',
    sites: forEach(
      ['javascript', 'typescript'] as const,
      rewrite(/\.sort\(\((\w+), (\w+)\) => \1(?:\.\w+)* - \2(?:\.\w+)*\)/, '.sort()'),
    ),
  },
  {
    id: 'mutable-default',
    class: 'behaviour',
    cwe: 710,
    says: 'The default is made once and shared by all calls.',
    sites: {
      python: rewrite(
        /^(\s*(?:async )?def .*\b(\w*(?:s|list|dict|headers|params|args|options|kwargs|data|map)))(: [\w[\], |]+)?\s?=\s?None\b/,
        (match) =>
          match[2] === 'cls'
            ? null
            : spliced(
                match,
                `${match[1]}${match[3] ?? ''}${match[3] ? ' = ' : '='}${/dict|headers|params|options|kwargs|data|map/.test(match[2]!) ? '{}' : '[]'}`,
              ),
      ),
    },
  },
  {
    id: 'async-executor',
    class: 'error-handling',
    cwe: 755,
    says: 'What an asynchronous executor throws does not reject the promise.',
    sites: forEach(
      ['javascript', 'typescript'] as const,
      rewrite(/new Promise(<[\w[\]| ]+>)?\(\((\w+(?:, \w+)?)\) => \{/, 'new Promise$1(async ($2) => {'),
    ),
  },
  {
    id: 'cast-too-late',
    class: 'behaviour',
    cwe: 190,
    says: 'The product overflows before it is widened.',
    sites: {
      ...forEach(
        ['java', 'csharp'] as const,
        rewrite(/\((long|double)\) ([\w.]+(?:\(\))?) ([*/]) ([\w.]+(?:\(\))?)/, '($1) ($2 $3 $4)'),
      ),
      c: rewrite(
        /\((size_t|uint64_t|int64_t|long long|off_t|double)\) ?([\w.>-]+) ([*/]) ([\w.>-]+)/,
        '($1)($2 $3 $4)',
      ),
    },
  },
  {
    id: 'duplicate-key',
    class: 'behaviour',
    cwe: 694,
    says: 'The key stands twice: the first value is lost.',
    sites: {
      ...forEach(
        ['javascript', 'typescript'] as const,
        repeatedKey(
          /^(\s*)([\w]+|'[^']+'|"[^"]+"): (.+,?)$/,
          (key, rest, indent) => `${indent}${key}: ${rest}`,
        ),
      ),
      python: repeatedKey(
        /^(\s*)(['"][\w-]+['"]): (.+,?)$/,
        (key, rest, indent) => `${indent}${key}: ${rest}`,
      ),
      php: repeatedKey(
        /^(\s*)(['"][\w-]+['"]) => (.+,?)$/,
        (key, rest, indent) => `${indent}${key} => ${rest}`,
      ),
      ruby: repeatedKey(/^(\s*)(:?\w+:?) => (.+,?)$/, (key, rest, indent) => `${indent}${key} => ${rest}`),
    },
  },
  {
    id: 'statement-after-return',
    class: 'behaviour',
    cwe: 561,
    says: 'What stands after the `return` never runs.',
    sites: {
      ...forEach(
        ['javascript', 'typescript', 'c', 'csharp', 'php', 'python', 'go', 'ruby', 'rust'] as const,
        (snippet) => {
          const sites = [];
          for (let at = snippet.body; at < snippet.last; at += 1) {
            const [statement, leaves] = [snippet.lines[at]!, snippet.lines[at + 1]!];
            const match = /^(\s*)return\b.*[^,({[]$/.exec(leaves);
            if (
              match === null ||
              statement.startsWith(`${match[1]} `) ||
              statement.startsWith(`${match[1]}\t`)
            )
              continue;
            if (
              !statement.startsWith(match[1]!) ||
              !/^\s*[\w$@.>-]+(?: [+-]?= .+|\(.*\)|\+\+);?$/.test(statement)
            )
              continue;
            if (/^\s*(?:if|for|while|return|else|elif|case|def|func|let|const|var)\b/.test(statement))
              continue;
            if (/[,({[]$/.test(statement)) continue;
            sites.push({ edit: { at, remove: 2, insert: [leaves, statement] } });
          }
          return sites;
        },
      ),
    },
  },
  {
    id: 'error-as-notimplemented',
    class: 'error-handling',
    cwe: 755,
    says: '`NotImplemented` is a value for operators and no exception: raising it is a TypeError.',
    sites: { python: rewrite(/^(\s*)raise NotImplementedError\b(?:\(.*\))?$/, '$1raise NotImplemented') },
  },
  {
    id: 'deletes-from-array',
    class: 'behaviour',
    cwe: 1164,
    says: '`delete` leaves a hole in the array and its length as it was.',
    sites: forEach(
      ['javascript', 'typescript'] as const,
      rewrite(/^(\s*)([\w.]+)\.splice\((\w+), 1\);?$/, '$1delete $2[$3];'),
    ),
  },
  {
    id: 'debugger-left',
    class: 'behaviour',
    cwe: 489,
    says: 'A breakpoint that was left in the code.',
    adds: true,
    sites: {
      ...forEach(['javascript', 'typescript'] as const, insertFirst({ lines: () => ['debugger;'] })),
      python: insertFirst({ lines: () => ['breakpoint()'] }),
      ruby: insertFirst({ lines: () => ['binding.pry'] }),
    },
  },
];

/** The second of two neighbouring entries gets the key of the first. */
function repeatedKey(entry: RegExp, text: (key: string, rest: string, indent: string) => string) {
  return pointingAlso(
    [-1],
    rewrite(entry, (match, { lines }, at) => {
      const before = entry.exec(lines[at - 1] ?? '');
      if (before === null || before[1] !== match[1] || before[2] === match[2] || !before[3]!.endsWith(','))
        return null;
      return /^(?:case|default|return)\b/.test(match[2]!) || /[;{(]$/.test(match[3]!)
        ? null
        : text(before[2]!, match[3]!, match[1]!);
    }),
  );
}
