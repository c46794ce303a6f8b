import { listEntityTypes } from '@civitas/sdk'
import { usePick } from '@civitas/ui'
import { useRead } from '../../../app/query.ts'

/** Kinds of facilities that stand at a point or on a plot, for a choice; and their names by id. */
export function useFacilityTypes() {
  const pick = usePick()
  const read = useRead(listEntityTypes, {}, { staleMs: 600_000 })
  const types = (read.data ?? []).filter((one) => one.count > 0 && one.geometry !== 'none')
  const names = new Map((read.data ?? []).map((one) => [one.id, pick(one.title)]))
  return {
    options: types.map((one) => ({ value: one.id, label: `${pick(one.title)}（${one.count}）` })),
    nameOf: (id: string) => names.get(id) ?? id,
  }
}
