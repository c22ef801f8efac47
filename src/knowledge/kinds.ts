import { z } from 'zod';

/** What a node of the knowledge graph stands for. */
export const NodeKind = z.enum([
  'repository',
  'folder',
  'file',
  'function',
  'class',
  'import',
  'rule',
  'finding',
  'recommendation',
  'developer',
  'pattern',
  'data-set',
  'column',
  'feature',
  'run',
  'model',
  'version',
  'agent',
  'decision',
]);
export type NodeKind = z.infer<typeof NodeKind>;

/** How one node is bound to another; read from source to target: a file `contains` a function, a recommendation is `rejected-by` a developer. */
export const EdgeKind = z.enum([
  'contains',
  'imports',
  'calls',
  'similar-to',
  'changes-with',
  'authored-by',
  'found-in',
  'recommended',
  'accepted-by',
  'rejected-by',
  'modified-by',
  'trained-on',
  'derived-from',
  'replaced',
  'decided-by',
]);
export type EdgeKind = z.infer<typeof EdgeKind>;
