/**
 * The knowledge graph: what a code base is made of and how it hangs together, what its history says, and what every run left behind.
 */
export type { UpdateProgress } from './code/update-code.ts';
export { type ExportFormat, exportGraph } from './export/export-graph.ts';
export { type FileRank, fileRanks } from './file-ranks.ts';
export { findNode } from './find-node.ts';
export type { GraphEdge, KnowledgeGraph, NodeIndex } from './graph/knowledge-graph.ts';
export { EdgeKind, NodeKind } from './kinds.ts';
export {
  type Coupling,
  couplingShare,
  fileGraphOf,
  fileOf,
  type Hotspot,
  hiddenCouplings,
  hotspots,
  importCycles,
} from './measures/file-measures.ts';
export { type PathStep, shortestPath } from './measures/shortest-path.ts';
export {
  type GraphUpdate,
  type Knowledge,
  type KnowledgeOptions,
  type LoadedGraph,
  openKnowledge,
} from './open-knowledge.ts';
export { type GraphSummary, summarizeGraph } from './summary.ts';
