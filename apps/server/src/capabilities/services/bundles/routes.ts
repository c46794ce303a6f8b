import * as contract from '@civitas/contract'
import { applicationChanged, type BundleCase } from '@civitas/contract'
import { requireActing } from '../acting.ts'
import type { ServicesParts } from '../services-parts.ts'
import { requireOwnBundle } from './access.ts'
import { addFile, changeBundle, keepDraft } from './draft.ts'
import { goOn, submitBundle } from './hand-in.ts'
import { getResolved, type Resolved, resolveBundle, toBundle, toCase } from './resolve.ts'
import { startOffered } from './start-bundle.ts'
import * as store from './store.ts'

/** 一件事一次办 (SOC-005). */
export function bindBundles(parts: ServicesParts): void {
  const { http, db, messages } = parts.kernel
  http.bind(contract.listServiceBundles, async () => {
    const all = await Promise.all(
      parts.domains
        .list('serviceBundles')
        .filter((one) => !one.within)
        .map((one) => resolveBundle(parts, one.id)),
    )
    const offered = all.filter((one): one is Resolved => one !== null)
    return { items: await Promise.all(offered.map((one) => toBundle(parts, one))) }
  })
  http.bind(contract.getServiceBundle, async ({ params }) =>
    toBundle(parts, await getResolved(parts, params.id)),
  )
  http.bind(contract.startBundleCase, async ({ body }, { principal }) =>
    show(parts, await startOffered(parts, principal, body)),
  )
  http.bind(contract.saveBundleDraft, async ({ params, body }, { principal }) => {
    await changeBundle(parts, principal, params.id, async ({ row, resolved }) =>
      keepDraft(row, resolved, body),
    )
    return show(parts, params.id)
  })
  http.bind(contract.addBundleFile, async ({ params, body }, { principal }) => {
    await addFile(parts, principal, params.id, body)
    return show(parts, params.id)
  })
  http.bind(contract.submitBundleCase, async ({ params }, { principal }) => {
    await submitBundle(parts, principal, params.id)
    return show(parts, params.id)
  })
  http.bind(contract.getBundleCase, async ({ params }, { principal }) => {
    await requireOwnBundle(parts, principal, params.id)
    return show(parts, params.id)
  })
  http.bind(contract.listMyBundleCases, async ({ query }, { principal }) => {
    const acting = await requireActing(parts, principal, 'services')
    const { items, total } = await store.listBundlesOf(db, acting.subject.id, query)
    return { items: await Promise.all(items.map((row) => toCase(parts, row))), total }
  })
  messages.subscribe(
    'services.go-on-with-bundle',
    applicationChanged,
    (tx, { body }) => goOn(parts, tx, body.applicationId),
    {
      when: (body) => body.bundleCaseId !== null && (body.state === 'delivered' || body.state === 'granted'),
    },
  )
}

async function show(parts: ServicesParts, id: string): Promise<BundleCase> {
  return toCase(parts, (await store.findBundle(parts.kernel.db, id)) as store.BundleRow)
}
