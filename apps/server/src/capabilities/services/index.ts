import type { CreditBatch } from '@civitas/contract'
import { defineCapability } from '../../kernel/capability.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { bindCityCode } from './code/routes.ts'
import { creditGate } from './credit/gate.ts'
import { takeRows } from './credit/records.ts'
import { bindCredit } from './credit/routes.ts'
import { issueLicence } from './licences/issue-licence.ts'
import { bindLicences } from './licences/routes.ts'
import { changedSinceUse, findHolderLicence } from './licences/use-licence.ts'
import { installSeal, type SealRequest } from './seals/manage.ts'
import { bindSeals } from './seals/routes.ts'
import type { CreditDoor, LicenceDoor, ServicesNeeds, ServicesParts } from './services-parts.ts'

/** What other parts of the platform may ask of `services`. */
export interface Services {
  readonly licences: LicenceDoor
  readonly credit: CreditDoor
  /** Sets a unit up with a seal that is in force at once. */
  installSeal(tx: Transaction, seal: SealRequest): Promise<string>
  /** Takes facts a unit delivers, as its own operation does. */
  takeCredit(
    from: { organisationId: string; name: string; byName: string },
    rows: Parameters<typeof takeRows>[2],
  ): Promise<CreditBatch>
  stop(): Promise<void>
}

/** 政务服务: service items, applications, licences and seals, credit, the city code and the portal’s pages. */
export const services = defineCapability({
  name: 'services',
  needs: ['domains', 'territory', 'identity', 'ledger', 'entities', 'messaging', 'data', 'events', 'cases'],
  start: async (kernel, needs: ServicesNeeds): Promise<Services> => {
    const bare: ServicesParts = { ...needs, kernel, publishedKeys: new Set() }
    const credit: CreditDoor = { gate: (wanted) => creditGate(bare, wanted) }
    const licences: LicenceDoor = {
      issue: (tx, licence) => issueLicence(bare, tx, licence),
      findOfHolder: (wanted) => findHolderLicence(bare, wanted),
      changedSinceUse: (applicationId) => changedSinceUse(bare, applicationId),
    }
    const parts: ServicesParts = { ...bare, credit, licences }
    bindCredit(parts)
    bindSeals(parts)
    bindCityCode(parts)
    const queues = [bindLicences(parts)]
    return {
      licences,
      credit,
      installSeal: (tx, seal) => installSeal(parts, tx, seal),
      takeCredit: (from, rows) => takeRows(parts, from, rows),
      stop: async () => {
        for (const queue of queues) await queue.stop()
      },
    }
  },
})
