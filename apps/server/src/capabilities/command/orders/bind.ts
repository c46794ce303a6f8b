import * as contract from '@civitas/contract'
import { isSm2Signature, sm3 } from '../../../kernel/crypto.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { findContact, toAddressee } from '../duty/contacts.ts'
import { lockOpen } from '../incidents/keep-incident.ts'
import { actorOf, type CommandParts } from '../parts.ts'
import { callAfterUnread, noteDeviation, progressOrder, resendOrder } from './follow-order.ts'
import { issueOrder } from './issue-order.ts'
import * as store from './store.ts'

export function bindOrders(parts: CommandParts): void {
  const { http, db, clock } = parts.kernel
  parts.timers.on('order-unread', (tx, id) => callAfterUnread(parts, tx, id))
  http.bind(contract.listOrders, async ({ query }, { principal }) => {
    const page = await store.listOrders(db, query, principal.scope)
    return { items: page.items.map((row) => store.toOrder(row, clock.now())), total: page.total }
  })
  http.bind(contract.listMyOrders, async ({ query }, { principal }) => {
    const rows = await store.listOrdersTo(db, principal, query.open)
    return rows.map((row) => store.toOrder(row, clock.now()))
  })
  http.bind(contract.issueOrder, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const incident = await lockOpen(tx, params.id, principal.scope)
      const addressee = await findAddressee(parts, body)
      const dueTime = body.withinMinutes
        ? new Date(clock.now().getTime() + body.withinMinutes * 60_000)
        : null
      const kind = body.supersedesId ? 'counter' : 'direct'
      return issueOrder(parts, tx, { ...body, incident, kind, addressee, dueTime }, actorOf(principal))
    }),
  )
  http.bind(contract.resendOrder, ({ params }, { principal }) => resendOrder(parts, params.id, principal))
  http.bind(contract.progressOrder, ({ params, body }, { principal }) =>
    progressOrder(parts, params.id, body, principal),
  )
  http.bind(contract.noteDeviation, ({ params, body }, { principal }) =>
    noteDeviation(parts, params.id, body, principal),
  )
  http.bind(contract.verifyOrder, async ({ params }, { principal }) => {
    const row = await store.findOrder(db, params.id, principal.scope)
    if (!row) throw notFound('指令', params.id)
    const signed = Buffer.from(row.signed_text, 'utf8')
    const intact = sm3(signed) === row.digest && isSm2Signature(signed, row.signature, row.public_key)
    const {
      signed_text: signedText,
      digest,
      signature,
      public_key: publicKey,
      ledger_entry: ledgerEntryId,
    } = row
    return { intact, signedText, digest, signature, publicKey, ledgerEntryId }
  })
}

/** Somebody of the contact book, or a unit. */
export async function findAddressee(
  { kernel, identity }: CommandParts,
  to: { contactId?: string; organisationId?: string },
): Promise<contract.Addressee> {
  if (to.contactId) {
    const contact = await findContact(kernel.db, to.contactId)
    if (!contact) throw invalid('/body/contactId', '通讯录里没有这个人')
    return toAddressee(contact)
  }
  const unit = identity.findOrganisation(to.organisationId ?? null)
  if (!unit) throw invalid('/body/organisationId', '请指定受令人员或单位')
  return { contactId: null, userId: null, organisationId: unit.id, name: unit.name, phone: null }
}
