import type { EndpointName } from '@commonseal/protocol/api';

/** Hits allowed in a window that begins with the first one. */
export interface RateLimit {
  readonly hits: number;
  readonly windowSeconds: number;
}

const quarterHour = 15 * 60;
const hour = 60 * 60;
const day = 24 * hour;

/**
 * Compiled in: no configuration allows more. What counts as a guess is each answer that lets one password be tried:
 * the first message of a login or of a registration.
 */
export const rateLimitCeilings = {
  signUpPerIp: { hits: 1_200, windowSeconds: hour },
  loginPerIp: { hits: 1_200, windowSeconds: quarterHour },
  writerPerIp: { hits: 3_000, windowSeconds: quarterHour },
  writerPerWriter: { hits: 600, windowSeconds: quarterHour },
  workerPerIp: { hits: 3_000, windowSeconds: quarterHour },
  workerPerWorker: { hits: 600, windowSeconds: quarterHour },
  /** Anybody can make a worker up, and what it says of itself is kept. */
  newWorkersPerIp: { hits: 100, windowSeconds: day },
  guessesPerEmail: { hits: 240, windowSeconds: hour },
  /** Lower than the one above, so that one stranger alone cannot lock a person out. */
  guessesPerEmailAndIp: { hits: 80, windowSeconds: hour },
  returnsPerIp: { hits: 1_200, windowSeconds: quarterHour },
  /** Each page of somebody who waits asks every few seconds. */
  waitingPerIp: { hits: 12_000, windowSeconds: quarterHour },
  /** Apart from guesses of those who sign in: whoever asks under another's address keeps nobody out. */
  returnsPerEmail: { hits: 240, windowSeconds: hour },
  returnsPerEmailAndIp: { hits: 80, windowSeconds: hour },
  breakGlassPerIp: { hits: 1_200, windowSeconds: quarterHour },
  /** Of somebody who knows the password: 20 guesses among a million codes, three of which count at a time. */
  secondFactorPerPerson: { hits: 40, windowSeconds: hour },
  /** Somebody who has time: at this pace years go by before they have a fair chance. */
  secondFactorPerPersonAndDay: { hits: 120, windowSeconds: day },
  /** Of somebody who is signed in: those above cannot keep them from setting up another app. */
  authenticatorCodesPerPerson: { hits: 40, windowSeconds: hour },
  authenticatorCodesPerPersonAndDay: { hits: 120, windowSeconds: day },
  accountsPerPerson: { hits: 120, windowSeconds: hour },
  invitesPerPerson: { hits: 1_200, windowSeconds: quarterHour },
  ownLogPerPerson: { hits: 480, windowSeconds: hour },
  waysInPerPerson: { hits: 480, windowSeconds: hour },
  keysPerPerson: { hits: 240, windowSeconds: hour },
  entriesPerPerson: { hits: 4_000, windowSeconds: hour },
  statementsPerPerson: { hits: 2_400, windowSeconds: quarterHour },
  workersPerPerson: { hits: 480, windowSeconds: quarterHour },
  jobRequestsPerWorker: { hits: 480, windowSeconds: hour },
  /** After each portion that it has read, of all accounts. */
  accessRecordsPerWorker: { hits: 288_000, windowSeconds: hour },
  /** Once a second of each run. */
  progressPerWorker: { hits: 288_000, windowSeconds: hour },
  /** A million items with long headers take 70,000. */
  partsPerPerson: { hits: 80_000, windowSeconds: hour },
  streamsPerPerson: { hits: 2_400, windowSeconds: quarterHour },
} as const satisfies Record<string, RateLimit>;

export type RateLimitName = keyof typeof rateLimitCeilings;
export type RateLimits = Readonly<Record<RateLimitName, RateLimit>>;

export const defaultRateLimits: RateLimits = {
  signUpPerIp: { hits: 300, windowSeconds: hour },
  loginPerIp: { hits: 300, windowSeconds: quarterHour },
  writerPerIp: { hits: 600, windowSeconds: quarterHour },
  writerPerWriter: { hits: 120, windowSeconds: quarterHour },
  workerPerIp: { hits: 600, windowSeconds: quarterHour },
  workerPerWorker: { hits: 120, windowSeconds: quarterHour },
  newWorkersPerIp: { hits: 20, windowSeconds: day },
  guessesPerEmail: { hits: 120, windowSeconds: hour },
  guessesPerEmailAndIp: { hits: 40, windowSeconds: hour },
  returnsPerIp: { hits: 300, windowSeconds: quarterHour },
  waitingPerIp: { hits: 6_000, windowSeconds: quarterHour },
  returnsPerEmail: { hits: 120, windowSeconds: hour },
  returnsPerEmailAndIp: { hits: 40, windowSeconds: hour },
  breakGlassPerIp: { hits: 300, windowSeconds: quarterHour },
  secondFactorPerPerson: { hits: 20, windowSeconds: hour },
  secondFactorPerPersonAndDay: { hits: 60, windowSeconds: day },
  authenticatorCodesPerPerson: { hits: 20, windowSeconds: hour },
  authenticatorCodesPerPersonAndDay: { hits: 60, windowSeconds: day },
  accountsPerPerson: { hits: 30, windowSeconds: hour },
  invitesPerPerson: { hits: 300, windowSeconds: quarterHour },
  ownLogPerPerson: { hits: 120, windowSeconds: hour },
  waysInPerPerson: { hits: 120, windowSeconds: hour },
  keysPerPerson: { hits: 60, windowSeconds: hour },
  entriesPerPerson: { hits: 1_000, windowSeconds: hour },
  statementsPerPerson: { hits: 600, windowSeconds: quarterHour },
  workersPerPerson: { hits: 120, windowSeconds: quarterHour },
  jobRequestsPerWorker: { hits: 120, windowSeconds: hour },
  accessRecordsPerWorker: { hits: 72_000, windowSeconds: hour },
  progressPerWorker: { hits: 72_000, windowSeconds: hour },
  partsPerPerson: { hits: 20_000, windowSeconds: hour },
  streamsPerPerson: { hits: 600, windowSeconds: quarterHour },
};

/** Counted for each network, before it is known who calls. */
export const limitOfEndpoint: Partial<Record<EndpointName, RateLimitName>> = {
  signUpStart: 'signUpPerIp',
  signUpFinish: 'signUpPerIp',
  loginStart: 'loginPerIp',
  loginFinish: 'loginPerIp',
  secondFactorFinish: 'loginPerIp',
  keyChallenge: 'loginPerIp',
  keyLogin: 'loginPerIp',
  passkeyChallenge: 'loginPerIp',
  passkeyLogin: 'loginPerIp',
  returnStart: 'returnsPerIp',
  returnAsk: 'returnsPerIp',
  returnLoginStart: 'returnsPerIp',
  returnLoginFinish: 'returnsPerIp',
  returnState: 'waitingPerIp',
  returnPlaces: 'returnsPerIp',
  returnAskAgain: 'returnsPerIp',
  returnWithdraw: 'returnsPerIp',
  returnEnter: 'returnsPerIp',
  findBreakGlass: 'breakGlassPerIp',
  breakGlassLog: 'breakGlassPerIp',
  breakGlassUse: 'breakGlassPerIp',
  writerChallenge: 'writerPerIp',
  writerSession: 'writerPerIp',
  workerChallenge: 'workerPerIp',
  workerSession: 'workerPerIp',
};

/**
 * Counted for each person, or worker, of what somebody can ask for without being a member, and of what holds a lock, a verified log
 * or a connection, or makes a log longer that every member reads.
 */
export const limitOfCallers: Partial<Record<EndpointName, RateLimitName>> = {
  createAccount: 'accountsPerPerson',
  inviteLog: 'invitesPerPerson',
  join: 'invitesPerPerson',
  appendUserEntry: 'ownLogPerPerson',
  registrationStart: 'waysInPerPerson',
  changeWaysIn: 'waysInPerPerson',
  passkeyRegistration: 'waysInPerPerson',
  addSignInPasskey: 'waysInPerPerson',
  authenticatorStart: 'waysInPerPerson',
  authenticatorConfirm: 'waysInPerPerson',
  authenticatorBackupCodes: 'waysInPerPerson',
  replaceKeys: 'keysPerPerson',
  appendEntry: 'entriesPerPerson',
  refuseReset: 'entriesPerPerson',
  putHeadStatement: 'statementsPerPerson',
  findWorker: 'workersPerPerson',
  nameWorker: 'workersPerPerson',
  putJobPart: 'partsPerPerson',
  askForJob: 'jobRequestsPerWorker',
  refuseJob: 'entriesPerPerson',
  putAccessRecords: 'accessRecordsPerWorker',
  putProgress: 'progressPerWorker',
  accountEvents: 'streamsPerPerson',
};
