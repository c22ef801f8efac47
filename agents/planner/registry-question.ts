/** What a question about the model registry asks, by its words alone. */

export type RegistryAsks =
  | 'compare'
  | 'at'
  | 'approvals'
  | 'log'
  | 'history'
  | 'versions'
  | 'inputs'
  | 'standing'
  | 'details';

/** A model that is named with a version: "churn 1.0.0", "churn@2", "version 1.1 of churn". */
const versioned = String.raw`(?:[a-z][\w-]*(?:@|\s+(?:version\s+|v\.?\s?)?)v?\d+(?:\.\d+){0,2}\b|\bversions?\b|\bv\d+\b)`;
const place = '(?:live|production|prod|staging|archived?|deployed|serving|in use|champion)';
const moved =
  '(?:promot\\w*|deploy\\w*|releas\\w*|roll(?:ed)?\\s?back|regist\\w*|archiv\\w*|put|moved|went|go|going|gone|taken|replac\\w*|delet\\w*|restor\\w*)';

const shapes: readonly (readonly [RegExp, RegistryAsks])[] = [
  [/\b(?:audit|decision|registry|promotion)s?['’]?s?\s+(?:log|trail|chain)\b|\bhash chain\b/i, 'log'],
  [
    new RegExp(
      String.raw`\b(?:compare|comparison|diff|differences?|differs?|versus|vs\.?|better|worse|chang(?:es?|ed)|improve(?:d|ment)?|beats?)\b.*(?:${versioned}|\b${place}\b)|${versioned}.*\b(?:better|worse|versus|vs\.?|beats?|differs?)\b`,
      'i',
    ),
    'compare',
  ],
  [
    new RegExp(
      String.raw`\b(?:what|which|who|was|were)\b.*\b(?:was|were)\b.*\b${place}\b.*\b(?:yesterday|ago|last|before|on|at|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|this morning|monday|tuesday|wednesday|thursday|friday|saturday|sunday|previously|earlier|then|until)\b|\b(?:what|which)\b.*\b(?:was|were)\b.*\b(?:live|in production)\b`,
      'i',
    ),
    'at',
  ],
  [/\bapprov(?:ed|als?|ers?)\b/i, 'approvals'],
  [
    new RegExp(
      String.raw`\b(?:history|timeline|changelog)\b|\bwhat (?:has )?happened (?:to|with)\b|\b(?:when|who|why|how come|by whom|how often)\b.*\b(?:${moved}|${place})\b`,
      'i',
    ),
    'history',
  ],
  [
    /\b(?:what|which)\b.*\b(?:data|table|csv|rows|columns?|features?|file)\b.*\b(?:trained|built|made|learn(?:ed|t)?|came|from|us(?:es?|ed))\b|\bwhere\b.*\b(?:came? from|from)\b|\blineage\b|\bprovenance\b/i,
    'inputs',
  ],
  [
    new RegExp(
      String.raw`\b(?:what|which) stage\b|\bin which stage\b|\bwhere (?:is|does|do)\b.*\b(?:stand|registry|now)\b|\b(?:is|are)\b.*\b${place}\b|\b(?:what|which)\b.*\b(?:is|are|s)\b.*\b${place}\b`,
      'i',
    ),
    'standing',
  ],
  [/\bversions\b|\bhow many versions\b/i, 'versions'],
  [
    /\bmodel card\b|\bcard (?:of|for)\b|\b(?:show|describe|details?|info(?:rmation)?|tell me about|metrics? (?:of|for)|scores? (?:of|for)|how good)\b/i,
    'details',
  ],
];

/** What is asked where a text reads like a question about the registry; whether it has such a model is for the registry to say. */
export function registryAsked(text: string): RegistryAsks | null {
  return shapes.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** Whether a text speaks of versions, stages or what became of them, so that nothing else is meant where a model of the registry is named. */
export function speaksOfRegistry(text: string): boolean {
  return new RegExp(
    String.raw`${versioned}|\b${place}\b|\b(?:promot\w*|rolled\s?back|registry|model card|audit log|approv\w*|history|lineage)\b`,
    'i',
  ).test(text);
}

/** How a text names versions, in its order: numbers, `production`, `staging`, `latest`, `previous`, and words after an `@`. */
export function selectorsIn(text: string): string[] {
  const found = text.matchAll(
    /@([A-Za-z][\w-]*)|(?:@|\bv(?:ersion)?s?\.?\s?)(\d+(?:\.\d+){0,2})\b|(?<![\w.,@-])(\d+\.\d+(?:\.\d+)?)(?![\w-]|\.\d)|\b(production|prod|live|current(?:ly)?|in use)\b|\b(staging|staged)\b|\b(latest|newest|new one|most recent)\b|\b(previous|prior|before|older|old one|last one)\b|(?:\b(?:and|to|with|vs\.?|versus|or|than|against)\s+)(\d+(?:\.\d+){0,2})\b/gi,
  );
  const selectors = [...found].map(([, alias, marked, number, live, staged, latest, previous, bare]) =>
    live !== undefined
      ? 'production'
      : staged !== undefined
        ? 'staging'
        : latest !== undefined
          ? 'latest'
          : previous !== undefined
            ? 'previous'
            : (alias ?? marked ?? number ?? bare)!,
  );
  return [...new Set(selectors)];
}

const units: Readonly<Record<string, number>> = {
  minute: 6e4,
  hour: 36e5,
  day: 864e5,
  week: 6048e5,
  month: 2592e6,
};
const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The moment that a text speaks of: a date (its end), "yesterday", "3 days ago", "last week", "on Monday"; null where it names none. */
export function momentIn(text: string, now: Date): Date | null {
  const date = /\b(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?\b/.exec(text);
  if (date !== null) {
    const moment = new Date(`${date[1]}T${date[2] ?? '23:59:59.999'}`);
    return Number.isNaN(moment.getTime()) ? null : moment;
  }
  const endOf = (back: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - back, 23, 59, 59, 999);
  if (/\byesterday\b/i.test(text)) return endOf(1);
  const ago = /\b(\d+|an?|one|two|three|few)\s+(minute|hour|day|week|month)s?\s+(?:ago|before)\b/i.exec(text);
  if (ago !== null) {
    const word = ago[1]!.toLowerCase();
    const count = Number(word) || { two: 2, three: 3, few: 3 }[word as 'two'] || 1;
    return new Date(now.getTime() - count * units[ago[2]!.toLowerCase()]!);
  }
  const last = /\blast (week|month)\b/i.exec(text);
  if (last !== null) return new Date(now.getTime() - units[last[1]!.toLowerCase()]!);
  if (/\bthis morning\b/i.test(text))
    return new Date(now.getFullYear(), now.getMonth(), now.getDate(), 9, 0, 0);
  const day = days.findIndex((name) => new RegExp(String.raw`\b${name}\b`, 'i').test(text));
  return day === -1 ? null : endOf((now.getDay() - day + 7) % 7 || 7);
}

const asksOrShows =
  /^\W*(?:(?:so|and|but|ok|okay|hey|hi|please|well|also|now|then|can you|could you|would you|tell me|show me|do you know|i wonder)\b[\s,]*)*(?:compare|comparison|diff|differences?|what|whats|which|who|when|why|how|is|are|was|were|has|have|did|does|show|verify|check|in which|where)\b/i;

/** Whether a text can only be a question about what the registry holds: an order to change something, and one that names a file, is none. */
export function asksRegistryOnly(text: string): boolean {
  const asks = registryAsked(text);
  if (asks === null || !asksOrShows.test(text) || /\.(?:csv|tsv|parquet|jsonl?|[jt]sx?|py)\b/i.test(text))
    return false;
  const selectors = selectorsIn(text);
  const isOfVersion = selectors.some((selector) => /^\d/.test(selector));
  switch (asks) {
    case 'log':
      return /\blog\b|\bchain\b|\btrail\b/i.test(text);
    case 'compare':
      return selectors.length >= 2 && isOfVersion;
    case 'at':
      return momentIn(text, new Date()) !== null;
    case 'approvals':
      return isOfVersion || /\b(?:models?|versions?|production|staging)\b/i.test(text);
    case 'history':
      return (
        /\b(?:promot|deploy|releas|roll|regist|archiv|production|staging|live)/i.test(text) &&
        !/\bhow\b/i.test(text)
      );
    case 'inputs':
      return isOfVersion;
    case 'standing':
      return /\bstage\b/i.test(text);
    case 'details':
      return /\bcard\b/i.test(text);
    case 'versions':
      return false;
  }
}
