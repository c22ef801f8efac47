/** Words of a request: how they are cut, brought to one spelling and to a stem. */

/** Words that carry no intent by themselves; a content word is any other. */
const grammarWordList = `a an the this that these those it its it's they them their theirs he she his her i me my mine we us our
ours you your yours and or but nor so if then than as at by for from in into of off on onto out over per
to toward towards up upon via with within without about is are was were be been being am do does did has
have had having can could will would shall should may might must please pls plz kindly just only really
very quite too also again still yet already now here there ok okay what which who whom whose when where
why how whether not no yes any some all every each both either neither such same other another let lets
would'd gonna gotta wanna hey hi hello thanks thank cheers something anything everything nothing someone
anyone maybe perhaps regarding concerning against across between among during until while because since still ever never
always often once twice later soon yourself itself`;
/** These carry no intent either, but a column may be called so. */
const softWordList = `way lot bit kind sort mean thing things one ones like need needs want wants use using used look see well
right show make makes made get got give gives know think try going go come tell done doing actually
basically`;

const grammarWords = new Set(grammarWordList.split(/\s+/));
const softWords = new Set(softWordList.split(/\s+/));

/** True for words such as "the", "please", "can": no name is made of them. */
export function isFunctionWord(word: string): boolean {
  return grammarWords.has(word) || softWords.has(word);
}

/** True for words such as "the" and "of", which are no name even where one is announced ("the target is …"). */
export function isGrammarWord(word: string): boolean {
  return grammarWords.has(word);
}

const respelled: Readonly<Record<string, string>> = {
  pls: 'please',
  plz: 'please',
  u: 'you',
  ur: 'your',
  thx: 'thanks',
  ty: 'thanks',
  cheers: 'thanks',
  wanna: 'want',
  gimme: 'give',
  lemme: 'let',
  tran: 'train',
  trian: 'train',
  thne: 'then',
  chekc: 'check',
  modles: 'models',
  rol: 'roll',
  rember: 'remember',
  modl: 'model',
  datset: 'dataset',
  whats: 'what is',
  hows: 'how is',
  wheres: 'where is',
  whos: 'who is',
  thats: 'that is',
  theres: 'there is',
  'w.r.t': 'wrt',
  behaviour: 'behavior',
  colour: 'color',
};

/** One spelling for a word: lower case, no apostrophes, no possessive, common chat forms written out. */
export function normaliseWord(text: string): string {
  const lower = text.toLowerCase().replaceAll('’', "'");
  const joined = lower.replaceAll("'", '');
  const known = Object.hasOwn(respelled, joined) ? respelled[joined] : undefined;
  if (known !== undefined) return known;
  return lower.endsWith("'s") ? lower.slice(0, -2) : joined;
}

const keptWhole = new Set([
  'note',
  // "What is running" asks for the state, "what runs are there" for the list.
  'running',
  'runs',
  'status',
  'bias',
  'analysis',
  'thing',
  'nothing',
  'something',
  'anything',
  'everything',
  'this',
  'news',
]);
const suffixes = [
  'ational',
  'ation',
  'ition',
  'ement',
  'ment',
  'ingly',
  'edly',
  'ness',
  'ing',
  'ers',
  'ion',
  'ous',
  'ed',
  'ly',
];

/**
 * A light stem, good enough to bring "validate", "validating" and "validation" together; both sides of every comparison go through it.
 * British and American endings (-ise, -ize) become one.
 */
export function stemOf(word: string): string {
  let stem = word;
  if (stem.length <= 3 || keptWhole.has(stem)) return stem;
  if (stem === 'notes') return 'note';
  stem = stem
    .replace(/is(e[ds]?|er|ers|ing|ation|ations)$/, 'iz$1')
    .replace(/ys(e[ds]?|ing)$/, 'yz$1')
    .replace(/izers?$/, 'iz');
  if (stem.endsWith('ies')) stem = `${stem.slice(0, -3)}y`;
  else if (stem.endsWith('sses')) stem = stem.slice(0, -2);
  else if (stem.endsWith('s') && !/(ss|us|is)$/.test(stem)) stem = stem.slice(0, -1);
  for (const suffix of suffixes) {
    if (
      stem.endsWith(suffix) &&
      stem.length - suffix.length >= 3 &&
      /[aeiouy]/.test(stem.slice(0, -suffix.length))
    ) {
      stem = stem.slice(0, -suffix.length);
      if (/([bdgmnprt])\1$/.test(stem)) stem = stem.slice(0, -1);
      break;
    }
  }
  if (stem.length > 5 && stem.endsWith('ate')) stem = stem.slice(0, -3);
  else if (stem.length > 3 && stem.endsWith('e')) stem = stem.slice(0, -1);
  if (stem.length > 5 && stem.endsWith('at')) stem = stem.slice(0, -2);
  return stem;
}
