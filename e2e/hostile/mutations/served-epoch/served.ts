/** The newest epoch that the server has handed out a seed of. */
export const served: { epoch: number | undefined } = { epoch: undefined };
