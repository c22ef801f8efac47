/** Small talk: what a greeting, thanks or a farewell is answered with. The first pattern that fits decides. */
const replies: readonly (readonly [RegExp, string])[] = [
  [/\b(thanks|thank you|thx|much appreciated)\b|^(ty|cheers)\b/, 'You are welcome.'],
  [
    /^(good|great|nice|cool|perfect|awesome|excellent|wow|lovely|well done|brilliant|super|amazing)\b/,
    'Glad to hear it. What next?',
  ],
  [
    /^(ok |okay |so )?(bye|goodbye|see you|good ?night|farewell|cya|later)\b/,
    'See you. Your runs are kept: `opsmith runs list`.',
  ],
  [/\bhow are you\b|\bhow('s| is) it going\b|\bhow do you do\b/, 'All systems work. What shall I look at?'],
  [
    /^(oh |well )?(hi|hello|hey|hiya|yo|good (morning|afternoon|evening|day)|greetings|howdy|moin|hallo)\b/,
    'Hello. Name a file to review or measure, or say “help” to see what I can do.',
  ],
  [
    /^(please |ok |no |wait )*(stop|cancel|abort|never ?mind|forget (it|that)|leave it|don'?t do (anything|it|that))\b/,
    'All right: nothing is being done. While something is, Ctrl-C stops it.',
  ],
  [
    /^(ok|okay|fine|alright|lol|haha|hm+|yes|yeah|yep|no|nope|sure|right|got it|i see)\b/,
    'All right. Tell me what to do next, or say “help”.',
  ],
];

/** A reply to small talk, or null where the text is none. */
export function replyToTalk(text: string): string | null {
  const words = text.toLowerCase().replace(/[’']/g, "'").trim();
  if (words.split(/\s+/).length > 12) return null;
  return replies.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

/** True where the person asks who or what they are talking to. */
export function asksWhoWeAre(text: string): boolean {
  return /\b(who|what) (are|r) (you|u)\b|\byour name\b|\bwho (made|built|wrote|created) you\b|\bare you (a |an )?(robot|bot|human|ai|person|real|machine|llm)\b|\babout yourself\b|\bhow old are you\b/i.test(
    text,
  );
}

/** True for a call for help that names nothing in particular. */
export function asksForHelp(text: string): boolean {
  return /^\W*(please |pls )?(help|\?+|usage|commands|menu|hilfe|aide|ayuda|was (kannst|kann) (du|ich)( hier)?( machen| tun)?|que (peux|sais)[- ]tu faire|qu.est-ce que tu (peux|sais) faire|qué puedes hacer)( me)?\W*$|\b(what|which) (can|could|do|are) (you|u|your)\b.*\b(do|offer|capabilit\w*|skills?|features?|abilities|good at)\b|\bwhat are your\b|\bhow (do|can|should) i (start|begin|use (you|this|it|opsmith))\b|\bhelp me\b|\bget(ting)? started\b|\bhow to start\b|\b(what|which) (agents|actions|commands)\b|\bwhat is opsmith\b|\bhow does (opsmith|this|it) work\b/i.test(
    text,
  );
}
