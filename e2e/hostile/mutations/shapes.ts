// A list of modules and their stand-ins: named imports of 105 modules twice would say nothing more.
/* oxlint-disable typescript/consistent-type-imports */
/**
 * That what takes the place of a module has its shape: a build with a mutation is not type-checked, and one that breaks where it should
 * let an attack through looks like a defence.
 */
type Fits<Real, Mutated extends Real> = readonly [Real, Mutated];

export type Shapes = readonly [
  Fits<
    typeof import('../../../apps/connector/src/delivery/freshness.ts'),
    typeof import('./ageless-for-connectors/freshness.ts')
  >,
  Fits<
    typeof import('../../../apps/worker/src/accounts/freshness.ts'),
    typeof import('./ageless/freshness.ts')
  >,
  Fits<
    typeof import('../../../packages/crypto/src/open/open-seal.ts'),
    typeof import('./altered-keys/open-seal.ts')
  >,
  Fits<
    typeof import('../../../packages/crypto/src/open/decrypt-box.ts'),
    typeof import('./altered-keys/decrypt-box.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/session/open-person.ts'),
    typeof import('./altered-keys/open-person.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/content/manifest-signature.ts'),
    typeof import('./anonymous/manifest-signature.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/account/require-seed.ts'),
    typeof import('./any-account-seed/require-seed.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/content/manifest-signature.ts'),
    typeof import('./any-account/manifest-signature.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/content/manifest-knowledge.ts'),
    typeof import('./forgetful/manifest-knowledge.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/request-rules.ts'),
    typeof import('./any-head/request-rules.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/let-back-in/require-let-in.ts'),
    typeof import('./any-head/require-let-in.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/workers/typed-identity.ts'),
    typeof import('./any-identity/typed-identity.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/account/find-invite.ts'),
    typeof import('./any-inviter/find-invite.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/content/job-items.ts'),
    typeof import('./any-job-items/job-items.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/entries/policy.ts'),
    typeof import('./any-policy/policy.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/entries/check-recipients.ts'),
    typeof import('./any-recipients/check-recipients.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/account/require-seed.ts'),
    typeof import('./any-account-seed/require-seed.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/account/account-seeds.ts'),
    typeof import('./any-returned-seed/account-seeds.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/entries/grant.ts'),
    typeof import('./anybody-grants/grant.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/entries/invite.ts'),
    typeof import('./anybody-invites/invite.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/entries/break-glass.ts'),
    typeof import('./anybody-makes-sets/break-glass.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/may-vouch.ts'),
    typeof import('./anybody-vouches/may-vouch.ts')
  >,
  Fits<
    typeof import('../../../apps/worker/src/accounts/grants.ts'),
    typeof import('./anybodys-grant/grants.ts')
  >,
  Fits<
    typeof import('../../../apps/connector/src/delivery/freshness.ts'),
    typeof import('./anybodys-key-for-connectors/freshness.ts')
  >,
  Fits<
    typeof import('../../../apps/worker/src/accounts/key-of-members.ts'),
    typeof import('./anybodys-key/key-of-members.ts')
  >,
  Fits<
    typeof import('../../../packages/crypto/src/verify/signature.ts'),
    typeof import('./unauthenticated/signature.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/account/require-own-keys.ts'),
    typeof import('./listed-accounts/require-own-keys.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/let-back-in/require-own.ts'),
    typeof import('./anybodys-request/require-own.ts')
  >,
  Fits<
    typeof import('../../../packages/protocol/src/api/read-reply.ts'),
    typeof import('./believing/read-reply.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/content/manifest-place.ts'),
    typeof import('./unchained/manifest-place.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/check-chains.ts'),
    typeof import('./unchained/check-chains.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/item-summary.ts'),
    typeof import('./believing/item-summary.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/verify-batch.ts'),
    typeof import('./unchained/verify-batch.ts')
  >,
  Fits<
    typeof import('../../../packages/protocol/src/api/read-reply.ts'),
    typeof import('./configurable/read-reply.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/content/manifest-signature.ts'),
    typeof import('./configurable/manifest-signature.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/recipients.ts'),
    typeof import('./directory/recipients.ts')
  >,
  Fits<
    typeof import('../../../packages/protocol/src/api/read-reply.ts'),
    typeof import('./heeding/read-reply.ts')
  >,
  Fits<typeof import('../../../packages/protocol/src/api/client.ts'), typeof import('./elsewhere/client.ts')>,
  Fits<
    typeof import('../../../packages/vault/src/session/unlock.ts'),
    typeof import('./elsewhere/unlock.ts')
  >,
  Fits<
    typeof import('../../../apps/worker/src/accounts/grants.ts'),
    typeof import('./ended-grants/grants.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/content/chain-end.ts'),
    typeof import('./endless-chains/chain-end.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/counting-batches.ts'),
    typeof import('./endless-chains/counting-batches.ts')
  >,
  Fits<
    typeof import('../../../apps/worker/src/accounts/grants.ts'),
    typeof import('./endless-grants/grants.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/let-back-in/tries.ts'),
    typeof import('./endless-tries/tries.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/let-back-in/reset-requests.ts'),
    typeof import('./fetched-again/reset-requests.ts')
  >,
  Fits<typeof import('../../../packages/account-log/src/head.ts'), typeof import('./forgetful/head.ts')>,
  Fits<
    typeof import('../../../packages/account-log/src/content/manifest-knowledge.ts'),
    typeof import('./forgetful/manifest-knowledge.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/account/open-log.ts'),
    typeof import('./forgetful/open-log.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/check-chains.ts'),
    typeof import('./unchained/check-chains.ts')
  >,
  Fits<
    typeof import('../../../apps/worker/src/accounts/grants.ts'),
    typeof import('./grants-of-any-account/grants.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/check-part.ts'),
    typeof import('./in-parts/check-part.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/ways-in/recovery-kits.ts'),
    typeof import('./kept-keys/recovery-kits.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/entries/policy.ts'),
    typeof import('./kept-vouches/policy.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/recipients.ts'),
    typeof import('./leavers-key/recipients.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/session/accounts-of.ts'),
    typeof import('./listed-accounts/accounts-of.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/account/require-own-keys.ts'),
    typeof import('./listed-accounts/require-own-keys.ts')
  >,
  Fits<
    typeof import('../../../packages/protocol/src/api/read-reply.ts'),
    typeof import('./heeding/read-reply.ts')
  >,
  Fits<
    typeof import('../../../packages/crypto/src/open/decrypt-box.ts'),
    typeof import('./older-formats/decrypt-box.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/find-author.ts'),
    typeof import('./once-an-owner/find-author.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/let-back-in/confirmed-answers.ts'),
    typeof import('./one-answer-for-all/confirmed-answers.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/approvals.ts'),
    typeof import('./owners-by-members/approvals.ts')
  >,
  Fits<
    typeof import('../../../apps/worker/src/keys/open-job-part.ts'),
    typeof import('./placeless-parts/open-job-part.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/content/job-items.ts'),
    typeof import('./any-job-items/job-items.ts')
  >,
  Fits<
    typeof import('../../../apps/worker/src/keys/open-job-part.ts'),
    typeof import('./placeless-parts/open-job-part.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/session/unlock.ts'),
    typeof import('./plain-password/unlock.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/session/sign-up.ts'),
    typeof import('./plain-password/sign-up.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/results.ts'),
    typeof import('./results-of-any-body/results.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/epoch-to-seal-under.ts'),
    typeof import('./served-epoch/epoch-to-seal-under.ts')
  >,
  Fits<
    typeof import('../../../apps/web/src/vault-worker/finish-in-worker.ts'),
    typeof import('./server-stretched/finish-in-worker.ts')
  >,
  Fits<
    typeof import('../../../packages/protocol/src/api/read-reply.ts'),
    typeof import('./server-stretched/read-reply.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/account/may-vouch.ts'),
    typeof import('./stated-policy/may-vouch.ts')
  >,
  Fits<
    typeof import('../../../packages/protocol/src/api/read-reply.ts'),
    typeof import('./heeding/read-reply.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/account/connector-key.ts'),
    typeof import('./suggested-connector/connector-key.ts')
  >,
  Fits<
    typeof import('../../../packages/protocol/src/api/read-reply.ts'),
    typeof import('./heeding/read-reply.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/account/new-epoch.ts'),
    typeof import('./suggested-recipients/new-epoch.ts')
  >,
  Fits<
    typeof import('../../../packages/protocol/src/api/read-reply.ts'),
    typeof import('./heeding/read-reply.ts')
  >,
  Fits<
    typeof import('../../../apps/worker/src/accounts/grants.ts'),
    typeof import('./told-grants/grants.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/account/newcomers.ts'),
    typeof import('./told-workers/newcomers.ts')
  >,
  Fits<
    typeof import('../../../packages/protocol/src/api/read-reply.ts'),
    typeof import('./heeding/read-reply.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/session/open-person.ts'),
    typeof import('./unanchored/open-person.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/let-back-in/confirmed-answers.ts'),
    typeof import('./unanswered/confirmed-answers.ts')
  >,
  Fits<
    typeof import('../../../packages/crypto/src/open/decrypt-gcm.ts'),
    typeof import('./unauthenticated/decrypt-gcm.ts')
  >,
  Fits<
    typeof import('../../../packages/crypto/src/verify/signature.ts'),
    typeof import('./unauthenticated/signature.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/signed-hash.ts'),
    typeof import('./unbound/signed-hash.ts')
  >,
  Fits<typeof import('../../../packages/crypto/src/item-keys.ts'), typeof import('./unbound/item-keys.ts')>,
  Fits<
    typeof import('../../../packages/vault/src/content/open-batch-key.ts'),
    typeof import('./unbound/open-batch-key.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/signed-hash.ts'),
    typeof import('./unbound/signed-hash.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/open-headers.ts'),
    typeof import('./unbound/open-headers.ts')
  >,
  Fits<
    typeof import('../../../packages/account-log/src/content/manifest-place.ts'),
    typeof import('./unchained/manifest-place.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/check-chains.ts'),
    typeof import('./unchained/check-chains.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/new-items.ts'),
    typeof import('./unchained/new-items.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/verify-batch.ts'),
    typeof import('./unchained/verify-batch.ts')
  >,
  Fits<
    typeof import('../../../packages/crypto/src/open/key-commitment.ts'),
    typeof import('./uncommitted/key-commitment.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/open-batch-key.ts'),
    typeof import('./unbound/open-batch-key.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/open-headers.ts'),
    typeof import('./uncommitted/open-headers.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/let-back-in/tries.ts'),
    typeof import('./uncompared-words/tries.ts')
  >,
  Fits<
    typeof import('../../../packages/crypto/src/body-format.ts'),
    typeof import('./unordered/body-format.ts')
  >,
  Fits<
    typeof import('../../../packages/crypto/src/open/decrypt-body.ts'),
    typeof import('./unordered/decrypt-body.ts')
  >,
  Fits<
    typeof import('../../../packages/vault/src/content/signed-hash.ts'),
    typeof import('./unbound/signed-hash.ts')
  >,
  Fits<
    typeof import('../../../apps/connector/src/state/enrolment.ts'),
    typeof import('./unpinned-for-connectors/enrolment.ts')
  >,
  Fits<typeof import('../../../apps/web/src/frame/sanitise.ts'), typeof import('./unsanitised/sanitise.ts')>,
  Fits<typeof import('../../../apps/worker/src/accounts/grants.ts'), typeof import('./unscoped/grants.ts')>,
  Fits<
    typeof import('../../../packages/account-log/src/account/check-part.ts'),
    typeof import('./in-parts/check-part.ts')
  >,
  Fits<
    typeof import('../../../packages/crypto/src/verify/signature.ts'),
    typeof import('./unauthenticated/signature.ts')
  >,
  Fits<
    typeof import('../../../packages/crypto/src/verify/signature.ts'),
    typeof import('./unauthenticated/signature.ts')
  >,
];
