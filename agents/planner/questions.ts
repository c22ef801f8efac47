import type { Token } from './tokens.ts';

/** A request as words, for patterns: lower case, entities as `<path>` and so on. */
export function spoken(tokens: readonly Token[]): string {
  return tokens.map(({ word }) => word).join(' ');
}

const lead =
  '^(?:(?:so|and|but|ok|okay|hey|hi|hello|please|well|also|just|can you|could you|would you|tell me|i wonder|i would like to know|id like to know|do you know|quick question) )*';

/** Questions about what a thing is, why it matters, how it is done: about the concept, whatever it names. */
const concepts = [
  String.raw`what (?:is|are|was) (?!the |my |our |your |their |this |that |these |those |its?\b|in\b|on\b|wrong|running|registered|stored|saved|deployed|live\b|available|known|opsmith (?:doing|working|up)|going|up\b|left|new\b|broken|happening|there\b|inside|you\b|we\b|they\b|<)`,
  'what (?:is|are) (?:meant by|the (?:difference|meaning|definition|point|purpose|idea|formula|use|benefit|advantage|relation|range|scale|concept|best way|right way))',
  String.raw`(?:what|how) (?:does|do|did|would|should|can) .*\b(?:mean|means|stand for|tell me|tell us|indicate|measure|say|say about|imply|work|works|matter|differ|calculated?|computed?|come from)$`,
  String.raw`how (?:do|can|would|should|could|to|does one|might|must) ?(?:i|we|you|one|people|someone)?\b`,
  String.raw`how (?:is|are|was|were) .*\b(?:computed|calculated|defined|measured|derived|determined|worked out|made|related|trained|tuned|detected|decided|chosen|ranked|different)\b`,
  String.raw`how (?:high|low|big|large|small|good|bad) (?:should|must|may|can)\b`,
  String.raw`when (?:should|do|does|would|is|are|must|can)\b`,
  String.raw`(?:explain|define|clarify|elaborate|teach me|describe (?:what|how|why|the (?:difference|concept|idea|meaning)))\b`,
  String.raw`(?:the )?(?:meaning|definition|difference|differences|distinction|purpose) (?:of|between)\b`,
  String.raw`(?:do|does|can|are|will) (?:you|opsmith|it|this tool) (?:support|need|require|understand|speak|know (?!about)|work|able|handle|have|use|cost|store|send|share|keep)\b`,
  String.raw`(?:what|which) .* (?:do|does|can) (?:you|opsmith|it) (?:do|support|offer|understand|speak|handle|use|compute|measure|check|detect|know|profile|review|read)\b`,
  String.raw`(?:what|which) (?!agents (?:are|is) (?:online|up|down|running|busy|alive|working))(?:agents|languages|commands|metrics|rules|tools|things|kinds|formats|providers|checks|actions|options)\b`,
  String.raw`what (?:happens|does it mean)\b`,
  String.raw`.*\b(?:conceptually|in theory|in principle|generally speaking)$`,
  String.raw`(?:i|he|she|we|my \w+) (?:was|were|got|am|have been|has been|had been) (?:just |recently )?(?:promoted|trained|reviewed|accepted|rejected|validated|rolled)\b`,
  String.raw`(?:\S+ )+(?:never|havent|have not) heard (?:of )?(?:it|that|this)\b`,
  '(?:write|compose|sing|draw|paint|invent|recite) (?:me |us )?(?:a|an|some|the) (?!note)',
].map((pattern) => new RegExp(lead + pattern));

/** The same, unless something of one's own is named: "is the churn model good enough". */
const opinions = [
  String.raw`why (?:is|are|do|does|should|would|did|was|were|cant|cannot|isnt|arent|bother|use)\b`,
  String.raw`(?:is|are|should|does|do|would|which|what) .*\b(?:better|worse|bigger|preferable|same as|enough|too (?:high|low|many|much|complex|long)|worth|good practice|recommended|mean|means)\b`,
  '(?:is|are) (?:a |an |it |high |low |large |small )?[a-z -]+ (?:good|bad|dangerous|harmful|useful|important|necessary)$',
  String.raw`how (?:high|low|big|large|small|good|bad|healthy) (?:is|are) (?:a|an)\b`,
  '(?:the )?[a-z-]+(?: [a-z-]+)? (?:was|were|is|are) (?:so |very |really |quite |too )?(?:helpful|useful|nice|great|good|bad|cool|fun|boring|wrong|awful|late|broken|interesting|useless|amazing)$',
  '(?!(?:what|who|which|how|where|everything|anything|something|all) )[a-z-]+ (?:is|are) (?:so |very |really |too |quite )?[a-z]+$',
].map((pattern) => new RegExp(lead + pattern));

/** "Can you train models?" asks what opsmith can do; "can you train a model" asks for one. */
const capability =
  /^(?:(?:so|and|hey|hi|hello|ok) )*(?:can|could|are|do|does|will) (?:you|opsmith|it|this)(?: able to| also| even)? [a-z]+(?: [a-z]+){0,3}$/;

/** True for a question about a concept or about opsmith itself rather than about something that it should work on. */
export function isConceptQuestion(tokens: readonly Token[]): boolean {
  const text = spoken(tokens);
  if (concepts.some((pattern) => pattern.test(text))) return true;
  const specific = refersBack(tokens) || namesModel(text);
  if (!specific && opinions.some((pattern) => pattern.test(text))) return true;
  return (
    !specific &&
    capability.test(text) &&
    !/\b(?:a|an|the|some|any|anything|me|please|all)\b/.test(text.replace(/^.*?(?:you|opsmith|it|this) /, ''))
  );
}

function namesModel(text: string): boolean {
  return /\b(?:the|our|my) [\w-]+ model\b|\bmodel (?!is\b|are\b|to\b|that\b)[\w-]+/.test(text);
}

const aboutFinding = new RegExp(
  String.raw`${lead}(?:explain|describe|elaborate|show|what|why|how|tell me|more (?:on|about)|details? (?:of|on|about|for))\b.*<id>`,
);

/** True where a finding is named by its id to be told about, and not judged: "explain rec_…" */
export function asksAboutFinding(tokens: readonly Token[]): boolean {
  return (
    aboutFinding.test(spoken(tokens)) &&
    !/\b(?:accept|accepted|reject|rejected|modify|modified|dismiss|dismissed|agree|disagree|applied|ignore)\b/.test(
      spoken(tokens),
    )
  );
}

const judged =
  '(?:accept(?:ed)?|reject(?:ed)?|dismiss(?:ed)?|declined?|approved?|modif(?:y|ied)|judged?|turn(?:ed)? down)';
const aboutVerdict = [
  String.raw`(?:did|have|has|had) (?:i|we|you|they|anyone|anybody|someone|somebody|he|she)\b.*\b${judged}\b`,
  String.raw`(?:was|were|is|are|has|have) (?:it|that|this|they|these|those|<id>|any|one|(?:the )?\S+ (?:one|finding|recommendation|suggestion|issue)|(?:the )?(?:first|second|third|fourth|fifth|last|finding|findings|recommendation|recommendations))\b.*\b${judged}$`,
  String.raw`(?:what|which|who|why|when|how many|how often)\b.* (?:did|do|have|has|had|was|were|is|are) .*\b${judged}\b`,
  String.raw`(?:which|who|how many)\b(?: \S+)? ${judged}\b`,
  'what did (?:i|we) (?:say|think|decide) (?:about|of|on) (?:it|that|this|<id>|(?:the )?(?:first|second|third|fourth|fifth|last)(?: one| finding| recommendation)?)$',
  '(?:have|had|did) (?:we|i|you|anyone|anybody|somebody) (?:(?:ever|already|not) )*(?:see|seen|have|had|met|judge|judged|looked at) (?:this|that|these|those|such|the same|one like this|any of these)(?: (?:very|kind of|sort of|same))* (?:finding|findings|recommendation|recommendations|suggestion|suggestions)(?: (?:before|already|earlier|once|in the past))?$',
  String.raw`(?:which|what|how many|list|show|are there|are|is)\b(?: (?:me|any|all|the|my|our|of|these|those|them|still))* ?(?:findings?|recommendations?|suggestions?|ones)? ?(?:(?:are|is|still|that|which|there|remain|left|yet) )*(?:open|unjudged|undecided|pending|not (?:yet )?judged)(?: (?:findings?|recommendations?|suggestions?|ones))?(?: (?:still|yet|now|left))?$`,
].map((pattern) => new RegExp(lead + pattern));

const shownAgain = new RegExp(
  String.raw`${lead}why (?:did|do|are|is|was|were|have|has|am|keep) (?:you |i |it |this |that |these |they |<id> )*(?:keep |kept |still |being |been )*(?:show|shown|showing|see|seeing|list|listed|listing|report|reported|reporting|tell|told|rank|ranked|bring|put|here)\b(?: (?:me|it|this|that|the|first|second|third|fourth|fifth|last|one|finding|these|them|<id>|again|still|here|up|first|on top|at the top|so high|of all|every time|anew|once more))*$`,
);

/** True where somebody asks why a finding was shown, and not why it is one: "why did you show it again?" */
export function asksWhyShown(tokens: readonly Token[]): boolean {
  return shownAgain.test(spoken(tokens));
}

/** True where somebody asks what became of findings, and passes no verdict: "did I reject the first one?" */
export function asksAboutVerdicts(tokens: readonly Token[]): boolean {
  const text = spoken(tokens);
  return (
    aboutVerdict.some((pattern) => pattern.test(text)) &&
    !/<(?:path|table|model-version|code)>|\b(?:models?|versions?|runs?|promot\w*|pull requests?)\b/.test(text)
  );
}

/** True for a request that begins like a question. */
export function isQuestion(tokens: readonly Token[]): boolean {
  return /^(?:what|why|how|when|where|who|which|is|are|do|does|did|was|were|has|have|should|would|whose)\b/.test(
    spoken(tokens),
  );
}

/** True where the words point at something known: "it", "my code", "the file", "this". */
export function refersBack(tokens: readonly Token[]): boolean {
  return /\b(?:it|its|it is|this|that|these|those|them|they|their|same (?!as)|my|our|the (?:code|file|files|model|data|dataset|table|function|snippet|folder|result|results|report|last|previous|first|second|third))\b/.test(
    spoken(tokens),
  );
}

/** True for thanks, greetings and the like, whatever else is named: "thanks for the review". */
export function isCourtesy(tokens: readonly Token[]): boolean {
  return /^(?:(?:ok|okay|great|cool|nice|perfect|wow|many|oh) )*(?:thanks|thank you|thank|great job|well done|good job|nice work|good work|bye|goodbye|see you|good night)\b/.test(
    spoken(tokens),
  );
}
