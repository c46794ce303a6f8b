import type { CreditBatch } from '@civitas/contract'
import { defineCapability } from '../../kernel/capability.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { bindApp } from './app/routes.ts'
import { followMovers } from './applications/follow-movers.ts'
import { bindApplications } from './applications/routes.ts'
import { startTimers } from './applications/timers.ts'
import { pushApplications } from './approvals/push.ts'
import { approvalHandlers } from './approvals/take-results.ts'
import { bindBundles } from './bundles/routes.ts'
import { bindCitizenCards } from './citizen-cards/routes.ts'
import { addScene, bindCityCode, type CodeSceneInput } from './code/routes.ts'
import { bindConsultations } from './consultations/routes.ts'
import { creditGate } from './credit/gate.ts'
import { takeRows } from './credit/records.ts'
import { bindCredit } from './credit/routes.ts'
import { onTransfer, progressHandlers } from './cross-region/progress.ts'
import { bindCrossRegion } from './cross-region/routes.ts'
import { crossHandlers } from './cross-region/take-case.ts'
import { onTicket, ticketHandlers } from './cross-region/tickets.ts'
import { bindDecisions } from './decisions/routes.ts'
import { bindDesk } from './desk/routes.ts'
import { type ServiceWindow, saveWindow } from './desk/store.ts'
import { rebuildCase } from './docking/report.ts'
import { bindDocking } from './docking/routes.ts'
import { dockingHandlers } from './docking/take-reports.ts'
import { bindElderly } from './elderly/routes.ts'
import { rememberVersions } from './items/frozen-versions.ts'
import { bindItems } from './items/routes.ts'
import { syncItems } from './items/sync-items.ts'
import { bindKiosks } from './kiosks/routes.ts'
import { withdrawOf } from './licences/change-licence.ts'
import { issueLicence } from './licences/issue-licence.ts'
import { bindLicences } from './licences/routes.ts'
import { changedSinceUse, findHolderLicence } from './licences/use-licence.ts'
import { bindMining } from './mining/routes.ts'
import { bindParticipation } from './participation/routes.ts'
import { expireOrders } from './payments/expire-orders.ts'
import { bindPayments } from './payments/routes.ts'
import { bindProjects } from './projects/routes.ts'
import { bindRatings } from './ratings/routes.ts'
import { bindRecognition } from './recognition/routes.ts'
import { recognitionHandlers } from './recognition/sign.ts'
import { bindRegistry } from './registry/routes.ts'
import { installSeal, type SealRequest } from './seals/manage.ts'
import { bindSeals } from './seals/routes.ts'
import type { CreditDoor, LicenceDoor, ServicesNeeds, ServicesParts } from './services-parts.ts'
import { bindSite } from './site/routes.ts'
import { bindSupervision } from './supervision/routes.ts'
import { bindSystems } from './systems/routes.ts'
import { bindTv } from './tv/routes.ts'
import { bindUtilities } from './utilities/routes.ts'

/** What other parts of the platform may ask of `services`. */
export interface Services {
  /** Brings the declared items into the directory; done once organisations are known. */
  syncItems(): Promise<void>
  readonly licences: LicenceDoor
  readonly credit: CreditDoor
  /** Sets a unit up with a seal that is in force at once. */
  installSeal(tx: Transaction, seal: SealRequest): Promise<string>
  /** Takes facts a unit delivers, as its own operation does. */
  takeCredit(
    tx: Transaction,
    from: { organisationId: string; byName: string },
    rows: Parameters<typeof takeRows>[3],
  ): Promise<CreditBatch>
  /** Opens a scene of the city code that was reviewed elsewhere. */
  openScene(tx: Transaction, scene: CodeSceneInput, owner: { id: string; name: string }): Promise<string>
  /** Registers windows of service halls. */
  importWindows(tx: Transaction, windows: readonly ServiceWindow[]): Promise<void>
  stop(): Promise<void>
}

/** 政务服务: service items, applications, licences and seals, credit, the city code and the portal’s pages. */
export const services = defineCapability({
  name: 'services',
  needs: ['domains', 'territory', 'identity', 'ledger', 'entities', 'messaging', 'data', 'events', 'cases'],
  start: async (kernel, needs: ServicesNeeds): Promise<Services> => {
    const bare: ServicesParts = {
      ...needs,
      kernel,
      publishedKeys: new Set(),
      frozenVersion: rememberVersions(),
    }
    needs.identity.keys.keepsSealed(
      ...[
        { title: '合作网点密钥', purpose: 'partner-secret', table: 'services.partner', column: 'secret' },
        { title: '对接系统密钥', purpose: 'system-secret', table: 'services.system', column: 'secret' },
      ],
    )
    const credit: CreditDoor = { gate: (wanted) => creditGate(bare, wanted) }
    const licences: LicenceDoor = {
      issue: (tx, licence) => issueLicence(bare, tx, licence),
      findOfHolder: (wanted) => findHolderLicence(bare, wanted),
      changedSinceUse: (applicationId) => changedSinceUse(bare, applicationId),
      withdrawOf: (tx, applicationId, why) => withdrawOf(bare, tx, applicationId, why),
    }
    const parts: ServicesParts = { ...bare, credit, licences }
    bindCredit(parts)
    bindSeals(parts)
    bindCityCode(parts)
    bindDecisions(parts)
    bindItems(parts)
    bindApplications(parts)
    followMovers(parts)
    bindPayments(parts)
    bindRatings(parts)
    bindConsultations(parts)
    bindBundles(parts)
    bindProjects(parts)
    bindUtilities(parts)
    bindRegistry(parts)
    bindDesk(parts)
    bindSupervision(parts)
    bindMining(parts)
    pushApplications(parts)
    bindCrossRegion(parts)
    bindDocking(parts)
    bindCitizenCards(parts)
    bindElderly(parts)
    bindApp(parts)
    bindTv(parts)
    bindParticipation(parts)
    const exchange = {
      handlers: {
        ...{ ...approvalHandlers, ...recognitionHandlers, ...crossHandlers, ...progressHandlers },
        ...{ ...ticketHandlers, ...dockingHandlers },
      },
      onSettled: { transfer: onTransfer, ticket: onTicket },
      rebuild: { case: rebuildCase },
    }
    const running = [
      ...[bindLicences(parts), bindSite(parts), bindKiosks(parts), startTimers(parts)],
      ...[bindSystems(parts, exchange), bindRecognition(parts)],
    ]
    kernel.jobs.every('services-expire-orders', '*/5 * * * *', () =>
      expireOrders(kernel.db, kernel.clock.now()),
    )
    return {
      licences,
      credit,
      installSeal: (tx, seal) => installSeal(parts, tx, seal),
      takeCredit: (tx, from, rows) => takeRows(parts, tx, from, rows),
      openScene: (tx, scene, owner) => addScene(parts, tx, scene, owner, 'active'),
      syncItems: () => syncItems(parts),
      importWindows: async (tx, windows) => {
        for (const one of windows) await saveWindow(tx, one)
      },
      stop: async () => {
        for (const one of running) await one.stop()
      },
    }
  },
})
