import { XMLParser } from 'fast-xml-parser';
import type { LineHits } from './coverage.ts';

/** The elements that hold lines, at any depth: one of each kind may stand alone or in a list. */
type Node = { [name: string]: unknown };

/**
 * Reads Cobertura's XML: `<class filename>` with `<line number hits>`, and the `<source>` folders that the names start
 * from. Entities are not expanded: a report can't grow in memory or reach for other files.
 *
 * @throws Error when there is no `<coverage>` element.
 */
export function readCobertura(text: string): { hits: LineHits; roots: string[] } {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', processEntities: false });
  const document = parser.parse(text) as Node;
  if (!isNode(document.coverage))
    throw new Error('it has no <coverage> element, so it is no Cobertura report');
  const hits: LineHits = new Map();
  const roots: string[] = [];
  // Iterative: reports nest packages, classes and methods in different depths.
  const waiting: Node[] = [document.coverage];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    for (const source of listOf(isNode(node.sources) ? node.sources.source : undefined)) {
      if (typeof source === 'string') roots.push(source.trim());
    }
    for (const each of listOf(node.class)) if (isNode(each)) readClass(each, hits);
    for (const [name, value] of Object.entries(node)) {
      if (name === 'class' || name === 'sources') continue;
      for (const each of listOf(value)) if (isNode(each)) waiting.push(each);
    }
  }
  return { hits, roots };
}

function readClass(node: Node, hits: LineHits): void {
  if (typeof node.filename !== 'string') return;
  const lines = hits.get(node.filename) ?? new Map<number, number>();
  hits.set(node.filename, lines);
  const add = (holder: unknown): void => {
    if (!isNode(holder)) return;
    for (const line of listOf(holder.line)) {
      if (!isNode(line)) continue;
      const number = Number(line.number);
      const count = Number(line.hits);
      if (Number.isInteger(number) && Number.isFinite(count)) {
        lines.set(number, Math.max(lines.get(number) ?? 0, count));
      }
    }
  };
  add(node.lines);
  if (isNode(node.methods)) {
    for (const method of listOf(node.methods.method)) if (isNode(method)) add(method.lines);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
