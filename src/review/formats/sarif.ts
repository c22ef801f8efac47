import type { Recommendation, ReviewedFile, SkippedPath } from '../../code/index.ts';
import type { FormatOptions, QuietFinding, ReviewDocument } from './document.ts';
import { folderUri, uriOf } from './paths.ts';
import { type LinedText, placeOf, positionAt } from './place.ts';
import { withoutControls } from './plain.ts';
import { cweTaxonomy, describeRule, levelOf, type RuleDescriptor } from './sarif-rules.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const base = 'ROOT';

/**
 * A review as SARIF 2.1.0. Paths are relative URIs under the root, columns count UTF-16 code units, and fingerprints are the findings' ids, which
 * stay where code moves. Findings that are kept quiet are there as suppressed.
 */
export function formatSarif(review: ReviewDocument, options: FormatOptions): string {
  const writer = new SarifWriter(options);
  const results = [
    ...review.recommendations.map((finding) => writer.result(finding)),
    ...(options.quiet ?? []).map((quiet) => writer.result(quiet.finding, quiet)),
  ];
  const notifications = [
    ...review.files.flatMap((file) => writer.parseErrors(file)),
    ...(review.skipped ?? []).map((skipped) => writer.skipped(skipped)),
  ];
  const { rules, weaknesses } = writer;
  const run = {
    tool: {
      driver: {
        name: 'opsmith',
        version: options.version,
        semanticVersion: options.version,
        rules,
        ...(weaknesses.size === 0 ? {} : { supportedTaxonomies: [{ name: 'CWE', index: 0 }] }),
      },
    },
    automationDetails: { id: `opsmith/${review.run}` },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [base]: { uri: folderUri(options.root) } },
    ...(weaknesses.size === 0 ? {} : { taxonomies: [cweTaxonomy(weaknesses)] }),
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications }],
    artifacts: writer.artifacts(review.files),
    results,
    properties: { score: review.score, decidedBy: review.decidedBy },
  };
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

class SarifWriter {
  readonly rules: RuleDescriptor[] = [];
  readonly weaknesses = new Set<number>();
  readonly #ruleIndex = new Map<string, number>();
  readonly #options: FormatOptions;

  constructor(options: FormatOptions) {
    this.#options = options;
  }

  result(finding: Recommendation, quiet?: QuietFinding): object {
    const { file, severity, message, suggestion, id, rule, category, acceptance, evidence } = finding;
    const lined = this.#options.sourceOf(file);
    const advice = suggestion === null ? '' : ` Instead: ${suggestion}`;
    const fix = this.#fixOf(finding, lined);
    return {
      ruleId: rule,
      ruleIndex: this.#indexOf(finding),
      level: levelOf[severity],
      message: { text: messageText(`${message}${advice}`) },
      locations: [
        {
          physicalLocation: { artifactLocation: this.#location(file), region: regionOf(finding, lined) },
        },
      ],
      partialFingerprints: { 'opsmithFinding/v1': id },
      rank: Math.round(acceptance * 1000) / 10,
      ...(quiet === undefined ? {} : { suppressions: [suppressionOf(quiet)] }),
      ...(fix === null ? {} : { fixes: [fix] }),
      properties: { id, category, severity, source: finding.source, evidence },
    };
  }

  parseErrors({ path, errors }: ReviewedFile): object[] {
    return errors.map(({ line, message }) => ({
      level: 'warning',
      message: { text: messageText(message) },
      descriptor: { id: 'parse-error' },
      locations: [
        { physicalLocation: { artifactLocation: this.#location(path), region: { startLine: line } } },
      ],
    }));
  }

  skipped({ path, code, reason }: SkippedPath): object {
    return {
      level: 'warning',
      message: { text: messageText(`Left out: ${reason}.`) },
      descriptor: { id: code },
      locations: [{ physicalLocation: { artifactLocation: this.#location(path) } }],
    };
  }

  artifacts(files: readonly ReviewedFile[]): object[] {
    return files.map(({ path, language }) => ({ location: this.#location(path), sourceLanguage: language }));
  }

  #location(path: string): { uri: string; uriBaseId?: string } {
    const { uri, isRelative } = uriOf(path, this.#options);
    return { uri, ...(isRelative ? { uriBaseId: base } : {}) };
  }

  #indexOf(finding: Recommendation): number {
    const known = this.#ruleIndex.get(finding.rule);
    if (known !== undefined) return known;
    const { cwe, ...descriptor } = describeRule(finding);
    if (cwe !== null) this.weaknesses.add(cwe);
    this.#ruleIndex.set(finding.rule, this.rules.length);
    this.rules.push(descriptor);
    return this.rules.length - 1;
  }

  /** The finding's edits, where its quote still stands: offsets into another text would mend the wrong place. */
  #fixOf(finding: Recommendation, lined: LinedText | null): object | null {
    const { edits = [], file, suggestion, title } = finding;
    if (edits.length === 0 || lined === null || placeOf(finding, lined) === null) return null;
    const newline = lined.text.includes('\r\n') ? '\r\n' : '\n';
    const replacements = edits.map(({ start, end, replacement }) => {
      const from = positionAt(lined, start);
      const to = positionAt(lined, end);
      return {
        deletedRegion: {
          startLine: from.line,
          startColumn: from.column,
          endLine: to.line,
          endColumn: to.column,
        },
        insertedContent: { text: replacement.replaceAll(/\r?\n/g, newline) },
      };
    });
    return {
      description: { text: suggestion ?? title },
      artifactChanges: [{ artifactLocation: this.#location(file), replacements }],
    };
  }
}

/** Words from the code must neither be a placeholder (section 3.11.5) nor a link (3.11.6) of the message. */
function messageText(text: string): string {
  return withoutControls(text)
    .replace(/\{(?=\d+\})/g, '{\u2060')
    .replaceAll('](', ']\u2060(');
}

function regionOf(finding: Recommendation, lined: LinedText | null): object {
  const place = lined === null ? null : placeOf(finding, lined);
  if (place === null) return { startLine: finding.line, endLine: finding.endLine };
  const { line, column, endLine, endColumn } = place;
  // A quote may hold only the first lines of what was found; a snippet is the whole region or nothing.
  const isWhole = finding.quote.split('\n').length === endLine - line + 1;
  const snippet = isWhole ? { snippet: { text: finding.quote } } : {};
  return { startLine: line, startColumn: column, endLine, endColumn, ...snippet };
}

const whyQuiet = {
  comment: 'silenced in the code',
  baseline: 'in the baseline',
  learning: 'unlikely to be accepted',
} as const;

function suppressionOf({ by, reason }: QuietFinding): object {
  return {
    kind: by === 'comment' ? 'inSource' : 'external',
    status: 'accepted',
    justification: reason ?? whyQuiet[by],
  };
}
