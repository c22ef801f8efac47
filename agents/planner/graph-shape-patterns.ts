/** Shapes of questions to the graph, from the words that people put them in. */

/** Questions that the graph answers; `subject` and `other` are names as they were written, or `it` for what the last turn was about. */
export type GraphQuestion =
  | {
      asks:
        | 'callers'
        | 'callees'
        | 'importers'
        | 'imports'
        | 'changes-with'
        | 'authors'
        | 'models'
        | 'model-inputs'
        | 'definition'
        | 'about';
      subject: string;
    }
  | { asks: 'path'; subject: string; other: string }
  | { asks: 'hotspots' | 'hidden-couplings' | 'cycles' | 'central' | 'unused' | 'summary' };

/** What is asked of one thing. */
export type OfSubject = Exclude<Extract<GraphQuestion, { subject: string }>['asks'], 'path'>;
type OfNothing = Exclude<GraphQuestion, { subject: string }>['asks'];

/** What a thing of code may be called. */
export const kind =
  '(?:functions?|methods?|class(?:es)?|files?|modules?|folders?|director(?:y|ies)|packages?|components?|scripts?|helpers?|symbols?|constants?|code|hooks?|interfaces?|types?|tables?|routines?|util(?:ity)?)';
const determiner = '(?:(?:the|our|my|your|this|that|a|an|any|old|new)\\s+)*';
/** A name of code, a path, or what stands in quotes. */
const name = String.raw`[\x60"'“]?([\w$@./\\#:-]*[\w$])(?:\(\))?[\x60"'”]?`;
/** One thing: "the function `parse`", "src/db.ts", "the payments folder". */
const thing = `${determiner}(?:${kind}\\s+)?(?:(?:called|named)\\s+)?${name}(?:\\s+${kind})?`;
const anyOf = `(?:${determiner}(?:\\w+\\s+)?(?:${kind}|places?|parts?|callers|spots|lines|tests?|else|other)\\s+)?`;
const calling = '(?:calls?|called|calling|invok(?:es?|ed|ing)|us(?:es?|ed|ing)|referenc(?:es?|ed|ing))';
const importing =
  '(?:imports?|imported|importing|requires?|required|requiring|includes?|including|pulls?\\s+in|pulling\\s+in)';
const editing =
  '(?:chang(?:es?|ed|ing)|edit(?:s|ed|ing)?|modif(?:y|ies|ied|ying)|touch(?:es|ed|ing)?|updat(?:es?|ed|ing)|commit(?:s|ted)?|rework(?:ed)?|mov(?:es?|ed|ing))';
const somebody = '(?:i|we|you|one|someone|somebody|people|anyone|they)';
const jointly =
  '(?:together|along|alongside|jointly|in\\s+tandem|in\\s+step|at\\s+the\\s+same\\s+time|in\\s+the\\s+same\\s+commits?|in\\s+lockstep|whenever|when|with)\\s*(?:with|as|of)?';
const asking = '(?:what|who|which|whose|where)';
const is = '(?:is|are|was|were|gets?|has|have|had|been|being|to\\s+be)';

const whole = (pattern: string) => new RegExp(`^${pattern}$`, 'iu');
const opens = (pattern: string) => new RegExp(`^${pattern}`, 'iu');

/** Questions about one thing; the first shape that fits, and whose name is one, counts. */
export const ofSubject: readonly (readonly [RegExp, OfSubject])[] = [
  [
    whole(
      `(?:where|in\\s+(?:which|what)\\s+\\w+|(?:which|what)\\s+\\w+)\\s+${is}\\s+${thing}\\s+(?:defined|declared|implemented|located|written|introduced|coded)(?:\\s+in)?`,
    ),
    'definition',
  ],
  [
    whole(
      `where\\s+(?:do|did|does)\\s+(?:${somebody}\\s+)?(?:define|declare|implement|have|keep)\\s+${thing}`,
    ),
    'definition',
  ],
  [
    whole(
      `where\\s+(?:can|do|would|could|will|should)\\s+${somebody}\\s+(?:find|see|look\\s+for|locate)\\s+${determiner}(?:functions?|methods?|class|interface|type|hook|helper|constant|component|routine)\\s+(?:(?:called|named)\\s+)?${name}`,
    ),
    'definition',
  ],
  [whole(`where\\s+(?:does|do)\\s+${thing}\\s+(?:live|come\\s+from|sit|reside)`), 'definition'],
  [
    whole(
      `(?:which|what)\\s+(?:file|module|folder)\\s+(?:defines?|declares?|implements?|contains?|holds?|has|exports?)\\s+${thing}`,
    ),
    'definition',
  ],
  [
    whole(
      `(?:(?:find|locate|go\\s+to|jump\\s+to|open|what\\s+is)\\s+)*(?:the\\s+)?(?:definition|declaration|implementation|source|location)\\s+of\\s+${thing}`,
    ),
    'definition',
  ],
  // Callees before callers: "functions called by x" holds both.
  [opens(`${asking}\\s+${anyOf}(?:do|does|did|will|would)\\s+${thing}\\s+(?:call|invoke)\\b`), 'callees'],
  [
    whole(
      `${asking}\\s+${anyOf}(?:${is}\\s+)?(?:called|invoked|used)\\s+(?:by|from|in|inside|within)\\s+${thing}`,
    ),
    'callees',
  ],
  [whole(`${anyOf}(?:called|invoked)\\s+(?:by|from|inside|within)\\s+${thing}`), 'callees'],
  [
    whole(`(?:what|${anyOf}|everything|anything|(?:functions\\s+)?that)\\s*${thing}\\s+(?:calls|invokes)`),
    'callees',
  ],
  [whole(`(?:the\\s+)?(?:callees|calls)\\s+(?:of|made\\s+(?:by|in)|in|from)\\s+${thing}`), 'callees'],
  [whole(`${thing}\\s+(?:calls|invokes)\\s+(?:what|which\\s+\\w+|whom)`), 'callees'],

  [whole(`(?:who|what|which|where)\\s+${anyOf}(?:(?:that|${is})\\s+)*${calling}\\s+${thing}`), 'callers'],
  [
    whole(
      `(?:where|how\\s+often|how\\s+many\\s+times|in\\s+(?:which|what)\\s+\\w+)\\s+(?:do|does|did|is|are|has|have)\\s+(?:${somebody}|it|the\\s+code|the\\s+program)\\s+${calling}\\s+${thing}`,
    ),
    'callers',
  ],
  [
    whole(
      `(?:where|how\\s+often|how\\s+many\\s+times|in\\s+(?:which|what)\\s+\\w+|from\\s+where)\\s+(?:all\\s+)?${is}\\s+${thing}\\s+(?:${is}\\s+)?${calling}(?:\\s+from)?`,
    ),
    'callers',
  ],
  [
    whole(`(?:where|everywhere|places|all\\s+places)\\s+(?:that\\s+)?${thing}\\s+${is}\\s+${calling}`),
    'callers',
  ],
  [
    whole(
      `${is}\\s+${thing}\\s+(?:${is}\\s+)?${calling}(?:\\s+(?:by|in|from)\\s+(?:any\\w*|some\\w*|other)(?:\\s+\\w+)?)?(?:\\s+(?:or|and)\\s+.*)?`,
    ),
    'callers',
  ],
  [
    whole(
      `(?:is\\s+there|are\\s+there|does|do|has)\\s+(?:any|some)\\w*\\s+(?:${kind}\\s+|places?\\s+)?(?:(?:that|which|still|is|are)\\s+)*${calling}\\s+${thing}`,
    ),
    'callers',
  ],
  [
    whole(
      `(?:(?:the|all|every|any|how\\s+many)\\s+)*(?:callers?|usages?|uses?|references?|call\\s?-?sites?|users|consumers|invocations?|occurrences)\\s+(?:(?:of|to|for|does|do|are|there|has|have)\\s+)+${thing}(?:\\s+ha(?:s|ve))?`,
    ),
    'callers',
  ],
  [
    whole(
      `(?:everything|anything|everywhere|(?:all|every|the)\\s+\\w+|${kind}|places?)\\s+(?:(?:that|which|where|we|is|are|will|would)\\s+)*${calling}\\s+${thing}`,
    ),
    'callers',
  ],
  [
    whole(
      `(?:can|could|may|should|is\\s+it\\s+(?:safe|ok|okay|fine)\\s+(?:for\\s+\\w+\\s+)?to|would\\s+it\\s+be\\s+safe\\s+to)\\s+(?:${somebody}\\s+)?(?:safely\\s+)?(?:delete|remove|get\\s+rid\\s+of|rename|move)\\s+${thing}(?:\\s+safely|\\s+without\\s+.*)?`,
    ),
    'callers',
  ],
  [
    whole(
      `(?:what|who|which|how\\s+much|how\\s+many)\\b.*\\b(?:breaks?|broken|affect(?:ed|s)?|hit|impact(?:ed)?|need(?:s)?\\s+(?:to\\s+change|changing|updating))\\b.*?\\b(?:if|when|by|after|once)\\s+(?:${somebody}\\s+)?(?:were\\s+to\\s+|was\\s+to\\s+|want\\s+to\\s+)?(?:chang(?:e|ed|ing)|edit(?:ed|ing)?|touch(?:ed|ing)?|renam(?:e|ed|ing)|remov(?:e|ed|ing)|delet(?:e|ed|ing)|modif(?:y|ied|ying)|mov(?:e|ed|ing)|alter(?:ed|ing)?|rewr(?:ite|ote|iting)|refactor(?:ed|ing)?)\\s+(?:(?:the\\s+)?(?:signature|name|arguments?|parameters?|return\\s+\\w+|behaviou?r|interface|api|output|result)\\s+of\\s+)?${thing}`,
    ),
    'callers',
  ],
  [
    whole(
      `(?:what\\s+is\\s+)?(?:the\\s+)?(?:impact|effects?|blast\\s+radius|consequences?)\\s+(?:of\\s+|if\\s+)(?:${somebody}\\s+)?(?:(?:chang|edit|touch|renam|remov|delet|modify|mov|alter|refactor)\\w*\\s+)?${thing}`,
    ),
    'callers',
  ],

  [
    whole(
      `(?:what|which)\\s+${anyOf}(?:do|does|did)\\s+${thing}\\s+(?:${importing}|depend\\s+on|rely\\s+on|need|load)`,
    ),
    'imports',
  ],
  [whole(`(?:what|which)\\s+${anyOf}${thing}\\s+(?:${importing}|depends\\s+on|relies\\s+on)`), 'imports'],
  [whole(`(?:what|which)\\s+${anyOf}${is}\\s+imported\\s+(?:by|in|into|from)\\s+${thing}`), 'imports'],
  [whole(`(?:the\\s+|all\\s+)*(?:imports|dependencies)\\s+(?:of|in)\\s+${thing}`), 'imports'],
  [
    whole(
      `(?:the\\s+)?(?:files?|modules?|everything|what|packages?)\\s+(?:that\\s+)?${thing}\\s+(?:imports|depends\\s+on|relies\\s+on|requires)`,
    ),
    'imports',
  ],
  [whole(`${thing}\\s+(?:imports|depends\\s+on|requires)\\s+(?:what|which\\s+\\w+)`), 'imports'],

  [
    whole(
      `(?:who|what|which)\\s+${anyOf}(?:(?:that|is|are|all)\\s+)*(?:${importing}|depends?\\s+(?:up)?on|rel(?:y|ies)\\s+(?:up)?on|depending\\s+on|dependent\\s+on|lean(?:s|ing)?\\s+on|built\\s+on)\\s+${thing}`,
    ),
    'importers',
  ],
  [
    whole(
      `(?:everything|anything|(?:all|every|the)\\s+(?:the\\s+)?\\w+|${kind}|who)\\s+(?:(?:that|which|is|are)\\s+)*(?:${importing}|depends?\\s+on|rel(?:y|ies)\\s+on|depending\\s+on|relying\\s+on)\\s+${thing}`,
    ),
    'importers',
  ],
  [
    whole(`(?:where|by\\s+(?:what|which\\s+\\w+)|how\\s+often)\\s+${is}\\s+${thing}\\s+${importing}`),
    'importers',
  ],
  [whole(`(?:is|are)\\s+${thing}\\s+imported(?:\\s+.*)?`), 'importers'],
  [
    whole(
      `(?:does|do|is|are)\\s+(?:there\\s+)?any\\w*\\s+(?:\\w+\\s+)?(?:that\\s+)?(?:${importing}|depends?\\s+on|rel(?:y|ies)\\s+on)\\s+${thing}`,
    ),
    'importers',
  ],
  [
    whole(
      `(?:the\\s+|all\\s+)*(?:importers|dependents|dependants|reverse\\s+dependencies)\\s+of\\s+${thing}`,
    ),
    'importers',
  ],
  [whole(`how\\s+many\\s+\\w+\\s+(?:import|depend\\s+on|rely\\s+on|use|call)\\s+${thing}`), 'importers'],

  [
    whole(
      `(?:(?:what|which)\\s+${anyOf}|(?:the\\s+)?(?:files?|things?|everything|anything|code|all)\\s+)(?:(?:that|else|other|files?|things?|code|${is}|do\\s+people|do\\s+we)\\s+)*${editing}\\s+${jointly}\\s*${thing}(?:\\s+(?:${is}\\s+)?${editing})?`,
    ),
    'changes-with',
  ],
  [
    whole(`${editing}\\s+(?:together|alongside|in\\s+the\\s+same\\s+commits?)\\s+(?:with|as)?\\s*${thing}`),
    'changes-with',
  ],
  [
    opens(
      `(?:when(?:ever)?|if|after|every\\s+time|each\\s+time|any\\s?time|once|before)\\s+(?:${somebody}\\s+)?${editing}\\s+${thing}\\b.*\\b(?:what|which|else|also|too|as\\s+well)\\b`,
    ),
    'changes-with',
  ],
  [
    opens(
      `(?:when(?:ever)?|if|every\\s+time|each\\s+time)\\s+${thing}\\s+(?:${is}\\s+)?${editing}\\b.*\\b(?:what|which|else|also|too|as\\s+well)\\b`,
    ),
    'changes-with',
  ],
  [
    whole(
      `(?:what|which)\\b.*\\b(?:else|also|other|too|as\\s+well|usually|files?|change|touch|edit|update|look\\s+at)\\b.*\\b(?:when(?:ever)?|if|every\\s+time|each\\s+time|after|once)\\s+(?:${somebody}\\s+)?${editing}\\s+${thing}(?:\\s+(?:too|as\\s+well))?`,
    ),
    'changes-with',
  ],
  [
    whole(
      `(?:what|which)\\b.*\\b(?:else|also|other|too|as\\s+well|usually|files?|changes?|touch|edit|update)\\b.*\\b(?:when(?:ever)?|if|every\\s+time|each\\s+time)\\s+${thing}\\s+(?:${is}\\s+)?${editing}`,
    ),
    'changes-with',
  ],
  [
    whole(
      `(?:what|which)\\s+${anyOf}(?:(?:is|are|that)\\s+)*(?:coupled|tied|bound|entangled|goes?|belongs?)\\s+(?:to|with|together\\s+with)\\s+${thing}(?:\\s+.*)?`,
    ),
    'changes-with',
  ],
  [
    whole(
      `(?:the\\s+|all\\s+)*(?:files?\\s+)?(?:co-?chang\\w*|couplings?|companions?|coupled\\s+files|change\\s+(?:partners|coupling))\\s+(?:of|with|for|to)\\s+${thing}`,
    ),
    'changes-with',
  ],

  [
    whole(
      `who\\s+(?:(?:has|have|had|is|was|were|else|all|last|first|originally|mostly|mainly|been|did|most|recently|the)\\s+)*(?:wrote|written|made|created|authored|added|introduced|touched|edited|changed|modified|maintains?|maintaining|committed(?:\\s+to)?|commits(?:\\s+to)?|work(?:s|ed|ing)\\s+on|contributed\\s+to|contributes\\s+to|responsible\\s+for|behind|updated|develop(?:s|ed)|built)\\s+${thing}(?:\\s+(?:the\\s+)?(?:most|last|first|best|lately|recently|and\\s+when|mostly|and\\s+.*))?`,
    ),
    'authors',
  ],
  [
    whole(
      `(?:who|which\\s+\\w+)\\s+(?:would\\s+|does\\s+|has\\s+|is\\s+the\\s+one\\s+who\\s+)?(?:knows?|understands?|owns?)\\s+(?:the\\s+)?(?:(?:most|best|more|anything|a\\s+lot|much|about|of|on|around)\\s+)*CODE(?:\\s+(?:the\\s+)?(?:best|most|well))?`.replace(
        'CODE',
        thing,
      ),
    ),
    'authors',
  ],
  [
    whole(
      `(?:who|whom)\\s+(?:(?:should|can|could|do|would|must|to|is|the|best|right)\\s+)*(?:i|we|one)?\\s*(?:(?:person|one)\\s+)?(?:to\\s+)?(?:ask|talk\\s+to|speak\\s+to|contact|ping|go\\s+to|bother)\\s+(?:about|regarding|for|on|with\\s+questions\\s+about)\\s+${thing}`,
    ),
    'authors',
  ],
  [
    whole(
      `who\\s+(?:should|could|can|would)\\s+review\\s+(?:(?:a|my|the)\\s+)?(?:changes?\\s+(?:to|in)\\s+)?${thing}`,
    ),
    'authors',
  ],
  [whole(`whose\\s+(?:\\w+\\s+)?is\\s+${thing}`), 'authors'],
  [
    whole(
      `(?:who\\s+(?:is|are|was|were)\\s+)?(?:the\\s+|main\\s+|top\\s+|all\\s+|original\\s+)*(?:authors?|owners?|maintainers?|contributors?|experts?|developers?|ownership|blame|committers?)\\s+(?:of|for|on|to|behind|in)\\s+${thing}`,
    ),
    'authors',
  ],
  [
    whole(
      `(?:how\\s+many|which)\\s+(?:different\\s+)?(?:people|developers?|persons?|authors?|contributors?|committers?|colleagues?|engineers?|devs?)\\s+(?:(?:have|has|had|is|are|did)\\s+)*(?:wrote|written|touched|edited|changed|modified|committed(?:\\s+to)?|worked\\s+on|work\\s+on|working\\s+on|contributed\\s+to|wrote)\\s+${thing}`,
    ),
    'authors',
  ],
  [whole(`by\\s+whom\\s+(?:was|is)\\s+${thing}\\s+(?:written|changed|made|maintained)`), 'authors'],
];

const column = '(?:(?:the|this|that)\\s+)?(?:(?:column|feature|field|variable|input)(?:\\s*:)?\\s+)?';
const eats =
  '(?:us(?:es?|ed|ing)|depends?|depending|rel(?:y|ies|ied|ying)|tak(?:es?|en|ing)|see(?:s|n)?|saw|consum(?:es?|ed|ing)|needs?|includ(?:es?|ed|ing)|ha(?:s|ve|d)|contains?|read(?:s|ing)?|look(?:s|ing)?\\s+at|train(?:ed)?|learn(?:t|ed|s)?|fed|built|based|sensitive)';
/** The same of models and columns. */
export const ofModels: readonly (readonly [RegExp, OfSubject])[] = [
  [
    whole(
      `(?:has|have|does|do|did|which|is)\\b.*\\bmodels?\\b.*\\b${eats}\\s+(?:(?:on|in|at|with|by|from|to)\\s+)?(?:(?:the|this|that)\\s+)?(?:column|feature|field|variable)(?:\\s*:)?\\s+${name}`,
    ),
    'models',
  ],
  [
    whole(
      `what\\s+(?:data\\s+)?(?:was|is|were)\\s+(?:the\\s+)?(?:model\\s+)?${name}(?:\\s+model)?\\s+(?:trained|fitted|built|based)\\s+(?:on|from)`,
    ),
    'model-inputs',
  ],
  [
    whole(
      `(?:which|what)\\s+(?:columns|features|inputs|data)\\s+(?:feeds?|drives?|is\\s+behind|are\\s+behind)\\s+(?:the\\s+)?(?:model\\s+)?${name}(?:\\s+model)?`,
    ),
    'model-inputs',
  ],
  [
    whole(
      `(?:which|what|how\\s+many|list\\s+the|all|any)\\s+(?:\\w+\\s+)?(?:models?|versions?)\\b.*\\b(?:if|when|once|after)\\s+(?:${somebody}\\s+)?(?:drop(?:ped)?|remov(?:e|ed)|renam(?:e|ed)|delet(?:e|ed)|chang(?:e|ed)|los(?:e|t)|stop(?:ped)?\\s+\\w+)\\s+${column}${name}(?:\\s+(?:column|feature|field))?`,
    ),
    'models',
  ],
  [
    whole(
      `(?:which|what|how\\s+many|does|do|did|has|have|is\\s+there|are\\s+there|list|all)\\b(?:\\s+\\w+){0,2}\\s+(?:models?|versions?)\\s+(?:(?:that|which|were|was|are|is|has|have|ever|been|do|does|did|of\\s+ours)\\s+)*${eats}\\s+(?:(?:on|in|at|with|by|from|to)\\s+)?${column}${name}(?:\\s+(?:column|feature|field|(?:as|for)\\s+.*|in\\s+.*))?`,
    ),
    'models',
  ],
  [
    whole(
      `(?:is|was|were|has)\\s+${column}${name}\\s+(?:column\\s+|feature\\s+)?(?:been\\s+)?(?:used|seen|needed|read|taken|required|fed)\\s+(?:\\w+\\s+)?(?:by|in|into|for)\\s+(?:any|a|some|one|which|the)?\\s*(?:of\\s+\\w+\\s+)?models?`,
    ),
    'models',
  ],
  [
    whole(
      `(?:who|what|which\\s+\\w+|where)\\s+(?:is\\s+)?us(?:es|ed|ing)?\\s+(?:the\\s+)?(?:column|feature)\\s+${name}`,
    ),
    'models',
  ],
  [
    whole(
      `(?:where|in\\s+which\\s+models?|by\\s+which\\s+models?)\\s+(?:is|was)\\s+(?:the\\s+)?(?:(?:column|feature)\\s+${name}|${name}\\s+(?:column|feature))\\s+used`,
    ),
    'models',
  ],
  [
    whole(
      `(?:which|what)\\s+(?:columns|features|inputs|fields|variables)\\s+(?:(?:does|do|did|is|are|was|were|has|have|went|go|goes)\\s+)+(?:the\\s+)?(?:in(?:to)?\\s+)?(?:the\\s+)?(?:model\\s+)?${name}(?:\\s+model)?(?:\\s+(?:use|used|need|needs|take|takes|have|see|saw|read|expect|expects|require|rely|based|trained|depend|built|fed)(?:\\s+(?:on|with))?)?`,
    ),
    'model-inputs',
  ],
  [
    whole(
      `(?:(?:what|which)\\s+are\\s+)?(?:the\\s+|all\\s+)*(?:columns|features|inputs)\\s+(?:(?:of|behind|in|used\\s+by|that\\s+go\\s+into|for)\\s+)+(?:the\\s+)?(?:model\\s+)?${name}\\s+model`,
    ),
    'model-inputs',
  ],
  [
    whole(
      `(?:what|which)\\s+(?:data|data\\s?-?sets?|tables?|files?|csv)\\s+(?:was|is|were|did|has|went)\\s+(?:(?:the|into|model)\\s+)*${name}(?:\\s+model)?\\s+(?:been\\s+)?(?:trained|built|made|learnt?|based|fit|fitted|learn\\s+from|use|come|train)(?:\\s+(?:on|from|with))?`,
    ),
    'model-inputs',
  ],
];

/** Questions about all that there is. */
export const ofNothing: readonly (readonly [RegExp, OfNothing])[] = [
  [
    /^(?:(?:re-?)?(?:build|make|create|refresh|update|index|load)|bring)\s+(?:up\s+to\s+date\s+)?(?:the\s+|a\s+|our\s+|my\s+)?(?:whole\s+)?(?:knowledge\s+|code\s+|call\s+)?graph\b(?!.*\b(?:graphml|gexf|json|html|file|picture)\b)/i,
    'summary',
  ],
  [/\bhow\s+(?:many|big|large)\b.*\b(?:nodes|edges|graph)\b.*\b(?:graph|nodes|edges|is)\b/i, 'summary'],
  [/\bhot\s?-?spots?\b/i, 'hotspots'],
  [
    /\b(?:files?|parts?|code|places?|modules?|functions?)\b.*\b(?:chang\w*|touch\w*|edit\w*|modif\w*|churn\w*|committed)\s+(?:(?:the|too|most|very|so)\s+)*(?:most|often|frequently|a\s+lot|constantly)\b/i,
    'hotspots',
  ],
  [
    /\b(?:most\s+(?:often|frequently)|often|frequently|constantly)[\s-]+(?:chang|touch|edit|modif)\w*\s+(?:files?|parts?|code|modules?)\b/i,
    'hotspots',
  ],
  [
    /\b(?:riskiest|most\s+(?:fragile|risky|dangerous|brittle|error[\s-]prone|changed|edited|touched|modified|volatile)|highest\s+churn)\s+(?:files?|parts?|places?|modules?|code|spots?|areas?|corners?)\b/i,
    'hotspots',
  ],
  [
    /\bwhere\s+(?:should|would|do|could)\s+(?:we|i|you)\s+(?:start\s+)?(?:refactor\w*|clean\w*\s+up)\b|\bwhat\s+should\s+(?:we|i)\s+refactor\s+first\b/i,
    'hotspots',
  ],
  [/\b(?:circular|cyclic|cyclical)\s+(?:import|depend|referenc|require|relation)\w*/i, 'cycles'],
  [
    /\b(?:import|depend\w+|module|reference|require)s?\s+(?:cycle|loop|circle)s?\b|\b(?:cycle|loop|circle)s?\s+(?:in|among|between|of)\s+(?:the\s+|our\s+)?(?:imports?|dependenc\w+|modules?|files?)\b/i,
    'cycles',
  ],
  [
    /\b(?:files?|modules?|packages?|folders?)\b.*\b(?:import|require|depend\s+on|need)\s+(?:each\s+other|one\s+another|themselves|in\s+circles?|in\s+a\s+circle)\b/i,
    'cycles',
  ],
  [/\bimports?\b.*\b(?:go|run|form|going|running)\w*\s+(?:in\s+)?(?:a\s+)?circles?\b/i, 'cycles'],
  [
    /\bmost\s+(?:central|connected|depended[\s-]on|imported|called|used|relied[\s-]on|referenced|widely\s+used)\s+(?:files?|functions?|modules?|class(?:es)?|parts?|code|places?)\b/i,
    'central',
  ],
  [
    /\b(?:files?|functions?|modules?)\s+(?:(?:that|which|is|are)\s+)*(?:the\s+)?(?:most\s+(?:central|imported|called|used|depended)|(?:imported|called|used|depended\s+on)\s+(?:the\s+)?most)\b/i,
    'central',
  ],
  [
    /\b(?:files?|functions?|modules?)\s+(?:gets?|is|are)\s+(?:called|imported|used)\s+(?:the\s+)?(?:most|more than)\b/i,
    'central',
  ],
  [/\b(?:functions?|methods?)\s+(?:without|with\s+no)\s+(?:any\s+)?callers?\b/i, 'unused'],
  [/\b(?:core|key|central)\s+files?\s+(?:of|in)\b/i, 'central'],
  [
    /\b(?:unused|uncalled|unreferenced|orphaned?)\s+(?:functions?|methods?|class(?:es)?|helpers?)\b/i,
    'unused',
  ],
  [
    /\b(?:functions?|methods?|class(?:es)?|helpers?|code)\s+(?:(?:that|which|is|are|has|have|do|does|get|gets)\s+)*(?:never|not|nobody|no\s*one|nothing|no\s+code|without)\s+(?:(?:is|are|be|get|gets|any|been|ever|seems\s+to)\s+)*(?:call|us|referenc|invok)\w*/i,
    'unused',
  ],
  [/\bdead\s+code\b.*\b(?:nobody|no\s*one|nothing|never|anything|anyone)\b/i, 'unused'],
  [
    /\b(?:chang\w*|edited|committed|modified)\s+together\b.*\b(?:without|although|though|not|but)\b/i,
    'hidden-couplings',
  ],
  [
    /^(?:which|what)\s+(?:\w+\s+)?files?\s+(?:(?:are|get|tend\s+to|that|is)\s+)*(?:chang\w*|edited|committed|modified|touched|coupled|updated)\s+(?:together|jointly)$/i,
    'hidden-couplings',
  ],
];

const thingWithin = `${determiner}(?:${kind}\\s+)?${name}(?:\\s+${kind})?`;
/** How two things hang together. */
export const ofTwo: readonly RegExp[] = [
  opens(
    `(?:(?:is|are)\\s+there\\s+|what\\s+is\\s+|which\\s+is\\s+)?(?:(?:a|an|the|any|some|shortest|call|import|dependency|direct)\\s+)*(?:path|route|way|chain|connections?|links?|relations?|relationship)\\s+(?:(?:leads?|leading|goes|going|that)\\s+)*(?:from|between)\\s+${thingWithin}\\s+(?:to|and|with)\\s+${thingWithin}$`,
  ),
  opens(
    `how\\s+(?:does|do|can|could|is|are|did|would|will)\\s+${thingWithin}\\s+(?:(?:end\\s+up|get|got)\\s+)?(?:reach|get\\s+to|to|in|at|calling|call|connect(?:ed)?|relat(?:e|ed)|link(?:ed)?|lead|depend|talk|related|tied|know|use|hang\\s+together)\\s*(?:calling\\s+|in\\s+|to\\s+|on\\s+|with\\s+|at\\s+|about\\s+)?${thingWithin}$`,
  ),
  opens(
    `(?:how|in\\s+what\\s+way|why)\\s+(?:are|do|is)\\s+${thingWithin}\\s+and\\s+${thingWithin}\\s+(?:connect|relat|link|tied|coupl|hang|interact|depend|know|talk|belong)\\w*.*$`,
  ),
  opens(
    `(?:are|is|do|does)\\s+${thingWithin}\\s+(?:and|to)\\s+${thingWithin}\\s+(?:connected|related|linked|coupled|depend\\s+on\\s+each\\s+other|know\\s+each\\s+other)$`,
  ),
  opens(
    `(?:does|do|can)\\s+${thingWithin}\\s+(?:ever\\s+)?(?:reach|get\\s+to|lead\\s+to|end\\s+up\\s+(?:in|at|calling)|depend\\s+on|call|import|use)\\s+${thingWithin}$`,
  ),
  opens(
    `what\\s+(?:connects|links|relates|is\\s+between|lies\\s+between|stands\\s+between)\\s+${thingWithin}\\s+(?:and|to|with)\\s+${thingWithin}$`,
  ),
];
