/** Bounds that every party keeps. A parser refuses what is beyond them before it allocates anything. */

/** Largest file that can be sealed as one item, bytes (2 GiB). */
export const maxItemBytes = 2 ** 31;
/** Plaintext bytes in each chunk of a body but the last. Chromium's AES-GCM slows down by 2.9 from 960 KiB up. */
export const bodyChunkBytes = 512 * 1024;
/** Chunks of the largest body: 2 GiB is a length that Padmé leaves as it is. */
export const maxBodyChunks = 4096;
/** A stored chunk row: plaintext chunk, 16-byte tag, and in row 0 the preamble. */
export const maxChunkRowBytes = bodyChunkBytes + 256;
/** Chunk rows of a batch that travel together, and bytes of such a message. */
export const maxChunkRows = 256;
export const maxChunkRowsBytes = 2 * 1024 * 1024;
/** Plaintext bytes of a page of headers, padding included. */
export const maxPageBytes = 256 * 1024;
/** A stored page: envelope, salt, commitment, padded plaintext, tag. */
export const maxPageRowBytes = maxPageBytes + 256;
/** UTF-8 bytes of one item's encoded header. */
export const maxHeaderBytes = 16 * 1024;
/** Items in one batch. */
export const maxBatchItems = 1024;
/** Pages in one batch. */
export const maxBatchPages = 128;
/** Bytes of a signed manifest. */
export const maxManifestBytes = 256 * 1024;
/** Bytes, as JSON, of all seals that one entry names: 10,000 recipients. */
export const maxSealsBytes = 32 * 1024 * 1024;
/** Bytes of one signed log entry. */
export const maxEntryBytes = 1024 * 1024;
/** UTF-8 bytes of a name that is encrypted in the log. */
export const maxNameBytes = 256;
/** UTF-8 bytes of what a person calls a way in. */
export const maxWayInNameBytes = 64;
/** Bytes of a person's encrypted own state. */
export const maxOwnStateBytes = 1024 * 1024;
/** Bytes of what a person has read and starred of one account, encrypted. */
export const maxMarksBytes = 1024 * 1024;
/** Bytes of an anchor. */
export const maxAnchorBytes = 64 * 1024;
/** Bytes of a request to be let back in, signature included. */
export const resetRequestBytes = 1498;
/** Items in one part of what is handed over for a job. */
export const maxJobPartItems = 512;
/** Parts that are handed over for one job: of a million items with the longest headers. */
export const maxJobParts = 100_000;
/** Plaintext bytes of such a part, padding included. */
export const maxJobPartBytes = 256 * 1024;
/** A stored part: envelope, seal, and what a box adds. */
export const maxJobPartRowBytes = maxJobPartBytes + 2048;
/** Items that a worker names one by one when it asks for a job. */
export const maxRequestedItems = 1024;
/** UTF-8 bytes of what a worker calls an analyser, and of its version. */
export const maxAnalyserBytes = 64;
export const maxAnalyserVersionBytes = 32;
/** Characters of what a result and its progress call an analyser, and its version. */
export const maxResultAnalyserLength = 64;
export const maxResultVersionLength = 16;
/** Items that one run of an analyser is about, at most. */
export const maxItemsOfRun = 1_000_000_000;
/** Bytes of a sealed access record. */
export const maxAccessRecordBytes = 4096;
/** Access records that are delivered, and fetched, at once. */
export const maxAccessRecords = 100;
/** Bytes of a signed request for a job. */
export const maxJobRequestBytes = 20 * 1024;
/** Bytes of the public half of a worker. */
export const workerIdentityBytes = 1254;
/** Characters of an e-mail address (RFC 5321 allows 254). */
export const maxEmailLength = 254;
/** A password is never shorter, in characters. */
export const minPasswordLength = 10;
