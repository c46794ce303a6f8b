import * as contract from '@civitas/contract'
import type { LedgerParts } from './ledger-parts.ts'
import { makeEvidence, proveConsistency, signHead } from './prove.ts'
import * as store from './store.ts'
import { addWitness, cosign, readWitnesses, setWitness } from './witnesses.ts'

export function bindRoutes(parts: LedgerParts): void {
  const { kernel, key } = parts
  const { http, db } = kernel
  http.bind(contract.listLedgerEntries, ({ query }) => store.listEntries(db, query))
  http.bind(contract.getEvidence, ({ params }) => makeEvidence(kernel, key, params.id))
  http.bind(contract.getTreeHead, async () => {
    const head = await signHead(kernel, key)
    return { head, cosignatures: await store.listCosignatures(db, head.size) }
  })
  http.bind(contract.getConsistencyProof, ({ query }) => proveConsistency(db, query))
  http.bind(contract.listWitnesses, () => readWitnesses(parts))
  http.bind(contract.addWitness, ({ body }) => addWitness(parts, body))
  http.bind(contract.setWitness, ({ params, body }) => setWitness(parts, params.id, body.active))
  http.bind(contract.cosignTreeHead, ({ params, body }) => cosign(parts, params.size, body))
}
