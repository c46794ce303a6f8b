import { defineCapability } from '../../kernel/capability.ts'
import { bindConsultations } from './consultations/routes.ts'
import { creditGate } from './credit/gate.ts'
import { bindCredit } from './credit/routes.ts'
import type { ServicesNeeds, ServicesParts } from './services-parts.ts'
import { bindSite } from './site/routes.ts'

/** What other parts of the platform may ask of `services`. */
export interface Services {
  stop(): Promise<void>
}

/** 政务服务: service items, applications, licences and seals, credit, the city code and the portal’s pages. */
export const services = defineCapability({
  name: 'services',
  needs: ['domains', 'territory', 'identity', 'ledger', 'entities', 'messaging', 'data', 'events', 'cases'],
  start: async (kernel, needs: ServicesNeeds): Promise<Services> => {
    const bare: ServicesParts = { ...needs, kernel, publishedKeys: new Set() }
    const parts: ServicesParts = { ...bare, credit: { gate: (wanted) => creditGate(bare, wanted) } }
    bindCredit(parts)
    const site = bindSite(parts)
    bindConsultations(parts)
    return {
      stop: async () => {
        await site.stop()
      },
    }
  },
})
