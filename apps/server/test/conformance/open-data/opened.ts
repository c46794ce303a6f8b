import { type Dataset, getOpenDataset, proposeOpening, reviewOpening } from '@civitas/contract'
import { organisations, type TestPlatform } from '../../../src/test-kit/index.ts'

/** Proposes columns of a dataset for everybody, passes the three reviews, and answers its name on the open site. */
export async function opened(
  city: TestPlatform,
  dataset: Dataset,
  columns: readonly string[],
): Promise<string> {
  const owner = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
  const bureau = await city.signedInAs('data-bureau', { organisationId: organisations.drainage.id })
  const admin = await city.signedInAs('administrator')
  const { id } = await owner.call(proposeOpening, {
    body: {
      ...{ datasetId: dataset.id, opening: 'unconditional' },
      columns: columns.map((name) => ({ name, mask: 'none' as const })),
    },
  })
  const steps = [
    ['owner', owner],
    ['bureau', bureau],
    ['security', admin],
  ] as const
  for (const [step, by] of steps)
    await by.call(reviewOpening, { params: { id }, body: { step, decision: 'approve' } })
  const open = await city.anonymous().call(getOpenDataset, { params: { name: dataset.id } })
  return open.name
}
