import { getLiveFeatures, listThingTypes } from '@civitas/sdk'
import { formatWithUnit, usePick } from '@civitas/ui'
import { useQuery } from '@tanstack/react-query'
import { client } from '../../app/client.ts'
import { useRead } from '../../app/query.ts'
import type { LiveCollection } from '../../widgets/city-map/live-points.ts'

/** Units that belong to weather (UCUM), in the order of the top bar. */
const weatherUnits = ['Cel', 'mm', 'mm/h', 'm/s'] as const

interface Quantity {
  entityType: string
  datastream: string
  title: { zh: string; en: string }
  unitLabel: string
}

/** What the city’s sensors say about the weather: the mean of fresh readings, for rain the highest. */
export function useWeather(): { title: string; text: string }[] {
  const pick = usePick()
  const types = useRead(listThingTypes, {}, { staleMs: 600_000 })
  const quantities = weatherUnits.flatMap((unit): (Quantity & { unit: string })[] => {
    for (const type of types.data ?? []) {
      const fitting = type.datastreams.filter((each) => each.unit === unit)
      const stream = fitting.find((each) => each.derived) ?? fitting[0]
      if (stream)
        return [
          {
            unit,
            entityType: type.entityType,
            datastream: stream.id,
            title: stream.title,
            unitLabel: stream.unitLabel,
          },
        ]
    }
    return []
  })
  const read = useQuery({
    queryKey: ['weather', quantities.map((each) => `${each.entityType}/${each.datastream}`)],
    queryFn: () => Promise.all(quantities.map(readQuantity)),
    enabled: quantities.length > 0,
    refetchInterval: 30_000,
  })
  return quantities.flatMap((quantity, index) => {
    const value = read.data?.[index]
    return typeof value === 'number'
      ? [{ title: pick(quantity.title), text: formatWithUnit(value, quantity.unitLabel, 1) }]
      : []
  })
}

const FRESH_MS = 2 * 3_600_000

async function readQuantity(quantity: Quantity & { unit: string }): Promise<number | null> {
  const query = { type: quantity.entityType, limit: 5_000 }
  const answer = (await client.call(getLiveFeatures, { query })) as unknown as LiveCollection
  const values = answer.features.flatMap(({ properties }) => {
    const value = properties[quantity.datastream]
    const age = Date.now() - Date.parse(String(properties[`${quantity.datastream}_time`] ?? ''))
    return typeof value === 'number' && age < FRESH_MS ? [value] : []
  })
  if (values.length === 0) return null
  if (quantity.unit.startsWith('mm')) return Math.max(...values)
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
