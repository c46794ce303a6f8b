import * as contract from '@civitas/contract'
import { createDataService } from './cockpit/data-service.ts'
import * as pages from './cockpit/manage-pages.ts'
import { createOwnData, isOwn } from './cockpit/own-data.ts'
import { provideData } from './cockpit/provide-data.ts'
import { insertView, readPageVersions } from './cockpit/store.ts'
import { chooseDivision, type ReadParts } from './read-indicators.ts'

/** Binds the cockpit pages and their data. */
export function bindCockpit(parts: ReadParts): void {
  const { http, db, clock } = parts.kernel
  const data = createDataService(parts)
  const own = createOwnData(parts)
  http.bind(contract.listPages, ({ query }, { principal }) => pages.listPages(parts, query, principal))
  http.bind(contract.getPage, ({ params, query }, { principal }) =>
    pages.openPage(parts, params.id, query, principal),
  )
  http.bind(contract.savePage, ({ params, body }, { principal }) =>
    pages.savePage(parts, params.id, body, principal),
  )
  http.bind(contract.submitPage, ({ params }) => pages.submitPage(parts, params.id))
  http.bind(contract.reviewPage, ({ params, body }, { principal }) =>
    pages.reviewPage(parts, params.id, body, principal),
  )
  http.bind(contract.rollBackPage, ({ params, body }, { principal }) =>
    pages.rollBackPage(parts, params.id, body.version, principal),
  )
  http.bind(contract.listPageVersions, ({ params }) => readPageVersions(db, params.id))
  http.bind(contract.deletePage, ({ params }) => pages.deletePage(parts, params.id))
  http.bind(contract.exportPage, ({ params }) => pages.exportPage(parts, params.id))
  http.bind(
    contract.getPageData,
    async ({ params, query }, { principal }) => (await data.page(params.id, query, principal)) as never,
  )
  http.bind(contract.getComponentData, ({ params, query }, { principal }) =>
    data.component(params.id, params.component, query, principal),
  )
  http.bind(contract.previewComponent, async ({ body }, { principal }) => {
    const content = { theme: 'dark' as const, rows: 20, refreshSeconds: 10, components: [body.component] }
    const faults = await pages.faultsOf(parts, content)
    if (faults.length > 0) return { data: null, faults }
    const division = chooseDivision(parts, body.division, principal.scope)
    if (isOwn(body.component)) {
      const components = [body.component]
      const [mine] = await own.read('preview', { components, refreshSeconds: 30 }, principal)
      return { data: mine ?? null, faults }
    }
    return { data: await provideData(parts, body.component, { division, now: clock.now() }), faults }
  })
  http.bind(contract.recordPageView, async ({ params, body }) => {
    await insertView(db, params.id, body.loadMs, clock.now())
    return { done: true as const }
  })
}
