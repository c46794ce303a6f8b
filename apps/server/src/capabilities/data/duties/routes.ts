import * as contract from '@civitas/contract'
import type { DataParts } from '../data-parts.ts'
import * as appraisal from './appraisal.ts'
import * as duties from './duties.ts'

/** Binds responsibility lists and the appraisal of data work. */
export function bindDuties(parts: DataParts): void {
  const { http, jobs } = parts.kernel
  http.bind(contract.issueDataDuties, async ({ body }, { principal }) => ({
    items: await duties.issueDuties(parts, principal, body),
  }))
  http.bind(contract.issueInventoryDuty, async ({ body }, { principal }) => ({
    items: await duties.issueInventory(parts, principal, body),
  }))
  http.bind(contract.listDataDuties, ({ query }) => duties.listDuties(parts, query))
  http.bind(contract.deliverDataDuty, ({ params, body }, { principal }) =>
    duties.deliverDuty(parts, principal, params.id, body.datasetId),
  )
  http.bind(contract.exemptDataDuty, ({ params, body }) => duties.exemptDuty(parts, params.id, body.reason))
  http.bind(contract.getDataAppraisal, ({ params }) => appraisal.readAppraisal(parts, params.year))
  http.bind(contract.setAppraisalWeights, ({ params, body }) =>
    appraisal.setWeights(parts, params.year, body),
  )
  http.bind(contract.computeDataAppraisal, ({ params }) => appraisal.compute(parts, params.year))
  http.bind(contract.adjustDataAppraisal, ({ params, body }, { principal }) =>
    appraisal.adjust(parts, principal, params.year, body),
  )
  http.bind(contract.publishDataAppraisal, ({ params, body }) =>
    appraisal.publish(parts, params.year, body.until),
  )
  http.bind(contract.objectToDataAppraisal, ({ params, body }, { principal }) =>
    appraisal.object(parts, principal, params.year, body.text),
  )
  http.bind(contract.answerAppraisalObjection, async ({ params, body }, { principal }) => {
    await appraisal.answerObjection(parts, principal, params.id, body.answer)
    return { done: true as const }
  })
  http.bind(contract.freezeDataAppraisal, ({ params }) => appraisal.freeze(parts, params.year))
  http.bind(contract.exportDataAppraisal, async ({ params }, { reply }) => {
    reply.header('content-disposition', `attachment; filename="data-appraisal-${params.year}.xlsx"`)
    return appraisal.toSpreadsheet(await appraisal.readAppraisal(parts, params.year))
  })
  jobs.every('data-duties', '30 8 * * *', () => duties.watchDuties(parts))
}
