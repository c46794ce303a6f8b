import { listThingTypes } from '@civitas/sdk'
import { usePick } from '@civitas/ui'
import { useRead } from '../../../app/query.ts'

/** The titles of device models by id. */
export function useModelTitles(): ReadonlyMap<string, string> {
  const pick = usePick()
  const types = useRead(listThingTypes, {}, { staleMs: 60_000 })
  return new Map((types.data ?? []).map((type) => [type.id, pick(type.title)]))
}
