/** What a question about the graph asks, by its words. */

/** Questions that the graph answers; `subject` and `other` are names as they were written. */
export type GraphQuestion =
  | {
      asks: 'callers' | 'callees' | 'importers' | 'imports' | 'changes-with' | 'authors' | 'models' | 'about';
      subject: string;
    }
  | { asks: 'path'; subject: string; other: string }
  | { asks: 'hotspots' | 'hidden-couplings' | 'cycles' | 'central' | 'summary' };

/** A name of code, a path, or what stands in quotes. */
const name = String.raw`[\x60"'“]?([\w$@./\\#:-]*[\w$])(?:\(\))?[\x60"'”]?`;

/** Words that stand where a name would, and are none. */
const noNames: ReadonlySet<string> = new Set(
  'this it that the a an these those file files function functions class module column columns model models code repository repo project which what who me my our and with by on of in is are'.split(
    ' ',
  ),
);

const withSubject: readonly (readonly [
  RegExp,
  Exclude<GraphQuestion['asks'], 'path' | 'hotspots' | 'hidden-couplings' | 'cycles' | 'central' | 'summary'>,
])[] = [
  [
    new RegExp(
      `\\b(?:what|which\\s+\\w+)\\s+(?:does|do)\\s+(?:the\\s+)?(?:function\\s+|method\\s+)?${name}\\s+calls?\\b`,
      'iu',
    ),
    'callees',
  ],
  [
    new RegExp(`\\bcall(?:ed|s)?\\s+(?:by|from)\\s+(?:the\\s+)?(?:function\\s+|method\\s+)?${name}`, 'iu'),
    'callees',
  ],
  [
    new RegExp(
      `\\b(?:who|what|which\\s+\\w+|callers?\\s+of|that|where\\s+is)\\s+(?:calls?\\s+|uses?\\s+)?(?:the\\s+)?(?:function\\s+|method\\s+)?${name}\\s+(?:is\\s+)?(?:called|used)\\b`,
      'iu',
    ),
    'callers',
  ],
  [
    new RegExp(
      `\\b(?:calls?|callers?\\s+of|calling)\\s+(?:the\\s+)?(?:function\\s+|method\\s+)?${name}`,
      'iu',
    ),
    'callers',
  ],
  [
    new RegExp(
      `\\bwhat\\s+(?:does|do)\\s+(?:the\\s+)?(?:file\\s+)?${name}\\s+(?:imports?|depends?\\s+on|uses?)\\b`,
      'iu',
    ),
    'imports',
  ],
  [
    new RegExp(
      `\\b(?:imports?|importers\\s+of|imported\\s+by|depends?\\s+on|dependents\\s+of)\\s+(?:the\\s+)?(?:file\\s+|module\\s+)?${name}`,
      'iu',
    ),
    'importers',
  ],
  [
    new RegExp(`\\bchang\\w*\\s+(?:together\\s+)?with\\s+(?:the\\s+)?(?:file\\s+)?${name}`, 'iu'),
    'changes-with',
  ],
  [
    new RegExp(
      `\\b(?:who\\s+(?:wrote|knows|maintains|owns|changed|works\\s+on)|authors?\\s+of)\\s+(?:the\\s+)?(?:file\\s+)?${name}`,
      'iu',
    ),
    'authors',
  ],
  [
    new RegExp(`\\bmodels?\\b.*\\b(?:columns?|features?)\\s+(?:named\\s+|called\\s+)?${name}`, 'iu'),
    'models',
  ],
  [
    new RegExp(
      `\\bmodels?\\b.*\\b(?:used?|trained\\s+on|depends?\\s+on|sees?|reads?)\\s+(?:the\\s+)?(?:column\\s+|feature\\s+)?${name}`,
      'iu',
    ),
    'models',
  ],
];

/** Reads a question; `about` with its first name where no other question fits, and `summary` where it names nothing. */
export function readGraphQuestion(text: string): GraphQuestion {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (/hot\s?-?spots?/i.test(plain)) return { asks: 'hotspots' };
  if (/\b(?:cycles?|circular|circles?)\b/i.test(plain)) return { asks: 'cycles' };
  if (/\bcentral\b|\bmost important files\b/i.test(plain)) return { asks: 'central' };
  const path = new RegExp(
    `\\b(?:between|from|how (?:is|are|does|do))\\s+${name}\\s+(?:and|to|with)\\s+${name}`,
    'iu',
  ).exec(plain);
  if (path !== null && isName(path[1]!) && isName(path[2]!))
    return { asks: 'path', subject: path[1]!, other: path[2]! };
  for (const [pattern, asks] of withSubject) {
    const subject = pattern.exec(plain)?.[1];
    if (subject !== undefined && isName(subject)) return { asks, subject: subject.replace(/\.$/, '') };
  }
  if (/\bchang\w* together\b|\bco-?chang/i.test(plain)) return { asks: 'hidden-couplings' };
  const named = [
    ...plain.matchAll(/[`"“]([^`"”]+)[`"”]|([\w$@./\\#-]*(?:[./#][\w$]|[a-z][A-Z])[\w$./-]*)/gu),
  ];
  const subject = named.map((match) => (match[1] ?? match[2] ?? '').replace(/\.$/, '')).find(isName);
  return subject === undefined ? { asks: 'summary' } : { asks: 'about', subject };
}

function isName(word: string): boolean {
  return word !== '' && !noNames.has(word.toLowerCase());
}
