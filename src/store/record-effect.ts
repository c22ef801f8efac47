/** The effect by which a run's recommendations are recorded. */
export const recordEffect = 'record-recommendations';
