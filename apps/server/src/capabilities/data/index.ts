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
import { bindBatches } from './batches/routes.ts'
import { addDataset } from './catalogue/register-dataset.ts'
import type { DataParts } from './data-parts.ts'
import { bindExchange } from './exchange/routes.ts'
import { bindPipelines, runScheduled } from './pipelines/routes.ts'
import { bindRoutes } from './routes.ts'
import { bindSources } from './sources/routes.ts'
import { lookAtSources } from './sources/run-source.ts'
import { bindSpaces } from './spaces/routes.ts'
import { publishVersion } from './tables/publish-version.ts'
import { type VersionInput, writeVersion } from './tables/write-version.ts'
import { openTokenKey } from './token-key.ts'
import { bindUploads } from './uploads/routes.ts'

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
  /** Does what is due this minute: collections, duties, pipelines. Done every minute anyway. */
  doWhatIsDue(): Promise<void>
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
    bindSpaces(parts)
    bindUploads(parts)
    bindSources(parts)
    bindExchange(parts)
    const works = [bindBatches(parts), bindPipelines(parts)]
    return {
      addDataset: (tx, input, { state } = {}) => addDataset(parts, tx, input, { userName: null, state }),
      putTable: async (input) => publishVersion(parts, (await writeVersion(parts, input)).id),
      doWhatIsDue: async () => {
        await lookAtSources(parts)
        await runScheduled(parts)
      },
      stop: async () => {
        await Promise.all(works.map((work) => work.stop()))
      },
    }
  },
})
