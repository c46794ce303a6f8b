import { eventChanged } from '@civitas/contract'
import { wholeScope } from '../../../kernel/access.ts'
import { note } from '../incidents/store.ts'
import { type CommandParts, system, tell } from '../parts.ts'
import { covers } from './rules.ts'
import * as store from './store.ts'

/** While a switch routes, each event raised in its area goes to the temporary command, which is told. */
export function routeEvents(parts: CommandParts): void {
  const { kernel, events } = parts
  kernel.messages.subscribe(
    'command.route',
    eventChanged,
    async (tx, { body }) => {
      if (body.act !== 'raised' && body.act !== 'verified') return
      const active = await tx.once('command.active-switches', () => store.listSwitches(tx, 'active'))
      const event = active.length > 0 ? await events.find(tx, body.event.id, wholeScope) : undefined
      if (!event) return
      for (const row of active) {
        if (row.is_drill || !row.settings.routeToCommand) continue
        if (!covers(row, { divisionCode: event.divisionCode, position: event.position })) continue
        if (!(await store.routeEvent(tx, row.id, event.id, kernel.clock.now()))) continue
        if (row.command_organisation)
          parts.messaging.tell(tx, {
            key: `command.route.${row.id}.${event.id}`,
            title: `战时转办：${event.title}`,
            text: `${event.reference} ${event.title}，${event.divisionName ?? ''}，已转临时指挥部。`,
            urgency: 'urgent',
            to: [{ organisationId: row.command_organisation }],
            subject: { kind: 'event', id: event.id },
            link: `/console/events/${event.id}`,
          })
        if (row.incident_id) {
          const text = `战时转办：${event.reference} ${event.title}`
          await note(
            tx,
            { incidentId: row.incident_id, act: 'routed', by: system, text, detail: { eventId: event.id } },
            kernel.clock.now(),
          )
        }
        await tell(parts, tx, { kind: 'mode', id: row.id, incidentId: row.incident_id })
      }
    },
    { together: true, when: ({ act }) => act === 'raised' || act === 'verified' },
  )
}
