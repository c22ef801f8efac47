/** Requests that are about the last turn's result, or about what was said earlier, whatever action their words would score for. */
import type { PlanStep } from '../../src/observe/index.ts';
import type { PreviousTurn } from '../define.ts';
import type { ActionEntry, Lexicon } from './lexicon.ts';
import { spoken } from './questions.ts';
import type { Token } from './tokens.ts';

const lead =
  '^(?:(?:so|and|but|ok|okay|hey|hi|please|well|also|just|can you|could you|would you|tell me|show me|do you know|now|then|again|oh|hm) )*';
const last = [
  String.raw`(?:fix|mend|repair|solve|correct) (?:it|this|that|this one|that one|all of (?:it|them|these|those)|(?:them|these|those)(?: all)?)(?: (?:please|now|for me|then))*$`,
  String.raw`(?:what|which)(?: is| are)?(?: of (?:them|these|those))? (?:the )?(?:(?:single|very|one|two|three|top) )*(?:worst|gravest|biggest|most (?:important|serious|severe|urgent|critical|dangerous|pressing))(?: (?:one|ones|problem|problems|finding|findings|issue|issues|bug|bugs|thing|things|point))?(?: (?:here|there|of all|of (?:them|these|those)))?$`,
  String.raw`(?:(?:show|list|give|tell|print|filter|keep)(?: me)?(?: for| by)? )?(?:(?:only|just|all|the|of|those|these|that|are|with) )*(?:critical|high|medium|low|severe|serious|minor|security|reliability|performance|refactoring|style)(?: (?:and|or) (?:critical|high|medium|low|security|reliability|performance|refactoring|style))?(?:(?: |-)(?:severity|priority|related))?(?: (?:ones?|findings?|issues?|problems?|points?|bugs?|things?|stuff))?(?: only)?$`,
  String.raw`how (?:long|much time) (?:did|does|has|was|have) (?:it|that|this|the \w+|all that|all of that|you)\b`,
  String.raw`(?:what|which|how many|how much|how|why|where|when)\b(?!.*\b(?:do|done|run|ran|running|remember|promote|promoted|learn|learnt|learned|spend|spent)\b).* (?:did|have|had|were) (?:you|the crew|it)\b`,
  String.raw`(?:what|which) (?:is|was|were|are) (?:the|its|our|that|this) (?:\w+ ){0,2}(?:score|scores|accuracy|auc|f1|rmse|target|metric|baseline|seed|winner|leaderboard|verdict|outcome|budget)\b(?! of\b(?! (?:it|that|this|the (?:model|test|run)))).*`,
  String.raw`(?:compare|how does) (?:it|this|that|them|this one)\b.* (?:one before|previous|last time|last one|earlier|earlier one|before|first one)\b.*`,
  String.raw`(?:summari[sz]e|sum up|sum|recap|tldr|(?:give me )?(?:a|the|quick|short|brief) (?:summary|recap|overview)(?: of)?)(?: (?:it|this|that|them|all|up|what you found|everything|(?:the |all |all the |your |these |those )*(?:findings?|results?|review|issues|problems|points|training|outcome|report|recommendations)))*$`,
  String.raw`can (?:i|we|one) (?:really )?(?:trust|rely on|believe) (?:it|this|that|these|those|them|the) ?(?:numbers?|figures?|scores?|results?|metrics?|findings?)?$`,
].map((pattern) => new RegExp(lead + pattern));

/** True for a question about what the last turn found or did, with nothing else named: "what was the score on the test set", "how long did it take". */
export function asksAboutLast(tokens: readonly Token[], previous: PreviousTurn | null): boolean {
  if (previous === null || previous.steps.length === 0) return false;
  if (tokens.some(({ entity }) => entity !== null && entity.kind !== 'quoted')) return false;
  const words = spoken(tokens);
  return last.some((pattern) => pattern.test(words));
}

const plainQuestion = new RegExp(
  String.raw`${lead}(?:who|when (?:is|are|was|were|did|do|does|has|have|will|should|can)|which|what(?! about| if we| if i)|where|why(?! not| dont| do not)|how(?! about)|did|(?:was|were) (?:it|this|that|the|any\w*|there|<\S+>)|has|have (?:i|we|you|they|any\w*|some\w*))\b`,
);
const statement =
  /(?<!\b(?:can|could|should|shall|may|must|will|would|then|let|lets|want|now|so|and|please|if|before|when|until|once) )\b(?:we|they|i|he|she|it|people|everybody|everyone|nobody) (?:(?:always|usually|only|never|normally|often|also|still|just) )?(?:deploy|deploys|promote|promotes|release|releases|ship|ships|delete|deletes|export|exports|import|imports|archive|archives)\b/;

/** What a clause can't be an order for: a question is none to change the world, and none to train where it names nothing to train on. */
export function ruledOut(tokens: readonly Token[]): (entry: ActionEntry) => boolean {
  const words = spoken(tokens);
  const asks = plainQuestion.test(words);
  const states = statement.test(words);
  const hasTable = /<(?:table|path)>/.test(words) || /\bpredict(?!ions?\b)/.test(words);
  const listing =
    /^(?:(?:please|can you|could you) )*(?:list|show|find|search|what|which|who|when|where|do you|have i|did i)\b/.test(
      words,
    );
  return ({ action }) =>
    (action.effect === 'world' && (asks || states)) ||
    (asks &&
      !hasTable &&
      action.name !== 'answer' &&
      (action.task !== undefined || makesModels.has(action.name))) ||
    (action.name === 'remember' && listing);
}

const makesModels: ReadonlySet<string> = new Set(['tune_model', 'engineer_features']);

const toldBefore =
  /^(.{8,}?)[,;.?!\s–-]+(?:i (?:think i |have |already |am sure i )*(?:told|said|mentioned)(?: it| that| this)?(?: to)?(?: you)?\b.*|(?:you should|you ought to|you must|you do) know(?: that| this| it)?|we (?:talked|spoke|have talked) about (?:it|this|that)\b.*|as i (?:said|told you)\b.*|(?:did|didn['’]?t|have|haven['’]?t) i (?:not )?(?:say|tell|mention|told|said|mentioned|note|noted|write)(?: (?:it|that|this|so|you|down|already|before|once))*|(?:do|don['’]?t) you remember(?: it| that)?|you remember|remember)[.?!]*$/i;

const notedAbout =
  /^(?:(?:so|and|ok|hey|please|tell me) )*what(?:['’]?s| is| was| has been| have (?:i|we|you)| did (?:i|we)| do (?:we|you) have)(?: been)? (?:noted?|remembered|written down|memori[sz]ed|in (?:the|my|your|our) (?:notes|memory))(?: down)? (?:about|on|regarding|for|concerning) (.{2,}?)[.?!]*$/i;
const askedFirst =
  /^(?:so |and |hey |hi )*(?:did|have|had|didn['’]?t|haven['’]?t) i (?:ever |already |not |once )*(?:mention(?:ed)?|say|said|tell you|told you|note|noted)(?: (?:that|to you|down|it))* (.{4,}?)[?.!]*$/i;

/** What a person asks who says that they told it before: "who owns billing again? I told you once". Null for any other text. */
export function askedOfMemory(text: string): string | null {
  const plain = text.replace(/\s+/g, ' ').trim();
  const first = askedFirst.exec(plain)?.[1];
  if (first !== undefined && !/\b(?:findings?|recommendations?|suggestions?|rec_\w+)\b/i.test(first))
    return first;
  const noted = notedAbout.exec(plain)?.[1];
  if (noted !== undefined) return noted;
  const asked = toldBefore.exec(plain)?.[1];
  if (asked === undefined || !/^(?:who|what|when|where|which|why|how|do|does|is|are|remind)\b/i.test(asked))
    return null;
  return asked.replace(/\s+again$/i, '').trim();
}

const judgesModel =
  /^(?:(?:please|now|ok|okay|and|then|can you|could you) )*(?:validate|verify|evaluate|assess|gate|test) (?:it|this|that|the (?:new |trained |final )?(?:model|one|result))(?: (?:again|now|please|properly|for me|too))*$/;

/** "Validate it" after a model was trained is about the model rather than its table. */
export function judgesLastModel(
  lexicon: Lexicon,
  tokens: readonly Token[],
  previous: PreviousTurn | null,
): PlanStep | null {
  const model = previous?.about?.model;
  const entry = lexicon.entries.find(({ action }) => action.name === 'validate_model');
  if (typeof model !== 'string' || entry === undefined || !judgesModel.test(spoken(tokens))) return null;
  return { agent: entry.agent, action: entry.action.name, arguments: { model } };
}
