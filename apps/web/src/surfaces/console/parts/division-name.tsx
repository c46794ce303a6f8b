import { listDivisions } from '@civitas/sdk'
import { useMemo } from 'react'
import { useRead } from '../../../app/query.ts'
import { useMay } from './permissions.tsx'

const STABLE = { staleMs: 600_000 }

/** The name of the district and town (street) that holds a division; the code itself until names are read. */
export function DivisionName({ code }: { code: string | null }) {
  const names = useDivisionNames()
  if (!code) return <span>—</span>
  const name = names.get(code.slice(0, 9)) ?? names.get(code.slice(0, 6))
  return name ? <span title={code}>{name}</span> : <span className="code">{code}</span>
}

/** Names of the city, its districts and towns by code; read once. */
export function useDivisionNames(): ReadonlyMap<string, string> {
  const may = useMay()
  const enabled = may('territory.read')
  const city = useRead(listDivisions, { query: { level: 1, limit: 10 } }, { ...STABLE, enabled })
  const districts = useRead(listDivisions, { query: { level: 2, limit: 500 } }, { ...STABLE, enabled })
  const towns = useRead(listDivisions, { query: { level: 3, limit: 500 } }, { ...STABLE, enabled })
  return useMemo(
    () =>
      new Map(
        [city, districts, towns]
          .flatMap((read) => read.data?.items ?? [])
          .map((each) => [each.code, each.level === 1 ? each.name : each.fullName]),
      ),
    [city, districts, towns],
  )
}
