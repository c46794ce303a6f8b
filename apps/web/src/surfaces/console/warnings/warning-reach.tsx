import { listMessages, type WarningBroadcast } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useRead } from '../../../app/query.ts'
import { Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './warnings.module.css'
import { warningsTexts } from './warnings.texts.ts'

/** How a warning went out by each channel. */
export function WarningBroadcasts({ broadcasts }: { broadcasts: readonly WarningBroadcast[] }) {
  const texts = useTexts(warningsTexts)
  return (
    <Section title={texts.broadcasts} extra={formatNumber(broadcasts.length)}>
      {broadcasts.length === 0 ? <Quiet>{texts.notSentYet}</Quiet> : <BroadcastTable rows={broadcasts} />}
    </Section>
  )
}

function BroadcastTable({ rows }: { rows: readonly WarningBroadcast[] }) {
  const texts = useTexts(warningsTexts)
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>{texts.channel}</th>
          <th className={styles.number}>{texts.targets}</th>
          <th className={styles.number}>{texts.sent}</th>
          <th className={styles.number}>{texts.failed}</th>
          <th>{texts.time}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <tr key={`${one.channel} ${one.time}`}>
            <td>
              {texts.channels[one.channel]}
              {one.detail ? <small> {one.detail}</small> : null}
            </td>
            <td className={styles.number}>{formatNumber(one.targets)}</td>
            <td className={styles.number}>{formatNumber(one.sent)}</td>
            <td className={`${styles.number} ${one.failed > 0 ? styles.failed : ''}`}>
              {formatNumber(one.failed)}
            </td>
            <td>{formatTime(one.time)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Messages of a warning with how far each has come: sent, read, confirmed. */
export function WarningReceipts({ warningId }: { warningId: string }) {
  const texts = useTexts(warningsTexts)
  const may = useMay()
  const read = useRead(
    listMessages,
    { query: { subjectKind: 'warning', subjectId: warningId, limit: 20 } },
    { enabled: may('messaging.send'), everyMs: 15_000 },
  )
  if (!may('messaging.send')) return null
  const items = read.data?.items ?? []
  const words: Record<string, string> = texts.reach
  return (
    <Section title={texts.receipts} extra={formatNumber(items.length)}>
      {items.length === 0 ? <Quiet>{texts.noReceipts}</Quiet> : null}
      <Lines>
        {items.map((one) => (
          <Line
            key={one.id}
            to={`/console/messages/${one.id}`}
            title={`${texts.receiptLine(formatNumber(one.recipients))} · ${formatTime(one.createdTime)}`}
            note={Object.entries(one.reached)
              .filter(([, count]) => count > 0)
              .map(([reach, count]) => `${words[reach] ?? reach} ${formatNumber(count)}`)
              .join(' · ')}
          />
        ))}
      </Lines>
    </Section>
  )
}
