import { listEntitySources } from '@civitas/sdk'
import { formatNumber, formatTime, useLocale, useTexts } from '@civitas/ui'
import { useRead } from '../../../app/query.ts'
import { toAttributeRows } from '../../../capabilities/entities/attribute-rows.ts'
import { Facts, Quiet, Section } from '../parts/page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { entitiesTexts } from './entities.texts.ts'

/** Which systems know this thing, under what number, and when each last told of it. */
export function EntitySources({ id, schema }: { id: string; schema: Record<string, unknown> }) {
  const texts = useTexts(entitiesTexts)
  const shell = useTexts(consoleTexts)
  const locale = useLocale()
  const read = useRead(listEntitySources, { params: { id }, query: { limit: 50 } })
  if (!read.data || read.data.items.length === 0) return null
  return (
    <Section title={texts.sources} extra={formatNumber(read.data.total)}>
      {read.data.items.map((one) => (
        <article key={one.id} style={{ marginBottom: 12, overflowWrap: 'anywhere' }}>
          <b>{texts.systems[one.system as keyof typeof texts.systems] ?? one.system}</b>{' '}
          <span className="code">{one.sourceId}</span>
          <Quiet>{texts.told(formatTime(one.linkedTime))}</Quiet>
          <Facts
            facts={toAttributeRows(one.attributes, schema, locale, shell).map((row) => ({
              ...{ label: row.label, value: row.text },
            }))}
          />
        </article>
      ))}
    </Section>
  )
}
