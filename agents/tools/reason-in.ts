/** Longer ones are no reason but a story, or code. */
const longestReason = 300;

/** After these words comes a reason. */
const after = /\b(?:because|since|for the reason that|as (?=it|they|this|that|we))\s*(.+)$/iu;
/** A clause of its own that says what it is: "…, it is test code"; "…: we never run that". */
const clause =
  /[,;:–—-]\s*((?:it|its|it's|this|that|that's|they|we|those|these|the|there|only|just|not|never)\b.+)$/iu;

/** The reason that a person gives for a verdict, in their words; null where the message gives none, or is about several. */
export function reasonIn(message: string): string | null {
  const [line = ''] = message.split('```')[0]!.trim().split('\n').slice(-1);
  const found = (after.exec(line) ?? clause.exec(line))?.[1]?.trim().replace(/[.!\s]+$/u, '');
  if (found === undefined || found === '' || found.length > longestReason) return null;
  // What follows may be the next request.
  return /\b(?:accept|reject|dismiss|modify|review|then)\b/iu.test(found) ? null : found;
}
