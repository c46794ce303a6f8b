import { deviceIncident, type MessageBody } from '@civitas/contract'
import type { Transaction } from '../../kernel/db/database.ts'
import * as causes from './causes-store.ts'
import { lockMeetings } from './locks-store.ts'
import { findEventAbout } from './open-store.ts'
import { type EventsParts, note, publishEvent } from './publish-event.ts'
import * as store from './store.ts'

type Incident = MessageBody<typeof deviceIncident>

/** Turns what the platform notices about a device into an event; a further incident of the same device joins the open one. */
export function raiseIncidents(parts: EventsParts): void {
  parts.kernel.messages.subscribe('events.raise-incident', deviceIncident, (tx, message) =>
    takeIn(parts, tx, message.body),
  )
}

async function takeIn(parts: EventsParts, tx: Transaction, incident: Incident): Promise<void> {
  const type = parts.domains.findEventType(incident.eventType)
  if (!type) return
  const now = parts.kernel.clock.now()
  await lockMeetings(tx, [{ type, entityId: incident.thingId, position: incident.position }])
  if (!(await causes.takeFiring(tx, incident.incidentId, now))) return
  const open = await findEventAbout(tx, type.id, incident.thingId)
  const detail = { incidentId: incident.incidentId, thingId: incident.thingId, time: incident.time }
  if (open) {
    const row = await store.updateEvent(tx, open, {
      own_reports: open.own_reports + 1,
      reports: open.reports + 1,
      reported_time: now,
      changed_time: now,
    })
    await causes.linkFiring(tx, incident.incidentId, row.id)
    note(parts, tx, { eventId: row.id, act: 'reported', text: incident.text, detail })
    await publishEvent(parts, tx, 'level-changed', row)
    return
  }
  const verified = type.verification === 'automatic'
  const row = await store.insertEvent(tx, {
    reference: await store.takeReference(tx, now),
    type: type.id,
    title: `${type.title.zh}：${incident.thingName}`,
    description: incident.text,
    own_level: type.defaultLevel,
    own_active: true,
    state: verified ? 'verified' : 'raised',
    source: 'system',
    entity_id: incident.thingId,
    entity_name: incident.thingName,
    division_code: incident.divisionCode,
    lon: incident.position?.[0] ?? null,
    lat: incident.position?.[1] ?? null,
    value: null,
    unit: null,
    raised_time: now,
  })
  await causes.linkFiring(tx, incident.incidentId, row.id)
  note(parts, tx, { eventId: row.id, act: 'raised', text: incident.text, detail })
  await publishEvent(parts, tx, 'raised', row)
}
