import { commandChanged } from '@civitas/contract'
import { wholeScope } from '../../kernel/access.ts'
import { defineCapability } from '../../kernel/capability.ts'
import { isId } from '../../kernel/ids.ts'
import { bindCallTests } from './call-tests/bind.ts'
import { bindDuty } from './duty/bind.ts'
import { type FillDoor, openFillDoor } from './fill.ts'
import { bindImagery } from './imagery/bind.ts'
import { bindIncidents } from './incidents/bind.ts'
import { findIncident } from './incidents/store.ts'
import { bindLibrary } from './library/bind.ts'
import { fillLibrary } from './library/keep-library.ts'
import { bindOrders } from './orders/bind.ts'
import { followDeliveries } from './orders/follow-order.ts'
import { openOrderKey } from './orders/order-key.ts'
import type { CommandNeeds, CommandParts } from './parts.ts'
import { bindPlans } from './plans/bind.ts'
import { proposePlans } from './plans/propose-plans.ts'
import { readDeclaredPlans } from './plans/registry.ts'
import { bindPublicity } from './publicity/bind.ts'
import { bindReach } from './reach/bind.ts'
import { bindResources } from './resources/bind.ts'
import { inspectStores, restockStores, rotateLots } from './resources/stock-tasks.ts'
import { createTravel } from './resources/travel.ts'
import { bindReviews } from './reviews/bind.ts'
import { bindGroups, bindRooms } from './rooms/bind.ts'
import { bindSimulations } from './simulations/bind.ts'
import { createTimers } from './timers.ts'
import { bindWarMode, ensureProfiles } from './war-mode/bind.ts'
import { routeEvents } from './war-mode/route-events.ts'
import { tightenLimits } from './war-mode/tighten-limits.ts'

/** What other parts of the platform may ask of `command`. */
export interface Command {
  /** Gives each lot that expires within thirty days a rotation task; answers how many. */
  rotateLots(): Promise<number>
  /** Tasks for goods below their minimum, once until there are enough again; how many. */
  restockStores(): Promise<number>
  /** The inspection of the month for every store, once; how many. */
  inspectStores(): Promise<number>
  /** What an imported city is filled through. */
  readonly fill: FillDoor
  stop(): Promise<void>
}

/** 指挥调度: incidents, digital plans, signed orders, resources, duty, war mode, consultation, drills and reviews. */
export const command = defineCapability({
  name: 'command',
  needs: ['territory', 'identity', 'ledger', 'entities', 'sensing', 'messaging', 'events', 'domains'],
  start: async (kernel, needs: CommandNeeds): Promise<Command> => {
    const timers = createTimers(kernel)
    const parts: CommandParts = { ...needs, kernel, timers, key: openOrderKey(kernel.config.data) }
    await readDeclaredPlans(kernel, needs.domains)
    await ensureProfiles(parts)
    const travel = createTravel(needs, () =>
      needs.events.list({ active: true, state: 'verified', limit: 500 }, wholeScope),
    )
    bindIncidents(parts)
    bindPublicity(parts)
    bindCallTests(parts)
    bindOrders(parts)
    bindPlans(parts)
    bindResources(parts, travel)
    bindReach(parts, travel)
    bindDuty(parts)
    bindWarMode(parts)
    await tightenLimits(parts)
    bindImagery(parts)
    bindRooms(parts)
    bindGroups(parts)
    bindReviews(parts)
    bindLibrary(parts)
    await fillLibrary(parts)
    const simulations = bindSimulations(parts, travel)
    followDeliveries(parts)
    proposePlans(parts)
    routeEvents(parts)
    kernel.messages.tail(commandChanged, (body) => {
      if (body.kind === 'mode') kernel.realtime.publish('mode', '', body)
      kernel.realtime.publish('command', body.divisionCode, body)
    })
    kernel.trace.describe('incident', (ids) => describeIncidents(parts, ids))
    kernel.jobs.every('command-rotate-lots', '5 * * * *', async () => {
      await rotateLots(parts)
      await restockStores(parts)
      await inspectStores(parts)
    })
    timers.start()
    return {
      rotateLots: () => rotateLots(parts),
      restockStores: () => restockStores(parts),
      inspectStores: () => inspectStores(parts),
      fill: openFillDoor(parts),
      stop: async () => {
        await timers.stop()
        await simulations.stop()
      },
    }
  },
})

async function describeIncidents({ kernel }: CommandParts, ids: string[]) {
  const found = await Promise.all(
    ids.filter(isId).map((id) => findIncident(kernel.db, id, { scope: wholeScope })),
  )
  return new Map(
    found.flatMap((row) =>
      row
        ? [
            [
              row.id,
              {
                title: `${row.reference} ${row.title}`,
                time: row.opened_time,
                detail: { kind: row.kind, level: row.level, state: row.state, drill: row.is_drill },
              },
            ] as const,
          ]
        : [],
    ),
  )
}
