import type { Dataset, DatasetInput, DatasetVersion } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import { defineCapability } from '../../kernel/capability.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import type { Entities } from '../entities/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Indicators } from '../indicators/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Messaging } from '../messaging/index.ts'
import type { Territory } from '../territory/index.ts'
import { addDataset } from './catalogue/register-dataset.ts'
import { openUpdateTasks, type Reorganisation } from './catalogue/reorganise.ts'
import { bindCatalogue } from './catalogue/routes.ts'
import type { DataParts } from './data-parts.ts'
import { bindDeliveries } from './deliveries/routes.ts'
import { bindDuties } from './duties/routes.ts'
import { createBreakers } from './gateway/breaker.ts'
import { createRecent, type GatewayParts } from './gateway/gateway-parts.ts'
import { openReceiptKey } from './gateway/receipts.ts'
import { bindGateway } from './gateway/routes.ts'
import { createUseLog } from './gateway/use-log.ts'
import { bindGrants } from './grants/routes.ts'
import { bindPackages } from './packages/routes.ts'
import { bindRoutes } from './routes.ts'
import { publishVersion } from './tables/publish-version.ts'
import { type VersionInput, writeVersion } from './tables/write-version.ts'
import { openTokenKey } from './token-key.ts'

/** What other capabilities may ask of `data`. */
export interface Data {
  /** Puts a dataset into the catalogue, as a draft unless told otherwise. */
  addDataset(
    tx: Transaction,
    input: DatasetInput & { organisationId: string },
    options?: { state?: Dataset['state'] },
  ): Promise<Dataset>
  /** Writes the table of a dataset and publishes it. */
  putTable(input: VersionInput): Promise<DatasetVersion>
  /** Opens tasks to bring the catalogue up to date after a reorganisation; answers how many. */
  reorganised(tx: Transaction, given: Reorganisation): Promise<number>
  stop(): Promise<void>
}

export interface DataNeeds {
  territory: Territory
  identity: Identity
  ledger: Ledger
  entities: Entities
  indicators: Indicators
  messaging: Messaging
  domains: DomainRegistry
}

/** 数据资源: catalogue, collection, standards, quality, lineage, sharing, opening, analysis. */
export const data = defineCapability({
  name: 'data',
  needs: ['territory', 'identity', 'ledger', 'entities', 'indicators', 'messaging', 'domains'],
  start: async (kernel, needs: DataNeeds): Promise<Data> => {
    const parts: DataParts = { kernel, ...needs, gates: [], tokenKey: openTokenKey(kernel.config) }
    bindRoutes(parts)
    bindCatalogue(parts)
    const sharing: GatewayParts = {
      ...{ ...parts, uses: createUseLog(kernel), breakerOf: createBreakers(), recent: createRecent() },
      receiptKey: openReceiptKey(kernel.config.data),
    }
    bindGrants(sharing)
    bindPackages(sharing)
    bindDuties(parts)
    const queues = [bindGateway(sharing), bindDeliveries(sharing)]
    return {
      addDataset: (tx, input, { state } = {}) => addDataset(parts, tx, input, { userName: null, state }),
      reorganised: (tx, given) => openUpdateTasks(parts, tx, given),
      putTable: async (input) => publishVersion(parts, (await writeVersion(parts, input)).id),
      stop: async () => {
        for (const queue of queues) await queue.stop()
      },
    }
  },
})
