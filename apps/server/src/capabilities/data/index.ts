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
import { bindAnalysis } from './analysis/routes.ts'
import { addDataset } from './catalogue/register-dataset.ts'
import { findDatasetByName, toDataset } from './catalogue/store.ts'
import type { DataParts } from './data-parts.ts'
import { bindOpening } from './opening/routes.ts'
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
  findByName(name: string): Promise<Dataset | undefined>
  /** The dataset of this name when it has a published table. */
  findPublished(name: string): Promise<Dataset | undefined>
  /** Writes the table of a dataset and publishes it. */
  putTable(input: VersionInput): Promise<DatasetVersion>
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
    const parts: DataParts = {
      ...{ kernel, ...needs, gates: [], tokenKey: openTokenKey(kernel.config) },
      findGrants: async () => [],
    }
    bindRoutes(parts)
    bindAnalysis(parts)
    const opening = bindOpening(parts)
    const findByName = async (name: string) => {
      const row = await findDatasetByName(kernel.db, name)
      return row && toDataset(parts, row)
    }
    return {
      findByName,
      findPublished: async (name) => {
        const found = await findByName(name)
        return found?.versionId ? found : undefined
      },
      addDataset: (tx, input, { state } = {}) => addDataset(parts, tx, input, { userName: null, state }),
      stop: () => opening.stop(),
      putTable: async (input) => publishVersion(parts, (await writeVersion(parts, input)).id),
    }
  },
})
