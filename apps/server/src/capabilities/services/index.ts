import { defineCapability } from '../../kernel/capability.ts'
import type { ServicesNeeds, ServicesParts } from './services-parts.ts'

/** What other parts of the platform may ask of `services`. */
export interface Services {
  stop(): Promise<void>
}

/** 政务服务: service items, applications, licences and seals, credit, the city code and the portal’s pages. */
export const services = defineCapability({
  name: 'services',
  needs: ['domains', 'territory', 'identity', 'ledger', 'entities', 'messaging', 'data', 'events', 'cases'],
  start: async (kernel, needs: ServicesNeeds): Promise<Services> => {
    const _parts: ServicesParts = { ...needs, kernel }
    return {
      stop: async () => undefined,
    }
  },
})
