import type { Claims } from './entities.ts';
import { parseNumber } from './numbers.ts';

const versionText = String.raw`\d+(?:\.\d+)*(?:[-+][\w.]*\w)?`;

const named = new RegExp(String.raw`(?<![\w@./\\-])([A-Za-z][\w-]*)@v?(${versionText})`, 'g');
const spelled = new RegExp(
  String.raw`\b(?:version|ver\.?|release)(?: (?:number|no\.?|is|to|of|=))?[ :=#]+v?(${versionText})(?![\w-])`,
  'gi',
);
/** Not "v1.py" or "v2.1.csv", which are files. */
const short = new RegExp(String.raw`(?<![\w@./\\-])v\.?(${versionText})(?![\w/\\-]|\.\w)`, 'gi');
const bare = /(?<![\w@./\\-])(\d+\.\d+\.\d+(?:[-+][\w.]*\w)?)(?![\w/\\-]|\.\w)/g;
const inWords = /\bversion (one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b/gi;

/** Claims "churn@1.2.0" (a model with its version), "version 3", "v2.0.1" and bare "1.2.0". */
export function claimVersions(claims: Claims): void {
  for (const match of claims.free.matchAll(named)) {
    const span = { start: match.index, end: match.index + match[0].length };
    claims.claim(span, { kind: 'model-version', model: match[1]!, version: match[2]! });
  }
  for (const pattern of [spelled, short, bare]) {
    for (const match of claims.free.matchAll(pattern)) {
      const span = { start: match.index, end: match.index + match[0].length };
      claims.claim(span, { kind: 'version', version: match[1]! });
    }
  }
  for (const match of claims.free.matchAll(inWords)) {
    const span = { start: match.index, end: match.index + match[0].length };
    claims.claim(span, { kind: 'version', version: String(parseNumber(match[1]!)) });
  }
}

/** Claims ids of recommendations: "rec_1a2b3c", "r-12", "9f8e7d6c". */
export function claimIds(claims: Claims): void {
  const shapes = [
    /(?<![\w@./-])#?(rec_[0-9a-f]{10}|(?:rec|r|f|finding|issue)[-_][0-9a-z]*\d[0-9a-z]*)(?![\w@/-])/gi,
    /(?<![\w@./-])#?((?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,40})(?![\w@/-])/gi,
  ];
  for (const shape of shapes) {
    for (const match of claims.free.matchAll(shape)) {
      claims.claim({ start: match.index, end: match.index + match[0].length }, { kind: 'id', id: match[1]! });
    }
  }
}

/** A pattern for an agent's name as people write it: "code-analyst", "code analyst", "Code_Analyst", "optimiser". */
function namePattern(name: string): string {
  return name
    .replaceAll('-', '[-_ ]?')
    .replace(/iz(er|e)/, 'i[sz]$1')
    .replace(/(er|or)$/, '[eo]r');
}

const addressPatterns = new Map<string, readonly RegExp[]>();

/** The ways of addressing an agent, made once for a name. */
function patternsFor(agent: string): readonly RegExp[] {
  const known = addressPatterns.get(agent);
  if (known) return known;
  const name = namePattern(agent);
  const patterns = [
    String.raw`@${name}\b[:,]?`,
    String.raw`(?<=^|\n|[.;!?] |\b(?:hey|hi|hello|then|and|please),? )(?:the )?${name}(?: agent)?\s*[:–—](?=\s|$)`,
    String.raw`\b(?:ask|tell|have|let|get|use|want|order|instruct)\s+(?:the\s+|our\s+|your\s+)?${name}(?:\s+agent)?(?:\s+to)?\b`,
    String.raw`\b(?:the\s+)?${name}\s+agent\b(?: (?:should|must|can|could))?`,
    `^(?:hey |hi |dear |hello )?(?:the )?${name},`,
  ].map((pattern) => new RegExp(pattern, 'gi'));
  addressPatterns.set(agent, patterns);
  return patterns;
}

/** Claims the ways of addressing an agent: "@trainer", "trainer: …" at a line's start, "ask the trainer to …", "the trainer agent". */
export function claimAddresses(claims: Claims, agentNames: readonly string[]): void {
  const text = claims.free.toLowerCase();
  for (const agent of agentNames) {
    // Most requests name no agent: the patterns need not run.
    if (!text.includes(agent.split('-').at(-1)!.slice(0, 5))) continue;
    for (const pattern of patternsFor(agent)) {
      for (const match of claims.free.matchAll(pattern)) {
        claims.claim({ start: match.index, end: match.index + match[0].length }, { kind: 'address', agent });
      }
    }
  }
}
