import { defineAgent } from './define.ts';
import { answer } from './supervisor/answer-action.ts';
import { queryGraph } from './supervisor/graph-action.ts';
import { listRuns, status } from './supervisor/house-actions.ts';
import { forget, recordFeedback, remember, searchMemory } from './supervisor/memory-actions.ts';
import { listModels, promoteModel, rollBackModel } from './supervisor/model-actions.ts';
import { deleteModel, exportModel, importModel } from './supervisor/model-file-actions.ts';
import { aliasModel, approveModel, archiveModel, restoreModel } from './supervisor/model-stage-actions.ts';
import { predictRows } from './supervisor/predict-action.ts';

/** Talks with people and keeps the crew's books. */
export const supervisor = defineAgent({
  name: 'supervisor',
  role: 'Talks with people, plans the crew’s work, keeps models, runs, memory and feedback in order.',
  prompt: 'supervisor',
  actions: [
    answer,
    listModels,
    listRuns,
    queryGraph,
    searchMemory,
    remember,
    forget,
    recordFeedback,
    promoteModel,
    rollBackModel,
    archiveModel,
    restoreModel,
    approveModel,
    aliasModel,
    deleteModel,
    exportModel,
    importModel,
    predictRows,
    status,
  ],
});
