import { defineCapability } from '../../kernel/capability.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { bindApplications } from './applications/routes.ts'
import { startTimers } from './applications/timers.ts'
import { bindBundles } from './bundles/routes.ts'
import { bindDecisions } from './decisions/routes.ts'
import { bindDesk } from './desk/routes.ts'
import { type ServiceWindow, saveWindow } from './desk/store.ts'
import { bindItems } from './items/routes.ts'
import { syncItems } from './items/sync-items.ts'
import { bindMining } from './mining/routes.ts'
import { expireOrders } from './payments/expire-orders.ts'
import { bindPayments } from './payments/routes.ts'
import { bindRatings } from './ratings/routes.ts'
import type { ServicesNeeds, ServicesParts } from './services-parts.ts'
import { bindSupervision } from './supervision/routes.ts'

/** What other parts of the platform may ask of `services`. */
export interface Services {
  /** Brings the declared items into the directory; done once organisations are known. */
  syncItems(): Promise<void>
  /** Registers windows of service halls. */
  importWindows(tx: Transaction, windows: readonly ServiceWindow[]): Promise<void>
  stop(): Promise<void>
}

/** 政务服务: service items, applications, licences and seals, credit, the city code and the portal’s pages. */
export const services = defineCapability({
  name: 'services',
  needs: ['domains', 'territory', 'identity', 'ledger', 'entities', 'messaging', 'data', 'events', 'cases'],
  start: async (kernel, needs: ServicesNeeds): Promise<Services> => {
    const parts: ServicesParts = { ...needs, kernel }
    bindDecisions(parts)
    bindItems(parts)
    bindApplications(parts)
    bindPayments(parts)
    bindRatings(parts)
    bindBundles(parts)
    bindDesk(parts)
    bindSupervision(parts)
    bindMining(parts)
    const timers = startTimers(parts)
    kernel.jobs.every('services-expire-orders', '*/5 * * * *', () =>
      expireOrders(kernel.db, kernel.clock.now()),
    )
    return {
      syncItems: () => syncItems(parts),
      importWindows: async (tx, windows) => {
        for (const one of windows) await saveWindow(tx, one)
      },
      stop: () => timers.stop(),
    }
  },
})
