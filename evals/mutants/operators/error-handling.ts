import { blocks, forEach, indentOf, type Operator, rewrite, spliced } from './operator.ts';

const throwing = ['javascript', 'typescript', 'java', 'csharp', 'php'] as const;

/** Defects in error handling: errors that are swallowed, lost, too wide, made and never thrown, never looked at. */
export const errorHandling: readonly Operator[] = [
  {
    id: 'swallowed',
    class: 'error-handling',
    cwe: 390,
    says: 'The error is caught and nothing is done about it.',
    sites: {
      ...forEach(
        throwing,
        blocks({
          header: /^(\s*)\} ?catch\b.*\{$/,
          becomes: ({ header, end }) => (end === undefined ? null : [header, end]),
        }),
      ),
      python: blocks({
        header: /^(\s*)except\b.*:$/,
        becomes: ({ header, inside }) =>
          inside.length === 1 && /pass$/.test(inside[0]!) ? null : [header, `${indentOf(inside[0]!)}pass`],
      }),
      csharp: blocks({
        header: /^(\s*)\{$/,
        becomes: ({ at, header, end }, { lines }) =>
          /^\s*catch\b/.test(lines[at - 1] ?? '') && end !== undefined ? [header, end] : null,
        also: [-1],
      }),
      ruby: blocks({
        header: /^(\s*)rescue\b.*$/,
        becomes: ({ header, inside, end }) => [
          header,
          `${indentOf(inside[0]!)}nil`,
          ...(end === undefined ? [] : [end]),
        ],
      }),
      go: blocks({
        header: /^(\s*)if err != nil \{$/,
        becomes: ({ header, end }) => (end?.trim() === '}' ? [header, end] : null),
      }),
      rust: rewrite(/^(\s*)(?:let _ = )?([\w.:]+\(.*\))\?;$/, '$1let _ = $2;'),
    },
  },
  {
    id: 'rethrow-lost',
    class: 'error-handling',
    cwe: 392,
    says: 'After the note the error is forgotten: the caller takes the work for done.',
    sites: {
      ...forEach(
        throwing,
        blocks({
          header: /^(\s*)\} ?catch\b.*\{$/,
          also: [0],
          becomes: ({ header, inside, end }) => {
            const kept = inside.filter((line) => !/^\s*throw\b.*;?$/.test(line));
            return end === undefined || kept.length === 0 || inside.length - kept.length !== 1
              ? null
              : [header, ...kept, end];
          },
        }),
      ),
      python: blocks({
        header: /^(\s*)except\b.*:$/,
        also: [0],
        becomes: ({ header, inside }) => {
          const kept = inside.filter((line) => !/^\s*raise\s*$/.test(line));
          return kept.length === 0 || inside.length - kept.length !== 1 ? null : [header, ...kept];
        },
      }),
    },
  },
  {
    id: 'caught-too-wide',
    class: 'error-handling',
    cwe: 396,
    says: 'Catches everything, interrupts and programming errors with it.',
    sites: {
      java: rewrite(
        /(catch \((?:final )?)(?!Exception|Throwable)[\w.]+(?: \| [\w.]+)*( \w+\))/,
        '$1Throwable$2',
      ),
      python: rewrite(/^(\s*)except (?!Exception|BaseException)[\w., ()]+:$/, '$1except:'),
      csharp: rewrite(/catch \((?!Exception)\w+( \w+)?\)/, 'catch (Exception$1)'),
      ruby: rewrite(/^(\s*)rescue (?!Exception|=>)[\w:, ]+( => \w+)?$/, '$1rescue Exception$2'),
      php: rewrite(/catch \((?!\\?Throwable)[\\\w |]+ (\$\w+)\)/, 'catch (\\Throwable $1)'),
    },
  },
  {
    id: 'cause-lost',
    class: 'error-handling',
    cwe: 755,
    says: 'The new error does not carry the one that caused it.',
    sites: {
      java: rewrite(/(throw new \w+\(.+), (e|ex|t|cause|exception)\);/, '$1);'),
      csharp: rewrite(/(throw new \w+\(.+), (e|ex|exception)\);/, '$1);'),
      python: rewrite(/^(\s*raise \w+\(.*\)) from (?!None)\w+$/, '$1'),
      go: rewrite(/(fmt\.Errorf\(".*)%w(.*\bn?err\b)/, '$1%v$2'),
      php: rewrite(/(throw new [\\\w]+\(.+), (?:0, )?\$(e|ex|exception)\);/, '$1);'),
      ...forEach(
        ['javascript', 'typescript'] as const,
        rewrite(/(throw new \w+\(.+), \{ cause(?:: \w+)? \}\)/, '$1)'),
      ),
    },
  },
  {
    id: 'stack-lost',
    class: 'error-handling',
    cwe: 755,
    says: '`throw e` starts the stack anew; `throw` alone keeps it.',
    sites: {
      csharp: rewrite(/^(\s*)throw;$/, (match, { lines }, at) => {
        const caught = lines.slice(0, at).findLast((line) => /\bcatch \(/.test(line));
        const name = /catch \(\w+ (\w+)\)/.exec(caught ?? '')?.[1];
        return name === undefined ? null : `${match[1]}throw ${name};`;
      }),
    },
  },
  {
    id: 'made-not-thrown',
    class: 'error-handling',
    cwe: 390,
    says: 'The error is made and never thrown.',
    sites: {
      ...forEach(throwing, rewrite(/^(\s*)throw (new [\\\w.]+\(.*\);?)$/, '$1$2')),
      python: rewrite(/^(\s*)raise ([A-Z]\w+\(.*\))$/, '$1$2'),
      ruby: rewrite(/^(\s*)raise ([A-Z][\w:]+), (.+)$/, '$1$2.new($3)'),
    },
  },
  {
    id: 'throws-a-text',
    class: 'error-handling',
    cwe: 397,
    says: 'A text has no stack and no type; throw an Error.',
    sites: forEach(
      ['javascript', 'typescript'] as const,
      rewrite(/(\bthrow|\breject\() ?new \w*Error\((['"`][^'"`]*['"`])\)/, (match) =>
        spliced(match, match[1] === 'throw' ? `throw ${match[2]}` : `reject(${match[2]}`),
      ),
    ),
  },
  {
    id: 'error-not-looked-at',
    class: 'error-handling',
    cwe: 252,
    says: 'The error is not looked at: what follows works with a result that is not there.',
    sites: {
      go: blocks({
        header: /^(\s*)if err != nil \{$/,
        becomes: ({ end }) => (end?.trim() === '}' ? [] : null),
        also: [-1, 0],
      }),
      ...forEach(
        ['javascript', 'typescript'] as const,
        rewrite(/^\s*if \(err(?:or)?\) (?:return|throw) .*;?$/, (_match, { lines }, at) =>
          /(?:function ?\w* ?\(err(?:or)?\b|\(?err(?:or)?[,)].* =>)/.test(lines[at - 1] ?? '') ? [] : null,
        ),
      ),
      c: blocks({
        header: /^(\s*)if \((?:!\w+|\w+ == NULL|\w+ < 0|\w+ == -1)\) ?\{?$/,
        becomes: ({ at, end }, { lines }) =>
          /= ?(?:\(.*\) ?)?\w*(?:alloc|open|strdup|read|recv|socket|fdopen|create)\w* ?\(/.test(
            lines[at - 1] ?? '',
          ) &&
          (end === undefined || end.trim() === '}')
            ? []
            : null,
        also: [-2, -1, 0],
      }),
    },
  },
  {
    id: 'error-to-blank',
    class: 'error-handling',
    cwe: 391,
    says: 'The error is put away unseen.',
    sites: {
      go: (snippet) =>
        blocks({
          header: /^(\s*)if err != nil \{$/,
          becomes: ({ end }) => (end?.trim() === '}' ? [] : null),
        })(snippet).flatMap((site) => {
          const { at, remove } = site.edit;
          const call = /^(\s*)(\w+), err (:?=) (.+)$/.exec(snippet.lines[at - 1] ?? '');
          if (call === null) return [];
          return [
            {
              edit: {
                at: at - 1,
                remove: remove + 1,
                insert: [`${call[1]}${call[2]}, _ ${call[3]} ${call[4]}`],
              },
            },
          ];
        }),
      c: blocks({
        header:
          /^(\s*)if \((\w*(?:write|fclose|rename|unlink|setuid|chdir|fsync|mkdir|setsockopt|bind|listen|chmod|chown|setgid)\(.*\)) (?:<|==|!=) -?\d\) \{$/,
        becomes: ({ match, end }) => (end?.trim() === '}' ? [`${match[1]}${match[2]};`] : null),
      }),
    },
  },
  {
    id: 'ignored-error-call',
    class: 'error-handling',
    cwe: 252,
    says: 'The call can fail, and nobody asks whether it did.',
    sites: {
      go: blocks({
        header: /^(\s*)if err :?= (.+); err != nil \{$/,
        becomes: ({ match, end }) => (end?.trim() === '}' ? [`${match[1]}${match[2]}`] : null),
      }),
      rust: rewrite(/^(\s*)([\w.:]+\(.*\))\?;$/, '$1$2.ok();'),
    },
  },
  {
    id: 'panics-instead',
    class: 'error-handling',
    cwe: 248,
    says: 'An error that could be handed on ends the program instead.',
    sites: {
      rust: rewrite(/(= .*\))\?;$/, '$1.unwrap();'),
      go: blocks({
        header: /^(\s*)if err != nil \{$/,
        becomes: ({ header, inside, end }) =>
          inside.length === 1 && /^\s*return\b/.test(inside[0]!) && end?.trim() === '}'
            ? [header, `${indentOf(inside[0]!)}panic(err)`, end]
            : null,
      }),
    },
  },
  {
    id: 'error-check-inverted',
    class: 'error-handling',
    cwe: 703,
    says: 'The check is the wrong way round: success is reported as the error, and errors go on.',
    sites: {
      go: rewrite(/^(\s*if (?:err :?= .+; )?)err != nil( \{)$/, (match, { lines }, at) =>
        /return.*\berr\b/.test(lines[at + 1] ?? '')
          ? spliced(match, `${match[1]}err == nil${match[2]}`)
          : null,
      ),
      ...forEach(
        ['javascript', 'typescript'] as const,
        rewrite(/^(\s*if \()(err(?:or)?\) (?:return|throw))/, '$1!$2'),
      ),
      c: rewrite(/^(\s*if \()(\w+) == NULL\)/, (match, { lines }, at) =>
        /= ?(?:\(.*\) ?)?\w*(?:alloc|open|strdup|create)\w* ?\(/.test(lines[at - 1] ?? '')
          ? spliced(match, `${match[1]}${match[2]} != NULL)`)
          : null,
      ),
    },
  },
  {
    id: 'rejection-unhandled',
    class: 'error-handling',
    cwe: 755,
    says: 'Nobody hears of it when the promise is rejected.',
    sites: forEach(
      ['javascript', 'typescript'] as const,
      rewrite(/^(\s*)(?!return|await)([\w.]+\(.*\))\.catch\((?:.*)\);?$/, '$1$2;'),
    ),
  },
  {
    id: 'interrupt-forgotten',
    class: 'error-handling',
    cwe: 391,
    says: 'The thread was interrupted, and nobody is told.',
    sites: { java: rewrite(/^\s*Thread\.currentThread\(\)\.interrupt\(\);$/, () => []) },
  },
  {
    id: 'assert-for-check',
    class: 'error-handling',
    cwe: 617,
    says: 'Assertions go away with -O; what a caller can get wrong needs an exception.',
    sites: {
      python: blocks({
        header: /^(\s*)if not ([\w.]+(?:\([\w., ]*\))?):$/,
        becomes: ({ match, inside }) =>
          inside.length === 1 && /^\s*raise\b/.test(inside[0]!) ? [`${match[1]}assert ${match[2]}`] : null,
      }),
    },
  },
  {
    id: 'returns-in-finally',
    class: 'error-handling',
    cwe: 584,
    says: 'A `return` in `finally` swallows the exception that was on its way.',
    sites: {
      ...forEach(
        ['javascript', 'typescript', 'java'] as const,
        blocks({
          header: /^(\s*)\} ?finally \{$/,
          becomes: ({ header, inside, end }) =>
            end === undefined ? null : [header, ...inside, `${indentOf(inside[0]!)}return null;`, end],
          also: [0],
        }),
      ),
      python: blocks({
        header: /^(\s*)finally:$/,
        also: [0],
        becomes: ({ header, inside }) => [header, ...inside, `${indentOf(inside[0]!)}return None`],
      }),
    },
  },
  {
    id: 'unchecked-type',
    class: 'error-handling',
    cwe: 704,
    says: 'Where the value has another type this panics.',
    sites: {
      go: (snippet) =>
        blocks({ header: /^(\s*)if !ok \{$/, becomes: ({ end }) => (end?.trim() === '}' ? [] : null) })(
          snippet,
        ).flatMap((site) => {
          const { at, remove } = site.edit;
          const cast = /^(\s*)(\w+), ok (:?=) (.+\.\([\w.*]+\))$/.exec(snippet.lines[at - 1] ?? '');
          return cast === null
            ? []
            : [
                {
                  edit: {
                    at: at - 1,
                    remove: remove + 1,
                    insert: [`${cast[1]}${cast[2]} ${cast[3]} ${cast[4]}`],
                  },
                },
              ];
        }),
    },
  },
];
