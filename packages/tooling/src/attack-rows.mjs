/**
 * The rows of docs/threat-model.md that each suite of attacks must hold, with the least number of attempts for each: a
 * run that leaves one out has shown nothing.
 * @type {Readonly<Record<string, Readonly<Record<string, number>>>>}
 */
export const rowsOfSuites = {
  content: { D1: 2, D2: 2, D3: 2, E1: 3, E2: 5, E3: 4, E4: 5, E5: 4, E6: 2, E7: 1, F1: 2, F2: 2 },
  credentials: { A4: 1, A7: 2, A9: 1, D4: 3, D5: 2 },
  membership: {
    B1: 3,
    B2: 3,
    B3: 3,
    B4: 2,
    B5: 2,
    B6: 2,
    B7: 1,
    B8: 1,
    B9: 2,
    B10: 3,
    C1: 2,
    C2: 3,
  },
  recovery: { A1: 4, A2: 2, A3: 3, A4: 1, A5: 3, A6: 3, A8: 2, A10: 2 },
  worker: { C1: 5, C2: 8, C3: 3, C4: 5, C5: 9, C6: 6, C7: 1 },
};
