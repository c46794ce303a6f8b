import { ticketRaised, ticketTaken } from '@civitas/contract'
import type { EventsParts } from '../publish-event.ts'
import { takeReport } from './take-report.ts'

/** What the hotline could not answer itself becomes an event, or joins one that is open, and the hotline is told which. */
export function takeTickets(parts: EventsParts): void {
  const { kernel, domains, territory } = parts
  kernel.messages.subscribe('events.take-tickets', ticketRaised, async (tx, { body }) => {
    const { position } = body
    const isInCity = position && territory.findDivisionAt(position[0], position[1])
    // An installation without that type lets the words decide.
    const isKnown = domains.findEventType(body.eventType) !== undefined
    const { event } = await takeReport(parts, tx, {
      channel: 'hotline',
      sourceSystem: 'hotline',
      externalId: body.round > 1 ? `${body.ticketId}/${body.round}` : body.ticketId,
      ...(isKnown ? { type: body.eventType } : {}),
      title: body.title,
      description: body.text,
      ...(isInCity ? { position } : {}),
      ...(body.address ? { address: body.address } : {}),
      // The hotline tells the callers itself: their numbers do not leave it.
      reporter: { ...(body.callerName ? { name: body.callerName } : {}), hidden: body.hidden },
      reportedTime: new Date(body.time),
    })
    await kernel.messages.publish(tx, ticketTaken, {
      ticketId: body.ticketId,
      round: body.round,
      eventId: event.id,
      eventReference: event.reference,
    })
  })
}
