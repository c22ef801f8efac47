/** Requests to forget what was noted: an order, and the only one in the text. */
import type { PreviousTurn } from '../define.ts';

const lead =
  '^(?:(?:please|pls|ok|okay|now|and|so|hey|can you|could you|would you|you can|you should|i want you to|kindly)[\\s,]+)*';
const noted = '(?:notes?|memor(?:y|ies)|remarks?|facts?|reminders?|entry|entries)';
const taking = '(?:forget|unlearn|erase|delete|remove|drop|wipe|clear|purge|discard|empty|clean|scrub)';
const which =
  '(?:(?:about|all|of|the|my|our|your|that|this|those|these|every|any|last|latest|whole|entire|out|old|saved|stored)\\s+)*';

const all = new RegExp(
  String.raw`${lead}(?:${taking}\s+(?:(?:all|every|the|my|your|of|whole|entire|out)\s+)*(?:notes|memory|memories|everything)|forget\s+(?:everything|all)(?:\s+(?:you\s+(?:know|were\s+told|remember|have\s+noted)|i\s+(?:said|told\s+you)|that\s+i\s+(?:said|told\s+you)))?)(?:\s+(?:please|now|completely))?[\s.!]*$`,
  'i',
);
const last = new RegExp(
  String.raw`${lead}(?:(?:forget|delete|erase|remove|unlearn)\s+(?:it|that|this|(?:the\s+)?(?:last|latest)\s+(?:one|${noted})|(?:that|this)\s+(?:one|${noted})|what\s+i\s+just\s+said)|(?:do\s+not|don['’]?t)\s+(?:remember|keep|store)\s+(?:it|that|this))(?:\s+(?:please|again|any\s?more|anymore|one))*[\s.!]*$`,
  'i',
);
const some = [
  new RegExp(
    String.raw`${lead}${taking}\s+${which}${noted}\s+(?:about|on|that|regarding|of|for|with|saying|where|which|concerning|re|called)\b:?\s*(.+)$`,
    'i',
  ),
  new RegExp(String.raw`${lead}${taking}\s+${which}(\S[^,;]*?)\s+${noted}[\s.!]*$`, 'i'),
  new RegExp(
    String.raw`${lead}forget\s+(?:what(?:ever)?|everything|all|anything|the things?|that which)\s+(?:that\s+)?(?:(?:i|we|you|they)\s+(?:(?:have|had|ever|just|once|were)\s+)*(?:said|told(?:\s+you)?|mentioned|noted|know|remember|wrote|saved|stored|learn(?:ed|t)?)\s+(?:you\s+)?)?(?:about|on|of|regarding|concerning|re)\b:?\s*(.+)$`,
    'i',
  ),
  new RegExp(String.raw`${lead}forget\s+(?:that|how)\s+(.{3,})$`, 'i'),
  new RegExp(
    String.raw`${lead}(?:(?:do\s+not|don['’]?t)\s+remember|stop\s+remembering)\s+(?:that\s+|about\s+)?(.{3,}?)(?:\s+any\s?more)?[\s.!]*$`,
    'i',
  ),
];
/** What a person tells who leaves something rather than has it forgotten: "forget the tests, review a.py". */
const another = /[,;]|\.\s+\S|\.(?:[cm]?[jt]sx?|py|go|java|rs|rb|php|cs|cpp|c|h|csv|parquet)\b/i;

/** What is to be forgotten: words of notes, `everything`, or `the last note`; null where a text asks for nothing of the kind. */
export function askedToForget(text: string, previous: PreviousTurn | null): string | null {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (
    plain.length > 300 ||
    !/\b(?:forget|unlearn|erase|delete|remove|drop|wipe|clear|purge|discard|empty|clean|scrub|remember\w*)\b/i.test(
      plain,
    )
  )
    return null;
  if (all.test(plain)) return 'everything';
  const hasNoted =
    previous?.steps.some(({ action }) => action === 'remember' || action === 'search_memory') ?? false;
  if (last.test(plain))
    return hasNoted || /\b(?:note|memory|remember)\b/i.test(plain) ? 'the last note' : null;
  if (another.test(plain.replace(/\bi['’]?m\b/gi, ''))) return null;
  for (const pattern of some) {
    const found = pattern
      .exec(plain)?.[1]
      ?.replace(/[\s.!?]+(?:please|pls|thanks)?[\s.!?]*$/i, '')
      .trim();
    if (found === undefined || found === '') continue;
    return /\b(?:everything|all|every|notes|memories)\b/i.test(plain.slice(0, plain.length - found.length))
      ? `everything about ${found}`
      : found;
  }
  return null;
}

const corrects = new RegExp(
  String.raw`${lead}(?:update|change|correct|amend|edit|replace|fix)\s+${which}${noted}\s+(?:about|on|that|regarding|of)\s+(.{2,}?)(?:\s*[,;:]\s+(?:(?:now|to|it['’]?s\s+now)\s+)?|\s+to\s+(?:say\s+(?:that\s+)?)?)(.{2,})$`,
  'i',
);

/** A note that is to say something else from now on: "update the note about the release: it is on Monday". Null for any other text. */
export function askedToCorrect(text: string): { what: string; now: string } | null {
  const [, what, now] = corrects.exec(text.replace(/\s+/g, ' ').trim()) ?? [];
  return what === undefined || now === undefined
    ? null
    : { what, now: `${what}: ${now.replace(/[\s.]+$/, '')}` };
}
