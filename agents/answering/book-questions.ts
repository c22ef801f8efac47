import { inlineCode } from '../tools/figures.ts';

const ofRuns =
  /\b(?:best|worst|compare|highest|lowest|parameters?|settings|hyper-?parameters?|metrics?|scores?|auc|accuracy|f1|rmse)\b.*\b(?:runs?|experiments?|trials?)\b|\b(?:runs?|experiments?|trials?)\b.*\b(?:best|worst|highest|lowest|scored?|parameters?|auc|accuracy|f1|rmse)\b/i;
const ofGraph =
  /\bgraph\b.*\b(?:graphml|gexf|json|html|picture|image|file|gephi|yed)\b|\b(?:export|save|download|draw|picture|visuali[sz]e|graphml|gexf)\b.*\bgraph\b/i;
const ofModels =
  /\b(?:versions?|v\d+|promot\w*|deploy\w*|releas\w*|rolled|registered|approved|live|models?)\b|@\d|\b[a-z][\w-]*\s+v?\d[\d.]*\s+(?:and|with|to|vs|or)\b/i;
const version = String.raw`([a-z][\w-]*)(?:@[\d.]+|\s+(?:version\s+)?v?\d[\d.]*)`;
const compared = new RegExp(
  String.raw`\b(?:compare|difference|differs?|changed?|better|which)\b.*?${version}\s+(?:and|with|to|or|from|against|vs\.?|versus)\s+`,
  'i',
);
const ofHistory = /\b(?:when|who|history|happened|timeline)\b/i;
const history = /\b(?:history|happened|timeline)\b|\b(?:promot|deploy|releas|roll|regist|approv)/i;
/** Words of such a question that are no model's name. */
const around =
  /^(?:it|this|that|the|a|an|last|first|models?|versions?|been|we|you|i|my|our|was|were|is|has|had|did|when|who|what|history|to|of|by|for|ever|happened|timeline|promot\w*|deploy\w*|releas\w*|roll\w*|back|regist\w*|approv\w*|show|tell|give|me|since|live|production|staging|time|in|on|go|went|made|put|again|so|far|and|please|\d[\d.]*|v\d[\d.]*)$/i;

/** The command that answers a question about versions or experiments, in a sentence; null for any other text. */
export function bookAnswer(text: string): string | null {
  const graph = ofGraph.test(text)
    ? (/\b(graphml|gexf|json|html)\b/i.exec(text)?.[1]?.toLowerCase() ?? 'html')
    : null;
  if (graph !== null)
    return `Nothing was written. ${inlineCode(`opsmith graph export --format ${graph} --out graph.${graph}`)} writes the knowledge graph; ${inlineCode('--focus NODE')} takes only what is around a file or function.`;
  if (ofRuns.test(text))
    return `${inlineCode('opsmith experiments list')} has the runs with their metrics, ${inlineCode('opsmith experiments show RUN')} one with its parameters, and ${inlineCode('opsmith experiments compare RUN RUN')} what differs and whether the scores do beyond noise.`;
  if (!ofModels.test(text)) return null;
  const model = compared.exec(text)?.[1];
  if (model !== undefined)
    return `Nothing was compared here. ${inlineCode(`opsmith models compare ${model}@VERSION ${model}@VERSION`)} holds two versions against each other, and with ${inlineCode('--data FILE')} both on the same rows; ${inlineCode('opsmith models list')} has the versions.`;
  if (!ofHistory.test(text) || !history.test(text)) return null;
  const name = text.match(/[\w-]+/g)?.findLast((word) => !around.test(word)) ?? 'NAME';
  return `${inlineCode(`opsmith models history ${name}`)} tells everything that happened to a model: what, when, by whom and why.`;
}
