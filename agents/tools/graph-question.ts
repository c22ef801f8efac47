/** What a question about the graph asks, by its words. */
import { type GraphQuestion, graphShapeIn, isName } from '../planner/index.ts';

/** A name of code, a path, or what stands in quotes. */
const name = String.raw`[\x60"'“]?([\w$@./\\#:-]*[\w$])(?:\(\))?[\x60"'”]?`;

const withSubject: readonly (readonly [
  RegExp,
  Exclude<
    GraphQuestion['asks'],
    'path' | 'hotspots' | 'hidden-couplings' | 'cycles' | 'central' | 'unused' | 'summary'
  >,
])[] = [
  [
    new RegExp(
      `\\b(?:what|which\\s+\\w+)\\s+(?:does|do)\\s+(?:the\\s+)?(?:function\\s+|method\\s+)?${name}\\s+calls?\\b`,
      'iu',
    ),
    'callees',
  ],
  [
    new RegExp(`\\b${name}\\s+(?:is|gets?)\\s+(?:called|used|invoked)\\s+by\\s+(?:whom|who|what)\\b`, 'iu'),
    'callers',
  ],
  [
    new RegExp(
      `\\b(?:call\\s?-?sites?|usages?|uses|invocations?|references)\\s+(?:of|to)\\s+(?:the\\s+)?(?:function\\s+|method\\s+|class\\s+)?${name}`,
      'iu',
    ),
    'callers',
  ],
  [
    new RegExp(
      `\\b(?:(?:who|what|that|code|functions|places|files|methods)\\s+(?:invokes?|uses?)|invoking)\\s+(?:the\\s+)?(?:function\\s+|method\\s+|class\\s+)${name}`,
      'iu',
    ),
    'callers',
  ],
  [
    new RegExp(
      `\\b(?:where(?:\\s+\\w+){0,3}\\s+is|is|are)\\s+${name}\\s+(?:called|used|invoked)\\b(?!\\s+by\\s+(?:(?:a|any|the)\\s+)?models?)`,
      'iu',
    ),
    'callers',
  ],
  [new RegExp(`\\b(?:does|do)\\s+any\\w*\\s+(?:code\\s+)?(?:call|use|invoke)\\s+${name}`, 'iu'), 'callers'],
  [
    new RegExp(`\\bbreaks?\\s+if\\s+\\w+\\s+(?:edit|change|touch|rename|remove|delete)\\s+${name}`, 'iu'),
    'callers',
  ],
  [new RegExp(`\\bdepends?\\s+on\\s+(?:the\\s+)?(?:function|method|class)\\s+${name}`, 'iu'), 'callers'],
  [new RegExp(`\\b(?:functions?|methods?|code)\\s+uses?\\s+${name}`, 'iu'), 'callers'],
  [new RegExp(`^${name}[:,]\\s+who\\s+(?:calls|uses)\\s+it\\b`, 'iu'), 'callers'],
  [new RegExp(`\\b(?:invokes?|invoking)\\s+(?:the\\s+)?${name}`, 'iu'), 'callers'],
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
    new RegExp(
      `\\b(?:chang\\w*|committed|edited|touched|modified)\\s+(?:together\\s+with|alongside(?:\\s+of)?|along\\s+with)\\s+(?:the\\s+)?(?:file\\s+)?${name}`,
      'iu',
    ),
    'changes-with',
  ],
  [
    new RegExp(
      `\\b(?:moves?|coupled|chang\\w*)\\s+(?:together\\s+with|to|with)\\s+(?:the\\s+)?(?:file\\s+)?${name}`,
      'iu',
    ),
    'changes-with',
  ],
  [
    new RegExp(
      `\\bchang\\w*\\s+(?:at\\s+the\\s+same\\s+time|in\\s+the\\s+same\\s+commits?)\\s+as\\s+${name}`,
      'iu',
    ),
    'changes-with',
  ],
  [new RegExp(`\\b(?:whenever|when|if)\\s+${name}\\s+(?:is\\s+)?chang\\w*`, 'iu'), 'changes-with'],
  [
    new RegExp(
      `\\b(?:does|do)\\s+${name}\\s+(?:usually\\s+|often\\s+)?change\\s+(?:together\\s+)?with\\b`,
      'iu',
    ),
    'changes-with',
  ],
  [
    new RegExp(
      `\\b(?:when(?:ever)?|if)\\s+\\w+\\s+(?:edit|change|touch|modify)(?:s|es)?\\s+(?:the\\s+)?(?:file\\s+)?${name}`,
      'iu',
    ),
    'changes-with',
  ],
  [
    new RegExp(
      `${name}\\s+(?:usually\\s+|often\\s+)?chang\\w*\\s+(?:together\\s+)?with\\s+(?:what|which)\\b`,
      'iu',
    ),
    'changes-with',
  ],
  [
    new RegExp(`\\bco-?chang\\w*(?:\\s+\\w+)?\\s+(?:of|with|for)\\s+(?:the\\s+)?(?:file\\s+)?${name}`, 'iu'),
    'changes-with',
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
  [new RegExp(`\\b(?:columns?|features?)\\s+${name}\\b.*\\bmodels?\\b`, 'iu'), 'models'],
  [new RegExp(`\\bmodels?\\s+(?:have|has|had)\\s+${name}\\s+as\\b`, 'iu'), 'models'],
  [
    new RegExp(
      `\\b(?:trained\\s+on|versions?\\s+(?:used|saw|read))\\s+(?:the\\s+)?(?:column|feature)\\s+${name}`,
      'iu',
    ),
    'models',
  ],
  [new RegExp(`\\bmodels?\\b.*\\b(?:the|a)\\s+${name}\\s+(?:column|feature)\\b`, 'iu'), 'models'],
  [
    new RegExp(`\\b(?:who|what)\\s+(?:uses?|used)\\s+(?:the\\s+)?(?:column|feature)\\s+${name}`, 'iu'),
    'models',
  ],
  [
    new RegExp(
      `\\bmodels?\\b.*\\b(?:used?|trained\\s+on|(?:depends?|rel(?:y|ies))\\s+on|sees?|saw|reads?)\\s+(?:the\\s+)?(?:column\\s+|feature\\s+)?${name}`,
      'iu',
    ),
    'models',
  ],
];

/** Reads a question; `about` with its first name where no other question fits, and `summary` where it names nothing. */
export function readGraphQuestion(text: string): GraphQuestion {
  const shape = graphShapeIn(text);
  if (shape !== null) return shape;
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
