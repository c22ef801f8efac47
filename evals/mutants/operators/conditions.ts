import { forEach, type Operator, pointingAlso, rewrite, spliced } from './operator.ts';

/** Languages whose conditions stand in brackets and are joined with `&&`. */
const cLike = ['javascript', 'typescript', 'java', 'c', 'csharp', 'php'] as const;
const withAmpersands = [...cLike, 'go', 'ruby', 'rust'] as const;
const loose = ['javascript', 'typescript', 'c', 'php'] as const;

/** A name, perhaps with members and indices: what stands on one side of a comparison. */
const operand = String.raw`[$@&*]?[A-Za-z_][\w$]*(?:(?:\.|->|::)[\w$]+|\[\w+\])*`;

/** Defects in conditions: wrong operators, wrong operands, branches that can't differ. */
export const conditions: readonly Operator[] = [
  {
    id: 'assignment-in-condition',
    class: 'behaviour',
    cwe: 481,
    says: 'The condition assigns instead of comparing.',
    sites: forEach(loose, rewrite(new RegExp(String.raw`(\bif \(${operand}) ={2,3} (?=[^&|]*$)`), '$1 = ')),
  },
  {
    id: 'compares-with-itself',
    class: 'behaviour',
    cwe: 570,
    says: 'Both sides of the comparison are the same.',
    sites: {
      ...forEach(
        withAmpersands,
        rewrite(
          new RegExp(
            String.raw`(\bif \(?|&& |\|\| )(${operand}) (===?|!==?|<=?|>=?) (${operand})(?=\s*(?:\)|\{|&&|\|\|))`,
          ),
          '$1$2 $3 $2',
        ),
      ),
      python: rewrite(
        new RegExp(
          String.raw`(\b(?:if|and|or) )(${operand}) (==|!=|<=?|>=?) (${operand})(?=\s*(?::|and|or))`,
        ),
        '$1$2 $3 $2',
      ),
    },
  },
  {
    id: 'same-operand-twice',
    class: 'behaviour',
    cwe: 571,
    says: 'The condition asks the same thing twice; one of the two was meant to be another.',
    sites: {
      ...forEach(
        withAmpersands,
        rewrite(
          /\bif \((!?[\w$.>-]+(?:\([\w$., ]*\))?) (&&|\|\|) (?!\1)([^&|()]+(?:\([^()]*\))?)\)/,
          'if ($1 $2 $1)',
        ),
      ),
      ...forEach(
        ['go', 'rust'] as const,
        rewrite(
          /\bif (!?[\w.]+(?:\([\w., ]*\))?(?: [=!<>]=? [\w."]+)?) (&&|\|\|) (?!\1)([^&|]+) \{$/,
          'if $1 $2 $1 {',
        ),
      ),
      python: rewrite(
        /\bif ((?:not )?[\w.]+(?:\([\w., ]*\))?(?: [=!<>]=? [\w."']+)?) (and|or) (?!\1)((?:not )?[^:]+?):$/,
        'if $1 $2 $1:',
      ),
    },
  },
  {
    id: 'guard-with-or',
    class: 'behaviour',
    cwe: 476,
    says: 'The check for null is joined with "or", so the right side runs exactly when there is nothing to use.',
    sites: {
      ...forEach(
        ['javascript', 'typescript', 'php', 'ruby'] as const,
        rewrite(/(?<![\w$.!])([$@]?[\w]+) && \1(\.|->|\[)/, '$1 || $1$2'),
      ),
      ...forEach(
        ['java', 'csharp', 'c'] as const,
        rewrite(/([\w.>-]+) != (?:null|NULL) && (!?)\1(\.|->)/, '$1 != null || $2$1$3'),
      ),
      c: rewrite(/([\w.>-]+)( != NULL)? && (!?)\1(->)/, '$1$2 || $3$1$4'),
      go: rewrite(/([\w.]+) != nil && (!?)\1\./, '$1 != nil || $2$1.'),
      python: rewrite(/\b([\w.]+)( is not None)? and (not )?\1\./, '$1$2 or $3$1.'),
    },
  },
  {
    id: 'guard-flipped',
    class: 'behaviour',
    cwe: 476,
    says: 'The check for null is the wrong way round: what follows uses what was found to be missing.',
    sites: {
      ...forEach(
        ['javascript', 'typescript'] as const,
        rewrite(/([\w.]+) !==? (null|undefined) && \1\./, '$1 === $2 && $1.'),
      ),
      ...forEach(['java', 'csharp'] as const, rewrite(/([\w.]+) != null && (!?)\1\./, '$1 == null && $2$1.')),
      go: rewrite(/([\w.]+) != nil && (!?)\1\./, '$1 == nil && $2$1.'),
      c: rewrite(/([\w.>-]+) != NULL && (!?)\1->/, '$1 == NULL && $2$1->'),
      python: rewrite(/\b([\w.]+) is not None and (not )?\1\./, '$1 is None and $2$1.'),
      php: rewrite(/(\$[\w>-]+) !== null && \1->/, '$1 === null && $1->'),
    },
  },
  {
    id: 'always-true-by-or',
    class: 'behaviour',
    cwe: 571,
    says: 'A value always differs from one of two others: with "or" the condition is always true.',
    sites: {
      ...forEach(
        withAmpersands,
        rewrite(/([$\w.>-]+) (!==?) ([\w.'"]+) && \1 \2 ([\w.'"]+)/, '$1 $2 $3 || $1 $2 $4'),
      ),
      python: rewrite(/\b([\w.]+) != ([\w.'"]+) and \1 != ([\w.'"]+)/, '$1 != $2 or $1 != $3'),
    },
  },
  {
    id: 'range-with-or',
    class: 'behaviour',
    cwe: 571,
    says: 'Both bounds were meant to hold; with "or" every value is inside.',
    sites: {
      ...forEach(
        withAmpersands,
        rewrite(/([$\w.>[\]-]+) (>=?) ([\w.'"-]+) && \1 (<=?) /, '$1 $2 $3 || $1 $4 '),
      ),
      python: rewrite(/\b([\w.]+) (>=?) ([\w.'"-]+) and \1 (<=?) /, '$1 $2 $3 or $1 $4 '),
    },
  },
  {
    id: 'range-with-and',
    class: 'behaviour',
    cwe: 570,
    says: 'No value is below one bound and above the other: with "and" the condition never holds.',
    sites: {
      ...forEach(
        withAmpersands,
        rewrite(/([$\w.>[\]-]+) (<=?) ([\w.'"-]+) \|\| \1 (>=?) /, '$1 $2 $3 && $1 $4 '),
      ),
      python: rewrite(/\b([\w.]+) (<=?) ([\w.'"-]+) or \1 (>=?) /, '$1 $2 $3 and $1 $4 '),
    },
  },
  {
    id: 'left-over-true',
    class: 'behaviour',
    cwe: 489,
    says: 'Somebody switched the condition off for a test and left it so.',
    sites: {
      ...forEach(
        cLike,
        rewrite(/\bif \((?!.*(?:let|=>))([^()]*(?:\([^()]*\))?[^()]*)\) (?=\{)/, 'if (true || $1) '),
      ),
      c: rewrite(/\bif \(([^()]*(?:\([^()]*\))?[^()]*)\) (?=\{)/, 'if (1 || $1) '),
      go: rewrite(/\bif ([^;{]+) \{$/, 'if true || $1 {'),
      rust: rewrite(/\bif (?!let)([^;{]+) \{$/, 'if true || $1 {'),
      python: rewrite(/\bif ([^:]+):$/, 'if True or $1:'),
      ruby: rewrite(/^(\s*)if (.+)$/, '$1if true || $2'),
    },
  },
  {
    id: 'bitwise-for-logical',
    class: 'behaviour',
    cwe: 480,
    says: 'One `&` does not stop at a false left side as `&&` does, and mixes bits.',
    sites: {
      ...forEach(
        cLike,
        rewrite(/(\bif \([^&|]*) (&&|\|\|) ([^&|]*\) \{)$/, (match) =>
          spliced(match, `${match[1]} ${match[2]![0]} ${match[3]}`),
        ),
      ),
      python: rewrite(/(\bif [\w.]+(?:\(\))?) (and) ([\w.]+(?:\(\))?:)$/, '$1 & $3'),
    },
  },
  {
    id: 'negates-one-operand',
    class: 'behaviour',
    cwe: 783,
    says: 'Without the brackets `!` negates the left operand alone.',
    sites: {
      ...forEach(
        ['javascript', 'typescript'] as const,
        rewrite(/!\(([\w.'"]+ (?:in|instanceof) [\w.]+)\)/, '!$1'),
      ),
      c: rewrite(/!\(([\w.>-]+ & [\w]+)\)/, '!$1'),
      ruby: rewrite(/!\(([\w.@]+ == [\w.:]+)\)/, '!$1'),
    },
  },
  {
    id: 'same-condition-again',
    class: 'behaviour',
    cwe: 561,
    says: 'The branch repeats an earlier condition and can never run.',
    sites: {
      ...forEach([...withAmpersands, 'python'] as const, repeatsCondition()),
    },
  },
  {
    id: 'same-branches',
    class: 'behaviour',
    cwe: 1041,
    says: 'Both branches do the same.',
    sites: {
      ...forEach(
        [...cLike, 'go', 'python', 'ruby', 'rust'] as const,
        pointingAlso([-3, -2, -1], repeatsBranch()),
      ),
    },
  },
  {
    id: 'same-choices',
    class: 'behaviour',
    cwe: 1041,
    says: 'The conditional expression gives the same value either way.',
    sites: {
      ...forEach(
        ['javascript', 'typescript', 'java', 'c', 'csharp', 'php', 'ruby'] as const,
        rewrite(
          / \? ([$@]?[\w.'"]+(?:\([\w$., ]*\))?) : (?!\1)([$@]?[\w.'"]+(?:\([\w$., ]*\))?)(?=[;,)]|$)/,
          ' ? $1 : $1',
        ),
      ),
      python: rewrite(/ ([\w.'"]+) if (.+) else (?!\1)([\w.'"]+)$/, ' $1 if $2 else $1'),
    },
  },
  {
    id: 'length-is-never-negative',
    class: 'behaviour',
    cwe: 571,
    says: 'A length is never below zero, so the condition always holds.',
    sites: {
      ...forEach(
        ['javascript', 'typescript', 'java', 'csharp', 'ruby', 'rust', 'php'] as const,
        rewrite(
          /((?:\.length|\.size\(\)|\.Length|\.Count|\.length\(\)|\.size|\.len\(\)|count\(\$\w+\))) > 0\b/,
          '$1 >= 0',
        ),
      ),
      ...forEach(['python', 'go'] as const, rewrite(/(\blen\([\w.]+\)) > 0\b/, '$1 >= 0')),
    },
  },
  {
    id: 'misses-first-place',
    class: 'behaviour',
    cwe: 193,
    says: 'A match at the very beginning has the index 0 and is missed.',
    sites: {
      ...forEach(
        ['javascript', 'typescript', 'java', 'csharp'] as const,
        rewrite(/(\.(?:lastI|i|I)ndexOf\([^()]*\)) (?:!==? -1|>= 0|> -1)/, '$1 > 0'),
      ),
      python: rewrite(/(\.r?find\([^()]*\)) (?:!= -1|>= 0|> -1)/, '$1 > 0'),
      php: rewrite(/(\bstr[ri]?pos\([^()]*\)) !== false|false !== (\bstr[ri]?pos\([^()]*\))/, (match) =>
        spliced(match, `${match[1] ?? match[2]} != false`),
      ),
      go: rewrite(/(strings\.Index\w*\([^()]*\)) (?:!= -1|>= 0|> -1)/, '$1 > 0'),
    },
  },
  {
    id: 'identity-for-equality',
    class: 'behaviour',
    cwe: 597,
    says: 'Compares whether both are one object, where their values were meant.',
    sites: {
      java: rewrite(/(!?)("[^"]*"|\b[\w]+)\.equals\(("[^"]*"|\w+)\)/, (match) =>
        !match[2]!.startsWith('"') && !match[3]!.startsWith('"')
          ? null
          : spliced(match, `${match[2]} ${match[1] ? '!=' : '=='} ${match[3]}`),
      ),
      python: rewrite(/(\b(?:if|elif|and|or|return) [\w.]+) (==|!=) ((['"])[^'"]+\4|\d+)/, (match) =>
        spliced(match, `${match[1]} ${match[2] === '==' ? 'is' : 'is not'} ${match[3]}`),
      ),
    },
  },
  {
    id: 'compares-with-nan',
    class: 'behaviour',
    cwe: 1025,
    says: 'Nothing equals NaN, not even NaN.',
    sites: {
      ...forEach(
        ['javascript', 'typescript'] as const,
        rewrite(/(!?)(?:Number\.)?\bisNaN\(([\w.]+)\)/, (match) =>
          spliced(match, `${match[2]} ${match[1] ? '!==' : '==='} NaN`),
        ),
      ),
      java: rewrite(/(!?)(Double|Float)\.isNaN\((\w+)\)/, (match) =>
        spliced(match, `${match[3]} ${match[1] ? '!=' : '=='} ${match[2]}.NaN`),
      ),
      python: rewrite(/math\.isnan\(([\w.]+)\)/, "$1 == float('nan')"),
      csharp: rewrite(/(!?)(double|Double|float)\.IsNaN\((\w+)\)/, (match) =>
        spliced(match, `${match[3]} ${match[1] ? '!=' : '=='} ${match[2]}.NaN`),
      ),
    },
  },
  {
    id: 'unknown-type-name',
    class: 'behaviour',
    cwe: 570,
    says: '`typeof` never gives this word, so the condition never holds.',
    sites: forEach(
      ['javascript', 'typescript'] as const,
      rewrite(
        /(typeof [\w.]+ [!=]==? )(['"])(string|function|undefined|object|number|boolean)\2/,
        (match) => {
          const wrong: Record<string, string> = {
            string: 'String',
            function: 'func',
            undefined: 'undefied',
            object: 'Object',
            number: 'int',
            boolean: 'bool',
          };
          return spliced(match, `${match[1]}${match[2]}${wrong[match[3]!]}${match[2]}`);
        },
      ),
    ),
  },
  {
    id: 'asserts-a-tuple',
    class: 'behaviour',
    cwe: 571,
    says: 'A tuple that is not empty is always true: the assertion checks nothing.',
    sites: { python: rewrite(/^(\s*)assert ([^,(][^,]*), (.+)$/, '$1assert ($2, $3)') },
  },
  {
    id: 'stray-semicolon',
    class: 'behaviour',
    cwe: 483,
    says: 'The semicolon is the whole body: what follows in braces always runs.',
    sites: forEach(
      ['javascript', 'typescript', 'java', 'c', 'csharp', 'php'] as const,
      rewrite(/^(\s*)((?:if|while) \(.*\)) \{$/, '$1$2; {'),
    ),
  },
];

/** `else if (b)` with the condition of the `if` before it. */
function repeatsCondition() {
  const later = /^(\s*)(\}? ?(?:else if|elseif|elsif|elif) )(.+?)( \{|:|)$/;
  return rewrite(later, (match, snippet, at) => {
    for (let before = at - 1; before > snippet.header; before -= 1) {
      const first = new RegExp(`^${match[1]}(?:\\}? ?(?:else if|elseif|elsif|elif)|if) (.+?)( \\{|:|)$`).exec(
        snippet.lines[before]!,
      );
      if (first !== null)
        return first[1] === match[3] || first[2] !== match[4] || /;/.test(first[1]!)
          ? null
          : `${match[1]}${match[2]}${first[1]}${match[4]}`;
      if (snippet.lines[before]!.trim() !== '' && !snippet.lines[before]!.startsWith(match[1]!)) return null;
    }
    return null;
  });
}

/** The only line of an `else` becomes that of the `if`. */
function repeatsBranch() {
  return rewrite(/^(\s*)(\S.*)$/, (match, { lines }, at) => {
    const [opening, first, otherwise] = [lines[at - 3], lines[at - 2], lines[at - 1]];
    if (opening === undefined || first === undefined || otherwise === undefined) return null;
    if (!/^\s*(?:\} ?)?else(?: \{|:)?$/.test(otherwise) || !/^\s*if\b/.test(opening)) return null;
    const closing = lines[at + 1] ?? '';
    if (closing.startsWith(match[1]!) || first.trim() === match[2] || !first.startsWith(match[1]!))
      return null;
    return first;
  });
}
