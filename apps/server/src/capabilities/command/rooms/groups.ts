import { type Broadcast, deliveryChanged, type TalkGroup } from '@civitas/contract'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { listFieldStaffAround, toAddressee } from '../duty/contacts.ts'
import { lockOpen } from '../incidents/keep-incident.ts'
import { note } from '../incidents/store.ts'
import { recipientsOf } from '../orders/issue-order.ts'
import { actorOf, type CommandParts, iso, system, tell } from '../parts.ts'
import * as store from './store.ts'

export async function viewGroup(db: Queryable, row: store.GroupRow): Promise<TalkGroup> {
  return {
    ...{ id: row.id, incidentId: row.incident_id, title: row.title, members: row.members },
    broadcasts: await store.listBroadcasts(db, row.id),
    openedTime: row.opened_time.toISOString(),
    dissolvedTime: iso(row.dissolved_time),
  }
}

interface CallInput {
  title: string
  centre: [number, number]
  radiusM: number
}

/** 组呼: a temporary group of the field staff within a circle. */
export async function callGroup(
  parts: CommandParts,
  incidentId: string,
  input: CallInput,
  principal: Principal,
): Promise<TalkGroup> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const incident = await lockOpen(tx, incidentId, principal.scope)
    const staff = await listFieldStaffAround(tx, input.centre, input.radiusM, principal.scope)
    if (staff.length === 0) throw conflict('nobody-there', `${input.radiusM} 米内没有在岗外勤人员。`)
    const members = staff.map((row) => ({
      id: row.id,
      person: toAddressee(row),
      distanceM: Math.round(row.distance),
    }))
    const now = kernel.clock.now()
    const row = await store.insertGroup(tx, { incidentId, title: input.title, members }, now)
    const names = members.map((one) => one.person.name).join('、')
    const text = `组呼开始：${input.title}，成员${members.length}人：${names}`
    await note(
      tx,
      { incidentId, act: 'group-called', by: actorOf(principal), text, detail: { groupId: row.id } },
      now,
    )
    await tell(parts, tx, { kind: 'group', id: row.id, incidentId, divisionCode: incident.division_code })
    return viewGroup(tx, row)
  })
}

async function getGroup(tx: Transaction, id: string, principal: Principal): Promise<store.GroupRow> {
  const row = await store.findGroup(tx, id)
  if (!row || !isInScope(row.division_code, principal.scope)) throw notFound('通话组', id)
  return row
}

const answerMinutes = 5

/** Tells each member and waits for an answer; who is not reached gets a text, who does not answer is flagged. */
export async function broadcastTo(
  parts: CommandParts,
  id: string,
  text: string,
  principal: Principal,
): Promise<Broadcast> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await getGroup(tx, id, principal)
    if (row.dissolved_time) throw conflict('group-over', '通话组已结束。')
    const now = kernel.clock.now()
    const people = row.members.map((one) => one.person)
    const { acknowledgements } = await store.insertBroadcast(
      tx,
      { groupId: id, text, by: principal.name, people },
      now,
    )
    for (const [index, one] of acknowledgements.entries()) {
      const to = recipientsOf(people[index] as (typeof people)[number])
      if (!row.is_drill && to.length > 0)
        parts.messaging.tell(tx, {
          ...{
            key: `command.broadcast.${one.id}`,
            title: `组呼：${row.title}`,
            text: `${text}（回复 1 确认）`,
          },
          ...{ urgency: 'emergency', to, subject: { kind: 'acknowledgement', id: one.id }, receipt: true },
          ...{
            channels: ['app', 'voice'],
            until: 'confirmed',
            fallback: [{ channel: 'sms', afterSeconds: 30 }],
          },
        })
      await parts.timers.set(
        tx,
        'broadcast-unanswered',
        one.id,
        new Date(now.getTime() + answerMinutes * 60_000),
      )
    }
    await note(
      tx,
      { incidentId: row.incident_id, act: 'broadcast', by: actorOf(principal), text: `组内广播：${text}` },
      now,
    )
    await tell(parts, tx, { kind: 'group', id, incidentId: row.incident_id, divisionCode: row.division_code })
    return (await store.listBroadcasts(tx, id)).at(-1) as Broadcast
  })
}

const channelWords: Readonly<Record<string, string>> = {
  ...{ app: '站内', push: '网页推送', mail: '邮件', sms: '短信', voice: '电话' },
}

/** Somebody answered, over whatever channel. */
export async function acknowledge(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  channel: string,
  by: string,
): Promise<Broadcast> {
  const row = await store.lockAcknowledgement(tx, id)
  if (!row) throw notFound('回执', id)
  const now = parts.kernel.clock.now()
  const group = (await store.findGroup(tx, row.group_id)) as store.GroupRow
  if (row.state !== 'acknowledged') {
    await store.setAcknowledgement(tx, id, { state: 'acknowledged', channel, time: now })
    await parts.timers.cancel(tx, 'broadcast-unanswered', id)
    const text = `${row.name}已回执（${channelWords[channel] ?? channel}，${by}）`
    await note(tx, { incidentId: group.incident_id, act: 'acknowledged', by: system, text }, now)
    await tell(parts, tx, {
      kind: 'group',
      id: group.id,
      incidentId: group.incident_id,
      divisionCode: group.division_code,
    })
  }
  return (await store.listBroadcasts(tx, row.group_id)).find(
    (one) => one.id === row.broadcast_id,
  ) as Broadcast
}

async function flagUnanswered(parts: CommandParts, tx: Transaction, id: string): Promise<void> {
  const row = await store.lockAcknowledgement(tx, id)
  if (!row || row.state === 'acknowledged') return
  const now = parts.kernel.clock.now()
  await store.setAcknowledgement(tx, id, { state: 'no-reply', channel: row.channel, time: now })
  const group = (await store.findGroup(tx, row.group_id)) as store.GroupRow
  await note(
    tx,
    { incidentId: group.incident_id, act: 'no-reply', by: system, text: `${row.name}未回复组呼` },
    now,
  )
  await tell(parts, tx, {
    kind: 'group',
    id: group.id,
    incidentId: group.incident_id,
    divisionCode: group.division_code,
  })
}

/** Follows what became of each call: a text that went out instead, a confirmation that came in. */
export function followGroups(parts: CommandParts): void {
  parts.timers.on('broadcast-unanswered', (tx, id) => flagUnanswered(parts, tx, id))
  parts.kernel.messages.subscribe(
    'command.acknowledgements',
    deliveryChanged,
    async (tx, { body }) => {
      if (!body.subject) return
      if (body.state === 'confirmed') {
        await acknowledge(parts, tx, body.subject.id, body.channel, body.name)
        return
      }
      const row = await store.lockAcknowledgement(tx, body.subject.id)
      if (row?.state === 'sent' && body.channel === 'sms' && body.state === 'sent')
        await store.setAcknowledgement(tx, row.id, {
          state: 'failed-over',
          channel: 'sms',
          time: parts.kernel.clock.now(),
        })
    },
    { when: ({ subject }) => subject?.kind === 'acknowledgement' },
  )
}

/** The groups of an incident end with it. */
export async function dissolveGroupsOf(
  parts: CommandParts,
  tx: Transaction,
  incident: { id: string; divisionCode: string | null },
): Promise<void> {
  const now = parts.kernel.clock.now()
  for (const row of await store.dissolveOf(tx, incident.id, now)) {
    const entry = { incidentId: incident.id, act: 'group-ended', by: system }
    await note(tx, { ...entry, text: `组呼随响应终止结束：${row.title}` }, now)
    const { id: incidentId, divisionCode } = incident
    await tell(parts, tx, { kind: 'group', id: row.id, incidentId, divisionCode })
  }
}

export async function dissolveGroup(
  parts: CommandParts,
  id: string,
  principal: Principal,
): Promise<TalkGroup> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await getGroup(tx, id, principal)
    if (row.dissolved_time) throw conflict('group-over', '通话组已结束。')
    const now = kernel.clock.now()
    await store.dissolve(tx, id, now)
    const text = `组呼结束：${row.title}`
    await note(tx, { incidentId: row.incident_id, act: 'group-ended', by: actorOf(principal), text }, now)
    await tell(parts, tx, { kind: 'group', id, incidentId: row.incident_id, divisionCode: row.division_code })
    return viewGroup(tx, { ...row, dissolved_time: now })
  })
}
