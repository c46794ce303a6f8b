import { listEntitySources } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useRead } from '../../../app/query.ts'
import { Line, Lines, Section } from '../parts/page.tsx'
import { entitiesTexts } from './entities.texts.ts'

/** Which systems know this thing, under what number, and when each last told of it. */
export function EntitySources({ id }: { id: string }) {
  const texts = useTexts(entitiesTexts)
  const read = useRead(listEntitySources, { params: { id }, query: { limit: 50 } })
  if (!read.data || read.data.items.length === 0) return null
  return (
    <Section title={texts.sources} extra={formatNumber(read.data.total)}>
      <Lines>
        {read.data.items.map((one) => (
          <Line
            key={one.id}
            title={`${one.system} · ${one.sourceId}`}
            note={texts.told(formatTime(one.linkedTime))}
          />
        ))}
      </Lines>
    </Section>
  )
}
