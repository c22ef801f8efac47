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

/**
 * What a model's words for people must not hold, a sentence each: links, an approval, a score, its own instructions; and, where something was found
 * (`found`), that nothing was. What stands in backticks is a name.
 */
export function unfitWords(wording: string, { found }: { found: boolean }): string[] {
  const text = wording
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/`[^`\n]*`/g, ' ');
  return [
    ...(reachesOut.test(text) ? ['no links, addresses or markup'] : []),
    ...(approves.test(text) ? ['nothing is approved or marked here: leave that to people'] : []),
    ...(grades.test(text) ? ['no scores: those that were computed stand elsewhere'] : []),
    ...(orders.test(text) ? ['do not speak of instructions or prompts'] : []),
    ...(found && allIsWell.test(text) ? ['something was found: do not say that all is well'] : []),
  ];
}
