import { type CityEvent, eventChanged } from '@civitas/contract'
import type { Kernel } from '../../kernel/kernel.ts'
import { writeEventLevel } from './store.ts'

/** Keeps the level of every entity in step with the events about it. */
export function followEvents(kernel: Kernel): void {
  kernel.messages.subscribe(
    'maps.follow-events',
    eventChanged,
    async (tx, { body: { event } }) => {
      if (event.entityId) await writeEventLevel(tx, event, givesLevel(event))
    },
    { when: ({ event }) => event.entityId !== null },
  )
}

/** An event colours its entity while its condition holds and nobody has dismissed, merged or closed it. */
export function givesLevel(event: Pick<CityEvent, 'active' | 'level' | 'state'>): boolean {
  return event.active && event.level !== null && (event.state === 'raised' || event.state === 'verified')
}
