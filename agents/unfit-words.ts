/** Addresses, links and markup: what a model writes for people needs none, and they are how text in code would reach out. */
const reachesOut =
  /\b(?:https?|ftps?|file|wss?|ssh|git):\/\/|\bwww\.\w|\]\s*\(|<\/?(?:a|img|script|iframe|svg|object|embed|link|style|form|video|audio|input|button|meta|base)\b|\b(?:javascript|data|mailto):\S/i;

/** Words by which a text grants what is nobody's to grant here: opsmith finds, people approve. */
const approves =
  /\b(?:approv(?:e[ds]?|al|ing)|lgtm|sign(?:ed|s)?[- ]off|ship it|good to (?:go|merge)|(?:safe|ready|fine|ok(?:ay)?) to (?:merge|ship|deploy|release|use)|(?:merge|deploy|release) (?:it|this) (?:now|as is)|certif(?:y|ied)|pass(?:es|ed) (?:the )?(?:review|audit)|marked? (?:as )?(?:fixed|resolved|false positive))\b/i;

/** Words by which it says that nothing is wrong. */
const allIsWell =
  /\b(?:all(?: is)? (?:well|good|clear|clean|fine)|looks? (?:good|great|fine|clean|safe|ok(?:ay)?)|(?:no|zero|without(?: any)?|not any|free (?:of|from)) (?:\w+ ){0,3}(?:issues?|problems?|findings?|vulnerabilit(?:y|ies)|defects?|bugs?|concerns?|errors?|risks?)|nothing (?:is )?(?:wrong|to (?:fix|report|worry|see|do|change))|(?:code|file|change|it|this) (?:is|are|seems?|appears?) (?:\w+ )?(?:secure|safe|clean|correct|flawless|perfect|fine|good)|false positives?|(?:can|may|should) be ignored|ignore (?:the|these|this|all) (?:finding|warning|issue)s?)\b/i;

/** A mark out of so many: scores are computed, and stand elsewhere. */
const grades =
  /\b(?:scores?|rat(?:ed|ing)|grades?d?)\b[^.\n]{0,20}\d|\b\d+(?:\.\d+)?\s*(?:\/|out of|of)\s*(?:1\.0|5|10|100)\b|\b(?:full|perfect|top) (?:score|marks|rating)\b/i;

/** Words about what a model was told, or should be told. */
const orders =
  /\b(?:ignore|disregard|forget) (?:all |any |the |your )*(?:previous|prior|above|earlier) (?:instructions?|rules?|prompts?)|\b(?:system|developer) (?:prompt|message)\b|\bmy instructions\b/i;

/** An approval in other languages, by its usual words. */
const approvesElsewhere =
  /\b(?:genehmigt|freigegeben|unbedenklich|approuvée?s?|aprobad[oa]s?|aprovad[oa]s?|approvat[oaie]|goedgekeurd)\b|одобрен|утвержд|批准|承認|승인|موافق/iu;

/** Words by which a finding is denied, or let off: whether one holds is for the engine to show and for people to say. */
const denies =
  /\bfalse (?:positives?|alarms?)\b|\b(?:finding|warning|alert|report|rule|issue)s? (?:\w+ ){0,5}(?:is|are|was|were) (?:\w+ )?(?:mistaken|wrong|invalid|harmless|obsolete|bogus|intended|accepted|known)\b|\b(?:can|may|should) (?:safely )?be (?:ignored|dismissed|disregarded)\b|\b(?:ignore|dismiss|disregard) (?:the|these|this|that|all|its) (?:\w+ )?(?:finding|warning|alert|report|issue)s?\b|\b(?:go-?ahead|green ?light|greenlit|vetted|cleared for|no (?:further )?action (?:is )?(?:needed|required))\b/i;

/** Commands that fetch, install or delete: they are what would harm a reader who does as the review says. */
const commands =
  /\b(?:curl|wget|iwr|invoke-webrequest|invoke-expression)\s+\S|\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b|\b(?:npm|pnpm|yarn|bun|pip3?|pipx|gem|cargo|go|apt(?:-get)?|brew|composer|dotnet)\s+(?:i|install|add|get|require)\s+\S|\bnpx\s+\S|\brm\s+-\w*[rf]|\bsudo\s+\S|\bchmod\s+\S+\s+\S/i;

/** Letters of one word from scripts that look alike: a word that is meant to be read and not to be found. */
const mixedScripts =
  /\p{Script=Latin}[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}](?<!μ)\p{Script=Latin}/u;

/** An address in a quoted name. A scheme alone (`https://`) is one. */
const namedAddress = /\b(?:https?|ftps?|file|wss?|ssh|git):\/\/[\w[]|\bwww\.\w/i;

/** Several plain words in a row: not a name, nor code. */
const prose = /\p{L}{2,}[,:;.!]? +\p{L}{2,}/u;

/**
 * What a model's words for people must not hold, a sentence each: links, an approval, a score, its own instructions; and, where something was found
 * (`found`), that nothing was. Words about code under review (`ofCode`) deny no finding either, and hold no command to run. What stands in backticks is
 * a name, as far as it looks like one.
 */
export function unfitWords(
  wording: string,
  { found, ofCode = false }: { found: boolean; ofCode?: boolean },
): string[] {
  const whole = wording.normalize('NFKC').replace(/\p{Cf}/gu, '');
  const bare = whole.replace(/`([^`\n]*)`/g, (_quoted, name: string) =>
    prose.test(name) ? ` ${name} ` : ' ',
  );
  // L G T M and a.p.p.r.o.v.e.d
  const joined = bare.replace(/\b(\p{L})[ ._*-](?=\p{L}\b)/gu, '$1');
  const text = joined === bare ? bare : `${bare}\n${joined}`;
  return [
    ...(reachesOut.test(text) || namedAddress.test(whole) ? ['no links, addresses or markup'] : []),
    ...(approves.test(text) || approvesElsewhere.test(text)
      ? ['nothing is approved or marked here: leave that to people']
      : []),
    ...(grades.test(text) ? ['no scores: those that were computed stand elsewhere'] : []),
    ...(orders.test(text) ? ['do not speak of instructions or prompts'] : []),
    ...(found && allIsWell.test(text) ? ['something was found: do not say that all is well'] : []),
    ...(mixedScripts.test(whole) ? ['spell words with the letters of one script'] : []),
    ...(ofCode && denies.test(text) ? ['no finding is denied here: leave that to people'] : []),
    ...(ofCode && commands.test(whole) ? ['no commands to run: say in words what to change'] : []),
  ];
}
