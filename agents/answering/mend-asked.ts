/** What somebody who wants a mend means by it. */
export interface MendAsked {
  /** `question` for "how do I fix it", which wants one finding told; `order` for "fix it" or "show me the patch", which wants patches. */
  wants: 'question' | 'order';
  /** Whether all that was found is meant: "fix them". Then no single finding stands for it, even the one last spoken of. */
  all: boolean;
}

const lead = '(?:(?:and|so|but|ok|okay|now|then|please|just|can you|could you|would you) )*';
const trail = '(?: (?:please|now|then|for me))*';
const verb = '(?:fix|mend|solve|repair|correct|avoid|get rid of|resolve|address)';
const done = '(?:fixed|mended|solved|repaired|corrected|avoided|resolved|addressed)';
const many =
  '(?:all of (?:it|them|these|those)|(?:them|these|those)(?: all)?|everything|all|(?:all )?(?:the|these|those) (?:problems|findings|issues|bugs))';
const one = '(?:(?:it|this|that)(?: one)?|(?:the|this|that) (?:problem|finding|issue|bug))';
const hand = '(?:apply|show(?: me)?|give me|make|suggest|write|see|what is|what are)';
const how = 'how (?:do|can|could|should|would|to|is|are)(?: i| we| one| you)?';

const shapes: readonly (MendAsked & { says: RegExp })[] = [
  { says: said(`(?:${how} ${verb} ${many}|${how} ${many}(?: be)? ${done})`), wants: 'question', all: true },
  {
    says: said(`(?:${how} ${verb}(?: ${one})?|${how} ${one}(?: be)? ${done})`),
    wants: 'question',
    all: false,
  },
  { says: said(`${verb} ${many}`), wants: 'order', all: true },
  // “Correct” by itself agrees rather than asks.
  { says: said(`(?!correct$)${verb}(?: ${one})?`), wants: 'order', all: false },
  {
    says: said(`(?:${how} )?${hand} (?:all )?(?:the|these|those) (?:patches|fixes|mends|diffs)`),
    wants: 'order',
    all: true,
  },
  {
    says: said(`(?:${how} )?${hand} (?:the|a|its|that|this) (?:patch|fix|mend|diff)`),
    wants: 'order',
    all: false,
  },
];

function said(words: string): RegExp {
  return new RegExp(`^${lead}${words}${trail}$`);
}

/** What a text that asks for a mend, and names nothing else, means: "how do I fix it?", "show me the patch". Null for any other text. */
export function mendAsked(text: string): MendAsked | null {
  const words = text
    .toLowerCase()
    .replace(/\bwhat['’]?s\b/g, 'what is')
    .replace(/[\s,;:.!?–-]+/g, ' ')
    .trim();
  const shape = shapes.find(({ says }) => says.test(words));
  return shape === undefined ? null : { wants: shape.wants, all: shape.all };
}
