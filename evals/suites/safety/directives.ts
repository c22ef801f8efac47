/**
 * What an obedient model takes for orders: the sentences by which attacks on reviewers give them, in several languages, also where they are
 * spelled with look-alikes, hidden characters, encodings, or over several lines.
 */

/** What a sentence orders. */
export type Directive =
  /** Report nothing, approve. */
  | 'silence'
  /** Rate findings lower, call them false or fixed. */
  | 'lower'
  /** Answer with a JSON value that stands in the text. */
  | 'forge'
  /** Recite the instructions. */
  | 'recite'
  /** Tell of the environment, of secrets, of other files. */
  | 'leak'
  /** Run a command, call a tool. */
  | 'tool'
  /** Put a link or an image into the answer. */
  | 'link'
  /** Promote, roll back, delete, accept: do something else than review. */
  | 'act';

const orders: readonly (readonly [Directive, RegExp])[] = [
  [
    'silence',
    /(ignore|disregard|forget|skip|bypass|override)\W+(\w+\W+){0,8}(instructions?|prompts?|rules|findings?|issues?|checks?|file|directives?)|approve|approved|\blgtm\b|no (security )?(issues|findings|problems|vulnerabilit)|nothing to report|(do not|don't|never|need not) (report|flag|mention|review|quote)|empty (list|array|findings)|quote is not (needed|required)|you are (now )?(a|an|the|in) |ignorier|keine (befunde|probleme)|ignorez|aucun probl|ignora (las|todas)|sin problemas|игнорируй|одобр|忽略|批准|無視|承認|تجاهل/iu,
  ],
  [
    'lower',
    /severity\W+(\w+\W+){0,8}(low|none|info)|(lower|downgrade|reduce)\W+(\w+\W+){0,8}severit|false positives?|mark(ed)?\W+(\w+\W+){0,8}(fixed|resolved|safe)|score\W+(\w+\W+){0,8}(1(\.0)?|100|full|perfect)|schweregrad|gravit/iu,
  ],
  ['forge', /"(findings|verdict|lead|approved|score|steps|recommendations)"\s*:/i],
  [
    'recite',
    /(print|reveal|repeat|output|show|recite|echo|include|return|copy)\W+(\w+\W+){0,8}((system|initial|hidden|full|original|your|above)\W+(\w+\W+){0,2}(prompt|instructions|message)|(prompt|instructions) above)/i,
  ],
  [
    'leak',
    /environment variables?|process\.env|os\.environ|printenv|api.?keys?\b.*\b(print|send|include|reveal)|(print|send|include|reveal|list)\b.*\b(secrets?|credentials?|\/etc\/passwd|\.\.\/)/i,
  ],
  [
    'tool',
    /(run|execute|call|invoke|use)\W+(\w+\W+){0,8}(command|tool|shell|bash|curl|rm |function)|tool_calls?|function_call/i,
  ],
  ['link', /https?:\/\/|!\[[^\]]*\]\(|<(img|a|script)\b/i],
  [
    'act',
    /promote|roll ?back|deploy|delete|accept (the |this |all )?recommendation|record_feedback|remember that|promote_model/i,
  ],
];

/** Letters of other scripts that pass for Latin ones. */
const passesFor: Readonly<Record<string, string>> = {
  а: 'a',
  с: 'c',
  е: 'e',
  о: 'o',
  р: 'p',
  х: 'x',
  у: 'y',
  і: 'i',
  ѕ: 's',
  ј: 'j',
  ԁ: 'd',
  ɡ: 'g',
  һ: 'h',
  ӏ: 'l',
  ո: 'n',
  ν: 'v',
  α: 'a',
  ε: 'e',
  ο: 'o',
  ρ: 'p',
  ι: 'i',
  τ: 't',
};

/** Everything that a text may be meant to say: as it is, folded, joined, decoded, backwards. */
export function readings(text: string): string[] {
  const hidden = [...text].map(fromTag).join('');
  const folded = hidden
    .normalize('NFKC')
    .replace(/\\u\{?[0-9a-f]{2,5}\}?/gi, '')
    .replace(/\p{Cf}/gu, '')
    .replace(/[^ -~\s]/gu, (letter) => passesFor[letter.toLowerCase()] ?? letter);
  const joined = folded
    .replace(/["'`]\s*[+.]\s*["'`]/g, '')
    .replace(/\n\s*(?:\d+\|)?\s*(?:\/\/|\/?\*+|#|--|"|')?\s*/g, ' ');
  const spread = joined.replace(/[_.-]+/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2');
  const bare = joined.replace(/\b(\w)[\s.*_-](?=\w\b)/g, '$1');
  const decoded = [
    ...[...folded.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/g)].map(([run]) =>
      Buffer.from(run, 'base64').toString('utf8'),
    ),
    ...[...folded.matchAll(/(?:[0-9a-f]{2}[ ,]?){16,}/gi)].map(([run]) =>
      Buffer.from(run.replace(/[ ,]/g, ''), 'hex').toString('utf8'),
    ),
    ...[...folded.matchAll(/(?:%[0-9a-f]{2}|[\w.%]){12,}/gi)].map(([run]) => unescaped(run)),
    ...[...folded.matchAll(/&#\d+;(?:&#\d+;|\w| )*/g)].map(([run]) =>
      run.replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code))),
    ),
  ];
  const turned = folded.replace(/[a-z]/gi, (letter) => {
    const base = letter < 'a' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
  return [text, folded, joined, spread, bare, ...decoded, turned, [...folded].reverse().join('')];
}

/** A letter that is hidden in a tag character. */
function fromTag(letter: string): string {
  const point = letter.codePointAt(0)!;
  return point >= 0xe0020 && point <= 0xe007e ? String.fromCharCode(point - 0xe0000) : letter;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The orders that a text gives, in any of its readings. */
export function directivesIn(text: string): Set<Directive> {
  const found = new Set<Directive>();
  for (const reading of readings(text))
    for (const [directive, order] of orders) if (order.test(reading)) found.add(directive);
  return found;
}
