import type { Dataset, DatasetInput, DatasetVersion, Verification } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import { defineCapability } from '../../kernel/capability.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import type { Entities } from '../entities/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Indicators } from '../indicators/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Messaging } from '../messaging/index.ts'
import type { Territory } from '../territory/index.ts'
import { bindActivities } from './activities/routes.ts'
import { bindAnalysis } from './analysis/routes.ts'
import { bindAppChecks } from './app-checks/routes.ts'
import { goOnWithRoom } from './batches/go-on.ts'
import { bindBatches } from './batches/routes.ts'
import { bindCascade } from './cascade/routes.ts'
import { addDataset } from './catalogue/register-dataset.ts'
import { openUpdateTasks, type Reorganisation } from './catalogue/reorganise.ts'
import { bindCatalogue } from './catalogue/routes.ts'
import { findDatasetByName, toDataset } from './catalogue/store.ts'
import { bindContests } from './contests/routes.ts'
import type { DataParts } from './data-parts.ts'
import { bindDeliveries } from './deliveries/routes.ts'
import { bindDuties } from './duties/routes.ts'
import { bindExchange } from './exchange/routes.ts'
import { followFigures } from './figures/follow-figures.ts'
import { bindFigures } from './figures/measures.ts'
import { createBreakers } from './gateway/breaker.ts'
import { createRecent, type GatewayParts } from './gateway/gateway-parts.ts'
import { openReceiptKey } from './gateway/receipts.ts'
import { bindGateway } from './gateway/routes.ts'
import { createKeyReader } from './gateway/served-rows.ts'
import { createUseLog } from './gateway/use-log.ts'
import { bindGovern } from './govern.ts'
import { findAnalysisGrants } from './grants/for-analysis.ts'
import { bindGrants } from './grants/routes.ts'
import { bindGuard } from './guard/routes.ts'
import { type GovernancePlan, installGovernance } from './install-governance.ts'
import { type LineageInput, type RunInput, recordLineage, recordRun } from './lineage/record-lineage.ts'
import { type OpenInput, openAsReviewed } from './opening/propose.ts'
import { bindOpening } from './opening/routes.ts'
import { bindPackages } from './packages/routes.ts'
import { checkClaims } from './packages/use-package.ts'
import { bindPipelines, runScheduled } from './pipelines/routes.ts'
import { bindProducts } from './products/routes.ts'
import { bindRights } from './rights/routes.ts'
import { bindRoutes } from './routes.ts'
import { bindSealed } from './sealed/routes.ts'
import { bindSeries } from './series/routes.ts'
import { bindSources } from './sources/routes.ts'
import { lookAtSources } from './sources/run-source.ts'
import { bindSpaces } from './spaces/routes.ts'
import { installStandards } from './standards/install-standards.ts'
import { publishVersion } from './tables/publish-version.ts'
import { toVersion } from './tables/store.ts'
import { type VersionInput, writeVersion } from './tables/write-version.ts'
import { bindThemes } from './themes/routes.ts'
import { openTokenKey } from './token-key.ts'
import { bindUploads } from './uploads/routes.ts'

export type { GovernancePlan } from './install-governance.ts'

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
  /** Does what is due this minute: collections, duties, pipelines, the watch over uses. Done every minute anyway. */
  doWhatIsDue(): Promise<void>
  /** Writes the table of a dataset as a candidate somebody else publishes. */
  writeTable(input: VersionInput): Promise<DatasetVersion>
  /** Takes the lineage of a pipeline or interface as it is now. */
  recordLineage(tx: Transaction, input: LineageInput): Promise<void>
  /** Keeps which states of which things a run read and made. */
  recordRun(tx: Transaction, run: RunInput): Promise<void>
  /** Puts national code sets, elements and the divisions of the city in place where they are missing. */
  installStandards(): Promise<void>
  /** Puts standards, quality rules, models and lineage in place once, as an installation delivers them. */
  installGovernance(plan: GovernancePlan): Promise<void>
  /** Opens a dataset that was reviewed elsewhere, unless it was open before; the automatic check must let it pass. */
  openDataset(input: OpenInput): Promise<void>
  /** Opens tasks to bring the catalogue up to date after a reorganisation; answers how many. */
  reorganised(tx: Transaction, given: Reorganisation): Promise<number>
  /**
   * Compares a claim about a subject with the sources of a verification package; null when there is no package of this code.
   * For checks of the installation itself: the caller says to whom the answer goes.
   */
  checkClaims(
    code: string,
    item: { key: string; values: Record<string, string> },
  ): Promise<Verification['verdict'] | null>
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
      ...{ kernel, ...needs, tokenKey: openTokenKey(kernel.config) },
      ...{ gates: [], releaseGates: [] },
      findGrants: (principal) => findAnalysisGrants(kernel, principal),
    }
    bindRoutes(parts)
    bindSpaces(parts)
    bindUploads(parts)
    bindSources(parts)
    bindExchange(parts)
    const works = [bindBatches(parts), bindPipelines(parts)]
    bindAnalysis(parts)
    const opening = bindOpening(parts)
    bindSealed(parts)
    bindContests(parts)
    const cascade = bindCascade(parts)
    const products = bindProducts(parts)
    bindSeries(parts)
    followFigures(parts)
    bindThemes(parts)
    const govern = await bindGovern(parts)
    const findByName = async (name: string) => {
      const row = await findDatasetByName(kernel.db, name)
      return row && toDataset(parts, row)
    }
    bindCatalogue(parts)
    const sharing: GatewayParts = {
      ...{
        ...parts,
        uses: createUseLog(kernel),
        readServedKey: createKeyReader(kernel),
        breakerOf: createBreakers(),
        recent: createRecent(),
      },
      receiptKey: openReceiptKey(kernel.config.data),
    }
    bindGrants(sharing)
    bindPackages(sharing)
    bindDuties(parts)
    bindFigures(parts)
    bindRights(parts)
    bindAppChecks(parts)
    bindActivities(parts)
    const guard = bindGuard(sharing)
    const queues = [bindGateway(sharing), bindDeliveries(sharing)]
    return {
      findByName,
      findPublished: async (name) => {
        const found = await findByName(name)
        return found?.versionId ? found : undefined
      },
      addDataset: (tx, input, { state } = {}) => addDataset(parts, tx, input, { userName: null, state }),
      reorganised: (tx, given) => openUpdateTasks(parts, tx, given),
      putTable: async (input) => publishVersion(parts, (await writeVersion(parts, input)).id),
      doWhatIsDue: async () => {
        await lookAtSources(parts)
        await goOnWithRoom(parts)
        await runScheduled(parts)
        await guard.look()
      },
      writeTable: async (input) => toVersion(await writeVersion(parts, input)),
      recordLineage: (tx, input) => recordLineage(parts, tx, input),
      recordRun: (tx, run) => recordRun(parts, tx, run),
      checkClaims: (code, item) => checkClaims(sharing, code, item),
      openDataset: (input) => openAsReviewed(parts, input),
      installStandards: () => installStandards(parts),
      installGovernance: (plan) => installGovernance(parts, plan),
      stop: async () => {
        for (const queue of [...queues, ...works, opening, products, cascade, govern]) await queue.stop()
      },
    }
  },
})
