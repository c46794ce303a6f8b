import { listAllocations, listLots, listResourceUnits } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Segmented } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { Columns, Page, Section } from '../parts/page.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { resourceTexts } from './resource.texts.ts'
import { AllocationRow } from './resource-panel.tsx'
import { useCommandNews } from './use-command.ts'

/** The resource desk: stock, forces and who holds them, and reservations on their way. */
export function ResourcePage() {
  const texts = useTexts(commandTexts)
  const words = useTexts(resourceTexts)
  const [type, setType] = useState('emergency.team')
  const lots = useRead(listLots, { query: { limit: 200 } })
  const units = useRead(listResourceUnits, { query: { type, limit: 200 } }, { keepPrevious: true })
  const allocations = useRead(listAllocations, { query: { open: true, limit: 100 } })
  useCommandNews([listLots, listResourceUnits, listAllocations])
  return (
    <Page title={texts.resources}>
      <Columns
        main={
          <>
            <Section
              title={words.units}
              extra={
                <Segmented
                  size="small"
                  value={type}
                  aria-label={words.units}
                  options={Object.entries(words.types).map(([value, label]) => ({ value, label }))}
                  onChange={setType}
                />
              }
            >
              <table className={styles.table}>
                <tbody>
                  {(units.data?.items ?? []).map((one) => (
                    <tr key={one.id}>
                      <td>{one.name}</td>
                      <td>
                        {one.ability ?? (one.capacity === null ? '' : `${one.occupied} / ${one.capacity}`)}
                      </td>
                      <td className={styles.quiet}>{one.owner}</td>
                      <td className={styles.red}>
                        {one.heldBy ? `${texts.held}：${one.heldBy.incidentTitle}` : ''}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Section>
            <Section title={words.moving}>
              <table className={styles.table}>
                <tbody>
                  {(allocations.data?.items ?? []).map((one) => (
                    <AllocationRow key={one.id} row={one} />
                  ))}
                </tbody>
              </table>
            </Section>
          </>
        }
        side={
          <Section title={texts.stock} extra={lots.data?.total}>
            <table className={styles.table}>
              <thead>
                <tr>
                  {[texts.what, texts.store, texts.available, texts.expiry].map((one) => (
                    <th key={one}>{one}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {(lots.data?.items ?? []).map((one) => (
                  <tr key={one.id}>
                    <td>{one.material}</td>
                    <td>{one.storeName}</td>
                    <td className={styles.number}>
                      {formatNumber(one.available)} / {formatNumber(one.quantity)} {one.unit}
                    </td>
                    <td className={one.isExpired ? styles.red : ''}>{one.expiryDate ?? '—'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Section>
        }
      />
    </Page>
  )
}
