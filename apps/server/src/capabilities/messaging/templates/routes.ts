import * as contract from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, Problem } from '../../../kernel/problem.ts'
import { type MessagingParts, nameOf } from '../messaging-parts.ts'
import * as read from '../read-store.ts'
import { sendByHand } from '../send-by-hand.ts'
import { type Fault, faultsOf, fillIn, previewOf, wrongValues } from './rules.ts'
import * as store from './store.ts'

/** Templates: drafted by senders, approved by somebody else, filled in and sent. */
export function bindTemplates(parts: MessagingParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listTemplates, async () => ({ items: await store.listTemplates(db) }))
  http.bind(contract.createTemplate, async ({ body }, { principal }) => {
    refuse(faultsOf(body))
    const id = newId()
    await db.transaction((tx) => store.writeVersion(tx, id, body, principal, clock.now()))
    return store.getTemplate(db, id)
  })
  http.bind(contract.reviseTemplate, async ({ params, body }, { principal }) => {
    await store.getNewest(db, params.id)
    refuse(faultsOf(body))
    await db.transaction((tx) => store.writeVersion(tx, params.id, body, principal, clock.now()))
    return store.getTemplate(db, params.id)
  })
  http.bind(contract.decideTemplate, async ({ params, body }, { principal }) => {
    const row = await store.getNewest(db, params.id)
    if (row.state !== 'draft') throw conflict('decided', '此版本已审批。')
    if (row.written_by === principal.userId) throw forbidden('不能审批自己起草的模板。', 'same-person')
    const { id, version } = row
    await db.transaction((tx) => store.writeDecision(tx, { id, version, ...body, by: principal.name }))
    return store.getTemplate(db, id)
  })
  http.bind(contract.previewTemplate, async ({ params, body }) => {
    const { content } = await store.getNewest(db, params.id)
    const examples = Object.fromEntries(content.variables.map((one) => [one.name, one.example]))
    return previewOf(content, { ...examples, ...body.values })
  })
  http.bind(contract.sendFromTemplate, async ({ params, body }, { principal }) => {
    const { values, ...rest } = body
    const { name } = await store.getTemplate(db, params.id)
    const approved = await store.findApproved(db, params.id)
    if (!approved) throw conflict('not-approved', `模板“${name}”还没有通过审批，不能用来发送。`)
    const { version, content } = approved
    refuse(wrongValues(content, values))
    const { category, signature } = content
    const request = {
      ...{ ...rest, category, title: fillIn(content.title, values), text: fillIn(content.text, values) },
    }
    const template = { id: params.id, version, signature: signature || null }
    const id = await sendByHand(parts, request, principal, template)
    return (await read.getSent(db, id, nameOf(parts))) as contract.SentMessage
  })
}

function refuse(faults: readonly Fault[]): void {
  const [first] = faults
  if (first) throw new Problem('invalid', 'invalid-input', `${first.message}。`, [...faults])
}
