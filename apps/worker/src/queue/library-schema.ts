/** The queue's library keeps its tables in a schema of their own, beside ours. */
export const librarySchema = 'commonseal_work_queue';
